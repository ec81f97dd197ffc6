"""Treatment trials: duration, gaps, dose, outcome, exemptions, and what was ordered and never taken."""

from __future__ import annotations

import pytest
from tests.engine.criteria.build import (
    FAMILY,
    NEGATED,
    PLANNED,
    ask,
    course,
    drug,
    evaluate,
    exemption,
    fills,
    procedure,
    said,
    shown,
)

from peercall.adapters.units import UcumConverter
from peercall.domain.terms import EvidenceRole

MTX = (
    "therapy: {drugs: [methotrexate], duration: 12 wk, continuous: true, max_gap: 14 d, "
    "min_dose: {value: 15, unit: mg/wk, or: maximum_tolerated}, outcome: [inadequate_response]}"
)
CSDMARD = (
    "therapy: {class: csdmard, count: 1, distinct: ingredient, duration: 12 wk, "
    "outcome: [inadequate_response, intolerance], exempt: [contraindication, allergy]}"
)
TNF = (
    "therapy: {class: tnf_inhibitor, count: 1, distinct: ingredient, duration: 12 wk, "
    "outcome: [inadequate_response, intolerance], exempt: [contraindication]}"
)
NO_OTHER = "not: {therapy: {class: advanced_ra_therapy, status: current, absence: absent_ok}}"
AT_15 = {"dose": 15.0, "dose_unit": "mg/wk"}
FAILED = {"outcome": "inadequate_response"}


@pytest.mark.parametrize(
    "stop, answer, because",
    [
        ("2026-03-25", "met", "84 days, both ends counted, are 12 weeks"),
        ("2026-03-24", "not_met", "one day short, and the chart says when it stopped"),
        ("2026-03", "not_documented/imprecise_date", "March may be long enough or not"),
        ("2026-04", "met", "even the first of April is"),
    ],
)
def test_twelve_weeks_of_a_stated_trial(stop: str, answer: str, because: str) -> None:
    result = ask(MTX, drug("methotrexate", start="2026-01-01", stop=stop, **AT_15, **FAILED))
    assert shown(result) == answer, because


def test_fills_with_a_bridged_gap_are_one_trial() -> None:
    dates = ["2025-11-03", "2025-12-01", "2025-12-29", "2026-02-05"]  # ten days without supply before the last
    stated = drug(
        "methotrexate", on="2026-03-10", kind="stated", source=said("Inadequate response to methotrexate."), **FAILED
    )
    result = ask(MTX, *fills("methotrexate", *dates, **AT_15), stated)
    assert shown(result) == "met"
    assert result.computed == (
        "methotrexate: 2025-11-03 to 2026-03-04, 17 weeks 3 days at 15 mg/wk or more, inadequate response; counted"
    )


@pytest.mark.parametrize(
    "last_fill, answer, because",
    [
        ("2026-02-10", "met", "14 days without supply are bridged"),
        ("2026-02-11", "not_documented/not_documented", "15 days are not; the fills on file may not be all"),
    ],
)
def test_the_longest_gap_that_is_bridged(last_fill: str, answer: str, because: str) -> None:
    # 56 days of supply to 2026-01-26, then a gap
    facts = fills("methotrexate", "2025-12-02", "2025-12-30", last_fill, supply=28, **AT_15)
    result = ask(MTX, *facts, drug("methotrexate", kind="stated", on="2026-03-10", **FAILED))
    assert shown(result) == answer, because


def test_early_refills_are_rolled_forward_and_said_so() -> None:
    facts = fills("methotrexate", "2026-01-01", "2026-01-22", "2026-02-12", supply=28, **AT_15)
    result = ask(MTX, *facts, drug("methotrexate", kind="stated", on="2026-04-10", **FAILED))
    assert shown(result) == "met"
    assert "rolled forward" in str(result.computed)


def test_days_below_the_dose_do_not_count_but_are_shown() -> None:
    low = drug("methotrexate", start="2025-10-06", stop="2025-11-02", dose=10.0, dose_unit="mg/wk")
    full = drug("methotrexate", start="2025-11-03", stop="2026-01-10", **AT_15, **FAILED)
    result = ask(MTX, low, full)
    assert shown(result) == "not_met"  # 69 days at 15 mg; 97 with the low dose
    assert any(piece.why == "below 15 mg/wk" for piece in result.evidence)


