"""Nouns of the peer-to-peer review: enums and frozen dataclasses, standard library only."""
