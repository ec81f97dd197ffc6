"""When a physician can take the call: weekly hours, a calendar's gaps, and what of it fits the plan's desk and clock.

Hours are those of the wall in their zone: a block of 12:00 stays at 12:00 across a change of daylight time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.domain.determinations import AvailabilityBlock

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: a call of ten to twenty minutes needs this much
SHORTEST = timedelta(minutes=20)
#: a whole free day is offered in stretches of this length
LONGEST = timedelta(hours=2)
_END_OF_DAY = "24:00"
_DESK = re.compile(r"(?P<days>\S+) (?P<open>\d{2}:\d{2})-(?P<close>\d{2}:\d{2})(?: (?P<zone>\S+/\S+))?")


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A stretch of a weekday. weekday: 0 is Monday. end: time.min stands for the end of the day."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class DeskHours:
    """When a plan's desk answers. days: weekdays from 0. zone: None where the text does not say it."""

    days: frozenset[int]
    open: time
    close: time
    zone: str | None


def desk_hours(text: str | None) -> DeskHours | None:
    """From `Mon-Fri 08:30-16:30 America/Chicago`; None when it is not of this form."""
    found = _DESK.fullmatch((text or "").strip())
    if found is None:
        return None
    return hours_of(found["days"], found["open"], found["close"], found["zone"])


def hours_of(days: str | None, opens: str | None, closes: str | None, zone: str | None) -> DeskHours | None:
    """From the parts a rule states; days None: those of the working week. None where hours are not stated."""
    if not opens or not closes:
        return None
    listed = _days(days or "Mon-Fri")
    if listed is None:
        return None
    return DeskHours(listed, _clock(opens), _clock(closes), zone if zone and _is_zone(zone) else None)


def _days(text: str) -> frozenset[int] | None:
    if text in ("all_days", "daily", "Mon-Sun"):
        return frozenset(range(7))
    out: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first not in DAYS or (last and last not in DAYS):
            return None
        start, end = DAYS.index(first), DAYS.index(last or first)
        out |= {day % 7 for day in range(start, (end if end >= start else end + 7) + 1)}
    return frozenset(out)


def _clock(text: str) -> time:
    return time.min if text == _END_OF_DAY else time.fromisoformat(text)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _stretch(day: date, start: time, end: time, zone: ZoneInfo) -> AvailabilityBlock:
    last = day if end > start else day + timedelta(days=1)
    return AvailabilityBlock(datetime.combine(day, start, tzinfo=zone), datetime.combine(last, end, tzinfo=zone))


def weekly_blocks(
    hours: Iterable[WeeklyHours], *, first: date, days: int, zone: str, without: Iterable[date] = ()
) -> tuple[AvailabilityBlock, ...]:
    """The stretches of `days` days from `first` on, in order. without: days on which nobody works."""
    here, away, listed = ZoneInfo(zone), set(without), list(hours)
    out = [
        _stretch(day, one.start, one.end, here)
        for day in (first + timedelta(days=number) for number in range(days))
        if day not in away
        for one in listed
        if one.weekday == day.weekday()
    ]
    return merged(out)


def merged(blocks: Iterable[AvailabilityBlock]) -> tuple[AvailabilityBlock, ...]:
    """In order, those that touch or overlap as one."""
    out: list[AvailabilityBlock] = []
    for block in sorted(blocks, key=lambda one: (one.start_at, one.end_at)):
        if out and block.start_at <= out[-1].end_at:
            out[-1] = AvailabilityBlock(out[-1].start_at, max(out[-1].end_at, block.end_at))
        else:
            out.append(block)
    return tuple(out)


def without_busy(
    blocks: Iterable[AvailabilityBlock], *, busy: Iterable[AvailabilityBlock]
) -> tuple[AvailabilityBlock, ...]:
    """What remains of the blocks when the busy times are taken out; pieces too short for a call are dropped."""
    taken = merged(busy)
    out: list[AvailabilityBlock] = []
    for block in merged(blocks):
        start = block.start_at
        for one in taken:
            if one.end_at <= start or one.start_at >= block.end_at:
                continue
            if one.start_at - start >= SHORTEST:
                out.append(AvailabilityBlock(start, one.start_at))
            start = max(start, one.end_at)
        if block.end_at - start >= SHORTEST:
            out.append(AvailabilityBlock(start, block.end_at))
    return tuple(out)


def within_desk_hours(
    blocks: Iterable[AvailabilityBlock], *, desk: DeskHours, zone: str
) -> tuple[AvailabilityBlock, ...]:
    """The parts of the blocks in which the desk answers. zone: used where the desk's own is not known."""
    there = ZoneInfo(desk.zone or zone)
    out: list[AvailabilityBlock] = []
    for block in blocks:
        day = block.start_at.astimezone(there).date() - timedelta(days=1)
        while day <= block.end_at.astimezone(there).date():
            if day.weekday() in desk.days:
                open_now = _stretch(day, desk.open, desk.close, there)
                start, end = max(block.start_at, open_now.start_at), min(block.end_at, open_now.end_at)
                if end - start >= SHORTEST:
                    out.append(AvailabilityBlock(start, end))
            day += timedelta(days=1)
    return merged(out)


def in_time(
    blocks: Iterable[AvailabilityBlock], *, after: datetime, until: datetime | None
) -> tuple[AvailabilityBlock, ...]:
    """What of the blocks lies after a moment and, where there is one, ends by another."""
    out = []
    for block in blocks:
        start, end = max(block.start_at, after), min(block.end_at, until) if until else block.end_at
        if end - start >= SHORTEST:
            out.append(AvailabilityBlock(start, end))
    return tuple(out)


def pieces(blocks: Iterable[AvailabilityBlock], *, longest: timedelta = LONGEST) -> tuple[AvailabilityBlock, ...]:
    """The blocks in stretches that a desk can take down; a rest too short for a call is dropped."""
    out = []
    for block in blocks:
        start = block.start_at
        while block.end_at - start >= SHORTEST:
            end = min(block.end_at, start + longest)
            out.append(AvailabilityBlock(start, end))
            start = end
    return tuple(out)


def spread(blocks: Sequence[AvailabilityBlock], *, wanted: int, zone: str) -> tuple[AvailabilityBlock, ...]:
    """The earliest `wanted` blocks, different days before a second one of a day: one refused leaves the others."""
    seen: set[date] = set()
    first: list[AvailabilityBlock] = []
    rest: list[AvailabilityBlock] = []
    for block in sorted(blocks, key=lambda one: one.start_at):
        day = block.start_at.astimezone(ZoneInfo(zone)).date()
        (rest if day in seen else first).append(block)
        seen.add(day)
    return tuple(sorted((first + rest)[:wanted], key=lambda one: one.start_at))
