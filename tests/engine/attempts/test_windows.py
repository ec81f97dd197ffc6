"""When the office may be called: its own hours, its own holidays, its own wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import AvailabilityWindow, CallDemand, ReviewFile, ReviewProgram
from peercall.engine.attempts.windows import WindowBasis, call_windows
from peercall.engine.calendars import make_calendar

HOURS = CallHours(time(9), time(17))
LABOR_DAY = {date(2026, 9, 7): "Labor Day"}
CALENDAR = make_calendar("office", holidays=LABOR_DAY, first=date(2025, 12, 1), last=date(2027, 2, 1))
ZONES = [
    "America/New_York",
    "America/Detroit",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Boise",
    "America/Anchorage",
    "America/Adak",
    "America/Juneau",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/St_Thomas",
    "America/Indiana/Indianapolis",
    "America/Indiana/Knox",
    "America/Indiana/Petersburg",
    "America/Indiana/Tell_City",
    "America/Kentucky/Louisville",
    "America/North_Dakota/Beulah",
    "America/Menominee",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
]


def review_file(*, zone: str | None = "America/Chicago", windows=()) -> ReviewFile:
    return ReviewFile(
        id="f1",
        client="Example Carrier",
        jurisdiction="TX",
        program=ReviewProgram.WORKERS_COMPENSATION,
        claimant="claimant-1",
        treating_physician="Dr. Ada Lind",
        request="lumbar MRI",
        call=CallDemand.REQUIRED,
        zone=zone,
        availability=tuple(windows),
    )


def shown(file: ReviewFile, start: str, end: str) -> list[str]:
    after, until = (datetime.fromisoformat(text) for text in (start, end))
    windows = call_windows(file, calendar=CALENDAR, hours=HOURS, after=after, until=until)
    return [f"{one.start_at:%a %d %H:%M} - {one.end_at:%H:%M %Z}" for one in windows]


def test_business_hours_are_those_of_the_office_and_not_of_the_reviewer():
    # the reviewer asks from New York, at 08:30 there
    assert shown(review_file(), "2026-08-17T08:30-04:00", "2026-08-18T12:00-04:00") == [
        "Mon 17 09:00 - 17:00 CDT",
        "Tue 18 09:00 - 11:00 CDT",
    ]


def test_weekends_and_the_holiday_are_left_out():
    assert shown(review_file(), "2026-09-04T20:00+00:00", "2026-09-08T23:00+00:00") == [
        "Fri 04 15:00 - 17:00 CDT",
        "Tue 08 09:00 - 17:00 CDT",
    ]


def test_without_a_zone_no_time_is_proposed():
    assert shown(review_file(zone=None), "2026-08-17T00:00+00:00", "2026-08-28T00:00+00:00") == []


def test_stated_windows_stand_in_their_own_zone_and_join_where_they_touch():
    noon = AvailabilityWindow(time(12), time(13), "America/Denver", frozenset({0, 1}))
    after_noon = AvailabilityWindow(time(14), time(15), "America/Chicago", frozenset({0}))
    assert shown(review_file(windows=[noon, after_noon]), "2026-08-17T00:00+00:00", "2026-08-19T00:00+00:00") == [
        "Mon 17 12:00 - 14:00 MDT",
        "Tue 18 12:00 - 13:00 MDT",
    ]


def test_a_weekly_window_falls_away_on_a_holiday_and_a_dated_one_stands():
    monday = AvailabilityWindow(time(9), time(10), "America/Chicago", frozenset({0}))
    dated = AvailabilityWindow(time(11), time(12), "America/Chicago", on=date(2026, 9, 7))
    assert shown(review_file(windows=[monday]), "2026-09-07T00:00+00:00", "2026-09-08T00:00+00:00") == []
    assert shown(review_file(windows=[monday, dated]), "2026-09-07T00:00+00:00", "2026-09-08T00:00+00:00") == [
        "Mon 07 11:00 - 12:00 CDT"
    ]


@pytest.mark.parametrize(
    "day, start, end, shows, because",
    [
        ("2026-03-08", time(2), time(3), [], "the hour is left out"),
        ("2026-03-08", time(1, 30), time(2, 30), ["01:30-0600 03:00-0500"], "it ends where the hour is left out"),
        ("2026-03-08", time(2, 30), time(4), ["03:00-0500 04:00-0500"], "it begins after the hour left out"),
        ("2026-11-01", time(0, 30), time(1, 30), ["00:30-0500 01:30-0500"], "it ends in the first pass"),
        ("2026-11-01", time(1, 30), time(2, 30), ["01:30-0600 02:30-0600"], "it begins in the second pass"),
        ("2026-11-01", time(1), time(1, 30), ["01:00-0500 01:30-0500"], "it lies in the hour that comes twice"),
    ],
)
def test_a_change_of_the_clocks_moves_no_call_out_of_its_hours(day, start, end, shows, because):
    window = AvailabilityWindow(start, end, "America/Chicago", on=date.fromisoformat(day))
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    found = call_windows(
        review_file(windows=[window]),
        calendar=CALENDAR,
        hours=HOURS,
        after=midnight,
        until=midnight + timedelta(days=2),
    )
    assert [f"{one.start_at:%H:%M%z} {one.end_at:%H:%M%z}" for one in found] == shows, because


EVERY_ZONE = sorted(available_timezones() - {"localtime", "Factory"})
MINUTES = st.integers(0, 24 * 60 - 2)
#: weeks around both changes of the clocks, and around the turn of the year
STARTS = st.sampled_from(
    [datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC), datetime(2026, 12, 29, tzinfo=UTC)]
)


@given(
    zone=st.sampled_from(ZONES), start=STARTS, offset=st.integers(0, 7 * 24 * 60), length=st.integers(1, 7 * 24 * 60)
)
def test_no_time_of_business_hours_lies_outside_them(zone, start, offset, length):
    after = start + timedelta(minutes=offset)
    until = after + timedelta(minutes=length)
    for window in call_windows(review_file(zone=zone), calendar=CALENDAR, hours=HOURS, after=after, until=until):
        assert window.basis is WindowBasis.BUSINESS_HOURS
        assert after <= window.start_at < window.end_at <= until
        for moment in minutes_of(window):
            there = moment.astimezone(ZoneInfo(zone))
            assert time(9) <= there.time() < time(17)
            assert CALENDAR.is_business_day(there.date())


@given(
    zone=st.sampled_from(ZONES),
    day=st.sampled_from([date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 9), date(2026, 10, 31)]),
    begin=MINUTES,
    length=st.integers(1, 24 * 60),
)
def test_no_time_of_a_stated_window_lies_outside_it(zone, day, begin, length):
    start, end = clock(begin), clock(min(begin + length, 24 * 60 - 1))
    file = review_file(windows=[AvailabilityWindow(start, end, zone, on=day)])
    after = datetime.combine(day, time.min, tzinfo=UTC) - timedelta(days=1)
    found = call_windows(file, calendar=CALENDAR, hours=HOURS, after=after, until=after + timedelta(days=4))
    for window in found:
        for moment in minutes_of(window):
            there = moment.astimezone(ZoneInfo(zone))
            assert there.date() == day and start <= there.time() < end
    gone = (
        zone not in ("America/Phoenix", "Pacific/Honolulu")
        and day == date(2026, 3, 8)
        and time(2) <= start
        and end <= time(3)
    )
    assert found or gone


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def minutes_of(window):
    """Its first and last minute and each quarter of an hour between."""
    last = window.end_at.astimezone(UTC) - timedelta(minutes=1)
    moment = window.start_at.astimezone(UTC)
    while moment < last:
        yield moment
        moment += timedelta(minutes=15)
    yield last
