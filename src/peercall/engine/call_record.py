"""The record of a held call: what it says, and what is still missing from it. Asked once; "not given" is an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peercall.domain.calls import CallState, Disposition, EntryKind, Standing

#: what a person answers when the other side did not say it; it counts as answered and is recorded as such
NOT_GIVEN = "not given"

_REVIEWER = {
    "name": "Who was the reviewer? Name as spelled.",
    "credentials": "Which credentials does the reviewer have?",
    "specialty": "Which specialty does the reviewer have?",
    "criteria_set": "Which criteria set did the reviewer apply?",
    "criteria_version": "Which version of the criteria?",
    "records_held": "Which records did the reviewer have?",
}
_ALWAYS = {
    "disposition": "How did the call end, as the reviewer said it?",
    "reference": "What is the reference number of the call?",
    "next_step": "What is the next step, and whose is it?",
    "confirmation": "When and how does the written confirmation come?",
}
_BY_DISPOSITION: Mapping[Disposition, Mapping[str, str]] = {
    Disposition.OVERTURNED: {
        "authorization_number": "What is the authorization number?",
        "approved_for": "For which codes, quantity and dates?",
    },
    Disposition.PARTIALLY_OVERTURNED: {
        "authorization_number": "What is the authorization number?",
        "approved_for": "What was approved: codes, quantity, dates?",
        "rationale": "Why was the rest not approved?",
    },
    Disposition.UPHELD: {"rationale": "Why was it upheld, in the reviewer's words?"},
    Disposition.ALTERNATIVE_OFFERED: {"rationale": "Which alternative was offered, and why?"},
    Disposition.DEFERRED: {"rationale": "What is the decision waiting for?"},
}


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something the record lacks. kind, subject: of the entry that answers it; question: as asked."""

    kind: EntryKind
    subject: str
    question: str


def disposition_of(state: CallState) -> Disposition | None:
    """The disposition as said, None while nobody has recorded one."""
    word = state.text(EntryKind.CLOSING, "disposition")
    return Disposition(word) if word in set(Disposition) else None


def missing_from(state: CallState) -> tuple[MissingItem, ...]:
    """What to ask now, in the order of the call; empty when the record is complete."""
    disposition = disposition_of(state)
    closing = {**_ALWAYS, **(_BY_DISPOSITION.get(disposition, {}) if disposition else {})}
    asked = [
        *((EntryKind.REVIEWER, subject, question) for subject, question in _REVIEWER.items()),
        *((EntryKind.CLOSING, subject, question) for subject, question in closing.items()),
    ]
    return tuple(MissingItem(*one) for one in asked if not state.text(one[0], one[1]))


def record_body(
    state: CallState,
    *,
    started_at: datetime,
    ended_at: datetime,
    speaker: str,
    listeners: tuple[str, ...] = (),
    points: Mapping[str, str],
    inputs: Mapping[str, str],
) -> dict[str, Any]:
    """The call as plain data for the record.

    started_at, ended_at: aware. speaker: who spoke for the practice. points: text of each criterion and objection by the
    subject of its mark. inputs: hashes of what the call was prepared from (brief, letter, policy version).
    """
    disposition = disposition_of(state)
    return {
        "schema": "peercall.call-record/1",
        "started_at": started_at.isoformat(timespec="seconds"),
        "ended_at": ended_at.isoformat(timespec="seconds"),
        "minutes": max(1, round((ended_at - started_at).total_seconds() / 60)),
        "spoke": speaker,
        "also_on_the_line": list(listeners),
        "reviewer": {subject: state.text(EntryKind.REVIEWER, subject) for subject in _REVIEWER},
        "their_reasons": [_text(one) for one in state.all_of(EntryKind.REASON)],
        "points": [
            {"about": points.get(subject, subject), "id": subject, "mark": str(one.entry.value)}
            for subject, one in state.by_kind.get(EntryKind.MARK, {}).items()
        ],
        "new_to_them": [_plain(one) for one in state.all_of(EntryKind.NEW_FACT)],
        "objections": [_text(one) for one in state.all_of(EntryKind.OBJECTION)],
        "notes": [
            {"at": one.entry.at.isoformat(timespec="seconds"), "by": one.entry.by, "text": _text(one)}
            for one in state.all_of(EntryKind.NOTE)
        ],
        "commitments": [_plain(one) for one in state.all_of(EntryKind.COMMITMENT)],
        "reported_disposition": disposition.value if disposition else None,
        "closing": {
            subject: _plain(one)
            for subject, one in state.by_kind.get(EntryKind.CLOSING, {}).items()
            if subject != "disposition"
        },
        "not_given": [item.subject for item in missing_from(state)],
        "undecided": [
            {"about": one.entry.subject, "values": [_plain(one), *(other.value for other in one.others)]}
            for one in state.undecided
        ],
        "prepared_from": dict(inputs),
    }


#: parts of a call's body by what they are made of
_MAPPINGS = ("reviewer", "closing", "prepared_from")
_TEXTS = ("their_reasons", "objections", "also_on_the_line", "not_given")
_ROWS = ("points", "notes", "undecided")
_ANY_ROWS = ("new_to_them", "commitments")


def misshapen_part(body: Mapping[str, Any]) -> str | None:
    """The part of a call's body that is not as it is recorded; None when all can be read. A part may be missing."""
    kinds: tuple[tuple[tuple[str, ...], Callable[[object], bool]], ...] = (
        (_MAPPINGS, lambda part: isinstance(part, Mapping)),
        (_TEXTS, lambda part: _list_of(part, str)),
        (_ROWS, lambda part: _list_of(part, Mapping)),
        (_ANY_ROWS, lambda part: _list_of(part, (str, Mapping))),
    )
    for names, fits in kinds:
        wrong = next((name for name in names if body.get(name) is not None and not fits(body[name])), None)
        if wrong is not None:
            return wrong
    try:
        moments = [datetime.fromisoformat(str(body[name])) for name in ("started_at", "ended_at") if name in body]
    except ValueError:
        return "started_at"
    return "started_at" if any(one.tzinfo is None for one in moments) else None


def _list_of(part: object, kind: type[Any] | tuple[type[Any], ...]) -> bool:
    return isinstance(part, list) and all(isinstance(one, kind) for one in part)


def _plain(standing: Standing) -> Any:
    value = standing.entry.value
    return dict(value) if isinstance(value, Mapping) else value


def _text(standing: Standing) -> str:
    return str(standing.entry.value)
