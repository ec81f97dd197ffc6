"""`peercall worker`."""

from __future__ import annotations


def worker(arguments: list[str]) -> int:
    """Run jobs until stopped."""
    raise NotImplementedError
