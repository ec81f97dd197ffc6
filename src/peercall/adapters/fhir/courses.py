"""Treatments that are no drugs: procedures, visits for a treatment, and orders for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from peercall.adapters.fhir.clinical import Encounter, Procedure
from peercall.adapters.fhir.concepts import concept_key, day_of, days_of, end_of, names_of, note_of, words_of
from peercall.adapters.fhir.elements import Concept
from peercall.adapters.fhir.orders import ServiceRequest
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.procedures import asserted
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.outcome_words import OutcomeWords
from peercall.engine.vocabulary import Vocabulary


class Courses:
    """Exposures to treatments that are no drugs. Each visit or procedure is one session."""

    def __init__(self, store: Store, vocabulary: Vocabulary, people: People, outcomes: OutcomeWords) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = people
        self._outcomes = outcomes
        self._all: tuple[ExposureFact, ...] | None = None
        self._named: dict[tuple[str | None, ...], tuple[str, ...]] = {}

    def of(self, treatments: frozenset[str] | None) -> list[ExposureFact]:
        """Treatments of one of the keys, all for None. A visit and a procedure of one day are one session, told twice."""
        if self._all is None:
            self._all = self._joined()
        return [fact for fact in self._all if treatments is None or fact.treatment in treatments]

    def _joined(self) -> tuple[ExposureFact, ...]:
        done: dict[tuple[str | None, DayRange], ExposureFact] = {}
        apart: list[ExposureFact] = []
        for fact in (*self._procedures(), *self._visits(), *self._referrals()):
            if fact.sessions is None or fact.on is None:
                apart.append(fact)
                continue
            key = (fact.treatment, fact.on)
            before = done.get(key)
            if before is None:
                done[key] = fact
            elif _kind(before) == _kind(fact):
                apart.append(fact)
            else:
                done[key] = replace(before, also_at=(*before.also_at, fact.source))
        return (*done.values(), *apart)

    def _procedures(self) -> Iterator[ExposureFact]:
        for procedure in self._store.all(Procedure):
            if procedure.status == "entered-in-error":
                continue
            for key in self._keys(procedure.code):
                done = procedure.status in {"completed", None}
                on = days_of(procedure.performedDateTime, procedure.performedPeriod)
                note = joined(note_of(procedure.note), words_of(procedure.outcome), words_of(procedure.statusReason))
                told = self._outcomes.read(note)
                yield ExposureFact(
                    id=f"{label(procedure)}#{key}",
                    source=self._store.source(
                        procedure, "code", in_words((words_of(procedure.code), procedure.status, note))
                    ),
                    strength=Strength.CODED,
                    on=on,
                    assertion=asserted(procedure.status),
                    author=self._people.first_name(performer.actor for performer in procedure.performer),
                    kind="procedure",
                    treatment=key,
                    text=words_of(procedure.code),
                    status={"completed": "completed", "not-done": "never_started"}.get(
                        procedure.status or "", "unknown"
                    ),
                    start=on,
                    stop=first_days(end_of(procedure.performedPeriod), on) if done else None,
                    sessions=1 if done else None,
                    outcome=told.outcome,
                    outcome_text=note or None,
                )

    def _visits(self) -> Iterator[ExposureFact]:
        for visit in self._store.all(Encounter):
            if visit.status not in {"finished", "in-progress", "triaged", "arrived"}:
                continue
            concepts = (*visit.type, visit.serviceType)
            keys = [key for concept in concepts if concept is not None for key in self._keys(concept)]
            for key in dict.fromkeys(keys):
                on = days_of(None, visit.period)
                text = joined(*(words_of(concept) for concept in concepts))
                yield ExposureFact(
                    id=f"{label(visit)}#{key}",
                    source=self._store.source(visit, "type", text),
                    strength=Strength.CODED,
                    on=on,
                    author=self._people.first_name(who.individual for who in visit.participant),
                    kind="procedure",
                    treatment=key,
                    text=text,
                    status="completed" if visit.status == "finished" else "active",
                    start=on,
                    stop=on,
                    sessions=1,
                )

    def _referrals(self) -> Iterator[ExposureFact]:
        for request in self._store.all(ServiceRequest):
            if request.status == "entered-in-error" or request.doNotPerform:
                continue
            for key in self._keys(request.code):
                yield ExposureFact(
                    id=f"{label(request)}#{key}",
                    source=self._store.source(request, "code", in_words((words_of(request.code), request.status))),
                    strength=Strength.CODED,
                    on=day_of(request.authoredOn),
                    assertion=Assertion.PLANNED,
                    author=self._people.name(request.requester),
                    kind="request",
                    treatment=key,
                    text=words_of(request.code),
                    status="cancelled" if request.status == "revoked" else "unknown",
                    outcome_text=note_of(request.note) or None,
                )

    def _keys(self, concept: Concept | None) -> tuple[str, ...]:
        if concept is None:
            return ()
        key = concept_key(concept)
        found = self._named.get(key)
        if found is None:
            named = (treatment for name in names_of(concept) for treatment in self._vocabulary.treatments(name))
            found = self._named[key] = tuple(dict.fromkeys(named))
        return found


def _kind(fact: ExposureFact) -> str:
    return fact.id.partition("/")[0]
