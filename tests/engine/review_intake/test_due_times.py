"""Until when a decision is due, as clients write it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from peercall.domain.errors import EntryInvalid
from peercall.engine.review_intake.due_times import read_due_time


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12/03/2026 5:00 PM CT", "2026-12-03T17:00-06:00"),
        ("12/3/26 17:00 CST", "2026-12-03T17:00-06:00"),
        ("2026-12-03T17:00:00-06:00", "2026-12-03T17:00-06:00"),
        ("2026-12-03T23:00Z", "2026-12-03T17:00-06:00"),
        ("2026-12-03 17:00:00.000 America/Chicago", "2026-12-03T17:00-06:00"),
        ("Thu, Dec 3, 2026 at 5pm Central Time", "2026-12-03T17:00-06:00"),
        ("by December 3rd, 2026 5 p.m. (ET)", "2026-12-03T17:00-05:00"),
        ("3 Dec 2026 1700 hrs PT", "2026-12-03T17:00-08:00"),
        ("20261203 0900 AKST", "2026-12-03T09:00-09:00"),
        ("12/3/2026 noon Hawaii time", "2026-12-03T12:00-10:00"),
        ("6/3/2026 5pm Arizona", "2026-06-03T17:00-07:00"),
        ("12/3/2026 5pm Atlantic", "2026-12-03T17:00-04:00"),
        ("12/3/2026 17:00 UTC-6", "2026-12-03T17:00-06:00"),
    ],
)
def test_due_time_is_read_as_it_is_written(text, moment):
    due = read_due_time(text)
    assert due.at == at(moment)
    assert due.notes == ()


@pytest.mark.parametrize(
    ("text", "moment", "why"),
    [
        ("7/3/2026 5pm EST", "2026-07-03T17:00-04:00", "Eastern time of July is an hour before EST to the letter"),
        ("12/3/2026 5pm EDT", "2026-12-03T17:00-04:00", "EDT to the letter is before the wall clock of December"),
        ("7/3/2026 5pm MST", "2026-07-03T17:00-06:00", "Denver's wall clock is before Arizona's"),
    ],
)
def test_of_two_readings_of_the_zone_the_earlier_moment_counts(text, moment, why):
    due = read_due_time(text)
    assert due.at == at(moment), why
    assert due.notes == ("the zone of the due time can be read in two ways, and the earlier moment was taken",)


def test_hour_that_comes_twice_is_the_first_of_the_two():
    due = read_due_time("11/01/2026 1:30 am CT").at
    assert due.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12/3/2026 5pm", "has no zone"),
        ("12/3/2026", "has no hour"),
        ("12/3/2026 0:00 CT", "has no hour"),  # how a spreadsheet writes a day alone
        ("12/3/2026 end of day CT", "has no hour"),
        ("12/3/2026 5:00 CT", "neither am nor pm"),
        ("12/3/2026 13 pm CT", "on no clock"),
        ("13/02/2026 5pm CT", "on no calendar"),
        ("02/29/2027 5pm CT", "on no calendar"),
        ("Fri 12/3/2026 5pm CT", "do not fit"),
        ("3/14/2027 2:30 am CT", "leaves out"),
        ("46359.7083", "a spreadsheet's number"),
        ("03.12.2026 17:00 CT", "cannot be read"),
        ("tomorrow 5pm CT", "cannot be read"),
        ("12/3/2026 5pm local time", "does not say which zone"),
        ("12/3/2026 5pm Ohio", "cannot be read"),
        ("12/3/2026 5pm CT or so", "cannot be read"),
        ("9" * 200, "too long"),
    ],
)
def test_due_time_that_is_not_said_beyond_doubt_is_refused(text, why):
    with pytest.raises(EntryInvalid, match=why) as refused:
        read_due_time(text)
    assert refused.value.remedy


def test_what_the_import_says_counts_where_the_text_is_silent_and_is_told():
    due = read_due_time("12/3/2026", zone="America/Denver", hour=time(17))
    assert due.at == at("2026-12-03T17:00-07:00")
    assert len(due.notes) == 2
    named = read_due_time("12/3/2026 4pm ET", zone="America/Denver", hour=time(17))
    assert (named.at, named.notes) == (at("2026-12-03T16:00-05:00"), ())


def test_hour_and_zone_may_stand_in_columns_of_their_own():
    assert read_due_time("12/03/2026 0:00", hour_text="5:00 PM", zone_text="CST").at == at("2026-12-03T17:00-06:00")
    with pytest.raises(EntryInvalid, match="given twice"):
        read_due_time("12/03/2026 4pm", hour_text="5:00 PM", zone_text="CST")
    with pytest.raises(EntryInvalid, match="given twice"):
        read_due_time("12/03/2026 4pm ET", zone_text="CST")
