"""Use cases of a review organization, one verb a module."""
