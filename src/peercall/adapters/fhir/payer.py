"""FHIR R4 resources of coverage, claims and answers: the elements the product reads."""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

import msgspec

from peercall.adapters.fhir.elements import Concept, Identifier, Part, Period, Quantity, Reference, Resource


class CoverageClass(Part):
    """Coverage.class: group, plan and the like."""

    type: Concept | None = None
    value: str | None = None
    name: str | None = None


class Coverage(Resource):
    """Who pays. `classes` is FHIR's `class`."""

    beneficiary: Reference | None = None
    status: str | None = None
    type: Concept | None = None
    subscriberId: str | None = None
    period: Period | None = None
    payor: tuple[Reference, ...] = ()
    classes: tuple[CoverageClass, ...] = msgspec.field(name="class", default=())


class Money(Part):
    """An amount."""

    value: float | None = None
    currency: str | None = None


class Extension(Part):
    """An extension: what the Da Vinci answer to an authorization request says of the decision stands in these."""

    url: str | None = None
    valueString: str | None = None
    valueCode: str | None = None
    valueDate: str | None = None
    valueCodeableConcept: Concept | None = None
    valuePeriod: Period | None = None
    valueMoney: Money | None = None
    valueQuantity: Quantity | None = None
    valueIdentifier: Identifier | None = None
    extension: tuple[Extension, ...] = ()


class Adjudication(Part):
    """What was decided about an item, in codes and money."""

    extension: tuple[Extension, ...] = ()
    category: Concept | None = None
    reason: Concept | None = None
    amount: Money | None = None


class ItemDetail(Part):
    """One line of a claim."""

    sequence: float | None = None
    productOrService: Concept | None = None
    revenue: Concept | None = None
    modifier: tuple[Concept, ...] = ()
    servicedDate: str | None = None
    servicedPeriod: Period | None = None
    quantity: Quantity | None = None
    adjudication: tuple[Adjudication, ...] = ()
    detail: tuple[ItemDetail, ...] = ()
    subDetail: tuple[ItemDetail, ...] = ()


class ResponseItem(Part):
    """One line of an answer, with the parts of it that were decided apart."""

    extension: tuple[Extension, ...] = ()
    itemSequence: float | None = None
    noteNumber: tuple[float, ...] = ()
    adjudication: tuple[Adjudication, ...] = ()
    detail: tuple[ResponseItem, ...] = ()
    subDetail: tuple[ResponseItem, ...] = ()


class AddedItem(Part):
    """A line the payer added to the answer: a service put in place of what was asked for."""

    extension: tuple[Extension, ...] = ()
    itemSequence: tuple[float, ...] = ()
    noteNumber: tuple[float, ...] = ()
    productOrService: Concept | None = None
    revenue: Concept | None = None
    modifier: tuple[Concept, ...] = ()
    servicedDate: str | None = None
    servicedPeriod: Period | None = None
    quantity: Quantity | None = None
    adjudication: tuple[Adjudication, ...] = ()


class ClaimDiagnosis(Part):
    """A diagnosis on a claim."""

    diagnosisCodeableConcept: Concept | None = None


class ClaimInsurance(Part):
    """The coverage a claim goes to."""

    coverage: Reference | None = None
    preAuthRef: tuple[str, ...] = ()


class ResponseError(Part):
    """Why a request was not taken in."""

    extension: tuple[Extension, ...] = ()
    code: Concept | None = None


class ProcessNote(Part):
    """Words of the payer."""

    number: float | None = None
    text: str | None = None


class ClaimBase(Resource):
    """What claim, answer and explanation share. `use`: claim, preauthorization, predetermination."""

    patient: Reference | None = None
    status: str | None = None
    type: Concept | None = None
    use: str | None = None
    created: str | None = None
    identifier: tuple[Identifier, ...] = ()


class Claim(ClaimBase):
    """A claim or a request for authorization."""

    billablePeriod: Period | None = None
    diagnosis: tuple[ClaimDiagnosis, ...] = ()
    insurance: tuple[ClaimInsurance, ...] = ()
    item: tuple[ItemDetail, ...] = ()


class ClaimResponse(ClaimBase):
    """The payer's answer to a claim or request."""

    insurer: Reference | None = None
    requestor: Reference | None = None
    adjudication: tuple[Adjudication, ...] = ()
    error: tuple[ResponseError, ...] = ()
    request: Reference | None = None
    outcome: str | None = None
    disposition: str | None = None
    preAuthRef: str | None = None
    preAuthPeriod: Period | None = None
    item: tuple[ResponseItem, ...] = ()
    addItem: tuple[AddedItem, ...] = ()
    processNote: tuple[ProcessNote, ...] = ()


class ExplanationOfBenefit(ClaimBase):
    """What was paid, and why not."""

    insurer: Reference | None = None
    provider: Reference | None = None
    adjudication: tuple[Adjudication, ...] = ()
    total: tuple[Adjudication, ...] = ()
    billablePeriod: Period | None = None
    outcome: str | None = None
    disposition: str | None = None
    claim: Reference | None = None
    insurance: tuple[ClaimInsurance, ...] = ()
    item: tuple[ItemDetail, ...] = ()
    processNote: tuple[ProcessNote, ...] = ()
