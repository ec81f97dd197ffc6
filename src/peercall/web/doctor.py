"""`peercall doctor`."""

from __future__ import annotations


def doctor(arguments: list[str]) -> int:
    """Check the installation."""
    raise NotImplementedError
