"""When a fact must lie: both ends included, calendar months clipped, partial dates as intervals."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.dates import DayRange, day, month, year
from peercall.domain.policies import Duration, Window
from peercall.engine.criteria.windows import Place, add_length, completed_years, lasted, resolve

ANCHOR = date(2026, 6, 1)


@pytest.mark.parametrize(
    "start, length, sign, end, because",
    [
        (date(2026, 1, 31), Duration(1, "mo"), 1, date(2026, 2, 28), "the end of the month is clipped"),
        (date(2028, 2, 29), Duration(1, "a"), 1, date(2029, 2, 28), "a year from a leap day"),
        (date(2026, 3, 31), Duration(1, "mo"), -1, date(2026, 2, 28), "backwards as well"),
        (date(2026, 6, 1), Duration(12, "wk"), -1, date(2026, 3, 9), "weeks run by days"),
        (date(2026, 6, 1), Duration(48, "h"), -1, date(2026, 5, 30), "hours count as begun days"),
    ],
)
def test_lengths_run_by_the_calendar(start: date, length: Duration, sign: int, end: date, because: str) -> None:
    assert add_length(start, length, sign=sign) == end, because


@pytest.mark.parametrize(
    "on, place, because",
    [
        (day(date(2026, 3, 3)), Place.INSIDE, "the first day of 90 days counts"),
        (day(date(2026, 3, 2)), Place.OUTSIDE, "the day before does not"),
        (day(ANCHOR), Place.INSIDE, "the request itself counts"),
        (day(date(2026, 6, 2)), Place.OUTSIDE, "the day after the request does not"),
        (month(2026, 4), Place.INSIDE, "the whole of April lies inside"),
        (month(2026, 3), Place.OVERLAPS, "March begins before the window"),
        (month(2026, 2), Place.OUTSIDE, "the whole of February lies outside"),
        (year(2026), Place.OVERLAPS, "a bare year overlaps"),
        (None, Place.UNDATED, "no date is not today"),
    ],
)
def test_ninety_days_before_the_request(on: DayRange | None, place: Place, because: str) -> None:
    span = resolve(Window("last", "request", length=Duration(90, "d")), day(ANCHOR))
    assert span.place(on) is place, because


@pytest.mark.parametrize(
    "on, place",
    [
        (date(2025, 5, 31), Place.OUTSIDE),
        (date(2025, 6, 1), Place.INSIDE),
        (date(2026, 9, 1), Place.INSIDE),
        (date(2026, 9, 2), Place.OUTSIDE),
    ],
)
def test_around_reaches_both_ways(on: date, place: Place) -> None:
    window = Window("around", "course_start", before=Duration(12, "mo"), after=Duration(3, "mo"))
    assert resolve(window, day(ANCHOR)).place(day(on)) is place


def test_an_anchor_known_to_the_month_makes_the_window_uncertain() -> None:
    span = resolve(Window("after", "discharge", length=Duration(30, "d")), month(2026, 4))
    assert span.place(day(date(2026, 4, 30))) is Place.INSIDE  # after every day of April, within 30 d of its first
    assert span.place(day(date(2026, 5, 20))) is Place.OVERLAPS
    assert span.place(day(date(2026, 5, 31))) is Place.OUTSIDE


def test_hours_decide_where_the_hour_is_known() -> None:
    zone = timezone(timedelta(hours=-5))
    admitted = datetime(2026, 6, 1, 10, 0, tzinfo=zone)
    span = resolve(Window("before", "admission", length=Duration(48, "h")), day(admitted), at=admitted)
    assert span.place(day(date(2026, 5, 30)), at=datetime(2026, 5, 30, 10, 0, tzinfo=zone)) is Place.INSIDE
    assert span.place(day(date(2026, 5, 30)), at=datetime(2026, 5, 30, 9, 59, tzinfo=zone)) is Place.OUTSIDE
    assert span.place(day(date(2026, 5, 31))) is Place.INSIDE
    assert span.place(day(date(2026, 5, 30))) is Place.OVERLAPS  # the day alone does not say which side of ten o'clock


@pytest.mark.parametrize(
    "onset, place, because",
    [
        (month(2026, 2), Place.INSIDE, "even the last of February is four weeks before"),
        (day(date(2026, 5, 4)), Place.INSIDE, "exactly four weeks"),
        (day(date(2026, 5, 5)), Place.OUTSIDE, "one day short"),
        (month(2026, 5), Place.OVERLAPS, "May may be enough or not"),
    ],
)
def test_four_weeks_since_an_onset(onset: DayRange, place: Place, because: str) -> None:
    assert lasted(onset, day(ANCHOR), Duration(4, "wk")) is place, because


def test_a_leap_day_birthday_is_reached_in_march() -> None:
    assert completed_years(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert completed_years(date(2008, 2, 29), date(2026, 3, 1)) == 18


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
lengths = st.builds(Duration, st.integers(0, 40).map(float), st.sampled_from(["d", "wk", "mo", "a"]))
forms = st.sampled_from(["last", "next", "before", "after"])


@given(days, days, lengths, forms)
def test_an_exact_day_is_inside_or_outside_never_both(anchor: date, on: date, length: Duration, form: str) -> None:
    span = resolve(Window(form, "x", length=length), day(anchor))
    assert span.place(day(on)) in {Place.INSIDE, Place.OUTSIDE}


@given(days, days, st.integers(0, 60), days, st.integers(0, 60), lengths, forms)
def test_intervals_answer_for_every_day_they_hold(
    anchor: date, first: date, more: int, fact: date, long: int, length: Duration, form: str
) -> None:
    """INSIDE and OUTSIDE hold for each possible anchor day and fact day; OVERLAPS hides both, or the window's edge."""
    window = Window(form, "x", length=length)
    anchors = DayRange(anchor, anchor + timedelta(days=more))
    facts = DayRange(fact, fact + timedelta(days=long))
    place = resolve(window, anchors).place(facts)
    if place is Place.OVERLAPS:
        return
    for a in (anchors.first, anchors.last):
        for f in (facts.first, facts.last):
            assert resolve(window, day(a)).place(day(f)) is place
