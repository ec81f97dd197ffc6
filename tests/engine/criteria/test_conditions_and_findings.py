"""Conditions and findings: active, resolved, denied, somebody else's, and how long they have lasted."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.criteria.build import (
    FAMILY,
    HISTORICAL,
    NEGATED,
    PLANNED,
    ask,
    condition,
    evaluate,
    finding,
    roles,
    said,
    shown,
)

RA = "diagnosis: {vs: rheumatoid_arthritis, status: active, confirmed: true}"
MI_EVER = "diagnosis: {vs: myocardial_infarction, status: any}"
STROKE = "diagnosis: {vs: osa_comorbid_cardiovascular, status: any}"
SLEEPY = "diagnosis: {vs: osa_symptoms, status: active, or_finding: [excessive_daytime_sleepiness]}"


@pytest.mark.parametrize(
    "fields, answer",
    [
        ({"confirmed": True}, "met"),
        ({"confirmed": None}, "not_documented/not_documented"),
        ({"confirmed": False}, "not_documented/not_documented"),
        ({"confirmed": True, "clinical_status": "resolved"}, "not_met"),
        ({"confirmed": True, "assertion": NEGATED}, "not_met"),
        ({"confirmed": True, "assertion": FAMILY}, "not_documented/not_documented"),
        ({"confirmed": True, "assertion": HISTORICAL}, "not_documented/not_documented"),
        ({"confirmed": True, "caution": "uncertain recognition"}, "not_documented/not_documented"),
    ],
)
def test_an_active_confirmed_diagnosis(fields: dict[str, object], answer: str) -> None:
    assert shown(ask(RA, condition("M05.79", on="2025-09-22", **fields))) == answer


def test_history_answers_where_history_is_asked_for() -> None:
    assert shown(ask(MI_EVER, condition("I25.2", assertion=HISTORICAL, clinical_status=None))) == "met"
    assert shown(ask(MI_EVER, condition("I21.9", clinical_status="resolved", on="2019"))) == "met"


def test_the_fathers_stroke_is_not_the_patients() -> None:
    father = condition("I63.9", text="Father: stroke at age 70", assertion=FAMILY)
    result = ask(STROKE, father, condition("I10", on="2011", text="Essential hypertension"))
    assert shown(result) == "met"
    assert [(p.role.value, p.why) for p in result.evidence] == [
        ("supports", None),
        ("considered", "family history, not the patient"),
    ]


def test_a_resolved_episode_beside_an_active_one_is_no_contradiction() -> None:
    result = ask(
        "diagnosis: {vs: rheumatoid_arthritis, status: active}",
        condition("M06.9", on="2015", clinical_status="resolved"),
        condition("M06.9", on="2025"),
    )
    assert shown(result) == "met"


def test_a_later_statement_outweighs_a_copied_denial_which_stays_visible() -> None:
    denial = "Denies daytime sleepiness."
    facts = [
        finding(
            "excessive_daytime_sleepiness",
            on=f"2026-0{number}-23",
            assertion=NEGATED,
            source=said(denial, page=number),
            text=denial,
        )
        for number in (1, 2, 3)
    ]
    seen = finding("excessive_daytime_sleepiness", on="2026-04-17", source=said("He falls asleep in the waiting room."))
    result = ask(SLEEPY, *facts, seen)
    assert shown(result) == "met"
    assert roles(result) == ["supports", "contradicts"]
    assert "carried forward" in str(result.evidence[1].why)
    assert len(result.evidence[1].also_at) == 2


def test_a_later_denial_is_a_conflict_and_an_undated_one_too() -> None:
    seen = finding("excessive_daytime_sleepiness", on="2026-03-17")
    later = finding("excessive_daytime_sleepiness", on="2026-05-01", assertion=NEGATED)
    undated = finding("excessive_daytime_sleepiness", assertion=NEGATED)
    assert shown(ask(SLEEPY, seen, later)) == "not_documented/conflict"
    assert shown(ask(SLEEPY, seen, undated)) == "not_documented/conflict"


@pytest.mark.parametrize(
    "fact, answer",
    [
        ({"assertion": NEGATED}, "not_met"),
        ({"assertion": PLANNED}, "not_documented/not_documented"),
        ({"caution": "template text", "assertion": NEGATED}, "not_documented/not_documented"),
        ({"subject": "caregiver"}, "not_documented/not_documented"),
        ({}, "met"),
    ],
)
def test_a_finding_about_the_patient(fact: dict[str, object], answer: str) -> None:
    leaf = "finding: {is: mobility_prevents_mradl, subject: patient}"
    assert shown(ask(leaf, finding("mobility_prevents_mradl", on="2026-05-02", **fact))) == answer


@pytest.mark.parametrize(
    "onset, answer",
    [
        ("2026-02", "met"),
        ("2026-05-04", "met"),
        ("2026-05-05", "not_met"),
        ("2026-05", "not_documented/imprecise_date"),
        (None, "not_documented/not_documented"),
    ],
)
def test_pain_for_four_weeks(onset: str | None, answer: str) -> None:
    leaf = "finding: {is: radicular_pain, onset_at_least: 4 wk}"
    assert shown(ask(leaf, finding("radicular_pain", on="2026-05-30", onset=onset))) == answer


def test_a_recording_date_shows_at_least_how_long() -> None:
    leaf = "diagnosis: {vs: chronic_low_back_pain, status: active, onset_at_least: 12 wk}"
    old = condition("M54.50", on="2026-01-05", recorded="2026-01-05")
    recent = condition("M54.50", on="2026-05-05", recorded="2026-05-05")
    began = condition("M54.50", on="2026-05-05", recorded="2026-05-20")
    assert shown(ask(leaf, old)) == "met"
    assert shown(ask(leaf, recent)) == "not_documented/not_documented"
    assert shown(ask(leaf, began)) == "not_met"


def test_a_statement_is_asked_for_where_silence_is_not_enough() -> None:
    leaf = "not: {finding: {is: lung_cancer_symptoms, absence: statement}}"
    assert shown(ask(leaf)) == "not_documented/not_documented"
    assert shown(ask(leaf, finding("lung_cancer_symptoms", on="2026-05-01", assertion=NEGATED))) == "met"


def test_silence_is_presumed_absence_only_where_the_policy_says_so() -> None:
    result = ask("not: {finding: {is: shock_any_cause, absence: absent_ok}}")
    assert (shown(result), result.presumed) == ("met", True)
    denied = ask(
        "not: {finding: {is: shock_any_cause, absence: absent_ok}}", finding("shock_any_cause", assertion=NEGATED)
    )
    assert (shown(denied), denied.presumed) == ("met", False)


def test_a_condition_to_be_shown_by_echo_needs_those_words() -> None:
    leaf = "diagnosis: {vs: cor_pulmonale_or_pulmonary_hypertension, status: active, evidence_kind: [echo, ecg]}"
    listed = condition("I27.20", text="Pulmonary hypertension")
    shown_by = condition("I27.20", text="Pulmonary hypertension by echocardiogram")
    assert shown(ask(leaf, listed)) == "not_documented/not_documented"
    assert shown(ask(leaf, shown_by)) == "met"


def test_facts_after_the_decision_are_marked_when_the_policy_judges_what_was_known() -> None:
    body = """\
criteria: {id: asked, text: Reason at admission, finding: {is: admission_severity_reason}}
evidence_rules: [{rule: time_frame, when: judge on what was known at admission}]
"""
    later = finding("admission_severity_reason", on="2026-05-03")
    moments = {"request": date(2026, 5, 1), "admission": date(2026, 5, 1)}
    result = evaluate(body, later, moments=moments).root
    assert shown(result) == "not_documented/out_of_window"
    assert "not known at the time" in str(result.evidence[0].why)
    assert (
        shown(evaluate(body, later, finding("admission_severity_reason", on="2026-05-01"), moments=moments).root)
        == "met"
    )
