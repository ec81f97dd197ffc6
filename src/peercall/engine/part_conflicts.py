"""Where two parts of a chart contradict each other: reported with the places, never averaged or chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from peercall.domain.charts import ChartFact, ChartFacts, ConditionFact, MeasureFact
from peercall.domain.terms import Assertion
from peercall.engine.wording import place_text

_ROUNDING = 0.02
_ENDED = frozenset({"resolved", "inactive", "remission"})


def conflicts_between(first: ChartFacts, facts: Iterable[ChartFact]) -> tuple[str, ...]:
    """What the facts of a further part say otherwise than the first: values of one moment, problems ended or not.

    Each sentence names the subject and the documents, no value.
    """
    found: dict[str, None] = {}
    for fact in facts:
        if fact.caution is not None or fact.assertion is not Assertion.PRESENT:
            continue
        if isinstance(fact, MeasureFact):
            found.update(dict.fromkeys(_values(fact, first.measures(fact.measure))))
        elif isinstance(fact, ConditionFact):
            found.update(dict.fromkeys(_statuses(fact, first.conditions())))
    return tuple(found)


def _values(fact: MeasureFact, others: Sequence[MeasureFact]) -> Iterator[str]:
    for other in others:
        same = (other.on, other.hour, other.variant, other.unit, other.scale) == (
            fact.on,
            fact.hour,
            fact.variant,
            fact.unit,
            fact.scale,
        )
        if not same or fact.on is None or not fact.on.exact or other.caution is not None:
            continue
        if any(fact.context.get(key) != value for key, value in other.context.items() if key != "test"):
            continue
        if _differ(fact, other):
            yield f"{fact.measure}: {_places(fact, other)} give different values for one moment"


def _differ(one: MeasureFact, other: MeasureFact) -> bool:
    if one.category or other.category:
        return not set(one.category) & set(other.category)
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    near = _ROUNDING * max(abs(one.high), abs(other.high))
    return one.low > other.high + near or other.low > one.high + near


def _statuses(fact: ConditionFact, others: Sequence[ConditionFact]) -> Iterator[str]:
    codes = {(code.system, code.normal) for code in fact.codes}
    for other in others:
        if other.assertion is not Assertion.PRESENT or other.on != fact.on or other.on is None:
            continue
        if codes.isdisjoint({(code.system, code.normal) for code in other.codes}):
            continue
        pair = {fact.clinical_status, other.clinical_status}
        if "active" in pair and pair & _ENDED:
            yield f"{_places(fact, other)} differ on whether a problem is still active"


def _places(one: ChartFact, other: ChartFact) -> str:
    names = (place_text(other.source), place_text(one.source))
    return " and ".join(dict.fromkeys(name for name in names if name))
