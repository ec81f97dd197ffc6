"""Which case a paid or refused claim belongs to, and what it says: by numbers, never by a name.

Safe is a match of the member and of a claim or authorization number, with the service in common, in one case alone. All else
is shown to a person, also the same member and service under a number that nobody here knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from decimal import Decimal

from peercall.domain.payments import AwaitedPayment, ClaimPayment, Fit, PaidLine, PaymentMatch

_NOTHING = Decimal(0)
_MARKS = re.compile(r"[\s\-./]+")


def match_payments(payments: Iterable[ClaimPayment], *, awaited: Sequence[AwaitedPayment]) -> list[PaymentMatch]:
    """What these claims say to the payments that are waited for; claims of nobody are left out."""
    return [found for payment in payments for found in _matches(payment, awaited)]


def _matches(payment: ClaimPayment, awaited: Sequence[AwaitedPayment]) -> list[PaymentMatch]:
    found: list[tuple[AwaitedPayment, Fit, str]] = []
    for one in awaited:
        told = _fit(payment, one)
        if told is not None:
            found.append((one, told[0], told[1]))
    safe = [one for one, fit, _ in found if fit is Fit.SAFE]
    out = []
    for one, fit, why in found:
        paid, amount = what_came(payment, codes=one.codes)
        if fit is Fit.SAFE and len(safe) > 1:
            fit, why = Fit.PERHAPS, f"{why}; {len(safe)} cases fit alike"
        elif fit is Fit.SAFE and not paid:
            fit, why = Fit.PERHAPS, f"{why}; the amounts do not tell whether it was paid"
        out.append(PaymentMatch(payment, one, fit, paid, amount, why))
    # where one case fits surely, the others are none
    return [one for one in out if one.fit is Fit.SAFE] or out


def _fit(payment: ClaimPayment, one: AwaitedPayment) -> tuple[Fit, str] | None:
    ours, theirs = _plain(one.member_id), _plain(payment.member_id)
    if ours and theirs and ours != theirs:
        return None
    claim = bool(_plain(one.claim_number)) and _plain(one.claim_number) == _plain(payment.claim_number)
    authorized = bool(_numbers(one.authorizations) & _numbers(payment.authorizations))
    codes = {line.code for line in payment.lines if line.code}
    service = not one.codes or not codes or bool(codes & set(one.codes))
    known = [word for word, told in (("claim number", claim), ("authorization number", authorized)) if told]
    if not known:
        return _by_member(payment, one, codes=codes)
    if not service:
        return Fit.PERHAPS, "the same " + " and ".join(known) + ", another service"
    if not ours or not theirs:
        return Fit.PERHAPS, "the same " + " and ".join(known) + "; the member's number is not known on both sides"
    if not one.codes or not codes:
        return Fit.PERHAPS, "the same " + " and ".join(known) + " and member; the service is not told on both sides"
    return Fit.SAFE, "the same member, service and " + " and ".join(known)


def _by_member(payment: ClaimPayment, one: AwaitedPayment, *, codes: Set[str]) -> tuple[Fit, str] | None:
    """A claim for the same member and service under another number: a claim sent anew gets one, so a person looks."""
    ours, theirs = _numbers(one.authorizations), _numbers(payment.authorizations)
    same = bool(_plain(one.member_id)) and _plain(one.member_id) == _plain(payment.member_id) and codes & set(one.codes)
    if not same or payment.takes_back or not one.is_open or (ours and theirs):
        return None
    return Fit.PERHAPS, "the same member and service; neither the claim's number nor the authorization's is one we know"


def what_came(payment: ClaimPayment, *, codes: Sequence[str]) -> tuple[str, Decimal | None]:
    """yes, partly, no or empty, and the dollars that came, of the lines with these services (all where none is named).

    A line that pays nothing and is not refused (a deductible) tells neither. A payment taken back is `no`.
    """
    lines = [line for line in payment.lines if not codes or line.code in codes]
    if payment.takes_back:
        return "no", None
    amounts = [line.paid for line in lines]
    came = sum((one for one in amounts if one is not None), _NOTHING) if lines else None
    if not lines or None in amounts:
        return "", came
    return _verdict(lines, came or _NOTHING), came


def _verdict(lines: Sequence[PaidLine], came: Decimal) -> str:
    denied = [line for line in lines if line.denied]
    if not denied:
        return "yes" if all(line.paid for line in lines) else ""
    return "partly" if came > _NOTHING else "no"


def _numbers(numbers: Iterable[str]) -> set[str]:
    return {_plain(number) for number in numbers} - {""}


def _plain(number: str) -> str:
    """A number as written, without blanks and marks."""
    return _MARKS.sub("", number).upper()
