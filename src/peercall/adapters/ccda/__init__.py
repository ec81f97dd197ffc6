"""Charts out of C-CDA documents (R1.1, R2.1 and older C32): one document, one patient.

The process that parses takes `parsing` and `transfer` alone, so nothing is imported here.
"""
