"""Procedures and vaccinations: done, planned, or told as not done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from peercall.adapters.fhir.clinical import Immunization, Procedure
from peercall.adapters.fhir.coded import CodedResources, Maker
from peercall.adapters.fhir.concepts import codes_of, days_of, note_of, words_of
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import ProcedureFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import in_words, joined


def procedures(store: Store, people: People) -> CodedResources[ProcedureFact]:
    """Procedures and vaccinations; one told as not done is negated, one entered in error is none."""
    return CodedResources((*_procedures(store, people), *_vaccinations(store)))


def _procedures(store: Store, people: People) -> Iterator[Maker[ProcedureFact]]:
    make = partial(_procedure, store, people)
    for procedure in store.all(Procedure):
        if procedure.status != "entered-in-error":
            yield procedure.code, make, procedure


def _procedure(store: Store, people: People, procedure: Procedure) -> ProcedureFact:
    outcome = joined(words_of(procedure.outcome), note_of(procedure.note), words_of(procedure.statusReason))
    text = words_of(procedure.code)
    if procedure.bodySite:
        text = in_words((text, *map(words_of, procedure.bodySite)))
    return ProcedureFact(
        id=label(procedure),
        source=store.source(procedure, "code", in_words((text, procedure.status, outcome))),
        strength=Strength.CODED,
        on=days_of(procedure.performedDateTime, procedure.performedPeriod),
        assertion=asserted(procedure.status),
        author=people.first_name([part.actor for part in procedure.performer]) if procedure.performer else None,
        codes=codes_of(procedure.code),
        text=text,
        status=procedure.status,
        outcome=outcome or None,
    )


def _vaccinations(store: Store) -> Iterator[Maker[ProcedureFact]]:
    make = partial(_vaccination, store)
    for given in store.all(Immunization):
        if given.status != "entered-in-error":
            yield given.vaccineCode, make, given


def _vaccination(store: Store, given: Immunization) -> ProcedureFact:
    text = words_of(given.vaccineCode)
    return ProcedureFact(
        id=label(given),
        source=store.source(given, "vaccineCode", in_words((text, given.status))),
        strength=Strength.CODED,
        on=days_of(given.occurrenceDateTime),
        assertion=asserted(given.status),
        codes=codes_of(given.vaccineCode),
        text=text,
        status=given.status,
        kind="immunization",
    )


def asserted(status: str | None) -> Assertion:
    """What the status of a procedure asserts."""
    if status == "not-done":
        return Assertion.NEGATED
    return Assertion.PLANNED if status in {"preparation", "on-hold"} else Assertion.PRESENT
