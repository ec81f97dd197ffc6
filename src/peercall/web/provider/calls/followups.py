"""The tasks that completing a record makes: shown before, with due times a person can put right, and made with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from peercall.adapters.db import calls, tasks
from peercall.application.site.views import CaseView
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_followups import after_call, practice_zone
from peercall.bootstrap.site_reminders import arrange
from peercall.domain.playbooks import PlannedTask
from peercall.engine.followups import FollowUp, with_due_times
from peercall.web.common.access import PeercallRequest

Body = Mapping[str, Any]


def _plan(viewer: Viewer, row: calls.CallRow, *, case: CaseView, body: Body, at: datetime) -> FollowUp:
    return after_call(viewer, case, body, occasion=f"call {row.id}", at=at, number=row.determination)


def plan_shown(
    request: PeercallRequest, row: calls.CallRow, *, case: CaseView, body: Body, errors: Mapping[str, str]
) -> dict[str, Any] | None:
    """What the page shows before the record is complete; None afterwards."""
    if row.state != "ended":
        return None
    plan = _plan(request.viewer, row, case=case, body=body, at=timezone.now())
    zone = practice_zone(request.viewer, case)
    rows = []
    for task in plan.tasks:
        name = f"due-{task.step}"
        read = task.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if task.due_at else ""
        rows.append(
            {
                "task": task,
                "name": name,
                "value": request.POST.get(name, read),
                "error": errors.get(name, ""),
                "is_promise": bool(task.due_words) or task.step.startswith("promise-"),
            }
        )
    return {"rows": rows, "answered": plan.answered, "zone": zone}


def tasks_to_make(
    request: PeercallRequest, row: calls.CallRow, *, case: CaseView, body: Body, at: datetime
) -> tuple[tuple[PlannedTask, ...], dict[str, str]]:
    """The tasks with the due times of the form, and what is wrong with one, by its field."""
    plan = _plan(request.viewer, row, case=case, body=body, at=at)
    zone = ZoneInfo(practice_zone(request.viewer, case))
    chosen: dict[str, datetime | None] = {}
    errors: dict[str, str] = {}
    for task in plan.tasks:
        text = request.POST.get(f"due-{task.step}")
        if text is None:
            continue
        try:
            chosen[task.step] = datetime.fromisoformat(text).replace(tzinfo=zone) if text.strip() else None
        except ValueError:
            errors[f"due-{task.step}"] = "Write day and hour as 2026-01-31T17:00, or leave it empty."
    return with_due_times(plan.tasks, chosen=chosen), errors


def makes(viewer: Viewer, planned: Sequence[PlannedTask], *, at: datetime) -> tasks.Follow:
    """For the transaction that completes the record: the tasks, and their reminders."""
    return tasks.follow_with(viewer, planned, at=at, arrange=arrange)
