"""Services, devices and drugs ordered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from peercall.adapters.fhir.coded import CodedResources, Maker
from peercall.adapters.fhir.concepts import codes_of, day_of, note_of, words_of
from peercall.adapters.fhir.drugs import Drugs
from peercall.adapters.fhir.elements import Concept
from peercall.adapters.fhir.orders import DeviceRequest, MedicationRequest, ServiceRequest
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import OrderFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import in_words

Order = ServiceRequest | DeviceRequest | MedicationRequest
_PLANS = frozenset({"proposal", "plan", "option"})


def orders(store: Store, people: People, drugs: Drugs) -> CodedResources[OrderFact]:
    """Orders. A plan or draft is planned; a withdrawn order and one not to do something are negated."""
    return CodedResources(_orders(store, people, drugs))


def _orders(store: Store, people: People, drugs: Drugs) -> Iterator[Maker[OrderFact]]:
    make = partial(_order, store, people)
    for service in store.all(ServiceRequest):
        text = in_words((words_of(service.code), *(words_of(part) for part in service.bodySite)))
        if service.status != "entered-in-error" and text:
            yield service.code, make, (service, service.code, "code", text)
    for device in store.all(DeviceRequest):
        concept, link = device.codeCodeableConcept, device.codeReference
        text = words_of(concept) or ((link.display or "") if link is not None else "")
        element = "codeCodeableConcept" if concept is not None else "codeReference"
        if device.status != "entered-in-error" and text:
            yield concept, make, (device, concept, element, text)
    for drug in store.all(MedicationRequest):
        concept = drugs.medication_of(drug)
        text = words_of(concept)
        element = "medicationCodeableConcept" if drug.medicationCodeableConcept is not None else "medicationReference"
        if drug.status != "entered-in-error" and text:
            yield concept, make, (drug, concept, element, text)


def _order(store: Store, people: People, told: tuple[Order, Concept | None, str, str]) -> OrderFact:
    order, concept, element, text = told
    not_to = None if isinstance(order, DeviceRequest) else order.doNotPerform
    return OrderFact(
        id=f"{label(order)}#order" if isinstance(order, MedicationRequest) else label(order),
        source=store.source(order, element, in_words((text, order.status, note_of(order.note)))),
        strength=Strength.CODED,
        on=day_of(order.authoredOn),
        assertion=ordered_as(order.status, order.intent, not_to),
        author=people.name(order.requester),
        codes=codes_of(concept),
        text=text,
        status=order.status,
        roles=people.roles(order.requester),
    )


def ordered_as(status: str | None, intent: str | None, not_to: bool | None) -> Assertion:
    """What the status and intent of an order assert."""
    if not_to or status in {"revoked", "cancelled"}:
        return Assertion.NEGATED
    return Assertion.PLANNED if status == "draft" or intent in _PLANS else Assertion.PRESENT