@pytest.mark.parametrize(
    "fields, answer",
    [
        ({"dose": 12.5, "dose_unit": "mg/wk"}, "not_met"),
        ({"dose": 12.5, "dose_unit": "mg/wk", "maximum_tolerated": True}, "met"),
        ({"dose": 2.5, "dose_unit": "mg/d"}, "met"),
        ({}, "not_documented/not_documented"),
    ],
)
def test_a_dose_is_reached_tolerated_or_open(fields: dict[str, object], answer: str) -> None:
    assert UcumConverter().convert(2.5, unit="mg/d", to="mg/wk") == pytest.approx(17.5)
    result = ask(MTX, drug("methotrexate", start="2025-11-03", stop="2026-04-27", **FAILED, **fields))
    assert shown(result) == answer


def test_a_carried_forward_list_does_not_undo_the_fills() -> None:
    trial = drug("methotrexate", start="2025-11-03", stop="2026-04-27", **AT_15, **FAILED)
    quote = "methotrexate 7.5 mg weekly"
    listed = drug(
        "methotrexate",
        kind="stated",
        on="2026-05-03",
        dose=7.5,
        dose_unit="mg/wk",
        source=said(quote),
        also_at=(said(quote, page=2), said(quote, page=3)),
    )
    result = ask(MTX, trial, listed)
    assert shown(result) == "met"
    considered = [piece for piece in result.evidence if piece.role is EvidenceRole.CONSIDERED]
    assert "carried forward" in str(considered[0].why)


def test_a_stop_without_a_reason_is_open_not_a_failure() -> None:
    result = ask(MTX, drug("methotrexate", start="2025-11-03", stop="2026-04-27", status="stopped", **AT_15))
    assert shown(result) == "not_documented/outcome_missing"
    assert "stopped without a stated reason" in str(result.computed)


def test_another_outcome_than_the_one_asked_for_is_not_met() -> None:
    result = ask(MTX, drug("methotrexate", start="2025-11-03", stop="2026-04-27", outcome="effective", **AT_15))
    assert shown(result) == "not_met"


def test_a_later_note_that_calls_it_effective_is_a_conflict() -> None:
    facts = [
        drug("methotrexate", start="2025-11-03", stop="2026-04-27", on="2026-02-01", **AT_15, **FAILED),
        drug("methotrexate", kind="stated", on="2026-04-27", outcome="effective"),
    ]
    assert shown(ask(MTX, *facts)) == "not_documented/conflict"


def test_undated_use_does_not_count() -> None:
    result = ask(CSDMARD, drug("hydroxychloroquine", kind="stated", on="2025-09-22", **FAILED))
    assert shown(result) == "not_documented/not_documented"
    assert "no dates are documented" in str(result.computed)


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"status": "never_started"}, "ordered and never started: not a trial"),
        ({"status": "cancelled"}, "ordered and never started: not a trial"),
        ({"assertion": PLANNED}, "planned, not done"),
        ({"assertion": FAMILY}, "family history, not the patient"),
    ],
)
def test_what_the_patient_never_took_is_no_trial(fields: dict[str, object], why: str) -> None:
    result = ask(TNF, drug("etanercept", kind="request", start="2025-10-01", stop="2026-05-13", **FAILED, **fields))
    assert shown(result) == "not_documented/not_documented"
    assert [piece.why for piece in result.evidence] == [why]


def test_intolerance_ends_a_trial_before_its_time() -> None:
    stopped = drug("leflunomide", start="2026-01-05", stop="2026-01-19", outcome="intolerance")
    result = ask(CSDMARD, stopped)
    assert shown(result) == "met"
    assert "not tolerated" in str(result.computed)


def test_a_sulfa_allergy_exempts_sulfasalazine_and_nothing_else() -> None:
    allergy = exemption("allergy", "sulfonamide: hives 2009", ingredients=("sulfasalazine",))
    assert shown(ask(CSDMARD, allergy)) == "met"
    mtx = "therapy: {drugs: [methotrexate], exempt: [intolerance, contraindication, allergy], outcome: [intolerance]}"
    trial = drug("methotrexate", start="2025-11-03", stop="2026-04-27", **FAILED)
    assert shown(ask(mtx, allergy, trial)) == "not_met"
    assert shown(ask(mtx, allergy)) == "not_documented/not_documented"


def test_a_contraindication_of_the_class_has_its_own_citation() -> None:
    heart = exemption(
        "contraindication",
        "TNF inhibitors are contraindicated: NYHA class III heart failure.",
        drug_classes=("tnf_inhibitor",),
        source=said("TNF inhibitors are contraindicated: NYHA class III heart failure."),
        on="2026-05-13",
    )
    never = drug("etanercept", kind="request", on="2026-05-01", status="never_started")
    result = ask(TNF, heart, never)
    assert (shown(result), result.computed) == ("met", "TNF inhibitors: exempt (contraindication)")
    assert [(p.role.value, p.why) for p in result.evidence] == [
        ("supports", None),
        ("considered", "ordered and never started: not a trial"),
    ]


