"""Use cases of a review organisation, one verb a module."""
