"""Resources of a request for authorization (Da Vinci PAS), as far as a review file is made of them.

Separate from those of a chart: here telephone numbers and addresses of the office count, which a chart is not read for.
"""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

from peercall.adapters.fhir.elements import Attachment, Concept, HumanName, Part, Period, Quantity, Reference


class SystemIdentifier(Part):
    """An identifier with the system it is of."""

    system: str | None = None
    value: str | None = None


class Telecom(Part):
    """ContactPoint. system: phone, fax, email and others; rank: 1 is to be tried first."""

    system: str | None = None
    value: str | None = None
    use: str | None = None
    rank: float | None = None


class Address(Part):
    """Where somebody is found."""

    use: str | None = None
    state: str | None = None
    postalCode: str | None = None


class Party(Part):
    """A patient, practitioner, organization or location: who and where."""

    id: str | None = None
    identifier: tuple[SystemIdentifier, ...] = ()
    telecom: tuple[Telecom, ...] = ()


class Person(Party):
    """Patient or Practitioner."""

    name: tuple[HumanName, ...] = ()
    address: tuple[Address, ...] = ()


class Body(Party):
    """Organization."""

    name: str | None = None
    address: tuple[Address, ...] = ()


class Site(Party):
    """Location: its one address."""

    name: str | None = None
    address: Address | None = None


class Role(Party):
    """PractitionerRole: what a practitioner does where."""

    practitioner: Reference | None = None
    organization: Reference | None = None
    location: tuple[Reference, ...] = ()


class RequestCoverage(Part):
    """Coverage."""

    id: str | None = None
    type: Concept | None = None
    subscriberId: str | None = None
    payor: tuple[Reference, ...] = ()


class CareTeamMember(Part):
    """Claim.careTeam. responsible: leads the care."""

    sequence: float | None = None
    provider: Reference | None = None
    responsible: bool | None = None
    role: Concept | None = None


class Information(Part):
    """Claim.supportingInfo."""

    category: Concept | None = None
    valueString: str | None = None
    valueReference: Reference | None = None
    valueAttachment: Attachment | None = None


class RequestDiagnosis(Part):
    """Claim.diagnosis."""

    diagnosisCodeableConcept: Concept | None = None


class RequestInsurance(Part):
    """Claim.insurance."""

    coverage: Reference | None = None


class RequestItem(Part):
    """Claim.item: one service asked for."""

    careTeamSequence: tuple[float, ...] = ()
    productOrService: Concept | None = None
    modifier: tuple[Concept, ...] = ()
    servicedDate: str | None = None
    servicedPeriod: Period | None = None
    quantity: Quantity | None = None


class RelatedClaim(Part):
    """Claim.related: an earlier request that this one changes. reference: its number with the payer."""

    claim: Reference | None = None
    reference: SystemIdentifier | None = None


class Order(Part):
    """ServiceRequest, DeviceRequest, MedicationRequest, NutritionOrder: who ordered."""

    id: str | None = None
    requester: Reference | None = None
    orderer: Reference | None = None


class RequestAnswer(Part):
    """ClaimResponse: the bundle is an answer, not a request."""

    id: str | None = None


class RequestClaim(Part):
    """Claim with `use` preauthorization: the request."""

    id: str | None = None
    identifier: tuple[SystemIdentifier, ...] = ()
    use: str | None = None
    patient: Reference | None = None
    insurer: Reference | None = None
    provider: Reference | None = None
    priority: Concept | None = None
    related: tuple[RelatedClaim, ...] = ()
    careTeam: tuple[CareTeamMember, ...] = ()
    supportingInfo: tuple[Information, ...] = ()
    diagnosis: tuple[RequestDiagnosis, ...] = ()
    insurance: tuple[RequestInsurance, ...] = ()
    item: tuple[RequestItem, ...] = ()


class PaperContent(Part):
    """DocumentReference.content."""

    attachment: Attachment | None = None


class Paper(Part):
    """DocumentReference, DiagnosticReport and QuestionnaireResponse: what is sent with the request, by its name."""

    id: str | None = None
    description: str | None = None
    type: Concept | None = None
    code: Concept | None = None
    date: str | None = None
    effectiveDateTime: str | None = None
    authored: str | None = None
    content: tuple[PaperContent, ...] = ()
