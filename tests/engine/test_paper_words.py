"""How a letter words what stands in the chart's rows."""

from __future__ import annotations

import pytest

from peercall.application.letter_evidence import exhibit_names
from peercall.engine.paper_words import document_words, for_the_plan, in_words


@pytest.mark.parametrize(
    "text, told",
    [
        ("AHI 12.5 /h (2026-07-07)", "AHI 12.5 /h (July 7, 2026)"),
        ("Coronary artery disease (2021-05)", "Coronary artery disease (May 2021)"),
        ("case 26-08-07-004417", "case 26-08-07-004417"),
        ("2026-02-30", "2026-02-30"),
        ("since 2026-02: at least 4 wk", "since February 2026: at least 4 wk"),
        ("Office visit Office visit 05/11/2026", "Office visit 05/11/2026"),
        ("no fever, no chills", "no fever, no chills"),
        # what stands in quotation marks is the chart's own: nothing in it is changed
        ('Test: "surface antigen surface antigen, 2026-01-02"', 'Test: "surface antigen surface antigen, 2026-01-02"'),
    ],
)
def test_rows_are_put_in_words(text, told):
    assert in_words(text) == told


@pytest.mark.parametrize(
    "path, name",
    [
        ("chart/note-2026-06-16-sleep-consultation.txt", "note of June 16, 2026, sleep consultation"),
        ("chart/2026-01-02_mri.pdf", "January 2, 2026, mri"),
        ("chart/MRI L-spine.pdf", "MRI L spine"),
        ("chart/bundle.json", "coded entries of the chart (bundle.json)"),
        ("chart/bundle.json#DiagnosticReport/spine#conclusion", "diagnostic report in the coded chart (bundle.json)"),
        ("case.yaml (entered by the practice)", "statements of the practice"),
        ("-.pdf", "-.pdf"),
    ],
)
def test_files_are_called_as_documents(path, name):
    assert document_words(path) == name


def test_two_files_of_one_name_stay_apart():
    exhibits = [{"exhibit": "B", "document": "chart/a/scan.pdf"}, {"exhibit": "C", "document": "chart/b/scan.pdf"}]
    assert dict(exhibit_names({"brief": {"exhibits": exhibits}})) == {
        "B": "scan (chart/a/scan.pdf)",
        "C": "scan (chart/b/scan.pdf)",
    }


@pytest.mark.parametrize(
    "text, told",
    [
        ("since 2026-02: at least 4 wk on 2026-06-02", "since February 2026: at least 4 weeks on June 2, 2026"),
        ("recorded 2026-03: at least 1 mo on 2026-06-02", "recorded March 2026: at least 1 month on June 2, 2026"),
        ("0 counted, limit < 4", "none found (asked: fewer than 4)"),
        ("2 to 3 counted, limit <= 4", "2 to 3 found (asked: at most 4)"),
        ("TNF inhibitors: exempt (contraindication)", "TNF inhibitors: need not be tried (contraindication)"),
        ('Note: "at least 4 wk, 0 counted, limit < 4"', 'Note: "at least 4 wk, 0 counted, limit < 4"'),
    ],
)
def test_what_the_criteria_compute_is_told_as_a_person_would(text, told):
    assert for_the_plan(text)[0] == told
