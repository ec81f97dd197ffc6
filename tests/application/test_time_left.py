"""What is left of a clock, in words, in the zone of the person who looks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from peercall.application.site.time_left import TimeLeft, time_left

CHICAGO = ZoneInfo("America/Chicago")
DUE = datetime(2026, 12, 1, 17, 0, tzinfo=CHICAGO)
END_OF_TUESDAY = datetime(2026, 12, 2, 0, 0, tzinfo=CHICAGO)


def told(due: datetime, now: datetime, *, is_day: bool, zone: str = "America/Chicago") -> TimeLeft:
    return time_left(due, now=now, time_zone=zone, is_day=is_day)


@pytest.mark.parametrize(
    ("now", "words", "due", "tone"),
    [
        (datetime(2026, 11, 27, 17, 0), "4 days left", "Tue Dec 1, 5:00 pm CST", ""),
        (datetime(2026, 11, 28, 17, 0), "3 days left", "Tue Dec 1, 5:00 pm CST", "info"),
        (datetime(2026, 11, 29, 23, 59), "2 days left", "Tue Dec 1, 5:00 pm CST", "info"),
        (datetime(2026, 11, 30, 16, 59), "ends tomorrow 5:00 pm CST", "Tue Dec 1, 5:00 pm CST", "info"),
        (datetime(2026, 11, 30, 17, 0), "ends tomorrow 5:00 pm CST", "Tue Dec 1, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 5, 0), "ends today 5:00 pm CST", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 5, 1), "11 hours left", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 11, 0), "6 hours left", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 16, 0), "1 hour left", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 16, 1), "59 minutes left", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 16, 59, 30), "1 minute left", "today, 5:00 pm CST", "warn"),
        (datetime(2026, 12, 1, 17, 0), "overdue since today, 5:00 pm CST", "today, 5:00 pm CST", "bad"),
        (datetime(2026, 12, 2, 8, 0), "overdue since Tue Dec 1, 5:00 pm CST", "Tue Dec 1, 5:00 pm CST", "bad"),
        (datetime(2027, 1, 4, 8, 0), "overdue since Tue Dec 1, 2026, 5:00 pm CST", "Tue Dec 1, 2026, 5:00 pm CST", "bad"),
    ],
)  # fmt: skip
def test_clock_that_ends_at_an_hour(now, words, due, tone):
    assert told(DUE, now.replace(tzinfo=CHICAGO), is_day=False) == TimeLeft(words, due, tone)


@pytest.mark.parametrize(
    ("now", "words", "tone"),
    [
        (datetime(2026, 11, 26, 9, 0), "5 days left", ""),
        (datetime(2026, 11, 29, 9, 0), "2 days left", "info"),
        (datetime(2026, 11, 30, 23, 59), "ends tomorrow", "info"),
        (datetime(2026, 12, 1, 0, 0), "ends today", "warn"),
        (datetime(2026, 12, 1, 23, 59), "ends today", "warn"),
        (datetime(2026, 12, 2, 0, 0), "overdue since Tue Dec 1", "bad"),
    ],
)
def test_clock_that_ends_with_a_day(now, words, tone):
    assert told(END_OF_TUESDAY, now.replace(tzinfo=CHICAGO), is_day=True) == TimeLeft(words, "Tue Dec 1", tone)


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "America/Puerto_Rico"])
def test_the_last_day_is_the_same_day_for_whoever_looks(zone):
    noon = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    left = told(END_OF_TUESDAY, noon, is_day=True, zone=zone)
    assert (left.words, left.due) == ("ends today", "Tue Dec 1")


def test_an_hour_is_shown_in_the_zone_of_the_person_who_looks():
    left = told(DUE, datetime(2026, 12, 1, 12, 0, tzinfo=UTC), is_day=False, zone="America/New_York")
    assert left.due == "today, 6:00 pm EST"


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        # clocks go forward on March 8, 2026 at 2 am: from 1:30 am to 5:30 am three hours pass
        (datetime(2026, 3, 8, 1, 30), datetime(2026, 3, 8, 5, 30), "3 hours left"),
        # and back on November 1, 2026 at 2 am: five hours pass
        (datetime(2026, 11, 1, 0, 30), datetime(2026, 11, 1, 4, 30), "5 hours left"),
        # two calendar days, though only 47 hours
        (datetime(2026, 3, 7, 12, 0), datetime(2026, 3, 9, 12, 0), "2 days left"),
    ],
)
def test_hours_are_counted_as_they_pass_and_days_by_the_calendar(now, due, words):
    assert told(due.replace(tzinfo=CHICAGO), now.replace(tzinfo=CHICAGO), is_day=False).words == words


def test_a_case_that_fixes_its_moment_is_read_at_it_and_says_so():
    fixed = datetime(2026, 8, 14, 10, 15, tzinfo=CHICAGO)
    due = datetime(2026, 8, 20, 0, 0, tzinfo=CHICAGO)
    now = datetime(2027, 2, 1, tzinfo=UTC)
    left = time_left(due, now=now, time_zone="America/Chicago", is_day=True, as_of=fixed)
    assert left == TimeLeft("5 days left", "Wed Aug 19", "", "Aug 14, 2026, 10:15 am CDT")
