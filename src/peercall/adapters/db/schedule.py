"""From the request to the agreed time: the log of attempts, the request, the slot. Attempts are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of, move
from peercall.adapters.db.models import AttemptRow, CallSlot, Case, Task
from peercall.adapters.db.tasks import Follow
from peercall.application.site.slot_texts import AgreedTime
from peercall.application.viewer import Viewer
from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.domain.errors import RecordNotFound, StepNotPossible
from peercall.domain.workflow import CaseEvent, Stage


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time for the call as pages show it. state: proposed, agreed, lost, held, cancelled."""

    id: UUID
    case: UUID
    starts_at: datetime | None
    minutes: int
    state: str
    speaker_name: str
    their_number: str
    our_number: str
    reference: str
    agent_name: str
    reviewer_name: str
    reviewer_specialty: str
    confirmed_how: str
    confirmed_at: datetime | None
    note: str
    made_at: datetime
    made_by: str

    def agreed(self) -> AgreedTime | None:
        """The time with its terms, for the texts that confirm it; None where the time is not known."""
        if self.starts_at is None:
            return None
        return AgreedTime(
            starts_at=self.starts_at,
            minutes=self.minutes,
            speaker=self.speaker_name,
            their_number=self.their_number,
            our_number=self.our_number,
            reference=self.reference,
            agent=self.agent_name,
            reviewer=self.reviewer_name,
            reviewer_specialty=self.reviewer_specialty,
        )


@dataclass(frozen=True, slots=True)
class NewSlot:
    """What was agreed with the plan's desk."""

    starts_at: datetime
    minutes: int
    speaker: UUID | None
    speaker_name: str
    their_number: str = ""
    our_number: str = ""
    reference: str = ""
    agent_name: str = ""
    reviewer_name: str = ""
    reviewer_specialty: str = ""
    note: str = ""


def attempts_of(viewer: Viewer, case_id: UUID) -> tuple[CallAttempt, ...]:
    """Every entry of the case's log, corrected ones too, in the order in which they were written down."""
    rows = AttemptRow.objects.filter(case__organization_id=viewer.organization, case_id=case_id)
    return tuple(_attempt(row) for row in rows.select_related("recorded_by").order_by("recorded_at", "id"))


def _attempt(row: AttemptRow) -> CallAttempt:
    return CallAttempt(
        id=str(row.id),
        at=row.at,
        purpose=AttemptPurpose(row.purpose),
        side=AttemptSide(row.by_side),
        result=AttemptResult(row.result),
        number=row.number,
        person=row.person,
        role=row.role,
        hold_minutes=row.hold_minutes,
        callback_at=row.callback_at,
        reference=row.reference,
        note=row.note,
        recorded_by=row.recorded_by.name,
        recorded_at=row.recorded_at,
        corrects=str(row.corrects_id) if row.corrects_id else None,
    )


def log_attempt(viewer: Viewer, case_id: UUID, *, attempt: CallAttempt, at: datetime, slot: UUID | None = None) -> UUID:
    """Write an attempt down; its id. attempt.corrects: the entry it stands for. at: when it is written down.

    Raises RecordNotFound for an entry or slot of another case, StepNotPossible for an entry that was corrected already.
    """
    with change(viewer, case=case_id, action="attempt.logged") as tx:
        case = case_of(viewer, case_id, lock=True)
        row = _log(viewer, case, attempt=attempt, at=at, slot=slot)
        tx.details |= {"attempt": str(row.id), "result": attempt.result.value, "corrects": attempt.corrects}
    return row.id


