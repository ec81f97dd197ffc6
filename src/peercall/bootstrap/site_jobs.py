"""Which function does which job, by the job's name."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from peercall.adapters.db.figures import renew_figures_for_job
from peercall.adapters.db.jobs import DatabaseJobs, forget_ended_jobs_for_operator
from peercall.application.jobs import Handler, Jobs, RunningJob
from peercall.bootstrap.site_cases import CaseWorker
from peercall.bootstrap.site_intake import Intake, without_names
from peercall.bootstrap.site_packets import make_packet
from peercall.bootstrap.site_reminders import task_due, task_mail
from peercall.bootstrap.site_vault import vault
from peercall.bootstrap.site_work import own_folder

KEEP_ENDED_JOBS = timedelta(days=30)


def jobs() -> Jobs:
    """The queue of this installation."""
    return DatabaseJobs()


def housekeeping(job: RunningJob) -> None:
    """Once a day: remove ended sessions and the rows of jobs that ended a month ago; the next one a day later."""
    job.progress("Removing what has ended")
    call_command("clearsessions")
    now = timezone.now()
    with job.finishing():
        forget_ended_jobs_for_operator(before=now - KEEP_ENDED_JOBS)
        enqueue_housekeeping(due_at=now + timedelta(days=1))


def enqueue_housekeeping(*, due_at: datetime | None = None) -> None:
    """The housekeeping of that day (None: now), once however many workers ask for it."""
    day = (due_at or timezone.now()).date().isoformat()
    jobs().enqueue("housekeeping", {}, key=f"housekeeping {day}", due_at=due_at)


def case_worker() -> CaseWorker:
    """Works on cases of this installation."""
    return CaseWorker(vault(), root=own_folder(), overlays=settings.RULE_FOLDERS)


def work_case(job: RunningJob) -> None:
    """Read and prepare a case; again when it changed meanwhile."""
    case = UUID(str(job.payload["case"]))
    worker = case_worker()
    for _ in range(5):
        if worker.work(case, at=timezone.now(), progress=without_names(job.progress)):
            return


def enqueue_case(case: UUID, *, revision: int, organization: UUID) -> UUID:
    """The case is to be read and prepared as it stands; once a revision, however often it is asked for."""
    key = case_job_key(case, revision=revision)
    return jobs().enqueue("case", {"case": str(case)}, key=key, organization=organization)


def case_job_key(case: UUID, *, revision: int) -> str:
    """The key of the job that works on this state of the case."""
    return f"case {case} {revision}"


def read_intake(job: RunningJob) -> None:
    """Read a file that belongs to no case."""
    intake = Intake(vault(), root=own_folder(), overlays=settings.RULE_FOLDERS)
    document = UUID(str(job.payload["document"]))
    intake.read(document, at=timezone.now(), progress=without_names(job.progress))


def enqueue_intake(document: UUID, *, organization: UUID, at: datetime) -> UUID:
    """The file is to be read; once a moment `at`, so that a person may have it read again."""
    key = f"intake {document} {at.isoformat()}"
    return jobs().enqueue("intake", {"document": str(document)}, key=key, organization=organization)


def count_figures(job: RunningJob) -> None:
    """Take the figures of every case of the practice that is new or has changed, for its reports."""
    assert job.organization is not None
    renew_figures_for_job(
        job.organization,
        progress=lambda done, of: job.progress("Counting the cases that have changed", done=done, of=of),
    )


def enqueue_figures(organization: UUID, *, at: datetime) -> str:
    """The figures of the practice are to be taken; once a minute, however often it is asked for. The job's key."""
    key = f"figures {organization} {at:%Y-%m-%dT%H:%M}"
    jobs().enqueue("figures", {}, key=key, organization=organization)
    return key


HANDLERS: dict[str, Handler] = {
    "task-due": task_due,
    "task-mail": task_mail,
    "case": work_case,
    "intake": read_intake,
    "packet": make_packet,
    "figures": count_figures,
    "housekeeping": housekeeping,
}
