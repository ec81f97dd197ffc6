"""A measured value in the policy's terms: unit and scale made equal, intervals and levels compared with a limit.

A value without a unit, on a scale that is not named, or of an unnamed variant is never compared (reason `unit`).
Source: docs/policy-language.md, "Values"; measures.yaml for conversions, ranges and variants.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from peercall.domain.charts import MeasureFact
from peercall.domain.policies import MeasureLeaf
from peercall.domain.rules import Measure
from peercall.domain.terms import CriterionStatus
from peercall.engine.units import UnitConverter

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
_SCALE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|to|–)\s*(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Comparable:
    """A value in the unit asked for, as an interval, or as levels. problem: why it cannot be compared."""

    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    unit: str | None = None
    problem: str | None = None
    converted: bool = False

    @property
    def text(self) -> str:
        """The value in words ("9.4", "30-35", "II or III")."""
        if self.levels:
            return " or ".join(self.levels)
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"


def is_annotation(unit: str | None) -> bool:
    """True for a dimensionless unit written in braces ("{score}"), the unit of an index."""
    return unit is not None and unit.startswith("{") and unit.endswith("}")


@lru_cache(maxsize=256)
def _scale_ends(text: str) -> tuple[float, float] | None:
    """Ends of a scale as written ("0-50", "raw sum 0 to 30: divide by 3", "score_0_10")."""
    found = _SCALE.search(text.replace("_", "-")) if text else None
    return (float(found[1]), float(found[2])) if found else None


def _named_scale(fact: MeasureFact, measure: Measure) -> tuple[float, float] | None:
    """The scale the fact names: by itself, by its variant's description, or by a unit that carries it."""
    if fact.scale and (ends := _scale_ends(fact.scale)):
        return ends
    if fact.variant and (ends := _scale_ends(measure.variants.get(fact.variant, ""))):
        return ends
    if is_annotation(fact.unit):
        return _scale_ends(str(fact.unit))
    return None


def _variant_problem(fact: MeasureFact, measure: Measure, scale: tuple[float, float] | None) -> str | None:
    """Why the variant or scale leaves the value open; None when it is named or there is only one."""
    if scale is not None:
        return None
    if measure.variants and fact.variant not in measure.variants and not (fact.unit and not is_annotation(fact.unit)):
        return "the variant or scale is not named"
    own_unit_needed = measure.unit is not None and not is_annotation(measure.unit)
    if own_unit_needed and (fact.unit is None or is_annotation(fact.unit)):
        return "no unit or scale is given"
    if measure.unit is not None and is_annotation(measure.unit) and _scale_ends(measure.unit) and fact.unit is None:
        return "no unit or scale is given"
    return None


def _rescale(value: float, scale: tuple[float, float], measure: Measure) -> float | None:
    """A value of another scale on the measure's own; None when it does not lie on the scale it names."""
    assert measure.low is not None and measure.high is not None
    low, high = scale
    if not low <= value <= high or high <= low:
        return None
    return measure.low + (value - low) * (measure.high - measure.low) / (high - low)


def _to_measure_unit(value: float, fact: MeasureFact, measure: Measure, units: UnitConverter) -> float | None:
    if fact.unit is None or fact.unit == measure.unit or measure.unit is None or is_annotation(measure.unit):
        return value
    for conversion in measure.conversions:
        if conversion.unit == fact.unit:
            return value * conversion.factor + conversion.offset
    return units.convert(value, unit=fact.unit, to=measure.unit)


def comparable(fact: MeasureFact, measure: Measure, units: UnitConverter, *, unit: str | None) -> Comparable:
    """The fact in `unit` (the policy's), or with the problem that keeps it from being compared."""
    if measure.kind in {"ordinal", "category"}:
        return _levels(fact, measure)
    if fact.low is None or fact.high is None:
        return Comparable(problem="no number is given")
    scale = _named_scale(fact, measure)
    if (problem := _variant_problem(fact, measure, scale)) is not None:
        return Comparable(fact.low, fact.high, problem=problem)
    low: float | None = fact.low
    high: float | None = fact.high
    has_range = measure.low is not None and measure.high is not None
    if scale is not None and has_range and scale != (measure.low, measure.high):
        low, high = _rescale(fact.low, scale, measure), _rescale(fact.high, scale, measure)
    elif scale is None or not is_annotation(fact.unit):
        low, high = (_to_measure_unit(value, fact, measure, units) for value in (fact.low, fact.high))
    if low is None or high is None:
        return Comparable(fact.low, fact.high, problem=f"the unit {fact.unit or fact.scale} cannot be converted")
    if has_range and not (measure.low <= low and high <= measure.high):  # type: ignore[operator]
        return Comparable(fact.low, fact.high, problem=f"the value lies outside the range of {measure.name}")
    target = unit or measure.unit
    if target is not None and measure.unit is not None and target != measure.unit and not is_annotation(target):
        low, high = (units.convert(value, unit=measure.unit, to=target) for value in (low, high))
        if low is None or high is None:
            return Comparable(fact.low, fact.high, problem=f"the value cannot be expressed in {target}")
    low, high = round(low, 9), round(high, 9)
    return Comparable(low, high, unit=target, converted=(low, high) != (fact.low, fact.high))


