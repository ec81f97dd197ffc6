"""Pages of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import MeasureFact, Patient
from peercall.domain.provenance import CaseSource
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]
BODY = "\n03/17/2026 Ada Okafor, MD\nHistory\nBMI 36.2."


@pytest.mark.parametrize(
    "header",
    [
        "FERREIRA, NADIA | DOB 04/12/1961 | MRN 1182",
        "Patient: Nadia Ferreira  DOB: 04/12/1961",
        "Ferreira, Nadia / 04-12-1961 / FH-22",
        "OLIVEIRA, NADIA DOB 04/12/1961 MRN 1182",  # maiden name, same birth date
        "Cedar Valley Clinic",
        "03/16/2026 Ada Okafor, MD, rheumatology, new patient.",
        "Patient name: Nadia Ferreira  Seen by Ines Brandt, APRN",
    ],
)
def test_pages_of_the_patient(extract: Extract, header: str) -> None:
    facts = extract(header + BODY)

    assert facts.warnings == ()
    assert all(fact.caution is None for fact in facts.facts)


@pytest.mark.parametrize(
    "header",
    [
        "FERREIRA, NADIA | DOB 09/30/1988 | MRN 4410",
        "FERREIRA, PAULO MRN 4410",
        "SATO, KENJI / 09-30-1988 / FH-91",
        "Patient: Kenji Sato",
    ],
)
def test_pages_of_another_patient_are_reported_and_never_counted(extract: Extract, header: str) -> None:
    facts = extract(header + BODY)

    assert len(facts.warnings) == 1
    assert facts.facts and all(fact.caution for fact in facts.facts)
    assert "1988" not in facts.warnings[0] and "Sato" not in facts.warnings[0] and "Paulo" not in facts.warnings[0]


def test_only_the_wrong_page_is_doubted(extract: Extract) -> None:
    facts = extract(
        "FERREIRA, NADIA DOB 04/12/1961" + BODY, "SATO, KENJI DOB 09/30/1988\n02/02/2026 I. Brandt, MD\nBMI 21.0."
    )
    doubted = {getattr(fact.source, "page", None) for fact in facts.facts if fact.caution}

    assert doubted == {2}


@pytest.mark.parametrize("gap", ["\t", " "])
def test_a_face_sheet_says_who_the_chart_is_about(extract: Extract, gap: str) -> None:
    rows = ("Field", "Value"), ("Name", "Nadia Ferreira"), ("Date of birth", "04/12/1961"), ("Sex", "female")
    found = extract("Patient face sheet\n\n" + "\n".join(gap.join(row) for row in rows)).patient

    assert found is not None
    assert (found.name, str(found.birth_on), found.sex) == ("Nadia Ferreira", "1961-04-12", "female")


def test_no_face_sheet_or_two_that_differ_say_nobody(extract: Extract) -> None:
    sheet = "Patient face sheet\nDate of birth {}"

    assert extract("04/12/2026 Ada Okafor, MD\nDate of birth 04/12/1961").patient is None
    assert extract(sheet.format("04/12/1961"), sheet.format("09/30/1988"), known=None).patient is None


HER = Patient(
    CaseSource("case.yaml", "patient", "Nadia Ferreira"),
    name="Nadia Ferreira",
    birth_on=date(1961, 4, 12),
    sex="female",
    identifiers=("1182",),
)


def test_another_sex_is_reported_and_doubts_only_a_page_that_is_not_plainly_hers(extract: Extract) -> None:
    hers = extract("FERREIRA, NADIA | DOB 04/12/1961 | Sex: M" + BODY, known=HER)
    unnamed = extract("Cedar Valley Clinic   Sex: Male   MRN 77120" + BODY, known=HER)

    assert len(hers.warnings) == 1 and "sex" in hers.warnings[0] and "page 1" in hers.warnings[0]
    assert all(fact.caution is None for fact in hers.facts)
    assert "sex" in unnamed.warnings[0] and all(fact.caution for fact in unnamed.facts)


def test_another_record_number_within_a_print_out_is_reported(extract: Extract) -> None:
    pages = [
        f"Cedar Valley Clinic  MRN: 1182\n03/1{day}/2026 Ada Okafor, MD\nHistory\nBMI 36.{day}." for day in (1, 2, 3)
    ]
    facts = extract(
        *pages, pages[0].replace("1182", "4410").replace("03/11", "03/14").replace("36.1", "21.0"), known=HER
    )
    doubted = {getattr(fact.source, "page", None) for fact in facts.facts if fact.caution}

    assert doubted == {4}
    assert [warning for warning in facts.warnings if "4410" in warning] == []
    assert any("page 4" in warning and "record number" in warning for warning in facts.warnings)


def test_numbers_of_two_houses_are_no_contradiction(extract: Extract) -> None:
    facts = extract("Ferreira, Nadia  DOB 04/12/1961  MRN: 88-4410" + BODY, known=HER)

    assert facts.warnings == () and all(fact.caution is None for fact in facts.facts)


def test_a_note_of_another_patient_in_the_middle_of_a_page(extract: Extract) -> None:
    facts = extract(
        "Patient: Nadia Ferreira   DOB: 04/12/1961\n03/17/2026 Ada Okafor, MD\nHistory\nBMI 36.2.\nStable.\nNo change.\nSeen.\n\n"
        "Patient: Kenji Sato   DOB: 09/30/1988\nOffice visit 03/18/2026\nBMI 21.0.\n\n"
        "Patient: Nadia Ferreira   DOB: 04/12/1961\nOffice visit 03/19/2026\nBMI 36.0.\n"
    )
    counted = {fact.low for fact in facts.facts if isinstance(fact, MeasureFact) and fact.caution is None}

    assert counted == {36.2, 36.0}
    assert len(facts.warnings) == 1 and "page 1" in facts.warnings[0] and "Sato" not in facts.warnings[0]


def test_a_page_that_names_nobody_goes_on_with_the_patient_before(extract: Extract) -> None:
    facts = extract("SATO, KENJI DOB 09/30/1988" + BODY, "and the weight is stable.\nBMI 21.3.\n")

    assert all(fact.caution for fact in facts.facts if isinstance(fact, MeasureFact))


def test_pages_alone_say_whose_chart_it_is_by_the_birth_date_most_carry(extract: Extract) -> None:
    facts = extract(
        "Patient: Nadia Ferreira  DOB: 04/12/1961" + BODY,
        "Patient: Nadia Ferreira  DOB: 04/12/1961" + BODY.replace("17", "18"),
        "Patient: Kenji Sato  DOB: 09/30/1988" + BODY.replace("36.2", "21.0"),
        known=None,
    )

    assert facts.patient is not None and facts.patient.birth_on == date(1961, 4, 12)
    assert {getattr(fact.source, "page", None) for fact in facts.facts if fact.caution} == {3}


def test_two_birth_dates_in_equal_numbers_name_nobody(extract: Extract) -> None:
    facts = extract("Patient: A. Roe  DOB: 04/12/1961" + BODY, "Patient: B. Roe  DOB: 09/30/1988" + BODY, known=None)

    assert facts.patient is None


@pytest.mark.parametrize("day", ["02/30/2026", "13/05/2026"])
def test_a_day_that_no_calendar_has_is_reported_and_dates_nothing(extract: Extract, day: str) -> None:
    facts = extract(f"03/17/2026 Ada Okafor, MD\nHistory\nHbA1c 8.4% on {day}.")

    assert [fact.caution is not None for fact in facts.facts if isinstance(fact, MeasureFact)] == [True]
    assert facts.warnings == ("chart/notes.txt, page 1: a statement carries a date that cannot be right.",)
