"""Use case: files of payers become the work list of denials; and that list as data (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peercall.application.assess_denial import calendar_for
from peercall.application.contract_forms import source_data
from peercall.application.ports import HolidayTables
from peercall.domain.errors import PeercallError
from peercall.domain.letters import LetterReading
from peercall.domain.remittances import (
    DenialRow,
    Inbox,
    InboxClock,
    InboxItem,
    InboxLetter,
    ReviewRow,
    X12Problem,
)
from peercall.domain.rulebook import Rulebook
from peercall.engine.inbox import REMITTANCE, build_inbox, urgency_order
from peercall.engine.inbox_assessment import Assessor
from peercall.engine.inbox_letters import fold_same, inbox_letter, reads_like_a_denial

Data = dict[str, Any]
Rows = Iterable[DenialRow | ReviewRow | X12Problem]
ReadRows = Callable[[str], Rows]
ReadLetter = Callable[[str], Sequence[LetterReading] | None]


def read_inbox(
    files: Sequence[str],
    *,
    read: ReadRows,
    read_letter: ReadLetter | None = None,
    rulebook: Rulebook,
    holidays: HolidayTables,
    as_of: datetime,
) -> Inbox:
    """The work list of these files. read: the rows of one file by its name. read_letter: what a letter shows, one reading
    for each determination in it; None when the file is no letter.

    A file that cannot be read is told among the problems, and the others are read. The same letter in several files is one
    item. as_of: aware.
    """
    done: list[str] = []
    failed: list[X12Problem] = []
    calendar = calendar_for(around=as_of.date(), holidays=holidays)
    assessor = Assessor(rulebook, calendar, as_of)
    letters: list[tuple[LetterReading, InboxLetter]] = []

    def rows() -> Iterator[DenialRow | ReviewRow | X12Problem]:
        for name in dict.fromkeys(files):
            understood, faults = False, False
            try:
                if read_letter is not None and (shown := read_letter(name)) is not None:
                    made = [
                        (reading, inbox_letter(reading, number=number, assessor=assessor, reasons=rulebook.reasons))
                        for number, reading in enumerate(shown, start=1)
                    ]
                    if any(reads_like_a_denial(letter) for _, letter in made):
                        letters.extend(made)
                    else:
                        failed.append(X12Problem(name, None, "nothing in it reads like a denial: look at it yourself"))
                    done.append(name)
                    continue
                for row in read(name):
                    if isinstance(row, X12Problem) and row.segment is None:
                        faults = True
                    else:
                        understood = True
                    yield row
            except PeercallError as error:
                failed.append(X12Problem(error.where or name, None, _without_place(error)))
                continue
            if understood or not faults:
                done.append(name)

    inbox = build_inbox(rows(), rulebook=rulebook, calendar=calendar, as_of=as_of)
    shown_letters = sorted(fold_same(letters), key=lambda letter: urgency_order(letter.clock, letter.outcome))
    problems = (*inbox.problems, *failed)
    return Inbox(inbox.items, inbox.settled, problems, tuple(done), inbox.counts, tuple(shown_letters))


def _without_place(error: PeercallError) -> str:
    return f"{error.message}. {error.remedy}" if error.remedy else error.message


def inbox_data(inbox: Inbox, *, as_of: datetime) -> Data:
    """The list as published by `peercall inbox --json`."""
    return {
        "schema": "peercall.inbox/1",
        "as_of": as_of.isoformat(timespec="minutes"),
        "items": [item_data(item) for item in inbox.items],
        "letters": [letter_data(letter) for letter in inbox.letters],
        "settled": [item_data(item) for item in inbox.settled],
        "counts": dict(inbox.counts),
        "files": list(inbox.files_read),
        "problems": [
            {"document": one.document, "segment": one.segment, "what": one.sentence} for one in inbox.problems
        ],
    }


def item_data(item: InboxItem) -> Data:
    """One item with its rows."""
    return {
        "kind": item.kind,
        "state": item.state,
        "codes": list(item.codes),
        "reason_classes": list(item.reason_classes),
        "other_classes": list(item.other_classes),
        "unknown_codes": list(item.unknown_codes),
        "expected": item.outcome.value if item.outcome else None,
        "why": item.why,
        "route": item.route.value if item.route else None,
        "route_why": item.route_why,
        "clock": _clock(item.clock, "the payment" if item.kind == REMITTANCE else "the answer"),
        "missing": list(item.missing),
        "amount_at_stake": _amount(item.at_stake),
        "warnings": list(item.warnings),
        "settled_by": source_data(item.settled_by) if item.settled_by else None,
        "rows": [denial_data(row) if isinstance(row, DenialRow) else review_data(row) for row in item.rows],
    }


def letter_data(letter: InboxLetter) -> Data:
    """A letter as its reading shows it; every value waits for a person."""
    return {
        "kind": "letter",
        "state": "to_read",
        "document": letter.document,
        "same_in": list(letter.same_in),
        "sha256": letter.sha256,
        "number": letter.number,
        "payer": letter.payer,
        "service_codes": list(letter.service_codes),
        "decision": letter.decision,
        "reason_classes": list(letter.reason_classes),
        "expected": letter.outcome.value if letter.outcome else None,
        "why": letter.why,
        "window": letter.window,
        "notified_on": _day(letter.notified_on),
        "clock": _clock(letter.clock, "the letter"),
        "unread_pages": list(letter.unread_pages),
        "open_fields": list(letter.open_fields),
        "warnings": list(letter.warnings),
    }


def _clock(clock: InboxClock | None, source: str) -> Data | None:
    """A provisional clock with what it supposes; never a due date."""
    if clock is None:
        return None
    on = f", {clock.counted_on.isoformat()}" if clock.counted_on else ""
    return {
        "id": clock.id,
        "rule": clock.rule,
        "rule_status": clock.rule_status.value if clock.rule_status else None,
        "status": "provisional",
        "ends_if": clock.ends_on.isoformat(),
        "if": f"it is counted from the date of {source}{on}, which nobody has confirmed",
        "anchor": clock.counted_from.value if clock.counted_from else None,
        "anchor_at": _day(clock.counted_on),
        "past": clock.past,
    }


def denial_data(row: DenialRow) -> Data:
    """One denied claim or line."""
    claim, paid = row.claim, row.claim.remittance
    return {
        "level": row.level.value,
        **_transaction(row),
        "payer": paid.payer._asdict(),
        "payee": paid.payee._asdict(),
        "paid_on": _day(paid.paid_on),
        "produced_on": _day(paid.produced_on),
        "trace": paid.trace,
        "patient_control_number": claim.patient_control_number or None,
        "payer_control_number": claim.payer_control_number,
        "claim_status": claim.status or None,
        "filing_indicator": claim.filing,
        "claim_charge": _amount(claim.charge),
        "claim_paid": _amount(claim.paid),
        "patient_responsibility": _amount(claim.patient_responsibility),
        "service": _service(row),
        "charge": _amount(row.charge),
        "paid": _amount(row.paid),
        "adjustments": [
            {
                "group": one.group,
                "carc": one.carc,
                "amount": _amount(one.amount),
                "quantity": one.quantity,
                "denies": place < row.denying,
            }
            for place, one in enumerate(row.adjustments)
        ],
        "remarks": list(row.remarks),
        "references": [{"kind": kind, "value": value} for kind, value in (*row.references, *claim.references)],
        "amount_at_stake": _amount(row.at_stake),
        "source": source_data(row.source),
    }


def review_data(row: ReviewRow) -> Data:
    """One answer to a request."""
    return {
        "level": row.level.value,
        **_transaction(row),
        "payer": row.answer.payer._asdict(),
        "payee": row.answer.payee._asdict(),
        "answered_on": _day(row.answered_on),
        "action": row.action,
        "review_id": row.review_id,
        "reasons": list(row.reasons),
        "refusals": [one._asdict() for one in row.refusals],
        "service": _service(row),
        "category": row.category,
        "authorized": row.authorized,
        "urgency": row.urgency.value if row.urgency else None,
        "diagnoses": list(row.diagnoses),
        "traces": list(row.traces),
        "references": [{"kind": kind, "value": value} for kind, value in row.references],
        "messages": list(row.messages),
        "source": source_data(row.source),
    }


def _transaction(row: DenialRow | ReviewRow) -> Data:
    of = row.claim.remittance if isinstance(row, DenialRow) else row.answer
    return {"document": of.document, "interchange": of.interchange, "group": of.group, "transaction": of.transaction}


def _service(row: DenialRow | ReviewRow) -> Data:
    service = row.service
    return {
        **service._asdict(),
        "modifiers": list(service.modifiers),
        "first_on": _day(service.first_on),
        "last_on": _day(service.last_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
