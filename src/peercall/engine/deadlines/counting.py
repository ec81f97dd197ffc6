"""Counting a length from an event: when it ends in each reading, day by day, and how much of it is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peercall.domain.clocks import Reading, SkippedDay
from peercall.domain.determinations import Moment
from peercall.domain.terms import Anchor, TimeUnit
from peercall.engine.calendars import (
    BusinessCalendar,
    add_hours,
    add_months,
    add_open_hours,
    business_days_between,
    due_if_worked,
    weekday_name,
)

DAY_AFTER, SAME_DAY, DAY_ZERO, HOURS, FIXED = "day_after", "same_day", "day_zero", "hours", "fixed"
_DAY = timedelta(days=1)
_DAY_HOURS = 24
_HOUR_MINUTES = 60
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHOWN_HOURS = 72

ANCHOR_WORDS: dict[Anchor, str] = {
    Anchor.DETERMINATION_DATE: "determination",
    Anchor.NOTIFICATION_DATE: "letter",
    Anchor.MAILED_ON: "mailing",
    Anchor.RECEIPT_DATE: "receipt",
    Anchor.VERBAL_NOTIFICATION: "verbal notice",
    Anchor.REQUEST_RECEIVED: "receipt of the request",
    Anchor.COMPLETE_REQUEST_RECEIVED: "receipt of the complete request",
    Anchor.SERVICE: "service",
    Anchor.ADMISSION: "admission",
    Anchor.DISCHARGE: "discharge",
    Anchor.DISCHARGE_EXPECTED: "expected discharge",
    Anchor.DECISION_DUE: "day the decision is due",
    Anchor.P2P_REQUESTED: "request for the call",
    Anchor.P2P_COMPLETED: "call",
    Anchor.PAYER_OUTREACH: "payer's offer",
    Anchor.APPEAL_FILED: "filing of the appeal",
    Anchor.APPEAL_RECEIVED: "receipt of the appeal",
    Anchor.FINAL_DECISION_RECEIVED: "receipt of the final decision",
}
"""The event in words, as in "the day after the letter is day 1"."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length to count. both: the text does not say which day is day 1. excludes: `weekends`, `holidays` of hours."""

    number: int
    unit: TimeUnit
    both: bool = False
    excludes: frozenset[str] = frozenset()


def day_of(moment: Moment) -> date:
    """The calendar day of a moment, in its own offset."""
    return moment.date() if isinstance(moment, datetime) else moment


