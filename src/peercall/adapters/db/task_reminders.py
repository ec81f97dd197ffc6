"""What the reminding jobs need: whom a task concerns, what a person has to do, passing a task up. No viewer: jobs act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from peercall.adapters.db.audit import worked
from peercall.adapters.db.models import Membership, Organization, Task, User


@dataclass(frozen=True, slots=True)
class DueTask:
    """What a reminder is arranged by."""

    id: UUID
    organization: UUID
    time_zone: str
    due_at: datetime | None
    escalate_at: datetime | None


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A task as a mail names it: its title and its case's id, nothing of the patient."""

    case: UUID
    title: str
    due_at: datetime
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's tasks that are due soon or overdue."""

    email: str
    name: str
    time_zone: str
    organization: str
    lines: tuple[DigestLine, ...]


def due_tasks_for_job(tasks: list[UUID]) -> tuple[DueTask, ...]:
    """The open ones among these tasks."""
    rows = Task.objects.filter(id__in=tasks, state="open").select_related("organization")
    return tuple(
        DueTask(row.id, row.organization_id, row.organization.time_zone, row.due_at, row.escalate_at) for row in rows
    )


def people_for_job(task: UUID, *, due: datetime) -> tuple[UUID, ...]:
    """Who is to be reminded of a task: its owner, else everybody with its role. Empty when it has ended, was moved
    since, or its case is closed."""
    row = Task.objects.filter(id=task, state="open", due_at=due, case__closed_at=None).first()
    if row is None:
        return ()
    return (row.owner_id,) if row.owner_id is not None else _with_role(row.organization_id, row.role)


def _with_role(organization: UUID, role: str) -> tuple[UUID, ...]:
    rows = Membership.objects.filter(
        organization_id=organization, role=role, is_active=True, user__is_active=True
    ).order_by("user_id")
    return tuple(rows.values_list("user_id", flat=True))


def pass_up_for_job(task: UUID, *, due: datetime, at: datetime) -> tuple[UUID, ...]:
    """An overdue task is now also in the list of the role it is passed up to; its people. Once: later calls give none."""
    with transaction.atomic():
        row = (
            Task.objects.select_for_update()
            .filter(id=task, state="open", due_at=due, case__closed_at=None, escalated_at=None)
            .exclude(escalate_to="")
            .first()
        )
        if row is None:
            return ()
        row.escalated_at = at
        row.save(update_fields=["escalated_at"])
        worked(row.organization_id, case=row.case_id, action="task.passed_up", details={"task": str(task)})
    return _with_role(row.organization_id, row.escalate_to)


def digest_for_job(person: UUID, organization: UUID, *, until: datetime) -> Digest | None:
    """The person's open tasks due by then, most urgent first; None when there are none, the person wants no mails or
    does not work there any more."""
    user = User.objects.filter(id=person, is_active=True, task_mails=True).first()
    memberships = Membership.objects.filter(user_id=person, organization_id=organization, is_active=True)
    roles = list(memberships.values_list("role", flat=True))
    if user is None or not roles:
        return None
    mine = Q(owner_id=person) | Q(owner=None, role__in=roles) | Q(escalated_at__isnull=False, escalate_to__in=roles)
    rows = Task.objects.filter(
        mine, organization_id=organization, state="open", due_at__lte=until, case__closed_at=None
    ).order_by("sort_at", "id")
    lines = tuple(DigestLine(row.case_id, row.title, row.due_at, row.is_alarm) for row in rows[:50] if row.due_at)
    if not lines:
        return None
    house = Organization.objects.get(id=organization)
    return Digest(user.email, user.name, user.time_zone or house.time_zone, house.name, lines)


def reminded_for_job(person: UUID, organization: UUID, *, until: datetime, at: datetime) -> None:
    """Note on the person's own tasks that a mail went out."""
    Task.objects.filter(owner_id=person, organization_id=organization, state="open", due_at__lte=until).update(
        reminded_at=at
    )
