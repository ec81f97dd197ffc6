"""What a chart contradicts: a coded problem that a note denies, the side a letter names, the member's number."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peercall.adapters.case_folder import CaseFolder
from peercall.bootstrap.charts import load_chart
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.rules import rules
from peercall.bootstrap.whose_chart import Member, WhoseChart, member_of
from peercall.engine.denied_problems import problem_names
from peercall.engine.vocabulary import Vocabulary

PATIENT = {
    "resourceType": "Patient",
    "id": "p",
    "name": [{"family": "Varga", "given": ["Lena"]}],
    "birthDate": "1967-03-02",
}
HEAD = "Office visit\n{day} Ada Okafor, MD\nHistory\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(rules(()))


def _condition(code: str, name: str, *, status: str = "active", onset: str | None = "2024-03-17") -> dict[str, Any]:
    coding = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": name}]
    found: dict[str, Any] = {
        "resourceType": "Condition", "id": f"c-{code}", "subject": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"code": status}]}, "code": {"coding": coding, "text": name},
    }  # fmt: skip
    return {**found, "onsetDateTime": onset} if onset else found


def _warnings(
    folder: Path,
    vocabulary: Vocabulary,
    *resources: dict[str, Any],
    note: str = "Doing well.",
    day: str = "05/04/2026",
    member: Member | None = None,
) -> tuple[str, ...]:
    chart = folder / "chart"
    chart.mkdir()
    entry = [{"resource": one} for one in (PATIENT, *resources)]
    (chart / "bundle.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entry}))
    (chart / "note.txt").write_text(HEAD.format(day=day) + note + "\n")
    return load_chart(
        CaseFolder(folder),
        doors=Doors(),
        vocabulary=vocabulary,
        as_of=date(2026, 6, 1),
        whose=WhoseChart(None, lambda: member or Member()),
    ).warnings


DIABETES = _condition("E11.9", "Type 2 diabetes mellitus without complications")


@pytest.mark.parametrize(
    "note",
    [
        "No history of diabetes.",
        "She denies hypertension, asthma, or diabetes.",
        "Negative for type 2 diabetes mellitus.",
        "Patient has never been diagnosed with diabetes mellitus.",
    ],
)
def test_a_coded_problem_that_a_note_denies_is_told_with_both_places(
    tmp_path: Path, vocabulary: Vocabulary, note: str
) -> None:
    (told,) = _warnings(tmp_path, vocabulary, DIABETES, note=note)
    assert (
        told.startswith("chart/note.txt, page 1 denies ")
        and "chart/bundle.json (Condition/c-E11.9) codes as E11.9" in told
    )


@pytest.mark.parametrize(
    "note",
    [
        "No complications of diabetes.",
        "No diabetes education was given.",
        "Mother: no history of diabetes.",
        "Diabetes, well controlled. No chest pain.",
        "No pulmonary fibrosis.",
    ],
)
def test_what_denies_something_else_contradicts_nothing(tmp_path: Path, vocabulary: Vocabulary, note: str) -> None:
    assert _warnings(tmp_path, vocabulary, DIABETES, note=note) == ()


def test_a_note_from_before_the_problem_contradicts_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert _warnings(tmp_path, vocabulary, DIABETES, note="No history of diabetes.", day="03/16/2024") == ()


def test_a_problem_that_ended_may_be_denied(tmp_path: Path, vocabulary: Vocabulary) -> None:
    ended = _condition("E11.9", "Type 2 diabetes mellitus", status="resolved")
    assert _warnings(tmp_path, vocabulary, ended, note="No diabetes.") == ()


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (
            "Type 2 diabetes mellitus without complications",
            ("type 2 diabetes mellitus", "diabetes mellitus", "diabetes"),
        ),
        ("Pulmonary hypertension, unspecified (I27.20)", ("pulmonary hypertension",)),
        ("Essential (primary) hypertension", ("essential hypertension", "hypertension")),
        ("Personal history of stroke", ()),
        ("Gout", ()),
    ],
)
def test_names_of_a_problem_keep_what_makes_it_another(name: str, names: tuple[str, ...]) -> None:
    assert problem_names(name) == names


def _order(text: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest", "id": "o", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p"}, "code": {"text": text}, "authoredOn": "2026-05-01",
    }  # fmt: skip


RIGHT_KNEE = Member(service="total knee arthroplasty, right knee")


@pytest.mark.parametrize(
    ("note", "order"),
    [("Pain in the left knee for a year.", None), ("Both knees hurt.", "Total knee replacement, left knee")],
)
def test_a_chart_or_order_of_the_other_side_is_told(
    tmp_path: Path, vocabulary: Vocabulary, note: str, order: str | None
) -> None:
    orders = (_order(order),) if order else ()
    (told,) = _warnings(tmp_path, vocabulary, *orders, note=note, member=RIGHT_KNEE)
    assert told.startswith("the letter names the right knee; chart/") and "say left" in told


@pytest.mark.parametrize(
    "note", ["Right knee pain; the left knee is fine.", "Left hip pain.", "Knee pain.", "Bilateral knee pain."]
)
def test_a_chart_of_the_same_side_or_of_none_contradicts_nothing(
    tmp_path: Path, vocabulary: Vocabulary, note: str
) -> None:
    assert _warnings(tmp_path, vocabulary, note=note, member=RIGHT_KNEE) == ()


def _coverage(number: str) -> dict[str, Any]:
    return {"resourceType": "Coverage", "id": f"cov-{number}", "status": "active", "subscriberId": number,
            "beneficiary": {"reference": "Patient/p"}}  # fmt: skip


NUMBER = Member("Lena Varga", date(1967, 3, 2), number="NGH-0001-77")


def test_a_chart_of_another_member_number_is_told_without_the_number(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (told,) = _warnings(tmp_path, vocabulary, _coverage("NGH-0002-11"), member=NUMBER)
    assert told.startswith("chart/: the chart carries another member number than the letter") and "0002" not in told


@pytest.mark.parametrize("coverages", [(), ("NGH000177",), ("NGH-0001-77-01",), ("AETNA-4410", "NGH-0001-77")], ids=str)
def test_the_number_of_one_coverage_or_none_contradicts_nothing(
    tmp_path: Path, vocabulary: Vocabulary, coverages: tuple[str, ...]
) -> None:
    assert _warnings(tmp_path, vocabulary, *map(_coverage, coverages), member=NUMBER) == ()


def test_a_number_on_the_head_of_a_note_is_compared(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (told,) = _warnings(tmp_path, vocabulary, note="Member ID: NGH-9999-12", member=NUMBER)
    assert "another member number" in told


def test_the_member_comes_from_letters_and_from_electronic_answers() -> None:
    fields = {"member_name": {"value": "Lena Varga"}, "member_dob": {"value": None}, "member_id": {"value": "NG 1"}}
    assert member_of([{"fields": {}}, {"fields": fields}]) == Member("Lena Varga", None, "NG 1")
