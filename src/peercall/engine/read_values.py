"""The value of a result: an interval with its unit, or words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WRITTEN = re.compile(
    rf"^\s*(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_OUT_OF = re.compile(r"^(?:/|of|out of)\s*\d")


@dataclass(frozen=True, slots=True)
class ReadValue:
    """low, high: ends of the interval (infinite where a comparator leaves it open), None for words alone.

    unit: UCUM code, else the unit as written, None without one. words: the value as written where it is not a plain
    quantity. element: where it stands in the resource.
    """

    element: str
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    words: str = ""

    @property
    def display(self) -> str:
        """The value in words ("9.4 /h", "30-35%", "more than 250")."""
        if self.words or self.low is None or self.high is None:
            return self.words
        unit = "" if self.unit is None or self.unit.startswith("{") else self.unit
        space = "" if unit in ("", "%") else " "
        if self.low == self.high:
            number = f"{self.low:g}"
        elif math.isinf(self.high):
            number = f"more than {self.low:g}"
        elif math.isinf(self.low):
            number = f"less than {self.high:g}"
        else:
            number = f"{self.low:g}-{self.high:g}"
        return f"{number}{space}{unit}"


def value_in_words(text: str, *, element: str) -> ReadValue:
    """A number written as text with its unit ("30-35%", ">250 units"); words stay words."""
    found = _WRITTEN.match(text)
    rest = found["rest"].strip() if found else ""
    if found is None or (re.search(r"\d", rest) and not _OUT_OF.match(rest)) or len(rest.split()) > 3:
        return ReadValue(element, words=text)
    low = float(found["low"].replace(",", ""))
    high = float(found["high"].replace(",", "")) if found["high"] else low
    if high < low or not math.isfinite(high):
        return ReadValue(element, words=text)
    if found["sign"] and found["high"]:
        return ReadValue(element, words=text)
    if found["sign"] in ("<", "<=", "≤"):
        low = -math.inf
    elif found["sign"] in (">", ">=", "≥"):
        high = math.inf
    unit = rest if rest and not _OUT_OF.match(rest) else None
    return ReadValue(element, low, high, unit, words=text)
