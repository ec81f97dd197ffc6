"""Rows of a client's file to review files: every value is read as people write it, or refused in one sentence."""
