"""A FHIR R4 resource of any type, and bundles of them, as one tagged union to decode in one pass."""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

from typing import TypeAlias, Union

import msgspec

from peercall.adapters.fhir.clinical import (
    AllergyIntolerance,
    Condition,
    DiagnosticReport,
    DocumentReference,
    Encounter,
    FamilyMemberHistory,
    Immunization,
    Observation,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
    Procedure,
)
from peercall.adapters.fhir.elements import Part, Resource
from peercall.adapters.fhir.orders import (
    CarePlan,
    DeviceRequest,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    ServiceRequest,
)
from peercall.adapters.fhir.paper_resources import Binary, Communication, QuestionnaireResponse
from peercall.adapters.fhir.payer import Claim, ClaimResponse, Coverage, ExplanationOfBenefit

_NOT_READ = """
Account ActivityDefinition AdverseEvent Appointment AppointmentResponse AuditEvent Basic BiologicallyDerivedProduct
BodyStructure CapabilityStatement CareTeam CatalogEntry ChargeItem ChargeItemDefinition ClinicalImpression CodeSystem
CommunicationRequest CompartmentDefinition Composition ConceptMap Consent Contract
CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric
DeviceUseStatement DocumentManifest EffectEvidenceSynthesis Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare
EventDefinition Evidence EvidenceVariable ExampleScenario Flag Goal GraphDefinition Group GuidanceResponse
HealthcareService ImagingStudy ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan
Invoice Library Linkage List Location Measure MeasureReport Media MedicationKnowledge MedicinalProduct
MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient
MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder
ObservationDefinition OperationDefinition OperationOutcome OrganizationAffiliation Parameters PaymentNotice
PaymentReconciliation Person PlanDefinition Provenance Questionnaire RelatedPerson RequestGroup
ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule
SearchParameter Slot Specimen SpecimenDefinition StructureDefinition StructureMap Subscription Substance
SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet
VerificationResult VisionPrescription
"""


class NotRead(msgspec.Struct, gc=False, tag_field="resourceType", tag="NotRead"):
    """A resource of a type the product does not read; only counted. Each type is a subclass."""


NOT_READ: tuple[type[msgspec.Struct], ...] = tuple(
    msgspec.defstruct(name, [], bases=(NotRead,), tag=name, gc=False) for name in _NOT_READ.split()
)

READ: tuple[type[Resource], ...] = (
    AllergyIntolerance,
    Binary,
    CarePlan,
    Claim,
    ClaimResponse,
    Communication,
    Condition,
    Coverage,
    DeviceRequest,
    DiagnosticReport,
    DocumentReference,
    Encounter,
    ExplanationOfBenefit,
    FamilyMemberHistory,
    Immunization,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Observation,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
    Procedure,
    QuestionnaireResponse,
    ServiceRequest,
)


class Entry(Part):
    """Bundle.entry."""

    fullUrl: str | None = None
    resource: AnyResource | None = None


class Bundle(Resource):
    """A collection, document, search result or transaction; other bundles may lie inside."""

    type: str | None = None
    entry: tuple[Entry, ...] = ()


AnyResource: TypeAlias = Union[(*READ, Bundle, *NOT_READ)]  # type: ignore[valid-type]
