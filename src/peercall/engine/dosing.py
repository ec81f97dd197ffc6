"""Dosage instructions as an amount per time: mg/d or mg/wk. What is not plain is None, never an estimate."""

from __future__ import annotations

import re
from functools import lru_cache

_MG = {"mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "g": 1000.0, "gram": 1000.0, "grams": 1000.0}
_MG |= {"mcg": 0.001, "ug": 0.001, "microgram": 0.001, "micrograms": 0.001}
_NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
_AMOUNT = re.compile(rf"{_NUMBER}\s*({'|'.join(sorted(_MG, key=len, reverse=True))})\b(?!\s*/)", re.I)
_STRENGTHS = re.compile(
    rf"{_NUMBER}\s*(?:-\s*\d+(?:\.\d+)?\s*)?({'|'.join(sorted(_MG, key=len, reverse=True))})\b", re.I
)
_PIECES = re.compile(
    r"^\s*(?:take\s+)?(one|two|three|four|half|\d+(?:\.\d+)?)\s*(?:\(\w+\)\s*)?"
    r"(tablets?\b|tabs?\b|capsules?\b|caps?\b|pills?\b)?",
    re.I,
)
_BY_MOUTH = re.compile(r"(?:by mouth|po|orally)\b\s*", re.I)
_COUNTS = {"half": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0}
_IRREGULAR = re.compile(
    r"\bas needed\b|\bprn\b|\bif needed\b|\bthen\b|\btaper|\balternat|\bweeks? 0\b|\d\s*-\s*\d|\d+\s+to\s+\d+", re.I
)
_PER_DAY = {"d": 1.0, "h": 24.0, "wk": 1 / 7, "min": 1440.0}

Rate = tuple[float, str]
Dose = tuple[float, str] | None

_FREQUENCIES: tuple[tuple[re.Pattern[str], Rate], ...] = tuple(
    (re.compile(pattern, re.I), rate)
    for pattern, rate in (
        (r"\bevery (?:other|2nd|second) week\b|\bevery 2 (?:weeks|wks)\b|\bq2w\b|\bbiweekly\b", (0.5, "wk")),
        (r"\bevery 4 (?:weeks|wks)\b|\bq4w\b", (0.25, "wk")),
        (r"\bevery 8 (?:weeks|wks)\b|\bq8w\b", (0.125, "wk")),
        (r"\btwice (?:a|per|each) week\b|\btwice weekly\b|\b2 times (?:a|per) week\b", (2.0, "wk")),
        (r"\bthree times (?:a|per|each) week\b|\b3 times (?:a|per) week\b|\bthree times weekly\b", (3.0, "wk")),
        (
            r"\bonce (?:a|per|each) week\b|\b(?:once )?weekly\b|\bevery week\b|\b(?:a|per|each) week\b|/wk\b|/week\b",
            (1.0, "wk"),
        ),
        (
            r"\bevery 12 (?:hours|hrs|h)\b|\bq12h\b|\btwice (?:a|per) day\b|\btwice daily\b|\b2 times (?:a|per) day\b|\bbid\b|\bb\.i\.d\.?",
            (2.0, "d"),
        ),
        (
            r"\bevery 8 (?:hours|hrs|h)\b|\bq8h\b|\bthree times (?:a|per) day\b|\bthree times daily\b|\b3 times (?:a|per) day\b|\btid\b|\bt\.i\.d\.?",
            (3.0, "d"),
        ),
        (
            r"\bevery 6 (?:hours|hrs|h)\b|\bq6h\b|\bfour times (?:a|per) day\b|\bfour times daily\b|\b4 times (?:a|per) day\b|\bqid\b|\bq\.i\.d\.?",
            (4.0, "d"),
        ),
        (
            r"\bonce (?:a|per|each) day\b|\bonce daily\b|\bdaily\b|\bevery day\b|\b(?:a|per|each) day\b|\bqd\b|\bq\.d\.?|\bevery (?:morning|evening|night)\b|\bat bedtime\b|\bnightly\b|\bqhs\b|/day\b|/d\b|\bevery 24 (?:hours|hrs|h)\b",
            (1.0, "d"),
        ),
    )
)


@lru_cache(maxsize=4096)
def dose_in_words(text: str, *, drug: str) -> Dose:
    """The same from an instruction in words ("20 mg once a week", "1 tablet twice daily")."""
    if _IRREGULAR.search(text):
        return None
    rate = rate_in(text)
    if rate is None:
        return None
    amounts = {_milligrams(*found.groups()) for found in _AMOUNT.finditer(text)}
    if len(amounts) > 1:
        return None
    if amounts:
        amount = amounts.pop()
    else:
        count, strength = _count_in(text), _strength_in(drug)
        if count is None or strength is None:
            return None
        amount = count * strength
    return (round(amount * rate[0], 6), f"mg/{rate[1]}")


def dose_from(amount: float | None, rate: Rate | None) -> Dose:
    """Milligrams at a time and how often, as a dose; None when either is not known."""
    if amount is None or rate is None:
        return None
    return (round(amount * rate[0], 6), f"mg/{rate[1]}")


def amount_of(value: float, unit: str | None, *, drug: str) -> float | None:
    """Milligrams of a quantity: a weight, or a count of tablets times the one strength in the drug's name."""
    plain = (unit or "").strip().lower()
    factor = _MG.get(plain)
    if factor is not None:
        return value * factor
    if plain.strip("[] {}") in {"", "1", "tbl", "tablet", "tablets", "tab", "capsule", "capsules", "cap"}:
        strength = _strength_in(drug)
        return value * strength if strength is not None else None
    return None


def rate_of(times: float, period: float, unit: str | None) -> Rate | None:
    """`times` in each `period` of a UCUM unit of time (h, d, wk, min) as a rate by day, or by week when rarer."""
    if not times or not period or unit not in _PER_DAY:
        return None
    if unit == "wk":
        return (times / period, "wk")
    per_day = times / period * _PER_DAY[unit]
    return (per_day, "d") if per_day >= 1 else (per_day * 7, "wk")


def rate_in(text: str) -> Rate | None:
    """How often, from words ("twice daily"); None when none or several frequencies are named."""
    found: list[tuple[int, int, Rate]] = []
    for pattern, rate in _FREQUENCIES:
        for hit in pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end, _ in found):
                found.append((hit.start(), hit.end(), rate))
    return found[0][2] if len({rate for *_, rate in found}) == 1 else None


def _count_in(text: str) -> float | None:
    """Tablets at a time: counted as tablets, or with nothing but the frequency behind the number."""
    found = _PIECES.match(text)
    if found is None:
        return None
    rest = _BY_MOUTH.sub("", text[found.end() :].strip())
    if found.group(2) is None and not any(pattern.match(rest) for pattern, _ in _FREQUENCIES):
        return None
    word = found.group(1).lower()
    return _COUNTS.get(word) or float(word)


def _strength_in(drug: str) -> float | None:
    """The one strength of a drug's name; None for combinations, concentrations and names without one."""
    found = list(_STRENGTHS.finditer(drug))
    if len(found) != 1 or re.match(r"\s*(?:/|per\b)", drug[found[0].end() :]) or re.search(r"\d\s*-\s*\d", drug):
        return None
    return _milligrams(*found[0].groups())


def _milligrams(number: str, unit: str) -> float:
    return float(number.replace(",", "")) * _MG[unit.lower()]
