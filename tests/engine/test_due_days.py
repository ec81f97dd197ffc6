"""The quick ends of a work list leave out what a person must look at."""

from __future__ import annotations

from datetime import date, datetime

from tests.engine.clock_cases import calendar, determination, plan, rulebook, window

from peercall.domain.terms import Anchor, Funding, LineOfBusiness, NoticePhase, TimeUnit
from peercall.engine.deadlines.due_days import due_days


def test_window_that_discharge_may_end_is_left_out() -> None:
    told = datetime.fromisoformat("2026-05-19T15:30-05:00")
    stated = window(24, TimeUnit.HOURS, Anchor.VERBAL_NOTIFICATION, or_event=Anchor.DISCHARGE)
    one = determination({Anchor.VERBAL_NOTIFICATION: told}, p2p_window=stated)
    assert due_days(one, rulebook=rulebook(), calendar=calendar()) == ()


def test_nothing_counts_from_a_notice_that_is_not_there() -> None:
    one = determination(p2p_window=window(5), notice_phase=NoticePhase.BEFORE_NOTICE)
    assert due_days(one, rulebook=rulebook(), calendar=calendar()) == ()


def test_law_under_a_condition_is_left_out() -> None:
    one = determination(plan=plan(funding=None, state="NE"))
    assert {row.rule for row in due_days(one, rulebook=rulebook(), calendar=calendar())} == {"us-erisa-appeal-180d"}


def test_older_reading_drives_in_medicare_advantage() -> None:
    one = determination(plan=plan(LineOfBusiness.MEDICARE_ADVANTAGE))
    (row,) = due_days(one, rulebook=rulebook(), calendar=calendar())
    assert (row.drives, row.usual) == (date(2026, 7, 17), date(2026, 7, 22))


def test_self_funded_plan_has_no_state_window() -> None:
    one = determination(plan=plan(LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED, state="NE"))
    assert {row.rule for row in due_days(one, rulebook=rulebook(), calendar=calendar())} == {"us-erisa-appeal-180d"}
