"""Letters among the files of the inbox: what a reading shows of each, unconfirmed, for the order of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.letters import LetterReading
from peercall.domain.remittances import InboxLetter
from peercall.domain.rules import DenialReason
from peercall.engine.confirmation import clock_fields_open, confirm_determination
from peercall.engine.contract import reading_to_contract
from peercall.engine.inbox_assessment import Assessor, blank_case

NOT_READ = "no page of it could be read"
HELD_BACK = "what a clock needs is missing or conflicting in the letter: read it in a case folder"


def inbox_letter(
    reading: LetterReading, *, number: int, assessor: Assessor, reasons: Mapping[str, DenialReason]
) -> InboxLetter:
    """What determination `number` of a letter shows. Its clock is provisional: nobody has confirmed a date."""
    contract = reading_to_contract(reading, reasons=reasons)
    fields = contract["fields"]
    case = blank_case(assessor.as_of)
    unread = {
        name for name, entry in fields.items() if isinstance(entry, dict) and entry.get("status") == "conflicting"
    }
    open_fields = clock_fields_open(contract, case=case)
    outcome = clock = None
    why = NOT_READ if reading.unread_pages and not contract["reason_class"] else HELD_BACK
    # Taken as if confirmed, for the order of work alone: what conflicts or is missing counts as not stated.
    supposed = {**contract, "confirmed": {"by": "nobody"}}
    try:
        determination = confirm_determination(supposed, case=case, by=None, at=None, accept=False)
    except LetterNotConfirmed:
        pass
    else:
        worth = assessor.judge(determination, case=case)
        outcome, why, clock = worth.outcome, worth.why, worth.clock
    return InboxLetter(
        document=reading.document,
        sha256=reading.sha256,
        number=number,
        payer=_text(fields, "plan_name"),
        service_codes=tuple(str(item["value"]) for item in fields["service_codes"] if item.get("value")),
        decision=_text(fields, "decision"),
        reason_classes=tuple(
            name for name in (contract["reason_class"], *contract["other_reason_classes"]) if name is not None
        ),
        outcome=outcome,
        why=why,
        window=fields["p2p_window"].get("text"),
        notified_on=_day(fields["dates"]["notification"]),
        clock=clock,
        unread_pages=reading.unread_pages,
        open_fields=tuple(
            dict.fromkeys((*open_fields, *(f"fields.{name} has several candidates" for name in sorted(unread))))
        ),
        warnings=reading.warnings,
    )


def reads_like_a_denial(letter: InboxLetter) -> bool:
    """True when a reading shows a payer, a decision, a reason or a window, or when pages were not read."""
    shown = letter.payer or letter.decision or letter.reason_classes or letter.window
    return bool(shown or letter.unread_pages)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields[name].get("value")
    return None if value is None else str(value)


def _day(entry: Mapping[str, Any]) -> date | None:
    value = entry.get("value")
    try:
        return date.fromisoformat(str(value).split("T", 1)[0]) if value else None
    except ValueError:
        return None
