"""One patient's chart as an index: facts by code, measure, drug and key, each list in date order, undated last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from peercall.domain.charts import (
    AllergyFact,
    ChartFact,
    ChartFacts,
    ConditionFact,
    DocumentFact,
    EncounterFact,
    ExemptionFact,
    ExposureFact,
    FindingFact,
    MeasureFact,
    OrderFact,
    Passage,
    Patient,
    ProcedureFact,
)
from peercall.domain.codes import Code, CodeSet
from peercall.domain.terms import Strength
from peercall.engine.same_facts import joined_parts

Fact = TypeVar("Fact", bound=ChartFact)
Coded = TypeVar("Coded", ConditionFact, ProcedureFact, OrderFact)

_NEVER = date.max


def by_date(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in date order, undated last; facts of one day by the hour where stated, else as they came.

    A partial date stands where its first possible day does, after the facts of that very day.
    """
    return tuple(sorted(facts, key=_place))


def _place(fact: ChartFact) -> tuple[bool, date, date, str]:
    hour = (fact.hour or "") if isinstance(fact, MeasureFact) else ""
    if fact.on is None:
        return (True, _NEVER, _NEVER, hour)
    return (False, fact.on.first, fact.on.last, hour)


class CodeIndex:
    """Facts of one kind by their codes. A lookup walks the distinct codes, not the facts, and is remembered."""

    def __init__(self, facts: Iterable[Coded]) -> None:
        self._facts: tuple[ChartFact, ...] = by_date(facts)
        self._places: dict[Code, list[int]] = {}
        for place, fact in enumerate(self._facts):
            for code in fact.codes:  # type: ignore[attr-defined]
                places = self._places.setdefault(code, [])
                if not places or places[-1] != place:
                    places.append(place)
        self._found: dict[CodeSet, tuple[ChartFact, ...]] = {}

    def find(self, codes: CodeSet | None) -> tuple[ChartFact, ...]:
        """Facts with a code of the set, in date order; all of them for None."""
        if codes is None:
            return self._facts
        found = self._found.get(codes)
        if found is None:
            places = {place for code, listed in self._places.items() if code in codes for place in listed}
            found = self._found[codes] = tuple(self._facts[place] for place in sorted(places))
        return found


class ChartIndex:
    """ChartFacts over facts that are all there: indexed once, looked up by what a criterion asks for.

    `exposures()` without ingredients and treatments gives all of them.
    """

    def __init__(
        self, facts: Iterable[ChartFact], *, patient: Patient | None = None, passages: Sequence[Passage] = ()
    ) -> None:
        kinds: dict[type[ChartFact], list[ChartFact]] = {}
        for fact in facts:
            kinds.setdefault(type(fact), []).append(fact)
        self._patient = patient
        self._passages = tuple(passages)
        self._conditions = CodeIndex(_only(kinds, ConditionFact))
        self._procedures = CodeIndex(_only(kinds, ProcedureFact))
        self._orders = CodeIndex(_only(kinds, OrderFact))
        self._measures = _grouped(_only(kinds, MeasureFact), lambda fact: (fact.measure,))
        self._documents = _grouped(_only(kinds, DocumentFact), lambda fact: (fact.type,))
        self._findings = _grouped(_only(kinds, FindingFact), lambda fact: (fact.key,))
        self._exemptions = by_date(_only(kinds, ExemptionFact))
        self._allergies = by_date(_only(kinds, AllergyFact))
        self._encounters = by_date(_only(kinds, EncounterFact))
        self._exposures = by_date(_only(kinds, ExposureFact))
        self._exposed: dict[tuple[frozenset[str], frozenset[str]], tuple[ExposureFact, ...]] = {}

    @property
    def patient(self) -> Patient | None:
        """Who the chart is about, None when it does not say."""
        return self._patient

    def conditions(self, codes: CodeSet | None = None) -> Sequence[ConditionFact]:
        """Problems and diagnoses, of anyone the chart speaks of: see each fact's assertion."""
        return self._conditions.find(codes)  # type: ignore[return-value]

    def measures(self, measure: str) -> Sequence[MeasureFact]:
        """Values of one measure id, whatever their variant, scale and unit."""
        return self._measures.get(measure, ())

    def exposures(
        self, *, ingredients: frozenset[str] = frozenset(), treatments: frozenset[str] = frozenset()
    ) -> Sequence[ExposureFact]:
        """Drugs with one of the ingredients and treatments of one of the keys; all when neither is given."""
        if not ingredients and not treatments:
            return self._exposures
        key = (ingredients, treatments)
        found = self._exposed.get(key)
        if found is None:
            found = self._exposed[key] = tuple(
                fact
                for fact in self._exposures
                if fact.treatment in treatments or not ingredients.isdisjoint(fact.ingredients)
            )
        return found

    def exemptions(self) -> Sequence[ExemptionFact]:
        """Reasons why a therapy cannot be used."""
        return self._exemptions

    def allergies(self) -> Sequence[AllergyFact]:
        """The allergy list."""
        return self._allergies

    def procedures(self, codes: CodeSet | None = None) -> Sequence[ProcedureFact]:
        """Procedures, done or not: see status and assertion."""
        return self._procedures.find(codes)  # type: ignore[return-value]

    def encounters(self) -> Sequence[EncounterFact]:
        """Visits and stays."""
        return self._encounters

    def orders(self, codes: CodeSet | None = None) -> Sequence[OrderFact]:
        """Services, devices and drugs ordered."""
        return self._orders.find(codes)  # type: ignore[return-value]

    def documents(self, type: str) -> Sequence[DocumentFact]:
        """Documents of one type."""
        return self._documents.get(type, ())

    def findings(self, key: str) -> Sequence[FindingFact]:
        """Findings of one key."""
        return self._findings.get(key, ())

    def passages(self) -> Iterable[Passage]:
        """Text of the chart by section."""
        return self._passages


