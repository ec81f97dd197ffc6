"""Observations as values of measures: named once per distinct name, turned into facts only when a measure is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peercall.adapters.fhir.clinical import Component, DiagnosticReport, Observation
from peercall.adapters.fhir.concepts import concept_key, days_of, hour_of, names_of, note_of, start_of, words_of
from peercall.adapters.fhir.elements import Concept, Reference
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.adapters.fhir.values import read_value
from peercall.domain.charts import MeasureFact
from peercall.domain.codes import CodeSystem
from peercall.engine.chart_words import first_days, joined
from peercall.engine.charts import by_date
from peercall.engine.code_addresses import system_of
from peercall.engine.value_words import ValueWords
from peercall.engine.vocabulary import MeasureName, Vocabulary

_NEVER_A_FACT = frozenset({"entered-in-error", "cancelled"})
_NOT_FINAL = frozenset({"preliminary", "registered"})


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
        self._words = ValueWords(vocabulary)

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
        names: dict[tuple[str | None, ...], MeasureName | None] = {}
        results: dict[str, list[_Result]] = defaultdict(list)
        for observation in self._store.all(Observation):
            concept = observation.code
            if concept is not None:
                key = concept_key(concept)
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
                    key = concept_key(concept)
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
        title = words_of(component.code if component is not None else observation.code)
        method = words_of(observation.method) if observation.method is not None else ""
        beside = self._words.beside(name, method, joined(method, *_written_beside(observation, component)))
        test = self._test_of(observation)
        moment = observation.effectiveDateTime or observation.effectiveInstant
        return self._words.measured(
            beside,
            value,
            id=f"{label(observation)}#component[{result.place}]" if component is not None else label(observation),
            source=self._store.source(observation, prefix + value.element, f"{title} {value.display}".strip()),
            on=first_days(days_of(moment, observation.effectivePeriod), start_of(observation.effectivePeriod)),
            author=self._people.first_name(observation.performer) if observation.performer else None,
            hour=hour_of(moment),
            test=(test.label, test.title) if test is not None else None,
            not_final=f"{observation.status} result" if observation.status in _NOT_FINAL else None,
        )

    def _test_of(self, observation: Observation) -> _Test | None:
        if self._tests is None:
            self._tests = self._groupings()
        tests, name = self._tests, str(observation.id)
        return tests.get(f"Observation/{name}") or tests.get(f"urn:uuid:{name}") or tests.get(name)

    def _groupings(self) -> dict[str, _Test]:
        """Links to observations with the report or panel that lists them as one test; unusual links by id alone."""
        tests: dict[str, _Test] = {}
        for report in self._store.all(DiagnosticReport):
            if report.result:
                self._group(tests, report.result, _Test(label(report), words_of(report.code)))
        for panel in self._store.all(Observation):
            if panel.hasMember:
                known = tests.get(f"Observation/{panel.id}") or tests.get(f"urn:uuid:{panel.id}")
                self._group(tests, panel.hasMember, known or _Test(label(panel), words_of(panel.code)))
        return tests

    def _group(self, tests: dict[str, _Test], references: Sequence[Reference], test: _Test) -> None:
        for reference in references:
            link = reference.reference
            if link:
                usual = link.startswith(("urn:uuid:", "Observation/")) and "/_history/" not in link
                known = usual and link not in self._store.aliases
                tests.setdefault(link if known else self._store.id_of(link), test)


@dataclass(frozen=True, slots=True)
class _Test:
    """A study that several values belong to."""

    label: str
    title: str


def _written_beside(observation: Observation, component: Component | None) -> Iterator[str]:
    """Notes, body site, what a range of reference says, and the panel's name for a component."""
    if observation.note:
        yield note_of(observation.note)
    if observation.bodySite is not None:
        yield words_of(observation.bodySite)
    for part in (component or observation).referenceRange:
        yield part.text or ""
    if component is not None:
        yield words_of(observation.code)
