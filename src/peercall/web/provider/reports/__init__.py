"""Reports for managers, and the habits that lessons come to."""
