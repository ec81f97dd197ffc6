"""Change between two measurements: which two, in which direction, on one scale."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.criteria.build import ask, measure, shown

HEALING = "change: {of: wound_area, from: 30_days_ago, to: latest, direction: improve, by: {percent: 0, strict: true}}"
RELIEF = "change: {of: pain_nrs, from: before_trial, to: during_trial, direction: improve, by: {percent: 50, policy_states_no_number: true}}"
DAS28 = "change: {of: das28, from: before_start, to: latest, direction: improve, by: {points: 1.2}}"
KOOS = "change: {of: koos_jr, from: course_start, to: latest, direction: improve, by: {points: 6}}"
ON_OXYGEN = 'change: {of: spo2, from: exercise_room_air, to: exercise_on_oxygen, direction: rise, by: {points: 0, strict: true, unit: "%"}}'
TRIAL = {"request": date(2026, 6, 1), "trial_start": date(2026, 4, 1), "trial_end": date(2026, 4, 8)}


def area(value: float, on: str) -> object:
    return measure("wound_area", value, unit="cm2", on=on)


@pytest.mark.parametrize("first, last, answer", [(12.0, 11.9, "met"), (12.0, 12.0, "not_met"), (12.0, 13.0, "not_met")])
def test_any_measurable_healing(first: float, last: float, answer: str) -> None:
    assert shown(ask(HEALING, area(first, "2026-04-28"), area(last, "2026-05-28"))) == answer  # type: ignore[arg-type]


def test_healing_needs_a_measurement_thirty_days_before() -> None:
    result = ask(HEALING, area(12, "2026-04-29"), area(9, "2026-05-28"))  # type: ignore[arg-type]
    assert shown(result) == "not_documented/not_documented"
    assert result.asks[0].startswith("Wound area (length by width) at two moments")


@pytest.mark.parametrize("during, answer", [(4.0, "met"), (4.1, "not_met"), (3.0, "met")])
def test_half_the_pain_in_the_trial(during: float, answer: str) -> None:
    before = measure("pain_nrs", 8, scale="0-10", on="2026-03-20")
    result = ask(RELIEF, before, measure("pain_nrs", during, scale="0-10", on="2026-04-05"), moments=TRIAL)
    assert shown(result) == answer
    assert "names no number" in str(result.note)


def test_a_trial_whose_dates_are_unknown_is_not_guessed() -> None:
    before, during = (measure("pain_nrs", v, scale="0-10", on=on) for v, on in ((8, "2026-03-20"), (3, "2026-04-05")))
    assert shown(ask(RELIEF, before, during)) == "not_documented/imprecise_date"


def test_two_variants_are_two_measures() -> None:
    moments = {"request": date(2026, 6, 1), "start": date(2026, 1, 1)}
    esr = measure("das28", 5.8, variant="das28_esr", on="2025-12-20")
    crp = measure("das28", 3.1, variant="das28_crp", on="2026-05-20")
    assert shown(ask(DAS28, esr, crp, moments=moments)) == "not_documented/unit"
    again = measure("das28", 4.6, variant="das28_esr", on="2026-05-20")
    assert shown(ask(DAS28, esr, again, moments=moments)) == "met"  # 1.2 exactly


def test_a_rising_koos_is_an_improvement() -> None:
    moments = {"request": date(2026, 6, 1), "course_start": date(2026, 3, 1)}
    low, high = (measure("koos_jr", v, unit="{score}", on=on) for v, on in ((40, "2026-03-01"), (47, "2026-05-20")))
    assert shown(ask(KOOS, low, high, moments=moments)) == "met"
    worse = measure("koos_jr", 33, unit="{score}", on="2026-05-25")
    assert shown(ask(KOOS, low, high, worse, moments=moments)) == "not_met"


def test_oxygen_helps_on_exertion() -> None:
    room = measure("spo2", 85, unit="%", on="2026-05-14", context={"state": "exercise", "gas": "room_air"})
    oxygen = measure("spo2", 93, unit="%", on="2026-05-14", context={"state": "exercise", "gas": "oxygen"})
    assert shown(ask(ON_OXYGEN, room, oxygen)) == "met"
    assert shown(ask(ON_OXYGEN, room)) == "not_documented/not_documented"


def test_a_fall_asleep_is_not_shown_by_values_on_oxygen() -> None:
    leaf = 'change: {of: spo2, from: awake, to: sleep, direction: fall, by: {points: 5, strict: true, unit: "%"}}'
    awake = measure("spo2", 93, unit="%", on="2026-05-14", context={"state": "rest", "gas": "room_air"})
    asleep = measure("spo2", 85, unit="%", on="2026-05-15", context={"state": "sleep", "gas": "oxygen"})
    assert shown(ask(leaf, awake, asleep)) == "not_documented/not_documented"


def test_any_of_several_measures_may_show_the_gain() -> None:
    leaf = "change: {of: pain_or_function_any, from: course_start, to: latest, direction: improve, by: {percent: 0, strict: true}}"
    moments = {"request": date(2026, 6, 1), "course_start": date(2026, 3, 1)}
    facts = [measure("odi", v, unit="%", on=on) for v, on in ((46, "2026-03-01"), (30, "2026-05-22"))]
    result = ask(leaf, *facts, moments=moments)
    assert shown(result) == "met"
    assert result.computed == "ODI from 46 to 30: 16 (35%) in the direction asked for"
