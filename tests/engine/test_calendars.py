"""Business days, months and hours: weekends, holidays, observed days, month ends and changes of the clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.errors import CalendarNotCovered
from peercall.engine.calendars import (
    BusinessCalendar,
    add_hours,
    add_months,
    add_open_hours,
    due_if_worked,
    make_calendar,
)

HOLIDAYS = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 5, 25): "Memorial Day",
    date(2026, 7, 3): "Independence Day (observed)",
    date(2026, 7, 4): "Independence Day",
    date(2026, 9, 7): "Labor Day",
    date(2026, 11, 26): "Thanksgiving Day",
    date(2026, 12, 25): "Christmas Day",
}
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def calendar() -> BusinessCalendar:
    return make_calendar("holidays of 2026", holidays=HOLIDAYS, first=FIRST, last=LAST)


@pytest.mark.parametrize(
    "day, why",
    [
        (date(2026, 7, 2), None),
        (date(2026, 7, 3), "Independence Day (observed)"),
        (date(2026, 7, 4), "Independence Day"),
        (date(2026, 7, 5), "Sunday"),
        (date(2026, 7, 6), None),
        (date(2026, 7, 11), "Saturday"),
    ],
)
def test_closed_day_says_why(calendar: BusinessCalendar, day: date, why: str | None) -> None:
    assert calendar.why_not(day) == why
    assert calendar.is_business_day(day) is (why is None)


@pytest.mark.parametrize(
    "anchor, number, day_after, same_day, because",
    [
        (date(2026, 5, 18), 2, date(2026, 5, 20), date(2026, 5, 19), "two plain business days"),
        (date(2026, 5, 21), 2, date(2026, 5, 26), date(2026, 5, 22), "weekend and Memorial Day are skipped"),
        (date(2026, 9, 4), 1, date(2026, 9, 8), date(2026, 9, 4), "Labor Day follows the weekend"),
        (date(2026, 7, 4), 3, date(2026, 7, 8), date(2026, 7, 8), "on a closed day both readings agree"),
        (date(2026, 7, 3), 1, date(2026, 7, 6), date(2026, 7, 6), "an observed holiday is no day 1"),
        (date(2026, 5, 22), 0, date(2026, 5, 22), date(2026, 5, 22), "no day to count"),
    ],
)
def test_business_days_in_both_readings(
    calendar: BusinessCalendar, anchor: date, number: int, day_after: date, same_day: date, because: str
) -> None:
    assert calendar.due_after(anchor, number) == day_after, because
    assert calendar.due_from(anchor, number) == same_day, because
    assert calendar.span_after(anchor, number).due_on == day_after
    assert calendar.span_from(anchor, number).due_on == same_day


def test_account_names_every_skipped_day(calendar: BusinessCalendar) -> None:
    span = calendar.span_after(date(2026, 7, 1), 3)
    assert span.counted == (date(2026, 7, 2), date(2026, 7, 6), date(2026, 7, 7))
    assert [(skip.day.day, skip.why) for skip in span.skipped] == [
        (3, "Independence Day (observed)"),
        (4, "Independence Day"),
        (5, "Sunday"),
    ]


def test_account_from_a_closed_anchor_skips_it_only_when_it_could_count(calendar: BusinessCalendar) -> None:
    assert [s.day for s in calendar.span_from(date(2026, 7, 4), 1).skipped] == [date(2026, 7, 4), date(2026, 7, 5)]
    assert [s.day for s in calendar.span_after(date(2026, 7, 4), 1).skipped] == [date(2026, 7, 5)]


def test_plan_that_works_on_a_holiday_ends_earlier(calendar: BusinessCalendar) -> None:
    assert due_if_worked(calendar.span_after(date(2026, 7, 1), 3)) == date(2026, 7, 6)
    assert due_if_worked(calendar.span_from(date(2026, 7, 1), 3)) == date(2026, 7, 3)
    assert due_if_worked(calendar.span_after(date(2026, 8, 3), 3)) == date(2026, 8, 6)  # no holiday: the same day


@given(st.dates(date(2026, 1, 1), date(2026, 10, 31)), st.integers(1, 30))
def test_strictest_date_is_that_of_a_calendar_without_those_holidays(anchor: date, number: int) -> None:
    calendar = make_calendar("2026", holidays=HOLIDAYS, first=FIRST, last=LAST)
    plain = make_calendar("weekends only", holidays={}, first=FIRST, last=LAST)
    assert due_if_worked(calendar.span_after(anchor, number)) == plain.due_after(anchor, number)
    assert due_if_worked(calendar.span_from(anchor, number)) == plain.due_from(anchor, number)


def test_holidays_on_working_weekdays_only(calendar: BusinessCalendar) -> None:
    assert calendar.holidays_between(date(2026, 7, 1), date(2026, 7, 7)) == (
        (date(2026, 7, 3), "Independence Day (observed)"),
    )
    assert calendar.holidays_between(date(2026, 7, 6), date(2026, 7, 31)) == ()


def test_end_of_the_table_is_an_error_not_a_guess(calendar: BusinessCalendar) -> None:
    with pytest.raises(CalendarNotCovered, match="2027-01-01"):
        calendar.due_after(date(2026, 12, 30), 2)
    with pytest.raises(CalendarNotCovered):
        calendar.span_from(date(2027, 1, 2), 1)
    with pytest.raises(CalendarNotCovered):
        calendar.why_not(date(2025, 12, 31))


@pytest.mark.parametrize(
    "day, number, due",
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2026, 8, 15), 6, date(2027, 2, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_with_the_month(day: date, number: int, due: date) -> None:
    assert add_months(day, number) == due


@pytest.mark.parametrize(
    "zone, start, hours, end",
    [
        ("America/Chicago", "2026-03-07T12:00", 24, "2026-03-08T13:00"),  # the clocks go forward: 23 hours by the clock
        ("America/Chicago", "2026-10-31T12:00", 24, "2026-11-01T11:00"),  # and back
        ("America/Phoenix", "2026-03-07T12:00", 24, "2026-03-08T12:00"),  # Arizona keeps standard time
    ],
)
def test_hours_are_elapsed_hours(zone: str, start: str, hours: int, end: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    assert add_hours(moment, hours).isoformat(timespec="minutes")[:16] == end


def test_hours_need_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        add_hours(datetime(2026, 3, 7, 12), 24)


@pytest.mark.parametrize(
    "start, end, skipped",
    [
        ("2026-07-06T09:30-04:00", "2026-07-08T09:30-04:00", []),
        ("2026-07-02T10:00-04:00", "2026-07-07T10:00-04:00", [3, 4, 5]),
        ("2026-07-10T15:00-04:00", "2026-07-14T15:00-04:00", [11, 12]),
        ("2026-07-11T08:00-04:00", "2026-07-15T00:00-04:00", [11, 12]),  # asked on a Saturday: runs from Monday 00:00
    ],
)
def test_hours_without_weekends_and_holidays(
    calendar: BusinessCalendar, start: str, end: str, skipped: list[int]
) -> None:
    moment, left_out = add_open_hours(datetime.fromisoformat(start), 48, calendar=calendar)
    assert moment == datetime.fromisoformat(end)
    assert [skip.day.day for skip in left_out] == skipped


def test_open_hours_count_a_worked_holiday_when_only_weekends_are_excluded(calendar: BusinessCalendar) -> None:
    moment, _ = add_open_hours(
        datetime.fromisoformat("2026-07-02T10:00-04:00"), 24, calendar=calendar, skip_holidays=False
    )
    assert moment == datetime.fromisoformat("2026-07-03T10:00-04:00")


DAYS = st.dates(FIRST, date(2026, 10, 31))
COUNTS = st.integers(1, 30)


@given(DAYS, COUNTS)
def test_counted_and_skipped_days_are_every_day_of_the_span(anchor: date, number: int) -> None:
    calendar = make_calendar("2026", holidays=HOLIDAYS, first=FIRST, last=LAST)
    for span, start in (
        (calendar.span_after(anchor, number), anchor + timedelta(days=1)),
        (calendar.span_from(anchor, number), anchor),
    ):
        every = sorted([*span.counted, *(skip.day for skip in span.skipped)])
        assert every == [start + timedelta(days=n) for n in range((span.due_on - start).days + 1)]
        assert len(span.counted) == number
        assert calendar.is_business_day(span.due_on)
        assert not any(calendar.is_business_day(skip.day) for skip in span.skipped)


@given(DAYS, COUNTS)
def test_counting_back_returns_to_the_anchor(anchor: date, number: int) -> None:
    calendar = make_calendar("2026", holidays=HOLIDAYS, first=FIRST, last=LAST)
    start = calendar.next_business_day(anchor)
    assert calendar.days_back(calendar.due_after(start, number), number) == start


@given(DAYS, COUNTS)
def test_a_later_anchor_or_a_longer_count_never_ends_earlier(anchor: date, number: int) -> None:
    calendar = make_calendar("2026", holidays=HOLIDAYS, first=FIRST, last=LAST)
    assert calendar.due_after(anchor, number) <= calendar.due_after(anchor + timedelta(days=1), number)
    assert calendar.due_after(anchor, number) < calendar.due_after(anchor, number + 1)
    assert calendar.due_from(anchor, number) <= calendar.due_after(anchor, number)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 10, 1)), st.integers(1, 200))
def test_open_hours_never_end_on_a_closed_day_and_never_before_plain_hours(start: datetime, hours: int) -> None:
    calendar = make_calendar("2026", holidays=HOLIDAYS, first=FIRST, last=LAST)
    moment = start.replace(tzinfo=ZoneInfo("America/Chicago"))
    due, _ = add_open_hours(moment, hours, calendar=calendar)
    assert due.timestamp() >= add_hours(moment, hours).timestamp() - 1
    just_before = due - timedelta(seconds=1)
    assert calendar.is_business_day(just_before.date())
