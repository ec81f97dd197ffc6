"""The value of an Observation: an interval with its unit, or words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from peercall.adapters.fhir.clinical import Component, Observation
from peercall.adapters.fhir.concepts import names_of, words_of
from peercall.adapters.fhir.elements import Quantity

_UCUM = "unitsofmeasure.org"
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


def read_value(result: Observation | Component) -> ReadValue | None:
    """The value of an observation or one of its components; None when it has none."""
    if result.valueQuantity is not None:
        return _of_quantity(result.valueQuantity)
    if result.valueRange is not None:
        return _of_range(result.valueRange.low, result.valueRange.high)
    if result.valueInteger is not None:
        return ReadValue("valueInteger", result.valueInteger, result.valueInteger)
    if result.valueCodeableConcept is not None:
        words = "; ".join(names_of(result.valueCodeableConcept)) or words_of(result.valueCodeableConcept)
        return ReadValue("valueCodeableConcept", words=words) if words else None
    if result.valueString is not None and result.valueString.strip():
        return _of_words(result.valueString.strip())
    if result.valueBoolean is not None:
        return ReadValue("valueBoolean", words="yes" if result.valueBoolean else "no")
    return None


def unit_of(quantity: Quantity) -> str | None:
    """The UCUM code before the unit's words; None without either."""
    system = quantity.system or ""
    code = (quantity.code or "").strip()
    unit = (quantity.unit or "").strip()
    if code and (_UCUM in system or not unit):
        return code
    return unit or code or None


def _of_quantity(quantity: Quantity) -> ReadValue | None:
    value = quantity.value
    if value is None or not math.isfinite(value):
        return None
    low = -math.inf if quantity.comparator in ("<", "<=") else value
    high = math.inf if quantity.comparator in (">", ">=") else value
    return ReadValue("valueQuantity", low, high, unit_of(quantity))


def _of_range(low: Quantity | None, high: Quantity | None) -> ReadValue | None:
    ends = [end.value for end in (low, high) if end is not None and end.value is not None and math.isfinite(end.value)]
    if not ends:
        return None
    unit = next((unit_of(end) for end in (low, high) if end is not None), None)
    if len(ends) == 2 and ends[0] <= ends[1]:
        return ReadValue("valueRange", ends[0], ends[1], unit)
    only_low = low is not None and low.value == ends[0] and len(ends) == 1
    if len(ends) == 1:
        return ReadValue("valueRange", *((ends[0], math.inf) if only_low else (-math.inf, ends[0])), unit)
    return None


def _of_words(text: str) -> ReadValue:
    """A number written as text with its unit ("30-35%", ">250 units"); words stay words."""
    found = _WRITTEN.match(text)
    rest = found["rest"].strip() if found else ""
    if found is None or (re.search(r"\d", rest) and not _OUT_OF.match(rest)) or len(rest.split()) > 3:
        return ReadValue("valueString", words=text)
    low = float(found["low"].replace(",", ""))
    high = float(found["high"].replace(",", "")) if found["high"] else low
    if high < low or not math.isfinite(high):
        return ReadValue("valueString", words=text)
    if found["sign"] and found["high"]:
        return ReadValue("valueString", words=text)
    if found["sign"] in ("<", "<=", "≤"):
        low = -math.inf
    elif found["sign"] in (">", ">=", "≥"):
        high = math.inf
    unit = rest if rest and not _OUT_OF.match(rest) else None
    return ReadValue("valueString", low, high, unit, words=text)
