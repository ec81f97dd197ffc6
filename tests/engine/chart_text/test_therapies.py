"""Drugs and treatments: dose, dates, outcome, and what was never begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import AllergyFact, ExemptionFact, ExposureFact
from peercall.domain.dates import day, month
from peercall.domain.terms import Assertion
from peercall.engine.chart_text import TextFacts

Extract = Callable[..., TextFacts]
HEAD = "05/18/2026 Ada Okafor, MD, rheumatology.\nHistory\n"


def exposures(facts: TextFacts, name: str) -> list[ExposureFact]:
    return [
        fact
        for fact in facts.facts
        if isinstance(fact, ExposureFact) and (name in fact.ingredients or fact.treatment == name)
    ]


def exemptions(facts: TextFacts) -> list[ExemptionFact]:
    return [fact for fact in facts.facts if isinstance(fact, ExemptionFact)]


def test_a_trial_with_dose_dates_and_outcome(extract: Extract) -> None:
    said = "Inadequate response to methotrexate: 25 weeks at 15 mg a week or more (11/03/2025 to 04/27/2026)."
    (fact,) = exposures(extract(HEAD + said), "methotrexate")

    assert (fact.start, fact.stop) == (day(date(2025, 11, 3)), day(date(2026, 4, 27)))
    assert (fact.dose, fact.dose_unit, fact.outcome) == (15, "mg/wk", "inadequate_response")
    assert fact.outcome_text == "Inadequate response"


@pytest.mark.parametrize(
    "said, dose, unit",
    [
        ("Methotrexate 20 mg weekly continued.", 20, "mg/wk"),
        ("Methotrexate 20 mg by mouth once a week continued.", 20, "mg/wk"),
        ("Methotrexate 20 mg continued.", None, None),
    ],
)
def test_dose_only_with_its_frequency(extract: Extract, said: str, dose: float | None, unit: str | None) -> None:
    (fact,) = exposures(extract(HEAD + said), "methotrexate")

    assert (fact.dose, fact.dose_unit) == (dose, unit)


def test_twice_daily_is_counted_for_the_day(extract: Extract) -> None:
    (fact,) = exposures(extract(HEAD + "Takes naproxen 500 mg twice daily."), "naproxen")

    assert (fact.dose, fact.dose_unit) == (1000, "mg/d")


def test_a_length_without_dates_stays_a_length(extract: Extract) -> None:
    (fact,) = exposures(extract(HEAD + "Naproxen six weeks, no relief, stopped for heartburn."), "naproxen")

    assert (fact.start, fact.duration_days, fact.status, fact.outcome) == (None, 42, "stopped", "inadequate_response")


def test_months_without_a_year_are_the_last_before_the_note(extract: Extract) -> None:
    said = "Physical therapy from March to May without lasting help."
    (fact,) = exposures(extract(HEAD + said), "physical_therapy")

    assert (fact.start, fact.stop, fact.outcome) == (month(2026, 3), month(2026, 5), "inadequate_response")


def test_sessions_of_a_treatment(extract: Extract) -> None:
    said = "Completed 11 visits of physical therapy from 03/23/2026 to 05/04/2026, no lasting improvement."
    (fact,) = exposures(extract(HEAD + said), "physical_therapy")

    assert (fact.sessions, fact.start, fact.stop) == (11, day(date(2026, 3, 23)), day(date(2026, 5, 4)))


@pytest.mark.parametrize(
    "said",
    [
        "She has not failed methotrexate.",
        "Methotrexate failed to arrive from the pharmacy.",
        "Methotrexate continued, tolerated without nausea.",
        "Methotrexate stopped in March.",
        "If methotrexate fails, consider a biologic.",
        "Methotrexate may have failed.",
    ],
)
def test_no_failure_is_read_where_none_is_stated(extract: Extract, said: str) -> None:
    for fact in exposures(extract(HEAD + said), "methotrexate"):
        assert fact.outcome not in {"inadequate_response", "intolerance"}


def test_a_stop_without_a_reason_has_no_outcome(extract: Extract) -> None:
    (fact,) = exposures(extract(HEAD + "Leflunomide stopped 02/03/2026."), "leflunomide")

    assert (fact.status, fact.stop, fact.outcome) == ("stopped", day(date(2026, 2, 3)), None)


def test_an_outcome_belongs_to_the_drug_it_is_said_of(extract: Extract) -> None:
    facts = extract(HEAD + "Leflunomide caused rash; methotrexate continued.")

    assert exposures(facts, "leflunomide")[0].outcome == "intolerance"
    assert exposures(facts, "methotrexate")[0].outcome is None


def test_prescribed_and_never_taken_is_no_trial(extract: Extract) -> None:
    facts = extract(HEAD + "Etanercept prescribed.", HEAD + "Etanercept, not yet started, should be cancelled.")

    assert {(fact.assertion, fact.status) for fact in exposures(facts, "etanercept")} == {
        (Assertion.PLANNED, "unknown"),
        (Assertion.PRESENT, "never_started"),
    }


@pytest.mark.parametrize("said", ["Leflunomide discussed as an alternative.", "Start leflunomide 20 mg daily."])
def test_a_plan_is_not_a_treatment(extract: Extract, said: str) -> None:
    (fact,) = exposures(extract(HEAD + said), "leflunomide")

    assert fact.assertion is Assertion.PLANNED


def test_no_fill_in_one_pharmacy_says_nothing(extract: Extract) -> None:
    assert exposures(extract(HEAD + "No fill of methotrexate in this system."), "methotrexate") == []


def test_a_sister_on_a_biologic(extract: Extract) -> None:
    (fact,) = exposures(extract(HEAD + "Sister: doing well on adalimumab for three years."), "adalimumab")

    assert (fact.assertion, fact.outcome) == (Assertion.FAMILY, None)


def test_a_date_of_something_else_dates_no_drug(extract: Extract) -> None:
    facts = extract(
        HEAD + "Hypertension since 2011, treated with lisinopril. Off the burst since 03/01/2026, on prednisone."
    )

    assert exposures(facts, "lisinopril")[0].start is None
    assert exposures(facts, "prednisone")[0].start is None


def test_a_carried_forward_list_is_cautioned(extract: Extract) -> None:
    page = "05/18/2026 Ada Okafor, MD.\nMedications (carried forward)\nmethotrexate 7.5 mg weekly; folic acid"
    (fact,) = exposures(extract(page), "methotrexate")

    assert fact.caution is not None and "carried forward" in fact.caution


def test_a_medication_list(extract: Extract) -> None:
    page = (
        "Medication list\n\nMedication\tDirections\tStatus\n"
        "methotrexate 2.5 mg tablets\t8 tablets (20 mg) once a week\tactive\n"
        "naproxen 500 mg\t1 twice daily with food\tstopped 05/11/2026, no relief\n"
        "etanercept 50 mg\tonce a week\tcancelled 05/13/2026, never started\n"
        "sacubitril-valsartan 49-51 mg\t1 twice daily\tactive"
    )
    facts = extract(page)
    methotrexate, naproxen = exposures(facts, "methotrexate")[0], exposures(facts, "naproxen")[0]

    assert (methotrexate.status, methotrexate.dose, methotrexate.dose_unit) == ("active", 20, "mg/wk")
    assert (naproxen.status, naproxen.stop, naproxen.outcome) == (
        "stopped",
        day(date(2026, 5, 11)),
        "inadequate_response",
    )
    assert exposures(facts, "etanercept")[0].status == "never_started"
    assert exposures(facts, "valsartan")[0].ingredients == ("sacubitril", "valsartan")


def test_a_fill_history_gives_dose_and_supply(extract: Extract) -> None:
    page = "Pharmacy fill history\n\nFilled\tDrug\tQuantity\tDays\n12/01/2025\tmethotrexate 2.5 mg\t32\t28"
    (fact,) = exposures(extract(page), "methotrexate")

    assert (fact.kind, fact.start, fact.days_supply) == ("dispense", day(date(2025, 12, 1)), 28)
    assert (fact.dose, fact.dose_unit) == (20, "mg/wk")


@pytest.mark.parametrize(
    "said, kind, of",
    [
        ("Sulfasalazine cannot be used: hives with a sulfonamide in 2009.", "contraindication", "sulfasalazine"),
        ("TNF inhibitors are contraindicated: NYHA class III heart failure.", "contraindication", "tnf_inhibitor"),
        ("TNF inhibitors should be avoided in this patient.", "contraindication", "tnf_inhibitor"),
        ("She is intolerant of leflunomide.", "intolerance", "leflunomide"),
        ("Severe reaction to dye: iodinated contrast is contraindicated.", "contraindication", "iodinated_contrast"),
        ("NSAIDs are contraindicated because of kidney disease.", "contraindication", "nsaid"),
    ],
)
def test_what_cannot_be_used(extract: Extract, said: str, kind: str, of: str) -> None:
    (fact,) = exemptions(extract(HEAD + said))

    assert fact.kind == kind
    assert (*fact.ingredients, *fact.drug_classes, *fact.treatments) == (of,)
    assert fact.assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    "said",
    ["There is no contraindication to methotrexate.", "Methotrexate is not listed as an allergy."],
)
def test_a_denied_contraindication_exempts_nothing(extract: Extract, said: str) -> None:
    (fact,) = exemptions(extract(HEAD + said))

    assert fact.assertion is Assertion.NEGATED


def test_the_allergy_list_exempts_what_the_table_says(extract: Extract) -> None:
    page = (
        "Allergies and intolerances\n\nSubstance\tReaction\tSeverity\tNoted\n"
        "Sulfonamide antibiotics (sulfa)\thives\tsevere\t07/2009\nLatex\tcontact rash\tmild\t2012"
    )
    facts = extract(page)
    (fact,) = exemptions(facts)

    assert [fact.substance for fact in facts.facts if isinstance(fact, AllergyFact)] == [
        "Sulfonamide antibiotics (sulfa)",
        "Latex",
    ]
    assert "sulfasalazine" in fact.ingredients and "methotrexate" not in fact.ingredients
