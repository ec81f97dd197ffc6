"""UCUM conversion by a kept library (ucumvert over pint), loaded only when two units really differ.

Loading takes about a second; equal units, however annotated or spelled, and the exact steps between everyday units of
one kind never load it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: everyday spellings, lower case, and the UCUM unit they mean
_SPELLINGS = {
    "mmhg": "mm[Hg]",
    "torr": "mm[Hg]",
    "events/h": "/h",
    "events/hr": "/h",
    "events/hour": "/h",
    "/hr": "/h",
    "/hour": "/h",
    "perhour": "/h",
    "beats/min": "/min",
    "breaths/min": "/min",
    "bpm": "/min",
    "percent": "%",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "minute": "min",
    "minutes": "min",
    "day": "d",
    "days": "d",
    "week": "wk",
    "weeks": "wk",
    "month": "mo",
    "months": "mo",
    "year": "a",
    "years": "a",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "in": "[in_i]",
    "inch": "[in_i]",
    "inches": "[in_i]",
    "ft": "[ft_i]",
    "mcg": "ug",
    "mcg/d": "ug/d",
    "iu/ml": "[iU]/mL",
    "iu/l": "[iU]/L",
    "k/ul": "10*3/uL",
    "x10e3/ul": "10*3/uL",
    "x10e9/l": "10*9/L",
    "cells/ul": "/uL",
    "cells/mcl": "/uL",
    "degree": "deg",
    "degrees": "deg",
    "degc": "Cel",
    "degf": "[degF]",
    "score": "{score}",
    "points": "{score}",
    "{points}": "{score}",
    "{#}": "{score}",
}
#: exact size of everyday units within one kind; a month or a year is no fixed number of days and stands in none
_EXACT = (
    {"s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 604800},
    {"ng": 1, "ug": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12},
    {"uL": 1, "mL": 10**3, "dL": 10**5, "L": 10**6},
    {"mm": 1, "cm": 10, "m": 1000},
    {"/d": 1, "/h": 24, "/min": 1440},
)
_ANNOTATION = re.compile(r"\{([^{}]*)\}")
_UNITY = frozenset({"1", "{score}"})


@lru_cache(maxsize=1024)
def plain_unit(unit: str) -> str:
    """The unit in UCUM without annotations that only name what is counted (`{events}/h` is `/h`).

    A unit that is nothing but an annotation stays what it is (`{score}`), and so does an annotation with a number in it
    (`mL/min/{1.73_m2}`, `{score_0_10}`): it says on what scale the value stands.
    """
    text = unit.strip().replace("µ", "u").replace("μ", "u").replace("²", "2").replace("³", "3").replace("°", "deg")
    text = re.sub(r"\s+", "", text).replace("10^", "10*").replace("^", "")
    text = _SPELLINGS.get(text.lower(), text)
    if _ANNOTATION.fullmatch(text):
        return text.lower()
    stripped = _ANNOTATION.sub(lambda found: found.group() if re.search(r"\d", found.group(1)) else "", text)
    return stripped or text


def _scales(unit: str) -> tuple[str, ...]:
    return tuple(label.lower() for label in _ANNOTATION.findall(unit))


class UcumConverter:
    """UnitConverter of engine/units.py. One registry for the process, one line of arithmetic per pair of units."""

    def convert(self, value: float, *, unit: str, to: str) -> float | None:
        """`value` of `unit` in `to`; None when a unit is unknown, of another kind, or on another scale.

        Amounts of substance are never turned into mass or percent here (mmol/mol into %): that takes the substance's
        own factor, which stands with the measure.
        """
        if unit == to:
            return value
        line = _line(plain_unit(unit), plain_unit(to))
        return None if line is None else value * line[0] + line[1]


@lru_cache(maxsize=1024)
def _line(unit: str, to: str) -> tuple[float, float] | None:
    """Factor and offset from one unit to the other, None when there are none."""
    if unit == to or {unit, to} == _UNITY:
        return (1.0, 0.0)
    if _scales(unit) != _scales(to) or _ANNOTATION.fullmatch(unit) or not unit or not to:
        return None
    if ("mol" in unit) != ("mol" in to):
        return None
    if (factor := _exact_factor(unit, to)) is not None:
        return (factor, 0.0)
    read = _reader()
    one, other = read(unit), read(to)
    if one is None or other is None:
        return None
    return _through(one, other)


def _exact_factor(unit: str, to: str) -> float | None:
    """Factor between two everyday units of one kind, or two of them over the same unit (`mg/d` to `g/d`)."""
    above, _, below = unit.partition("/")
    to_above, _, to_below = to.partition("/")
    if below and above and below == to_below:
        unit, to = above, to_above
    return next((sizes[unit] / sizes[to] for sizes in _EXACT if unit in sizes and to in sizes), None)


def _through(one: Any, other: Any) -> tuple[float, float] | None:
    from pint.errors import PintError

    try:
        zero, unity = (
            float(one.__class__(count * one.magnitude, one.units).to(other.units).magnitude) / float(other.magnitude)
            for count in (0.0, 1.0)
        )
    except (PintError, ZeroDivisionError, OverflowError):
        return None
    return (unity - zero, zero)


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], Any]:
    """A function from UCUM text to a quantity, None for what is not UCUM. Loads the library on first use."""
    from lark.exceptions import LarkError
    from pint.errors import PintError
    from ucumvert import PintUcumRegistry
    from ucumvert.parser import InvalidUcumError

    registry = PintUcumRegistry()

    @lru_cache(maxsize=1024)
    def read(unit: str) -> Any:
        try:
            return registry.from_ucum(unit)
        except (InvalidUcumError, LarkError, PintError, RecursionError):
            return None

    return read
