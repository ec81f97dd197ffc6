"""Agreed times of calls as an iCalendar file: when, and where to open the case. No patient, plan, number or reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

from peercall import __version__

TITLE = "P2P call"
_ALARM = timedelta(minutes=-15)


@dataclass(frozen=True, slots=True)
class CallTime:
    """An agreed time. id: stable, so that a moved time moves the entry. address: of the case's page."""

    id: str
    starts_at: datetime
    minutes: int
    changed_at: datetime
    address: str


def render_call_times(times: Iterable[CallTime]) -> bytes:
    """One entry each. The same times give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//peercall//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", TITLE)
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    for one in sorted(times, key=lambda time: (time.starts_at, time.id)):
        event = Event()
        event.add("uid", f"{one.id}@peercall.invalid")
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", (one.starts_at + timedelta(minutes=one.minutes)).astimezone(UTC))
        event.add("summary", TITLE)
        event.add("description", f"Open the case: {one.address}")
        event.add("url", one.address)
        event.add("class", "PRIVATE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", TITLE)
        alarm.add("trigger", vDuration(_ALARM))
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