def test_an_exemption_of_another_kind_is_not_a_listed_reason() -> None:
    result = ask(TNF, exemption("pregnancy", "pregnant", drug_classes=("tnf_inhibitor",), on="2026-05-13"))
    assert shown(result) == "not_documented/not_documented"


def test_a_family_members_contraindication_exempts_nobody() -> None:
    other = exemption("contraindication", "sister", drug_classes=("tnf_inhibitor",), assertion=FAMILY)
    assert shown(ask(TNF, other)) == "not_documented/not_documented"


@pytest.mark.parametrize(
    "distinct, answer, because",
    [
        ("ingredient", "met", "two drugs"),
        ("class", "not_documented/not_documented", "two drugs of one class count once; a second is not on file"),
    ],
)
def test_two_drugs_of_one_class(distinct: str, answer: str, because: str) -> None:
    leaf = f"therapy: {{any_class: [nsaid, opioid], count: 2, distinct: {distinct}, duration: 4 wk, outcome: [inadequate_response]}}"
    facts = [drug(name, start="2026-01-01", stop="2026-03-01", **FAILED) for name in ("naproxen", "ibuprofen")]
    assert shown(ask(leaf, *facts)) == answer, because


def test_nothing_found_means_no_combination_presumed_with_the_scope_searched() -> None:
    ended = drug("adalimumab", start="2024-01-01", stop="2024-06-01", status="stopped")
    result = ask(NO_OTHER, ended)
    assert shown(result) == "met"
    assert result.presumed
    leaf = result.children[0]
    assert [p.role.value for p in leaf.evidence] == ["contradicts", "searched"]
    assert "chart/bundle.json" in leaf.evidence[-1].display


def test_a_statement_that_there_is_no_other_is_not_presumed() -> None:
    stated = drug(
        "adalimumab",
        kind="stated",
        on="2026-05-20",
        assertion=NEGATED,
        source=said("No other biologic or JAK inhibitor."),
    )
    class_wide = drug("x", kind="stated", on="2026-05-20", assertion=NEGATED)
    from dataclasses import replace

    class_wide = replace(class_wide, ingredients=("adalimumab", "etanercept", "tofacitinib"))
    result = ask(NO_OTHER, class_wide)
    assert (shown(result), result.presumed) == ("met", False)
    assert ask(NO_OTHER, stated).presumed  # a word about one drug says nothing about the others


def test_a_current_biologic_is_a_combination() -> None:
    current = drug("adalimumab", kind="request", start="2026-03-01", status="active")
    assert shown(ask(NO_OTHER, current)) == "not_met"


def test_the_product_asked_for_is_not_its_own_combination() -> None:
    asked = drug("abatacept", kind="request", start="2026-05-20", status="active")
    result = ask(NO_OTHER, asked, request={"product": "abatacept"})
    assert shown(result) == "met"


def test_current_insulin() -> None:
    leaf = "therapy: {class: insulin, status: current}"
    assert shown(ask(leaf, drug("insulin glargine", kind="request", start="2024-02-01", status="active"))) == "met"
    assert shown(ask(leaf, *fills("insulin glargine", "2026-05-20"))) == "met"
    assert (
        shown(ask(leaf, drug("insulin glargine", start="2024-02-01", stop="2025-02-01", status="stopped"))) == "not_met"
    )
    assert shown(ask(leaf)) == "not_documented/not_documented"


def test_every_part_of_a_regimen_is_needed_or_exempt() -> None:
    leaf = (
        "therapy: {regimen: hf_gdmt, parts: [hf_gdmt_beta_blocker, hf_gdmt_ras, hf_gdmt_mra], duration: 3 mo, "
        "continuous: true, status: current, exempt: [contraindication, intolerance], judged_by: physician}"
    )
    beta = drug("carvedilol", kind="request", start="2025-12-01", status="active")
    ras = drug("lisinopril", kind="request", start="2025-12-01", status="active")
    assert shown(ask(leaf, beta, ras)) == "not_documented/not_documented"
    kidney = exemption("contraindication", "hyperkalemia", drug_classes=("hf_gdmt_mra",), on="2026-01-02")
    result = ask(leaf, beta, ras, kidney)
    assert shown(result) == "met"
    assert result.note == "whether it is optimal is for the physician to say"
    late = drug("lisinopril", kind="request", start="2026-04-01", status="active")
    assert shown(ask(leaf, beta, late, kidney)) == "not_met"


