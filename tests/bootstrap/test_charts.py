"""The chart folder as one chart: exports, clinical documents, who they are about, what agrees and what does not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.samples.clinical_documents import (
    code,
    concern,
    document,
    header,
    panel,
    problem,
    quantity,
    result,
    section,
    when,
)

from peercall.adapters.case_folder import CaseFolder
from peercall.bootstrap.charts import LoadedChart, load_chart
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.rules import rules
from peercall.bootstrap.whose_chart import Member, WhoseChart
from peercall.domain.charts import ConditionFact
from peercall.domain.errors import CaseFolderInvalid
from peercall.engine.vocabulary import Vocabulary

Load = Callable[..., LoadedChart]

RA = code("icd10", "M05.79", "Rheumatoid arthritis with rheumatoid factor", tag="value", kind="CD")
A1C = code("loinc", "4548-4", "Hemoglobin A1c")
PROBLEMS = section("11450-4", "Problems", concern(problem(RA, time=when("20240317"))))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(rules(()))


@pytest.fixture
def load(tmp_path: Path, vocabulary: Vocabulary) -> Load:
    """A chart of these files by name; `named` and `member` as case.yaml and the letter give them."""

    def loader(files: dict[str, bytes], *, named: str | None = None, member: Member | None = None) -> LoadedChart:
        for name, data in files.items():
            path = tmp_path / "chart" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        whose = WhoseChart(named, lambda: member or Member())
        return load_chart(
            CaseFolder(tmp_path), doors=Doors(), vocabulary=vocabulary, as_of=date(2026, 4, 1), whose=whose
        )

    return loader


def bundle(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def patient(
    name: str = "varga", *, family: str = "Varga", given: str = "Lena", born: str = "1967-03-02"
) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": name,
        "name": [{"family": family, "given": [given]}],
        "gender": "female",
        "birthDate": born,
    }


def condition(of: str = "varga", *, status: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"ra-{of}",
        "subject": {"reference": f"Patient/{of}"},
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M05.79"}]},
        "onsetDateTime": "2024-03-17",
    }


def a1c(value: float) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "a1c",
        "status": "final",
        "subject": {"reference": "Patient/varga"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4"}], "text": "Hemoglobin A1c"},
        "effectiveDateTime": "2026-02-03",
        "valueQuantity": {"value": value, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }


def problems_of(chart: LoadedChart) -> Sequence[ConditionFact]:
    return chart.facts.conditions()


def test_problem_in_the_export_and_in_a_document_is_one_fact_with_two_places(load: Load) -> None:
    chart = load({"bundle.json": bundle(patient(), condition()), "ccd.xml": document(PROBLEMS)})
    (fact,) = problems_of(chart)
    assert fact.id == "Condition/ra-varga"
    assert [place.document for place in fact.also_at] == ["chart/ccd.xml"]  # type: ignore[union-attr]
    assert chart.warnings == ()


def test_problem_over_in_one_and_active_in_the_other_is_told_and_stays_two(load: Load) -> None:
    chart = load({"bundle.json": bundle(patient(), condition(status="resolved")), "ccd.xml": document(PROBLEMS)})
    assert len(problems_of(chart)) == 2
    (warning,) = chart.warnings
    assert "still active" in warning and "chart/ccd.xml" in warning


@pytest.mark.parametrize("value, facts", [("8.1", 1), ("6.4", 2)])
def test_value_told_twice_is_one_and_a_different_value_is_told(load: Load, value: str, facts: int) -> None:
    told = section("30954-2", "Results", panel(result(A1C, quantity(value, "%"), time=when(at="20260203"))))
    chart = load({"bundle.json": bundle(patient(), a1c(8.1)), "ccd.xml": document(told)})
    assert len(chart.facts.measures("hba1c")) == facts
    assert len(chart.warnings) == facts - 1
    assert not any("8.1" in warning or "6.4" in warning for warning in chart.warnings)


@pytest.mark.parametrize(
    "head, why",
    [
        (header(born="19801224"), "birth date"),
        (header(sex="M"), "sex"),
        (header(name="<given>Ilona</given><family>Varga</family>"), "name"),
    ],
)
def test_document_about_another_person_is_told_and_nothing_in_it_counts(load: Load, head: str, why: str) -> None:
    words = section("10164-2", "History of present illness", text="Rheumatoid arthritis since 2019.")
    chart = load({"bundle.json": bundle(patient()), "ccd.xml": document(PROBLEMS, words, head=head)})
    assert problems_of(chart)
    assert all(fact.caution is not None for fact in problems_of(chart))
    (warning,) = [one for one in chart.warnings if one.startswith("chart/ccd.xml")]
    assert why in warning and "Varga" not in warning and "1980" not in warning


def test_document_under_a_maiden_name_is_the_same_persons(load: Load) -> None:
    head = header(name="<given>Lena</given><family>Szabo</family>")
    chart = load({"bundle.json": bundle(patient()), "ccd.xml": document(PROBLEMS, head=head)})
    assert [fact.caution for fact in problems_of(chart)] == [None]


def test_documents_of_two_people_without_an_export_are_told_apart_by_the_letter(load: Load) -> None:
    other = document(PROBLEMS, head=header(name="<given>Ilona</given><family>Toth</family>", born="19500101"))
    files = {"a.xml": other, "b.xml": other.replace(b"MRN-204", b"MRN-9"), "own.xml": document(PROBLEMS)}
    chart = load(files, member=Member("Lena Varga", date(1967, 3, 2)))
    assert chart.facts.patient is not None and chart.facts.patient.name == "Lena Varga"
    assert {fact.source.document for fact in problems_of(chart) if fact.caution is None} == {"chart/own.xml"}  # type: ignore[union-attr]


def test_chart_about_somebody_else_than_the_letter_is_told(load: Load) -> None:
    chart = load({"bundle.json": bundle(patient())}, member=Member("Ilona Toth", date(1950, 1, 1)))
    (warning,) = chart.warnings
    assert "another birth date than the member of the letter" in warning


def bulk() -> dict[str, bytes]:
    people = (patient(), patient("toth", family="Toth", given="Ilona", born="1950-01-01"))
    return {
        "Patient.ndjson": b"\n".join(json.dumps(one).encode() for one in people),
        "Condition.ndjson": b"\n".join(json.dumps(condition(one["id"])).encode() for one in people),
    }


@pytest.mark.parametrize(
    "named, member, kept",
    [
        ("toth", None, "Condition/ra-toth"),
        ("Patient/toth", None, "Condition/ra-toth"),
        (None, Member("Varga, Lena", None), "Condition/ra-varga"),
        (None, Member(None, date(1950, 1, 1)), "Condition/ra-toth"),
    ],
)
def test_bulk_export_of_two_people_keeps_the_one_meant(
    load: Load, named: str | None, member: Member | None, kept: str
) -> None:
    chart = load(bulk(), named=named, member=member)
    assert [fact.id for fact in problems_of(chart)] == [kept]
    assert any("2 patients" in warning for warning in chart.warnings)


@pytest.mark.parametrize("named, member", [(None, None), (None, Member("Greta Odum", None)), ("odum", None)])
def test_bulk_export_of_two_people_asks_when_nothing_decides(
    load: Load, named: str | None, member: Member | None
) -> None:
    with pytest.raises(CaseFolderInvalid) as refusal:
        load(bulk(), named=named, member=member)
    assert "varga, toth" in str(refusal.value)
    assert "Lena" not in str(refusal.value) and "1950" not in str(refusal.value)


def reference(**attachment: str) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "note",
        "status": "current",
        "subject": {"reference": "Patient/varga"},
        "content": [{"attachment": attachment}],
    }


@pytest.mark.parametrize("kind", ["application/hl7-cda+xml", "text/xml", "application/xml"])
def test_clinical_document_inside_an_export_is_read_as_one(load: Load, kind: str) -> None:
    packed = base64.b64encode(document(PROBLEMS)).decode()
    chart = load({"bundle.json": bundle(patient(), reference(contentType=kind, data=packed))})
    (fact,) = problems_of(chart)
    assert fact.source.document == "chart/bundle.json#DocumentReference/note"  # type: ignore[union-attr]


def test_clinical_document_in_a_binary_of_the_same_export_is_read(load: Load) -> None:
    binary = {"resourceType": "Binary", "id": "b1", "data": base64.b64encode(document(PROBLEMS)).decode()}
    chart = load({"bundle.json": bundle(patient(), reference(url="Binary/b1"), binary)})
    assert len(problems_of(chart)) == 1
    assert chart.warnings == ()


def test_rich_text_note_is_read_whatever_it_is_called(load: Load) -> None:
    packed = base64.b64encode(rb"{\rtf1\ansi Rheumatoid arthritis is confirmed.}").decode()
    chart = load({"bundle.json": bundle(patient(), reference(contentType="text/rtf", data=packed))})
    assert any("Rheumatoid arthritis" in page.text for one in chart.documents for page in one.pages)


def test_file_that_a_note_only_names_is_told_unless_it_lies_there(load: Load) -> None:
    named = reference(contentType="application/pdf", url="https://ehr.example.org/files/visit.txt")
    chart = load({"bundle.json": bundle(patient(), named)})
    (warning,) = chart.warnings
    assert "DocumentReference/note" in warning and "ehr.example.org" not in warning
    assert load({"visit.txt": b"Office visit."}).warnings == ()


def test_damaged_clinical_document_is_told_and_the_rest_is_read(load: Load) -> None:
    good = document(PROBLEMS)
    chart = load({"good.xml": good, "bad.xml": good[: len(good) // 2]})
    assert len(problems_of(chart)) == 1
    (warning,) = chart.warnings
    assert "chart/bad.xml" in warning
