"""What a remittance that arrives does to the payments that are looked for: closes, reopens, or asks a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from peercall.adapters.db import payments
from peercall.adapters.db.intake_jobs import FileToRead
from peercall.adapters.db.payments import PaymentTask
from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import calendar_for
from peercall.bootstrap.site_reminders import arrange
from peercall.domain.organizations import Role
from peercall.domain.payments import ClaimPayment, Fit, PaymentMatch
from peercall.domain.playbooks import ClosingKind, ClosingValue, Outcome, PlannedTask, Playbooks, TaskAnchor
from peercall.engine.followups import Circumstances, plan_next
from peercall.engine.payments import match_payments

_LOOK = timedelta(days=2)


def take_payments(file: FileToRead, found: Iterable[ClaimPayment], *, playbooks: Playbooks, at: datetime) -> int:
    """Each claim in its order, so that one taken back and paid anew ends paid. How many of them are about our cases."""
    awaited = payments.awaited_for_job(file.organization)
    if not awaited:
        return 0
    count = 0
    for match in match_payments(found, awaited=awaited):
        task = payments.payment_task_for_job(UUID(match.awaited.key), organization=file.organization)
        if task is not None:
            count += 1
            _take(match, task, document=file.document, playbooks=playbooks, at=at)
    return count


def _take(match: PaymentMatch, task: PaymentTask, *, document: UUID, playbooks: Playbooks, at: datetime) -> None:
    if match.fit is Fit.PERHAPS:
        if match.payment.takes_back or task.state == "open":
            planned = _question(match, task, document=document, at=at)
            payments.ask_person_for_job(task.id, document=document, planned=planned, at=at, arrange=arrange)
    elif match.payment.takes_back:
        if task.closing.get("paid") != "no":  # nothing was paid that could be taken back
            payments.reopen_payment_for_job(task.id, document=document, at=at, arrange=arrange)
    elif task.state == "open" or (task.closing.get("paid") == "no" and match.paid != "no"):
        on = match.payment.paid_on or at.astimezone(ZoneInfo(task.time_zone)).date()
        closing = {"paid": match.paid, "remittance_on": on.isoformat()}
        if match.amount is not None:
            closing["amount"] = f"{match.amount:.2f}"
        zone = ZoneInfo(task.time_zone)
        around = Circumstances(
            occasion=task.occasion,
            anchors={TaskAnchor.STEP_DONE: at},
            zone=zone,
            calendar=calendar_for(around=at.astimezone(zone).date(), holidays=holiday_table),
        )
        known = task.outcome in set(Outcome)
        following = (
            plan_next(Outcome(task.outcome), payments.STEP, values=closing, playbooks=playbooks, around=around)
            if known
            else ()
        )
        end = payments.close_payment_for_job if task.state == "open" else payments.correct_payment_for_job
        end(task.id, document=document, closing=closing, following=following, at=at, arrange=arrange)
    elif task.closing.get("paid") == "partly" and _is_more(match, task):
        planned = _question(match, task, document=document, at=at)
        payments.ask_person_for_job(task.id, document=document, planned=planned, at=at, arrange=arrange)


def ask_about_statement(document: UUID, found: Iterable[ClaimPayment], *, organization: UUID, at: datetime) -> int:
    """A statement on paper closes nothing: each payment it may be about gets a question with the way to its page. How many."""
    awaited = payments.awaited_for_job(organization)
    asked: set[UUID] = set()
    for match in match_payments(found, awaited=awaited) if awaited else ():
        task = payments.payment_task_for_job(UUID(match.awaited.key), organization=organization)
        if task is None or task.id in asked or (task.state != "open" and not match.payment.takes_back):
            continue
        asked.add(task.id)
        planned = replace(
            _question(match, task, document=document, at=at),
            step=f"statement-perhaps-{match.payment.segment}",
            occasion=payments.statement_occasion(document),
            title="See whether a statement on paper is about this approval",
            why="What is read from paper closes nothing by itself. Look at it beside its page, and confirm what it says.",
            source=f"the statement, claim {match.payment.segment} on it",
        )
        payments.ask_person_for_job(task.id, document=document, planned=planned, at=at, arrange=arrange)
    return len(asked)


def _is_more(match: PaymentMatch, task: PaymentTask) -> bool:
    """True for money of another remittance than the one that closed the task: the rest may have come."""
    on = match.payment.paid_on.isoformat() if match.payment.paid_on else ""
    told = task.closing.get("amount", "")
    same = on == task.closing.get("remittance_on") and told in ("", f"{match.amount or 0:.2f}")
    return bool(match.amount) and not same


def _question(match: PaymentMatch, task: PaymentTask, *, document: UUID, at: datetime) -> PlannedTask:
    payment = match.payment
    came = payment.paid if payment.paid is not None else match.amount
    what = "takes a payment back" if payment.takes_back else "answers" if came is None else f"pays ${came:,.2f}"
    return PlannedTask(
        outcome=Outcome(task.outcome),
        step=f"payment-perhaps-{payment.segment}",
        occasion=f"remittance {document}",
        title="See whether a remittance is about this approval",
        words=f"Claim {payment.claim_number or 'without a number'} {what}. {match.why[:1].upper()}{match.why[1:]}.",
        who="practice",
        role=Role.BILLER,
        due_at=at + _LOOK,
        due_words="",
        why="It was not sure enough to close the task by itself. If it is, close or reopen the task of the payment.",
        source=f"the remittance, segment {payment.segment}",
        closes_on=(),
        needs=(ClosingValue("about", "It is about this case", ClosingKind.CHOICE, ("yes", "no")),),
        escalate_at=None,
        escalate_to=None,
    )
