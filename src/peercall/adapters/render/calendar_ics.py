"""The running clocks as an iCalendar file. It may leave the practice: it names no patient, plan, service or number."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vDuration

from peercall import __version__
from peercall.domain.clocks import Clocks, Deadline
from peercall.domain.provenance import SourceSpan
from peercall.domain.terms import ClockStatus, ClockTarget

_TITLES = {
    "peer-to-peer": "Peer-to-peer: last moment",
    "internal-appeal": "Internal appeal: last day",
    "expedited-appeal": "Expedited appeal: last moment",
    "reconsideration": "Reconsideration: last day",
    "external-review": "External review: last day",
    "organization-determination": "Plan's decision is due",
}
_TARGETS = {
    ClockTarget.REQUEST: "Ask for it by then.",
    ClockTarget.DISCUSSION: "It must have taken place by then.",
    ClockTarget.FILING: "It must be filed by then.",
    ClockTarget.PAYER_DECISION: "The plan owes its answer by then.",
    ClockTarget.PAYER_MUST_HOLD: "The plan owes the call by then.",
}
_DAY_ALARMS = (timedelta(days=-3), timedelta(days=-1), timedelta(hours=8))
_HOUR_ALARMS = (timedelta(hours=-24), timedelta(hours=-4), timedelta(hours=-1))
_ZONE_YEARS = 1


def _case_seed(clocks: Clocks) -> str:
    """What tells one case from another without naming it: the letter's hash, else the moment the clocks were read."""
    for deadline in clocks.deadlines:
        if isinstance(deadline.source, SourceSpan):
            return deadline.source.sha256
    return clocks.as_of.isoformat()


def _uid(deadline: Deadline, *, seed: str, number: int) -> str:
    """Stable for one clock of one letter, so that a new import moves the event; a hash, so that it tells nothing."""
    text = f"{seed}|{deadline.id}|{deadline.rule}|{number}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@peercall.invalid"


def _event(deadline: Deadline, *, uid: str, as_of: datetime, zone: ZoneInfo) -> Event:
    drives = deadline.drives
    assert drives is not None
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", as_of.astimezone(ZoneInfo("UTC")))
    title = _TITLES.get(deadline.id, "Deadline")
    several = len({r.due_on or r.due_at for r in deadline.readings}) > 1
    event.add("summary", f"{title} (earlier reading)" if several else title)
    words = [_TARGETS.get(deadline.target, "")]
    if several:
        words.append("The day count can be read in more than one way; this is the earlier end.")
    if deadline.or_event is not None:
        words.append("Another event may end it earlier: see the brief.")
    words.append("Details are in the case folder.")
    event.add("description", " ".join(word for word in words if word))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if drives.due_at is not None:
        local = drives.due_at.astimezone(zone)
        event.add("dtstart", local)
        event.add("dtend", local)
        alarms = _HOUR_ALARMS
    else:
        assert drives.due_on is not None
        event.add("dtstart", drives.due_on)
        event.add("dtend", drives.due_on + timedelta(days=1))
        alarms = _DAY_ALARMS
    for before in alarms:
        event.add_component(_alarm(before, title=title))
    return event


def _alarm(before: timedelta, *, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", vDuration(before))
    return alarm


def _day(deadline: Deadline) -> date:
    drives = deadline.drives
    assert drives is not None
    day = drives.due_on or (drives.due_at.date() if drives.due_at else None)
    assert day is not None
    return day


def render_calendar(clocks: Clocks, *, time_zone: str) -> bytes:
    """One event for each running clock with an end, the practice's and the plan's, in `time_zone`, with alarms.

    The same clocks give the same bytes: DTSTAMP is the moment they were read.
    """
    zone = ZoneInfo(time_zone)
    running = [
        deadline
        for deadline in clocks.deadlines
        if deadline.status is ClockStatus.RUNNING
        and deadline.drives is not None
        and (deadline.drives.due_on is not None or deadline.drives.due_at is not None)
    ]
    calendar = Calendar()
    calendar.add("prodid", f"-//peercall//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    days = [clocks.as_of.date(), *(_day(deadline) for deadline in running)]
    first, last = date(min(days).year, 1, 1), date(max(days).year + _ZONE_YEARS, 1, 1)
    calendar.add_component(Timezone.from_tzid(time_zone, first_date=first, last_date=last))
    seed = _case_seed(clocks)
    seen: dict[tuple[str, str], int] = {}
    for deadline in sorted(running, key=lambda d: (_day(d), d.id, d.rule)):
        number = seen[deadline.id, deadline.rule] = seen.get((deadline.id, deadline.rule), 0) + 1
        uid = _uid(deadline, seed=seed, number=number)
        calendar.add_component(_event(deadline, uid=uid, as_of=clocks.as_of, zone=zone))
    return bytes(calendar.to_ical())
