from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from peercall.adapters.fhir.answers import iter_answers
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.remittances import DenialRow, ReviewRow, RowLevel, X12Problem
from peercall.rulebook.load import load_rulebook

TABLES = load_rulebook().remittance
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator"


def rows(*resources: dict[str, Any]) -> list[ReviewRow | DenialRow | X12Problem]:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    return list(iter_answers(json.dumps(bundle).encode(), name="answer.json", tables=TABLES))


def action(code: str, *reasons: str, number: str | None = None) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [
        {"url": f"{PAS}reviewActionCode", "valueCodeableConcept": {"coding": [{"code": code}]}},
        *({"url": "reasonCode", "valueCodeableConcept": {"coding": [{"code": reason}]}} for reason in reasons),
    ]
    if number:
        parts.append({"url": "number", "valueString": number})
    return {
        "category": {"coding": [{"code": "submitted"}]},
        "extension": [{"url": f"{PAS}reviewAction", "extension": parts}],
    }


def response(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ClaimResponse",
        "id": "cr1",
        "use": "preauthorization",
        "created": "2026-01-19T11:00:00-05:00",
        "insurer": {"reference": "Organization/ng"},
        "identifier": [{"value": "REQ1"}],
        "outcome": "complete",
        **more,
    }


NORTHGATE = {"resourceType": "Organization", "id": "ng", "name": "Northgate"}
REQUEST = {
    "resourceType": "Claim",
    "id": "c1",
    "item": [{"sequence": 1, "productOrService": {"coding": [{"code": "J1745"}]}, "servicedDate": "2026-02-01"}],
}


def test_an_item_that_is_not_certified_names_the_service_of_the_request():
    item = {"itemSequence": 1, "adjudication": [action("A3", "0F", number="AU9")]}
    (row,) = rows(NORTHGATE, REQUEST, response(request={"reference": "Claim/c1"}, item=[item]))
    assert isinstance(row, ReviewRow)
    assert (row.action, row.reasons, row.review_id, row.level) == ("A3", ("0F",), "AU9", RowLevel.SERVICE)
    assert (row.service.code, row.service.first_on) == ("J1745", date(2026, 2, 1))
    assert row.answer.payer.name == "Northgate"
    assert row.answered_on == date(2026, 1, 19)
    assert row.traces == ("REQ1",)
    assert row.source.resource == "ClaimResponse/cr1"


def test_items_decided_differently_are_rows_of_their_own():
    items = [{"itemSequence": n, "adjudication": [action(code)]} for n, code in enumerate(["A1", "A3", "A6"], start=1)]
    assert [row.action for row in rows(response(item=items)) if isinstance(row, ReviewRow)] == ["A1", "A3", "A6"]


def test_details_of_the_answer_stand_before_those_of_the_request():
    detail = {
        "url": f"{PAS}itemAuthorizedDetail",
        "extension": [{"url": "productOrServiceCode", "valueCodeableConcept": {"coding": [{"code": "99213"}]}}],
    }
    when = {"url": f"{PAS}itemRequestedServiceDate", "valuePeriod": {"start": "2026-03-01", "end": "2026-03-31"}}
    pended = {"url": f"{PAS}administrationReferenceNumber", "valueString": "P1"}
    item = {"itemSequence": 1, "extension": [detail, when, pended], "adjudication": [action("A4")]}
    note = {"processNote": [{"text": "Send the last visit note."}], "disposition": "Pended"}
    (row,) = rows(REQUEST, response(request={"reference": "Claim/c1"}, item=[item], **note))
    assert isinstance(row, ReviewRow)
    assert (row.service.code, row.service.last_on) == ("99213", date(2026, 3, 31))
    assert row.references == (("NT", "P1"),)
    assert row.messages == ("Pended", "Send the last visit note.")


