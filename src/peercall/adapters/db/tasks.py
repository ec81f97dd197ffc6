"""Tasks: made from a plan once, listed by what is due, taken, moved, done with what closes them, dropped, reopened."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of
from peercall.adapters.db.models import Case, Membership, Task
from peercall.adapters.db.models.cases import AT_ONCE, NO_CLOCK
from peercall.application.site.tasks import TaskFilter, TaskPage, TaskRow
from peercall.application.viewer import Viewer
from peercall.domain.calls import Disposition
from peercall.domain.errors import NotPermitted, RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.playbooks import ClosingKind, ClosingValue, PlannedTask

PAGE = 50

#: called with the ids of tasks whose due time is new or has changed, within the transaction: reminders are arranged there
Arrange = Callable[[Sequence[UUID]], None]
#: what else is made of a record, within its transaction
Follow = Callable[[Case], None]


def add_planned(viewer: Viewer, case: Case, planned: Sequence[PlannedTask], *, at: datetime) -> tuple[UUID, ...]:
    """Make the tasks that are not there yet, within the running transaction; their ids."""
    if case.organization_id != viewer.organization:
        raise RecordNotFound("there is no such case here", remedy="Go back to the work list.")
    return add_planned_for_job(case, planned, at=at)


def add_planned_for_job(case: Case, planned: Sequence[PlannedTask], *, at: datetime) -> tuple[UUID, ...]:
    """The same for a job, which acts for the organization of the case."""
    keys = {(task.occasion, task.step) for task in planned}
    rows = Task.objects.filter(case=case, occasion__in={occasion for occasion, _ in keys})
    known = set(rows.values_list("occasion", "step"))
    made = [
        _new(case, task, at=at)
        for index, task in enumerate(planned)
        if (task.occasion, task.step) not in known
        and (task.occasion, task.step) not in {(one.occasion, one.step) for one in planned[:index]}
    ]
    Task.objects.bulk_create(made)
    return tuple(task.id for task in made)


def _new(case: Case, task: PlannedTask, *, at: datetime) -> Task:
    return Task(
        organization_id=case.organization_id,
        case=case,
        step=task.step,
        occasion=task.occasion,
        outcome=task.outcome.value,
        title=task.title,
        words=task.words,
        who=task.who,
        role=task.role.value,
        due_at=task.due_at,
        sort_at=_order(task.due_at, is_alarm=task.is_alarm),
        due_words=task.due_words[:200],
        why=task.why[:400],
        source=task.source[:300],
        needs=[
            {
                "key": need.key,
                "label": need.label,
                "kind": need.kind.value,
                "choices": list(need.choices),
                "optional": need.is_optional,
            }
            for need in task.needs
        ],
        closes_on=list(task.closes_on),
        escalate_at=task.escalate_at,
        escalate_to=task.escalate_to.value if task.escalate_to else "",
        is_alarm=task.is_alarm,
        made_at=at,
    )


def _order(due_at: datetime | None, *, is_alarm: bool) -> datetime:
    return AT_ONCE if is_alarm else due_at or NO_CLOCK


def follow_with(
    viewer: Viewer, planned: Sequence[PlannedTask], *, at: datetime, arrange: Arrange | None = None
) -> Follow:
    """Makes the tasks within the transaction of what they follow."""

    def follow(case: Case) -> None:
        made = add_planned(viewer, case, planned, at=at)
        if arrange is not None and made:
            arrange(made)

    return follow


def make_tasks(
    viewer: Viewer,
    case_id: UUID,
    *,
    planned: Sequence[PlannedTask],
    at: datetime,
    arrange: Arrange | None = None,
) -> int:
    """Tasks for something that happened outside a call (failed tries); how many are new."""
    with change(viewer, case=case_id, action="task.made") as tx:
        case = case_of(viewer, case_id, lock=True)
        made = add_planned(viewer, case, planned, at=at)
        tx.details["tasks"] = len(made)
        if arrange is not None and made:
            arrange(made)
    return len(made)


# --- lists


def task_page(viewer: Viewer, *, wanted: TaskFilter, now: datetime, after: str | None = None) -> TaskPage:
    """A page of tasks, alarms and the most urgent first; one query. after: `next_from` of the page before."""
    rows = _filtered(viewer, wanted, now=now)
    if after is not None and (start := _cursor(after)) is not None:
        rows = rows.filter(Q(sort_at__gt=start[0]) | Q(sort_at=start[0], id__gt=start[1]))
    found = list(rows.select_related("case", "owner", "closed_by").order_by("sort_at", "id")[: PAGE + 1])
    following = _place(found[PAGE - 1]) if len(found) > PAGE else None
    return TaskPage(tuple(task_row(row) for row in found[:PAGE]), following)


def tasks_of_case(viewer: Viewer, case_id: UUID) -> tuple[TaskRow, ...]:
    """Every task of a case: open ones by due time, then those that ended, the latest first."""
    rows = Task.objects.filter(organization_id=viewer.organization, case_id=case_id)
    found = [task_row(row) for row in rows.select_related("case", "owner", "closed_by").order_by("sort_at", "id")]
    ended = sorted(
        (row for row in found if row.state != "open"), key=lambda row: row.closed_at or row.made_at, reverse=True
    )
    return (*(row for row in found if row.state == "open"), *ended)


def _filtered(viewer: Viewer, wanted: TaskFilter, *, now: datetime) -> QuerySet[Task]:
    rows = Task.objects.filter(organization_id=viewer.organization)
    rows = rows.filter(state="open") if wanted.state == "open" else rows.exclude(state="open")
    if wanted.case is not None:
        rows = rows.filter(case_id=wanted.case)
    if wanted.whose == "mine":
        rows = rows.filter(_mine(viewer))
    elif wanted.whose == "role":
        rows = rows.filter(_roles(viewer))
    if wanted.due == "overdue":
        rows = rows.filter(sort_at__lte=now, due_at__lte=now)
    elif wanted.due == "today":
        end = tomorrow_of(now, viewer.time_zone)
        rows = rows.filter(sort_at__lt=end, due_at__gt=now, due_at__lt=end)
    elif wanted.due == "none":
        rows = rows.filter(due_at=None)
    return rows


def _roles(viewer: Viewer) -> Q:
    roles = [role.value for role in viewer.roles]
    return Q(role__in=roles) | Q(escalated_at__isnull=False, escalate_to__in=roles)


def _mine(viewer: Viewer) -> Q:
    """Mine: given to me, or given to nobody and in one of my roles, or passed up to one of my roles."""
    roles = [role.value for role in viewer.roles]
    passed_up = Q(escalated_at__isnull=False, escalate_to__in=roles)
    return Q(owner_id=viewer.user) | (Q(owner=None) & Q(role__in=roles)) | passed_up


def tomorrow_of(now: datetime, time_zone: str) -> datetime:
    """The next midnight of the clock on the wall."""
    local = now.astimezone(ZoneInfo(time_zone))
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _place(row: Task) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.sort_at.isoformat(), str(row.id)]).encode()).decode()


def _cursor(after: str) -> tuple[datetime, UUID] | None:
    try:
        at, row = json.loads(base64.urlsafe_b64decode(after.encode()))
        start = datetime.fromisoformat(at)
        return (start, UUID(row)) if start.tzinfo is not None else None
    except (ValueError, TypeError, AttributeError):
        return None


def task_row(row: Task) -> TaskRow:
    """A task as shown; case, owner and closed_by must have been selected."""
    return TaskRow(
        id=row.id,
        case=row.case_id,
        member_name=row.case.member_name,
        plan_name=row.case.plan_name,
        title=row.title,
        words=row.words,
        who=row.who,
        role=row.role,
        owner=row.owner_id,
        owner_name=row.owner.name if row.owner is not None else "",
        due_at=row.due_at,
        due_words=row.due_words,
        state=row.state,
        why=row.why,
        source=row.source,
        needs=tuple(
            ClosingValue(
                one["key"],
                one["label"],
                ClosingKind(one["kind"]),
                tuple(one["choices"]),
                is_optional=bool(one.get("optional")),
            )
            for one in row.needs
        ),
        closing=row.closing,
        note=row.note,
        outcome=row.outcome,
        step=row.step,
        occasion=row.occasion,
        is_alarm=row.is_alarm,
        escalated_at=row.escalated_at,
        escalate_to=row.escalate_to,
        made_at=row.made_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by.name if row.closed_by is not None else "",
    )


def task_of(viewer: Viewer, task_id: UUID) -> TaskRow:
    """One task of the viewer's organization. Raises RecordNotFound."""
    return task_row(_task(viewer, task_id))


