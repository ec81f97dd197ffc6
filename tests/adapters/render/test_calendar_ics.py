"""The calendar: the clocks and nothing about anyone; the same bytes; the practice's zone with its rules inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar
from tests.samples.okafor_chart import AS_OF, CENTRAL
from tests.samples.okafor_icd import clocks

from peercall.adapters.render import render_calendar
from peercall.domain.clocks import Clocks, Reading
from peercall.domain.terms import ClockStatus


def events(found: Clocks, zone: str = "America/Chicago") -> list[object]:
    return list(Calendar.from_ical(render_calendar(found, time_zone=zone)).walk("VEVENT"))


def hourly() -> Clocks:
    timed = clocks()
    reading = Reading("stated", "until noon", None, datetime(2026, 3, 13, 12, 0, tzinfo=CENTRAL))
    call = replace(timed.deadlines[0], readings=(reading,), drives=reading, label="Call about Nadia Farouk")
    return replace(timed, deadlines=(call,), shortest=call)


def test_calendar_names_no_patient_plan_service_or_number() -> None:
    for found in (clocks(), hourly()):
        text = render_calendar(found, time_zone="America/Chicago").decode()
        for word in (
            "Farouk",
            "Nadia",
            "NHP",
            "4471",
            "Northgate",
            "33249",
            "defibrillator",
            "Okafor",
            "NG-2026",
            "312-555",
        ):
            assert word not in text


def test_calendar_day_ends_are_whole_days_on_the_earlier_reading() -> None:
    first, second = events(clocks())
    assert first["DTSTART"].dt == date(2026, 2, 13)
    assert str(first["SUMMARY"]) == "Peer-to-peer: last moment (earlier reading)"
    assert second["DTSTART"].dt == date(2026, 8, 10)


def test_calendar_hour_ends_stand_in_the_practices_zone_with_daylight_time() -> None:
    (event,) = events(hourly())
    start = event["DTSTART"].dt
    assert start.utcoffset() == timedelta(hours=-5)
    assert (start.hour, start.minute) == (13, 0)
    assert b"BEGIN:VTIMEZONE" in render_calendar(hourly(), time_zone="America/Chicago")


def test_calendar_has_alarms_before_each_end() -> None:
    for event in events(clocks()):
        assert len(event.walk("VALARM")) == 3


@pytest.mark.parametrize("status", [s for s in ClockStatus if s is not ClockStatus.RUNNING])
def test_calendar_shows_running_clocks_only(status: ClockStatus) -> None:
    still = clocks()
    ended = replace(still, deadlines=tuple(replace(d, status=status) for d in still.deadlines))
    assert events(ended) == []


def test_calendar_event_keeps_its_identity_when_the_clock_is_read_again() -> None:
    later = replace(clocks(), as_of=AS_OF + timedelta(days=1))
    assert [e["UID"] for e in events(clocks())] == [e["UID"] for e in events(later)]
    assert len({str(e["UID"]) for e in events(clocks())}) == 2


def test_calendar_bytes_are_the_same_for_the_same_clocks() -> None:
    assert render_calendar(clocks(), time_zone="America/Chicago") == render_calendar(
        clocks(), time_zone="America/Chicago"
    )
