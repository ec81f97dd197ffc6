"""Drugs and other treatments of a chart as exposures: ordered, dispensed, given, stated or done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from peercall.adapters.fhir.clinical import Encounter, Procedure
from peercall.adapters.fhir.concepts import (
    days_of,
    end_of,
    first_days,
    in_words,
    joined,
    names_of,
    note_of,
    start_of,
    words_of,
)
from peercall.adapters.fhir.dosing import Dose, dose_of
from peercall.adapters.fhir.elements import Concept, Contained
from peercall.adapters.fhir.orders import (
    Dosage,
    Drug,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    ServiceRequest,
)
from peercall.adapters.fhir.outcomes import OutcomeWords, Told
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange, parse_partial
from peercall.domain.terms import Assertion, Strength
from peercall.engine.charts import by_date
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


class Treatments:
    """Exposures of a chart. Drugs are named once per distinct wording; only the drugs asked for become facts."""

    def __init__(self, store: Store, vocabulary: Vocabulary, people: People) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = people
        self._outcomes = OutcomeWords(vocabulary)
        self._drugs: list[tuple[tuple[str, ...], str, Drug]] | None = None
        self._made: dict[int, ExposureFact | None] = {}
        self._others: tuple[ExposureFact, ...] | None = None
        self._found: dict[tuple[frozenset[str], frozenset[str]], tuple[ExposureFact, ...]] = {}

    def of(self, ingredients: frozenset[str], treatments: frozenset[str]) -> tuple[ExposureFact, ...]:
        """Drugs with one of the ingredients and treatments of one of the keys; all when neither is given."""
        key = (ingredients, treatments)
        if key not in self._found:
            everything = not ingredients and not treatments
            drugs = [
                fact
                for named, text, drug in self._named_drugs()
                if (everything or not ingredients.isdisjoint(named)) and (fact := self._drug(drug, named, text))
            ]
            others = [
                fact
                for fact in (self._other_treatments() if everything or treatments else ())
                if everything or fact.treatment in treatments
            ]
            self._found[key] = by_date([*drugs, *others])
        return self._found[key]

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
        ordered = parse_partial(request.authoredOn) if request.authoredOn else None
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
        said = (
            parse_partial(statement.dateAsserted) if statement.dateAsserted and statement.status == "active" else None
        )
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
        on = parse_partial(handed) if handed else None
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

    def _other_treatments(self) -> tuple[ExposureFact, ...]:
        """Non-drug treatments done (procedures, visits) and ordered. A visit and a procedure of one day are one."""
        if self._others is None:
            done: dict[tuple[str, DayRange | None], ExposureFact] = {}
            listed: list[ExposureFact] = []
            for fact in (*self._procedures(), *self._visits(), *self._referrals()):
                key = (fact.treatment or "", fact.on)
                before = done.get(key)
                if fact.kind == "procedure" and fact.on is not None and fact.assertion is Assertion.PRESENT:
                    if before is not None and before.id.partition("/")[0] != fact.id.partition("/")[0]:
                        done[key] = replace(before, also_at=(*before.also_at, fact.source))
                        continue
                    if before is None:
                        done[key] = fact
                        continue
                listed.append(fact)
            self._others = (*done.values(), *listed)
        return self._others

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
                    assertion=_assertion_of_procedure(procedure.status),
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
            for key in dict.fromkeys(key for concept in concepts for key in self._keys(concept)):
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
                    on=parse_partial(request.authoredOn) if request.authoredOn else None,
                    assertion=Assertion.PLANNED,
                    author=self._people.name(request.requester),
                    kind="request",
                    treatment=key,
                    text=words_of(request.code),
                    status="cancelled" if request.status == "revoked" else "unknown",
                    outcome_text=note_of(request.note) or None,
                )

    def _keys(self, concept: Concept | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for name in names_of(concept) for key in self._vocabulary.treatments(name)))


def _status(status: str | None, told: Told) -> str:
    known = _STATUS.get(status or "", "unknown")
    if told.state == "never_started":
        return "never_started"
    if known == "unknown" and told.state in _TOLD_STATUS:
        return str(told.state)
    return known


def _assertion_of_procedure(status: str | None) -> Assertion:
    if status == "not-done":
        return Assertion.NEGATED
    return Assertion.PLANNED if status in {"preparation", "on-hold"} else Assertion.PRESENT


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