def _task(viewer: Viewer, task_id: UUID, *, lock: bool = False) -> Task:
    rows = Task.objects.filter(organization_id=viewer.organization).select_related("case", "owner", "closed_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=task_id).first()
    if found is None:
        raise RecordNotFound("there is no such task here", remedy="Go back to the list of tasks.")
    return found


# --- changes


def assign_task(viewer: Viewer, task_id: UUID, *, owner: UUID | None) -> TaskRow:
    """Give a task to a person of the organization, or to nobody. Taking it oneself is open to everybody who works here;
    giving it to another person is a manager's. Raises NotPermitted, RecordNotFound, StepNotPossible."""
    task = _task(viewer, task_id)
    with change(viewer, case=task.case_id, action="task.assigned", details=_ids(task, owner=owner)):
        task = _open_task(viewer, task_id)
        own = owner == viewer.user or (owner is None and task.owner_id in (None, viewer.user))
        if not own and not viewer.has(Role.MANAGER):
            raise NotPermitted("only a manager gives a task to somebody else", remedy="Ask a manager, or take it.")
        members = Membership.objects.filter(organization_id=viewer.organization, is_active=True)
        if owner is not None and not members.filter(user_id=owner).exists():
            raise RecordNotFound("this person does not work here", remedy="Choose somebody of your organization.")
        task.owner_id = owner
        task.save(update_fields=["owner"])
    return task_of(viewer, task_id)


def _ids(task: Task, **more: Any) -> dict[str, Any]:
    return {"task": str(task.id), **{key: str(value) if value is not None else None for key, value in more.items()}}


def _open_task(viewer: Viewer, task_id: UUID) -> Task:
    task = _task(viewer, task_id, lock=True)
    if task.state != "open":
        raise StepNotPossible("this task has ended", remedy="Reopen it first if it must be done again.")
    return task


def move_task(viewer: Viewer, task_id: UUID, *, due_at: datetime | None, arrange: Arrange | None = None) -> TaskRow:
    """Another due time, None for none; the moment of escalation moves along."""
    task = _task(viewer, task_id)
    due = due_at.isoformat(timespec="minutes") if due_at else None
    with change(viewer, case=task.case_id, action="task.moved", details=_ids(task, due=due)):
        task = _open_task(viewer, task_id)
        if task.escalate_at is not None and task.due_at is not None and due_at is not None:
            task.escalate_at = due_at + (task.escalate_at - task.due_at)
        elif due_at is None:
            task.escalate_at = None
        task.due_at, task.reminded_at = due_at, None
        task.sort_at = _order(due_at, is_alarm=task.is_alarm)
        if due_at is not None and due_at > (task.escalated_at or due_at):
            task.escalated_at = None
        task.save(update_fields=["due_at", "sort_at", "escalate_at", "escalated_at", "reminded_at"])
        if arrange is not None and due_at is not None:
            arrange([task.id])
    return task_of(viewer, task_id)


def finish_task(
    viewer: Viewer,
    task_id: UUID,
    *,
    values: Mapping[str, str],
    note: str,
    at: datetime,
    following: Sequence[PlannedTask] = (),
    arrange: Arrange | None = None,
) -> bool:
    """The task is done; True when nothing is open in its case any more. following: steps that begin with its end.

    Raises StepNotPossible when a value that closes it is missing, or when it has ended.
    """
    task = _task(viewer, task_id)
    with change(viewer, case=task.case_id, action="task.done", details=_ids(task)) as tx:
        case = case_of(viewer, task.case_id, lock=True)
        task = _open_task(viewer, task_id)
        if any(not values.get(one["key"], "").strip() for one in task.needs if not one.get("optional")):
            raise StepNotPossible("what closes this task is missing", remedy="Fill it in, or drop it with a reason.")
        _end(viewer, task, state="done", note=note, at=at, closing=values)
        made = add_planned(viewer, case, following, at=at)
        tx.details["following"] = len(made)
        if arrange is not None and made:
            arrange(made)
    return not Task.objects.filter(case_id=task.case_id, state="open").exists()


def drop_task(viewer: Viewer, task_id: UUID, *, reason: str, at: datetime) -> bool:
    """The task will not be done, and why; True when nothing is open in its case any more."""
    if not reason.strip():
        raise StepNotPossible("a dropped task needs a reason", remedy="Say in a few words why it is not needed.")
    task = _task(viewer, task_id)
    with change(viewer, case=task.case_id, action="task.dropped", details=_ids(task)):
        task = _open_task(viewer, task_id)
        _end(viewer, task, state="dropped", note=reason, at=at, closing={})
    return not Task.objects.filter(case_id=task.case_id, state="open").exists()


def _end(viewer: Viewer, task: Task, *, state: str, note: str, at: datetime, closing: Mapping[str, str]) -> None:
    task.state, task.note, task.closed_at, task.closed_by_id = state, note.strip()[:2000], at, viewer.user
    task.closing = dict(closing)
    task.save(update_fields=["state", "note", "closed_at", "closed_by", "closing"])


def reopen_task(viewer: Viewer, task_id: UUID, *, arrange: Arrange | None = None) -> TaskRow:
    """A task that ended is open again; what closed it stays in the audit as an event."""
    task = _task(viewer, task_id)
    with change(viewer, case=task.case_id, action="task.reopened", details=_ids(task, was=task.state)):
        task = _task(viewer, task_id, lock=True)
        if task.state == "open":
            raise StepNotPossible("this task is open", remedy="Nothing is to be done.")
        task.state, task.closed_at, task.closed_by, task.closing = "open", None, None, {}
        task.save(update_fields=["state", "closed_at", "closed_by", "closing"])
        if arrange is not None and task.due_at is not None:
            arrange([task.id])
    return task_of(viewer, task_id)


def end_by_event(
    viewer: Viewer, case_id: UUID, *, event: str, values: Mapping[str, str], note: str, at: datetime
) -> int:
    """Close the open tasks that this kind of record entry closes, where it brings all they need; within the running
    transaction. How many."""
    count = 0
    for task in Task.objects.select_for_update().filter(case_id=case_id, state="open"):
        if event in task.closes_on and all(values.get(one["key"]) for one in task.needs if not one.get("optional")):
            closing = {one["key"]: values[one["key"]] for one in task.needs if values.get(one["key"])}
            _end(viewer, task, state="done", note=note, at=at, closing=closing)
            count += 1
    return count


def end_contrary(viewer: Viewer, case_id: UUID, *, stands: str, note: str, at: datetime) -> int:
    """Drop the open tasks of every other disposition than the one that stands now, with the reason; within the running
    transaction. Alarms, promises and other events keep theirs. How many."""
    others = [one.value for one in Disposition if one.value != stands]
    found = Task.objects.select_for_update().filter(case_id=case_id, state="open", is_alarm=False, outcome__in=others)
    for task in found:
        _end(viewer, task, state="dropped", note=note, at=at, closing={})
    return len(found)
