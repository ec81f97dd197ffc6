"""In which time zones an office may lie, and from what that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ZoneBasis(StrEnum):
    """From what the zones are known."""

    CONFIRMED = "confirmed"
    """a person said so"""
    POSTAL_CODE = "postal_code"
    PHONE = "phone"
    STATE = "state"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ZoneFinding:
    """Zones the office may lie in, IANA names in alphabetical order; empty when nothing is known.

    With more than one, a call suits the office for certain only when the clock of each of them allows it.
    why: one sentence for the page, without a value of the address or number.
    """

    zones: tuple[str, ...]
    basis: ZoneBasis
    why: str

    @property
    def is_certain(self) -> bool:
        """A single zone, from the postal code or confirmed by a person. Everything else is asked before it is used."""
        return len(self.zones) == 1 and self.basis in (ZoneBasis.CONFIRMED, ZoneBasis.POSTAL_CODE)

    @property
    def certain_zone(self) -> str | None:
        """The zone when it is certain, else None: a person chooses."""
        return self.zones[0] if self.is_certain else None
