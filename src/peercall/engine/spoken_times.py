"""When something is due by words said on a call: "today 5 pm", "in 2 hours", "by Friday noon", "12/05 3 pm".

A small grammar that reads all of the words or nothing: a word it does not know, an hour without am or pm, a moment that
has passed, an hour that the change of the clocks takes away or gives twice, and `Friday` said on a Friday stay words
without a time. A day without an hour ends with the office day, and is told to be a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from peercall.engine.calendars import BusinessCalendar, add_hours

#: a date without its year means the next one, and no promise reaches further than this
FURTHEST = timedelta(days=183)

_DAY = timedelta(days=1)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
    for word in words.split()
}
_ZONES = {
    "eastern": "America/New_York",
    "et est edt": "America/New_York",
    "central": "America/Chicago",
    "ct cst cdt": "America/Chicago",
    "mountain": "America/Denver",
    "mt mst mdt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pt pst pdt": "America/Los_Angeles",
}
_ZONE_OF = {word: zone for words, zone in _ZONES.items() for word in words.split()}
#: words that change nothing: the task is due at the moment named
_LEADING = re.compile(r"(?:by|before|until|till|no later than|not later than|at the latest by|latest)\s+")
_SPAN = re.compile(
    r"(?:in|within)\s+(?:the next\s+)?(\d{1,3}|[a-z]+)\s+(minutes?|mins?|hours?|hrs?|h|business days?|working days?|days?|weeks?)"
)
_HOUR = re.compile(r"(?:at\s+|@\s*)?(\d{1,2})(?::([0-5]\d))?\s*([ap])\.?\s?m\.?(?=\s|$)")
_DAY_HOUR = re.compile(r"(?:at\s+|@\s*)?([01]?\d|2[0-3]):([0-5]\d)(?=\s|$)")
_NOON = re.compile(r"(?:at\s+|by\s+)?(?:12\s+)?noon(?=\s|$)")
_END = re.compile(r"(?:by\s+|at\s+)?(?:the\s+)?(?:end of (?:the )?(?:business )?day|close of business|eod|cob)(?=\s|$)")
_NUMERIC = re.compile(r"(?:on\s+)?(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?=\s|$)")
_ISO = re.compile(r"(?:on\s+)?(\d{4})-(\d{2})-(\d{2})(?=\s|$)")
_NAMED = re.compile(r"(?:on\s+)?([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?(?=\s|$)")
_WORD_DAY = re.compile(r"(?:on\s+|this\s+)?([a-z]+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """A moment read from words. at: aware. is_day: the words name a day, and the moment is the end of the office day."""

    at: datetime
    is_day: bool


def read_spoken_time(
    words: str, *, said_at: datetime, zone: ZoneInfo, calendar: BusinessCalendar, office_ends: int
) -> SpokenTime | None:
    """The moment the words mean, None when they do not say it beyond doubt.

    said_at: aware, the moment of the call. zone: the practice's, unless the words name another. office_ends: minutes
    after midnight.
    """
    text = " ".join(words.lower().replace(",", " ").split()).rstrip(".")
    text = text + "." if text.endswith((" a.m", " p.m", "a.m", "p.m")) else text
    while lead := _LEADING.match(text):
        text = text[lead.end() :]
    text, zone = _zone(text, zone)
    here = said_at.astimezone(zone)
    if span := _SPAN.fullmatch(text):
        return _span(span, here=here, calendar=calendar, office_ends=office_ends)
    found = _day_and_hour(text, here=here)
    if found is None:
        return None
    day, minutes, is_day = found
    at = _local(day, office_ends if minutes is None else minutes, zone)
    return SpokenTime(at, is_day) if at is not None and at > said_at else None


def _zone(text: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """A zone named at the end of the words counts; `local time` is the practice's own."""
    rest = re.sub(r"\s+(?:local\s+)?time$", "", text)
    head, _, last = rest.rpartition(" ")
    if head and last in _ZONE_OF:
        return head, ZoneInfo(_ZONE_OF[last])
    return (rest, zone) if text.endswith(" local time") else (text, zone)


