"""Observations as values of measures: named once per distinct name, turned into facts only when a measure is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peercall.adapters.fhir.clinical import Component, DiagnosticReport, Observation
from peercall.adapters.fhir.concepts import (
    days_of,
    first_days,
    hour_of,
    joined,
    names_of,
    note_of,
    start_of,
    system_of,
    words_of,
)
from peercall.adapters.fhir.elements import Concept
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.adapters.fhir.values import ReadValue, read_value
from peercall.domain.charts import MeasureFact
from peercall.domain.codes import CodeSystem
from peercall.domain.terms import Strength
from peercall.engine.charts import by_date
from peercall.engine.vocabulary import MeasureName, Vocabulary

_NEVER_A_FACT = frozenset({"entered-in-error", "cancelled"})
_NOT_FINAL = frozenset({"preliminary", "registered"})

Name = tuple[str | None, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class _Result:
    """An observation, or one component of it (place from 0), under the measure it names."""

    name: MeasureName
    observation: Observation
    component: Component | None = None
    place: int = 0


class Measurements:
    """Every observation of a chart, by measure."""

    def __init__(self, store: Store, vocabulary: Vocabulary, people: People) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = people
        self._results: Mapping[str, Sequence[_Result]] | None = None
        self._tests: Mapping[str, _Test] | None = None
        self._facts: dict[str, tuple[MeasureFact, ...]] = {}

    def of(self, measure: str) -> tuple[MeasureFact, ...]:
        """Values of one measure in date order, undated last. Entered in error or cancelled is never among them."""
        facts = self._facts.get(measure)
        if facts is None:
            if self._results is None:
                self._results = self._named()
            found = (self._fact(result) for result in self._results.get(measure, ()))
            facts = self._facts[measure] = by_date(fact for fact in found if fact is not None)
        return facts

    def _named(self) -> dict[str, list[_Result]]:
        names: dict[Name, MeasureName | None] = {}
        results: dict[str, list[_Result]] = defaultdict(list)
        for observation in self._store.all(Observation):
            concept = observation.code
            if concept is not None:
                key = (concept.text, tuple([coding.code for coding in concept.coding]))
                try:
                    name = names[key]
                except KeyError:
                    name = names[key] = self._name(concept)
                if name is not None and observation.status not in _NEVER_A_FACT:
                    results[name.measure].append(_Result(name, observation))
            if observation.component and observation.status not in _NEVER_A_FACT:
                for place, component in enumerate(observation.component):
                    concept = component.code
                    if concept is None:
                        continue
                    key = (concept.text, tuple([coding.code for coding in concept.coding]))
                    if key not in names:
                        names[key] = self._name(concept)
                    if (name := names[key]) is not None:
                        results[name.measure].append(_Result(name, observation, component, place))
        return results

    def _name(self, concept: Concept) -> MeasureName | None:
        """By each LOINC code with the words beside it, then by each wording alone."""
        words = words_of(concept)
        for coding in concept.coding:
            if coding.code and system_of(coding.system) is CodeSystem.LOINC:
                name = self._vocabulary.name_measure(words, loinc=coding.code)
                if name is not None:
                    return name
        return next((name for text in names_of(concept) if (name := self._vocabulary.name_measure(text))), None)

    def _fact(self, result: _Result) -> MeasureFact | None:
        observation, component, name = result.observation, result.component, result.name
        value = read_value(component if component is not None else observation)
        if value is None:
            return None
        prefix = f"component[{result.place}]." if component is not None else ""
        concept = component.code if component is not None else observation.code
        title = words_of(concept)
        around = joined(*self._around(observation, component))
        words = self._vocabulary.measure_words.get(name.measure)
        circumstances = _circumstances(name, self._around_context(name, around))
        test = self._test_of(observation)
        if (method := self._method(observation, around)) is not None:
            circumstances.context["method"] = method
        if test is not None:
            circumstances.context["test"] = test.label
            if "method" not in circumstances.context and (method := self._vocabulary.method(test.title)) is not None:
                circumstances.context["method"] = method
        caution = joined(
            f"{observation.status} result" if observation.status in _NOT_FINAL else None,
            name.caution,
            words.caution_in(around) if words is not None and around else None,
            circumstances.problem,
        )
        levels = self._levels(name.measure, value)
        moment = observation.effectiveDateTime or observation.effectiveInstant
        return MeasureFact(
            id=f"{label(observation)}#component[{result.place}]" if component is not None else label(observation),
            source=self._store.source(observation, prefix + value.element, f"{title} {value.display}".strip()),
            strength=Strength.CODED,
            on=first_days(days_of(moment, observation.effectivePeriod), start_of(observation.effectivePeriod)),
            author=self._people.first_name(observation.performer),
            caution=caution or None,
            measure=name.measure,
            variant=name.variant or (words.variant_in(around) if words is not None and around else None),
            low=value.low if not levels else None,
            high=value.high if not levels else None,
            category=levels or ((value.words,) if value.low is None and value.words else ()),
            unit=self._unit(name.measure, value),
            scale=name.scale or (words.scale_in(around) if words is not None and around else None),
            context=circumstances.context,
            hour=hour_of(moment),
        )

    def _around(self, observation: Observation, component: Component | None) -> Iterator[str]:
        """What is written beside the value: method, notes, body site, and what a range of reference says."""
        yield words_of(observation.method)
        yield note_of(observation.note)
        yield words_of(observation.bodySite)
        yield from (part.text or "" for part in (component or observation).referenceRange)
        if component is not None:
            yield words_of(observation.code)

    def _around_context(self, name: MeasureName, around: str) -> Mapping[str, str]:
        words = self._vocabulary.measure_words.get(name.measure)
        if not around or words is None:
            return {}
        return {key: value for key, value in self._vocabulary.context(around).items() if key in words.contexts}

    def _method(self, observation: Observation, around: str) -> str | None:
        named = self._vocabulary.method(words_of(observation.method)) if observation.method is not None else None
        return named or (self._vocabulary.method(around) if around else None)

    def _levels(self, measure: str, value: ReadValue) -> tuple[str, ...]:
        """Levels of an ordinal measure that the value names ("class II-III" names two)."""
        words = self._vocabulary.measure_words.get(measure)
        if words is None or words.kind not in {"ordinal", "category"} or not value.words:
            return ()
        return tuple(level for level, pattern in words.levels if pattern.search(value.words))

    def _unit(self, measure: str, value: ReadValue) -> str | None:
        """UCUM where the phrase file knows the spelling, else the unit as the chart gives it."""
        words = self._vocabulary.measure_words.get(measure)
        if value.unit is None or words is None:
            return value.unit
        return next((unit for unit, pattern in words.units if pattern.fullmatch(value.unit)), value.unit)

    def _test_of(self, observation: Observation) -> _Test | None:
        if self._tests is None:
            self._tests = self._groupings()
        return self._tests.get(str(observation.id))

    def _groupings(self) -> dict[str, _Test]:
        """Observation ids with the report or panel that lists them as one test."""
        tests: dict[str, _Test] = {}
        for report in self._store.all(DiagnosticReport):
            test = _Test(label(report), words_of(report.code))
            for reference in report.result:
                if (found := self._store.find(reference, Observation)) is not None:
                    tests.setdefault(str(found.id), test)
        for panel in self._store.all(Observation):
            for reference in panel.hasMember:
                if (found := self._store.find(reference, Observation)) is not None:
                    test = tests.get(str(panel.id)) or _Test(label(panel), words_of(panel.code))
                    tests.setdefault(str(found.id), test)
        return tests


@dataclass(frozen=True, slots=True)
class _Test:
    """A study that several values belong to."""

    label: str
    title: str


@dataclass(slots=True)
class _Circumstances:
    context: dict[str, str]
    problem: str | None = None


def _circumstances(name: MeasureName, around: Mapping[str, str]) -> _Circumstances:
    """Context of the name and of what is written beside the value; where the two disagree, neither and a caution."""
    context = dict(name.context)
    differ = sorted(key for key, value in around.items() if context.get(key, value) != value and key != "method")
    for key, value in around.items():
        context.setdefault(key, value)
    for key in differ:
        del context[key]
    problem = f"the name and the note disagree on {' and '.join(differ)}" if differ else None
    return _Circumstances(context, problem)