def test_a_review_of_the_whole_and_a_refused_request():
    (whole,) = rows(response(adjudication=[action("A2")], preAuthRef="AU1"))
    assert isinstance(whole, ReviewRow)
    assert (whole.level, whole.action, whole.review_id) == (RowLevel.EVENT, "A2", "AU1")
    error = {
        "code": {"coding": [{"code": "T4"}]},
        "extension": [{"url": f"{PAS}errorFollowupAction", "valueCodeableConcept": {"coding": [{"code": "C"}]}}],
    }
    (refused,) = rows(response(outcome="error", error=[error]))
    assert isinstance(refused, ReviewRow)
    assert [(one.reason, one.follow_up) for one in refused.refusals] == [("T4", "C")]


def test_an_answer_without_a_review_action_is_told_not_guessed():
    (problem,) = rows(response(item=[{"itemSequence": 1, "adjudication": [{"category": {"coding": [{"code": "x"}]}}]}]))
    assert isinstance(problem, X12Problem)


def test_denial_reasons_of_an_explanation_by_line():
    def denial(code: str, amount: float | None = None) -> dict[str, Any]:
        out: dict[str, Any] = {
            "category": {"coding": [{"system": CARIN, "code": "denialreason"}]},
            "reason": {"coding": [{"system": "https://x12.org/codes/claim-adjustment-reason-codes", "code": code}]},
        }
        return out if amount is None else {**out, "amount": {"value": amount}}

    def money(kind: str, value: float) -> dict[str, Any]:
        return {"category": {"coding": [{"code": kind}]}, "amount": {"value": value}}

    item = {
        "sequence": 1,
        "productOrService": {"coding": [{"code": "72148"}]},
        "servicedPeriod": {"start": "2026-01-06"},
    }
    explanation = {
        "resourceType": "ExplanationOfBenefit",
        "id": "e1",
        "outcome": "complete",
        "created": "2026-01-12",
        "identifier": [{"value": "NG-1"}],
        "item": [
            {**item, "adjudication": [money("submitted", 900), denial("50", 900.5)]},
            {**item, "sequence": 2, "adjudication": [denial("45", 10)]},
            {**item, "sequence": 3, "adjudication": [denial("197"), money("noncovered", 80)]},
        ],
    }
    first, third = rows(explanation)
    assert isinstance(first, DenialRow) and isinstance(third, DenialRow)
    assert (first.reason_codes, first.at_stake, first.charge) == (("50",), Decimal("900.5"), Decimal(900))
    assert first.service.first_on == date(2026, 1, 6)
    assert first.places["dates"].element == "item[0].serviced"  # type: ignore[union-attr]
    assert first.claim.payer_control_number == "NG-1"
    assert (third.reason_codes, third.at_stake) == (("197",), Decimal(80))


def test_a_file_without_answers_says_so():
    (problem,) = rows(NORTHGATE)
    assert isinstance(problem, X12Problem)


@pytest.mark.parametrize("data", [b"{", b"[]", b"{}", b"\xff\xfe{", b'{"resourceType": 5}'])
def test_damaged_json_is_an_error_a_person_can_act_on(data):
    with pytest.raises(DocumentUnreadable):
        list(iter_answers(data, name="x.json", tables=TABLES))


def test_parts_of_an_item_and_added_items_are_rows_with_their_place():
    item = {
        "itemSequence": 1,
        "adjudication": [action("A2")],
        "detail": [{"adjudication": [action("A3", "0F")], "subDetail": [{"adjudication": [action("C")]}]}],
    }
    added = {
        "itemSequence": [1],
        "productOrService": {"coding": [{"code": "97110"}]},
        "quantity": {"value": 4},
        "adjudication": [action("A1")],
    }
    found = [one for one in rows(response(item=[item], addItem=[added])) if isinstance(one, ReviewRow)]
    assert [(one.action, one.source.element) for one in found] == [  # type: ignore[union-attr]
        ("A2", "item[0].adjudication[0]"),
        ("A3", "item[0].detail[0].adjudication[0]"),
        ("C", "item[0].detail[0].subDetail[0].adjudication[0]"),
        ("A1", "addItem[0].adjudication[0]"),
    ]
    assert (found[3].service.code, found[3].service.units) == ("97110", "4")


