"""Small parts of what a coded chart says, put together for people: lists of words, the first known day."""

from __future__ import annotations

from collections.abc import Sequence

from peercall.domain.dates import DayRange


def joined(*parts: str | None) -> str:
    """Parts that say something, with semicolons."""
    said = [text for part in parts if part and (text := part.strip())]
    return "; ".join(said) if said else ""


def first_days(*days: DayRange | None) -> DayRange | None:
    """The first of these that is known."""
    return next((day for day in days if day is not None), None)


def in_words(parts: Sequence[str | None]) -> str:
    """Parts of a display, with commas."""
    return ", ".join([part for part in parts if part])
