from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import calendar_for
from peercall.domain.provenance import SegmentSource
from peercall.domain.remittances import (
    Adjustment,
    BilledService,
    DenialRow,
    Inbox,
    Party,
    Refusal,
    Remittance,
    RemittedClaim,
    ReviewRow,
    RowLevel,
)
from peercall.domain.terms import Anchor, Route, TriageOutcome
from peercall.engine.inbox import build_inbox
from peercall.rulebook.load import load_rulebook

AS_OF = datetime(2026, 1, 20, 14, 0, tzinfo=UTC)
RULEBOOK = load_rulebook()
CALENDAR = calendar_for(around=AS_OF.date(), holidays=holiday_table)


def inbox(*rows: DenialRow | ReviewRow) -> Inbox:
    return build_inbox(rows, rulebook=RULEBOOK, calendar=CALENDAR, as_of=AS_OF)


def denied(
    *codes: str,
    amount: int = 100,
    segment: int = 10,
    filing: str | None = "HM",
    status: str = "4",
    number: str = "CV-1",
    payer_number: str = "NG-1",
    paid_on: date | None = date(2026, 1, 10),
    remarks: tuple[str, ...] = (),
) -> DenialRow:
    paid = Remittance("a.835", "f" * 64, payer=Party("Northgate", "NG"), paid_on=paid_on, produced_on=paid_on)
    claim = RemittedClaim(paid, segment, number, payer_number, status, filing, None, None, None)
    adjustments = tuple(Adjustment("CO", code, Decimal(amount)) for code in codes)
    source = SegmentSource("a.835", "f" * 64, segment + 1, f"CAS*CO*{codes[0]}*{amount}")
    return DenialRow(
        claim,
        RowLevel.LINE,
        BilledService("72148"),
        None,
        None,
        adjustments,
        len(codes),
        remarks,
        (),
        Decimal(amount),
        source,
    )


def answered(action: str | None, *reasons: str, refusals: tuple[Refusal, ...] = (), trace: str = "R1") -> ReviewRow:
    answer = Remittance("b.278", "e" * 64, transaction="1", payer=Party("Northgate"), produced_on=date(2026, 1, 19))
    return ReviewRow(
        answer, RowLevel.EVENT, action, "AU1", reasons, refusals, BilledService("J1745", first_on=date(2026, 2, 1)), None,
        None, False, (), (trace,), (), (), date(2026, 1, 19), None, SegmentSource("b.278", "e" * 64, 14, f"HCR*{action}"),
    )  # fmt: skip


def test_lines_of_one_claim_are_one_item():
    (item,) = inbox(denied("50", amount=300), denied("197", amount=200)).items
    assert item.at_stake == Decimal(500)
    assert item.codes == ("50", "197")
    assert item.reason_classes == ("not_medically_necessary", "no_prior_auth")


def test_a_remark_code_chooses_between_the_classes_of_a_code():
    (plain,) = inbox(denied("151")).items
    assert plain.reason_classes == ("visit_or_therapy_limit_clinical",)
    (told,) = inbox(denied("50", remarks=("N11",))).items
    assert told.reason_classes == ("retrospective_review",)
    assert "not_medically_necessary" in told.other_classes


def test_an_unknown_code_stays_unknown_and_is_listed():
    (item,) = inbox(denied("999")).items
    assert item.reason_classes == ()
    assert item.unknown_codes == ("999",)
    assert item.outcome is TriageOutcome.P2P_WITH_WARNING


@pytest.mark.parametrize("code, route", [("16", Route.CORRECTED_CLAIM), ("252", Route.SEND_RECORDS)])
def test_what_is_mended_with_the_claim_needs_no_call(code, route):
    (item,) = inbox(denied(code)).items
    assert (item.outcome, item.route) == (TriageOutcome.OTHER_ROUTE, route)


def test_the_clock_of_a_known_line_counts_from_the_payment():
    (item,) = inbox(denied("50", filing="16")).items
    assert item.clock is not None
    assert (item.clock.counted_from, item.clock.counted_on) == (Anchor.NOTIFICATION_DATE, date(2026, 1, 10))
    assert item.clock.rule in RULEBOOK.regulations
    assert item.missing == ()


def test_a_clock_that_cannot_be_known_says_what_is_missing():
    (item,) = inbox(denied("50", paid_on=None)).items
    assert item.clock is None
    assert "the date of the notice" in item.missing
    assert "the plan's line of business" in item.missing


def test_a_notice_older_than_the_calendar_gives_no_clock():
    (item,) = inbox(denied("50", filing="16", paid_on=date(2004, 3, 1))).items
    assert item.clock is None or item.clock.ended


def test_what_ends_first_stands_first_then_worth_then_amount():
    rows = [
        denied("29", amount=9000, segment=10, number="A"),
        denied("50", amount=10, segment=20, number="B"),
        denied("50", amount=50, segment=30, number="C"),
        denied("50", amount=1, segment=40, number="D", filing="16"),
    ]
    assert [item.rows[0].claim.patient_control_number for item in inbox(*rows).items] == ["D", "C", "B", "A"]


def test_a_reversal_takes_the_denial_back():
    back = denied("50", amount=-100, segment=90, status="22", paid_on=date(2026, 1, 15))
    made = inbox(denied("50"), back)
    assert made.items == ()
    (settled,) = made.settled
    assert settled.state == "reversed"
    assert settled.settled_by == back.source


def test_a_denial_after_the_reversal_is_open_again():
    back = denied("50", amount=-100, segment=90, status="22", paid_on=date(2026, 1, 15))
    again = denied("197", segment=95, paid_on=date(2026, 1, 15))
    (item,) = inbox(denied("50"), back, again).items
    assert item.codes == ("197",)


def test_a_reversal_of_another_claim_takes_nothing_back():
    back = denied("50", amount=-100, segment=90, status="22", payer_number="NG-9")
    made = inbox(denied("50"), back)
    assert len(made.items) == len(made.settled) == 1


def test_answers_not_certified_pended_certified_and_refused():
    made = inbox(
        answered("A3", "0F", trace="R1"),
        answered("A4", "25", trace="R2"),
        answered("A1", trace="R3"),
        answered(None, refusals=(Refusal("22", "75", "C"),), trace="R4"),
    )
    by_trace = {item.rows[0].traces[0]: item for item in (*made.items, *made.settled)}
    assert by_trace["R1"].reason_classes == ("not_medically_necessary",)
    assert by_trace["R1"].state == "open"
    assert by_trace["R2"].state == "pending"
    assert by_trace["R2"].route is Route.SEND_RECORDS
    assert by_trace["R3"].state == "certified"
    assert by_trace["R4"].kind == "refused_request"
    assert "correct it" in by_trace["R4"].why
    assert len(made.settled) == 1


@pytest.mark.parametrize("action", ["Z9", None])
def test_an_action_nobody_knows_is_not_taken_for_a_certification(action):
    made = inbox(answered(action))
    assert made.settled == ()
    assert made.items[0].state == "pending"


def test_a_denied_request_without_a_reason_is_worth_asking():
    (item,) = inbox(answered("A3")).items
    assert item.outcome is TriageOutcome.P2P_WITH_WARNING
    assert item.reason_classes == ()


def test_rows_of_unreadable_amounts_give_no_sum():
    (item,) = inbox(replace_stake(denied("50")), denied("197")).items
    assert item.at_stake is None


def replace_stake(row: DenialRow) -> DenialRow:
    return replace(row, at_stake=None)
