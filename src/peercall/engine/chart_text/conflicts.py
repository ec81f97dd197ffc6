"""Values of one day that contradict each other: reported, never averaged away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peercall.domain.charts import ChartFact, MeasureFact
from peercall.domain.provenance import SourceSpan
from peercall.domain.terms import Assertion
from peercall.engine.measure_names import MeasureWords

#: two scales or two clerks round differently; that is no contradiction
_ROUNDING = 0.02
_ABBREVIATION = 4
_KEEPS = ("rule", "side", "bronchodilator", "method", "portion", "events")


def conflicting_values(facts: Iterable[ChartFact], words: Mapping[str, MeasureWords]) -> tuple[str, ...]:
    """A warning for each measure that has two values of one day, unit and circumstance; it names places, no values.

    What changes within a day (saturation, pain) or carries an hour is no conflict.
    """
    seen: dict[tuple[object, ...], list[MeasureFact]] = {}
    for fact in facts:
        if not isinstance(fact, MeasureFact) or fact.on is None or not fact.on.exact or fact.hour is not None:
            continue
        if fact.caution is not None or fact.assertion is not Assertion.PRESENT:
            continue
        entry = words.get(fact.measure)
        if entry is None or "state" in entry.contexts:
            continue
        kept = tuple(fact.context.get(key) for key in _KEEPS)
        seen.setdefault((fact.measure, fact.variant, fact.unit, fact.scale, fact.on, kept), []).append(fact)
    return tuple(_warning(group) for group in seen.values() if _contradict(group))


def _contradict(group: list[MeasureFact]) -> bool:
    first = group[0]
    return any(not _overlap(first, other) for other in group[1:])


def _overlap(one: MeasureFact, other: MeasureFact) -> bool:
    if one.category or other.category:
        return bool(set(one.category) & set(other.category))
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    near = _ROUNDING * max(abs(one.high), abs(other.high))
    return one.low <= other.high + near and other.low <= one.high + near


def _warning(group: list[MeasureFact]) -> str:
    places = sorted({(s.document, s.page) for s in (fact.source for fact in group) if isinstance(s, SourceSpan)})
    shown = ", ".join(f"{document} page {page}" for document, page in places)
    measure = group[0].measure
    # short ids are abbreviations: AHI, BMI, FEV1
    name = measure.upper() if len(measure) <= _ABBREVIATION else measure.replace("_", " ")
    return f"{name}: different values on one day ({shown})."
