"""Indices of a part of the night, methods by type, denials of one condition, stopped drugs, rows that label a plan's parts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peercall.domain.charts import ConditionFact, DocumentFact, ExposureFact, FindingFact, MeasureFact
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts
from peercall.engine.vocabulary import Vocabulary

Extract = Callable[..., TextFacts]
HEAD = "Sleep study report 03/17/2026\nFindings\n"
PART = "one_body_position_or_part_of_the_night"
VISIT = "03/17/2026 Ada Okafor, MD\nHistory\n"


def indices(facts: TextFacts) -> dict[float | None, str | None]:
    """Apnea-hypopnea index by value, with the portion of the night it is of."""
    return {
        fact.low: fact.context.get("portion")
        for fact in facts.facts
        if isinstance(fact, MeasureFact) and fact.measure == "ahi"
    }


@pytest.mark.parametrize(
    "sentence, portions",
    [
        ("AHI 11.2 per hour.", {11.2: None}),
        ("On the back 150 min (AHI 24.1), on the side 200 min (AHI 4.2).", {24.1: PART, 4.2: PART}),
        ("AHI 11.2 per hour, supine AHI 24.1 per hour, REM AHI 30 per hour.", {11.2: None, 24.1: PART, 30.0: PART}),
        ("AHI 11.2 per hour (supine AHI 24.1 per hour).", {11.2: None, 24.1: PART}),
        ("Overall AHI 11.2 per hour. Slept mostly supine.", {11.2: "whole_night"}),
        ("In REM sleep the AHI was 30 per hour.", {30.0: PART}),
    ],
)
def test_an_index_of_a_part_of_the_night_is_told_from_the_nights(
    extract: Extract, sentence: str, portions: dict[float, str | None]
) -> None:
    assert indices(extract(HEAD + sentence)) == portions


@pytest.mark.parametrize(
    "words, method",
    [
        ("home sleep apnea test, type III", "hsat_type_3"),
        ("Home sleep test (type 3), night of 03/02/2026", "hsat_type_3"),
        ("type III HST", "hsat_type_3"),
        ("home sleep study, type II", "hsat_type_2"),
        ("home sleep apnea test", "hsat"),
        ("attended polysomnography", "psg_attended"),
    ],
)
def test_the_type_of_a_home_sleep_test_is_read_where_it_is_stated(
    vocabulary: Vocabulary, words: str, method: str
) -> None:
    assert vocabulary.method(words) == method


@pytest.mark.parametrize(
    "sentence, key",
    [
        ("No prior spine surgery.", "post_laminectomy_syndrome"),
        ("He has not had lumbar surgery.", "post_laminectomy_syndrome"),
        ("No rash, never had shingles.", "acute_herpes_zoster"),
    ],
)
def test_what_never_happened_is_a_denied_finding(extract: Extract, sentence: str, key: str) -> None:
    found = [f for f in extract(VISIT + sentence).facts if isinstance(f, FindingFact) and f.key == key]
    assert [fact.assertion for fact in found] == [Assertion.NEGATED]


@pytest.mark.parametrize("sentence", ["No spine surgery is planned.", "Never had the shingles vaccine."])
def test_what_is_only_not_planned_or_not_given_denies_nothing(extract: Extract, sentence: str) -> None:
    keys = {"post_laminectomy_syndrome", "acute_herpes_zoster"}
    assert not [f for f in extract(VISIT + sentence).facts if isinstance(f, FindingFact) and f.key in keys]


@pytest.mark.parametrize(
    "row, assertion",
    [
        ("Coronary artery disease\tI25.10\t05/2021\tActive", Assertion.PRESENT),
        ("Stroke, suspected\tI63.9\t11/2024\tRuled out (MRI", Assertion.NEGATED),
        ("Stroke, suspected\tI63.9\t11/2024\tActive", Assertion.UNCERTAIN),
        ("Stroke\tI63.9\t11/2024\tProvisional", Assertion.UNCERTAIN),
    ],
)
def test_a_problem_ruled_out_or_suspected_in_its_row_is_no_problem(
    extract: Extract, row: str, assertion: Assertion
) -> None:
    facts = extract(f"Problem list\n\nProblem\tCode\tSince\tStatus\n{row}\n")
    assert [f.assertion for f in facts.facts if isinstance(f, ConditionFact)] == [assertion]


def test_a_lists_stop_column_ends_the_drug(extract: Extract) -> None:
    facts = extract(
        "Past medications\n\nMedication\tDirections\tStarted\tStopped\tReason\n"
        "adalimumab\t40 mg every 2 weeks\t02/03/2025\t08/04/2025\tInadequate response\n"
    )
    drug = next(f for f in facts.facts if isinstance(f, ExposureFact))
    assert (str(drug.start), str(drug.stop), drug.status) == ("2025-02-03", "2025-08-04", "stopped")


@pytest.mark.parametrize(
    "sentence, status",
    [("No other biologic or JAK inhibitor now.", "active"), ("Has not tried any biologic.", "unknown")],
)
def test_a_class_denied_says_whether_for_now_or_ever(extract: Extract, sentence: str, status: str) -> None:
    found = [f for f in extract(VISIT + sentence).facts if isinstance(f, ExposureFact)]
    assert {(f.assertion, f.treatment, f.status) for f in found if f.treatment == "advanced_ra_therapy"} == {
        (Assertion.NEGATED, "advanced_ra_therapy", status)
    }


def test_active_disease_does_not_make_a_drug_active(extract: Extract) -> None:
    facts = extract(VISIT + "Rheumatoid arthritis with active disease after adalimumab.")
    assert [f.status for f in facts.facts if isinstance(f, ExposureFact)] == ["unknown"]


def test_a_plans_rows_are_read_by_their_labels(extract: Extract) -> None:
    facts = extract(
        "Treatment plan 03/17/2026\nAuthor: Ada Okafor, DC.\n"
        "Frequency and duration\tTwice a week, then weekly: 10 visits\n"
        "Goals\tLift 40 lb; drive two hours\nObjective measures\tNeck index at visits 1 and 10\n"
    )
    plan = next(f for f in facts.facts if isinstance(f, DocumentFact) and f.type == "treatment_plan")
    assert set(plan.states) >= {"frequency_and_duration", "specific_goals", "objective_measures"}


def test_a_reports_impression_belongs_to_it(extract: Extract) -> None:
    facts = extract(
        "Radiology report 03/17/2026\nLumbar spine, two views, 03/17/2026.\nFindings\nMisalignment of L4 on L5.\n"
        "Impression\nSubluxation at L4-L5.\n"
    )
    report = next(f for f in facts.facts if isinstance(f, DocumentFact) and f.type == "spine_xray_report")
    assert "subluxation_level" in report.states


@pytest.mark.parametrize("title", ["RE-EXAMINATION, VISIT 7", "CONSULTATION, NEW PATIENT", "OKAFOR, ADA MD"])
def test_a_heading_in_capitals_is_no_patients_name(extract: Extract, title: str) -> None:
    assert extract(f"{title}\nCedar Valley Clinic. Date of visit: 03/17/2026.\nHistory\nBMI 36.2.").warnings == ()


@pytest.mark.parametrize("written, value", [("47", 47.0), ("47 of 100", 47.0), ("47/100", 47.0), ("47 of 60", None)])
def test_a_score_out_of_its_own_end_needs_no_scale(extract: Extract, written: str, value: float | None) -> None:
    facts = extract(VISIT + f"KOOS JR today {written}.").facts
    assert [f.low for f in facts if isinstance(f, MeasureFact)] == ([] if value is None else [value])


@pytest.mark.parametrize("words", ["without lasting improvement", "without sustained relief", "no meaningful benefit"])
def test_treatment_without_lasting_gain_did_not_help(extract: Extract, words: str) -> None:
    facts = extract(VISIT + f"Physical therapy from 09/08/2025 to 12/19/2025, 18 visits, {words}.").facts
    assert [f.outcome for f in facts if isinstance(f, ExposureFact)] == ["inadequate_response"]
