"""When the office takes the call, as people write it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.errors import EntryInvalid
from peercall.domain.review_rules import CallHours
from peercall.engine.availability import DAYS
from peercall.engine.review_intake.differences import window_words
from peercall.engine.review_intake.hours import StatedHours, read_hours

HOURS = CallHours(time(9), time(17))
#: a Monday
RECEIVED = date(2026, 11, 30)


def read(text: str, *, office: str | None = None, zone_text: str = "") -> StatedHours:
    return read_hours(text, zone_text=zone_text, office=office, hours=HOURS, received_on=RECEIVED)


def words(text: str, **known: str) -> list[str]:
    return [window_words(one) for one in read(text, **known).windows]


CENTRAL = "America/Chicago"
WEEK = "Mon, Tue, Wed, Thu, Fri"


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("Mon-Fri 9am-12pm & 1-4pm CT", [f"{WEEK} 09:00-12:00 {CENTRAL}", f"{WEEK} 13:00-16:00 {CENTRAL}"]),
        ("M-F 9-5 CT", [f"{WEEK} 09:00-17:00 {CENTRAL}"]),
        ("9-5 M-F CT", [f"{WEEK} 09:00-17:00 {CENTRAL}"]),
        ("M/W/F 1-2 Central", [f"Mon, Wed, Fri 13:00-14:00 {CENTRAL}"]),
        ("MWF 10-12 and 2-4 CST", [f"Mon, Wed, Fri 10:00-12:00 {CENTRAL}", f"Mon, Wed, Fri 14:00-16:00 {CENTRAL}"]),
        ("Tues/Thurs 11-1 pm ct", [f"Tue, Thu 11:00-13:00 {CENTRAL}"]),
        ("Mon-Thu 8am-4pm; Fri 8am-12pm Central Time", [f"Mon, Tue, Wed, Thu 08:00-16:00 {CENTRAL}", f"Fri 08:00-12:00 {CENTRAL}"]),
        ("2-4 pm Tuesdays, 9-11 am Thursdays CT", [f"Tue 14:00-16:00 {CENTRAL}", f"Thu 09:00-11:00 {CENTRAL}"]),
        ("Mon 9a-11a ET, Tue 2p-4p CT", ["Mon 09:00-11:00 America/New_York", f"Tue 14:00-16:00 {CENTRAL}"]),
        ("Monday through Friday, 8:30 a.m. to 4:30 p.m. Eastern", [f"{WEEK} 08:30-16:30 America/New_York"]),
        ("0900-1130 CT Mon-Thu", [f"Mon, Tue, Wed, Thu 09:00-11:30 {CENTRAL}"]),
        ("Wednesdays only 12:30\u20131:30 PM America/Chicago", [f"Wed 12:30-13:30 {CENTRAL}"]),
        ("Mon-Fri 9-5 except 12-1 CT", [f"{WEEK} 09:00-12:00 {CENTRAL}", f"{WEEK} 13:00-17:00 {CENTRAL}"]),
        ("Mon-Fri 9-5, closed Wed CT", [f"Mon, Tue, Thu, Fri 09:00-17:00 {CENTRAL}"]),
        ("CT: Mon 9-10", [f"Mon 09:00-10:00 {CENTRAL}"]),
        ("12/04/2026 2:00 PM - 4:00 PM CT", [f"2026-12-04 14:00-16:00 {CENTRAL}"]),
        ("Fri 12/04/2026 2-4pm CT", [f"2026-12-04 14:00-16:00 {CENTRAL}"]),
        ("Dec 4, 2026 2-4 pm CT", [f"2026-12-04 14:00-16:00 {CENTRAL}"]),
        ("M-F 8-5 closed for lunch 12-1 CT", [f"{WEEK} 08:00-12:00 {CENTRAL}", f"{WEEK} 13:00-17:00 {CENTRAL}"]),
        ("daily 8-5 PT", ["Mon, Tue, Wed, Thu, Fri, Sat, Sun 08:00-17:00 America/Los_Angeles"]),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text, windows):
    assert words(text) == windows
    assert read(text).notes == ()


@pytest.mark.parametrize(
    ("text", "window", "note"),
    [
        ("after 3 pm CT", f"{WEEK} 15:00-17:00 {CENTRAL}", "hours with one end"),
        ("Tue before 10 CT", f"Tue 09:00-10:00 {CENTRAL}", "hours with one end"),
        ("not before 10am CT", f"{WEEK} 10:00-17:00 {CENTRAL}", "hours with one end"),
        ("Tuesday CT", f"Tue 09:00-17:00 {CENTRAL}", "days without hours"),
        ("9-11 CT", f"{WEEK} 09:00-11:00 {CENTRAL}", "hours without days"),
        ("Tue afternoons CT", f"Tue 12:00-17:00 {CENTRAL}", "mornings and afternoons"),
        ("Mon AM CT", f"Mon 09:00-12:00 {CENTRAL}", "mornings and afternoons"),
        ("12/4 2-4 pm CT", f"2026-12-04 14:00-16:00 {CENTRAL}", "a day without its year"),
    ],
)
def test_what_was_read_beyond_the_words_is_told(text, window, note):
    assert words(text) == [window]
    assert read(text).notes[0].startswith(note)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("6-8 CT", "neither am nor pm"),
        ("10pm-2am CT", "end before they begin"),
        ("call at 2pm CT", "without the time until when"),
        ("after 5 pm CT", "from when until when"),
        ("25-26 CT", "on no clock"),
        ("M-F 8-5, lunch 12-1 CT", "whether lunch counts"),
        ("tomorrow 2-4 pm CT", "a word that cannot be read"),
        ("Please ask for the nurse", "a word that cannot be read"),
        ("Thu 12/04/2026 2-4pm CT", "do not fit"),
        ("8/4 2-4 pm CT", "has no year and is not near"),
        ("Mon-Fri 9-5 except Wed 12-1 CT", "leave out a part of some days"),
        ("Mon-Fri 9-5 ET CT", "given twice"),
        ("M-F 9-5", "zone of the office's hours is not known"),
        ("M-F 9-5 MST", "zone of the office's hours is not known"),
        ("M-F 9-5 local time", "zone of the office's hours is not known"),
        ("-" * 600, "too long"),
    ],
)
def test_hours_that_are_not_said_beyond_doubt_are_refused_without_a_value(text, why):
    with pytest.raises(EntryInvalid, match=why) as refused:
        read(text)
    assert "nurse" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "office", "zone"),
    [
        ("M-F 9-5", "America/Boise", "America/Boise"),
        ("M-F 9-5 local time", "America/Boise", "America/Boise"),
        ("M-F 9-5 MST", "America/Phoenix", "America/Phoenix"),
        ("M-F 9-5 MDT", "America/Phoenix", "America/Denver"),
        ("M-F 9-5 Arizona", "America/Denver", "America/Phoenix"),
        ("M-F 9-5 ET", "America/Indiana/Indianapolis", "America/Indiana/Indianapolis"),
        ("M-F 9-5 CT", "America/New_York", "America/Chicago"),
    ],
)
def test_zone_is_that_of_the_words_or_the_office_s_own(text, office, zone):
    assert {one.zone for one in read(text, office=office).windows} == {zone}


@pytest.mark.parametrize("text", ["", "any time", "N/A", "Office hours", "TBD"])
def test_words_that_state_no_hours_are_none(text):
    assert read(text) == StatedHours()


def test_days_that_are_past_are_left_out_and_told():
    assert words("11/27/2026 and 12/4/2026, 1 to 3 pm CT") == [f"2026-12-04 13:00-15:00 {CENTRAL}"]
    assert read("11/27/2026 2-4 pm CT") == StatedHours(
        (), ("hours on days that are past were left out, and none is left: the office's business hours count",)
    )


def test_a_range_of_dates_is_its_working_days():
    assert [one.on.day for one in read("12/3/2026-12/8/2026 9-11 am CT").windows] == [3, 4, 7, 8]


CLOCKS = st.integers(0, 23 * 4 + 3).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


def spoken(at: time, *, colon: bool) -> str:
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02}" if at.minute or colon else ""
    return f"{hour}{minutes} {'am' if at.hour < 12 else 'pm'}"


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    clocks=st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] < pair[1]),
    colon=st.booleans(),
    dash=st.sampled_from(["-", " - ", " to ", "\u2013"]),
)
def test_every_stretch_written_with_am_and_pm_is_read_to_the_minute(days, clocks, colon, dash):
    text = f"{', '.join(DAYS[day] for day in sorted(days))} {dash.join(spoken(one, colon=colon) for one in clocks)} CT"
    (window,) = read(text).windows
    assert (window.start, window.end, window.weekdays) == (*clocks, frozenset(days))


@given(st.text(alphabet="mtwfonues ri-,;/&:0123456789apm.ct()\n", max_size=60))
def test_any_text_is_read_or_refused_in_one_sentence(text):
    try:
        windows = read(text, office="America/Chicago").windows
    except EntryInvalid as refused:
        assert "\n" not in str(refused)
    else:
        assert all(one.start < one.end for one in windows)
