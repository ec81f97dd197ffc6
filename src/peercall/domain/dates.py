"""Dates as charts state them: a year, a month or a day, each an interval of days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, order=True)
class DayRange:
    """First and last day, both included, on which something may have happened. `exact` when they are one day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a day range ends before it begins")

    @property
    def exact(self) -> bool:
        """True when the day is known."""
        return self.first == self.last

    def __str__(self) -> str:
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
            if (first.year, first.month) == (last.year, last.month):
                return f"{first.year:04d}-{first.month:02d}"
            if first.month == 1 and last.month == 12 and first.year == last.year:
                return f"{first.year:04d}"
        return f"{first.isoformat()}/{last.isoformat()}"


def day(value: date) -> DayRange:
    """The range of one known day (a datetime gives its own calendar day)."""
    only = value.date() if isinstance(value, datetime) else value
    return DayRange(only, only)


def month(year: int, number: int) -> DayRange:
    """The range of one month."""
    return DayRange(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> DayRange:
    """The range of one year."""
    return DayRange(date(number, 1, 1), date(number, 12, 31))


def parse_partial(text: str) -> DayRange | None:
    """A FHIR date or dateTime (`2024`, `2024-03`, `2024-03-17`, `2024-03-17T08:00:00-04:00`) as days; None when not one.

    A dateTime keeps the calendar day of its own offset.
    """
    try:
        if len(text) == 4:
            return year(int(text))
        if len(text) == 7 and text[4] == "-":
            return month(int(text[:4]), int(text[5:]))
        if len(text) >= 10 and text[4] == "-" and text[7] == "-":
            return day(date(int(text[:4]), int(text[5:7]), int(text[8:10])))
    except ValueError:
        return None
    return None
