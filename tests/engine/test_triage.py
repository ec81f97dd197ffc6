"""Effect before effort: whether to call, what may kill the call, and the way that can change the decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.engine.clock_cases import AS_OF, case, determination, payer_rule, plan, rulebook, window, with_payers

from peercall.domain.determinations import AdverseDetermination, Speaker, StatedReason
from peercall.domain.terms import (
    Anchor,
    Funding,
    LineOfBusiness,
    NoticePhase,
    P2PEffect,
    ReviewStatus,
    Route,
    TriageOutcome,
    Urgency,
)
from peercall.domain.triage import Triage
from peercall.engine.triage import triage

MEDICARE = plan(LineOfBusiness.MEDICARE_ADVANTAGE)


def judge(one: AdverseDetermination, *rules: Any, **facts: Any) -> Triage:
    book = with_payers(*rules) if rules else rulebook()
    return triage(one, case=case(one, **facts), rulebook=book, as_of=AS_OF)


def codes(found: Triage) -> set[str]:
    return {warning.code for warning in found.warnings}


@pytest.mark.parametrize(
    "effect, outcome",
    [
        (P2PEffect.CAN_OVERTURN, TriageOutcome.P2P),
        (P2PEffect.PRESUMED_CAN_OVERTURN, TriageOutcome.P2P),
        (P2PEffect.DISCUSSION_ONLY, TriageOutcome.P2P_WITH_WARNING),
        (P2PEffect.DISCUSSION_ONLY_UNLESS_RECONSIDERATION, TriageOutcome.P2P_WITH_WARNING),
        (P2PEffect.ON_ORIGINAL_RECORD_ONLY, TriageOutcome.P2P_WITH_WARNING),
        (P2PEffect.INFORMATIONAL_ONLY, TriageOutcome.OTHER_ROUTE),
        (P2PEffect.NOT_OFFERED, TriageOutcome.OTHER_ROUTE),
    ],
)
def test_letter_says_what_a_call_can_do(effect: P2PEffect, outcome: TriageOutcome) -> None:
    found = judge(determination(p2p_effect_stated=effect, p2p_window=window(5)))
    assert (found.outcome, found.effect, found.effect_from) == (outcome, effect, "letter")


def test_letter_goes_before_the_payers_rule() -> None:
    one = determination(p2p_effect_stated=P2PEffect.CAN_OVERTURN, p2p_window=window(5))
    found = judge(one, payer_rule(effect=P2PEffect.INFORMATIONAL_ONLY))
    assert (found.outcome, found.payer_rules) == (TriageOutcome.P2P, ("northgate-commercial",))


def test_payers_rule_speaks_where_the_letter_is_silent() -> None:
    found = judge(determination(p2p_window=window(5)), payer_rule(effect=P2PEffect.DISCUSSION_ONLY))
    assert (found.effect_from, found.outcome) == ("northgate-commercial", TriageOutcome.P2P_WITH_WARNING)
    warning = next(warning for warning in found.warnings if warning.code == "discussion_only")
    assert (warning.rule, warning.rule_status) == ("northgate-commercial", ReviewStatus.SITE)


def test_rules_that_differ_are_shown_and_none_is_guessed() -> None:
    rules = payer_rule(), payer_rule(id="northgate-second", effect=P2PEffect.DISCUSSION_ONLY)
    found = judge(determination(p2p_window=window(5)), *rules)
    assert found.effect is P2PEffect.UNKNOWN
    assert set(found.payer_rules) == {"northgate-commercial", "northgate-second"}
    assert "effect_unknown" in codes(found)


def test_call_that_nobody_names_must_be_asked_for() -> None:
    found = judge(determination(p2p_offered=None))
    assert found.outcome is TriageOutcome.P2P_WITH_WARNING
    assert any("Does the plan hold" in question for question in found.ask)


def test_offered_call_on_a_clinical_reason_is_made() -> None:
    found = judge(determination(p2p_window=window(5)))
    assert (found.outcome, found.routes[0].route) == (TriageOutcome.P2P, Route.P2P)


def test_refused_call_goes_to_the_appeal() -> None:
    found = judge(determination(p2p_offered=False))
    assert found.outcome is TriageOutcome.OTHER_ROUTE
    assert Route.P2P not in {advice.route for advice in found.routes}
    assert Route.INTERNAL_APPEAL in {advice.route for advice in found.routes}


def test_medicare_advantage_after_the_notice_is_warned_with_the_ways_that_can_change_it() -> None:
    found = judge(determination(plan=MEDICARE))
    assert found.outcome is TriageOutcome.P2P_WITH_WARNING
    assert {"ma_after_notice", "window_not_stated"} <= codes(found)
    routes = {advice.route: advice for advice in found.routes}
    assert routes[Route.INTERNAL_APPEAL].rule == "us-ma-reconsideration-65d"
    assert Route.REOPENING in routes
    assert any("reopening" in question for question in found.ask)


def test_medicare_advantage_after_the_notice_without_an_offer_goes_another_way() -> None:
    assert judge(determination(plan=MEDICARE, p2p_offered=None)).outcome is TriageOutcome.OTHER_ROUTE


def test_medicare_advantage_before_the_notice_can_still_be_changed() -> None:
    one = determination({}, plan=MEDICARE, notice_phase=NoticePhase.BEFORE_NOTICE, urgency=Urgency.EXPEDITED)
    found = judge(one)
    assert found.outcome is TriageOutcome.P2P
    assert "before_notice" in codes(found)
    assert not {Route.INTERNAL_APPEAL, Route.EXPEDITED_APPEAL} & {advice.route for advice in found.routes}


def test_expedited_denial_without_a_call_goes_to_the_fast_appeal_first() -> None:
    one = determination(
        plan=MEDICARE,
        urgency=Urgency.EXPEDITED,
        p2p_effect_stated=P2PEffect.INFORMATIONAL_ONLY,
        reason="post_acute_snf_irf_ltach",
        quote="Skilled nursing facility care is not needed.",
    )
    assert judge(one).routes[0].route is Route.EXPEDITED_APPEAL


@pytest.mark.parametrize(
    "reason, quote, route",
    [
        ("no_prior_auth", "Prior authorization was not obtained.", Route.CORRECTED_CLAIM),
        ("non_covered_benefit", "Hearing aids are not a covered benefit.", Route.BENEFIT_APPEAL),
        ("missing_information", "The information we asked for was not received.", Route.SEND_RECORDS),
        ("diagnosis_mismatch", "The diagnosis code does not support the service.", Route.CORRECTED_CLAIM),
        ("eligibility", "Coverage terminated.", Route.OTHER_ENTITY),
    ],
)
def test_administrative_reason_is_not_called_about(reason: str, quote: str, route: Route) -> None:
    found = judge(determination(reason=reason, quote=quote, p2p_offered=None))
    assert (found.outcome, found.routes[0].route) == (TriageOutcome.OTHER_ROUTE, route)
    assert "administrative_reason" in codes(found)
    assert "window_not_stated" not in codes(found)


def test_two_reasons_that_exclude_each_other_are_both_kept() -> None:
    reasons = (
        StatedReason("Prior authorization was not obtained.", "no_prior_auth"),
        StatedReason("Three months of non-surgical treatment are not shown.", "surgery_criteria"),
    )
    found = judge(replace(determination(p2p_window=window(2)), reasons=reasons))
    assert found.outcome is TriageOutcome.P2P_WITH_WARNING
    assert [match.reason_class for match in found.classes] == ["surgery_criteria", "no_prior_auth"]
    assert found.conflict is not None and "conflicting_reasons" in codes(found)
    assert found.ask[0].startswith("Which of the reasons stands")


def test_missing_record_and_missing_form_are_no_conflict() -> None:
    reasons = (
        StatedReason("Records were not submitted.", "insufficient_documentation"),
        StatedReason("The request form is incomplete.", "missing_information"),
    )
    assert judge(replace(determination(), reasons=reasons)).conflict is None


def test_reason_nobody_classed_is_classed_by_its_words() -> None:
    one = determination(p2p_window=window(5))
    found = judge(replace(one, reasons=(StatedReason("This is investigational.", None),)))
    assert found.classes[0].reason_class == "experimental_investigational"


def test_window_that_cannot_be_counted_is_warned() -> None:
    one = determination(p2p_window=window(5, counted_from=Anchor.DETERMINATION_DATE))
    found = judge(one)
    assert found.outcome is TriageOutcome.P2P_WITH_WARNING
    assert "window_unknown" in codes(found)


@pytest.mark.parametrize(
    "after_appeal, outcome, code",
    [
        ("not_allowed", TriageOutcome.OTHER_ROUTE, "appeal_closes_the_call"),
        ("allowed", TriageOutcome.P2P, "appeal_filed_call_allowed"),
        ("unknown", TriageOutcome.P2P_WITH_WARNING, "appeal_filed"),
    ],
)
def test_appeal_filed_may_close_the_call(after_appeal: str, outcome: TriageOutcome, code: str) -> None:
    rule = payer_rule(after_appeal_filed=after_appeal)
    found = judge(determination(p2p_window=window(5)), rule, appeal_filed=True)
    assert found.outcome is outcome
    assert code in codes(found)


def test_appeal_not_yet_filed_is_warned_where_it_would_close_the_call() -> None:
    found = judge(determination(p2p_window=window(5)), payer_rule(after_appeal_filed="not_allowed"))
    assert (found.outcome, "appeal_would_close_the_call" in codes(found)) == (TriageOutcome.P2P, True)


def test_new_records_turn_the_case_into_an_appeal_where_the_rule_says_so() -> None:
    rule = payer_rule(effect=P2PEffect.ON_ORIGINAL_RECORD_ONLY)
    found = judge(determination(p2p_window=window(5)), rule, new_records_sent=True)
    assert "new_records_by_appeal" in codes(found)
    assert "new_records" in codes(judge(determination(p2p_window=window(5)), new_records_sent=True))


@pytest.mark.parametrize(
    "credential, relationship, allowed",
    [("MD", "covering", True), ("PA-C", "treating", True), ("RN", "treating", False), ("MD, FACC", None, True)],
)
def test_speaker_the_payer_does_not_admit_is_warned(credential: str, relationship: str | None, allowed: bool) -> None:
    rule = payer_rule(may_speak=("physician", "pa"))
    speaker = Speaker("Ada Okafor", credential=credential, relationship=relationship)
    found = judge(determination(p2p_window=window(5)), rule, speaker=speaker)
    assert ("speaker_not_allowed" not in codes(found)) is allowed
    assert found.may_speak == ("physician", "pa")


def test_workers_compensation_is_not_told_on_the_telephone() -> None:
    one = determination(plan=plan(LineOfBusiness.WORKERS_COMP, state="TX"), p2p_window=window(5))
    found = judge(one)
    assert (found.outcome, found.effect) == (TriageOutcome.P2P_WITH_WARNING, P2PEffect.DISCUSSION_ONLY)
    assert "wc_not_told_by_phone" in codes(found)


def test_law_on_calls_is_shown_for_an_insured_plan_and_never_for_a_self_funded_one() -> None:
    insured = judge(determination(plan=plan(state="NE"), p2p_window=window(5)))
    assert "ne-p2p-window-3bd" in {advice.rule for advice in insured.routes}
    own = plan(LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED, state="NE")
    assert "ne-p2p-window-3bd" not in {advice.rule for advice in judge(determination(plan=own)).routes}


def test_payer_that_calls_only_before_the_denial_closes_the_door_with_the_notice() -> None:
    rule = payer_rule(phase="pre_denial", effect=P2PEffect.BEFORE_NOTICE_ONLY)
    assert judge(determination(p2p_offered=None), rule).outcome is TriageOutcome.OTHER_ROUTE
    before = determination({}, notice_phase=NoticePhase.BEFORE_NOTICE)
    assert judge(before, rule).outcome is TriageOutcome.P2P


def test_unknown_line_of_business_is_told_and_asked() -> None:
    found = judge(determination(plan=plan(None), p2p_window=window(5)))
    assert "line_unknown" in codes(found)
    assert any("line of business" in question for question in found.ask)
