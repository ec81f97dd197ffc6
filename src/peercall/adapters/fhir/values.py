"""The value of an Observation: an interval with its unit, or words."""

from __future__ import annotations

import math

from peercall.adapters.fhir.clinical import Component, Observation
from peercall.adapters.fhir.concepts import names_of, words_of
from peercall.adapters.fhir.elements import Quantity
from peercall.engine.read_values import ReadValue, value_in_words

_UCUM = "unitsofmeasure.org"


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
        return value_in_words(result.valueString.strip(), element="valueString")
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
