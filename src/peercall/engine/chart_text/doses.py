"""Doses as notes write them, normalised to milligrams a week or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.engine.chart_text.numbers import number

_AMOUNT = r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>mg|mcg|g)\b"
_WEEKLY = r"(?:once\s+|one\s+time\s+)?(?:a|per|each|every)\s+week|once[\s-]+weekly|weekly|/\s?wk|/\s?week|q\s?wk|qweek|q\.?w\.?\b"
_DAILY = r"once\s+(?:a\s+)?da(?:y|ily)|(?:a|per|each|every)\s+day|daily|/\s?day|/\s?d\b|q\.?d\.?\b|nightly|at\s+bedtime|at\s+night|qhs|every\s+morning|every\s+evening"
_TIMES = {
    "twice": 2,
    "bid": 2,
    "b.i.d": 2,
    "two times": 2,
    "2 times": 2,
    "q12h": 2,
    "every 12 hours": 2,
    "three times": 3,
    "3 times": 3,
    "tid": 3,
    "t.i.d": 3,
    "q8h": 3,
    "every 8 hours": 3,
    "four times": 4,
    "4 times": 4,
    "qid": 4,
    "q.i.d": 4,
    "q6h": 4,
    "every 6 hours": 4,
}
_SEVERAL = "|".join(re.escape(words) for words in sorted(_TIMES, key=len, reverse=True))
_BETWEEN = r"(?:\s*\)?\s*(?:po|p\.o\.|orally|by\s+mouth|oral(?:ly)?|sc|sq|subcut(?:aneous(?:ly)?)?|im|iv|injection|tablets?|tabs?|capsules?|caps?|tablet\(s\))?\s*)*"
_DOSE = re.compile(
    rf"{_AMOUNT}{_BETWEEN}(?:(?P<several>{_SEVERAL})(?:\s+(?:a\s+day|daily|per\s+day))?|(?P<weekly>{_WEEKLY})|(?P<daily>{_DAILY}))",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    r"(?:every\s+other|every\s+(?:2|two|3|three|4|four|6|six|8|eight)|q\s?\d)\s*-?\s*(?:weeks?|wks?|months?|days?|day)|q[2468]w|monthly|as\s+needed|prn",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"[\s,]*(?:as\s+needed|prn|p\.r\.n)", re.IGNORECASE)
_STRENGTH = re.compile(_AMOUNT, re.IGNORECASE)
_COUNT = re.compile(
    rf"^\s*(?P<n>\d+(?:\.\d+)?|one|two|three|four)\s*(?:tablets?|tabs?|capsules?|caps?)?\s*(?:(?P<several>{_SEVERAL})(?:\s+daily)?|(?P<weekly>{_WEEKLY})|(?P<daily>{_DAILY}))",
    re.IGNORECASE,
)
_MG = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}


@dataclass(frozen=True, slots=True)
class Dose:
    """Milligrams in `unit` time ("mg/wk", "mg/d"), and where the words stand."""

    amount: float
    unit: str
    start: int
    end: int


def dose_in(text: str, start: int = 0, end: int | None = None) -> Dose | None:
    """The first dose with its frequency between two places; None when none is stated or it is given at wide intervals."""
    match = _DOSE.search(text, start, len(text) if end is None else end)
    if match is None or _SPREAD.match(text[match.end("u") :].lstrip(" )")) or _NEEDED.match(text, match.end()):
        return None
    return _dose(number(match["n"]) * _MG[match["u"].lower()], match)


def dose_of_row(name: str, directions: str) -> Dose | None:
    """Dose of a medication list's row: the amount in the directions, else tablets times the strength in the name."""
    if _SPREAD.search(directions):
        return None
    inside = dose_in(directions)
    if inside is not None:
        return inside
    strength = _STRENGTH.search(name)
    count = _COUNT.match(directions)
    if strength is None or count is None or "-" in name[strength.end() : strength.end() + 2]:
        return None
    if re.search(r"\d\s*-\s*\d+\s*mg", name):
        return None
    return _dose(number(count["n"]) * number(strength["n"]) * _MG[strength["u"].lower()], count)


def dose_of_fill(name: str, *, quantity: float, days: int, weekly: bool) -> tuple[float, str] | None:
    """Amount a week (for drugs dosed so) or a day that a fill provides: quantity times strength over its days."""
    strength = _STRENGTH.search(name)
    if strength is None or days <= 0:
        return None
    daily = quantity * number(strength["n"]) * _MG[strength["u"].lower()] / days
    return (round(daily * 7, 6), "mg/wk") if weekly else (round(daily, 6), "mg/d")


def _dose(amount: float, match: re.Match[str]) -> Dose:
    if match["weekly"]:
        return Dose(amount, "mg/wk", match.start(), match.end())
    times = _TIMES[match["several"].lower()] if match["several"] else 1
    return Dose(amount * times, "mg/d", match.start(), match.end())
