"""Which function does which job, by the job's name."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from peercall.adapters.db.jobs import DatabaseJobs, forget_ended_jobs_for_operator
from peercall.application.jobs import Handler, Jobs, RunningJob

KEEP_ENDED_JOBS = timedelta(days=30)


def jobs() -> Jobs:
    """The queue of this installation."""
    return DatabaseJobs()


def housekeeping(job: RunningJob) -> None:
    """Once a day: remove ended sessions and the rows of jobs that ended a month ago."""
    job.progress("Removing what has ended")
    call_command("clearsessions")
    with job.finishing():
        forget_ended_jobs_for_operator(before=timezone.now() - KEEP_ENDED_JOBS)


def enqueue_housekeeping() -> None:
    """Today's housekeeping, once however many workers ask for it."""
    today = timezone.now().date().isoformat()
    jobs().enqueue("housekeeping", {}, key=f"housekeeping {today}")


HANDLERS: dict[str, Handler] = {
    "housekeeping": housekeeping,
}
