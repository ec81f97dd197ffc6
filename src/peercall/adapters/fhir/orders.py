"""FHIR R4 resources of drugs, services, devices and plans of care: the elements the product reads."""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

from peercall.adapters.fhir.elements import About, Concept, Contained, Note, Part, Period, Quantity, Reference, Resource


class Repeat(Part):
    """Timing.repeat."""

    boundsPeriod: Period | None = None
    count: float | None = None
    frequency: float | None = None
    period: float | None = None
    periodUnit: str | None = None


class Timing(Part):
    """When a dose is taken."""

    repeat: Repeat | None = None
    code: Concept | None = None


class DoseAndRate(Part):
    """Amount of a dose."""

    doseQuantity: Quantity | None = None


class Dosage(Part):
    """Instruction for a drug."""

    text: str | None = None
    timing: Timing | None = None
    asNeededBoolean: bool | None = None
    asNeededCodeableConcept: Concept | None = None
    doseAndRate: tuple[DoseAndRate, ...] = ()
    dose: Quantity | None = None


class Medication(Resource):
    """A drug that others refer to."""

    code: Concept | None = None


class Drug(About):
    """What the four medication resources share."""

    status: str | None = None
    contained: tuple[Contained, ...] = ()
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    note: tuple[Note, ...] = ()


class DispenseRequest(Part):
    """MedicationRequest.dispenseRequest."""

    validityPeriod: Period | None = None


class MedicationRequest(Drug):
    """A drug ordered."""

    intent: str | None = None
    statusReason: Concept | None = None
    doNotPerform: bool | None = None
    authoredOn: str | None = None
    requester: Reference | None = None
    dosageInstruction: tuple[Dosage, ...] = ()
    dispenseRequest: DispenseRequest | None = None


class MedicationStatement(Drug):
    """A drug said to be, or to have been, taken."""

    statusReason: tuple[Concept, ...] = ()
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    dateAsserted: str | None = None
    informationSource: Reference | None = None
    dosage: tuple[Dosage, ...] = ()


class MedicationDispense(Drug):
    """A drug handed over."""

    statusReasonCodeableConcept: Concept | None = None
    daysSupply: Quantity | None = None
    whenPrepared: str | None = None
    whenHandedOver: str | None = None
    dosageInstruction: tuple[Dosage, ...] = ()
    authorizingPrescription: tuple[Reference, ...] = ()


class MedicationAdministration(Drug):
    """A drug given."""

    statusReason: tuple[Concept, ...] = ()
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    dosage: Dosage | None = None


class ServiceRequest(About):
    """A service ordered."""

    status: str | None = None
    intent: str | None = None
    doNotPerform: bool | None = None
    code: Concept | None = None
    occurrenceDateTime: str | None = None
    authoredOn: str | None = None
    requester: Reference | None = None
    bodySite: tuple[Concept, ...] = ()
    note: tuple[Note, ...] = ()


class DeviceRequest(About):
    """A device ordered."""

    status: str | None = None
    intent: str | None = None
    codeCodeableConcept: Concept | None = None
    codeReference: Reference | None = None
    authoredOn: str | None = None
    requester: Reference | None = None
    note: tuple[Note, ...] = ()


class ActivityDetail(Part):
    """CarePlan.activity.detail."""

    status: str | None = None
    code: Concept | None = None
    description: str | None = None


class Activity(Part):
    """CarePlan.activity."""

    detail: ActivityDetail | None = None


class CarePlan(About):
    """A plan of care."""

    status: str | None = None
    intent: str | None = None
    title: str | None = None
    description: str | None = None
    category: tuple[Concept, ...] = ()
    created: str | None = None
    period: Period | None = None
    author: Reference | None = None
    activity: tuple[Activity, ...] = ()
