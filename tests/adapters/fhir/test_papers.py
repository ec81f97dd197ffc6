"""Notes and reports of a bundle: their words, their kind, their files."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from peercall.adapters.fhir import FhirChart
from peercall.domain.documents import DocumentKind
from peercall.domain.terms import Assertion

ChartOf = Callable[..., FhirChart]


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def note(name: str = "n-1", **attachment: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "type": {"text": "Sleep consultation"},
        "date": "2026-03-17T12:00:00-04:00",
        "author": [{"display": "Ada Okafor, MD"}],
        "content": [{"attachment": attachment}],
    }


def test_note_inline_is_a_document_with_its_resource(chart_of: ChartOf) -> None:
    chart = chart_of(note(contentType="text/plain", data=encoded("Snores nightly.\fEpworth 14.")))
    (document,) = chart.notes
    assert document.path == "chart/bundle.json#DocumentReference/n-1"
    assert document.resource == "DocumentReference/n-1"
    assert [page.text for page in document.pages] == ["Snores nightly.", "Epworth 14."]
    assert (document.title, document.author, document.dated) == (
        "Sleep consultation",
        "Ada Okafor, MD",
        "2026-03-17T12:00:00-04:00",
    )
    assert list(chart.notes) == [document]


def test_note_as_a_page_of_the_web_loses_its_markup(chart_of: ChartOf) -> None:
    page = (
        "<html><head><title>x</title></head><body><p>Snores &amp; gasps.</p><script>1</script><p>Two</p></body></html>"
    )
    (document,) = chart_of(note(contentType="text/html", data=encoded(page))).notes
    assert document.kind is DocumentKind.HTML
    assert document.pages[0].text == "Snores & gasps.\nTwo"


def test_note_named_by_address_is_an_attachment(chart_of: ChartOf) -> None:
    (attachment,) = chart_of(note(contentType="text/plain", url="note.txt", title="Consultation")).attachments
    assert (attachment.name, attachment.title, attachment.resource) == (
        "note.txt",
        "Consultation",
        "DocumentReference/n-1",
    )


def test_note_that_is_a_pdf_is_handed_on_to_the_reader_of_documents(chart_of: ChartOf) -> None:
    chart = chart_of(note(contentType="application/pdf", data=encoded(b"%PDF-1.7 ...")))
    assert chart.notes == ()
    assert chart.inline_files[0].data.startswith(b"%PDF")
    assert chart.warnings == ()


@pytest.mark.parametrize("data", ["not base64 at all!", "A"])
def test_note_that_cannot_be_decoded_is_told(chart_of: ChartOf, data: str) -> None:
    chart = chart_of(note(contentType="text/plain", data=data))
    assert chart.notes == ()
    assert chart.warnings == ("chart/bundle.json#DocumentReference/n-1: the attachment is not base64 and was not read",)


def test_note_twice_is_one_document(chart_of: ChartOf) -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "presentedForm": [{"contentType": "text/plain", "data": encoded("AHI 9.4")}],
    }
    assert len(chart_of(note(contentType="text/plain", data=encoded("AHI 9.4")), report).notes) == 1


def test_note_replaced_by_another_is_not_read(chart_of: ChartOf) -> None:
    newer = note("n-2", contentType="text/plain", data=encoded("Epworth 14."))
    newer["relatesTo"] = [{"code": "replaces", "target": {"reference": "DocumentReference/n-1"}}]
    chart = chart_of(note(contentType="text/plain", data=encoded("Epworth 41.")), newer)
    assert [document.pages[0].text for document in chart.notes] == ["Epworth 14."]


def test_report_conclusion_and_plan_description_are_documents(chart_of: ChartOf) -> None:
    chart = chart_of(
        {"resourceType": "DiagnosticReport", "id": "r", "code": {"text": "Echocardiogram"}, "conclusion": "EF 60%."},
        {
            "resourceType": "CarePlan",
            "id": "p",
            "title": "Treatment plan",
            "created": "2026-05-04",
            "description": "12 visits",
        },
    )
    assert [(d.path, d.pages[0].text) for d in chart.notes] == [
        ("chart/bundle.json#DiagnosticReport/r#conclusion", "EF 60%."),
        ("chart/bundle.json#CarePlan/p#description", "12 visits"),
    ]
    (plan,) = chart.documents("treatment_plan")
    assert str(plan.on) == "2026-05-04"


def test_document_of_an_order_is_not_the_report(chart_of: ChartOf) -> None:
    order = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "intent": "order",
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "95810"}]},
        "authoredOn": "2026-03-17",
    }
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": {"text": "Polysomnogram"}}
    chart = chart_of(order, report)
    assert [fact.id for fact in chart.documents("sleep_test_order")] == ["ServiceRequest/s#sleep_test_order"]
    assert [fact.id for fact in chart.documents("sleep_test_report")] == ["DiagnosticReport/r#sleep_test_report"]
    assert chart_of({**order, "status": "revoked"}).documents("sleep_test_order") == ()
    assert chart_of({**order, "intent": "plan"}).documents("sleep_test_order")[0].assertion is Assertion.PLANNED


def note_naming(url: str, *, name: str = "note", status: str = "current") -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": status,
        "content": [{"attachment": {"url": url, "contentType": "text/plain"}}],
    }


def binary(text: str, *, name: str = "b1") -> dict[str, Any]:
    data = base64.b64encode(text.encode()).decode()
    return {"resourceType": "Binary", "id": name, "contentType": "text/plain", "data": data}


@pytest.mark.parametrize("url", ["Binary/b1", "https://ehr.example.org/r4/Binary/b1", "Binary/b1/_history/2"])
def test_note_in_a_binary_of_the_same_export_is_read_once(chart_of: ChartOf, url: str) -> None:
    chart = chart_of(note_naming(url), binary("Snores nightly."))
    (note,) = chart.notes
    assert (note.pages[0].text, note.resource) == ("Snores nightly.", "DocumentReference/note")
    assert chart.attachments == ()


def test_binary_no_document_names_is_read_when_there_is_one_patient(chart_of: ChartOf) -> None:
    (note,) = chart_of(binary("Snores nightly.")).notes
    assert note.resource == "Binary/b1"


def test_binary_of_a_withdrawn_note_is_not_read(chart_of: ChartOf) -> None:
    chart = chart_of(note_naming("Binary/b1", status="entered-in-error"), binary("Snores nightly."))
    assert chart.notes == ()


def test_binary_nobody_names_is_told_when_there_are_several_patients(chart_of: ChartOf) -> None:
    people = [{"resourceType": "Patient", "id": name, "birthDate": f"19{name}-01-01"} for name in ("61", "62")]
    chart = chart_of(*people, binary("Snores nightly."))
    assert chart.notes == ()
    assert any("Binary" in warning and "not read" in warning for warning in chart.warnings)


@pytest.mark.parametrize("status, notes", [("completed", 1), ("not-done", 0), ("entered-in-error", 0)])
def test_message_that_was_sent_is_a_note(chart_of: ChartOf, status: str, notes: int) -> None:
    message = {
        "resourceType": "Communication",
        "id": "m1",
        "status": status,
        "sent": "2026-02-03T08:00:00-05:00",
        "payload": [{"contentString": "The naproxen did not help."}],
    }
    found = chart_of(message).notes
    assert [one.pages[0].text for one in found] == ["The naproxen did not help."] * notes
    assert all(one.dated == "2026-02-03T08:00:00-05:00" for one in found)


def form(status: str) -> dict[str, Any]:
    items = [
        {"linkId": "1", "text": "Pain today", "answer": [{"valueInteger": 7}]},
        {"linkId": "2", "text": "Tried", "item": [{"text": "Exercise", "answer": [{"valueBoolean": True}]}]},
        {"linkId": "3", "text": "Brace", "answer": [{"valueCoding": {"code": "N", "display": "never"}}]},
        {"linkId": "4", "text": "Anything else?"},
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "status": status,
        "authored": "2026-02-03",
        "item": items,
    }


def test_form_as_filled_in_is_a_note_without_what_was_left_open(chart_of: ChartOf) -> None:
    (note,) = chart_of(form("completed")).notes
    assert note.pages[0].text.splitlines() == ["Pain today: 7", "Tried", "Exercise: yes", "Brace: never"]


def test_form_not_finished_is_told(chart_of: ChartOf) -> None:
    chart = chart_of(form("in-progress"))
    assert chart.notes == ()
    (warning,) = chart.warnings
    assert "not finished" in warning