def _levels(fact: MeasureFact, measure: Measure) -> Comparable:
    known = measure.order or measure.values
    levels = fact.category
    if not levels and fact.low is not None and fact.high is not None:
        numbers = [label for label in known if _is_between(label, fact.low, fact.high)]
        levels = tuple(numbers)
    named = tuple(level for level in levels if not known or level in known)
    if not named:
        return Comparable(problem="the level is not one of the scale")
    return Comparable(levels=named)


def _is_between(label: str, low: float, high: float) -> bool:
    try:
        return low <= float(label) <= high
    except ValueError:
        return False


def _judge(checks: list[bool]) -> CriterionStatus:
    if all(checks):
        return CriterionStatus.MET
    return CriterionStatus.NOT_DOCUMENTED if any(checks) else CriterionStatus.NOT_MET


def compare(value: Comparable, leaf: MeasureLeaf, measure: Measure) -> CriterionStatus:
    """Met when all of the value meets the limit, not met when none does, else open."""
    if leaf.category:
        return _judge([level in leaf.category for level in value.levels])
    if value.levels:
        places = [_place(level, measure) for level in value.levels]
        if any(place is None for place in places):
            return CriterionStatus.NOT_DOCUMENTED
        return _judge([_meets(place, place, leaf) is CriterionStatus.MET for place in places if place is not None])
    assert value.low is not None and value.high is not None
    return _meets(value.low, value.high, leaf)


def _place(level: str, measure: Measure) -> float | None:
    try:
        return float(level)
    except ValueError:
        return float(measure.order.index(level) + 1) if level in measure.order else None


def _meets(low: float, high: float, leaf: MeasureLeaf) -> CriterionStatus:
    if leaf.op == "between":
        assert leaf.low is not None and leaf.high is not None
        above = operator.gt if leaf.low_open else operator.ge
        below = operator.lt if leaf.high_open else operator.le
        if above(low, leaf.low) and below(high, leaf.high):
            return CriterionStatus.MET
        reaches = above(high, leaf.low) and below(low, leaf.high)
        return CriterionStatus.NOT_DOCUMENTED if reaches else CriterionStatus.NOT_MET
    assert leaf.value is not None
    if leaf.op == "==":
        # a limit written as a whole number is compared with device values rounded to whole numbers (NCD 240.2, reading)
        if float(leaf.value).is_integer():
            low, high = float(_half_up(low)), float(_half_up(high))
        return _judge([low == leaf.value, high == leaf.value]) if low == high else _spans(low, high, leaf.value)
    meets = _OPERATORS[leaf.op or ">="]
    return _judge([meets(low, leaf.value), meets(high, leaf.value)])


def _spans(low: float, high: float, limit: float) -> CriterionStatus:
    return CriterionStatus.NOT_DOCUMENTED if low <= limit <= high else CriterionStatus.NOT_MET


def _half_up(value: float) -> int:
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


_CONTEXT_WORDS = {
    "room_air": "on room air",
    "oxygen": "on oxygen",
    "rest": "at rest",
    "sleep": "asleep",
    "exercise": "with exercise",
    "4pct": "4% rule",
    "3pct": "3% rule",
    "with_arousals": "counting arousals",
}


#: capitals of abbreviations that are written with small letters too
_SPELLED = {"spo2": "SpO2", "pao2": "PaO2", "hba1c": "HbA1c", "egfr": "eGFR", "moca": "MoCA"}
_ABBREVIATION = re.compile(r"[a-z]{2,6}\d{0,2}")


def short_name(measure: str, known: Measure | None) -> str:
    """A measure as clinicians write it: its abbreviation ("AHI", "SpO2"), else its name without what stands in brackets."""
    if _ABBREVIATION.fullmatch(measure) or measure in _SPELLED:
        return _SPELLED.get(measure, measure.upper())
    return known.name.split(" (")[0] if known is not None else measure.replace("_", " ")


def _scale_words(scale: str) -> str:
    """`7 of 10` where the scale is told by its ends, else the scale as the chart names it."""
    ends = _scale_ends(scale)
    return f" of {ends[1]:g}" if ends is not None and ends[0] == 0 else f" ({scale} scale)"


def value_words(fact: MeasureFact, measure: Measure | None) -> str:
    """The fact in words as the chart gives it ("AHI 9.4 /h, 4% rule")."""
    name = short_name(fact.measure, measure)
    if fact.variant and measure is not None and fact.variant in measure.variants:
        name = fact.variant.replace("_", "-").upper()
    if fact.category:
        shown = " or ".join(fact.category)
    elif fact.low is None or fact.high is None:
        shown = "without a value"
    elif fact.low == fact.high:
        shown = f"{fact.low:g}"
    else:
        shown = f"{fact.low:g}-{fact.high:g}"
    unit = "" if fact.unit is None or is_annotation(fact.unit) else (fact.unit if fact.unit == "%" else f" {fact.unit}")
    scale = _scale_words(fact.scale) if fact.scale else ""
    circumstances = [
        _CONTEXT_WORDS.get(value, value.replace("_", " "))
        for key, value in fact.context.items()
        if key not in {"test", "method"}
    ]
    return f"{name} {shown}{unit}{scale}" + "".join(f", {word}" for word in circumstances)
