"""One statement told by two parts of a chart (a FHIR export and a clinical document, two documents) as one fact.

Only what agrees in code or name, day, assertion and value is one; what differs stays two facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from peercall.domain.charts import (
    AllergyFact,
    ChartFact,
    ConditionFact,
    EncounterFact,
    ExemptionFact,
    ExposureFact,
    OrderFact,
    ProcedureFact,
)
from peercall.domain.codes import Code
from peercall.domain.terms import Strength

Fact = TypeVar("Fact", bound=ChartFact)


def joined_parts(parts: Sequence[Iterable[Fact]]) -> list[Fact]:
    """Facts of several parts in order; a coded fact that an earlier part told too becomes another place of that one."""
    kept: list[Fact] = []
    places: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for number, part in enumerate(parts):
        for fact in part:
            if fact.strength is not Strength.CODED or fact.caution is not None:
                kept.append(fact)
                continue
            known = places.setdefault(_key(fact), [])
            same = next((at for of, at in known if of != number and _same(kept[at], fact)), None)
            if same is None:
                known.append((number, len(kept)))
                kept.append(fact)
            else:
                kept[same] = _told_twice(kept[same], fact)
    return kept


def _key(fact: ChartFact) -> tuple[object, ...]:
    if isinstance(fact, AllergyFact):
        return (type(fact), fact.assertion)
    if isinstance(fact, ExemptionFact):
        return (type(fact), fact.kind, fact.ingredients, fact.drug_classes, fact.treatments)
    return (type(fact), fact.on, fact.assertion)


def _same(one: ChartFact, other: ChartFact) -> bool:
    if isinstance(one, ConditionFact) and isinstance(other, ConditionFact):
        return _named_alike(one, other) and _agree(one.clinical_status, other.clinical_status)
    if isinstance(one, ProcedureFact | OrderFact) and isinstance(other, ProcedureFact | OrderFact):
        return _named_alike(one, other) and _agree(one.status, other.status)
    if isinstance(one, ExposureFact) and isinstance(other, ExposureFact):
        return _same_exposure(one, other)
    if isinstance(one, AllergyFact) and isinstance(other, AllergyFact):
        return one.substance.lower() == other.substance.lower() or _share(one.codes, other.codes)
    if isinstance(one, EncounterFact) and isinstance(other, EncounterFact):
        alike = one.text.lower() == other.text.lower() or (one.author is not None and one.author == other.author)
        return one.on is not None and alike and _agree(one.mode, other.mode) and _agree(one.stop, other.stop)
    return isinstance(one, ExemptionFact)


def _same_exposure(one: ExposureFact, other: ExposureFact) -> bool:
    if (one.kind, one.treatment, one.status, one.outcome) != (other.kind, other.treatment, other.status, other.outcome):
        return False
    named = one.ingredients == other.ingredients if one.ingredients else one.text.lower() == other.text.lower()
    pairs = ((one.start, other.start), (one.stop, other.stop), (one.dose, other.dose), (one.dose_unit, other.dose_unit))
    return named and all(_agree(a, b) for a, b in pairs)


def _named_alike(
    one: ConditionFact | ProcedureFact | OrderFact, other: ConditionFact | ProcedureFact | OrderFact
) -> bool:
    if one.codes and other.codes:
        return _share(one.codes, other.codes)
    return one.text.lower() == other.text.lower()


def _share(one: Sequence[Code], other: Sequence[Code]) -> bool:
    return not {(c.system, c.normal) for c in one}.isdisjoint({(c.system, c.normal) for c in other})


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _told_twice(fact: Fact, other: Fact) -> Fact:
    """The first fact with the place of the second, and with what only the second says."""
    places = (*fact.also_at, other.source, *other.also_at)
    if isinstance(fact, ConditionFact) and isinstance(other, ConditionFact):
        return replace(
            fact,
            also_at=places,
            codes=tuple(dict.fromkeys((*fact.codes, *other.codes))),
            clinical_status=fact.clinical_status or other.clinical_status,
        )
    if isinstance(fact, ExposureFact) and isinstance(other, ExposureFact):
        dosed = fact if fact.dose is not None else other
        return replace(
            fact,
            also_at=places,
            stop=fact.stop or other.stop,
            start=fact.start or other.start,
            dose=dosed.dose,
            dose_unit=dosed.dose_unit,
        )
    if isinstance(fact, ProcedureFact | OrderFact) and isinstance(other, ProcedureFact | OrderFact):
        return replace(
            fact,
            also_at=places,
            codes=tuple(dict.fromkeys((*fact.codes, *other.codes))),
            status=fact.status or other.status,
        )
    return replace(fact, also_at=places)
