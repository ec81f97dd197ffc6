"""What a record says now: each call with its corrections laid over it, and what came in writing. Nothing is changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peercall.domain.calls import Disposition
from peercall.domain.errors import EntryInvalid
from peercall.domain.records import RecordEntry
from peercall.engine.followups import says_less

CALL, CORRECTION, CONFIRMATION = "call", "correction", "confirmation"

#: what a correction may name, by its path in the body of a call
FIELDS: Mapping[str, str] = {
    "reported_disposition": "Reported disposition",
    "spoke": "Who spoke for the practice",
    "reviewer.name": "Reviewer: name",
    "reviewer.credentials": "Reviewer: credentials",
    "reviewer.specialty": "Reviewer: specialty",
    "reviewer.criteria_set": "Criteria set they used",
    "reviewer.criteria_version": "Version of the criteria",
    "reviewer.records_held": "Records they had",
    "closing.authorization_number": "Authorization number",
    "closing.approved_for": "Approved for",
    "closing.reference": "Reference of the call",
    "closing.next_step": "Next step",
    "closing.confirmation": "Written confirmation: when and how",
    "closing.rationale": "Their reason",
    "other": "Something else in this entry",
}


@dataclass(frozen=True, slots=True)
class StandingCall:
    """A recorded call as it stands. body: with its corrections; corrections: entries, in their order."""

    entry: RecordEntry
    body: Mapping[str, Any]
    corrections: tuple[RecordEntry, ...]


@dataclass(frozen=True, slots=True)
class DispositionState:
    """Said and written, apart. said_in, written_in: the entries that say so."""

    reported: str | None = None
    said_in: RecordEntry | None = None
    confirmed: str | None = None
    written_in: RecordEntry | None = None

    @property
    def is_contrary(self) -> bool:
        """The writing says less than was said."""
        return says_less(self.reported, confirmed=self.confirmed)


def value_at(body: Mapping[str, Any], path: str) -> str:
    """The text at a path; empty when there is none."""
    here: Any = body
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return str(here) if here is not None else ""


def correction_body(entry: RecordEntry, *, path: str, now: str, new: str, reason: str) -> dict[str, str]:
    """The body of a correction. now: what stands at present. Raises EntryInvalid for what corrects nothing."""
    new, reason = new.strip(), reason.strip()
    if path == "reported_disposition":
        new = new.lower().replace(" ", "_")
    if path not in FIELDS:
        raise EntryInvalid("this is nothing a correction can name", remedy="Choose what is wrong from the list.")
    if not reason:
        raise EntryInvalid("a correction needs its reason", remedy="Say how you know.")
    if not new or new == now:
        raise EntryInvalid("nothing would change", remedy="Write what is right.")
    if path == "reported_disposition" and new not in set(Disposition):
        raise EntryInvalid("this is no disposition", remedy="Choose one from the list.")
    return {
        "schema": "peercall.record-correction/1",
        "of": str(entry.number),
        "field": path,
        "old": now,
        "new": new,
        "reason": reason,
    }


def standing_calls(entries: Sequence[RecordEntry]) -> tuple[StandingCall, ...]:
    """Each call of the record with what corrects it."""
    return tuple(_standing(entry, entries) for entry in entries if entry.kind == CALL)


def _standing(call: RecordEntry, entries: Sequence[RecordEntry]) -> StandingCall:
    corrections = tuple(one for one in entries if one.kind == CORRECTION and one.corrects == call.number)
    body: dict[str, Any] = copy.deepcopy(dict(call.body))
    for one in corrections:
        *groups, last = str(one.body.get("field", "other")).split(".")
        here = body
        for group in groups:
            here = here.setdefault(group, {})
        if last != "other":
            here[last] = one.body.get("new")
    return StandingCall(call, body, corrections)


_REVERSALS = frozenset({Disposition.OVERTURNED, Disposition.PARTIALLY_OVERTURNED})


def _is_older(written: RecordEntry, *, than: StandingCall) -> bool:
    """True when the writing came before a call that reversed what it says."""
    reported, confirmed = than.body["reported_disposition"], written.body["confirmed_disposition"]
    if reported not in _REVERSALS or reported == confirmed or confirmed == Disposition.OVERTURNED:
        return False
    called, came = str(than.body.get("started_at") or "")[:10], str(written.body.get("received_on") or "")[:10]
    if called and came and called != came:
        return came < called
    return written.number < than.entry.number


def disposition_state(entries: Sequence[RecordEntry]) -> DispositionState:
    """What was said last and what was written last. A reversal said on a call after the last writing is not confirmed by
    it, nor contradicted: it waits for a writing of its own."""
    calls = standing_calls(entries)
    said = next((one for one in reversed(calls) if one.body.get("reported_disposition")), None)
    written = next((one for one in reversed(entries) if one.kind == CONFIRMATION), None)
    if said is not None and written is not None and _is_older(written, than=said):
        written = None
    return DispositionState(
        reported=str(said.body["reported_disposition"]) if said else None,
        said_in=said.entry if said else None,
        confirmed=str(written.body["confirmed_disposition"]) if written else None,
        written_in=written,
    )