def _only(kinds: Mapping[type[ChartFact], Sequence[ChartFact]], kind: type[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in kinds.get(kind, ()) if isinstance(fact, kind))


def _grouped(facts: Iterable[Fact], keys: Callable[[Fact], Sequence[str]]) -> dict[str, tuple[Fact, ...]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        for key in keys(fact):
            groups.setdefault(key, []).append(fact)
    return {key: by_date(group) for key, group in groups.items()}


class CombinedChart:
    """Several readings of one patient's chart as one: coded resources, notes, print-outs.

    Where two parts state the same by code, or a coded value and words of the same day say the same of one measure, they
    are one fact with two places (`also_at`); what differs in value, unit, day or circumstance stays two facts.
    """

    def __init__(self, parts: Sequence[ChartFacts]) -> None:
        self._parts = tuple(parts)
        self._kept: dict[object, tuple[ChartFact, ...]] = {}

    @property
    def patient(self) -> Patient | None:
        """The first part's patient who is named."""
        return next((part.patient for part in self._parts if part.patient is not None), None)

    def conditions(self, codes: CodeSet | None = None) -> Sequence[ConditionFact]:
        """See ChartIndex."""
        return self._joined(("conditions", codes), lambda part: part.conditions(codes))

    def measures(self, measure: str) -> Sequence[MeasureFact]:
        """See ChartIndex; the same statement in two places is one fact."""
        key = ("measures", measure)
        if key not in self._kept:
            self._kept[key] = by_date(_united([part.measures(measure) for part in self._parts]))
        return self._kept[key]  # type: ignore[return-value]

    def exposures(
        self, *, ingredients: frozenset[str] = frozenset(), treatments: frozenset[str] = frozenset()
    ) -> Sequence[ExposureFact]:
        """See ChartIndex."""
        return self._joined(
            ("exposures", ingredients, treatments),
            lambda part: part.exposures(ingredients=ingredients, treatments=treatments),
        )

    def exemptions(self) -> Sequence[ExemptionFact]:
        """See ChartIndex."""
        return self._joined("exemptions", lambda part: part.exemptions())

    def allergies(self) -> Sequence[AllergyFact]:
        """See ChartIndex."""
        return self._joined("allergies", lambda part: part.allergies())

    def procedures(self, codes: CodeSet | None = None) -> Sequence[ProcedureFact]:
        """See ChartIndex."""
        return self._joined(("procedures", codes), lambda part: part.procedures(codes))

    def encounters(self) -> Sequence[EncounterFact]:
        """See ChartIndex."""
        return self._joined("encounters", lambda part: part.encounters())

    def orders(self, codes: CodeSet | None = None) -> Sequence[OrderFact]:
        """See ChartIndex."""
        return self._joined(("orders", codes), lambda part: part.orders(codes))

    def documents(self, type: str) -> Sequence[DocumentFact]:
        """See ChartIndex."""
        return self._joined(("documents", type), lambda part: part.documents(type))

    def findings(self, key: str) -> Sequence[FindingFact]:
        """See ChartIndex."""
        return self._joined(("findings", key), lambda part: part.findings(key))

    def passages(self) -> Iterable[Passage]:
        """Passages of every part, part by part."""
        return [passage for part in self._parts for passage in part.passages()]

    def _joined(self, key: object, facts: Callable[[ChartFacts], Sequence[Fact]]) -> tuple[Fact, ...]:
        if key not in self._kept:
            self._kept[key] = by_date(joined_parts([facts(part) for part in self._parts]))
        return self._kept[key]  # type: ignore[return-value]


def _united(parts: Sequence[Sequence[MeasureFact]]) -> list[MeasureFact]:
    """Values told twice as one: a coded value by another part's code, or by words of the same day."""
    kept: list[MeasureFact] = []
    coded: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for number, part in enumerate(parts):
        for fact in part:
            if fact.on is not None and fact.caution is None:
                told = coded.get(_statement(fact), ())
                by_code = fact.strength is Strength.CODED
                same = [at for of, at in told if (of != number or not by_code) and _agree(kept[at], fact)]
                if len(same) == 1 and (by_code or fact.strength is Strength.STATED):
                    kept[same[0]] = _with_place(kept[same[0]], fact)
                    continue
            if fact.strength is Strength.CODED and fact.on is not None:
                coded.setdefault(_statement(fact), []).append((number, len(kept)))
            kept.append(fact)
    return kept


def _statement(fact: MeasureFact) -> tuple[object, ...]:
    return (fact.measure, fact.on, fact.low, fact.high, fact.category, fact.assertion)


def _agree(one: MeasureFact, other: MeasureFact) -> bool:
    pairs = ((one.variant, other.variant), (one.unit, other.unit), (one.scale, other.scale), (one.hour, other.hour))
    if one.caution is not None or any(a != b for a, b in pairs if a is not None and b is not None):
        return False
    return all(
        one.context[key] == value for key, value in other.context.items() if key in one.context and key != "test"
    )


def _with_place(fact: MeasureFact, other: MeasureFact) -> MeasureFact:
    return replace(
        fact,
        variant=fact.variant or other.variant,
        unit=fact.unit or other.unit,
        scale=fact.scale or other.scale,
        hour=fact.hour or other.hour,
        context={**other.context, **fact.context},
        also_at=(*fact.also_at, other.source, *other.also_at),
    )
