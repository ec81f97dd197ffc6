"""Measures: boundaries, units and scales, ranges and levels, circumstances, and which of several values counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine.criteria.build import HISTORICAL, ask, measure, roles, said, shown

from peercall.domain.terms import EvidenceRole

AHI = 'measure: {of: ahi_or_rdi, op: ">=", value: 15, unit: "/h", pick: latest}'
LVEF = 'measure: {of: lvef, op: "<=", value: 35, unit: "%", pick: latest}'
ODI = 'measure: {of: odi, op: ">", value: 20, unit: "%", pick: latest, within: 30 d}'
RAPID3 = 'measure: {of: rapid3, op: ">", value: 2, scale: 0-10, pick: latest, within: 90 d}'
DAS28 = 'measure: {of: das28, op: ">=", value: 3.2, pick: latest, within: 90 d}'
NYHA = 'measure: {of: nyha_class, category: ["II", "III"], pick: latest}'
SPO2 = 'measure: {of: spo2, op: "<=", value: 88, unit: "%", context: {state: rest, gas: room_air}, pick: latest}'
AT_REST = {"state": "rest", "gas": "room_air"}


@pytest.mark.parametrize("value, answer", [(14.9, "not_met"), (15.0, "met"), (15.1, "met")])
def test_the_limit_itself_meets_at_least(value: float, answer: str) -> None:
    assert shown(ask(AHI, measure("ahi", value, unit="/h", on="2026-04-07"))) == answer


@pytest.mark.parametrize("value, answer", [(4.9, "not_met"), (5.0, "met"), (14.6, "met"), (15.0, "not_met")])
def test_a_band_open_above_takes_its_lower_end_only(value: float, answer: str) -> None:
    leaf = 'measure: {of: ahi, op: between, low: 5, high: 15, high_open: true, unit: "/h"}'
    assert shown(ask(leaf, measure("ahi", value, unit="/h", on="2026-04-07"))) == answer


def test_the_wider_scoring_rule_is_shown_and_never_counted() -> None:
    result = ask(
        AHI,
        measure("ahi", 22, unit="/h", on="2026-04-09", context={"rule": "3pct"}),
        measure("ahi", 9.4, unit="/h", on="2026-04-07", context={"rule": "4pct"}),
        measure("rdi", 19.3, unit="/h", on="2026-04-07", context={"events": "with_arousals"}),
        measure("ahi", 31, unit="/h", on="2026-04-20", caution="consumer device"),
    )
    assert shown(result) == "not_met"
    assert [piece.value for piece in result.evidence if piece.role is EvidenceRole.CONTRADICTS] == ["9.4"]
    assert [piece.why for piece in result.evidence if piece.role is EvidenceRole.CONSIDERED] == [
        "with arousals: not the value the criterion asks for",
        "3pct: not the value the criterion asks for",
        "consumer device",
    ]


@pytest.mark.parametrize(
    "low, high, answer, because",
    [
        (30, 35, "met", "all of 30-35 is 35 or less"),
        (30, 30, "met", "plainly"),
        (35, 40, "not_documented/conflict", "only a part meets it"),
        (36, 40, "not_met", "none of it does"),
    ],
)
def test_a_written_range_meets_a_limit_only_as_a_whole(low: float, high: float, answer: str, because: str) -> None:
    assert shown(ask(LVEF, measure("lvef", low, high, unit="%", on="2026-05-13"))) == answer, because


def test_below_35_is_not_met_by_a_range_that_touches_it() -> None:
    leaf = 'measure: {of: lvef, op: "<", value: 35, unit: "%"}'
    assert shown(ask(leaf, measure("lvef", 30, 35, unit="%", on="2026-05-13"))) == "not_documented/conflict"


def test_a_fraction_is_read_by_the_measures_own_conversion() -> None:
    result = ask(LVEF, measure("lvef", 0.30, unit="fraction", on="2026-05-13"))
    assert shown(result) == "met"
    assert "= 30%" in result.evidence[0].display


def test_kilopascal_are_millimetres_of_mercury_by_their_factor() -> None:
    leaf = 'measure: {of: pao2, op: "<=", value: 55, unit: "mm[Hg]"}'
    assert shown(ask(leaf, measure("pao2", 7.3, unit="kPa", on="2026-05-13"))) == "met"  # 54.75
    assert shown(ask(leaf, measure("pao2", 7.4, unit="kPa", on="2026-05-13"))) == "not_met"  # 55.5


def test_hba1c_in_millimole_a_mole_is_converted_with_its_offset() -> None:
    leaf = 'measure: {of: hba1c, op: ">=", value: 6.5, unit: "%"}'
    assert shown(ask(leaf, measure("hba1c", 48, unit="mmol/mol", on="2026-05-13"))) == "met"  # 6.54
    assert shown(ask(leaf, measure("hba1c", 47, unit="mmol/mol", on="2026-05-13"))) == "not_met"


def test_a_unit_of_another_kind_is_never_compared() -> None:
    result = ask(LVEF, measure("lvef", 30, unit="mL", on="2026-05-13"))
    assert shown(result) == "not_documented/unit"
    assert result.evidence[0].why == "the unit mL cannot be converted"


def test_a_value_without_its_unit_is_shown_and_not_compared() -> None:
    assert shown(ask(LVEF, measure("lvef", 30, on="2026-05-13"))) == "not_documented/unit"


@pytest.mark.parametrize(
    "fields, answer, because",
    [
        ({"unit": "{score}"}, "not_documented/unit", "15 may be the raw sum or percent"),
        ({}, "not_documented/unit", "neither unit nor scale"),
        ({"unit": "{score}", "scale": "0-50"}, "met", "15 of 50 is 30%"),
        ({"unit": "%"}, "not_met", "15% is below the limit"),
    ],
)
def test_a_raw_oswestry_sum_is_not_percent(fields: dict[str, str], answer: str, because: str) -> None:
    assert shown(ask(ODI, measure("odi", 15, on="2026-05-22", **fields))) == answer, because


def test_the_neck_index_on_a_hundred_is_halved() -> None:
    leaf = 'measure: {of: ndi, op: ">", value: 4, unit: "{score_0_50}"}'
    assert shown(ask(leaf, measure("ndi", 9, unit="{score}", variant="ndi_percent", on="2026-05-22"))) == "met"  # 4.5
    assert shown(ask(leaf, measure("ndi", 8, unit="%", scale="0-100", on="2026-05-22"))) == "not_met"  # 4
    assert shown(ask(leaf, measure("ndi", 9, unit="{score}", on="2026-05-22"))) == "not_documented/unit"


@pytest.mark.parametrize(
    "fields, answer",
    [
        ({}, "not_documented/unit"),
        ({"scale": "0-10"}, "met"),
        ({"scale": "0-30"}, "not_met"),
        ({"variant": "rapid3_0_30"}, "not_met"),
    ],
)
def test_rapid3_is_compared_only_when_its_scale_is_named(fields: dict[str, str], answer: str) -> None:
    assert shown(ask(RAPID3, measure("rapid3", 3.4, unit="{score}", on="2026-05-10", **fields))) == answer


def test_a_value_beyond_its_scale_is_not_on_that_scale() -> None:
    assert shown(ask(RAPID3, measure("rapid3", 14, scale="0-10", on="2026-05-10"))) == "not_documented/unit"


def test_das28_needs_its_assay_named() -> None:
    assert shown(ask(DAS28, measure("das28", 5.5, on="2026-05-10"))) == "not_documented/unit"
    assert shown(ask(DAS28, measure("das28", 5.5, variant="das28_crp", on="2026-05-10"))) == "met"


def test_a_known_value_of_the_same_day_is_not_spoilt_by_one_without_scale() -> None:
    result = ask(
        ODI,
        measure("odi", 15, unit="{score}", on="2026-05-22"),
        measure("odi", 30, unit="%", on="2026-05-22", source=said("Oswestry Disability Index 15/50 (30%).")),
    )
    assert shown(result) == "met"
    assert roles(result) == ["supports", "considered"]


def test_a_later_value_without_scale_leaves_it_open() -> None:
    result = ask(
        ODI, measure("odi", 30, unit="%", on="2026-05-20"), measure("odi", 12, unit="{score}", on="2026-05-22")
    )
    assert shown(result) == "not_documented/unit"


@pytest.mark.parametrize(
    "levels, answer, because",
    [
        (("II",), "met", "one of the two"),
        (("II", "III"), "met", "written together, both are listed"),
        (("III", "IV"), "not_documented/conflict", "only one of them is"),
        (("I",), "not_met", "not listed"),
        (("V",), "not_documented/unit", "no such class"),
    ],
)
def test_nyha_two_and_three_written_together(levels: tuple[str, ...], answer: str, because: str) -> None:
    assert shown(ask(NYHA, measure("nyha_class", category=levels, on="2026-05-13"))) == answer, because


def test_two_to_three_does_not_meet_a_rule_for_three_alone() -> None:
    leaf = 'measure: {of: nyha_class, category: ["III"]}'
    result = ask(leaf, measure("nyha_class", category=("II", "III"), on="2026-05-13"))
    assert shown(result) == "not_documented/conflict"


def test_a_grade_is_compared_by_its_place() -> None:
    leaf = 'measure: {of: wagner_grade, op: ">=", value: 3}'
    assert shown(ask(leaf, measure("wagner_grade", category=("3",), on="2026-05-13"))) == "met"
    assert shown(ask(leaf, measure("wagner_grade", 2, on="2026-05-13"))) == "not_met"


def test_the_latest_value_counts_and_the_others_are_shown() -> None:
    result = ask(
        SPO2,
        measure("spo2", 84, unit="%", on="2026-05-12", context=AT_REST),
        measure("spo2", 89, unit="%", on="2026-05-14", context=AT_REST),
        measure("spo2", 80, unit="%", on="2026-05-15", context={"state": "rest", "gas": "oxygen"}),
        measure("spo2", 79, unit="%", on="2026-05-16", context={"state": "exercise", "gas": "room_air"}),
        measure("spo2", 78, unit="%", on="2026-05-17"),
    )
    assert shown(result) == "not_met"
    assert [(p.role.value, p.value, p.why) for p in result.evidence] == [
        ("contradicts", "89", None),
        ("considered", "84", "not the latest value"),
        ("considered", None, "oxygen, not room air"),
        ("considered", None, "exercise, not rest"),
        ("considered", None, "state is not stated; rest is asked for"),
    ]


def test_the_hour_orders_values_of_one_day() -> None:
    morning = measure("spo2", 89, unit="%", on="2026-05-14", context=AT_REST, hour="2026-05-14T06:35:00-07:00")
    noon = measure("spo2", 87, unit="%", on="2026-05-14", context=AT_REST, hour="2026-05-14T12:00:00-07:00")
    assert shown(ask(SPO2, noon, morning)) == "met"
    without_hour = replace(noon, hour=None)
    assert shown(ask(SPO2, morning, without_hour)) == "not_documented/conflict"


def test_an_evidence_rule_settles_two_methods_that_disagree() -> None:
    from tests.engine.criteria.build import evaluate

    body = """\
