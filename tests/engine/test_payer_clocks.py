"""Clocks of payers' rules and contracts: which rule fits, what beats what, windows that are no number."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.clock_cases import (
    AS_OF,
    clock,
    clocks,
    determination,
    payer_rule,
    plan,
    rulebook,
    window,
    with_payers,
)

from peercall.domain.rules import PayerWindow
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, LineOfBusiness, NoticePhase, RequestType, TimeUnit
from peercall.engine.payer_rules import fitting_rules, matching_payers

NAMES = {
    "Northgate": ("Northgate",),
    "Northgate Better Health": ("Northgate Better Health",),
    "Cedar": ("Cedar Health",),
}


@pytest.mark.parametrize(
    "name, payers",
    [
        ("Northgate Health Plan of Ohio", {"Northgate"}),
        ("NORTHGATE BETTER HEALTH", {"Northgate Better Health"}),
        ("Northgateway Mutual", set()),
        ("Cedar-Health Partners", {"Cedar"}),
    ],
)
def test_payer_is_known_by_whole_words_and_the_longer_name_wins(name: str, payers: set[str]) -> None:
    assert matching_payers(plan(name=name), names=NAMES) == payers


def test_manual_gives_both_readings_beside_the_letter() -> None:
    one = determination(p2p_window=window(3))
    found = clocks(one, rules=with_payers(payer_rule()))
    rule = next(deadline for deadline in found.deadlines if deadline.rule == "northgate-commercial")
    assert [reading.due_on for reading in rule.readings] == [date(2026, 5, 25), date(2026, 5, 24)]
    assert found.shortest is not None and found.shortest.rule == "letter"


def test_contract_beats_the_manual() -> None:
    contract = payer_rule(
        id="northgate-contract",
        origin="contract",
        window=PayerWindow(
            "fixed", ClockTarget.REQUEST, 10, TimeUnit.BUSINESS_DAYS, "notice", Anchor.NOTIFICATION_DATE
        ),
    )
    found = clocks(determination(), rules=with_payers(payer_rule(), contract))
    assert "northgate-commercial" not in {deadline.rule for deadline in found.deadlines}
    assert {rule.rule: rule.why for rule in found.does_not_apply}["northgate-commercial"].startswith("the contract")


@pytest.mark.parametrize(
    "facts",
    [
        {"lines": frozenset({LineOfBusiness.MEDICARE_ADVANTAGE})},
        {"states": frozenset({"WA"})},
        {"setting": "concurrent"},
        {"effective_from": date(2026, 5, 21)},
        {"effective_to": date(2026, 5, 17)},
    ],
)
def test_rule_of_another_line_state_setting_or_time_does_not_fit(facts: dict[str, object]) -> None:
    assert fitting_rules(determination(), rulebook=with_payers(payer_rule(**facts)), on=AS_OF.date()) == ()


def test_rule_for_a_setting_that_nothing_tells_is_shown_under_its_condition() -> None:
    found = clock(determination(), "peer-to-peer-payer", rules=with_payers(payer_rule(setting="inpatient")))
    assert (found.status, found.drives) == (ClockStatus.UNKNOWN, None)
    assert found.why == "applies only if: an inpatient stay"
    assert found.readings


def test_window_before_discharge_waits_for_the_discharge() -> None:
    rule = payer_rule(
        window=PayerWindow("event_bound", ClockTarget.REQUEST, counted_from="discharge", anchor=Anchor.DISCHARGE)
    )
    found = clock(determination(request_type=RequestType.CONCURRENT), "peer-to-peer-payer", rules=with_payers(rule))
    assert (found.status, found.drives, found.unknown) == (ClockStatus.RUNNING, None, ("when the discharge is",))


def test_alternate_count_from_discharge_adds_readings() -> None:
    rule = payer_rule(
        window=PayerWindow(
            "fixed",
            ClockTarget.REQUEST,
            10,
            TimeUnit.BUSINESS_DAYS,
            "denial_notification",
            Anchor.NOTIFICATION_DATE,
            alternates=(
                {
                    "join": "or",
                    "value": 5,
                    "unit": TimeUnit.BUSINESS_DAYS,
                    "counted_from": "discharge",
                    "anchor": Anchor.DISCHARGE,
                },
            ),
        )
    )
    moments = {Anchor.NOTIFICATION_DATE: date(2026, 5, 18), Anchor.DISCHARGE: date(2026, 5, 18)}
    found = clock(determination(moments), "peer-to-peer-payer", rules=with_payers(rule))
    assert found.drives is not None and found.drives.due_on == date(2026, 5, 22)
    assert len(found.readings) == 4


def test_payer_that_offers_no_call_has_no_clock() -> None:
    rule = payer_rule(window=PayerWindow("not_offered", ClockTarget.REQUEST))
    found = clock(determination(), "peer-to-peer-payer", rules=with_payers(rule))
    assert found.status is ClockStatus.DOES_NOT_APPLY


def test_rule_on_calls_before_the_denial_gives_no_clock_after_it() -> None:
    rules = with_payers(payer_rule(phase="pre_denial"))
    assert not any(
        deadline.rule == "northgate-commercial" for deadline in clocks(determination(), rules=rules).deadlines
    )
    before = determination({}, notice_phase=NoticePhase.BEFORE_NOTICE)
    assert clock(before, "peer-to-peer-payer", rules=rules).status is ClockStatus.NOT_STARTED


def test_payer_of_a_private_folder_is_known_by_its_own_name() -> None:
    rules = with_payers(payer_rule(payer="Cedar Plan"))
    one = determination(plan=plan(name="Cedar Plan of the Valley"))
    assert [fit.rule.id for fit in fitting_rules(one, rulebook=rules, on=AS_OF.date())] == ["northgate-commercial"]


def test_every_published_rule_has_a_setting_and_a_name() -> None:
    rules = rulebook()
    assert {rule.setting for rule in rules.payers.values()} <= set(rules.triage.settings)
    unnamed = {rule.payer for rule in rules.payers.values() if rule.origin in ("manual", "contract")}
    assert unnamed <= set(rules.triage.payer_names)
