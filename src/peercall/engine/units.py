"""Comparing values in different units: the port the criteria need, answered by a UCUM library in adapters."""

from __future__ import annotations

from typing import Protocol


class UnitConverter(Protocol):
    """Converts between UCUM units."""

    def convert(self, value: float, *, unit: str, to: str) -> float | None:
        """`value` of `unit` expressed in `to`; None when the units are unknown or of different kind."""
        ...
