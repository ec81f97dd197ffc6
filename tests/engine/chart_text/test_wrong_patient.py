"""Pages of somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
