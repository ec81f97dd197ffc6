"""How long a clock still runs, in words: for a person, in that person's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from peercall.engine.office_words import hour_words

#: an hour clock with less than this left is told in hours, one with more by when it ends
_HOURS_TOLD = 12


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """words: "2 days left". due: when it ends, "Tue Dec 1, 5:00 pm CST" or "Tue Dec 1". tone: bad (over), warn (ends today
    or within a day), info (within three days), empty (later). as_of: the fixed moment it is read at, in words; else empty.
    """

    words: str
    due: str
    tone: str
    as_of: str = ""


def time_left(
    due_at: datetime, *, now: datetime, time_zone: str, is_day: bool, as_of: datetime | None = None
) -> TimeLeft:
    """What is left of a clock that ends at `due_at`.

    due_at, now, as_of: aware. is_day: the clock ends with a day; `due_at` is then the midnight after it, wherever the case
    is. as_of: the moment to read the clock at instead of now. Hours are counted as they pass, days by the calendar of
    `time_zone`, so that neither is wrong across a change of daylight time.
    """
    zone = ZoneInfo(time_zone)
    read_at = (as_of or now).astimezone(zone)
    # noon of the last day: the same date in every zone that may look at it
    last = (due_at - timedelta(hours=12) if is_day else due_at).astimezone(zone)
    due = day_words(last.date(), near=read_at.date()) if is_day else moment_words(last, near=read_at.date())
    left = due_at.astimezone(UTC) - read_at.astimezone(UTC)  # two moments of one zone subtract by the clock on the wall
    told = f"{read_at:%b} {read_at.day}, {read_at.year}, {clock_words(read_at)}" if as_of is not None else ""
    if left <= timedelta(0):
        return TimeLeft(f"overdue since {due}", due, "bad", told)
    days = (last.date() - read_at.date()).days
    tone = "warn" if days <= 0 or left <= timedelta(days=1) else "info" if days <= 3 else ""
    return TimeLeft(_left(left, last=last, days=days, is_day=is_day), due, tone, told)


def _left(left: timedelta, *, last: datetime, days: int, is_day: bool) -> str:
    if not is_day:
        minutes = int(left.total_seconds() // 60)
        if minutes < 60:
            return f"{_count(max(1, minutes), 'minute')} left"
        if minutes < 60 * _HOURS_TOLD:
            return f"{_count(minutes // 60, 'hour')} left"
        if days < 2:
            return f"ends {'today' if days <= 0 else 'tomorrow'} {clock_words(last)}"
        return f"{_count(days, 'day')} left"
    if days < 2:
        return "ends today" if days <= 0 else "ends tomorrow"
    return f"{_count(days, 'day')} left"


def clock_words(at: datetime) -> str:
    """5:00 pm CST."""
    return f"{hour_words(at)} {at:%Z}"


def day_words(day: date, *, near: date | None) -> str:
    """Tue Dec 1; with the year where `near` lies in another one, or is None."""
    year = "" if near is not None and near.year == day.year else f", {day.year}"
    return f"{day:%a %b} {day.day}{year}"


def moment_words(at: datetime, *, near: date | None) -> str:
    """Tue Dec 1, 5:00 pm CST; `today` for the day that `near` names."""
    day = "today" if near == at.date() else day_words(at.date(), near=near)
    return f"{day}, {clock_words(at)}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
