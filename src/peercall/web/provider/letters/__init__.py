"""The letters of a case: proposed, written, changed, sent, logged."""
