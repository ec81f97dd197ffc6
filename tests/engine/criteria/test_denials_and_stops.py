"""A denial contradicts only its own condition; a stated stop ends what only looks active; the newest test shows one was done."""

from __future__ import annotations

import pytest
from tests.engine.criteria.build import NEGATED, ask, condition, drug, finding, measure, said, shown

from peercall.domain.terms import Assertion

UNCERTAIN = Assertion.UNCERTAIN
CARDIOVASCULAR = "diagnosis: {vs: osa_comorbid_cardiovascular, status: any}"
SYMPTOM = (
    "diagnosis: {vs: osa_symptoms, status: active, or_finding: [excessive_daytime_sleepiness, mood_disorder, insomnia]}"
)
ZOSTER = "diagnosis: {vs: acute_herpes_zoster, status: active, or_finding: [acute_herpes_zoster]}"
NO_OTHER = "not: {therapy: {class: advanced_ra_therapy, status: current, absence: absent_ok}}"
TESTED = "measure: {of: ahi_or_rdi, exists: true, source: [psg_attended, hsat_type_3], pick: any}"
AHI = 'measure: {of: ahi_or_rdi, op: ">=", value: 15, unit: "/h", pick: latest}'


def test_no_stroke_says_nothing_against_coronary_disease() -> None:
    stent = condition("I25.10", on="2021-05", text="Coronary artery disease")
    refuted = condition("I63.9", recorded="2024-11-16", text="Stroke, suspected", assertion=NEGATED)
    result = ask(CARDIOVASCULAR, stent, refuted)
    assert shown(result) == "met"
    assert [piece.why for piece in result.evidence] == [None, "denies another condition than the one that counts"]


def test_a_denial_of_the_same_condition_still_contradicts() -> None:
    listed = condition("I63.9", recorded="2024-01-05", text="Stroke")
    refuted = condition("I63.9", recorded="2024-11-16", text="Stroke", assertion=NEGATED)
    assert shown(ask(CARDIOVASCULAR, listed, refuted)) == "not_documented/conflict"


def test_a_denial_of_one_of_several_conditions_leaves_the_others_open() -> None:
    refuted = condition("I63.9", recorded="2024-11-16", text="Stroke", assertion=NEGATED)
    assert shown(ask(CARDIOVASCULAR, refuted)) == "not_documented/not_documented"
    denied = finding("insomnia", on="2026-05-01", text="Denies insomnia.", assertion=NEGATED)
    assert shown(ask(SYMPTOM, denied)) == "not_documented/not_documented"


def test_the_absence_of_what_is_suspected_is_not_presumed() -> None:
    leaf = "not: {diagnosis: {vs: sustained_vt_or_vf_arrest, status: any, absence: absent_ok}}"
    suspected = condition("I47.20", on="2026-02", text="Ventricular tachycardia, suspected", assertion=UNCERTAIN)
    assert shown(ask(leaf)) == "met"
    assert shown(ask(leaf, suspected)) == "not_documented/not_documented"


def test_a_denial_of_the_one_condition_asked_for_is_an_answer() -> None:
    denied = finding("acute_herpes_zoster", on="2026-05-01", text="Never had shingles.", assertion=NEGATED)
    assert shown(ask(ZOSTER, denied)) == "not_met"


@pytest.mark.parametrize(
    "ordered, answer, because",
    [
        ("2025-06-09", "met", "the order without an end was ended by the dated stop"),
        ("2026-02-01", "not_met", "ordered again after the stop"),
    ],
)
def test_a_stated_stop_ends_an_order_that_only_looks_active(ordered: str, answer: str, because: str) -> None:
    order = drug("adalimumab", kind="request", on=ordered, start=ordered, status="active")
    stopped = drug("adalimumab", start="2025-06-09", stop="2025-12-08", status="stopped")
    assert shown(ask(NO_OTHER, order, stopped)) == answer, because


def test_a_later_word_of_use_is_not_ended_by_an_earlier_stop() -> None:
    stopped = drug("adalimumab", start="2025-06-09", stop="2025-12-08", status="stopped")
    taking = drug("adalimumab", kind="stated", on="2026-04-01", status="active", source=said("Takes adalimumab."))
    assert shown(ask(NO_OTHER, stopped, taking)) == "not_met"


def test_the_stop_of_one_drug_ends_no_other() -> None:
    stopped = drug("etanercept", start="2025-06-09", stop="2025-12-08", status="stopped")
    order = drug("adalimumab", kind="request", on="2025-06-09", start="2025-06-09", status="active")
    assert shown(ask(NO_OTHER, stopped, order)) == "not_met"


def test_the_newest_accepted_test_shows_that_one_was_done() -> None:
    older = measure("ahi", 3.8, unit="/h", on="2022-09-13", context={"method": "psg_attended"})
    newer = measure("ahi", 12.5, unit="/h", on="2026-05-07", context={"method": "hsat_type_3"})
    result = ask(TESTED, older, newer)
    assert [(piece.role.value, str(piece.on)) for piece in result.evidence] == [
        ("supports", "2026-05-07"),
        ("considered", "2022-09-13"),
    ]


def test_an_index_of_one_position_never_counts_nor_conflicts() -> None:
    night = measure("ahi", 12.5, unit="/h", on="2026-05-07")
    back = measure(
        "ahi", 19.7, unit="/h", on="2026-05-07", context={"portion": "one_body_position_or_part_of_the_night"}
    )
    assert shown(ask(AHI, night, back)) == "not_met"
    assert shown(ask(AHI, back)) == "not_documented/not_documented"
