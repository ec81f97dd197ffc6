"""Explanations of benefit (CARIN) as claims with what was paid. The member's number is that of the coverage in the same file;
where it is not there, what they say is a person's to confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from peercall.adapters.fhir.answer_elements import PayerFile, amount_of, billed_of, denies, reason_codes, values_of
from peercall.adapters.fhir.decoding import decode_file
from peercall.adapters.fhir.payer import Adjudication, Coverage, ExplanationOfBenefit, ItemDetail
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.payments import ClaimPayment, PaidLine
from peercall.domain.remittances import RemittanceTables

_SUBMITTED, _PAID = frozenset({"submitted"}), frozenset({"paidtoprovider", "benefit"})


def read_explained_payments(path: Path, *, name: str, tables: RemittanceTables) -> Iterator[ClaimPayment]:
    """A claim for each explanation in the file. Raises DocumentUnreadable when it is not FHIR."""
    try:
        data = path.read_bytes()
    except OSError:
        raise DocumentUnreadable("the file cannot be read", where=name, remedy="Check its name and rights.") from None
    file = PayerFile(decode_file(data, name=name), name, hashlib.sha256(data).hexdigest(), tables)
    for number, explanation in enumerate(file.decoded.groups.get(ExplanationOfBenefit, ()), start=1):
        assert isinstance(explanation, ExplanationOfBenefit)
        whole = (*explanation.adjudication, *explanation.total)
        yield ClaimPayment(
            segment=number,
            claim_number=next(iter(values_of(explanation.identifier)), ""),
            member_id=_member(file, explanation),
            authorizations=tuple(dict.fromkeys(one for told in explanation.insurance for one in told.preAuthRef)),
            charge=amount_of(whole, _SUBMITTED),
            paid=amount_of(whole, _PAID),
            lines=tuple(_line(file, item) for item in explanation.item),
            paid_on=file.heading(explanation, explanation.insurer, explanation.provider).produced_on,
        )


def _member(file: PayerFile, explanation: ExplanationOfBenefit) -> str:
    """The subscriber's number of the coverage it was decided under; empty when the file does not hold it, or several."""
    found = [file.find(Coverage, one.coverage.reference) for one in explanation.insurance if one.coverage is not None]
    numbers = {one.subscriberId for one in found if isinstance(one, Coverage) and one.subscriberId}
    return numbers.pop() if len(numbers) == 1 else ""


def _line(file: PayerFile, item: ItemDetail) -> PaidLine:
    billed = billed_of(item)
    paid: Decimal | None = amount_of(item.adjudication, _PAID)
    return PaidLine(
        billed.code,
        amount_of(item.adjudication, _SUBMITTED),
        paid,
        any(_refused(file, one) for one in item.adjudication),
    )


def _refused(file: PayerFile, one: Adjudication) -> bool:
    return denies(one) and any(file.tables.is_denial("", code) for code in reason_codes(one))
