"""Reminders of tasks: jobs with a due time, one mail a person for all that is due, and passing up what stays undone.

A job only says that a task comes due; what the mail lists is looked up when it is sent, so that a task that ended or moved
is never reminded of. Mails of a quarter of an hour are one mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from peercall.adapters.db import task_reminders
from peercall.adapters.db.jobs import DatabaseJobs
from peercall.adapters.notify import mail_is_configured, send_mail
from peercall.application.jobs import RunningJob
from peercall.application.site.task_mail import digest_text
from peercall.bootstrap.site_assess import site_rules
from peercall.engine.followups import remind_at

_TOGETHER = timedelta(minutes=15)
#: a mail also lists what comes due within this time
_AHEAD = timedelta(hours=24)


def arrange(tasks: Sequence[UUID]) -> None:
    """A reminder and the passing up for each open task that has a due time; within the running transaction."""
    office, now = site_rules().playbooks.office, timezone.now()
    for task in task_reminders.due_tasks_for_job(list(tasks)):
        if task.due_at is None:
            continue
        remind = remind_at(task.due_at, made_at=now, zone=ZoneInfo(task.time_zone), office=office)
        for what, at in (("remind", remind), ("pass_up", task.escalate_at)):
            if at is not None:
                _enqueue(what, task, at=at)


def _enqueue(what: str, task: task_reminders.DueTask, *, at: datetime) -> None:
    due = task.due_at.isoformat() if task.due_at else ""
    DatabaseJobs().enqueue(
        "task-due",
        {"task": str(task.id), "what": what, "due": due},
        key=f"task {task.id} {what} {due}",
        organization=task.organization,
        due_at=at,
    )


def task_due(job: RunningJob) -> None:
    """A task comes due, or is overdue for so long that it is passed up."""
    task, due = UUID(str(job.payload["task"])), datetime.fromisoformat(str(job.payload["due"]))
    now = timezone.now()
    with job.finishing():
        if job.payload["what"] == "pass_up":
            people = task_reminders.pass_up_for_job(task, due=due, at=now)
        else:
            people = task_reminders.people_for_job(task, due=due)
        for person in people:
            _enqueue_digest(person, job.organization, now=now)


def _enqueue_digest(person: UUID, organization: UUID | None, *, now: datetime) -> None:
    if organization is None:
        return
    begun = datetime.fromtimestamp(now.timestamp() // _TOGETHER.total_seconds() * _TOGETHER.total_seconds(), now.tzinfo)
    DatabaseJobs().enqueue(
        "task-mail",
        {"person": str(person)},
        key=f"task-mail {person} {organization} {begun.isoformat()}",
        organization=organization,
        due_at=begun + _TOGETHER,
    )


def task_mail(job: RunningJob) -> None:
    """One mail to one person. The server that does not take it is asked again later."""
    person, organization, now = UUID(str(job.payload["person"])), job.organization, timezone.now()
    if organization is None or not mail_is_configured():
        return
    digest = task_reminders.digest_for_job(person, organization, until=now + _AHEAD)
    if digest is None:
        return
    subject, text = digest_text(
        [(line.title, line.due_at, str(line.case), line.is_alarm) for line in digest.lines],
        organization=digest.organization,
        time_zone=digest.time_zone,
        address=settings.BASE_URL,
        now=now,
    )
    if not send_mail(to=digest.email, subject=subject, text=text):
        raise ConnectionError("the mail server did not take the mail")
    with job.finishing():
        task_reminders.reminded_for_job(person, organization, until=now + _AHEAD, at=now)
