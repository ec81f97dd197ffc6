"""Due times in the words of a call: what is read, and what stays words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.engine.calendars import make_calendar
from peercall.engine.spoken_times import read_spoken_time

CHICAGO = ZoneInfo("America/Chicago")
CALENDAR = make_calendar(
    "test", holidays={date(2026, 9, 7): "Labor Day"}, first=date(2026, 1, 1), last=date(2027, 12, 31)
)
FRIDAY = datetime(2026, 9, 4, 10, 15, tzinfo=CHICAGO)


def read(words: str, *, said_at: datetime = FRIDAY) -> str | None:
    found = read_spoken_time(words, said_at=said_at, zone=CHICAGO, calendar=CALENDAR, office_ends=17 * 60)
    return found.at.isoformat(timespec="minutes") if found else None


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("today 5 pm", "2026-09-04T17:00-05:00"),
        ("by 5pm today", "2026-09-04T17:00-05:00"),
        ("5 p.m.", "2026-09-04T17:00-05:00"),
        ("3:30 pm", "2026-09-04T15:30-05:00"),
        ("15:30", "2026-09-04T15:30-05:00"),
        ("noon", "2026-09-04T12:00-05:00"),
        ("Tomorrow noon", "2026-09-05T12:00-05:00"),
        ("no later than tomorrow at 9:00 am", "2026-09-05T09:00-05:00"),
        ("in 2 hours", "2026-09-04T12:15-05:00"),
        ("within 24 hours", "2026-09-05T10:15-05:00"),
        ("in an hour", "2026-09-04T11:15-05:00"),
        ("in thirty minutes", None),
        ("in 30 minutes", "2026-09-04T10:45-05:00"),
        ("within two business days", "2026-09-09T17:00-05:00"),
        ("in 3 days", "2026-09-07T17:00-05:00"),
        ("in a week", "2026-09-11T17:00-05:00"),
        ("Monday", "2026-09-07T17:00-05:00"),
        ("by Tuesday, noon", "2026-09-08T12:00-05:00"),
        ("Thurs 2 pm", "2026-09-10T14:00-05:00"),
        ("12/05 3 pm", "2026-12-05T15:00-06:00"),
        ("on 1/5", "2027-01-05T17:00-06:00"),
        ("Sept 9 at 10 am", "2026-09-09T10:00-05:00"),
        ("December 5th, 2026", "2026-12-05T17:00-06:00"),
        ("2026-09-10", "2026-09-10T17:00-05:00"),
        ("end of day", "2026-09-04T17:00-05:00"),
        ("Monday by close of business", "2026-09-07T17:00-05:00"),
        ("today 5 pm Eastern", "2026-09-04T17:00-04:00"),
        ("today 5 pm ET", "2026-09-04T17:00-04:00"),
        ("5 pm local time", "2026-09-04T17:00-05:00"),
    ],
)
def test_words_that_name_a_moment(words, means):
    assert read(words) == means


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("soon", "no moment"),
        ("", "nothing was said"),
        ("as soon as possible", "no moment"),
        ("by 5", "morning or afternoon"),
        ("3:00", "morning or afternoon"),
        ("midnight", "which end of the day"),
        ("12 am", "which end of the day"),
        ("Friday", "said on a Friday: today or in a week"),
        ("next Tuesday", "this week's or the next"),
        ("9 am", "it has passed today, and tomorrow was not said"),
        ("9/3", "it was yesterday, and next year is no promise"),
        ("2/30", "on no calendar"),
        ("today 5 pm if she is in", "a condition"),
        ("around 5 pm", "not a time to hold anybody to"),
        ("today or tomorrow", "two days"),
        ("5 pm 6 pm", "two hours"),
        ("in 0 hours", "no time"),
        ("13 pm", "no such hour"),
    ],
)
def test_words_that_leave_a_doubt_stay_words(words, because):
    assert read(words) is None, because


def test_hour_the_change_of_the_clocks_takes_away_or_gives_twice_is_not_chosen():
    spring = datetime(2026, 3, 7, 20, 0, tzinfo=CHICAGO)
    assert read("tomorrow 2:30 am", said_at=spring) is None
    assert read("tomorrow 3:30 am", said_at=spring) == "2026-03-08T03:30-05:00"
    autumn = datetime(2026, 10, 31, 20, 0, tzinfo=CHICAGO)
    assert read("tomorrow 1:30 am", said_at=autumn) is None
    assert read("in 8 hours", said_at=autumn) == "2026-11-01T03:00-06:00"
    assert read("tomorrow noon", said_at=autumn) == "2026-11-01T12:00-06:00"


def test_day_is_the_practice_s_day_even_when_the_moment_is_told_in_utc():
    late = datetime(2026, 9, 5, 3, 30, tzinfo=UTC)  # still Friday evening in Chicago
    assert read("tomorrow noon", said_at=late) == "2026-09-05T12:00-05:00"


@given(
    words=st.lists(
        st.sampled_from(
            [
                "today",
                "tomorrow",
                "monday",
                "friday",
                "noon",
                "5",
                "pm",
                "3:30",
                "am",
                "12/05",
                "in",
                "2",
                "hours",
                "within",
                "days",
                "by",
                "at",
                "eod",
                "sept",
                "9",
                "et",
                "next",
                "or",
            ]
        ),
        max_size=5,
    ),
    said_at=st.datetimes(datetime(2026, 1, 2), datetime(2027, 5, 1), timezones=st.just(CHICAGO), allow_imaginary=False),
)
def test_what_is_read_lies_ahead_and_within_reach(words, said_at):
    found = read_spoken_time(" ".join(words), said_at=said_at, zone=CHICAGO, calendar=CALENDAR, office_ends=17 * 60)
    if found is not None:
        assert said_at < found.at
        assert (found.at - said_at).days <= 184