criteria: {id: asked, text: Low oxygen, measure: {of: pao2, op: "<=", value: 55, unit: "mm[Hg]"}}
evidence_rules: [{rule: prefer, order: [arterial_blood_gas, oximetry], when: the two conflict}]
"""
    gas = measure("pao2", 54, unit="mm[Hg]", on="2026-05-14", context={"method": "arterial_blood_gas"})
    other = measure("pao2", 60, unit="mm[Hg]", on="2026-05-14", context={"method": "oximetry"})
    result = evaluate(body, gas, other).root
    assert shown(result) == "met"
    assert roles(result) == ["supports", "considered"]
    assert (
        shown(
            ask(
                body.splitlines()[0].removeprefix("criteria: {id: asked, text: Low oxygen, ").removesuffix("}"),
                gas,
                other,
            )
        )
        == "not_documented/conflict"
    )


def test_a_value_on_oxygen_answers_only_when_oxygen_is_asked_for() -> None:
    leaf = 'measure: {of: spo2, op: ">=", value: 89, unit: "%", context: {state: rest}}'
    on_oxygen = measure("spo2", 95, unit="%", on="2026-05-14", context={"state": "rest", "gas": "oxygen"})
    assert shown(ask(leaf, on_oxygen)) == "not_documented/not_documented"


def test_a_resting_value_is_a_value_awake() -> None:
    leaf = 'measure: {of: spo2, op: ">=", value: 89, unit: "%", context: {state: awake}}'
    assert shown(ask(leaf, measure("spo2", 91, unit="%", on="2026-05-14", context={"state": "rest"}))) == "met"
    assert shown(ask(leaf, measure("spo2", 91, unit="%", on="2026-05-14", context={"state": "sleep"}))) == (
        "not_documented/not_documented"
    )


@pytest.mark.parametrize(
    "pick, answer",
    [("lowest", "met"), ("highest", "not_met"), ("any", "met"), ("every", "not_met"), ("baseline", "not_met")],
)
def test_the_pick_says_which_value_counts(pick: str, answer: str) -> None:
    leaf = f'measure: {{of: lvef, op: "<=", value: 35, unit: "%", pick: {pick}}}'
    facts = [
        measure("lvef", value, unit="%", on=on)
        for value, on in ((50, "2024-01-02"), (30, "2025-01-02"), (40, "2026-01-02"))
    ]
    assert shown(ask(leaf, *facts)) == answer


def test_worst_pain_is_not_usual_pain() -> None:
    leaf = 'measure: {of: pain_nrs, op: ">=", value: 4, within: 6 mo}'
    worst = measure("pain_nrs", 9, scale="0-10", on="2026-05-20", context={"pain": "worst"})
    usual = measure("pain_nrs", 3, scale="0-10", on="2026-05-20", context={"pain": "usual"})
    assert shown(ask(leaf, worst, usual)) == "not_met"


@pytest.mark.parametrize(
    "on, answer",
    [
        ("2026-03-03", "met"),
        ("2026-03-02", "not_documented/out_of_window"),
        ("2026-03", "not_documented/imprecise_date"),
        (None, "not_documented/imprecise_date"),
    ],
)
def test_a_measure_must_lie_in_its_window(on: str | None, answer: str) -> None:
    assert shown(ask(DAS28, measure("das28", 4.6, variant="das28_esr", on=on))) == answer


def test_a_window_without_its_anchor_is_not_guessed() -> None:
    result = ask(DAS28, measure("das28", 4.6, variant="das28_esr", on="2026-05-01"), moments={})
    assert shown(result) == "not_documented/imprecise_date"
    assert result.evidence[0].why == "the request date is not known"


def test_two_partial_dates_that_may_change_places_are_imprecise() -> None:
    result = ask(LVEF, measure("lvef", 30, unit="%", on="2026-05"), measure("lvef", 45, unit="%", on="2026-05-13"))
    assert shown(result) == "not_documented/imprecise_date"


def test_a_dated_historical_value_keeps_its_date() -> None:
    older = measure("lvef", 55, unit="%", on="2023-06", assertion=HISTORICAL)
    assert shown(ask(LVEF, older, measure("lvef", 30, 35, unit="%", on="2026-05-13"))) == "met"


def test_a_source_that_is_not_listed_does_not_qualify() -> None:
    leaf = "measure: {of: ahi_or_rdi, exists: true, source: [psg_attended, hsat_type_3], pick: any}"
    watch = measure("ahi", 31, unit="/h", on="2026-05-20", context={"method": "consumer_device"})
    study = measure("ahi", 9.4, unit="/h", on="2026-04-07", context={"method": "psg_attended"})
    assert shown(ask(leaf, watch)) == "not_documented/not_documented"
    assert shown(ask(leaf, watch, study)) == "met"


def test_the_count_of_the_qualifying_study_is_the_one_asked_for() -> None:
    from tests.engine.criteria.build import evaluate

    body = """\
