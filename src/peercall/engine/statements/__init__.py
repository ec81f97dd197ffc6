"""A payer's statement on paper (explanation of benefits, remittance advice) read into proposals for a person."""

from peercall.engine.statements.reading import read_statement

__all__ = ["read_statement"]