def test_six_weeks_of_physical_therapy() -> None:
    leaf = (
        "therapy: {any_treatment: [physical_therapy, nsaid], count: 1, duration: 4 wk, "
        "outcome: [inadequate_response, intolerance], exempt: [contraindication]}"
    )
    result = ask(leaf, course("physical_therapy", start="2026-03-23", stop="2026-05-04", sessions=11, **FAILED))
    assert shown(result) == "met"
    assert "43 days" not in str(result.computed)
    assert "6 weeks 1 day" in str(result.computed)


def test_therapy_visits_billed_by_code_are_days_of_treatment() -> None:
    leaf = "therapy: {treatment: physical_therapy, duration: 4 wk, continuous: true, max_gap: 7 d, outcome: [inadequate_response]}"
    visits = [procedure("97110", on=f"2026-03-{day:02d}") for day in (2, 9, 16, 23, 30)]
    assert shown(ask(leaf, *visits)) == "not_documented/outcome_missing"
    stated = course("physical_therapy", on="2026-04-10", **FAILED)
    assert shown(ask(leaf, *visits, stated)) == "met"


def test_use_outside_the_window_is_shown_as_such() -> None:
    leaf = "therapy: {any_treatment: [physical_therapy], outcome: [inadequate_response], within: 12 mo}"
    old = course("physical_therapy", start="2022-03-23", stop="2022-05-04", **FAILED)
    result = ask(leaf, old)
    assert shown(result) == "not_documented/out_of_window"
    assert result.evidence[0].role is EvidenceRole.OUT_OF_WINDOW


def test_use_that_reaches_into_the_window_counts() -> None:
    leaf = "therapy: {any_treatment: [physical_therapy], outcome: [inadequate_response], within: 12 mo}"
    assert shown(ask(leaf, course("physical_therapy", start="2025-03-01", stop="2025-08-01", **FAILED))) == "met"


def test_lines_of_treatment_are_told_apart_by_their_start() -> None:
    body = """\
criteria:
  id: asked
  text: Two earlier lines
  therapy: {any_treatment: [chemo_line], count: 2, distinct: line, outcome: [refractory, relapse]}
value_sets: {chemo_line: {text_terms: [line of therapy]}}
"""
    first = course("chemo_line", start="2024-01-05", stop="2024-05-01", outcome="relapse")
    second = course("chemo_line", start="2025-01-05", stop="2025-03-01", outcome="refractory")
    assert shown(evaluate(body, first, second).root) == "met"
    assert shown(evaluate(body, first).root) == "not_documented/not_documented"


def test_a_completed_fill_does_not_say_that_the_drug_was_stopped() -> None:
    going_on = drug("methotrexate", kind="request", start="2025-12-01", status="active", **AT_15)
    result = ask(MTX, going_on, *fills("methotrexate", "2025-12-01", "2025-12-29", **AT_15))
    assert shown(result) == "not_documented/outcome_missing"
    assert "no outcome is stated" in str(result.computed)


def test_supply_beyond_the_request_does_not_lengthen_the_trial() -> None:
    late = fills("methotrexate", "2026-03-20", supply=90, **AT_15)  # 84 days would end on 2026-06-11
    result = ask(MTX, *late, drug("methotrexate", kind="stated", on="2026-05-30", **FAILED))
    assert "2026-03-20 to 2026-06-01" in str(result.computed)
    assert shown(result) == "not_documented/not_documented"


@pytest.mark.parametrize("days, answer", [(42, "met"), (41, "not_documented/not_documented")])
def test_a_length_in_the_charts_own_words(days: int, answer: str) -> None:
    leaf = "therapy: {any_treatment: [physical_therapy], duration: 6 wk, outcome: [inadequate_response]}"
    assert shown(ask(leaf, course("physical_therapy", on="2026-05-04", duration_days=days, **FAILED))) == answer
    ended = course("physical_therapy", stop="2026-05-04", duration_days=days, **FAILED)
    assert shown(ask(leaf, ended)) == {"met": "met"}.get(answer, "not_met")
    # without dates it cannot be placed in a window
    in_window = leaf.replace("duration: 6 wk", "duration: 6 wk, within: 12 mo")
    undated = course("physical_therapy", duration_days=days, **FAILED)
    assert shown(ask(in_window, undated)) == "not_documented/imprecise_date"
