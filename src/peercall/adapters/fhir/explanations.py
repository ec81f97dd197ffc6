"""Explanations of benefit (CARIN) to denial rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from peercall.adapters.fhir.answer_elements import (
    PayerFile,
    amount_of,
    billed_of,
    day_of,
    denies,
    money_of,
    reason_codes,
    remark_codes,
    values_of,
)
from peercall.adapters.fhir.payer import Adjudication, ExplanationOfBenefit, ItemDetail
from peercall.domain.remittances import Adjustment, BilledService, DenialRow, Place, RemittedClaim, RowLevel

_NONCOVERED, _SUBMITTED = frozenset({"noncovered"}), frozenset({"submitted"})
_PAID = frozenset({"paidtoprovider", "benefit"})


def rows_of_explanation(file: PayerFile, explanation: ExplanationOfBenefit, *, number: int) -> Iterator[DenialRow]:
    """One row for each line or part of a line with a denial reason, one for the whole where the claim itself has one.

    number: of the explanation in the file, from 1; it tells the claims of one file apart.
    """
    period = explanation.billablePeriod
    first_on, last_on = (day_of(period.start), day_of(period.end)) if period is not None else (None, None)
    claim = RemittedClaim(
        file.heading(explanation, explanation.insurer, explanation.provider),
        number,
        "",
        next(iter(values_of(explanation.identifier)), None),
        explanation.outcome or "",
        None,
        amount_of((*explanation.adjudication, *explanation.total), _SUBMITTED),
        amount_of((*explanation.adjudication, *explanation.total), _PAID),
        None,
        first_on=first_on,
        last_on=last_on,
        patient_name=file.patient(explanation.patient),
        places={
            "claim": file.source(
                explanation, "identifier", ", ".join(values_of(explanation.identifier)) or "no number"
            ),
            "patient": file.source(explanation, "patient", file.patient(explanation.patient) or "patient"),
            "dates": file.source(explanation, "billablePeriod", first_on.isoformat() if first_on else "no first day"),
        },
    )
    whole = BilledService(first_on=first_on, last_on=last_on)
    yield from _denial(file, explanation, claim, RowLevel.CLAIM, whole, explanation.adjudication, "")
    for path, item in _lines(explanation.item, "item"):
        yield from _denial(file, explanation, claim, RowLevel.LINE, billed_of(item), item.adjudication, f"{path}.")


def _lines(items: Sequence[ItemDetail], path: str) -> Iterator[tuple[str, ItemDetail]]:
    """Lines and their parts, each with its element path."""
    for number, item in enumerate(items):
        here = f"{path}[{number}]"
        yield here, item
        yield from _lines(item.detail, f"{here}.detail")
        yield from _lines(item.subDetail, f"{here}.subDetail")


def _denial(
    file: PayerFile,
    explanation: ExplanationOfBenefit,
    claim: RemittedClaim,
    level: RowLevel,
    billed: BilledService,
    adjudications: Sequence[Adjudication],
    path: str,
) -> Iterator[DenialRow]:
    refused = [one for one in adjudications if denies(one)]
    denying = [
        Adjustment("", code, money_of(one.amount))
        for one in refused
        for code in reason_codes(one)
        if file.tables.is_denial("", code)
    ]
    if not denying:
        return
    amounts = [one.amount for one in denying if one.amount is not None]
    stake = sum(amounts, Decimal(0)) if amounts else amount_of(adjudications, _NONCOVERED)
    places: dict[str, Place] = {}
    if path:
        places["service"] = file.source(explanation, f"{path}productOrService", billed.code or "service")
        if billed.first_on is not None:
            places["dates"] = file.source(explanation, f"{path}serviced", billed.first_on.isoformat())
    said = "denial reason " + ", ".join(one.carc for one in denying)
    yield DenialRow(
        claim,
        level,
        billed,
        amount_of(adjudications, _SUBMITTED),
        amount_of(adjudications, _PAID),
        tuple(denying),
        len(denying),
        tuple(dict.fromkeys(code for one in adjudications for code in remark_codes(one))),
        (),
        stake,
        file.source(explanation, f"{path}adjudication", said),
        places,
    )
