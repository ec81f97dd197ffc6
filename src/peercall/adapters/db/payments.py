"""Payments that cases wait for, and what a remittance does to their tasks. Jobs act for the organization."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from peercall.adapters.db.audit import worked
from peercall.adapters.db.models import Case, ConfirmedDetermination, RecordRow, Task
from peercall.adapters.db.models.cases import AT_ONCE, NO_CLOCK
from peercall.adapters.db.tasks import Arrange, add_planned_for_job
from peercall.application.viewer import Viewer
from peercall.domain.payments import AwaitedPayment
from peercall.domain.playbooks import PlannedTask

STEP = "payment-checked"
#: tasks of a payment that did not come, or not whole; one that comes after all ends the first
DISPUTE, REST = "payment-disputed", "rest-of-payment"
_STATEMENT = "statement "
_ENDED = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class PaymentTask:
    """The task in which the payment of a reversal is looked for."""

    id: UUID
    case: UUID
    outcome: str
    occasion: str
    state: str
    time_zone: str
    closing: Mapping[str, str]


def awaited_for_job(organization: UUID) -> tuple[AwaitedPayment, ...]:
    """Payments nobody has seen yet, those that were refused and may come after all, and those that were seen and may be
    taken back. Three queries."""
    rows = list(Task.objects.filter(organization_id=organization, step=STEP, state__in=("open", "done")))
    return _awaited_of([row for row in rows if row.state == "open" or row.closing.get("paid") in _ENDED])


def awaited_payment(viewer: Viewer, task: UUID) -> AwaitedPayment | None:
    """The payment an open task looks for; None where the task looks for none, or has ended."""
    rows = Task.objects.filter(organization_id=viewer.organization, id=task, step=STEP, state="open")
    return next(iter(_awaited_of(list(rows))), None)


def end_statement_question(viewer: Viewer, case: UUID, *, document: UUID, at: datetime) -> int:
    """The question whether this paper is about the case is answered: its payment was confirmed from it. How many."""
    found = Task.objects.filter(
        organization_id=viewer.organization, case_id=case, state="open", occasion=statement_occasion(document)
    )
    return found.update(state="done", closed_at=at, closed_by=viewer.user, closing={"about": "yes"})


def statement_occasion(document: UUID) -> str:
    """By what a question about a statement on paper is known."""
    return f"{_STATEMENT}{document}"


def statement_of(occasion: str) -> str:
    """The document a question about a statement on paper is about; empty for another task."""
    return occasion.removeprefix(_STATEMENT) if occasion.startswith(_STATEMENT) else ""


def _awaited_of(rows: Sequence[Task]) -> tuple[AwaitedPayment, ...]:
    cases = {row.case_id for row in rows}
    fields: dict[UUID, Mapping[str, Any]] = {}
    stands = ConfirmedDetermination.objects.filter(case_id__in=cases).order_by("-number", "version")
    for case, contract in stands.values_list("case_id", "contract"):
        fields[case] = contract.get("fields") or {}
    numbers: defaultdict[UUID, list[str]] = defaultdict(list)
    for case, body in RecordRow.objects.filter(case_id__in=cases).values_list("case_id", "body"):
        numbers[case].append(str((body.get("closing") or body).get("authorization_number") or ""))
    done = Task.objects.filter(case_id__in=cases, step="authorization-number", state="done")
    for case, closing in done.values_list("case_id", "closing"):
        numbers[case].append(str(closing.get("authorization_number") or ""))
    return tuple(_awaited(row, fields.get(row.case_id, {}), numbers[row.case_id]) for row in rows)


def _awaited(row: Task, fields: Mapping[str, Any], numbers: Sequence[str]) -> AwaitedPayment:
    return AwaitedPayment(
        key=str(row.id),
        claim_number=_value(fields, "claim_number"),
        member_id=_value(fields, "member_id"),
        authorizations=tuple(one for one in (*numbers, _value(fields, "authorization_number")) if one),
        codes=tuple(str(one["value"]) for one in fields.get("service_codes") or () if one.get("value")),
        is_open=row.state == "open",
    )


def _value(fields: Mapping[str, Any], name: str) -> str:
    entry = fields.get(name)
    return str(entry.get("value") or "") if isinstance(entry, Mapping) else ""


def payment_task_for_job(task: UUID, *, organization: UUID) -> PaymentTask | None:
    """The task as it is now; None where it is gone."""
    row = Task.objects.filter(id=task, organization_id=organization).select_related("case__organization").first()
    if row is None:
        return None
    zone = str(row.case.facts.get("time_zone") or row.case.organization.time_zone)
    return PaymentTask(row.id, row.case_id, row.outcome, row.occasion, row.state, zone, dict(row.closing))


@transaction.atomic
def close_payment_for_job(
    task: UUID,
    *,
    document: UUID,
    closing: Mapping[str, str],
    following: Sequence[PlannedTask],
    at: datetime,
    arrange: Arrange,
) -> bool:
    """The remittance says what became of the payment; False where a person was quicker."""
    row = Task.objects.select_for_update().filter(id=task, state="open").first()
    if row is None:
        return False
    row.state, row.closed_at, row.closing = "done", at, dict(closing)
    row.note = "Read from a remittance: the same member, service and number."
    row.save(update_fields=["state", "closed_at", "closing", "note"])
    made = add_planned_for_job(Case.objects.get(id=row.case_id), following, at=at)
    arrange(made)
    details = {"task": str(task), "document": str(document), "paid": closing["paid"], "following": len(made)}
    worked(row.organization_id, case=row.case_id, action="task.done_by_remittance", details=details)
    return True


@transaction.atomic
def correct_payment_for_job(
    task: UUID,
    *,
    document: UUID,
    closing: Mapping[str, str],
    following: Sequence[PlannedTask],
    at: datetime,
    arrange: Arrange,
) -> bool:
    """What was refused is paid after all: the task says so, and its dispute is not needed any more. False where the task is
    open again or says something else meanwhile."""
    row = Task.objects.select_for_update().filter(id=task, state="done").first()
    if row is None or row.closing.get("paid") != "no":
        return False
    row.closed_at, row.closed_by, row.closing = at, None, dict(closing)
    row.note = "It was refused first. Read from a later remittance: the same member, service and number."
    row.save(update_fields=["closed_at", "closed_by", "closing", "note"])
    ended = Task.objects.filter(case_id=row.case_id, step=DISPUTE, state="open").update(
        state="dropped", closed_at=at, note="Not needed any more: a later remittance pays it."
    )
    made = add_planned_for_job(Case.objects.get(id=row.case_id), following, at=at)
    arrange(made)
    details = {
        "task": str(task),
        "document": str(document),
        "paid": closing["paid"],
        "ended": ended,
        "following": len(made),
    }
    worked(row.organization_id, case=row.case_id, action="task.corrected_by_remittance", details=details)
    return True


@transaction.atomic
def reopen_payment_for_job(task: UUID, *, document: UUID, at: datetime, arrange: Arrange) -> bool:
    """The payer took the payment back: it is looked for again, before everything else. False where it is open already."""
    row = Task.objects.select_for_update().filter(id=task, state="done").first()
    if row is None:
        return False
    row.state, row.closed_at, row.closed_by, row.closing = "open", None, None, {}
    row.note = "The payer took the payment back in a later remittance."
    row.due_at, row.sort_at = row.due_at or at, AT_ONCE if row.is_alarm else row.due_at or NO_CLOCK
    row.save(update_fields=["state", "closed_at", "closed_by", "closing", "note", "due_at", "sort_at"])
    arrange([row.id])
    details = {"task": str(task), "document": str(document)}
    worked(row.organization_id, case=row.case_id, action="task.reopened_by_remittance", details=details)
    return True


@transaction.atomic
def ask_person_for_job(task: UUID, *, document: UUID, planned: PlannedTask, at: datetime, arrange: Arrange) -> bool:
    """A task for a person: the remittance may be about this payment. False where it was asked already."""
    row = Task.objects.select_related("case").get(id=task)
    made = add_planned_for_job(row.case, [planned], at=at)
    if made:
        arrange(made)
        details = {"task": str(task), "document": str(document)}
        worked(row.organization_id, case=row.case_id, action="task.made_by_remittance", details=details)
    return bool(made)