criteria:
  id: root
  text: A short study
  all:
    - {id: study, text: A study, measure: {of: ahi, exists: true, source: [psg_attended], pick: any}}
    - id: short
      text: Enough events in a short study
      if: {measure: {of: sleep_recording_hours, op: "<", value: 2, unit: h, pick: same_test_as, same_test_as: study, absence: not_applicable}}
      then: {measure: {of: respiratory_event_count, op: ">=", value: 30, unit: "{events}", pick: same_test_as, same_test_as: study}}
"""
    study = measure("ahi", 18, unit="/h", on="2026-04-07", context={"method": "psg_attended"})
    long = measure("sleep_recording_hours", 351, unit="min", on="2026-04-07")
    short = measure("sleep_recording_hours", 1.5, unit="h", on="2026-04-07")
    other_night = measure("sleep_recording_hours", 1.5, unit="h", on="2025-04-07")
    events = measure("respiratory_event_count", 31, unit="{events}", on="2026-04-07")
    assert evaluate(body, study, long).find("short").status.value == "not_applicable"  # type: ignore[union-attr]
    assert evaluate(body, study, other_night).find("short").status.value == "not_applicable"  # type: ignore[union-attr]
    assert evaluate(body, study, short).find("short").status.value == "not_documented"  # type: ignore[union-attr]
    assert evaluate(body, study, short, events).find("short").status.value == "met"  # type: ignore[union-attr]


def test_therapy_minutes_are_averaged_over_five_of_seven_days() -> None:
    leaf = 'measure: {of: therapy_minutes_per_day, op: ">=", value: 180, unit: min/d, average_over: 5 d of 7}'
    week = [
        measure("therapy_minutes_per_day", m, unit="min/d", on=f"2026-05-1{i}")
        for i, m in enumerate((200, 190, 60, 185, 175, 180, 0))
    ]
    result = ask(leaf, *week)
    assert shown(result) == "met"
    assert result.computed == "mean of 5 days 186 min/d"


def test_the_same_sentence_in_ten_notes_is_one_value_in_ten_places() -> None:
    quote = "Ejection fraction 30-35%."
    facts = [measure("lvef", 30, 35, unit="%", on="2026-05-13", source=said(quote, page=page)) for page in range(1, 11)]
    result = ask(LVEF, *facts)
    assert len(result.evidence) == 1
    assert len(result.evidence[0].also_at) == 9


def test_a_silent_chart_is_open_and_says_what_to_get() -> None:
    result = ask(AHI)
    assert shown(result) == "not_documented/not_documented"
    assert result.asks == ("Value, unit and date: The question?",)


def test_of_many_older_values_the_newest_are_listed_and_the_rest_is_counted() -> None:
    facts = [measure("lvef", 40 + year % 10, unit="%", on=f"{year}-01-02") for year in range(1990, 2026)]
    result = ask(LVEF, *facts, measure("lvef", 30, unit="%", on="2026-05-13"))
    assert shown(result) == "met"
    assert len(result.evidence) == 13
    assert result.evidence[1].on is not None
    assert result.evidence[1].on.first.year == 2025
    assert result.note == "24 further older values were looked at and are not listed"