def _log(viewer: Viewer, case: Case, *, attempt: CallAttempt, at: datetime, slot: UUID | None = None) -> AttemptRow:
    corrects = UUID(attempt.corrects) if attempt.corrects else None
    if corrects is not None:
        if not AttemptRow.objects.filter(id=corrects, case=case).exists():
            raise RecordNotFound("there is no such entry to correct", remedy="Reload the page.")
        if AttemptRow.objects.filter(corrects_id=corrects).exists():
            raise StepNotPossible("this entry was corrected already", remedy="Correct the newer one instead.")
    if slot is not None and not CallSlot.objects.filter(id=slot, case=case).exists():
        raise RecordNotFound("there is no such time for this case", remedy="Reload the page.")
    return AttemptRow.objects.create(
        case=case,
        at=attempt.at,
        purpose=attempt.purpose.value,
        by_side=attempt.side.value,
        number=attempt.number,
        result=attempt.result.value,
        person=attempt.person,
        role=attempt.role,
        hold_minutes=attempt.hold_minutes,
        callback_at=attempt.callback_at,
        reference=attempt.reference,
        note=attempt.note,
        slot_id=slot,
        recorded_at=at,
        recorded_by_id=viewer.user,
        corrects_id=corrects,
    )


def record_request(viewer: Viewer, case_id: UUID, *, attempt: CallAttempt, at: datetime) -> Stage:
    """The call was asked for: the log, the stage, and the moment from which the plan's clocks count.

    Asked for again (another number, after a lost time) it is a further entry; the first request keeps its moment.
    """
    with change(viewer, case=case_id, action="call.requested") as tx:
        case = case_of(viewer, case_id, lock=True)
        row = _log(viewer, case, attempt=attempt, at=at)
        tx.details["attempt"] = str(row.id)
        stage = Stage(case.stage)
        if stage not in (Stage.REQUESTED, Stage.SCHEDULED):
            stage = move(viewer, case, event=CaseEvent.CALL_REQUESTED, at=at)
        if not case.facts.get("peer_to_peer_requested_at"):
            _set_facts(case, {"peer_to_peer_requested_at": attempt.at.isoformat(timespec="minutes")})
    return stage


def _set_facts(case: Case, facts: Mapping[str, Any]) -> None:
    Case.objects.filter(id=case.id).update(facts={**case.facts, **facts}, revision=F("revision") + 1)


def propose_times(
    viewer: Viewer, case_id: UUID, *, blocks: Iterable[Mapping[str, str]], speaker: Mapping[str, Any]
) -> None:
    """The times to read out and who speaks, as the next pass takes them. blocks: `from`, `to` as ISO texts."""
    listed = [dict(block) for block in blocks]
    with change(viewer, case=case_id, action="call.times_proposed", details={"times": len(listed)}):
        case = case_of(viewer, case_id, lock=True)
        kept = case.facts.get("speaker")
        same = isinstance(kept, Mapping) and kept.get("name") == speaker.get("name")
        _set_facts(case, {"availability": listed} | ({} if same or not speaker else {"speaker": dict(speaker)}))


def slots_of(viewer: Viewer, case_id: UUID) -> tuple[SlotRow, ...]:
    """Times of a case, the latest made first."""
    rows = CallSlot.objects.filter(case__organization_id=viewer.organization, case_id=case_id)
    return tuple(_slot_row(row) for row in rows.select_related("made_by").order_by("-made_at", "id"))


def slot_of(viewer: Viewer, slot_id: UUID) -> SlotRow:
    """One time of the viewer's organization. Raises RecordNotFound."""
    return _slot_row(_slot(viewer, slot_id))


def _slot(viewer: Viewer, slot_id: UUID) -> CallSlot:
    rows = CallSlot.objects.filter(case__organization_id=viewer.organization, id=slot_id)
    row = rows.select_related("made_by").first()
    if row is None:
        raise RecordNotFound("there is no such time here", remedy="Go back to the case.")
    return row


def _slot_row(row: CallSlot) -> SlotRow:
    return SlotRow(
        id=row.id,
        case=row.case_id,
        starts_at=row.starts_at,
        minutes=row.minutes,
        state=row.state,
        speaker_name=row.speaker_name,
        their_number=row.their_number,
        our_number=row.our_number,
        reference=row.reference,
        agent_name=row.agent_name,
        reviewer_name=row.reviewer_name,
        reviewer_specialty=row.reviewer_specialty,
        confirmed_how=row.confirmed_how,
        confirmed_at=row.confirmed_at,
        note=row.note,
        made_at=row.made_at,
        made_by=row.made_by.name,
    )


