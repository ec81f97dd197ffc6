"""Measured values in sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import MeasureFact
from peercall.domain.dates import day, month, year
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]
HEAD = "05/18/2026 Ada Okafor, MD, family medicine.\nHistory\n"


def measured(facts: TextFacts, measure: str) -> list[MeasureFact]:
    return [fact for fact in facts.facts if isinstance(fact, MeasureFact) and fact.measure == measure]


@pytest.mark.parametrize(
    "sentence, measure, low, high, unit",
    [
        ("AHI 22.4/h on the study.", "ahi", 22.4, 22.4, "/h"),
        ("Apnea-hypopnea index was 22.4 per hour.", "ahi", 22.4, 22.4, "/h"),
        ("LVEF 30-35%.", "lvef", 30, 35, "%"),
        ("The ejection fraction is about 30 to 35 percent.", "lvef", 30, 35, "%"),
        ("Ejection fraction 0.30.", "lvef", 0.30, 0.30, None),
        ("EF >55%.", "lvef", 55, float("inf"), "%"),
        ("DAS28-CRP 5.1 today.", "das28", 5.1, 5.1, "{score}"),
        ("BMI 41.2 kg/m2.", "bmi", 41.2, 41.2, "kg/m2"),
        ("HbA1c (04/02/2026): 8.4%.", "hba1c", 8.4, 8.4, "%"),
        ("PaO2 54 mm Hg at rest.", "pao2", 54, 54, "mm[Hg]"),
        ("PaO2 7.2 kPa.", "pao2", 7.2, 7.2, "kPa"),
        ("PaO2 54 at rest.", "pao2", 54, 54, None),
        ("FEV1 38% of predicted.", "fev1_percent", 38, 38, "%"),
        ("FEV1 1.2 L (38% predicted).", "fev1_percent", 38, 38, "%"),
        ("Epworth Sleepiness Scale today 14 of 24.", "ess", 14, 14, "{score}"),
        ("She has a 45 pack-year history.", "pack_years", 45, 45, "{pack_years}"),
        ("Former smoker, 45 pack-years.", "pack_years", 45, 45, "{pack_years}"),
        ("Total sleep time 351 min.", "sleep_recording_hours", 351, 351, "min"),
        ("ODI 48%.", "odi", 48, 48, "%"),
        ("Oswestry Disability Index 15/50 (30%).", "odi", 30, 30, "%"),
        ("Oswestry 23 of 50 = 46%.", "odi", 46, 46, "%"),
        ("Six-minute walk distance 310 m.", "six_minute_walk", 310, 310, "m"),
        ("PHQ-9 score 17.", "phq9", 17, 17, "{score}"),
        ("Eosinophils 420 cells/uL.", "eosinophils", 420, 420, "/uL"),
    ],
)
def test_value_and_unit(
    extract: Extract, sentence: str, measure: str, low: float, high: float, unit: str | None
) -> None:
    facts = measured(extract(HEAD + sentence), measure)

    assert [(fact.low, fact.high, fact.unit) for fact in facts] == [(low, high, unit)]


@pytest.mark.parametrize(
    "sentence, measure",
    [
        ("Oswestry to 15% or less at visit 24.", "odi"),
        ("ODI improved from 46% to 30%.", "odi"),
        ("Coverage needs an AHI of 15 or more.", "ahi"),
        ("AHI to be repeated in 6 months.", "ahi"),
        ("AHI 55 9.4", "ahi"),
        ("Pain medication refilled for 30 days.", "pain_nrs"),
        ("Patient global 6 of 10, physician global 5 of 10.", "pain_nrs"),
        ("FEV1/FVC 0.44.", "fev1_percent"),
        ("KOOS JR pending.", "koos_jr"),
        ("Epworth form handed out, return in 2 weeks.", "ess"),
        ("Oswestry form handed in, not yet scored.", "odi"),
        ("Urine glucose 250 mg/dL.", "glucose"),
    ],
)
def test_what_is_no_measured_value_is_left_out(extract: Extract, sentence: str, measure: str) -> None:
    assert measured(extract(HEAD + sentence), measure) == []


def test_a_raw_sum_keeps_its_scale(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "Oswestry Disability Index 15 of 50."), "odi")

    assert (fact.low, fact.unit, fact.scale) == (15, None, "0-50")


def test_a_score_whose_scale_is_not_told_has_no_unit(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "RAPID3 completed online: 3.4."), "rapid3")

    assert (fact.low, fact.unit, fact.scale) == (3.4, None, None)


def test_two_readings_keep_their_own_gas(extract: Extract) -> None:
    facts = measured(extract(HEAD + "SpO2 84% on room air in triage, 93% on 2 L."), "spo2")

    assert [(fact.low, fact.context.get("gas")) for fact in facts] == [(84, "room_air"), (93, "oxygen")]


def test_room_air_is_not_rheumatoid_arthritis(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "RA sat 97%."), "spo2")

    assert fact.context["gas"] == "room_air"


@pytest.mark.parametrize(
    "sentence, kind",
    [
        ("Usual pain 7 of 10.", "usual"),
        ("Worst pain 9/10.", "worst"),
        ("Pain at rest 3/10.", "rest"),
    ],
)
def test_usual_worst_and_resting_pain_are_different_values(extract: Extract, sentence: str, kind: str) -> None:
    (fact,) = measured(extract(HEAD + sentence), "pain_nrs")

    assert (fact.context["pain"], fact.scale) == (kind, "0-10")


@pytest.mark.parametrize(
    "sentence, levels",
    [
        ("NYHA class III heart failure.", ("III",)),
        ("NYHA II-III.", ("II", "III")),
        ("Heart failure, NYHA functional class 2.", ("II",)),
    ],
)
def test_classes_are_levels(extract: Extract, sentence: str, levels: tuple[str, ...]) -> None:
    (fact,) = measured(extract(HEAD + sentence), "nyha_class")

    assert fact.category == levels


def test_grade_of_the_joint_with_its_side(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "Left knee: Kellgren-Lawrence grade 3."), "kellgren_lawrence")

    assert (fact.category, fact.context["side"]) == (("3",), "left")


@pytest.mark.parametrize(
    "sentence, because",
    [
        ("His watch app says AHI 31.", "consumer device"),
        ("AHI 22.0 per hour (3% rule).", "3 %"),
        ("RDI 19.3 with effort-related arousals.", "arousals"),
        ("Residual AHI 2.1 on CPAP.", "download"),
        ("SpO2 86% on room air, dark nail polish noted.", "nail polish"),
        ("SpO2 97% room air. (template)", "template"),
    ],
)
def test_values_that_may_not_count_say_why(extract: Extract, sentence: str, because: str) -> None:
    facts = [fact for fact in extract(HEAD + sentence).facts if isinstance(fact, MeasureFact)]

    assert facts
    assert all(fact.caution and because in fact.caution for fact in facts)


def test_polish_removed_is_no_caution(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "SpO2 89% on room air at rest, polish removed."), "spo2")

    assert fact.caution is None


@pytest.mark.parametrize(
    "sentence, on",
    [
        ("Ejection fraction 32%.", day(date(2026, 5, 18))),
        ("Ejection fraction 32% (echocardiogram of 04/02/2026).", day(date(2026, 4, 2))),
        ("Study of 06/2023: ejection fraction 55%.", month(2023, 6)),
        ("Ejection fraction was 55% in 2021.", year(2021)),
        ("Ejection fraction 32%, better since 01/05/2026.", day(date(2026, 5, 18))),
    ],
)
def test_day_of_a_value(extract: Extract, sentence: str, on: object) -> None:
    (fact,) = measured(extract(HEAD + sentence), "lvef")

    assert fact.on == on


def test_an_undated_earlier_value_stays_undated(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "Previous AHI 34."), "ahi")

    assert (fact.on, fact.assertion) == (None, Assertion.HISTORICAL)


def test_a_brothers_value_is_the_brothers(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "Brother: sleep apnea, AHI 34."), "ahi")

    assert fact.assertion is Assertion.FAMILY


def test_a_note_without_a_date_gives_values_without_one(extract: Extract) -> None:
    (fact,) = measured(extract("Progress note\nBMI 41.2."), "bmi")

    assert fact.on is None


def test_the_day_of_printing_is_not_the_day_of_the_note(extract: Extract) -> None:
    (fact,) = measured(extract("Cedar Valley Clinic  MRN 1182  Printed 06/30/2026\nPage 1 of 1\nBMI 41.2."), "bmi")

    assert fact.on is None


def test_a_value_outside_its_scale_is_cautioned(extract: Extract) -> None:
    (fact,) = measured(extract(HEAD + "PHQ-9 score 44."), "phq9")

    assert fact.caution == "outside the range of the measure"


def test_a_value_dated_after_the_review_is_cautioned(extract: Extract) -> None:
    facts = extract("12/18/2026 Ada Okafor, MD.\nBMI 41.2.")

    assert measured(facts, "bmi")[0].caution == "dated after the day of this review"
    assert any("cannot be right" in warning for warning in facts.warnings)
