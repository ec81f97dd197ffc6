"""Numbers, ranges, limits and lengths of time as notes write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from peercall.domain.dates import DayRange

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: at for at, word in enumerate(_ONES, start=1)} | {
    "fifteen": 15,
    "twenty": 20,
    "a": 1,
    "an": 1,
    "couple": 2,
}
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_VALUE = re.compile(
    rf"(?P<sign>[<>≤≥]=?|~)?\s*(?P<low>{NUMBER})(?P<percent>\s*%)?(?:\s*(?:-|–|to)\s*(?P<high>{NUMBER})(?=\s*%|[^\w/]|$))?"
)
LENGTH = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?|" + "|".join(_WORDS) + r")[\s-]+(?P<unit>days?|wks?|weeks?|mos?|months?|years?|yrs?)\b",
    re.IGNORECASE,
)
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}


@dataclass(frozen=True, slots=True)
class Value:
    """A number or range at its place. A limit (">250") has an open end; sign is what stood before it."""

    low: float
    high: float
    start: int
    end: int
    percent: bool = False
    sign: str | None = None


def value_at(text: str, at: int) -> Value | None:
    """The number, range or limit that begins at a place; None when none does or a range runs downwards."""
    match = _VALUE.match(text, at)
    if match is None:
        return None
    low = number(match["low"])
    high = number(match["high"]) if match["high"] else low
    if high < low:
        return None
    sign = match["sign"] if match["sign"] not in {None, "~"} else None
    end = match.end("high") if match["high"] else match.end("low")
    if match["percent"] and not match["high"]:
        end = match.end("low")
    if sign is None and not match["high"] and text[match.end() : match.end() + 1] == "+" and not match["percent"]:
        sign, end = ">=", match.end() + 1  # "30+"
    if sign is not None and sign[0] in ">≥":
        high = float("inf")
    elif sign is not None:
        low = float("-inf")
    return Value(low, high, match.start(), end, percent=bool(match["percent"]), sign=sign)


def number(words: str) -> float:
    """A written number as a number ("1,200", "six")."""
    found = _WORDS.get(words.lower())
    return float(found) if found is not None else float(words.replace(",", ""))


def length_days(match: re.Match[str]) -> float:
    """Days of a matched length ("six weeks")."""
    return number(match["n"]) * _DAYS[match["unit"][0].lower()]


def ago(match: re.Match[str], on: DayRange) -> DayRange:
    """When something began that has lasted a stated length on a day: half a unit of doubt to either side."""
    unit = _DAYS[match["unit"][0].lower()]
    days = length_days(match)
    return DayRange(on.first - timedelta(days=round(days + unit / 2)), on.last - timedelta(days=round(days - unit / 2)))
