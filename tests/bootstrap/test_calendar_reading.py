"""A calendar read in a process of its own: the same times, and an end to a rule that would count for ever."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.adapters.test_calendar_files import calendar

from peercall.adapters import calendar_files
from peercall.adapters.isolation import ProcessLimits
from peercall.bootstrap.calendar_reading import busy_times
from peercall.domain.errors import DocumentUnreadable

STRETCH = {
    "first": datetime(2026, 8, 17, 5, tzinfo=UTC),
    "last": datetime(2026, 8, 31, 5, tzinfo=UTC),
    "zone": "America/Chicago",
}


def event(rule: str) -> str:
    return f"DTSTART;TZID=America/Chicago:20260105T120000\r\nDURATION:PT30M\r\nRRULE:{rule}"


def test_times_are_those_that_are_read_here():
    data = calendar(event("FREQ=WEEKLY;BYDAY=MO,WE"), "DTSTART;VALUE=DATE:20260818")
    assert busy_times(data, **STRETCH) == calendar_files.busy_times(data, **STRETCH)


def test_no_calendar_is_told_as_it_is_here():
    with pytest.raises(DocumentUnreadable, match="not a calendar file"):
        busy_times(b"a letter", **STRETCH)


def test_days_that_never_come_are_not_looked_for_without_end():
    never = calendar(*(event(f"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR={hour % 24}") for hour in range(300)))
    with pytest.raises(DocumentUnreadable, match="too long"):
        busy_times(never, **STRETCH, limits=ProcessLimits(seconds=1, steps=0))
