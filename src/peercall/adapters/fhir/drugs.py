"""Drugs of a chart as exposures: ordered, dispensed, given or stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peercall.adapters.fhir.concepts import day_of, days_of, end_of, names_of, note_of, start_of, words_of
from peercall.adapters.fhir.dosing import dose_of
from peercall.adapters.fhir.elements import Concept, Contained
from peercall.adapters.fhir.orders import (
    Dosage,
    Drug,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
)
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.dosing import Dose
from peercall.engine.outcome_words import OutcomeWords, Told
from peercall.engine.vocabulary import Vocabulary

#: FHIR's status of a drug in the words of ExposureFact; `on-hold`, `draft` and `unknown` do not say whether it was taken
_STATUS = {
    "active": "active",
    "in-progress": "active",
    "completed": "completed",
    "stopped": "stopped",
    "cancelled": "cancelled",
    "not-taken": "never_started",
    "not-done": "never_started",
    "declined": "never_started",
    "preparation": "unknown",
}
_PLANS = frozenset({"proposal", "plan", "option"})
_TOLD_STATUS = frozenset({"never_started", "cancelled", "stopped", "completed", "active"})


class Drugs:
    """Exposures to drugs. Each is named once per distinct wording; only the drugs asked for become facts."""

    def __init__(self, store: Store, vocabulary: Vocabulary, people: People, outcomes: OutcomeWords) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = people
        self._outcomes = outcomes
        self._drugs: list[tuple[tuple[str, ...], str, Drug]] | None = None
        self._made: dict[int, ExposureFact | None] = {}

    def of(self, ingredients: frozenset[str] | None) -> list[ExposureFact]:
        """Drugs with one of the ingredients, all drugs for None, in file order. Entered in error is never among them."""
        return [
            fact
            for named, text, drug in self._named_drugs()
            if (ingredients is None or not ingredients.isdisjoint(named)) and (fact := self._drug(drug, named, text))
        ]

    def _named_drugs(self) -> list[tuple[tuple[str, ...], str, Drug]]:
        if self._drugs is None:
            kept: dict[tuple[str | None, str | None], tuple[str, ...]] = {}
            self._drugs = []
            for kind in (MedicationRequest, MedicationStatement, MedicationDispense, MedicationAdministration):
                for drug in self._store.all(kind):
                    if drug.status == "entered-in-error":
                        continue
                    concept = self.medication_of(drug)
                    text = words_of(concept) or (
                        drug.medicationReference.display or "" if drug.medicationReference else ""
                    )
                    key = (text, concept.coding[0].display if concept is not None and concept.coding else None)
                    if key not in kept:
                        kept[key] = self._ingredients(text, concept)
                    self._drugs.append((kept[key], text, drug))
        return self._drugs

    def _ingredients(self, text: str, concept: Concept | None) -> tuple[str, ...]:
        for wording in (text, *names_of(concept)):
            if found := self._vocabulary.ingredients(wording):
                return found
        return ()

    def medication_of(self, drug: Drug) -> Concept | None:
        """The drug's code: its own, or of the Medication it refers to, in the bundle or contained."""
        if drug.medicationCodeableConcept is not None:
            return drug.medicationCodeableConcept
        link = drug.medicationReference.reference if drug.medicationReference is not None else None
        if link is None:
            return None
        if link.startswith("#"):
            return next((_code_of(part) for part in drug.contained if part.id == link[1:]), None)
        found = self._store.find(link, Medication)
        return found.code if found is not None else None

    def _drug(self, drug: Drug, ingredients: tuple[str, ...], text: str) -> ExposureFact | None:
        key = id(drug)
        if key not in self._made:
            self._made[key] = self._make(drug, ingredients, text)
        return self._made[key]

    def _make(self, drug: Drug, ingredients: tuple[str, ...], text: str) -> ExposureFact | None:
        if isinstance(drug, MedicationRequest):
            fact = self._request(drug, text)
        elif isinstance(drug, MedicationStatement):
            fact = self._statement(drug, text)
        elif isinstance(drug, MedicationDispense):
            fact = self._dispense(drug, text)
        elif isinstance(drug, MedicationAdministration):
            fact = self._administration(drug, text)
        else:
            return None
        return replace(fact, ingredients=ingredients)

    def _request(self, request: MedicationRequest, text: str) -> ExposureFact:
        reason = joined(note_of(request.note), words_of(request.statusReason))
        period = request.dispenseRequest.validityPeriod if request.dispenseRequest is not None else None
        bounds = _bounds(request.dosageInstruction)
        ordered = day_of(request.authoredOn)
        fact = self._fact(
            request,
            kind="request",
            text=text,
            dosages=request.dosageInstruction,
            note=reason,
            on=ordered,
            start=first_days(bounds[0], start_of(period), ordered),
            stop=bounds[1],
            author=self._people.name(request.requester),
        )
        if request.doNotPerform:
            return replace(fact, assertion=Assertion.NEGATED, status="never_started")
        if request.intent in _PLANS or request.status == "draft":
            return replace(fact, assertion=Assertion.PLANNED)
        return fact

    def _statement(self, statement: MedicationStatement, text: str) -> ExposureFact:
        reason = joined(note_of(statement.note), *(words_of(concept) for concept in statement.statusReason))
        taken = days_of(statement.effectiveDateTime, statement.effectivePeriod)
        bounds = _bounds(statement.dosage)
        # said today of a drug taken some time ago is not dated today
        said = day_of(statement.dateAsserted) if statement.status == "active" else None
        fact = self._fact(
            statement,
            kind="statement",
            text=text,
            dosages=statement.dosage,
            note=reason,
            on=first_days(taken, bounds[0], said),
            start=first_days(start_of(statement.effectivePeriod), bounds[0]),
            stop=first_days(end_of(statement.effectivePeriod), bounds[1]),
            author=self._people.name(statement.informationSource),
        )
        if statement.status == "not-taken":
            return replace(fact, assertion=Assertion.NEGATED)
        if statement.status == "intended":
            return replace(fact, assertion=Assertion.PLANNED)
        return fact

    def _dispense(self, dispense: MedicationDispense, text: str) -> ExposureFact:
        handed = dispense.whenHandedOver or dispense.whenPrepared
        on = day_of(handed)
        dosages = dispense.dosageInstruction
        if not dosages and len(dispense.authorizingPrescription) == 1:
            ordered = self._store.find(dispense.authorizingPrescription[0], MedicationRequest)
            dosages = ordered.dosageInstruction if ordered is not None else ()
        supply = dispense.daysSupply.value if dispense.daysSupply is not None else None
        fact = self._fact(
            dispense,
            kind="dispense",
            text=text,
            dosages=dosages,
            note=joined(note_of(dispense.note), words_of(dispense.statusReasonCodeableConcept)),
            on=on,
            start=on,
            stop=None,
            author=None,
        )
        days = int(supply) if supply is not None and 0 < supply < 3660 and float(supply).is_integer() else None
        return replace(fact, days_supply=days)

    def _administration(self, given: MedicationAdministration, text: str) -> ExposureFact:
        on = days_of(given.effectiveDateTime, given.effectivePeriod)
        fact = self._fact(
            given,
            kind="administration",
            text=text,
            dosages=(),
            note=joined(note_of(given.note), *(words_of(concept) for concept in given.statusReason)),
            on=on,
            start=first_days(start_of(given.effectivePeriod), on),
            stop=first_days(end_of(given.effectivePeriod), on),
            author=None,
        )
        return replace(fact, assertion=Assertion.NEGATED) if given.status == "not-done" else fact

    def _fact(
        self,
        drug: Drug,
        *,
        kind: str,
        text: str,
        dosages: Sequence[Dosage],
        note: str,
        on: DayRange | None,
        start: DayRange | None,
        stop: DayRange | None,
        author: str | None,
    ) -> ExposureFact:
        told = self._outcomes.read(note)
        dose: Dose = dose_of(tuple(dosages), drug=text)
        instructions = joined(*(dosage.text for dosage in dosages))
        status = _status(drug.status, told)
        return ExposureFact(
            id=label(drug),
            source=self._store.source(drug, _element(drug), in_words((text, instructions, drug.status, note))),
            strength=Strength.CODED,
            on=on,
            author=author,
            kind=kind,
            text=text,
            status=status,
            start=first_days(start, told.start),
            stop=first_days(stop, told.stop),
            dose=dose[0] if dose is not None else None,
            dose_unit=dose[1] if dose is not None else None,
            maximum_tolerated=told.maximum_tolerated,
            outcome=told.outcome,
            outcome_text=note or None,
        )


def _status(status: str | None, told: Told) -> str:
    known = _STATUS.get(status or "", "unknown")
    if told.state == "never_started":
        return "never_started"
    if known == "unknown" and told.state in _TOLD_STATUS:
        return str(told.state)
    return known


def _bounds(dosages: Sequence[Dosage]) -> tuple[DayRange | None, DayRange | None]:
    """First and last day of the one instruction, where it states them."""
    repeats = [d.timing.repeat for d in dosages if d.timing is not None and d.timing.repeat is not None]
    if len(repeats) != 1 or len(dosages) != 1:
        return (None, None)
    return (start_of(repeats[0].boundsPeriod), end_of(repeats[0].boundsPeriod))


def _element(drug: Drug) -> str:
    return "medicationCodeableConcept" if drug.medicationCodeableConcept is not None else "medicationReference"


def _code_of(part: Contained) -> Concept | None:
    """The code of a contained Medication, read leniently: contained resources of other types have other shapes."""
    if not isinstance(part.code, dict):
        return None
    import msgspec

    try:
        return msgspec.convert(part.code, Concept)
    except msgspec.ValidationError:
        return None
