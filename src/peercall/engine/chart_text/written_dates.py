"""Dates as notes write them: days, months, years, "mid-February", "10/12", each as the days it may mean.

A vague date stays wide: "mid-February 2026" is the whole of February, because nobody wrote where the middle ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from peercall.domain.dates import DayRange, day, month, year

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"""(?:(?<![\d/.-])|(?<=/\d\d-)|(?<=(?:19|20)\d\d-))(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)(?![\d-])
    | (?P<m>0?[1-9]|1[0-2])(?P<sep>[/-])(?P<d>0?[1-9]|[12]\d|3[01])(?P=sep)(?P<y>{_YEAR}|\d\d)(?![\d/]|-(?!\d{{1,2}}/))
    | (?P<mm>0?[1-9]|1[0-2])/(?P<my>{_YEAR})(?![\d/]|-(?!\d{{1,2}}/))
    )""",
    re.VERBOSE,
)
_NAMED = re.compile(
    rf"""\b(?:
      (?P<name>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR})
    | (?P<d2>\d{{1,2}})\s+(?P<name2>{_NAME})\.?,?\s+(?P<y2>{_YEAR})
    | (?:(?:early|mid|late|beginning\sof|end\sof)[\s-]+)?(?P<name3>{_NAME})\.?,?\s+(?:of\s+)?(?P<y3>{_YEAR})
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    rf"\b(?P<cue>since|from|in|until|to|through|between|of|by)\s+(?:(?:early|mid|late)[\s-]+)?(?P<name>{_NAME})\b"
    rf"(?!\.?,?\s+(?:of\s+)?(?:\d))",
    re.IGNORECASE,
)
#: "Jul-Sep 2025", "September through November of 2025": the year stands behind the second month alone
_MONTHS_OF_YEAR = re.compile(
    rf"\b(?P<one>{_NAME})\.?\s*(?:-|–|to|through|thru|until|and)\s*(?P<two>{_NAME})\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b",
    re.IGNORECASE,
)
_YEAR_RANGE = re.compile(rf"(?<![\w/.-])(?P<one>{_YEAR})\s?[-–]\s?(?P<two>{_YEAR})(?![\w/-])")
_BARE_YEAR = re.compile(
    rf"\b(?:since|in|of|from|until|during|year|around|by|to|-)\s+(?P<y>{_YEAR})\b(?!\s*[-/]\s*\d)", re.IGNORECASE
)
_BARE_DAY = re.compile(
    r"\b(?:on|of|since|from|to)\s+(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\d/])", re.IGNORECASE
)
#: "a worst of 9/10", "strength from 4/5 to 5/5": a score, no day
_SCORE = re.compile(r"(?:of|from|to)\s+(?:\d|10)/(?:5|10)$", re.IGNORECASE)
_LETTER_MONTH = re.compile(rf"\b(?:{_NAME})\b", re.IGNORECASE)
_PARTS_OF_MONTHS = tuple(sorted({name[:3] for name in _MONTHS}))
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date where it stands. complete: the year is written; else it was taken from the note's own date."""

    start: int
    end: int
    days: DayRange
    complete: bool = True


def find_dates(text: str, *, near: DayRange | None = None) -> list[WrittenDate]:
    """Every date in the text, in order. near: the note's date, from which a missing year is taken (never later)."""
    found: list[WrittenDate] = []
    has_name = _names_month(text)
    if not has_name and _DIGIT.search(text) is None:
        return found
    slashed, dashed = "/" in text, "-" in text or "–" in text
    for match in _DATE.finditer(text) if slashed or dashed else ():
        if (days := _numeric(match)) is not None:
            found.append(WrittenDate(match.start(), match.end(), days))
    if has_name:
        for match in _MONTHS_OF_YEAR.finditer(text) if "19" in text or "20" in text else ():
            found += _months_of_year(match)
        for match in _NAMED.finditer(text):
            if any(item.start < match.end() and match.start() < item.end for item in found):
                continue
            if (days := _named(match)) is not None:
                found.append(WrittenDate(match.start(), match.end(), days))
    has_year = "19" in text or "20" in text
    for match in _YEAR_RANGE.finditer(text) if has_year and dashed else ():
        one, two = int(match["one"]), int(match["two"])
        if one <= two:
            _add(found, WrittenDate(match.start("one"), match.end("one"), year(one)))
            _add(found, WrittenDate(match.start("two"), match.end("two"), year(two)))
    for match in _BARE_YEAR.finditer(text) if has_year else ():
        _add(found, WrittenDate(match.start("y"), match.end("y"), year(int(match["y"]))))
    if near is not None:
        if has_name:
            for match in _BARE_MONTH.finditer(text):
                number = _MONTHS[match["name"].lower()]
                at = near.last.year if number <= near.last.month else near.last.year - 1
                _add(found, WrittenDate(match.start("name"), match.end("name"), month(at, number), complete=False))
        for match in _BARE_DAY.finditer(text) if slashed else ():
            if _SCORE.match(match.group()):
                continue
            if (only := _day_before(int(match["m"]), int(match["d"]), near.last)) is not None:
                _add(found, WrittenDate(match.start("m"), match.end("d"), day(only), complete=False))
    return sorted(found, key=lambda item: item.start)


def _names_month(text: str) -> bool:
    """True when a month's name may stand in the text; plain substrings first, they are ten times as fast."""
    low = text.lower()
    return any(part in low for part in _PARTS_OF_MONTHS) and _LETTER_MONTH.search(text) is not None


def _add(found: list[WrittenDate], item: WrittenDate) -> None:
    if not any(other.start < item.end and item.start < other.end for other in found):
        found.append(item)


def _numeric(match: re.Match[str]) -> DayRange | None:
    try:
        if match["iso"]:
            return day(date.fromisoformat(match["iso"]))
        if match["mm"]:
            return month(int(match["my"]), int(match["mm"]))
        written = int(match["y"])
        full = written if written > 99 else (2000 + written if written < 70 else 1900 + written)
        return day(date(full, int(match["m"]), int(match["d"])))
    except ValueError:
        return None


def _months_of_year(match: re.Match[str]) -> list[WrittenDate]:
    """Two months of which only the last has its year: the first lies in the same year, or the one before."""
    at, one, two = int(match["y"]), _MONTHS[match["one"].lower()], _MONTHS[match["two"].lower()]
    first = month(at if one <= two else at - 1, one)
    return [
        WrittenDate(match.start("one"), match.end("one"), first),
        WrittenDate(match.start("two"), match.end(), month(at, two)),
    ]


def _named(match: re.Match[str]) -> DayRange | None:
    try:
        if match["name"]:
            return day(date(int(match["y"]), _MONTHS[match["name"].lower()], int(match["d"])))
        if match["name2"]:
            return day(date(int(match["y2"]), _MONTHS[match["name2"].lower()], int(match["d2"])))
        return month(int(match["y3"]), _MONTHS[match["name3"].lower()])
    except ValueError:
        return None


def _day_before(number: int, day_of_month: int, last: date) -> date | None:
    for at in (last.year, last.year - 1):
        try:
            only = date(at, number, day_of_month)
        except ValueError:
            continue
        if only <= last:
            return only
    return None
