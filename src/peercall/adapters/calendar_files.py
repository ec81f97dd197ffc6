"""The busy times of an iCalendar file (.ics). What an entry is about is never read: only when it is, and whether it is busy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

MAX_BYTES = 4 * 1024 * 1024
MAX_ENTRIES, MAX_SERIES = 20_000, 500
#: series older than this are told, not counted: nobody meets weekly since then
_OLDEST = 1990
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_NOT_BUSY = frozenset({"FREE", "WORKINGELSEWHERE"})
_WHERE = "calendar file"


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """busy: within the stretch asked for. entries: how many entries of the file lie in it. notes: what was not counted."""

    busy: tuple[AvailabilityBlock, ...]
    entries: int
    notes: tuple[str, ...]


def busy_times(data: bytes, *, first: datetime, last: datetime, zone: str) -> BusyTimes:
    """Busy times between two aware moments. zone: of times that name none.

    Whole-day entries are busy unless the calendar shows them as free. Raises DocumentUnreadable, InputTooLarge.
    """
    if len(data) > MAX_BYTES:
        raise InputTooLarge("the file is too large", where=_WHERE, remedy="Export a shorter time.")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, RecursionError):
        raise DocumentUnreadable(
            "this is not a calendar file", where=_WHERE, remedy="Export your calendar as .ics and choose that file."
        ) from None
    parts = [part for calendar in calendars for part in calendar.walk() if part.name in ("VEVENT", "VFREEBUSY")]
    if len(parts) > MAX_ENTRIES:
        raise InputTooLarge("the calendar holds too many entries", where=_WHERE, remedy="Export a shorter time.")
    return _Reading(first, last, ZoneInfo(zone)).of(parts)


class _Reading:
    """One pass over the entries."""

    def __init__(self, first: datetime, last: datetime, zone: ZoneInfo) -> None:
        self.first, self.last, self.zone = first, last, zone
        self.series = 0
        self.unread = 0

    def of(self, parts: list[Any]) -> BusyTimes:
        moved = {
            (str(part.get("UID")), self._at(part["RECURRENCE-ID"].dt))
            for part in parts
            if part.name == "VEVENT" and "RECURRENCE-ID" in part and hasattr(part["RECURRENCE-ID"], "dt")
        }
        busy: list[AvailabilityBlock] = []
        for part in parts:
            try:
                found = list(self._free_busy(part) if part.name == "VFREEBUSY" else self._event(part, moved=moved))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
                self.unread += 1
                continue
            busy += found
        notes = (f"{self.unread} entries could not be read and do not count as busy",) if self.unread else ()
        return BusyTimes(tuple(sorted(busy, key=lambda one: one.start_at)), len(busy), notes)

    def _at(self, value: date | datetime) -> datetime:
        if not isinstance(value, datetime):
            return datetime.combine(value, time.min, tzinfo=self.zone)
        return value if value.tzinfo else value.replace(tzinfo=self.zone)

    def _kept(self, start: datetime, end: datetime) -> Iterator[AvailabilityBlock]:
        if end > self.first and start < self.last and end > start:
            yield AvailabilityBlock(max(start, self.first), min(end, self.last))

    def _free_busy(self, part: Any) -> Iterator[AvailabilityBlock]:
        listed = part.get("FREEBUSY") or []
        for group in listed if isinstance(listed, list) else [listed]:
            if str(group.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for period in group.dts if hasattr(group, "dts") else [group]:
                start, end = (period.start, period.end) if hasattr(period, "start") else period.dt
                yield from self._kept(self._at(start), self._at(end))

    def _event(self, part: Any, *, moved: set[tuple[str, datetime]]) -> Iterator[AvailabilityBlock]:
        if _is_free(part):
            return
        raw = part["DTSTART"].dt
        start = self._at(raw)
        length = self._length(part, raw, start)
        if "RRULE" not in part and "RDATE" not in part:
            yield from self._kept(start, start + length)
            return
        self.series += 1
        if self.series > MAX_SERIES:
            raise InputTooLarge("the calendar holds too many series", where=_WHERE, remedy="Export a shorter time.")
        left_out = {self._at(value) for value in _dates(part.get("EXDATE"))}
        uid = str(part.get("UID"))
        for at in self._occurrences(part, start):
            if at not in left_out and (uid, at) not in moved:
                yield from self._kept(at, at + length)

    def _length(self, part: Any, raw: date | datetime, start: datetime) -> timedelta:
        """By the clock on the wall: a whole day has 23 or 25 hours when the clocks change."""
        if "DTEND" in part:
            end = self._at(part["DTEND"].dt)
            return end.replace(tzinfo=None) - start.astimezone(end.tzinfo).replace(tzinfo=None)
        if "DURATION" in part:
            return part["DURATION"].dt  # type: ignore[no-any-return]
        return timedelta(0) if isinstance(raw, datetime) else timedelta(days=1)

    def _occurrences(self, part: Any, start: datetime) -> Iterator[datetime]:
        zone = start.tzinfo
        yield from (self._at(value) for value in _dates(part.get("RDATE")))
        rules = part.get("RRULE") or []
        for rule in rules if isinstance(rules, list) else [rules]:
            yield from self._of_rule(rule, start, zone=zone)
        if not rules:
            yield start

    def _of_rule(self, rule: Any, start: datetime, *, zone: tzinfo | None) -> Iterator[datetime]:
        """Counted on the wall's clock, never beyond the stretch asked for, so that no rule runs on."""
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        many = any(len(rule.get(key) or ()) > 4 for key in ("BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"))
        steps = [value for value in rule.get("INTERVAL") or (1,) if isinstance(value, int) and 0 < value < 1000]
        if frequency not in _FREQUENCIES or many or not steps or start.year < _OLDEST:
            self.unread += 1
            return
        here = start.replace(tzinfo=None)
        end = self.last.astimezone(zone).replace(tzinfo=None)
        stated = next(iter(rule.get("UNTIL") or ()), None)
        if isinstance(stated, datetime):
            end = min(end, stated.astimezone(zone).replace(tzinfo=None) if stated.tzinfo else stated)
        elif isinstance(stated, date):
            end = min(end, datetime.combine(stated, time.max))
        if end < here:
            return
        parts = [
            f"{key}={','.join(str(value) for value in values)}"
            for key, values in rule.items()
            if key not in ("UNTIL", "COUNT")
        ]
        made = rrulestr(f"{';'.join(parts)};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=here)
        count = next(iter(rule.get("COUNT") or ()), None)
        for at in islice(made, int(count) if count is not None else None):
            yield at.replace(tzinfo=zone)


def _is_free(part: Any) -> bool:
    return (
        str(part.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(part.get("STATUS", "")).upper() == "CANCELLED"
        or str(part.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in _NOT_BUSY
    )


def _dates(listed: Any) -> Iterator[date | datetime]:
    for group in listed if isinstance(listed, list) else [listed] if listed is not None else []:
        for one in group.dts:
            yield one.dt
