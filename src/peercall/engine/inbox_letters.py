"""Letters among the files of the inbox: what a reading shows of each, unconfirmed, for the order of work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.letters import Found, LetterReading, NotFound
from peercall.domain.remittances import InboxLetter
from peercall.domain.rules import DenialReason
from peercall.engine.confirmation import clock_fields_open, confirm_determination
from peercall.engine.contract import reading_to_contract
from peercall.engine.inbox_assessment import Assessor, blank_case

NOT_READ = "no page of it could be read"
_NUMBERS = ("authorization_number", "reference_number", "claim_number")
#: what two files of one denial may not say otherwise
_IDENTITY = ("member_id", "member_dob", "group_number", *_NUMBERS, "decision")
#: what they may, and a person then compares
_COMPARED = ("p2p_window", "p2p_phone", "appeal_deadline")
_NOT_IN_KEYS = re.compile(r"[\W_]+")
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


def fold_same(letters: Sequence[tuple[LetterReading, InboxLetter]]) -> list[InboxLetter]:
    """One letter for each denial, in the order given: a scan beside its PDF is the same paper.

    Two files are one denial when member number, a number of the request, and service or date of the notice stand in both
    alike, and nothing that identifies it is said otherwise in one of them. The file that leaves least open is shown, the
    others are named in `same_in`; where they word the call or the appeal otherwise, a warning says so.
    """
    groups: list[list[tuple[LetterReading, InboxLetter]]] = []
    for one in letters:
        same = [group for group in groups if all(_is_same(one[0], other[0]) for other in group)]
        if same:
            same[0].append(one)
        else:
            groups.append([one])
    return [_shown(group) for group in groups]


def _shown(group: Sequence[tuple[LetterReading, InboxLetter]]) -> InboxLetter:
    reading, letter = min(group, key=lambda one: (len(one[1].unread_pages), len(one[1].open_fields)))
    others = [one for one in group if one[1] is not letter]
    told = [
        f"{other.document} says `{name}` otherwise: compare before you confirm"
        for theirs, other in others
        for name in _COMPARED
        if _differ(_key(reading, name), _key(theirs, name))
    ]
    return replace(letter, same_in=tuple(other.document for _, other in others), warnings=(*letter.warnings, *told))


def _is_same(one: LetterReading, other: LetterReading) -> bool:
    if one.document == other.document:
        return False
    if any(_differ(_key(one, name), _key(other, name)) for name in _IDENTITY):
        return False
    dates = one.dates["notification"], other.dates["notification"]
    days = tuple(str(day.value) if isinstance(day, Found) else None for day in dates)
    codes = _codes(one), _codes(other)
    if _differ(*days) or not _fits_service(one, other):
        return False
    has_number = not set(_stated(one, _NUMBERS)).isdisjoint(_stated(other, _NUMBERS))
    has_member = not set(_stated(one, ("member_id",))).isdisjoint(_stated(other, ("member_id",)))
    is_alike = (days[0] is not None and days[0] == days[1]) or bool(codes[0] and codes[0] == codes[1])
    return has_number and has_member and is_alike


def _fits_service(one: LetterReading, other: LetterReading) -> bool:
    """By codes where both print them, else by words."""
    if _codes(one) and _codes(other):
        return _codes(one) == _codes(other)
    return not _differ(_key(one, "requested_service"), _key(other, "requested_service"))


def _stated(reading: LetterReading, names: Sequence[str]) -> Iterator[str]:
    yield from (key for name in names if (key := _key(reading, name)))


def _key(reading: LetterReading, name: str) -> str | None:
    """A field without the marks and blanks that forms of one paper differ in; None where it is not stated, `?` where the
    paper contradicts itself."""
    field = reading.fields[name]
    if isinstance(field, Found):
        return _NOT_IN_KEYS.sub("", str(field.value)).casefold()
    return None if isinstance(field, NotFound) else "?"


def _codes(reading: LetterReading) -> frozenset[str]:
    return frozenset(str(code.value) for code in reading.lists["service_codes"])


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and (one != other or one == "?")


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
