"""Events and counts: within a window, outside of it, undated, planned, presumed absent."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.criteria.build import (
    NEGATED,
    PLANNED,
    ask,
    condition,
    finding,
    measure,
    procedure,
    said,
    shown,
    visit,
)

NO_RECENT_MI = "not: {event: {vs: myocardial_infarction, within: {last: 40 d, anchor: service}, absence: absent_ok}}"
ESI = 'count: {of: {event: {vs: epidural_injection, kind: same_region}}, op: "<", value: 4, within: 12 mo, distinct_by: day}'
LOW = 'count: {of: {measure: {of: glucose, op: "<", value: 54, unit: mg/dL}}, op: ">=", value: 2, distinct_by: event}'
SERVICE = {"request": date(2026, 6, 1), "service": date(2026, 6, 20)}


@pytest.mark.parametrize(
    "fact, answer, presumed, because",
    [
        (None, "met", True, "nothing found is presumed"),
        (
            condition("I21.9", on="2026-05-10"),
            "not_met",
            False,
            "41 days before is the limit: 2026-05-11 opens the window",
        ),
        (condition("I21.9", on="2019-05-10"), "met", True, "an old one lies outside"),
        (
            condition("I25.2", on="2026-06-02", recorded="2026-06-02"),
            "not_documented/imprecise_date",
            False,
            "old MI of unknown date",
        ),
        (condition("I21.9", assertion=NEGATED, on="2026-06-01"), "met", False, "the patient denies one: stated"),
    ],
)
def test_no_infarction_in_forty_days(fact: object, answer: str, presumed: bool, because: str) -> None:
    facts = () if fact is None else (fact,)
    if because.startswith("41"):
        facts = (condition("I21.9", on="2026-05-11"),)
    result = ask(NO_RECENT_MI, *facts, moments=SERVICE)  # type: ignore[arg-type]
    assert (shown(result), result.presumed) == (answer, presumed), because


def test_the_request_date_stands_in_for_an_unset_service_date_and_says_so() -> None:
    result = ask(NO_RECENT_MI, condition("I21.9", on="2026-05-20"))
    assert shown(result) == "not_met"
    assert "counted from the request date" in str(result.children[0].note)


def test_an_event_by_kind_from_findings_visits_and_procedures() -> None:
    leaf = "event: {kind: smoking_cessation, within: {last: 15 a}}"
    assert shown(ask(leaf, finding("smoking_cessation", onset="2012"))) == "met"
    assert shown(ask(leaf, finding("smoking_cessation", onset="2011"))) == "not_documented/imprecise_date"
    assert shown(ask(leaf, finding("smoking_cessation", onset="2009"))) == "not_documented/out_of_window"
    snf = "event: {kind: snf_admission, within: {after: hospital_discharge, at_most: 30 d}}"
    moments = {"request": date(2026, 6, 1), "discharge": date(2026, 5, 1)}
    assert shown(ask(snf, visit(on="2026-05-31", purposes=["snf_admission"]), moments=moments)) == "met"
    assert (
        shown(ask(snf, visit(on="2026-06-01", purposes=["snf_admission"]), moments=moments))
        == "not_documented/out_of_window"
    )


def test_a_planned_scan_has_not_happened() -> None:
    leaf = "event: {vs: fdg_pet}"
    assert shown(ask(leaf, procedure("78815", on="2026-05-01", assertion=PLANNED))) == "not_documented/not_documented"
    assert shown(ask(leaf, procedure("78815", on="2026-05-01", status="not-done"))) == "not_documented/not_documented"
    assert shown(ask(leaf, procedure("78815", on="2026-05-01"))) == "met"


def test_a_procedure_without_code_is_known_by_its_words() -> None:
    leaf = "event: {vs: acupuncture}"
    assert shown(ask(leaf, procedure(text="Dry needling of the lumbar muscles", on="2026-05-01"))) == "met"


def test_a_procedure_with_its_outcome() -> None:
    leaf = "procedure: {vs: coronary_revascularization, outcome: successful}"
    assert shown(ask(leaf, procedure("33510", on="2026-05-01"))) == "not_documented/not_documented"
    assert shown(ask(leaf, procedure("33510", on="2026-05-01", outcome="successful"))) == "met"


@pytest.mark.parametrize(
    "facts, answer, presumed, because",
    [
        ((), "not_documented/not_documented", False, "a silent chart does not say none"),
        ((procedure("64483", on="2022-10-06"),), "met", True, "the chart records such injections, none in the window"),
        (
            (procedure("64483", on="2026-06-01", assertion=NEGATED, source=said("No previous epidural injection")),),
            "met",
            False,
            "a statement",
        ),
        (
            tuple(procedure("64483", on=f"2026-0{m}-02") for m in (1, 2, 3)),
            "met",
            False,
            "three of four, of whichever region",
        ),
        (
            tuple(procedure("64483", on=f"2026-0{m}-02") for m in (1, 2, 3, 4)),
            "not_documented/conflict",
            False,
            "four, but whether all of one region is not stated",
        ),
        (
            (procedure("27096", on="2026-02-02"), procedure("64483", on="2022-10-06")),
            "met",
            True,
            "a sacroiliac one is none",
        ),
    ],
)
def test_fewer_than_four_sessions_a_year(facts: tuple[object, ...], answer: str, presumed: bool, because: str) -> None:
    result = ask(ESI, *facts)  # type: ignore[arg-type]
    assert (shown(result), result.presumed) == (answer, presumed), because


def test_two_low_values_of_one_event_are_one() -> None:
    first = measure("glucose", 50, unit="mg/dL", on="2026-05-01", hour="2026-05-01T03:10:00-05:00")
    again = measure("glucose", 50, unit="mg/dL", on="2026-05-01", hour="2026-05-01T03:10:00-05:00")
    second = measure("glucose", 2.9, unit="mmol/L", on="2026-05-09")  # 52 mg/dL
    assert shown(ask(LOW, first, again)) == "not_met"
    assert shown(ask(LOW, first, again, second)) == "met"
    assert shown(ask(LOW)) == "not_documented/not_documented"


def test_a_value_without_unit_may_or_may_not_count() -> None:
    low = measure("glucose", 50, unit="mg/dL", on="2026-05-01")
    assert shown(ask(LOW, low, measure("glucose", 51, on="2026-05-09"))) == "not_documented/conflict"


def test_days_with_an_adjustment_are_counted_once() -> None:
    leaf = 'count: {of: {finding: {is: diabetes_treatment_adjustment}}, op: ">=", value: 2, distinct_by: day}'
    same_day = [finding("diabetes_treatment_adjustment", on="2026-04-01") for _ in range(2)]
    assert shown(ask(leaf, *same_day)) == "not_met"
    assert shown(ask(leaf, *same_day, finding("diabetes_treatment_adjustment", on="2026-05-01"))) == "met"
