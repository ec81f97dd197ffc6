"""Use cases, one verb a module; the outside is reached through ports."""
