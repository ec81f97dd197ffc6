"""The shipped data: nothing lost, every value with source, status and dates, and the places where texts mislead."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from peercall.domain.policies import DiagnosisLeaf, MeasureLeaf, Node, TherapyLeaf
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, ClockTarget, LineOfBusiness, P2PEffect, ReviewStatus, TimeUnit


def test_nothing_is_missing(shipped: Rulebook) -> None:
    assert len(shipped.regulations) == 158
    assert len(shipped.payers) == 74
    assert len(shipped.reasons) == 25
    assert len(shipped.guidelines) == 40
    assert len(shipped.measures) == 71
    assert len(shipped.policies) == 26
    assert len(shipped.value_sets) == 44
    assert len(shipped.drug_classes) == 15


def test_statuses_of_laws_are_counted(shipped: Rulebook) -> None:
    assert Counter(rule.status for rule in shipped.regulations.values()) == {
        ReviewStatus.VERIFIED: 112,
        ReviewStatus.SECONDARY_SOURCE: 41,
        ReviewStatus.UNVERIFIED: 5,
    }


def test_only_verified_laws_are_printable(shipped: Rulebook) -> None:
    printable = [rule for rule in shipped.regulations.values() if rule.printable]
    assert len(printable) == 88
    assert {rule.status for rule in printable} == {ReviewStatus.VERIFIED}


def test_every_entry_names_its_source_and_place(shipped: Rulebook) -> None:
    shelves = (shipped.regulations, shipped.payers, shipped.reasons, shipped.guidelines, shipped.measures)
    for shelf in shelves:
        for rule in shelf.values():
            assert rule.provenance.source
            assert rule.provenance.layer == "peercall"
            assert rule.provenance.file.endswith(".yaml") and rule.provenance.line > 1


def test_dates_of_laws_are_in_order_and_lengths_have_units(shipped: Rulebook) -> None:
    for rule in shipped.regulations.values():
        assert (rule.number is None) == (rule.unit is None)
        if rule.effective_from and rule.effective_to:
            assert rule.effective_from <= rule.effective_to


@pytest.mark.parametrize(
    "rule_id, number, unit, anchor",
    [
        ("us-erisa-appeal-180d", 180, TimeUnit.CALENDAR_DAYS, Anchor.RECEIPT_DATE),
        ("us-ma-reconsideration-65d", 65, TimeUnit.CALENDAR_DAYS, Anchor.NOTIFICATION_DATE),
        ("us-ma-expedited-72h", 72, TimeUnit.HOURS, Anchor.REQUEST_RECEIVED),
        ("us-aca-federal-external-4m", 4, TimeUnit.MONTHS, Anchor.RECEIPT_DATE),
        ("us-mco-fair-hearing-120d", 120, TimeUnit.CALENDAR_DAYS, Anchor.FINAL_DECISION_RECEIVED),
        ("ne-p2p-window-3bd", 3, TimeUnit.BUSINESS_DAYS, Anchor.RECEIPT_DATE),
        ("co-p2p-5d", 5, TimeUnit.CALENDAR_DAYS, Anchor.P2P_REQUESTED),
        ("tx-p2p-before-denial", None, None, None),
    ],
)
def test_clocks_of_law_keep_their_figures(
    shipped: Rulebook, rule_id: str, number: int | None, unit: TimeUnit | None, anchor: Anchor | None
) -> None:
    rule = shipped.regulations[rule_id]
    assert (rule.number, rule.unit, rule.anchor) == (number, unit, anchor)


def test_a_law_is_in_force_from_its_day_on(shipped: Rulebook) -> None:
    rule = shipped.regulations["us-ma-standard-7d"]
    assert rule.effective_from == date(2026, 1, 1)
    assert not rule.in_force(date(2025, 12, 31))
    assert rule.in_force(date(2026, 1, 1))


def test_windows_of_payers_point_to_events_of_the_case(shipped: Rulebook) -> None:
    rule = shipped.payers["regence_medical_nonmedicare"]
    assert (rule.window.value, rule.window.unit, rule.window.anchor) == (
        15,
        TimeUnit.CALENDAR_DAYS,
        Anchor.NOTIFICATION_DATE,
    )
    assert rule.effect is P2PEffect.DISCUSSION_ONLY
    assert rule.after_appeal_filed == "not_allowed"
    unplaced = {
        rule.window.counted_from
        for rule in shipped.payers.values()
        if rule.window.counted_from and rule.window.anchor is None
    }
    assert unplaced == {"appeal_completion", "appeal_deadline", "referral_to_peer_advisor", "resubmission"}


def test_a_deadline_for_the_call_itself_is_not_one_for_asking(shipped: Rulebook) -> None:
    assert shipped.payers["bcbssc_preservice"].window.applies_to is ClockTarget.DISCUSSION
    assert shipped.payers["urac_um_floor"].window.applies_to is ClockTarget.PAYER_MUST_HOLD


@pytest.mark.parametrize(
    "rule_id, lines",
    [
        ("humana_ma_any", {LineOfBusiness.MEDICARE_ADVANTAGE}),
        (
            "humana_commercial_medicaid_any",
            {LineOfBusiness.COMMERCIAL, LineOfBusiness.ERISA_SELF_FUNDED, LineOfBusiness.MEDICAID_MANAGED_CARE},
        ),
        ("anthem_fep", {LineOfBusiness.FEDERAL_EMPLOYEES}),
        ("humana_military_tricare_east", {LineOfBusiness.TRICARE}),
        ("tx_ura_workers_comp", {LineOfBusiness.WORKERS_COMP}),
        ("tx_ura_fully_insured", {LineOfBusiness.COMMERCIAL, LineOfBusiness.ACA_MARKETPLACE}),
        ("evicore_any", set()),
    ],
)
def test_published_lines_have_their_normal_names(shipped: Rulebook, rule_id: str, lines: set[LineOfBusiness]) -> None:
    rule = shipped.payers[rule_id]
    assert rule.lines == lines
    assert rule.line_text


def test_a_line_the_text_does_not_name_is_marked_so(shipped: Rulebook) -> None:
    unstated = {rule.id for rule in shipped.payers.values() if not rule.lines_stated}
    assert unstated == {"wellcare_ca_preservice", "wellcare_ca_concurrent"}


def test_rules_of_states_and_accreditors_are_told_from_manuals(shipped: Rulebook) -> None:
    origins = {rule.id: rule.origin for rule in shipped.payers.values() if rule.origin != "manual"}
    assert origins == {
        "tx_ura_fully_insured": "state_rule",
        "tx_ura_workers_comp": "state_rule",
        "tx_medicaid_mco": "state_rule",
        "ca_workers_comp_ur": "state_rule",
        "urac_um_floor": "accreditation",
    }


def test_strengths_stand_apart_from_what_guidelines_say(shipped: Rulebook) -> None:
    for guideline in shipped.guidelines.values():
        for statement in guideline.says:
            assert "strength:" not in statement.text and "grade:" not in statement.text
            assert statement.strength
    first = shipped.guidelines["acr-2021-ra"].says[0]
    assert first.strength == "strong"
    assert first.text == "Methotrexate alone first for moderate to high activity in patients new to DMARDs"


def test_a_unit_converts_by_factor_and_offset(shipped: Rulebook) -> None:
    (conversion,) = shipped.measures["hba1c"].conversions
    assert (conversion.unit, conversion.factor, conversion.offset) == ("mmol/mol", 0.09148, 2.152)
    assert shipped.measures["fev1_percent"].mcid is None  # stated in millilitres, not in percent of predicted
    assert shipped.measures["ahi_or_rdi"].of == ("ahi", "rdi")


def test_a_glucose_management_indicator_is_no_glucose_value(shipped: Rulebook) -> None:
    assert "97506-0" not in shipped.measures["glucose"].loinc
    assert shipped.measures["gmi"].unit == "%"


@pytest.mark.parametrize(
    "name, holds, does_not_hold",
    [
        ("pressure_ulcer_stage_3_4", "L89.153", "L89.152"),
        ("venous_arterial_ulcer", "I83.022", "L97.221"),
        ("diabetic_lower_extremity_ulcer", "E11.621", "L97.412"),
        ("hbo_conditions_without_extra_test", "T58.01XA", "A42.9"),
        ("lumbar_radiculopathy", "M54.16", "M48.062"),
        ("nonischaemic_dilated_cardiomyopathy", "I42.0", "I42.9"),
        ("inherited_arrhythmia", "I45.81", "Z15.89"),
        ("osa", "G47.33", "G47.31"),
        ("malignant_neoplasm", "C50.911", "D05.11"),
    ],
)
def test_a_value_set_holds_only_codes_that_say_what_it_means(
    shipped: Rulebook, name: str, holds: str, does_not_hold: str
) -> None:
    (codes,) = shipped.value_sets[name].codes
    assert holds in codes
    assert does_not_hold not in codes


def test_a_union_of_classes_has_the_ingredients_of_each(shipped: Rulebook) -> None:
    assert {"adalimumab", "rituximab", "tofacitinib"} <= shipped.drug_classes["advanced_ra_therapy"].ingredients


def every_node(shipped: Rulebook) -> list[tuple[str, Node]]:
    return [
        (policy.id, node)
        for versions in shipped.policies.values()
        for policy in versions
        for top in (policy.criteria, *policy.non_covered)
        for node in top.walk()
    ]


def test_every_criterion_has_words_and_a_leaf_or_parts(shipped: Rulebook) -> None:
    for _policy, node in every_node(shipped):
        assert node.text
        assert (node.leaf is None) == bool(node.children)
        assert not node.anonymous or node.id.rsplit(".", 1)[-1].isdigit()


def test_every_leaf_is_resolved(shipped: Rulebook) -> None:
    for _policy, node in every_node(shipped):
        match node.leaf:
            case DiagnosisLeaf():
                assert node.leaf.codes.prefixes
            case MeasureLeaf():
                assert set(node.leaf.measures) <= set(shipped.measures)
            case TherapyLeaf():
                assert node.leaf.drugs or node.leaf.treatments or all(node.leaf.groups.values())
                assert set(node.leaf.treatments) == set(node.leaf.vocabulary) <= set(shipped.treatments)


def test_every_policy_has_worked_examples_sources_and_services(shipped: Rulebook) -> None:
    for versions in shipped.policies.values():
        for policy in versions:
            assert policy.vignettes and policy.sources and policy.services
            assert policy.sha256 and policy.provenance.file.startswith("policies/")


def test_a_policy_whose_text_posts_no_date_has_none(shipped: Rulebook) -> None:
    undated = {versions[0].id for versions in shipped.policies.values() if versions[0].effective is None}
    assert undated == {"cms-ncd-130.1", "cms-ncd-280.7"}
    assert shipped.policies["cms-ncd-280.7"][0].effective_text == "longstanding (date not posted)"


def test_the_ids_of_the_cpap_policy_stay_as_published(shipped: Rulebook) -> None:
    (policy,) = shipped.policies["cms-ncd-240.4"]
    ids = [node.id for node in policy.criteria.walk() if not node.anonymous]
    assert ids[:6] == ["root", "adult", "initial-course", "clinical-evaluation", "qualifying-test", "test-ordered"]
    assert "short-recording.2" in {node.id for node in policy.criteria.walk()}
    assert (policy.kind, policy.number, policy.version) == ("ncd", "240.4", "3")


def test_a_first_course_of_platelet_rich_plasma_is_not_held_against_the_patient(shipped: Rulebook) -> None:
    (policy,) = shipped.policies["cms-ncd-270.3"]
    found = {node.id: node for node in policy.criteria.walk()}
    assert found["within-20wk"].operator.value == "not"  # nothing found means that 20 weeks are not yet reached


def test_analgesics_make_up_an_analgesic_course(shipped: Rulebook) -> None:
    (policy,) = shipped.policies["lcd-L33906"]
    leaf = {node.id: node.leaf for node in policy.criteria.walk()}["conservative"]
    assert isinstance(leaf, TherapyLeaf)
    assert {"ibuprofen", "gabapentin"} <= leaf.groups["analgesic_course"]
    assert "97110" in leaf.treatment_codes["physical_therapy"][0]


def test_gaps_of_the_data_are_told(shipped: Rulebook) -> None:
    assert any(note.startswith("Gap:") for note in shipped.notes["payers"])
    assert shipped.meanings["window_kinds"]["per_notice"] == "the number is in the denial notice"
