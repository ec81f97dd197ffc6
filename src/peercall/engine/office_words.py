"""Sentences of the engine as an office reads them: Nov 30, 2026 for 2026-11-30, 4:00 to 5:00 pm for 16:00-17:00.

The engine writes days and hours so that programs and people of every country read them alike. On a page, and on paper, for a
practice in the US they stand as on its own paper. What stands in quotation marks is somebody's text and is never touched, nor is a
file's name or a number that contains a date.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

_QUOTED = re.compile(r'("[^"]*"|“[^”]*”)')
#: what a day, an hour, a zone or a length cannot be without
_TELLS = re.compile(r"\d\d[-:]\d\d|/[A-Z]|\d (?:wk|mo)\b")
_DAY = re.compile(r"(?<![\w.-])(\d{4})-(\d\d)-(\d\d)(?![\w-]|\.\w)")
#: a month alone looks like a number of a policy: it must stand in brackets or as the end of a stretch of time
_MONTH = re.compile(
    r"(?:(?<=\()|(?<=\bsince )|(?<=\bfrom )|(?<=\bto )|(?<=\buntil )|(?<![\w.-])(?=\d{4}-\d\d to \d{4}-))"
    r"((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\w-]|\.\w)"
)
_STRETCH = re.compile(r"(?<![\w./-])(\d{4}-\d\d-\d\d)/(?=\d{4}-\d\d-\d\d(?![\w/-]))")
_THEN_HOUR = re.compile(r" \d\d:\d\d")
_HOURS = re.compile(r"(?<![\dT:])(\d\d:\d\d)-(\d\d:\d\d)(?![\d:])")
_HOUR = re.compile(r"(?<![\d:])(\d\d:\d\d)(?= [A-Z]{2,4}T\b| (?:America|Pacific)/| \(?UTC[+-]\d)")
_OFFSET = re.compile(r"\bUTC([+-])0?(\d{1,2}):(\d\d)\b")
#: a length with the short name of its unit; "a" and "d" are words too
_LENGTH = re.compile(r"(?<![\w./-])(\d+(?:\.\d+)?) (wk|mo)\b")
_UNITS = {"wk": "week", "mo": "month"}
_ZONE = re.compile(r"\b(?:America|Pacific)(?:/[A-Z][A-Za-z_]+)+")
_ZONES = {
    "Eastern": ("New_York", "Indianapolis", "Detroit", "Louisville"),
    "Central": ("Chicago",),
    "Mountain": ("Denver", "Boise"),
    "Arizona": ("Phoenix",),
    "Pacific": ("Los_Angeles",),
    "Alaska": ("Anchorage",),
    "Hawaii": ("Honolulu",),
    "Atlantic": ("Puerto_Rico",),
}
_OF_CITY = {city: zone for zone, cities in _ZONES.items() for city in cities}


def office_words(text: str) -> str:
    """The sentence with its days, hours and zones in an office's words; everything else as it is."""
    if not _TELLS.search(text):
        return text
    parts = _QUOTED.split(text)
    return "".join(part if number % 2 else _plain(part) for number, part in enumerate(parts))


def zone_words(name: str) -> str:
    """America/Chicago -> Central time (Chicago); a zone that is not known by its city keeps the city's name."""
    city = name.rpartition("/")[2]
    place = city.replace("_", " ")
    return f"{_OF_CITY[city]} time ({place})" if city in _OF_CITY else f"{place} time"


def hours_words(start: time, end: time) -> str:
    """4:00 to 5:00 pm; 11:30 am to 1:00 pm."""
    first, last = hour_words(start), hour_words(end)
    if first[-2:] == last[-2:]:
        first = first[:-3]
    return f"{first} to {last}"


def hour_words(at: time | datetime) -> str:
    """4:00 pm; of a moment, in the zone it is in."""
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"


def _plain(text: str) -> str:
    text = _MONTH.sub(_month, _DAY.sub(_day, _STRETCH.sub(r"\1 to ", text)))
    text = _HOURS.sub(_hours, text)
    text = _LENGTH.sub(_length, _OFFSET.sub(_offset, _HOUR.sub(_hour, text)))
    return _ZONE.sub(lambda found: zone_words(found.group()), text)


def _day(found: re.Match[str]) -> str:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return found.group()
    comma = "," if _THEN_HOUR.match(found.string, found.end()) else ""
    return f"{day:%b} {day.day}, {day.year}{comma}"


def _month(found: re.Match[str]) -> str:
    return f"{date(int(found[1]), int(found[2]), 1):%b} {found[1]}"


def _offset(found: re.Match[str]) -> str:
    minutes = "" if found[3] == "00" else f":{found[3]}"
    return f"UTC{found[1]}{found[2]}{minutes}"


def _length(found: re.Match[str]) -> str:
    unit = _UNITS[found[2]]
    return f"{found[1]} {unit}" if found[1] == "1" else f"{found[1]} {unit}s"


def _hours(found: re.Match[str]) -> str:
    try:
        return hours_words(time.fromisoformat(found[1]), time.fromisoformat(found[2]))
    except ValueError:
        return found.group()


def _hour(found: re.Match[str]) -> str:
    try:
        return hour_words(time.fromisoformat(found[1]))
    except ValueError:
        return found.group()
