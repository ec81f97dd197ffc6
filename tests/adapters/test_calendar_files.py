"""Busy times of a calendar file: single entries, series, exceptions, free entries, and files that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from peercall.adapters import calendar_files
from peercall.adapters.calendar_files import BusyTimes, busy_times
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

CHICAGO = ZoneInfo("America/Chicago")
FIRST, LAST = datetime(2026, 8, 17, 5, tzinfo=UTC), datetime(2026, 8, 31, 5, tzinfo=UTC)


def calendar(*events: str) -> bytes:
    inner = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}@example\r\nDTSTAMP:20260801T000000Z\r\n{one}\r\nEND:VEVENT\r\n"
        for number, one in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{inner}END:VCALENDAR\r\n".encode()


def read(data: bytes) -> BusyTimes:
    return busy_times(data, first=FIRST, last=LAST, zone="America/Chicago")


def told(data: bytes) -> list[str]:
    return [
        f"{one.start_at.astimezone(CHICAGO):%a %d %H:%M}-{one.end_at.astimezone(CHICAGO):%H:%M}"
        for one in read(data).busy
    ]


def test_an_entry_is_busy_in_its_zone_in_utc_or_in_the_practices():
    data = calendar(
        "DTSTART;TZID=America/New_York:20260818T130000\r\nDTEND;TZID=America/New_York:20260818T140000",
        "DTSTART:20260819T170000Z\r\nDURATION:PT30M",
        "DTSTART:20260820T080000\r\nDTEND:20260820T090000",
    )
    assert told(data) == ["Tue 18 12:00-13:00", "Wed 19 12:00-12:30", "Thu 20 08:00-09:00"]


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_the_calendar_shows_as_free_is_free(free):
    assert told(calendar(f"DTSTART:20260818T170000Z\r\nDTEND:20260818T180000Z\r\n{free}")) == []


def test_a_whole_day_away_is_busy_from_midnight_to_midnight():
    assert told(calendar("DTSTART;VALUE=DATE:20260818\r\nDTEND;VALUE=DATE:20260819")) == ["Tue 18 00:00-00:00"]


def test_a_series_is_counted_on_the_clock_of_its_wall_without_what_was_moved_or_left_out():
    series = (
        "DTSTART;TZID=America/Chicago:20260105T120000\r\nDTEND;TZID=America/Chicago:20260105T130000\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE\r\nEXDATE;TZID=America/Chicago:20260819T120000"
    )
    moved = "DTSTART;TZID=America/Chicago:20260825T090000\r\nDTEND;TZID=America/Chicago:20260825T100000\r\nRECURRENCE-ID;TZID=America/Chicago:20260824T120000"
    data = calendar(series, moved).replace(b"UID:1@", b"UID:0@")
    assert told(data) == ["Mon 17 12:00-13:00", "Tue 25 09:00-10:00", "Wed 26 12:00-13:00"]


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        ("FREQ=DAILY;COUNT=3", 1),
        ("FREQ=DAILY;UNTIL=20260819T235959Z", 3),
        ("FREQ=DAILY;UNTIL=20260818", 2),
        ("FREQ=DAILY", 14),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0),
    ],
)
def test_a_series_ends_where_it_says_and_never_runs_on(rule, number):
    assert len(told(calendar(f"DTSTART:20260815T170000Z\r\nDTEND:20260815T173000Z\r\nRRULE:{rule}"))) == number


def test_a_series_by_the_second_is_told_and_not_followed():
    found = read(calendar("DTSTART:20260815T170000Z\r\nDTEND:20260815T173000Z\r\nRRULE:FREQ=SECONDLY"))
    assert found.busy == () and "1 entries could not be read" in found.notes[0]


def test_free_busy_periods_are_taken():
    data = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VFREEBUSY\r\nUID:a\r\nDTSTAMP:20260801T000000Z\r\n"
        b"FREEBUSY;FBTYPE=BUSY:20260818T170000Z/PT1H,20260819T170000Z/20260819T180000Z\r\n"
        b"FREEBUSY;FBTYPE=FREE:20260820T170000Z/PT1H\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )
    assert told(data) == ["Tue 18 12:00-13:00", "Wed 19 12:00-13:00"]


def test_an_entry_that_cannot_be_read_is_told_and_the_others_count():
    found = read(calendar("SUMMARY:no time at all", "DTSTART:20260818T170000Z\r\nDTEND:20260818T180000Z"))
    assert found.entries == 1 and found.notes


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\xff" * 50, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused_or_empty(data):
    try:
        assert read(data).busy == ()
    except DocumentUnreadable as error:
        assert "not a calendar file" in str(error)


def test_a_calendar_beyond_the_limits_is_refused(monkeypatch):
    monkeypatch.setattr(calendar_files, "MAX_BYTES", 10)
    with pytest.raises(InputTooLarge):
        read(calendar())
    monkeypatch.setattr(calendar_files, "MAX_BYTES", 10_000)
    monkeypatch.setattr(calendar_files, "MAX_SERIES", 1)
    with pytest.raises(InputTooLarge):
        read(calendar(*["DTSTART:20260815T170000Z\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY"] * 2))


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_series_that_never_goes_on_is_told_and_not_counted(step):
    event = f"DTSTART:20260817T140000Z\r\nDTEND:20260817T150000Z\r\nRRULE:FREQ=DAILY;INTERVAL={step}"
    found = read(calendar(event))
    assert found.busy == () and "1 entries could not be read" in found.notes[0]
