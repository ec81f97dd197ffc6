"""Calls: started, typed into by one or several windows, ended, recorded for good. What is acknowledged is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from peercall.adapters.db.audit import change
from peercall.adapters.db.case_jobs import refresh_summary
from peercall.adapters.db.cases import case_of, move
from peercall.adapters.db.models import Call, CallEntryRow, CallSlot, Case, RecordRow
from peercall.application.viewer import Viewer
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import RecordNotFound, StepNotPossible
from peercall.domain.records import ChainFault, RecordEntry
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.record_chain import chain_faults, next_entry

#: entries of one sending, and what one value may come to: a note is text, not a file
MAX_ENTRIES, MAX_VALUE = 500, 20_000


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as pages show it. state: open, ended, recorded, abandoned."""

    id: UUID
    case: UUID
    determination: int
    state: str
    started_at: datetime
    started_by: UUID
    speaker_name: str
    ended_at: datetime | None
    slot: UUID | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a sending led to. kept: ids that are on disk (new or there already). refused: id and why."""

    kept: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def _row(call: Call) -> CallRow:
    return CallRow(
        id=call.id,
        case=call.case_id,
        determination=call.determination,
        state=call.state,
        started_at=call.started_at,
        started_by=call.started_by_id,
        speaker_name=call.speaker_name,
        ended_at=call.ended_at,
        slot=call.slot_id,
    )


def _call(viewer: Viewer, call_id: UUID, *, lock: bool = False) -> Call:
    rows = Call.objects.filter(case__organization_id=viewer.organization)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=call_id).first()
    if found is None:
        raise RecordNotFound("there is no such call here", remedy="Go back to the case.")
    return found


def call_row(viewer: Viewer, call_id: UUID) -> CallRow:
    """The call within the viewer's tenant. Raises RecordNotFound."""
    return _row(_call(viewer, call_id))


def calls_of_case(viewer: Viewer, case_id: UUID) -> tuple[CallRow, ...]:
    """Calls of a case, the latest first."""
    rows = Call.objects.filter(case__organization_id=viewer.organization, case_id=case_id)
    return tuple(_row(row) for row in rows.order_by("-started_at"))


def start_call(
    viewer: Viewer,
    case_id: UUID,
    *,
    at: datetime,
    speaker_name: str,
    determination: int = 1,
    slot: UUID | None = None,
) -> UUID:
    """Begin a call; its id. A call of the case that is open already is continued: two windows are one call."""
    with change(viewer, case=case_id, action="call.started") as tx:
        case = case_of(viewer, case_id, lock=True)
        running = Call.objects.filter(case=case, state="open").first()
        if running is not None:
            tx.details["continued"] = str(running.id)
            return running.id
        if slot is not None and not CallSlot.objects.filter(id=slot, case=case).exists():
            raise RecordNotFound("there is no such time for this case", remedy="Go back to the case.")
        agreed = CallSlot.objects.filter(case=case, state="agreed").first()
        slot = slot or (agreed.id if agreed else None)
        move(viewer, case, event=CaseEvent.CALL_STARTED, at=at)
        call = Call.objects.create(
            case=case,
            determination=determination,
            slot_id=slot,
            started_at=at,
            started_by_id=viewer.user,
            speaker_name=speaker_name,
        )
        tx.details["call"] = str(call.id)
    return call.id


def add_entries(viewer: Viewer, call_id: UUID, *, entries: Sequence[CallEntry], at: datetime) -> Stored:
    """Keep what a window typed. Sending the same again changes nothing; one bad entry does not stop the others.

    Raises StepNotPossible when the record is complete: from then on only corrections are added.
    """
    if len(entries) > MAX_ENTRIES:
        raise StepNotPossible(f"more than {MAX_ENTRIES} entries at once", remedy="Send them in parts.")
    kept: list[str] = []
    refused: list[tuple[str, str]] = []
    call = _call(viewer, call_id)
    with change(viewer, case=call.case_id, action="call.entries", details={"call": str(call_id)}) as tx:
        call = _call(viewer, call_id, lock=True)
        if call.state not in ("open", "ended"):
            raise StepNotPossible(
                "the record of this call is complete", remedy="Add a correction to the record instead."
            )
        known = {
            str(row): owner
            for row, owner in CallEntryRow.objects.filter(id__in=[entry.id for entry in entries]).values_list(
                "id", "call_id"
            )
        }
        for entry in entries:
            if entry.id in known:
                if known[entry.id] == call.id:
                    kept.append(entry.id)
                else:
                    refused.append((entry.id, "this entry belongs to another call"))
            elif (why := _add(viewer, call, entry, at=at)) is None:
                kept.append(entry.id)
                known[entry.id] = call.id
            else:
                refused.append((entry.id, why))
        tx.details["kept"] = len(kept)
    return Stored(tuple(kept), tuple(refused))


