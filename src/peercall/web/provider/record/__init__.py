"""The record of a case, and what is made from it."""
