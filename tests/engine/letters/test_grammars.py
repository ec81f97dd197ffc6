"""Dates, stretches of time, telephone numbers and desk hours as letters write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.engine.letters.dates import birth_candidates, find_dates, impossible_dates, only_zone, with_time
from peercall.engine.letters.phones import find_hours, find_phones
from peercall.engine.letters.windows import find_windows

_DAYS = st.dates(date(1930, 1, 1), date(2035, 12, 31))
_FORMS = (
    "{d:%m/%d/%Y}",
    "{d:%Y-%m-%d}",
    "{d:%B} {d.day}, {d.year}",
    "{d.day} {d:%B} {d.year}",
    "{d:%b}. {d.day}, {d.year}",
    "{d.month}-{d.day}-{d.year}",
)


@given(_DAYS, st.sampled_from(_FORMS))
def test_every_written_form_of_a_day_is_that_day(day: date, form: str) -> None:
    written = form.format(d=day)
    text = f"on {written}, we"
    found = find_dates(text)
    assert [mention.value for mention in found] == [day.isoformat()]
    assert text[found[0].start : found[0].end] == written


@pytest.mark.parametrize(
    "text",
    [
        "02/30/2026",
        "13/13/2026",
        "2026-02-30",
        "1/2",
        "555-01-2026-3",
        "(785) 555-0145",
        "Suite 12/200",
        "O5/27/1968",
        "l2/27/1968",
    ],
)
def test_what_is_no_real_day_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Notice date: November 31, 2026.", ["November 31, 2026"]),
        ("on 02/30/2026 and 02/28/2026", ["02/30/2026"]),
        ("on 31 April 2026", ["31 April 2026"]),
        ("13/13/2026, 1/2, Suite 12/200, part 04-45-2026", []),
    ],
)
def test_day_of_no_calendar_is_told(text: str, told: list[str]) -> None:
    assert impossible_dates(text) == told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10/13/2026 at 1:10 p.m. Central time", "2026-10-13T13:10-05:00"),
        ("01/15/2026 16:48 CST", "2026-01-15T16:48-06:00"),
        ("January 15, 2026 at 9:05 a.m.", "2026-01-15"),
        ("03/08/2026 3:00 PM ET", "2026-03-08T15:00-04:00"),
        ("03/07/2026 3:00 PM ET", "2026-03-07T15:00-05:00"),
    ],
)
def test_an_hour_counts_only_with_its_zone(text: str, value: str) -> None:
    assert with_time(text, find_dates(text)[0])[0] == value


def test_the_one_zone_of_a_letter_serves_an_hour_without_one() -> None:
    text = "FAX 01/15/2026 16:48 CST. Notice was given on 01/15/2026 at 4:10 p.m."
    second = find_dates(text)[1]
    assert with_time(text, second, zone=only_zone(text))[0] == "2026-01-15T16:10-06:00"
    assert only_zone(text + " Call by 5 p.m. Eastern time.") is None


def test_two_digit_birth_year_that_can_be_a_child_gives_both_centuries() -> None:
    assert birth_candidates(find_dates("3/9/54")[0]) == ("1954-03-09",)
    assert birth_candidates(find_dates("3/9/11")[0]) == ("1911-03-09", "2011-03-09")


@pytest.mark.parametrize(
    ("text", "value", "unit", "counted_from"),
    [
        ("within 14 calendar days of the determination date", 14, "calendar_days", "determination_date"),
        ("within five (5) business days of the date of this letter", 5, "business_days", "notification_date"),
        ("within 180 days after receiving this letter", 180, "calendar_days", "receipt_date"),
        ("within 90 days of the day your patient was given this notice", 90, "calendar_days", "receipt_date"),
        ("60 days from the date the enrollee got word of this decision", 60, "calendar_days", "receipt_date"),
        ("no more than 180 days counted from when this notice was received", 180, "calendar_days", "receipt_date"),
        ("until noon Central of the third working day after this fax", 3, "business_days", "notification_date"),
        ("open for ten days after the decision is entered", 10, "calendar_days", "determination_date"),
        ("within 20 days of service of this determination", 20, "calendar_days", "mailed_on"),
        ("within six months of the date of this notice", 6, "months", "notification_date"),
        ("within 45 days after our appeal answer", 45, "calendar_days", None),
        ("within 24 hours of the verbal notice", 24, "hours", "verbal_notification"),
        ("no later than 45 days after receipt of the denial of", 45, "calendar_days", "receipt_date"),
        ("within 10 working days from the date on this notice", 10, "business_days", "notification_date"),
        ("within four months", 4, "months", None),
        ("within 2 weeks of the mailing date", 14, "calendar_days", "mailed_on"),
        ("180 days from receipt", 180, "calendar_days", "receipt_date"),
        ("within 60 days of the day this letter is received", 60, "calendar_days", "receipt_date"),
        ("within 7 days of discharge", 7, "calendar_days", "discharge"),
    ],
)
def test_length_unit_and_start_of_a_window(text: str, value: int, unit: str, counted_from: str | None) -> None:
    window = find_windows(text, 0, len(text))[0]
    assert (window.value, window.unit, window.counted_from) == (value, unit, counted_from)


def test_window_that_ends_at_an_hour_or_an_event() -> None:
    text = "Call by 12:00 noon Central time on 10/15/2026, or before the member is discharged, whichever comes first."
    (window,) = find_windows(text, 0, len(text))
    assert (window.until, window.or_event, window.which) == ("2026-10-15T12:00-05:00", "discharge", "earlier")
    assert text[window.start : window.end].endswith("whichever comes first")


def test_a_window_that_an_appeal_ends() -> None:
    (window,) = find_windows(
        text := "up to 20 days after the mailing date, so long as no appeal has been started.", 0, len(text)
    )
    assert (window.value, window.counted_from, window.or_event) == (20, "mailed_on", "appeal_filed")


def test_hours_of_a_desk_tell_nothing_of_the_hour_beside_a_date() -> None:
    assert only_zone("Posted 05/04/2026 9:10 AM. Call 701-555-0141 (8-6 CT, M-F).") is None
    assert only_zone("FAX 05/04/2026 09:10 EDT. Call by 5 p.m. Eastern.") == "Eastern"


def test_words_and_figures_that_differ_give_no_length() -> None:
    text = "within thirty (60) days of this notice"
    assert [window.value for window in find_windows(text, 0, len(text)) if window.value == 30] == []


@given(
    st.integers(2, 999),
    st.integers(100, 199),
    st.sampled_from(["({0}) 555-0{1}", "1-{0}-555-0{1}", "{0}.555.0{1}", "{0}-555-0{1}"]),
)
def test_every_written_form_of_a_number_is_found_whole(area: int, line: int, form: str) -> None:
    number = form.format(200 + area % 800, line)
    text = f"Call {number}, option 2, or fax (402) 555-0119."
    phones = find_phones(text)
    assert phones[0].value == f"{number} option 2"
    assert [phone.is_fax for phone in phones] == [False, True]


@pytest.mark.parametrize("text", ["NPI 2104573219", "ID 402 555 01", "12/18/2025", "555-0119", "Claim 26-0418-77421"])
def test_what_is_no_telephone_number_is_none(text: str) -> None:
    assert find_phones(text) == []


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("Monday to Friday, 8 a.m. to 5 p.m. Eastern time", None, "Mon-Fri 08:00-17:00 America/New_York"),
        (
            "between 8:00 a.m. and 6:00 p.m. Central time, Monday through Friday",
            None,
            "Mon-Fri 08:00-18:00 America/Chicago",
        ),
        ("weekdays 8:30 to 4:30 Eastern", "IN", "Mon-Fri 08:30-16:30 America/Indiana/Indianapolis"),
        ("weekdays 8-5 Eastern", None, "Mon-Fri 08:00-17:00 America/New_York"),
        ("Mon-Fri 9:00-17:00 PT", None, "Mon-Fri 09:00-17:00 America/Los_Angeles"),
        ("Monday - Friday from 7 am - 7 pm", None, "Mon-Fri 07:00-19:00"),
        ("24 hours, 7 days", None, "Mon-Sun 00:00-24:00"),
        (
            "Monday to Wednesday 8 am to 6 pm and Friday 8 am to noon Central",
            None,
            "Mon-Wed 08:00-18:00, Fri 08:00-12:00 America/Chicago",
        ),
        (
            "Monday   2 p.m. to 4 p.m. CT   (402) 555-0118\n  Wednesday   2 p.m. to 4 p.m. CT   (402) 555-0118",
            None,
            "Mon,Wed 14:00-16:00 America/Chicago",
        ),
        (
            "10 to 3 Pacific on working days other than Labor Day",
            None,
            "working days 10:00-15:00 America/Los_Angeles, not Labor Day",
        ),
    ],
)
def test_desk_hours_keep_their_zone_and_take_none_that_is_not_said(text: str, state: str | None, value: str) -> None:
    hours = find_hours(text, 0, len(text), state=state)
    assert hours is not None and hours[0] == value


@given(st.text(max_size=300))
def test_the_grammars_bear_any_text(text: str) -> None:
    for mention in find_dates(text):
        with_time(text, mention)
    find_windows(text, 0, len(text))
    find_phones(text)
    find_hours(text, 0, len(text), state=None)
