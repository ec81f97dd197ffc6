"""Visits, procedures and orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.adapters.fhir.clinical import Encounter, Immunization, Procedure
from peercall.adapters.fhir.concepts import (
    code_of,
    codes_of,
    days_of,
    end_of,
    in_words,
    joined,
    note_of,
    words_of,
)
from peercall.adapters.fhir.drugs import Drugs
from peercall.adapters.fhir.orders import DeviceRequest, MedicationRequest, ServiceRequest
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import EncounterFact, OrderFact, ProcedureFact
from peercall.domain.dates import DayRange, parse_partial
from peercall.domain.terms import Assertion, Strength
from peercall.engine.vocabulary import Vocabulary

_REMOTE = re.compile(r"\b(?:tele\w*|video|phone|virtual|e-?visit|remote)\b", re.I)
_IN_PERSON = re.compile(
    r"\b(?:in[- ]person|face[- ]to[- ]face|office|clinic|inpatient|hospital|emergency|home visit)\b", re.I
)
#: HL7 ActCode of Encounter.class that say where the patient was; AMB is also written for visits by video
_CLASS_MODE = {"VR": "telehealth", "IMP": "in_person", "ACUTE": "in_person", "NONAC": "in_person", "EMER": "in_person"}
_CLASS_MODE |= {"HH": "in_person", "OBSENC": "in_person", "SS": "in_person"}
_PLANS = frozenset({"proposal", "plan", "option"})


def encounters(store: Store, vocabulary: Vocabulary, people: People) -> Iterator[EncounterFact]:
    """Visits and stays that took place or are planned; cancelled ones and no-shows are none."""
    for visit in store.all(Encounter):
        if visit.status in {"entered-in-error", "cancelled"}:
            continue
        kinds = [words_of(concept) for concept in (*visit.type, visit.serviceType)]
        reasons = [words_of(concept) for concept in visit.reasonCode]
        text = joined(*kinds, *reasons)
        people_seen = [participant.individual for participant in visit.participant]
        who = people.first_name(people_seen)
        yield EncounterFact(
            id=label(visit),
            source=store.source(visit, "type" if visit.type else "period", in_words((text or "Visit", who))),
            strength=Strength.CODED,
            on=days_of(visit.period.start if visit.period is not None else None),
            assertion=Assertion.PLANNED if visit.status == "planned" else Assertion.PRESENT,
            author=who,
            text=text,
            roles=people.all_roles(people_seen),
            purposes=tuple(
                dict.fromkeys(key for words in (*kinds, *reasons, text) if words for key in vocabulary.purposes(words))
            ),
            mode=_mode(text, code_of(visit.kind)),
            status=visit.status,
            stop=end_of(visit.period),
        )


def _mode(text: str, kind: str | None) -> str | None:
    if _REMOTE.search(text):
        return "telehealth"
    if _IN_PERSON.search(text):
        return "in_person"
    return _CLASS_MODE.get(kind or "")


def procedures(store: Store, people: People) -> Iterator[ProcedureFact]:
    """Procedures and vaccinations: done, planned, or told as not done (negated)."""
    for procedure in store.all(Procedure):
        if procedure.status == "entered-in-error":
            continue
        text = words_of(procedure.code)
        outcome = joined(words_of(procedure.outcome), note_of(procedure.note), words_of(procedure.statusReason))
        site = joined(*(words_of(part) for part in procedure.bodySite))
        yield ProcedureFact(
            id=label(procedure),
            source=store.source(procedure, "code", in_words((text, site, procedure.status, outcome))),
            strength=Strength.CODED,
            on=days_of(procedure.performedDateTime, procedure.performedPeriod),
            assertion=_asserted(procedure.status),
            author=people.first_name(performer.actor for performer in procedure.performer),
            codes=codes_of(procedure.code),
            text=in_words((text, site)),
            status=procedure.status,
            outcome=outcome or None,
        )
    for given in store.all(Immunization):
        if given.status == "entered-in-error":
            continue
        text = words_of(given.vaccineCode)
        yield ProcedureFact(
            id=label(given),
            source=store.source(given, "vaccineCode", in_words((text, given.status))),
            strength=Strength.CODED,
            on=days_of(given.occurrenceDateTime),
            assertion=_asserted(given.status),
            codes=codes_of(given.vaccineCode),
            text=text,
            status=given.status,
            kind="immunization",
        )


def _asserted(status: str | None) -> Assertion:
    if status == "not-done":
        return Assertion.NEGATED
    return Assertion.PLANNED if status in {"preparation", "on-hold"} else Assertion.PRESENT


def orders(store: Store, people: People, drugs: Drugs) -> Iterator[OrderFact]:
    """Services, devices and drugs ordered. A plan or draft is planned; an order not to do something is negated."""
    for service in store.all(ServiceRequest):
        site = joined(*(words_of(part) for part in service.bodySite))
        text = in_words((words_of(service.code), site))
        if service.status != "entered-in-error" and text:
            yield OrderFact(
                id=label(service),
                source=store.source(service, "code", in_words((text, service.status, note_of(service.note)))),
                strength=Strength.CODED,
                on=_ordered(service.authoredOn),
                assertion=_ordered_as(service.status, service.intent, service.doNotPerform),
                author=people.name(service.requester),
                codes=codes_of(service.code),
                text=text,
                status=service.status,
                roles=people.roles(service.requester),
            )
    for device in store.all(DeviceRequest):
        concept = device.codeCodeableConcept
        text = words_of(concept) or (device.codeReference.display or "" if device.codeReference is not None else "")
        if device.status != "entered-in-error" and text:
            yield OrderFact(
                id=label(device),
                source=store.source(
                    device,
                    "codeCodeableConcept" if concept is not None else "codeReference",
                    in_words((text, device.status, note_of(device.note))),
                ),
                strength=Strength.CODED,
                on=_ordered(device.authoredOn),
                assertion=_ordered_as(device.status, device.intent, None),
                author=people.name(device.requester),
                codes=codes_of(concept),
                text=text,
                status=device.status,
                roles=people.roles(device.requester),
            )
    for drug in store.all(MedicationRequest):
        concept = drugs.medication_of(drug)
        text = words_of(concept)
        if drug.status != "entered-in-error" and text:
            yield OrderFact(
                id=f"{label(drug)}#order",
                source=store.source(drug, "medicationCodeableConcept", in_words((text, drug.status))),
                strength=Strength.CODED,
                on=_ordered(drug.authoredOn),
                assertion=_ordered_as(drug.status, drug.intent, drug.doNotPerform),
                author=people.name(drug.requester),
                codes=codes_of(concept),
                text=text,
                status=drug.status,
                roles=people.roles(drug.requester),
            )


def _ordered(moment: str | None) -> DayRange | None:
    return parse_partial(moment) if moment else None


def _ordered_as(status: str | None, intent: str | None, not_to: bool | None) -> Assertion:
    if not_to or status in {"revoked", "cancelled"}:
        return Assertion.NEGATED
    return Assertion.PLANNED if status == "draft" or intent in _PLANS else Assertion.PRESENT