def agree_slot(viewer: Viewer, case_id: UUID, *, slot: NewSlot, at: datetime) -> UUID:
    """A time both sides agreed to; its id. A time agreed before is replaced by it."""
    with change(viewer, case=case_id, action="slot.agreed") as tx:
        case = case_of(viewer, case_id, lock=True)
        replaced = CallSlot.objects.filter(case=case, state="agreed").update(state="lost")
        row = CallSlot.objects.create(
            case=case,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            state="agreed",
            speaker_id=slot.speaker,
            speaker_name=slot.speaker_name,
            their_number=slot.their_number,
            our_number=slot.our_number,
            reference=slot.reference,
            agent_name=slot.agent_name,
            reviewer_name=slot.reviewer_name,
            reviewer_specialty=slot.reviewer_specialty,
            note=slot.note,
            made_at=at,
            made_by_id=viewer.user,
        )
        tx.details |= {"slot": str(row.id), "replaced": replaced}
        move(viewer, case, event=CaseEvent.SLOT_AGREED, at=at)
    return row.id


def lose_slot(viewer: Viewer, slot_id: UUID, *, at: datetime, by_side: AttemptSide, why: str) -> None:
    """An agreed time will not be kept, or was not; the case waits for another one."""
    case_id = _slot(viewer, slot_id).case_id
    with change(viewer, case=case_id, action="slot.lost", details={"slot": str(slot_id), "by": by_side.value}):
        case = case_of(viewer, case_id, lock=True)
        _end_slot(viewer, slot_id, state="lost")
        if Stage(case.stage) is Stage.SCHEDULED:
            move(viewer, case, event=CaseEvent.SLOT_LOST, at=at, note=f"{by_side.value}: {why}"[:300])


def _end_slot(viewer: Viewer, slot_id: UUID, *, state: str) -> None:
    row = _slot(viewer, slot_id)
    if row.state != "agreed":
        raise StepNotPossible("this time is not agreed any more", remedy="Reload the page.")
    row.state = state
    row.save(update_fields=["state"])


def confirm_slot(viewer: Viewer, slot_id: UUID, *, how: str, at: datetime) -> None:
    """The written confirmation went out: how and when."""
    case_id = _slot(viewer, slot_id).case_id
    with change(viewer, case=case_id, action="slot.confirmed", details={"slot": str(slot_id)}):
        case_of(viewer, case_id, lock=True)
        row = _slot(viewer, slot_id)
        if row.state != "agreed":
            raise StepNotPossible("this time is not agreed any more", remedy="Reload the page.")
        row.confirmed_how, row.confirmed_at = how[:120], at
        row.save(update_fields=["confirmed_how", "confirmed_at"])


def reject_request(viewer: Viewer, case_id: UUID, *, attempt: CallAttempt, at: datetime) -> Stage:
    """The plan will not hold a call: their words go into the log, and the case takes another route."""
    with change(viewer, case=case_id, action="call.request_rejected"):
        case = case_of(viewer, case_id, lock=True)
        _log(viewer, case, attempt=attempt, at=at)
        return move(viewer, case, event=CaseEvent.REQUEST_REJECTED, at=at, note=attempt.note)


def forfeit_call(
    viewer: Viewer, case_id: UUID, *, by_side: AttemptSide, why: str, at: datetime, follow: Follow | None = None
) -> Stage:
    """No call will take place any more: whose side missed it, and how. follow: makes what follows, in the same
    transaction."""
    with change(viewer, case=case_id, action="call.forfeited", details={"by": by_side.value}):
        case = case_of(viewer, case_id, lock=True)
        CallSlot.objects.filter(case=case, state="agreed").update(state="lost")
        after = move(viewer, case, event=CaseEvent.CALL_FORFEITED, at=at, note=f"{by_side.value}: {why}"[:300])
        if follow is not None:
            follow(case)
    return after


def has_task(viewer: Viewer, case_id: UUID, *, occasion: str) -> bool:
    """A task of this occasion was made already."""
    return Task.objects.filter(organization_id=viewer.organization, case_id=case_id, occasion=occasion).exists()
