"""Problems, allergies, visits, procedures, orders and people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peercall.adapters.fhir import FhirChart
from peercall.domain.codes import Code, CodeSet, CodeSystem
from peercall.domain.dates import day, parse_partial, year
from peercall.domain.terms import Assertion

ChartOf = Callable[..., FhirChart]
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
HYPERTENSION = CodeSet(CodeSystem.ICD10CM, exact=frozenset({"I10"}))
OKAFOR = {
    "resourceType": "Practitioner",
    "id": "okafor",
    "name": [{"family": "Okafor", "given": ["Ada"], "suffix": ["MD"]}],
    "qualification": [{"code": {"text": "Sleep medicine"}}],
}


def condition(*, code: str = "I10", verified: str | None = "confirmed", **elements: Any) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "id": "c-1",
        "code": {"coding": [{"system": ICD, "code": code}], "text": "Hypertension"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        **elements,
    }
    if verified:
        resource["verificationStatus"] = {"coding": [{"code": verified}]}
    return resource


@pytest.mark.parametrize(
    "verified, text, assertion, confirmed",
    [
        ("confirmed", "Hypertension", "present", True),
        (None, "Hypertension", "present", None),
        ("refuted", "Hypertension", "negated", False),
        ("provisional", "Hypertension", "uncertain", False),
        ("confirmed", "History of hypertension", "historical", True),
        ("confirmed", "Family history of hypertension", "family", True),
    ],
)
def test_condition_asserts_what_its_verification_and_words_say(
    chart_of: ChartOf, verified: str | None, text: str, assertion: str, confirmed: bool | None
) -> None:
    resource = condition(verified=verified)
    resource["code"]["text"] = text
    (fact,) = chart_of(resource).conditions(HYPERTENSION)
    assert (fact.assertion, fact.confirmed, fact.clinical_status) == (Assertion(assertion), confirmed, "active")


def test_condition_is_found_by_its_codes_of_two_systems(chart_of: ChartOf) -> None:
    resource = condition(onsetDateTime="2011", recordedDate="2011-02-14")
    resource["code"]["coding"].append({"system": "http://snomed.info/sct", "code": "38341003"})
    resource["code"]["coding"].append({"system": "https://clinic.example/codes", "code": "17"})
    chart = chart_of(resource)
    (fact,) = chart.conditions(HYPERTENSION)
    assert fact.codes == (Code(CodeSystem.ICD10CM, "I10"), Code(CodeSystem.SNOMED, "38341003"))
    assert (fact.on, fact.recorded) == (year(2011), parse_partial("2011-02-14"))
    assert chart.conditions(CodeSet(CodeSystem.SNOMED, exact=frozenset({"38341003"}))) == (fact,)


def test_condition_entered_in_error_is_never_a_fact(chart_of: ChartOf) -> None:
    assert chart_of(condition(verified="entered-in-error")).conditions() == ()


def test_condition_of_a_relative_is_the_familys(chart_of: ChartOf) -> None:
    history = {
        "resourceType": "FamilyMemberHistory",
        "id": "father",
        "relationship": {"text": "father"},
        "condition": [{"code": {"coding": [{"system": ICD, "code": "I10"}]}}],
    }
    (fact,) = chart_of(history).conditions(HYPERTENSION)
    assert fact.assertion is Assertion.FAMILY
    assert fact.source.display == "father: I10"  # type: ignore[union-attr]


def allergy(text: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": "AllergyIntolerance", "id": "a-1", "code": {"text": text}, **elements}


def test_allergy_rules_out_only_what_the_table_says(chart_of: ChartOf) -> None:
    chart = chart_of(
        allergy("Sulfa", type="allergy", reaction=[{"manifestation": [{"text": "hives"}], "severity": "severe"}])
    )
    (listed,), (exemption,) = chart.allergies(), chart.exemptions()
    assert (listed.substance, listed.reaction, listed.severity) == ("Sulfa", "hives", "severe")
    assert (exemption.kind, exemption.ingredients) == ("allergy", ("sulfasalazine",))


@pytest.mark.parametrize(
    "elements, listed",
    [
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, 1),
        ({"clinicalStatus": {"coding": [{"code": "resolved"}]}}, 1),
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, 0),
        ({"code": {"text": "Latex"}}, 1),
    ],
)
def test_allergy_that_rules_out_nothing(chart_of: ChartOf, elements: dict[str, Any], listed: int) -> None:
    chart = chart_of({**allergy("Sulfa"), **elements})
    assert (len(chart.allergies()), chart.exemptions()) == (listed, ())


def visit(**elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "v-1",
        "status": "finished",
        "period": {"start": "2026-03-17T14:30:00-04:00"},
        "participant": [{"individual": {"reference": "Practitioner/okafor"}}],
        **elements,
    }


def test_encounter_tells_who_saw_the_patient_and_why(chart_of: ChartOf) -> None:
    chart = chart_of(visit(type=[{"text": "Office visit"}], reasonCode=[{"text": "Suspected sleep apnea"}]), OKAFOR)
    (fact,) = chart.encounters()
    assert fact.on == day(date(2026, 3, 17))
    assert fact.author == "Ada Okafor, MD"
    assert set(fact.roles) >= {"physician", "sleep_physician"}
    assert fact.purposes == ("sleep apnea evaluation",)
    assert fact.mode == "in_person"


@pytest.mark.parametrize(
    "elements, mode",
    [
        ({"class": {"code": "AMB"}}, None),
        ({"class": {"code": "VR"}}, "telehealth"),
        ({"class": {"code": "IMP"}}, "in_person"),
        ({"class": {"code": "AMB"}, "type": [{"text": "Video visit"}]}, "telehealth"),
        ({"type": [{"text": "Consultation, face to face"}]}, "in_person"),
        ({"type": [{"text": "Telephone call with the office"}]}, "telehealth"),
    ],
)
def test_encounter_in_person_only_where_it_says_so(
    chart_of: ChartOf, elements: dict[str, Any], mode: str | None
) -> None:
    assert chart_of(visit(**elements)).encounters()[0].mode == mode


def test_encounter_cancelled_is_none_and_planned_is_planned(chart_of: ChartOf) -> None:
    assert chart_of(visit(status="cancelled")).encounters() == ()
    assert chart_of(visit(status="planned")).encounters()[0].assertion is Assertion.PLANNED


@pytest.mark.parametrize(
    "resources, roles",
    [
        (
            [
                {
                    "resourceType": "PractitionerRole",
                    "id": "r",
                    "practitioner": {"display": "Ada Okafor"},
                    "specialty": [{"text": "Sleep medicine"}],
                }
            ],
            {"sleep_physician"},
        ),
        (
            [
                {"resourceType": "PractitionerRole", "id": "r", "practitioner": {"reference": "Practitioner/okafor"}},
                OKAFOR,
            ],
            {"physician", "sleep_physician"},
        ),
        ([], set()),
    ],
)
def test_encounter_roles_through_a_practitioner_role(
    chart_of: ChartOf, resources: list[dict[str, Any]], roles: set[str]
) -> None:
    chart = chart_of(visit(participant=[{"individual": {"reference": "PractitionerRole/r"}}]), *resources)
    assert set(chart.encounters()[0].roles) >= roles
    assert bool(chart.encounters()[0].roles) is bool(roles)


def test_encounter_roles_from_the_words_of_the_reference_leave_the_name_out(chart_of: ChartOf) -> None:
    named = {"display": "Rosa Physician, sleep medicine"}
    (fact,) = chart_of(visit(participant=[{"individual": named}])).encounters()
    assert fact.roles == ("sleep_physician",)


def test_procedure_done_and_not_done(chart_of: ChartOf) -> None:
    def procedure(name: str, status: str, code: str) -> dict[str, Any]:
        return {
            "resourceType": "Procedure",
            "id": name,
            "status": status,
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}], "text": "Injection"},
            "performedDateTime": "2022-10-06",
            "bodySite": [{"text": "left L5"}],
        }

    chart = chart_of(
        procedure("a", "completed", "64483"),
        procedure("b", "not-done", "64483"),
        procedure("c", "entered-in-error", "64483"),
    )
    done, missed = chart.procedures(CodeSet(CodeSystem.CPT, exact=frozenset({"64483"})))
    assert (done.assertion, done.status, done.text) == (Assertion.PRESENT, "completed", "Injection, left L5")
    assert missed.assertion is Assertion.NEGATED


@pytest.mark.parametrize(
    "system, code, expected",
    [
        ("http://www.ama-assn.org/go/cpt", "E0601", CodeSystem.HCPCS),
        ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "95810", CodeSystem.CPT),
        ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets/", "E0601", CodeSystem.HCPCS),
        ("urn:oid:2.16.840.1.113883.6.12", "0345T", CodeSystem.CPT),
    ],
)
def test_order_codes_are_told_apart_by_their_shape(
    chart_of: ChartOf, system: str, code: str, expected: CodeSystem
) -> None:
    device = {
        "resourceType": "DeviceRequest",
        "id": "d",
        "status": "active",
        "intent": "order",
        "codeCodeableConcept": {"coding": [{"system": system, "code": code}], "text": "Device"},
        "authoredOn": "2026-04-21",
        "requester": {"reference": "Practitioner/okafor"},
    }
    (fact,) = chart_of(device, OKAFOR).orders(CodeSet(expected, exact=frozenset({code})))
    assert (fact.on, fact.author, "physician" in fact.roles) == (day(date(2026, 4, 21)), "Ada Okafor, MD", True)


@pytest.mark.parametrize(
    "elements, assertion",
    [
        ({"status": "active", "intent": "order"}, "present"),
        ({"status": "draft", "intent": "order"}, "planned"),
        ({"status": "active", "intent": "plan"}, "planned"),
        ({"status": "revoked", "intent": "order"}, "negated"),
        ({"status": "active", "doNotPerform": True}, "negated"),
    ],
)
def test_order_stands_planned_or_is_withdrawn(chart_of: ChartOf, elements: dict[str, Any], assertion: str) -> None:
    service = {"resourceType": "ServiceRequest", "id": "s", "code": {"text": "Polysomnogram"}, **elements}
    assert chart_of(service).orders()[0].assertion is Assertion(assertion)
