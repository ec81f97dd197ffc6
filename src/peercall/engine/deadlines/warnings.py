"""What a person should know about a clock's end: closed days, holidays a plan may work, care that comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from peercall.domain.clocks import Reading
from peercall.domain.determinations import Moment
from peercall.domain.terms import Anchor, ClockTarget, TimeUnit
from peercall.engine.calendars import BusinessCalendar, add_open_hours
from peercall.engine.deadlines.counting import (
    Length,
    day_of,
    day_words,
    earliest,
    moment_words,
    reading_end,
    strictest_if_worked,
)

_OF_A_CALL = frozenset({ClockTarget.REQUEST, ClockTarget.DISCUSSION})
_DAY = timedelta(days=1)


def clock_warnings(
    found: tuple[Reading, ...],
    *,
    length: Length | None,
    moment: Moment | None,
    target: ClockTarget,
    practice: bool,
    calendar: BusinessCalendar,
    as_of: datetime,
    moments: Mapping[Anchor, Moment],
    state_holidays: Mapping[date, str],
) -> tuple[str, ...]:
    """Sentences about one clock, in the order in which they matter."""
    out: list[str] = []
    if length is not None and moment is not None:
        out += _worked_holidays(length, moment, calendar=calendar)
        out += _state_days(length, found, calendar=calendar, state_holidays=state_holidays)
    if practice:
        out += _closed_ends(found, calendar=calendar)
        if target in _OF_A_CALL:
            out += _closed_on_the_way(found, length=length, calendar=calendar, as_of=as_of)
            out += _care_first(found, moments=moments, today=as_of.date())
    return tuple(out)


def _worked_holidays(length: Length, moment: Moment, *, calendar: BusinessCalendar) -> list[str]:
    """The strictest end if a skipped holiday is worked."""
    if length.unit is TimeUnit.HOURS:
        return _worked_hours(length, moment, calendar=calendar)
    strictest = strictest_if_worked(length, moment, calendar=calendar)
    if strictest is None:
        return []
    days, due = strictest
    named = " and ".join(f"{skip.why} ({skip.day.isoformat()})" for skip in days)
    pronoun = "that day" if len(days) == 1 else "those days"
    return [
        f"the text does not define business day; {named} is not counted. "
        f"If the plan works {pronoun} the strictest date is {due.isoformat()}"
    ]


def _worked_hours(length: Length, moment: Moment, *, calendar: BusinessCalendar) -> list[str]:
    if "holidays" not in length.excludes or not isinstance(moment, datetime):
        return []
    due, skipped = add_open_hours(moment, length.number, calendar=calendar)
    days = [skip for skip in skipped if skip.day.weekday() < _FIRST_WEEKEND_DAY and skip.why not in _WEEKEND]
    if not days:
        return []
    worked, _ = add_open_hours(moment, length.number, calendar=calendar, skip_holidays=False)
    named = " and ".join(f"{skip.why} ({skip.day.isoformat()})" for skip in days)
    return [
        f"{named} is not counted; if it is a working day the end is {moment_words(worked)}, not {moment_words(due)}"
    ]


_FIRST_WEEKEND_DAY = 5
_WEEKEND = ("Saturday", "Sunday")


def _state_days(
    length: Length, found: tuple[Reading, ...], *, calendar: BusinessCalendar, state_holidays: Mapping[date, str]
) -> list[str]:
    """State holidays among the days counted: the plan may be closed; they are counted, which is the stricter count."""
    if length.unit is not TimeUnit.BUSINESS_DAYS or not state_holidays:
        return []
    days = sorted({day for reading in found for day in reading.counted if day in state_holidays})
    return [
        f"{state_holidays[day]} ({day.isoformat()}) is a state holiday and is counted here as a business day"
        for day in days
        if day not in calendar.holidays
    ]


def _closed_ends(found: tuple[Reading, ...], *, calendar: BusinessCalendar) -> list[str]:
    out = []
    for reading in found:
        if reading.due_on is None or not calendar.first <= reading.due_on <= calendar.last:
            continue
        why = calendar.why_not(reading.due_on)
        if why is not None:
            before = calendar.previous_business_day(reading.due_on)
            out.append(f"{reading.due_on.isoformat()} is a {_closed_word(why)}: plan for {day_words(before)}")
    return out


def _closed_word(why: str) -> str:
    return why if why in _WEEKEND else f"holiday ({why})"


def _closed_on_the_way(
    found: tuple[Reading, ...], *, length: Length | None, calendar: BusinessCalendar, as_of: datetime
) -> list[str]:
    """Weekday holidays before the end of a calendar-day count: offices are closed although the day counts."""
    first = earliest(found)
    if first is None or length is None or length.unit is not TimeUnit.CALENDAR_DAYS or first.due_on is None:
        return []
    start = as_of.date() + _DAY
    if first.due_on < start:
        return []
    days = calendar.holidays_between(start, first.due_on)
    return [f"offices are closed on {day_words(day)} ({why}), which counts" for day, why in days]


def _care_first(found: tuple[Reading, ...], *, moments: Mapping[Anchor, Moment], today: date) -> list[str]:
    """Planned care that comes before the clock's end."""
    first = earliest(found)
    if first is None:
        return []
    end = day_of(reading_end(first))
    out = []
    for anchor, word in (
        (Anchor.SERVICE, "the service is planned for"),
        (Anchor.DISCHARGE_EXPECTED, "discharge is expected on"),
    ):
        planned = moments.get(anchor)
        if planned is not None and today <= day_of(planned) < end:
            out.append(f"{word} {day_words(day_of(planned))}, before this clock ends: ask before it")
    return out
