"""Notes, sections, authors and dates of pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import EncounterFact, FindingFact, MeasureFact
from peercall.domain.dates import day
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]


def visits(facts: TextFacts) -> list[EncounterFact]:
    return [fact for fact in facts.facts if isinstance(fact, EncounterFact)]


@pytest.mark.parametrize(
    "head, on, author",
    [
        ("03/17/2026 Ada Okafor, MD, sleep medicine.", date(2026, 3, 17), "Ada Okafor, MD"),
        ("Progress note 03/17/2026 Ada Okafor, MD", date(2026, 3, 17), "Ada Okafor, MD"),
        ("Primary care 03/17/2026 Ines Brandt, APRN", date(2026, 3, 17), "Ines Brandt, APRN"),
        ("Date of service: 03/17/2026\nAda Okafor, MD", date(2026, 3, 17), "Ada Okafor, MD"),
        ("2026-03-17 K. Lindgren, DO.", date(2026, 3, 17), "K. Lindgren, DO"),
    ],
)
def test_a_head_gives_day_and_author_of_a_visit(extract: Extract, head: str, on: date, author: str) -> None:
    (visit,) = visits(extract(f"{head}\nHistory\nFeels well."))

    assert (visit.on, visit.author) == (day(on), author)
    assert "treating_practitioner" in visit.roles


def test_a_visit_tells_its_purpose_and_mode(extract: Extract) -> None:
    page = (
        "Sleep consultation\n03/17/2026 Ada Okafor, MD, sleep medicine. Face-to-face visit. Reason: evaluation for "
        "suspected obstructive sleep apnea."
    )
    (visit,) = visits(extract(page))

    assert visit.purposes == ("sleep apnea evaluation",)
    assert visit.mode == "in_person"


def test_the_department_of_the_title_is_the_physicians_specialty(extract: Extract) -> None:
    (visit,) = visits(extract("Office visit, rheumatology\nVisit\n03/17/2026 Ada Okafor, MD.\nHistory\nFeels well."))

    assert "rheumatologist" in visit.roles


def test_the_reader_of_a_report_does_not_treat(extract: Extract) -> None:
    page = "Radiology report\nStudy\nMRI lumbar spine without contrast, 05/26/2026. Radiologist: H. Quill, MD."
    facts = extract(page)

    assert visits(facts) == []
    documents = [fact for fact in facts.facts if type(fact).__name__ == "DocumentFact"]
    assert all("treating_practitioner" not in fact.roles for fact in documents)  # type: ignore[attr-defined]


@pytest.mark.parametrize("title", ["Portal messages", "Questionnaire: PHQ-2", "Medication list", "Referral letter"])
def test_what_is_no_visit(extract: Extract, title: str) -> None:
    assert visits(extract(f"{title}\n03/17/2026 Ada Okafor, MD\nText.")) == []


def test_a_second_page_goes_on_with_the_note(extract: Extract) -> None:
    facts = extract(
        "Sleep laboratory report, page 1 of 2\nStudy\nAttended polysomnogram, night of 04/07/2026.",
        "Sleep laboratory report, page 2 of 2\nInterpretation\nApnea-hypopnea index 9.4 per hour.\nSigned\n"
        "Ada Okafor, MD, 04/14/2026 09:10.",
    )
    (fact,) = [fact for fact in facts.facts if isinstance(fact, MeasureFact)]

    assert fact.on == day(date(2026, 4, 7))
    assert fact.source.page == 2  # type: ignore[union-attr]


def test_entries_of_one_page_keep_their_own_days(extract: Extract) -> None:
    page = "Progress notes\n02/03/2026 Ada Okafor, MD\nBMI 36.2.\n04/06/2026 Ada Okafor, MD\nBMI 36.9."
    values = {(fact.low, str(fact.on)) for fact in extract(page).facts if isinstance(fact, MeasureFact)}

    assert values == {(36.2, "2026-02-03"), (36.9, "2026-04-06")}


def test_running_headers_are_no_evidence(extract: Extract) -> None:
    header = "Cedar Valley Clinic\tFERREIRA, NADIA DOB 04/12/1961 MRN 1182\tPrinted 06/30/2026 10:02\tPage {n} of 4\n"
    facts = extract(*(header.format(n=n) + f"0{n}/03/2026 Ada Okafor, MD\nBMI 36.{n}." for n in range(1, 5)))

    assert [str(f.on) for f in facts.facts if isinstance(f, MeasureFact)] == [f"2026-0{n}-03" for n in range(1, 5)]
    assert not any("Printed" in passage.text for passage in facts.passages)
    assert facts.warnings == ()


def test_passages_carry_section_day_and_author(extract: Extract) -> None:
    page = "03/17/2026 Ada Okafor, MD\nHistory\nSnores.\nAssessment and plan\n1. Sleep study.\nInstructions\nCall if worse."
    passages = extract(page).passages

    assert [(p.section, p.template) for p in passages[1:]] == [
        ("hpi", False),
        ("assessment_plan", False),
        ("template_text", True),
    ]
    assert {(str(p.note_on), p.author) for p in passages} == {("2026-03-17", "Ada Okafor, MD")}


def test_template_examination_is_cautioned(extract: Extract) -> None:
    page = "03/17/2026 Ada Okafor, MD\nPhysical examination (template)\nGeneral: alert. No pedal edema."
    (fact,) = [fact for fact in extract(page).facts if isinstance(fact, FindingFact)]

    assert fact.caution == "template text"


def test_a_message_is_not_a_clinical_statement(extract: Extract) -> None:
    facts = extract("Portal messages\n03/17/2026 Patient: my leg edema is worse. BMI 36.2.")

    assert all(fact.caution for fact in facts.facts)
