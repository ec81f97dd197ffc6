"""The packet of a case: one file for the plan, chosen on a page and made in the background."""