def ends(length: Length, moment: Moment, *, calendar: BusinessCalendar) -> tuple[Moment, ...]:
    """When the length ends, the usual reading first, without any account: the quick answer for a whole work list.

    One end where the count is stated. An hour count from a bare day gives the latest day on which it can end.
    """
    number, unit = length.number, length.unit
    if unit is TimeUnit.HOURS:
        if not isinstance(moment, datetime):
            return (moment + timedelta(days=-(-number // _DAY_HOURS)),)
        if length.excludes:
            return (_open_hours(length, moment, calendar)[0],)
        return (add_hours(moment, number),)
    day = day_of(moment)
    if unit is TimeUnit.BUSINESS_DAYS:
        return calendar.due_both(day, number) if length.both else (calendar.due_after(day, number),)
    if unit is TimeUnit.CALENDAR_DAYS:
        due = day + timedelta(days=number)
        return (due, due - _DAY) if length.both else (due,)
    return (add_months(day, number),)


def readings(
    length: Length, anchor: Anchor | None, moment: Moment, *, calendar: BusinessCalendar
) -> tuple[Reading, ...]:
    """Every reading with its account: the usual one first, then, where the count is not stated, the stricter one."""
    number, unit = length.number, length.unit
    word = ANCHOR_WORDS.get(anchor, "event") if anchor else "event"
    if unit is TimeUnit.HOURS:
        return (_hours(length, word, moment, calendar),)
    day = day_of(moment)
    if unit is TimeUnit.MONTHS:
        return (Reading(DAY_ZERO, f"the day of the {word} is day 0", add_months(day, number), None),)
    if unit is TimeUnit.CALENDAR_DAYS:
        due = day + timedelta(days=number)
        if not length.both:
            return (Reading(DAY_ZERO, f"the day of the {word} is day 0", due, None, working=_sum(day, number)),)
        return (
            Reading(DAY_AFTER, f"the day after the {word} is day 1", due, None),
            Reading(SAME_DAY, f"the day of the {word} is day 1", due - _DAY, None),
        )
    after = calendar.span_after(day, number)
    first = Reading(DAY_AFTER, f"the day after the {word} is day 1", after.due_on, None, after.counted, after.skipped)
    if not length.both:
        return (first,)
    same = calendar.span_from(day, number)
    return first, Reading(SAME_DAY, f"the day of the {word} is day 1", same.due_on, None, same.counted, same.skipped)


def strictest_if_worked(
    length: Length, moment: Moment, *, calendar: BusinessCalendar
) -> tuple[tuple[SkippedDay, ...], date] | None:
    """The weekday holidays a business-day count skips, and its strictest end if the plan works on them; None without."""
    if length.unit is not TimeUnit.BUSINESS_DAYS:
        return None
    day = day_of(moment)
    spans = [calendar.span_after(day, length.number)]
    if length.both:
        spans.append(calendar.span_from(day, length.number))
    days = {skip.day: skip for span in spans for skip in span.skipped if skip.why not in _WEEKEND}
    days = {key: skip for key, skip in days.items() if key.weekday() < len(_WORKDAYS)}
    if not days:
        return None
    return tuple(days[key] for key in sorted(days)), min(due_if_worked(span) for span in spans)


_WORKDAYS = range(5)
_WEEKEND = ("Saturday", "Sunday")


def earliest(found: tuple[Reading, ...]) -> Reading | None:
    """The reading that ends first."""
    return min(found, key=lambda reading: end_key(reading_end(reading))) if found else None


def reading_end(reading: Reading) -> Moment:
    """The end of a reading."""
    end = reading.due_at or reading.due_on
    assert end is not None
    return end


def end_key(moment: Moment) -> tuple[date, float]:
    """Sorts ends: a day ends after every hour of it."""
    if isinstance(moment, datetime):
        return moment.date(), moment.timestamp()
    return moment, float("inf")


def is_past(end: Moment, *, as_of: datetime) -> bool:
    """True when the end lies behind the moment; a day is past when the next one has begun."""
    return as_of.timestamp() > end.timestamp() if isinstance(end, datetime) else as_of.date() > end


def happened(moment: Moment | None, *, as_of: datetime) -> bool:
    """True when the event is known and not in the future."""
    if moment is None:
        return False
    return moment.timestamp() <= as_of.timestamp() if isinstance(moment, datetime) else moment <= as_of.date()


def time_left(end: Moment, unit: TimeUnit | None, *, as_of: datetime, calendar: BusinessCalendar) -> str:
    """What is left in the clock's own unit: "3 business days", "17 h 30 min", "ends today", "ended 2 days ago"."""
    if isinstance(end, datetime):
        seconds = end.timestamp() - as_of.timestamp()  # two moments of one zone subtract by the wall clock
        span = _hours_words(abs(seconds))
        return f"ended {span} ago" if seconds < 0 else span
    days = (end - as_of.date()).days
    if days < 0:
        return f"ended {_plural(-days, 'day')} ago"
    if days == 0:
        return "ends today"
    if unit is TimeUnit.BUSINESS_DAYS:
        return _plural(business_days_between(calendar, as_of.date(), end), "business day")
    return _plural(days, "day")


def day_words(day: date) -> str:
    """`Friday 2026-07-24`."""
    return f"{weekday_name(day)} {day.isoformat()}"


def moment_words(moment: Moment) -> str:
    """A day, or day and hour with its offset, in words."""
    if isinstance(moment, datetime):
        return f"{day_words(moment.date())} {moment.strftime('%H:%M')} (UTC{moment.strftime('%z')[:3]}:{moment.strftime('%z')[3:5]})"
    return day_words(moment)


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _hours_words(seconds: float) -> str:
    minutes = int(seconds // _HOUR_MINUTES)
    hours, minutes = divmod(minutes, _HOUR_MINUTES)
    if hours > _SHOWN_HOURS:
        days, hours = divmod(hours, _DAY_HOURS)
        return f"{_plural(days, 'day')} {hours} h" if hours else _plural(days, "day")
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _open_hours(
    length: Length, moment: datetime, calendar: BusinessCalendar
) -> tuple[datetime, tuple[SkippedDay, ...]]:
    return add_open_hours(
        moment,
        length.number,
        calendar=calendar,
        skip_weekends="weekends" in length.excludes,
        skip_holidays="holidays" in length.excludes,
    )


def _hours(length: Length, word: str, moment: Moment, calendar: BusinessCalendar) -> Reading:
    number = length.number
    if not isinstance(moment, datetime):
        last = moment + timedelta(days=-(-number // _DAY_HOURS))
        return Reading(HOURS, f"{number} hours from an hour of {moment.isoformat()} that is not known", last, None)
    if not length.excludes:
        due = add_hours(moment, number)
        return Reading(HOURS, f"{number} hours from the {word}", None, due, working=f"{_clock(moment)} + {number} h")
    due, skipped = _open_hours(length, moment, calendar)
    left_out = " and ".join(sorted(length.excludes, reverse=True))
    note = "no day left out" if not skipped else f"{_plural(len(skipped), 'day')} left out"
    return Reading(
        HOURS,
        f"{number} hours from the {word}, {left_out} not counted",
        None,
        due,
        skipped=skipped,
        working=f"{_clock(moment)} + {number} h, {note}",
    )


def _clock(moment: datetime) -> str:
    return f"{weekday_name(moment.date())} {moment.strftime('%H:%M')}"


def _sum(day: date, number: int) -> str:
    """The count by months: "Jun 15 is day 0; 15 left in Jun, 31 Jul = 46, 12 Aug = 58"."""
    begin = f"{_MONTH_NAMES[day.month - 1]} {day.day} is day 0"
    end = day + timedelta(days=number)
    steps: list[str] = []
    counted = 0
    last = add_months(day.replace(day=1), 1) - _DAY
    while last < end:
        step = (last - day).days - counted
        counted += step
        name = _MONTH_NAMES[last.month - 1]
        steps.append(f"{step} {name} = {counted}" if steps else f"{step} left in {name}")
        last = add_months(last + _DAY, 1) - _DAY
    steps.append(f"{end.day} {_MONTH_NAMES[end.month - 1]} = {number}")
    return f"{begin}; {', '.join(steps)}"
