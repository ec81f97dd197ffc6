"""The times at which a call may be placed: stated availability, else the office's business hours in its own zone.

Hours are those of the office's wall clock. Where a change of the clocks leaves out or repeats an hour, a window keeps
only times whose wall clock lies inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import ReviewFile
from peercall.engine.calendars import BusinessCalendar

_MINUTE = timedelta(minutes=1)


class WindowBasis(StrEnum):
    """Where the hours come from."""

    STATED = "stated"
    BUSINESS_HOURS = "business_hours"


@dataclass(frozen=True, slots=True)
class CallWindow:
    """A stretch in which calls may be placed: from start_at, before end_at, both aware in the zone of the hours."""

    start_at: datetime
    end_at: datetime
    basis: WindowBasis

    def holds(self, moment: datetime) -> bool:
        """True when a call may be placed at the moment."""
        return self.start_at.astimezone(UTC) <= moment.astimezone(UTC) < self.end_at.astimezone(UTC)


@lru_cache(maxsize=8192)
def wall_stretch(day: date, start: time, end: time, *, zone: str) -> tuple[datetime, datetime] | None:
    """The moments of the day at which the wall clock shows start or later and less than end; None when it never does.

    Of an hour that comes twice, the pass is kept that joins the rest of the stretch.
    """
    here = ZoneInfo(zone)
    first = _existing(datetime.combine(day, start, tzinfo=here))
    last = _existing(datetime.combine(day, end, tzinfo=here))
    late = first.replace(fold=1)
    if _utc(late) < _utc(last):
        first = late
    return (first, last) if _utc(first) < _utc(last) else None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _existing(moment: datetime) -> datetime:
    """The moment itself, or the first minute after it that the wall clock shows."""
    while _utc(moment).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        moment += _MINUTE
    return moment


def call_windows(
    file: ReviewFile, *, calendar: BusinessCalendar, hours: CallHours, after: datetime, until: datetime
) -> tuple[CallWindow, ...]:
    """The windows between two moments, in order, those that touch as one.

    calendar: business days where the office is. A weekly window is left out on a holiday; a window given for one date
    stands. Without stated hours and without a known zone there is none: a person chooses the zone first.
    """
    found: list[CallWindow] = []
    if file.availability:
        for window in file.availability:
            for day in _days(after, until, window.zone):
                closed = window.on is None and day in calendar.holidays
                if window.covers(day) and not closed:
                    found += _cut(
                        wall_stretch(day, window.start, window.end, zone=window.zone), after, until, WindowBasis.STATED
                    )
    elif file.zone is not None:
        for day in _days(after, until, file.zone):
            if calendar.is_business_day(day):
                stretch = wall_stretch(day, hours.opens, hours.closes, zone=file.zone)
                found += _cut(stretch, after, until, WindowBasis.BUSINESS_HOURS)
    return _merged(found)


def _days(after: datetime, until: datetime, zone: str) -> list[date]:
    here = ZoneInfo(zone)
    first, last = after.astimezone(here).date(), until.astimezone(here).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _cut(
    stretch: tuple[datetime, datetime] | None, after: datetime, until: datetime, basis: WindowBasis
) -> list[CallWindow]:
    if stretch is None:
        return []
    zone = stretch[0].tzinfo
    start, end = max(_utc(stretch[0]), _utc(after)), min(_utc(stretch[1]), _utc(until))
    return [CallWindow(start.astimezone(zone), end.astimezone(zone), basis)] if start < end else []


def _merged(windows: list[CallWindow]) -> tuple[CallWindow, ...]:
    out: list[CallWindow] = []
    for window in sorted(windows, key=lambda one: (_utc(one.start_at), _utc(one.end_at))):
        if out and _utc(window.start_at) <= _utc(out[-1].end_at):
            if _utc(window.end_at) > _utc(out[-1].end_at):
                end = window.end_at.astimezone(out[-1].start_at.tzinfo)
                out[-1] = CallWindow(out[-1].start_at, end, out[-1].basis)
        else:
            out.append(window)
    return tuple(out)
