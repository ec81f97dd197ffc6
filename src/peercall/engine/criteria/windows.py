"""When a fact must lie: windows around an anchor, and partial dates inside or outside of them.

Both ends are included. Months and years run by the calendar with the end of the month clipped, days and weeks by days.
An anchor known only as a month makes the window itself uncertain: `sure` is where a date lies whatever the anchor's
day, `possible` where it may lie. Source: docs/policy-language.md, "Windows".
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from peercall.domain.dates import DayRange, day
from peercall.domain.policies import Duration, Window

Moment = date | datetime

#: names of one moment under which the case may know it; the first known one counts
ALSO_KNOWN_AS: dict[str, tuple[str, ...]] = {
    "hospital_discharge": ("hospital_discharge", "discharge", "discharge_expected"),
    "discharge": ("discharge", "discharge_expected"),
    "service": ("service", "service_date"),
}


class Place(StrEnum):
    """Where a dated fact stands to a window."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    OVERLAPS = "overlaps"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Span:
    """A resolved window; None for `sure` when no day is certainly inside. moment: the anchor with its hour, if known."""

    sure: DayRange | None
    possible: DayRange
    start_at: datetime | None = None
    end_at: datetime | None = None

    def place(self, on: DayRange | None, *, at: datetime | None = None) -> Place:
        """Where a date lies; `at` decides by the hour when the window is bounded by hours."""
        if on is None:
            return Place.UNDATED
        if at is not None and self.start_at is not None and self.end_at is not None and at.tzinfo is not None:
            return Place.INSIDE if self.start_at <= at <= self.end_at else Place.OUTSIDE
        if self.sure is not None and self.sure.first <= on.first and on.last <= self.sure.last:
            return Place.INSIDE
        if on.last < self.possible.first or self.possible.last < on.first:
            return Place.OUTSIDE
        return Place.OVERLAPS

    def __str__(self) -> str:
        return f"{self.possible.first.isoformat()} to {self.possible.last.isoformat()}"


def add_length(start: date, length: Duration, *, sign: int = 1) -> date:
    """The day a length after (or, with sign -1, before) a day; hours count as begun days."""
    value = length.value * sign
    if length.unit in {"mo", "a"}:
        months = round(value * (12 if length.unit == "a" else 1))
        index = start.year * 12 + start.month - 1 + months
        year, month = divmod(index, 12)
        if not 1 <= year <= 9999:
            return date.max if sign > 0 else date.min
        return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    days = {"d": value, "wk": value * 7, "h": value / 24}[length.unit]
    whole = int(days) if days == int(days) else (int(days) + (1 if days > 0 else -1))
    try:
        return start + timedelta(days=whole)
    except OverflowError:
        return date.max if sign > 0 else date.min


def moment_days(moment: Moment) -> DayRange:
    """The day of a moment."""
    return day(moment)


def _sure(first: date, last: date) -> DayRange | None:
    return DayRange(first, last) if first <= last else None


def _stretch(anchor: DayRange, before: Duration | None, after: Duration | None) -> Span:
    """From `before` ahead of the anchor to `after` behind it; a missing length is the anchor's own day."""

    def start(day_: date) -> date:
        return add_length(day_, before, sign=-1) if before else day_

    def end(day_: date) -> date:
        return add_length(day_, after) if after else day_

    return Span(
        _sure(start(anchor.last), end(anchor.first)),
        DayRange(start(anchor.first), max(start(anchor.first), end(anchor.last))),
    )


def resolve(window: Window, anchor: DayRange, *, at: datetime | None = None) -> Span:
    """The days a window covers once its anchor is known; `at` is the anchor's hour for windows in hours."""
    if window.form == "around":
        return _stretch(anchor, window.before, window.after)
    if window.form == "overlaps":
        return Span(anchor, anchor)
    backwards = window.form in {"last", "before"}
    length = window.length
    if length is None:
        open_ended = (
            (_sure(date.min, anchor.first), DayRange(date.min, anchor.last))
            if backwards
            else (_sure(anchor.last, date.max), DayRange(anchor.first, date.max))
        )
        return Span(*open_ended)
    span = _stretch(anchor, length, None) if backwards else _stretch(anchor, None, length)
    if length.unit == "h" and at is not None and at.tzinfo is not None:
        hours = timedelta(hours=length.value)
        begin, finish = (at - hours, at) if backwards else (at, at + hours)
        sure = _sure(begin.date() + timedelta(days=1), finish.date()) if backwards else None
        if not backwards:
            sure = _sure(begin.date(), finish.date() - timedelta(days=1))
        return Span(sure, DayRange(begin.date(), finish.date()), begin, finish)
    return span


def lasted(onset: DayRange, anchor: DayRange, length: Duration) -> Place:
    """Whether something that began at `onset` has lasted `length` at the anchor: INSIDE yes, OUTSIDE no, else open."""
    if add_length(onset.last, length) <= anchor.first:
        return Place.INSIDE
    if add_length(onset.first, length) > anchor.last:
        return Place.OUTSIDE
    return Place.OVERLAPS


def completed_years(birth: date, on: date) -> int:
    """Age in whole years on a day; a birthday on 29 February is reached on 1 March of other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
