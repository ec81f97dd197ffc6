"""Requests for authorization in FHIR (Da Vinci PAS) as files for review."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from peercall.adapters.fhir.limits import FhirLimits
from peercall.adapters.fhir.review_requests import read_requests
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.review_intake import FileField, Submission

NPI = "http://hl7.org/fhir/sid/us-npi"


def coded(code: str, words: str = "", system: str = "http://www.ama-assn.org/go/cpt") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": words}]}


def bundle(physician: str = "Okafor", reference: str = "PA-1") -> dict[str, Any]:
    """A request bundle of the profile's form, about an invented person."""
    resources = [
        {
            "resourceType": "Claim", "id": "c1", "identifier": [{"system": "urn:x", "value": reference}],
            "status": "active", "use": "preauthorization", "created": "2026-11-28",
            "patient": {"reference": "Patient/p1"}, "insurer": {"reference": "Organization/plan"},
            "provider": {"reference": "Organization/clinic"}, "priority": coded("stat"),
            "careTeam": [
                {"sequence": 1, "provider": {"reference": "Practitioner/other"}, "role": coded("DN")},
                {"sequence": 2, "provider": {"reference": "PractitionerRole/role"}, "role": coded("71")},
            ],
            "supportingInfo": [{"sequence": 1, "category": {"text": "Imaging"}, "valueAttachment": {"title": "MRI report", "creation": "2026-11-02"}}],
            "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": coded("M54.16", "Lumbar radiculopathy")}],
            "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/cov"}}],
            "item": [
                {"sequence": 1, "productOrService": coded("62323", "Lumbar epidural injection"), "quantity": {"value": 2}, "servicedDate": "2026-12-10"},
                {"sequence": 2, "productOrService": coded("97110"), "quantity": {"value": 12, "unit": "visits"}},
            ],
        },
        {"resourceType": "Patient", "id": "p1", "name": [{"family": "Haddad", "given": ["Noor"]}], "identifier": [{"value": "MRN-9"}], "address": [{"state": "OK"}]},
        {"resourceType": "Coverage", "id": "cov", "subscriberId": "GH-771", "type": coded("WCBPOL"), "payor": [{"reference": "Organization/plan"}]},
        {"resourceType": "Organization", "id": "plan", "name": "Prairie Mutual", "telecom": [{"system": "phone", "value": "800-555-0100"}]},
        {"resourceType": "Organization", "id": "clinic", "name": "Cedar Valley Spine", "telecom": [{"system": "phone", "value": "214-555-0130"}], "address": [{"state": "TX", "postalCode": "75201"}]},
        {"resourceType": "Practitioner", "id": "doc", "name": [{"family": physician, "given": ["Ada"], "suffix": ["MD"]}], "identifier": [{"system": NPI, "value": "2000000010"}], "telecom": [{"system": "phone", "use": "home", "value": "214-555-0199"}]},
        {"resourceType": "Practitioner", "id": "other", "name": [{"family": "Elsewhere"}]},
        {
            "resourceType": "PractitionerRole", "id": "role", "practitioner": {"reference": "Practitioner/doc"}, "organization": {"reference": "Organization/clinic"},
            "telecom": [{"system": "phone", "value": "214-555-0132", "rank": 2}, {"system": "fax", "value": "214-555-0133"}, {"system": "phone", "value": "214-555-0131", "rank": 1}],
        },
        {"resourceType": "DocumentReference", "id": "d1", "description": "Office note", "date": "2026-11-12T10:00:00Z", "content": [{"attachment": {"contentType": "application/pdf"}}]},
        {"resourceType": "Questionnaire", "id": "q"},
    ]  # fmt: skip
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"http://x.example/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
        ],
    }


def read(*bundles: dict[str, Any]) -> tuple[Submission, ...]:
    whole = (
        bundles[0] if len(bundles) == 1 else {"resourceType": "Bundle", "entry": [{"resource": one} for one in bundles]}
    )
    return read_requests(json.dumps(whole).encode()).rows


def test_request_says_what_a_review_file_needs_and_leaves_open_what_the_profile_has_not():
    (row,) = read(bundle())
    assert row.faults == ()
    assert row.texts == {
        FileField.REFERENCE: ("PA-1",),
        FileField.CLIENT: ("Prairie Mutual",),
        FileField.PROGRAM: ("workers_compensation",),
        FileField.CLAIMANT: ("GH-771",),
        FileField.CLAIMANT_NAME: ("Noor Haddad",),
        FileField.TREATING_PHYSICIAN: ("Ada Okafor, MD",),
        FileField.NPI: ("2000000010",),
        FileField.NUMBERS: ("214-555-0131", "214-555-0132", "214-555-0130"),
        FileField.OFFICE_STATE: ("TX",),
        FileField.OFFICE_ZIP: ("75201",),
        FileField.REQUEST: (
            "Lumbar epidural injection (62323), 2, 2026-12-10",
            "97110, 12 visits",
            "for Lumbar radiculopathy (M54.16)",
        ),
        FileField.SERVICE_CODES: ("62323", "97110"),
        FileField.RECORDS: ("MRI report 2026-11-02", "Office note, 2026-11-12"),
        FileField.INSTRUCTIONS: ("Priority of the request: stat",),
    }


def test_bundles_sent_together_do_not_mix_their_practitioners():
    rows = read(bundle("Okafor", "PA-1"), bundle("Lind", "PA-2"))
    assert [row.texts[FileField.TREATING_PHYSICIAN] for row in rows] == [("Ada Okafor, MD",), ("Ada Lind, MD",)]
    lines = b"\n".join(json.dumps(bundle(name, name)).encode() for name in ("Okafor", "Lind"))
    assert [row.texts[FileField.REFERENCE] for row in read_requests(lines).rows] == [("Okafor",), ("Lind",)]


