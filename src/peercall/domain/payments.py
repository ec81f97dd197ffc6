"""What a remittance says of one claim, and the payments that cases wait for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A service of a claim. denied: an adjustment refuses something of it."""

    code: str | None
    charge: Decimal | None
    paid: Decimal | None
    denied: bool


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """A claim of a remittance, paid or not. Numbers as sent; authorizations: REF G1 of claim and lines. takes_back: the payer
    takes an earlier payment back. segment: of its CLP in the file."""

    segment: int
    claim_number: str
    member_id: str
    authorizations: tuple[str, ...]
    charge: Decimal | None
    paid: Decimal | None
    lines: tuple[PaidLine, ...]
    paid_on: date | None
    takes_back: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedPayment:
    """A reversal whose payment is looked for. key: of the task; numbers as the case knows them. is_open: nobody has seen
    the payment yet; a payment that was seen may be taken back."""

    key: str
    claim_number: str
    member_id: str
    authorizations: tuple[str, ...]
    codes: tuple[str, ...]
    is_open: bool = True


class Fit(StrEnum):
    """How surely a claim belongs to a case."""

    SAFE = "safe"
    """the member and a number of the claim or authorization are the same, the service too, and no other case fits"""
    PERHAPS = "perhaps"
    """some of it is the same: a person decides"""


@dataclass(frozen=True, slots=True)
class PaymentMatch:
    """What a claim says to a case. paid: yes, partly, no, or empty where the amounts do not tell. why: for a person."""

    payment: ClaimPayment
    awaited: AwaitedPayment
    fit: Fit
    paid: str
    amount: Decimal | None
    why: str
