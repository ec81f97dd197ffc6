"""Business days, calendar days, months and hours: when a span ends, which days it counted, which it skipped and why.

A BusinessCalendar keeps its business days in order and, for every day it covers, how many of them have passed, so that
adding business days is two lookups and the day-by-day account is a slice. Nothing here reads a clock or a holiday
library: the holidays arrive as an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from peercall.domain.clocks import SkippedDay
from peercall.domain.errors import CalendarNotCovered

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SATURDAY = 5
_MONTHS_A_YEAR = 12
_DAY = timedelta(days=1)


def weekday_name(day: date) -> str:
    """The English name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


class BusinessSpan(NamedTuple):
    """Where a count of business days ends, and the account behind it.

    counted: business days in order, the last is the due day. skipped: every day between that was not counted.
    """

    due_on: date
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BusinessCalendar:
    """Business days between two days, both covered. Make one with `make_calendar`.

    holidays: days that are not worked, by name; observed days stand there too. `passed[n]` is the number of business
    days up to and including the n-th day covered; `worked` and `closed` are those days and all others, in order; `origin` is the ordinal of the first day.
    """

    name: str
    first: date
    last: date
    holidays: Mapping[date, str]
    passed: tuple[int, ...]
    worked: tuple[date, ...]
    closed: tuple[SkippedDay, ...]
    origin: int

    def _place(self, day: date) -> int:
        place = day.toordinal() - self.origin
        if not 0 <= place < len(self.passed):
            raise self._not_covered(day)
        return place

    def _not_covered(self, day: date) -> CalendarNotCovered:
        return CalendarNotCovered(
            f"the calendar `{self.name}` covers {self.first.isoformat()} to {self.last.isoformat()}, "
            f"and {day.isoformat()} must be counted",
            remedy="Extend the holiday table to that year.",
        )

    def is_business_day(self, day: date) -> bool:
        """True when the day is worked. Raises CalendarNotCovered outside the table."""
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why the day is not worked (`Saturday`, `Labor Day`), None when it is. A holiday's name stands before a weekend."""
        self._place(day)
        named = self.holidays.get(day)
        if named is not None:
            return named
        return weekday_name(day) if day.weekday() >= _SATURDAY else None

    def business_days_through(self, day: date) -> int:
        """How many business days the table holds up to and including the day: differences of these are day counts."""
        return self.passed[self._place(day)]

    def due_after(self, anchor: date, number: int) -> date:
        """The day on which `number` business days have passed when the day after the anchor is day 1."""
        try:
            return self.worked[self.passed[self._place(anchor)] + number - 1] if number > 0 else anchor
        except IndexError:
            raise self._not_covered(self.last + _DAY) from None

    def due_from(self, anchor: date, number: int) -> date:
        """The same when the anchor itself is day 1 if it is a business day, else the next business day is."""
        place = self._place(anchor)
        before = self.passed[place - 1] if place else 0
        try:
            return self.worked[before + number - 1] if number > 0 else anchor
        except IndexError:
            raise self._not_covered(self.last + _DAY) from None

    def due_both(self, anchor: date, number: int) -> tuple[date, date]:
        """`due_after` and `due_from` in one look."""
        place = anchor.toordinal() - self.origin
        if number <= 0 or place <= 0:
            return self.due_after(anchor, number), self.due_from(anchor, number)
        try:
            return self.worked[self.passed[place] + number - 1], self.worked[self.passed[place - 1] + number - 1]
        except IndexError:
            raise self._not_covered(self.last + _DAY) from None

    def span_after(self, anchor: date, number: int) -> BusinessSpan:
        """`due_after` with its day-by-day account."""
        return self._span(anchor, number, self.passed[self._place(anchor)], self._place(anchor) + 1)

    def span_from(self, anchor: date, number: int) -> BusinessSpan:
        """`due_from` with its day-by-day account."""
        place = self._place(anchor)
        return self._span(anchor, number, self.passed[place - 1] if place else 0, place)

    def _span(self, anchor: date, number: int, begun: int, start: int) -> BusinessSpan:
        if number <= 0:
            return BusinessSpan(anchor, (), ())
        counted = self.worked[begun : begun + number]
        if len(counted) < number:
            raise self._not_covered(self.last + _DAY)
        due = counted[-1]
        first_closed = start - begun
        last_closed = due.toordinal() - self.origin + 1 - (begun + number)
        return BusinessSpan(due, counted, self.closed[first_closed:last_closed])

    def days_back(self, day: date, number: int) -> date:
        """The business day `number` business days before the day (0: the day itself, or the business day before it)."""
        place = self.passed[self._place(day)] - 1 - number
        if place < 0:
            raise self._not_covered(self.first - _DAY)
        return self.worked[place]

    def next_business_day(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        return self.due_from(day, 1)

    def previous_business_day(self, day: date) -> date:
        """The day itself when it is worked, else the last one before it."""
        return self.days_back(day, 0)

    def holidays_between(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """Holidays on Monday to Friday from the first to the last day, both included: closed days that a plan may work."""
        start, end = self._place(first), self._place(last)
        begun = self.passed[start - 1] if start else 0
        off = self.closed[start - begun : end + 1 - self.passed[end]]
        return tuple((skip.day, skip.why) for skip in off if skip.day.weekday() < _SATURDAY)


def make_calendar(name: str, *, holidays: Mapping[date, str], first: date, last: date) -> BusinessCalendar:
    """The calendar of the days from `first` to `last`; Saturdays, Sundays and the holidays named are not business days."""
    if last < first:
        raise CalendarNotCovered(f"the calendar `{name}` ends before it begins", remedy="Give its years in order.")
    passed: list[int] = []
    worked: list[date] = []
    closed: list[SkippedDay] = []
    day = first
    while day <= last:
        weekday = day.weekday()
        why = holidays.get(day)
        if why is None and weekday < _SATURDAY:
            worked.append(day)
        else:
            closed.append(SkippedDay(day, why or _WEEKDAYS[weekday]))
        passed.append(len(worked))
        day += _DAY
    return BusinessCalendar(
        name=name,
        first=first,
        last=last,
        holidays=dict(holidays),
        passed=tuple(passed),
        worked=tuple(worked),
        closed=tuple(closed),
        origin=first.toordinal(),
    )


def add_months(day: date, number: int) -> date:
    """The same day of the month `number` months on; the last day of that month when it has no such day."""
    months = day.year * _MONTHS_A_YEAR + day.month - 1 + number
    year, month = divmod(months, _MONTHS_A_YEAR)
    month += 1
    return date(year, month, min(day.day, _days_in(year, month)))


def _days_in(year: int, month: int) -> int:
    following = date(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return (following - _DAY).day


def add_hours(moment: datetime, hours: int) -> datetime:
    """The moment `hours` elapsed hours later, in the zone of the moment (a change of the clocks adds or takes no hour).

    moment: aware. Raises ValueError for a naive one, because its hour is not known.
    """
    zone = _zone_of(moment)
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(zone)


def add_open_hours(
    moment: datetime,
    hours: int,
    *,
    calendar: BusinessCalendar,
    skip_weekends: bool = True,
    skip_holidays: bool = True,
) -> tuple[datetime, tuple[SkippedDay, ...]]:
    """The moment `hours` hours later when the whole of a closed day does not count, and the days left out.

    A closed day is one of the calendar's weekends or holidays, midnight to midnight in the zone of the moment; a span
    that begins on one begins to run at the midnight that ends it. A span never ends on a closed day's midnight start:
    what is used up exactly there ends there.
    """
    zone = _zone_of(moment)
    left = timedelta(hours=hours)
    here = moment
    skipped: list[SkippedDay] = []
    while True:
        day = here.date()
        end_of_day = datetime.combine(day + _DAY, time.min, tzinfo=zone)
        why = _closed(calendar, day, skip_weekends=skip_weekends, skip_holidays=skip_holidays)
        if why is not None:
            skipped.append(SkippedDay(day, why))
            here = end_of_day
            continue
        room = _elapsed(here, end_of_day)
        if left <= room:
            return (here.astimezone(UTC) + left).astimezone(zone), tuple(skipped)
        left -= room
        here = end_of_day


def _closed(calendar: BusinessCalendar, day: date, *, skip_weekends: bool, skip_holidays: bool) -> str | None:
    why = calendar.why_not(day)
    if why is None:
        return None
    if day in calendar.holidays:
        if skip_holidays:
            return why
        return weekday_name(day) if skip_weekends and day.weekday() >= _SATURDAY else None
    return why if skip_weekends else None


def _elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _zone_of(moment: datetime) -> tzinfo:
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone cannot be counted in hours")
    return moment.tzinfo


def business_days_between(calendar: BusinessCalendar, after: date, through: date) -> int:
    """Business days after the one day and through the other; 0 when none is left."""
    return max(0, calendar.business_days_through(through) - calendar.business_days_through(after))


def due_if_worked(span: BusinessSpan) -> date:
    """When the span ends if the plan works on every weekday holiday that was skipped: the strictest date."""
    worked = [skip.day for skip in span.skipped if skip.day.weekday() < _SATURDAY]
    if not worked or not span.counted:
        return span.due_on
    return sorted([*span.counted, *worked])[len(span.counted) - 1]
