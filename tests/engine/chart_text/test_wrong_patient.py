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
