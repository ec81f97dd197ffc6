"""Turns data/*.yaml and private rule folders into domain objects, and refuses every key it does not know."""
