"""Verbs of the peer-to-peer review: pure functions; the moment, the calendar and the rules arrive as arguments."""