def test_references_by_urn_lead_to_their_resource():
    sent = bundle()
    for entry in sent["entry"]:
        entry["fullUrl"] = f"urn:uuid:{entry['resource']['id']}"
    text = json.dumps(sent)
    for kind in ("Patient", "Organization", "Coverage", "Practitioner", "PractitionerRole"):
        text = text.replace(f'"reference": "{kind}/', '"reference": "urn:uuid:')
    (row,) = read_requests(text.encode()).rows
    assert row.texts[FileField.TREATING_PHYSICIAN] == ("Ada Okafor, MD",)


def test_organization_that_asks_is_no_physician():
    sent = bundle()
    sent["entry"][0]["resource"]["careTeam"] = []
    (row,) = read(sent)
    assert FileField.TREATING_PHYSICIAN not in row.texts
    assert row.texts[FileField.NUMBERS] == ("214-555-0130",)


def test_who_signed_the_only_order_is_the_physician_where_nobody_else_is_named():
    sent = bundle()
    sent["entry"][0]["resource"]["careTeam"] = []
    order = {"resourceType": "ServiceRequest", "id": "s1", "requester": {"reference": "PractitionerRole/role"}}
    sent["entry"].append({"resource": order})
    assert read(sent)[0].texts[FileField.TREATING_PHYSICIAN] == ("Ada Okafor, MD",)
    other = {"resourceType": "DeviceRequest", "id": "s2", "requester": {"reference": "Practitioner/other"}}
    sent["entry"].append({"resource": other})
    assert FileField.TREATING_PHYSICIAN not in read(sent)[0].texts


def test_request_that_changes_an_earlier_one_is_the_same_file():
    sent = bundle(reference="PA-1-UPDATE")
    claim = sent["entry"][0]["resource"]
    claim["related"] = [{"claim": {"reference": "Claim/before"}}]
    sent["entry"].append({"resource": {**claim, "id": "before", "related": [], "identifier": [{"value": "PA-1"}]}})
    assert [row.texts[FileField.REFERENCE] for row in read(sent)] == [("PA-1",)]
    alone = bundle(reference="PA-1-UPDATE")
    alone["entry"][0]["resource"]["related"] = [{"reference": {"value": "PA-1"}}]
    assert read(alone)[0].texts[FileField.REFERENCE] == ("PA-1",)


def test_bundle_s_own_number_stands_in_for_a_claim_without_one():
    sent = {**bundle(), "identifier": {"system": "urn:x", "value": "B-7"}}
    del sent["entry"][0]["resource"]["identifier"]
    assert read(sent)[0].texts[FileField.REFERENCE] == ("B-7",)


def test_answer_of_the_payer_is_no_request():
    answered = bundle()
    answered["entry"].append({"resource": {"resourceType": "ClaimResponse", "id": "r"}})
    whole = {"resourceType": "Bundle", "entry": [{"resource": answered}, {"resource": bundle(reference="PA-2")}]}
    sent = read_requests(json.dumps(whole).encode())
    assert [row.texts[FileField.REFERENCE] for row in sent.rows] == [("PA-2",)]
    assert sent.notes == ("1 bundle(s) that hold the payer's answer were left out.",)
    with pytest.raises(DocumentUnreadable, match="only answers"):
        read(answered)


def test_kind_of_service_is_no_procedure_code():
    sent = bundle()
    sent["entry"][0]["resource"]["item"][1]["productOrService"] = coded(
        "3", "Consultation", "https://codesystem.x12.org/005010/1365"
    )
    row = read(sent)[0]
    assert row.texts[FileField.SERVICE_CODES] == ("62323",)
    assert "Consultation (3), 12 visits" in row.texts[FileField.REQUEST]


def test_damaged_resource_costs_its_own_request_alone():
    broken = bundle("Lind", "PA-2")
    broken["entry"][5]["resource"]["telecom"] = "214-555-0131"
    rows = read(bundle(), broken, bundle("Ibarra", "PA-3"))
    assert [bool(row.faults) for row in rows] == [False, True, False]
    assert rows[1].faults == (
        "A resource of the request has a form FHIR does not allow (Practitioner). Ask for the bundle again.",
    )
    claim = deepcopy(bundle())
    claim["entry"][0]["resource"]["item"] = {}
    assert "Claim has a form" in read(claim)[0].faults[0]


def test_claims_for_payment_are_left_out_and_told():
    paid = bundle()
    paid["entry"][0]["resource"]["use"] = "claim"
    sent = read_requests(
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": paid}, {"resource": bundle()}]}).encode()
    )
    assert len(sent.rows) == 1
    assert sent.notes == ("1 claim(s) that ask for payment, not for authorization, were left out.",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no request"),
        (b"{}", "not a FHIR resource"),
        (b'{"resourceType": "Bundle", "entry": []}', "no request"),
        (b'{"resourceType": "Patient", "id": "p"}', "no request"),
        (b'{"resourceType": "Bundle", "entry": {}}', "not FHIR JSON"),
        (b"File number,Claimant\n", "not a FHIR resource"),
        (b'{"resourceType":"Bundle","entry":[{"resource":' * 5000, "FHIR"),
    ],
)
def test_file_without_a_request_is_refused_in_a_sentence(data, why):
    with pytest.raises(DocumentUnreadable, match=why):
        read_requests(data)


def test_bundles_nested_too_deep_and_files_too_large_are_refused():
    deep: dict[str, Any] = bundle()
    for _ in range(6):
        deep = {"resourceType": "Bundle", "entry": [{"resource": deep}]}
    with pytest.raises(DocumentUnreadable):
        read(deep)
    with pytest.raises(InputTooLarge):
        read_requests(json.dumps(bundle()).encode(), limits=FhirLimits(file_bytes=100))
