"""Promises made on calls, from the tasks that look after them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from peercall.adapters.db.models import Task
from peercall.application.site.promises import Promise, state_of
from peercall.application.viewer import Viewer
from peercall.domain.playbooks import Outcome

#: how many a page lists, the latest first
SHOWN = 500
_PROMISED = (Outcome.PROMISED_BY_US.value, Outcome.PROMISED_BY_THEM.value)


def promises(
    viewer: Viewer, *, now: datetime, case: UUID | None = None, payer: str | None = None
) -> tuple[Promise, ...]:
    """Promises of the organization's cases, the latest first; one query. case, payer: only these."""
    rows = Task.objects.filter(organization_id=viewer.organization, outcome__in=_PROMISED).select_related("case")
    if case is not None:
        rows = rows.filter(case_id=case)
    if payer is not None:
        rows = rows.filter(case__plan_name=payer)
    return tuple(_promise(row, now=now) for row in rows.order_by("-made_at", "id")[:SHOWN])


def _promise(row: Task, *, now: datetime) -> Promise:
    return Promise(
        case=row.case_id,
        member_name=row.case.member_name,
        payer=row.case.plan_name,
        who=row.who,
        words=row.words or row.title,
        said_due=row.due_words,
        due_at=row.due_at,
        made_at=row.made_at,
        ended_at=row.closed_at,
        state=state_of(
            task_state=row.state,
            who=row.who,
            kept=str(row.closing.get("kept") or ""),
            due_at=row.due_at,
            ended_at=row.closed_at,
            now=now,
        ),
    )
