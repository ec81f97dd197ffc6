"""Dates, amounts and composites of X12 elements. What cannot be read is None, never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from peercall.domain.remittances import BilledService

_AMOUNT = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,6})?|\.\d{1,6})\Z", re.ASCII)
_DAY = re.compile(r"\d{8}\Z", re.ASCII)
_SHORT_DAY = re.compile(r"\d{6}\Z", re.ASCII)
_CENTURY_TURN = 50

REVENUE = "NU"
"""Qualifier of a revenue code."""


@lru_cache(maxsize=32768)
def amount(text: str) -> Decimal | None:
    """An amount in dollars."""
    return Decimal(text) if _AMOUNT.match(text) else None


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """A day written YYYYMMDD, or YYMMDD as in old headers."""
    if _SHORT_DAY.match(text):
        text = ("19" if int(text[:2]) >= _CENTURY_TURN else "20") + text
    if not _DAY.match(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def days(form: str, text: str) -> tuple[date | None, date | None]:
    """First and last day of a DTP segment: form D8 or RD8 (a time after the day is left out)."""
    if form == "RD8":
        first, _, last = text.partition("-")
        return day(first), day(last)
    one = day(text[:8])
    return one, one


def element(parts: Sequence[str], number: int) -> str:
    """The element, stripped; empty when the segment ends before it."""
    return parts[number].strip() if number < len(parts) else ""


def maybe(parts: Sequence[str], number: int) -> str | None:
    """The element, None when it is absent or empty."""
    return element(parts, number) or None


@lru_cache(maxsize=8192)
def service(composite: str, component: str) -> BilledService:
    """A procedure composite, its parts separated by `component`: qualifier, code, up to four modifiers."""
    parts = composite.split(component)
    if len(parts) == 1:
        return BilledService(composite.strip() or None)
    system, code = parts[0].strip() or None, parts[1].strip() or None
    if system == REVENUE:
        return BilledService(code, system, (), code)
    modifiers = tuple(part.strip() for part in parts[2:6] if part.strip()) if parts[2:] else ()
    return BilledService(code, system, modifiers)
