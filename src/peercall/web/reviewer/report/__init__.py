"""The report of a review file: written, checked, signed, read and printed."""