def _add(viewer: Viewer, call: Call, entry: CallEntry, *, at: datetime) -> str | None:
    """Add one entry; why not, when it cannot be."""
    if isinstance(entry.value, str) and len(entry.value) > MAX_VALUE:
        return "the text is too long"
    try:
        with transaction.atomic():
            CallEntryRow.objects.create(
                id=entry.id,
                call=call,
                writer=entry.writer,
                seq=entry.seq,
                at=entry.at,
                received_at=at,
                by_id=viewer.user,
                by_name=viewer.name,
                kind=entry.kind.value,
                subject=entry.subject,
                value=entry.value if not isinstance(entry.value, Mapping) else dict(entry.value),
                replaces=list(entry.replaces),
            )
    except IntegrityError:
        return "another entry of this window has the same number"
    return None


def entries_of(viewer: Viewer, call_id: UUID, *, after: int = 0) -> tuple[tuple[CallEntry, ...], int]:
    """Entries that arrived after number `after`, and the number of the last one."""
    call = _call(viewer, call_id)
    rows = list(CallEntryRow.objects.filter(call=call, number__gt=after).order_by("number"))
    return tuple(_entry(row) for row in rows), rows[-1].number if rows else after


def _entry(row: CallEntryRow) -> CallEntry:
    return CallEntry(
        id=str(row.id),
        writer=row.writer,
        seq=row.seq,
        at=row.at,
        by=row.by_name,
        kind=EntryKind(row.kind),
        subject=row.subject,
        value=row.value,
        replaces=tuple(row.replaces),
    )


def end_call(viewer: Viewer, call_id: UUID, *, at: datetime) -> CallRow:
    """The telephone is down. The first end counts; entries can still be added until the record is complete."""
    call = _call(viewer, call_id)
    with change(viewer, case=call.case_id, action="call.ended", details={"call": str(call_id)}):
        call = _call(viewer, call_id, lock=True)
        if call.state == "open":
            call.state, call.ended_at = "ended", max(at, call.started_at)
            call.save(update_fields=["state", "ended_at"])
    return _row(call)


def resume_call(viewer: Viewer, call_id: UUID) -> CallRow:
    """The line is back, or the end was pressed too early."""
    call = _call(viewer, call_id)
    with change(viewer, case=call.case_id, action="call.resumed", details={"call": str(call_id)}):
        call = _call(viewer, call_id, lock=True)
        if call.state != "ended":
            raise StepNotPossible("this call cannot be continued", remedy="Start a new call from the case.")
        call.state, call.ended_at = "open", None
        call.save(update_fields=["state", "ended_at"])
    return _row(call)


def abandon_call(viewer: Viewer, call_id: UUID, *, at: datetime, why: str) -> None:
    """Nobody was reached after all; what was typed is kept. The case waits for a time again."""
    call = _call(viewer, call_id)
    with change(viewer, case=call.case_id, action="call.abandoned", details={"call": str(call_id)}):
        call = _call(viewer, call_id, lock=True)
        if call.state not in ("open", "ended"):
            raise StepNotPossible("this call is over", remedy="Go back to the case.")
        call.state, call.ended_at = "abandoned", call.ended_at or at
        call.save(update_fields=["state", "ended_at"])
        _end_slot(call, state="lost")
        move(viewer, case_of(viewer, call.case_id, lock=True), event=CaseEvent.CALL_ABANDONED, at=at, note=why)