def _span(found: re.Match[str], *, here: datetime, calendar: BusinessCalendar, office_ends: int) -> SpokenTime | None:
    word, unit = found[1], found[2]
    number = int(word) if word.isdigit() else _NUMBERS.get(word)
    if not number:
        return None
    if unit.startswith("min"):
        return SpokenTime((here.astimezone(UTC) + timedelta(minutes=number)).astimezone(here.tzinfo), False)
    if unit.startswith("h"):
        return SpokenTime(add_hours(here, number), False)
    if unit.startswith(("business", "working")):
        day = calendar.due_after(here.date(), number)
    else:
        day = here.date() + number * (7 if unit.startswith("week") else 1) * _DAY
    at = _local(day, office_ends, here.tzinfo)
    return SpokenTime(at, True) if at is not None and day - here.date() <= FURTHEST else None


def _day_and_hour(text: str, *, here: datetime) -> tuple[date, int | None, bool] | None:
    """Day, minutes after midnight (None: the office day's end), and whether only a day was named; in either order."""
    day: date | None = None
    minutes: int | None = None
    timed = ended = False
    rest = text
    while rest:
        if not timed and (found := _hour(rest)) is not None:
            (minutes, length), timed = found, True
        elif not timed and (end := _END.match(rest)):
            length, timed, ended = end.end(), True, True
        elif day is None and (named := _day(rest, here=here)) is not None:
            day, length = named
        else:
            return None
        rest = rest[length:].lstrip()
    if day is None and not timed:
        return None
    return day or here.date(), minutes, ended or not timed


def _hour(text: str) -> tuple[int, int] | None:
    """Minutes after midnight and how many letters say so. Midnight is left: it may be either end of a day."""
    if found := _HOUR.match(text):
        hour = int(found[1])
        if not 1 <= hour <= 12 or (hour == 12 and found[3] == "a"):
            return None
        return (hour % 12 + (12 if found[3] == "p" else 0)) * 60 + int(found[2] or 0), found.end()
    if found := _NOON.match(text):
        return 12 * 60, found.end()
    # 3:00 could be afternoon; 15:00 and 09:30 are the way a day of 24 hours is written
    if (found := _DAY_HOUR.match(text)) and (int(found[1]) > 12 or (len(found[1]) == 2 and found[1][0] == "0")):
        return (int(found[1]) * 60 + int(found[2]), found.end()) if int(found[1]) or int(found[2]) else None
    return None


def _day(text: str, *, here: datetime) -> tuple[date, int] | None:
    today = here.date()
    if found := _ISO.match(text):
        return _dated(today, int(found[2]), int(found[3]), int(found[1]), found.end())
    if found := _NUMERIC.match(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0) if found[3] else None
        return _dated(today, int(found[1]), int(found[2]), year, found.end())
    if (found := _NAMED.match(text)) and (number := _month(found[1])):
        return _dated(today, number, int(found[2]), int(found[3]) if found[3] else None, found.end())
    if found := _WORD_DAY.match(text):
        if found[1] in ("today", "tomorrow"):
            return (today + _DAY if found[1] == "tomorrow" else today), found.end()
        weekday = next((i for i, name in enumerate(_WEEKDAYS) if found[1] in _short(name)), None)
        if weekday is not None and weekday != today.weekday():
            return today + ((weekday - today.weekday()) % 7) * _DAY, found.end()
    return None


def _short(name: str) -> tuple[str, ...]:
    return (name, name[:3], {"tuesday": "tues", "wednesday": "weds", "thursday": "thurs"}.get(name, name))


def _month(word: str) -> int | None:
    if word == "sept":
        return 9
    return next((number for number, name in enumerate(_MONTHS, start=1) if word in (name, name[:3])), None)


def _dated(today: date, month: int, number: int, year: int | None, length: int) -> tuple[date, int] | None:
    """The day with its year; without one, the next such day. None for a day on no calendar, past, or too far away."""
    for candidate in (year,) if year is not None else (today.year, today.year + 1):
        try:
            day = date(candidate, month, number)
        except ValueError:
            continue
        if today <= day <= today + FURTHEST:
            return day, length
    return None


def _local(day: date, minutes: int, zone: tzinfo | None) -> datetime | None:
    """The moment by the wall clock; None where the change of the clocks skips it or shows it twice."""
    at = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        return None
    return at
