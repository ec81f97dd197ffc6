"""FHIR R4 resources of people, problems, observations, visits and papers: the elements the product reads."""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

import msgspec

from peercall.adapters.fhir.elements import (
    About,
    Attachment,
    Coding,
    Concept,
    HumanName,
    Identifier,
    Note,
    Part,
    Period,
    Quantity,
    Range,
    Reference,
    Resource,
)


class Patient(Resource):
    """Whom the chart is about."""

    identifier: tuple[Identifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    gender: str | None = None
    birthDate: str | None = None


class Qualification(Part):
    """Practitioner.qualification."""

    code: Concept | None = None


class Practitioner(Resource):
    """A person who gives care."""

    name: tuple[HumanName, ...] = ()
    qualification: tuple[Qualification, ...] = ()


class PractitionerRole(Resource):
    """What a practitioner does where."""

    practitioner: Reference | None = None
    code: tuple[Concept, ...] = ()
    specialty: tuple[Concept, ...] = ()


class Organization(Resource):
    """A practice, hospital or plan."""

    name: str | None = None


class Condition(About):
    """A problem or diagnosis. Before R4 the two statuses were plain codes; charts in that form are still about."""

    clinicalStatus: Concept | str | None = None
    verificationStatus: Concept | str | None = None
    code: Concept | None = None
    onsetDateTime: str | None = None
    onsetPeriod: Period | None = None
    onsetString: str | None = None
    recordedDate: str | None = None
    recorder: Reference | None = None
    asserter: Reference | None = None
    note: tuple[Note, ...] = ()


class ReferenceRange(Part):
    """What the source calls normal; `text` may state the scale."""

    text: str | None = None


class Component(Part):
    """One of several results of an Observation."""

    code: Concept | None = None
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Concept | None = None
    valueString: str | None = None
    valueRange: Range | None = None
    valueInteger: float | None = None
    valueBoolean: bool | None = None
    interpretation: tuple[Concept, ...] = ()
    referenceRange: tuple[ReferenceRange, ...] = ()


class Observation(About):
    """A measurement, score, laboratory value or finding."""

    status: str | None = None
    code: Concept | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    effectiveInstant: str | None = None
    performer: tuple[Reference, ...] = ()
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Concept | None = None
    valueString: str | None = None
    valueRange: Range | None = None
    valueInteger: float | None = None
    valueBoolean: bool | None = None
    interpretation: tuple[Concept, ...] = ()
    referenceRange: tuple[ReferenceRange, ...] = ()
    note: tuple[Note, ...] = ()
    bodySite: Concept | None = None
    method: Concept | None = None
    component: tuple[Component, ...] = ()
    hasMember: tuple[Reference, ...] = ()


class Reaction(Part):
    """AllergyIntolerance.reaction."""

    substance: Concept | None = None
    manifestation: tuple[Concept, ...] = ()
    description: str | None = None
    severity: str | None = None


class AllergyIntolerance(Resource):
    """An allergy or intolerance of the list."""

    patient: Reference | None = None
    clinicalStatus: Concept | None = None
    verificationStatus: Concept | None = None
    type: str | None = None
    criticality: str | None = None
    code: Concept | None = None
    onsetDateTime: str | None = None
    recordedDate: str | None = None
    note: tuple[Note, ...] = ()
    reaction: tuple[Reaction, ...] = ()


class Performer(Part):
    """Procedure.performer."""

    actor: Reference | None = None


class Procedure(About):
    """A procedure done, planned or not done."""

    status: str | None = None
    statusReason: Concept | None = None
    code: Concept | None = None
    performedDateTime: str | None = None
    performedPeriod: Period | None = None
    performer: tuple[Performer, ...] = ()
    bodySite: tuple[Concept, ...] = ()
    outcome: Concept | None = None
    note: tuple[Note, ...] = ()


class Participant(Part):
    """Encounter.participant."""

    individual: Reference | None = None


class Encounter(About):
    """A visit or stay. `kind` is FHIR's `class`."""

    status: str | None = None
    kind: Coding | None = msgspec.field(name="class", default=None)
    type: tuple[Concept, ...] = ()
    serviceType: Concept | None = None
    period: Period | None = None
    participant: tuple[Participant, ...] = ()
    reasonCode: tuple[Concept, ...] = ()


class RelativeCondition(Part):
    """FamilyMemberHistory.condition."""

    code: Concept | None = None


class FamilyMemberHistory(Resource):
    """What a relative had."""

    patient: Reference | None = None
    status: str | None = None
    relationship: Concept | None = None
    date: str | None = None
    condition: tuple[RelativeCondition, ...] = ()


class Immunization(Resource):
    """A vaccination."""

    patient: Reference | None = None
    status: str | None = None
    vaccineCode: Concept | None = None
    occurrenceDateTime: str | None = None


class DiagnosticReport(About):
    """A report: its words, its attachments and the results that belong to it."""

    status: str | None = None
    code: Concept | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    issued: str | None = None
    performer: tuple[Reference, ...] = ()
    result: tuple[Reference, ...] = ()
    conclusion: str | None = None
    presentedForm: tuple[Attachment, ...] = ()


class Content(Part):
    """DocumentReference.content."""

    attachment: Attachment | None = None


class RelatesTo(Part):
    """DocumentReference.relatesTo."""

    code: str | None = None
    target: Reference | None = None


class DocumentReference(About):
    """A note or other document, inline or by name."""

    status: str | None = None
    docStatus: str | None = None
    type: Concept | None = None
    date: str | None = None
    author: tuple[Reference, ...] = ()
    authenticator: Reference | None = None
    relatesTo: tuple[RelatesTo, ...] = ()
    description: str | None = None
    content: tuple[Content, ...] = ()
