"""Values behind a value: "48%, it was 52% on 12/19/2025", "56/100 (1/15/26), 24/50 on 7/10/25", "(Oct 2025: 16, Nov 2025: 14)".

Each further value counts only with a date of its own; that date then dates nothing else in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from peercall.domain.dates import DayRange
from peercall.engine.chart_text.written_dates import WrittenDate

T = TypeVar("T")

_LINK = re.compile(
    r"[\s,;()|]*(?:(?:and|then|which|it|this|that|had|been|today|now|currently|down|up|improved|worsened|increased|decreased|"
    r"was|were|is|previously|prior|before|from|compared|to|with|vs\.?|versus|last|baseline|score|scores|scored|of|at|to)\b"
    r"\s*:?[\s,;(]*){0,6}[:=]?\s*",
    re.IGNORECASE,
)
_TO_DATE = re.compile(
    r"[\s,)]*(?:(?:on|in|at|back|as of|as|dated|visit|the|last|from|at the visit of|@)\b\s*|[(\[]\s*|-\s+|–\s*){0,4}",
    re.IGNORECASE,
)
_TO_VALUE = re.compile(r"\s*\)?\s*(?:[:=,-]|(?:was|it was|score|of|at)\b)?\s*", re.IGNORECASE)
_NUMBER_NEXT = re.compile(r"\d")
_REACH = 90
_MOST = 12


@dataclass(frozen=True, slots=True)
class Series(Generic[T]):
    """What stands behind a first value. own: the date that is its own, when one stands right behind it or before it.
    further: values with their dates. closes: where words begin that no longer speak of the first value."""

    own: DayRange | None
    further: tuple[tuple[T, DayRange], ...]
    closes: int | None


def series_behind(
    text: str,
    begin: int,
    end: int,
    limit: int,
    dates: Sequence[WrittenDate],
    read: Callable[[int], tuple[T, int] | None],
) -> Series[T]:
    """The values behind one that stands at `begin` to `end`, as far as `limit`. read: the value at a place, with its end."""
    own = _date_before(text, begin, dates)
    at = end
    behind = _date_behind(text, at, dates) if own is None else None
    if behind is not None and behind.start < limit and _value_of_date(text, behind, limit, read) is None:
        own, at = behind.days, behind.end
    further: list[tuple[T, DayRange]] = []
    closes: int | None = None
    stop = min(limit, at + _REACH)
    for _ in range(_MOST):
        link = _LINK.match(text, at, limit)
        place = link.end() if link is not None else at
        if place >= stop or place == at:
            break
        headed = next((item for item in dates if item.start == place), None)
        if headed is not None:
            item = _value_of_date(text, headed, limit, read)
            if item is None:
                break
            closes = closes if closes is not None else at
            further.append((item[0], headed.days))
            at = item[1]
        elif _NUMBER_NEXT.match(text, place) or read(place) is not None:
            found = read(place)
            if found is None or found[1] > limit:
                break
            dated = _date_behind(text, found[1], dates)
            closes = closes if closes is not None else at
            if dated is None or dated.start >= limit:
                break
            further.append((found[0], dated.days))
            at = dated.end
        else:
            break
        stop = min(limit, at + _REACH)
    return Series(own, tuple(further), closes)


def _date_behind(text: str, at: int, dates: Sequence[WrittenDate]) -> WrittenDate | None:
    match = _TO_DATE.match(text, at)
    place = match.end() if match is not None else at
    return next((item for item in dates if item.start == place), None)


def _date_before(text: str, begin: int, dates: Sequence[WrittenDate]) -> DayRange | None:
    """The date of "Oct 2025: 16": nothing but a colon or a verb between."""
    for item in dates:
        if item.end <= begin and _TO_VALUE.fullmatch(text, item.end, begin) and text[item.end : begin].strip(" )"):
            return item.days
    return None


def _value_of_date(
    text: str, date: WrittenDate, limit: int, read: Callable[[int], tuple[T, int] | None]
) -> tuple[T, int] | None:
    match = _TO_VALUE.match(text, date.end, limit)
    place = match.end() if match is not None else date.end
    # "on 11/03/2025, 8 weeks later": a bare comma parts, it does not join
    if text[date.end : place].strip(" )") in {"", ","}:
        return None
    found = read(place)
    return found if found is not None and found[1] <= limit else None
