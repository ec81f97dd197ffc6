"""Which case a claim of a remittance belongs to, and what it says: numbers decide, and only a safe match acts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from peercall.domain.payments import AwaitedPayment, ClaimPayment, Fit, PaidLine
from peercall.engine.payments import match_payments, what_came

PAID = PaidLine("E0601", Decimal(900), Decimal("640.00"), denied=False)
CLAIM = ClaimPayment(9, "NG2", "M2", ("AUTH77",), Decimal(900), Decimal(640), (PAID,), None)
CASE = AwaitedPayment("task-1", "NG2", "M2", ("AUTH77",), ("E0601",))


def fits(claim: ClaimPayment = CLAIM, *cases: AwaitedPayment) -> list[tuple[str, str]]:
    return [(one.awaited.key, one.fit.value) for one in match_payments([claim], awaited=cases or (CASE,))]


def test_member_number_and_service_are_a_safe_match() -> None:
    (found,) = match_payments([CLAIM], awaited=[CASE])
    assert (found.fit, found.paid, found.amount) == (Fit.SAFE, "yes", Decimal("640.00"))


def test_numbers_are_the_same_however_they_are_marked() -> None:
    assert fits(replace(CLAIM, claim_number="", authorizations=("auth-77",))) == [("task-1", "safe")]


@pytest.mark.parametrize(
    "claim, fit",
    [
        (replace(CLAIM, member_id="M3"), None),
        (replace(CLAIM, claim_number="NG9", authorizations=()), "perhaps"),
        (replace(CLAIM, claim_number="NG9", authorizations=("AUTH78",)), None),
        (replace(CLAIM, claim_number="NG9", authorizations=(), lines=(replace(PAID, code="72148"),)), None),
        (replace(CLAIM, claim_number="NG9", authorizations=(), takes_back=True), None),
        (replace(CLAIM, member_id=""), "perhaps"),
        (replace(CLAIM, lines=(replace(PAID, code="72148"),)), "perhaps"),
        (replace(CLAIM, lines=()), "perhaps"),
        (replace(CLAIM, lines=(replace(PAID, paid=Decimal(0)),)), "perhaps"),
    ],
    ids=[
        "another member",
        "the member's other claim",
        "the member's other authorization",
        "the member's other service",
        "the member's other claim, taken back",
        "member unknown",
        "another service",
        "no line",
        "a deductible",
    ],
)
def test_less_than_that_is_a_persons_to_decide_or_nothing(claim: ClaimPayment, fit: str | None) -> None:
    assert fits(claim) == ([("task-1", fit)] if fit else [])


def test_two_cases_that_fit_alike_are_a_persons_to_decide() -> None:
    assert fits(CLAIM, CASE, replace(CASE, key="task-2")) == [("task-1", "perhaps"), ("task-2", "perhaps")]


def test_a_claim_under_another_number_asks_only_while_the_payment_is_awaited() -> None:
    other = replace(CLAIM, claim_number="NG9", authorizations=())
    (found,) = match_payments([other], awaited=[CASE])
    assert found.why == (
        "the same member and service; neither the claim's number nor the authorization's is one we know"
    )
    assert match_payments([other], awaited=[replace(CASE, is_open=False)]) == []


def test_where_one_case_fits_surely_another_that_perhaps_does_is_left_out() -> None:
    assert fits(CLAIM, CASE, replace(CASE, key="task-2", member_id="")) == [("task-1", "safe")]


@pytest.mark.parametrize(
    "lines, paid, amount",
    [
        ((PAID,), "yes", Decimal("640.00")),
        ((replace(PAID, denied=True, paid=Decimal(0)),), "no", Decimal(0)),
        ((PAID, replace(PAID, denied=True, paid=Decimal(0))), "partly", Decimal("640.00")),
        ((replace(PAID, paid=None),), "", Decimal(0)),
        ((PAID, replace(PAID, code="A7034", denied=True, paid=Decimal(0))), "yes", Decimal("640.00")),
    ],
    ids=["paid", "refused", "one line refused", "no amount", "another service refused"],
)
def test_what_a_claim_says_of_the_service(lines: tuple[PaidLine, ...], paid: str, amount: Decimal) -> None:
    assert what_came(replace(CLAIM, lines=lines), codes=("E0601",)) == (paid, amount)


def test_a_payment_that_is_taken_back_is_no_payment() -> None:
    assert what_came(replace(CLAIM, takes_back=True), codes=("E0601",)) == ("no", None)