def test_an_adjudication_with_several_actions_gives_each():
    both = action("A6")
    both["extension"] += action("A1")["extension"]
    found = rows(response(item=[{"itemSequence": 1, "adjudication": [both]}]))
    assert [one.action for one in found if isinstance(one, ReviewRow)] == ["A6", "A1"]


def test_the_quantity_granted_the_diagnosis_and_the_note_of_the_item():
    detail = {
        "url": f"{PAS}itemAuthorizedDetail",
        "extension": [{"url": "quantity", "valueQuantity": {"value": 6, "unit": "visits"}}],
    }
    diagnosis = {"url": f"{PAS}communicatedDiagnosis", "valueCodeableConcept": {"coding": [{"code": "M54.16"}]}}
    item = {"itemSequence": 1, "noteNumber": [2], "extension": [detail, diagnosis], "adjudication": [action("A2")]}
    notes = [{"number": 1, "text": "For another item."}, {"number": 2, "text": "Six visits are granted."}]
    patient = {"resourceType": "Patient", "id": "p", "name": [{"given": ["Pat"], "family": "Poe"}]}
    (row,) = rows(patient, response(item=[item], processNote=notes, patient={"reference": "Patient/p"}))
    assert isinstance(row, ReviewRow)
    assert (row.authorized, row.diagnoses, row.messages) == ("6 visits", ("M54.16",), ("Six visits are granted.",))
    assert row.patient_name == "Pat Poe"


def explained(number: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": number,
        "outcome": "complete",
        "created": "2026-01-12",
        "identifier": [{"value": number}],
        "item": list(items),
        **more,
    }


def reasons(*codes: tuple[str, str]) -> dict[str, Any]:
    coding = [{"system": f"https://x12.org/codes/{system}", "code": code} for system, code in codes]
    return {"category": {"coding": [{"code": "denialreason"}]}, "reason": {"coding": coding}}


def test_remark_codes_stand_beside_the_reason_and_are_none():
    line = {
        "sequence": 1,
        "adjudication": [
            reasons(("claim-adjustment-reason-codes", "50"), ("remittance-advice-remark-codes", "N115")),
        ],
    }
    (row,) = rows(explained("NG-1", line))
    assert isinstance(row, DenialRow)
    assert (row.reason_codes, row.remarks) == (("50",), ("N115",))


def test_a_part_of_a_line_may_be_denied_alone_and_totals_name_the_claim():
    part = {"sequence": 1, "adjudication": [reasons(("claim-adjustment-reason-codes", "197"))]}
    total = [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 300}}]
    (row,) = rows(explained("NG-1", {"sequence": 1, "detail": [part]}, total=total))
    assert isinstance(row, DenialRow)
    assert row.source.element == "item[0].detail[0].adjudication"  # type: ignore[union-attr]
    assert row.claim.charge == Decimal(300)


def test_explanations_of_one_file_are_claims_of_their_own():
    line = {"sequence": 1, "adjudication": [reasons(("claim-adjustment-reason-codes", "50"))]}
    one, two = rows(explained("NG-1", line), explained("NG-2", line))
    assert isinstance(one, DenialRow) and isinstance(two, DenialRow)
    assert one.claim.segment != two.claim.segment


def test_lines_of_ndjson_are_read_and_a_broken_one_is_told():
    good = json.dumps(response(item=[{"itemSequence": 1, "adjudication": [action("A3")]}]))
    found = list(iter_answers(f"{good}\n{{broken\n{good}\n".encode(), name="answers.ndjson", tables=TABLES))
    assert [type(one) for one in found].count(ReviewRow) == 2
    assert any(isinstance(one, X12Problem) and "2" in one.sentence for one in found)