def _end_slot(call: Call, *, state: str) -> None:
    """The agreed time of a call that is over."""
    if call.slot_id is not None:
        CallSlot.objects.filter(id=call.slot_id, state="agreed").update(state=state)


def complete_record(
    viewer: Viewer,
    call_id: UUID,
    *,
    body: Mapping[str, Any],
    at: datetime,
    follow: Callable[[Case], None] | None = None,
) -> RecordEntry:
    """The call's record is added to the case's record, for good. Raises StepNotPossible when it is there already.

    follow: what else is made of it, in the same transaction: both are kept, or neither.
    """
    call = _call(viewer, call_id)
    with change(viewer, case=call.case_id, action="call.recorded", details={"call": str(call_id)}) as tx:
        call = _call(viewer, call_id, lock=True)
        if call.state != "ended":
            raise StepNotPossible(
                "the record is complete already" if call.state == "recorded" else "the call has not ended",
                remedy="Open the case's record.",
            )
        case = case_of(viewer, call.case_id, lock=True)
        entry = _add_record(viewer, call.case_id, call=call, kind="call", body=body, at=at)
        tx.details["number"] = entry.number
        call.state = "recorded"
        call.save(update_fields=["state"])
        _end_slot(call, state="held")
        if Stage(case.stage) is Stage.IN_CALL:
            move(viewer, case, event=CaseEvent.DISPOSITION_RECORDED, at=at)
            refresh_summary(case.id)  # the clock of the call is behind
            case.refresh_from_db()
        if follow is not None:
            follow(case)
    return entry


def add_record(
    viewer: Viewer,
    case_id: UUID,
    *,
    kind: str,
    body: Mapping[str, Any],
    at: datetime,
    corrects: int | None = None,
    follow: Callable[[Case, RecordEntry], None] | None = None,
) -> RecordEntry:
    """Another entry of the case's record: a correction, a confirmation in writing. What it corrects stays.

    follow: what else is made of it, in the same transaction. Raises RecordNotFound when it corrects an entry that is not
    there.
    """
    with change(viewer, case=case_id, action=f"record.{kind}") as tx:
        case = case_of(viewer, case_id, lock=True)
        if corrects is not None and not RecordRow.objects.filter(case_id=case_id, number=corrects).exists():
            raise RecordNotFound("there is no such entry to correct", remedy="Reload the record.")
        entry = _add_record(viewer, case_id, call=None, kind=kind, body=body, at=at, corrects=corrects)
        tx.details["number"] = entry.number
        if follow is not None:
            follow(case, entry)
    return entry


def _add_record(
    viewer: Viewer,
    case_id: UUID,
    *,
    call: Call | None,
    kind: str,
    body: Mapping[str, Any],
    at: datetime,
    corrects: int | None = None,
) -> RecordEntry:
    last = RecordRow.objects.filter(case_id=case_id).order_by("-number").first()
    entry = next_entry(
        _record_entry(last) if last else None, at=at, by=viewer.name, kind=kind, body=body, corrects=corrects
    )
    RecordRow.objects.create(
        case_id=case_id,
        call=call,
        number=entry.number,
        at=entry.at,
        by_name=entry.by,
        by_id=viewer.user,
        kind=kind,
        body=dict(body),
        corrects=corrects,
        previous=entry.previous,
        hash=entry.hash,
    )
    return entry


def _record_entry(row: RecordRow) -> RecordEntry:
    return RecordEntry(row.number, row.at, row.by_name, row.kind, row.body, row.corrects, row.previous, row.hash)


def record_of(viewer: Viewer, case_id: UUID) -> tuple[tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    """The case's record in its order, and where its chain does not hold."""
    case_of(viewer, case_id)
    return record_for_job(case_id)


def record_for_job(case_id: UUID) -> tuple[tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    """As record_of, for a job."""
    entries = tuple(_record_entry(row) for row in RecordRow.objects.filter(case_id=case_id).order_by("number"))
    return entries, chain_faults(entries)


def last_number(viewer: Viewer, call_id: UUID) -> int:
    """The number of the entry that arrived last, 0 for none."""
    return CallEntryRow.objects.filter(call=_call(viewer, call_id)).aggregate(top=Max("number"))["top"] or 0
