"""What changes a record after the call: a confirmation in writing, a correction; with the tasks that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.adapters.db import calls
from peercall.adapters.db.cases import move
from peercall.adapters.db.models import Case
from peercall.adapters.db.tasks import Arrange, add_planned, end_by_event, end_contrary
from peercall.application.viewer import Viewer
from peercall.domain.errors import StepNotPossible
from peercall.domain.playbooks import PlannedTask
from peercall.domain.records import RecordEntry
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.record_view import CONFIRMATION, CORRECTION, disposition_state


def add_confirmation(
    viewer: Viewer,
    case_id: UUID,
    *,
    body: Mapping[str, Any],
    values: Mapping[str, str],
    planned: Sequence[PlannedTask],
    at: datetime,
    arrange: Arrange | None = None,
) -> RecordEntry:
    """What came in writing enters the record: tasks that waited for it are done, those of another disposition than the
    written one are dropped with that reason, and those that come of it are made.

    values: by the keys of tasks' closing values. A closed case is opened again when tasks are made. Raises
    StepNotPossible when the very same confirmation is there already.
    """

    def follow(case: Case, entry: RecordEntry) -> None:
        _only_once(case, entry, word="confirmation")
        note = f"closed by entry {entry.number} of the record"
        end_by_event(viewer, case.id, event=CONFIRMATION, values=values, note=note, at=at)
        stands = str(body["confirmed_disposition"])
        why = f"Not needed any more: the writing says {_words(stands)} (entry {entry.number} of the record)."
        end_contrary(viewer, case.id, stands=stands, note=why, at=at)
        _make(viewer, case, planned, at=at, arrange=arrange)

    return calls.add_record(viewer, case_id, kind=CONFIRMATION, body=body, at=at, follow=follow)


def add_correction(
    viewer: Viewer,
    case_id: UUID,
    *,
    corrects: int,
    body: Mapping[str, Any],
    planned: Sequence[PlannedTask],
    at: datetime,
    arrange: Arrange | None = None,
) -> RecordEntry:
    """A correction enters the record as an entry of its own; the corrected entry stays. Another disposition ends the tasks
    of the one that was wrong, unless a writing says what stands."""
    entries, _ = calls.record_of(viewer, case_id)
    written = disposition_state(entries).confirmed

    def follow(case: Case, entry: RecordEntry) -> None:
        _only_once(case, entry, word="correction")
        if body.get("field") == "reported_disposition" and written is None:
            stands = str(body["new"])
            why = f"Not needed any more: what was said is corrected to {_words(stands)} (entry {entry.number} of the record)."
            end_contrary(viewer, case.id, stands=stands, note=why, at=at)
        _make(viewer, case, planned, at=at, arrange=arrange)

    return calls.add_record(
        viewer,
        case_id,
        kind=CORRECTION,
        body=body,
        at=at,
        corrects=corrects,
        follow=follow,
    )


def _only_once(case: Case, entry: RecordEntry, *, word: str) -> None:
    """Within the transaction that added the entry, under the case's lock: a form sent twice is one entry."""
    entries, _ = calls.record_for_job(case.id)
    same = (entry.kind, entry.corrects, dict(entry.body))
    if any((one.kind, one.corrects, dict(one.body)) == same for one in entries if one.number < entry.number):
        raise StepNotPossible(f"this {word} is in the record already", remedy="Look at the record below.")


def _words(disposition: str) -> str:
    return disposition.replace("_", " ")


def _make(viewer: Viewer, case: Case, planned: Sequence[PlannedTask], *, at: datetime, arrange: Arrange | None) -> None:
    made = add_planned(viewer, case, planned, at=at)
    if made and Stage(case.stage) is Stage.CLOSED:
        move(viewer, case, event=CaseEvent.REOPENED, at=at, note="new tasks")
    if made and arrange is not None:
        arrange(made)
