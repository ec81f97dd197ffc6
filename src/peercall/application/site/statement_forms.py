"""What a statement on paper proposes for the form that ends the search for a payment. A person confirms every value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from peercall.domain.payments import AwaitedPayment, ClaimPayment, Fit, PaidLine, PaymentMatch
from peercall.domain.remittances import RemittanceTables
from peercall.domain.statements import Statement, StatementClaim, StatementLine, Told
from peercall.engine.payments import match_payments, what_came

_ADJUSTMENT = re.compile(r"(CO|PR|OA|PI|CR)\W?\s?(\d{1,3})\Z")
_ORDER = {Fit.SAFE: 0, Fit.PERHAPS: 1, None: 2}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A service as the page shows it. is_ours: it is one of the case's, or the case names none."""

    line: StatementLine
    is_ours: bool


@dataclass(frozen=True, slots=True)
class ClaimProposal:
    """A claim of a statement beside a case. values: by the keys of the form, those the paper tells; sources: where it does.

    fit: how surely it is about the case, None where it is not. why: what is the same. doubts: sentences for a person.
    """

    claim: StatementClaim
    lines: tuple[ShownLine, ...]
    values: Mapping[str, str]
    sources: Mapping[str, tuple[Told, ...]]
    fit: Fit | None
    why: str
    doubts: tuple[str, ...]


def claim_proposals(
    statement: Statement, *, awaited: AwaitedPayment, tables: RemittanceTables
) -> tuple[ClaimProposal, ...]:
    """Each claim of the statement, those that fit the case first."""
    made = [_proposal(claim, awaited=awaited, tables=tables) for claim in statement.claims]
    return tuple(sorted(made, key=lambda one: _ORDER[one.fit]))


def statement_payments(statement: Statement, *, tables: RemittanceTables) -> tuple[ClaimPayment, ...]:
    """The claims as payments, to be compared with those that are looked for. segment: their number on the paper, from 1."""
    return tuple(_payment(claim, number, tables=tables) for number, claim in enumerate(statement.claims, start=1))


def _payment(claim: StatementClaim, number: int, *, tables: RemittanceTables) -> ClaimPayment:
    lines = tuple(
        PaidLine(_text(line.code) or None, _dollars(line.billed), _dollars(line.paid), _is_refused(line, tables=tables))
        for line in claim.lines
    )
    known = [line.paid for line in lines if line.paid is not None]
    return ClaimPayment(
        segment=number,
        claim_number=_text(claim.claim_number),
        member_id=_text(claim.member_id),
        authorizations=(_text(claim.authorization),) if claim.authorization else (),
        charge=None,
        paid=sum(known, Decimal(0)) if len(known) == len(lines) else None,
        lines=lines,
        paid_on=None,
        takes_back=any(line.paid is not None and line.paid < 0 for line in lines),
    )


def _proposal(claim: StatementClaim, *, awaited: AwaitedPayment, tables: RemittanceTables) -> ClaimProposal:
    payment = _payment(claim, 1, tables=tables)
    match = next(iter(match_payments([payment], awaited=[awaited])), None)
    lines = tuple(ShownLine(line, not awaited.codes or _text(line.code) in awaited.codes) for line in claim.lines)
    ours = [one.line for one in lines if one.is_ours]
    doubts = tuple(_doubts(claim, payment, match, ours=ours, awaited=awaited))
    is_other = _is_other_member(claim, awaited)
    values: dict[str, str] = {}
    sources: dict[str, tuple[Told, ...]] = {}
    if ours and not is_other and not payment.takes_back:
        answer, amount = what_came(payment, codes=awaited.codes)
        paid = tuple(line.paid for line in ours if line.paid is not None)
        if answer:
            values["paid"], sources["paid"] = answer, (*paid, *(code for line in ours for code in line.remarks))
        if amount is not None and len(paid) == len(ours):
            values["amount"], sources["amount"] = f"{amount:.2f}", paid
        if claim.statement_on is not None:
            values["remittance_on"], sources["remittance_on"] = claim.statement_on.value, (claim.statement_on,)
    fit = match.fit if match is not None else None
    return ClaimProposal(claim, lines, values, sources, fit, match.why if match else "", doubts)


def _doubts(
    claim: StatementClaim,
    payment: ClaimPayment,
    match: PaymentMatch | None,
    *,
    ours: Sequence[StatementLine],
    awaited: AwaitedPayment,
) -> Iterator[str]:
    if _is_other_member(claim, awaited):
        yield f"It names the member {_text(claim.member_id)}; this case's is {awaited.member_id}. Nothing is filled in."
        return
    if not ours:
        yield f"None of its lines is a service of this case ({', '.join(awaited.codes)}). Nothing is filled in."
        return
    if claim.member_id is None:
        yield "No member's number was read on it: look whether it is this patient's."
    if match is None:
        yield "Neither its claim number nor an authorization number is one of this case: look whether it is about this approval."
    if payment.takes_back:
        yield "An amount is negative: the payer may be taking a payment back. Nothing is filled in."
    elif not what_came(payment, codes=awaited.codes)[0]:
        yield "The amounts do not tell whether it was paid: a deductible, a refusal, or a sum that was not read. Choose yourself."
    if claim.statement_on is None:
        yield "The day of the statement was not read."


def _is_other_member(claim: StatementClaim, awaited: AwaitedPayment) -> bool:
    ours, theirs = _bare(awaited.member_id), _bare(_text(claim.member_id))
    return bool(ours and theirs) and ours != theirs


def _is_refused(line: StatementLine, *, tables: RemittanceTables) -> bool:
    """A code of a group refuses; a plan's own number says nothing by itself."""
    codes = (_ADJUSTMENT.match(one.value) for one in line.remarks)
    return any(code is not None and tables.is_denial(code[1], code[2]) for code in codes)


def _text(told: Told | None) -> str:
    return told.value if told is not None else ""


def _dollars(told: Told | None) -> Decimal | None:
    return Decimal(told.value) if told is not None else None


def _bare(number: str) -> str:
    return re.sub(r"\W", "", number).upper()
