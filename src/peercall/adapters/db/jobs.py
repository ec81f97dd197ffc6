"""The queue's rows. On SQLite workers claim them here; on PostgreSQL procrastinate hands their ids to workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import Job
from peercall.application.jobs import JobProgress, JobState, Payload
from peercall.application.viewer import Viewer
from peercall.domain.errors import JobTakenOver, RecordNotFound

MAX_ATTEMPTS = 5
_ENDED = (JobState.DONE.value, JobState.FAILED.value, JobState.CANCELLED.value)


class DatabaseJobs:
    """Application port `Jobs` over the application's own database."""

    def enqueue(
        self,
        name: str,
        payload: Payload,
        *,
        key: str,
        organization: UUID | None = None,
        due_at: datetime | None = None,
    ) -> UUID:
        """See the port."""
        due = due_at or timezone.now()
        with transaction.atomic():
            row, made = Job.objects.get_or_create(
                key=key,
                defaults={"name": name, "payload": dict(payload), "organization_id": organization, "due_at": due},
            )
            if not made:
                again = Job.objects.filter(
                    id=row.id, state__in=[JobState.FAILED.value, JobState.CANCELLED.value]
                ).update(
                    state=JobState.WAITING.value,
                    payload=dict(payload),
                    due_at=due,
                    attempts=0,
                    message="",
                    step="",
                    done=0,
                    of=0,
                    ended_at=None,
                )
                if not again:
                    return row.id
            _hand_over(row.id, due=due)
        return row.id

    def cancel(self, key: str) -> bool:
        """See the port."""
        count = Job.objects.filter(key=key, state=JobState.WAITING.value).update(
            state=JobState.CANCELLED.value, ended_at=timezone.now()
        )
        return bool(count)


def _hand_over(job: UUID, *, due: datetime) -> None:
    """On PostgreSQL: give the id to procrastinate in the same transaction."""
    if connection.vendor != "postgresql":
        return
    from procrastinate import App
    from procrastinate.contrib.django.django_connector import DjangoConnector

    # Django's own connection, also inside a worker: the hand-over belongs to the surrounding transaction
    App(connector=DjangoConnector()).configure_task(name=TASK, schedule_at=due, queue=QUEUE).defer(job=str(job))


def hand_over_forgotten(*, silent: timedelta) -> int:
    """Give ids to procrastinate anew that wait or run since long and that it knows nothing of; how many. PostgreSQL.

    It forgets a job whose worker could not store how it went, as when the database went away in between.
    """
    from procrastinate.contrib.django.models import ProcrastinateJob

    before = timezone.now() - silent
    known = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"])
    count = 0
    with transaction.atomic():
        rows = Job.objects.select_for_update(skip_locked=True).filter(
            Q(state=JobState.WAITING.value, due_at__lt=before)
            | Q(state=JobState.RUNNING.value, leased_until__lt=before)
        )
        for job in rows.values_list("id", flat=True)[:500]:
            if not known.filter(args__job=str(job)).exists():
                _hand_over(job, due=timezone.now())
                count += 1
    return count


#: procrastinate's names for our one task and its queue
TASK, QUEUE = "peercall.run_job", "peercall"


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this worker holds until its lease ends."""

    id: UUID
    name: str
    payload: Payload
    organization: UUID | None
    attempt: int
    worker: str


def claim_next(*, worker: str, lease: timedelta) -> ClaimedJob | None:
    """The most overdue job that waits, or whose worker fell silent; None when there is nothing to do. SQLite."""
    now = timezone.now()
    with transaction.atomic():
        while True:
            row = (
                Job.objects.filter(
                    Q(state=JobState.WAITING.value, due_at__lte=now)
                    | Q(state=JobState.RUNNING.value, leased_until__lt=now)
                )
                .order_by("due_at", "id")
                .first()
            )
            if row is None:
                return None
            if taken := _take(row, worker=worker, lease=lease, now=now):
                return taken


def claim(job: UUID, *, worker: str, lease: timedelta) -> ClaimedJob | None:
    """This job, unless it ended. PostgreSQL: procrastinate chose it for us.

    While another worker's lease lasts, the id is handed over once more for the moment after it: nobody knows yet
    whether that worker is still there.
    """
    now = timezone.now()
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(id=job).exclude(state__in=_ENDED).first()
        if row is None:
            return None
        if row.state == JobState.RUNNING.value and row.leased_until and row.leased_until >= now:
            _hand_over(row.id, due=row.leased_until + timedelta(seconds=1))
            return None
        return _take(row, worker=worker, lease=lease, now=now)


def _take(row: Job, *, worker: str, lease: timedelta, now: datetime) -> ClaimedJob | None:
    """The job in this worker's hands; None when it stopped its workers too often and is given up."""
    if row.attempts >= MAX_ATTEMPTS:
        row.state = JobState.FAILED.value
        row.ended_at, row.leased_until = now, None
        row.message = f"The worker stopped during this job {row.attempts} times."
    else:
        row.state = JobState.RUNNING.value
        row.attempts += 1
        row.worker = worker
        row.leased_until = now + lease
    row.save(update_fields=["state", "attempts", "worker", "leased_until", "ended_at", "message"])
    if row.state == JobState.FAILED.value:
        return None
    return ClaimedJob(row.id, row.name, row.payload, row.organization_id, row.attempts, row.worker)


def _held(job: ClaimedJob) -> Q:
    return Q(id=job.id, state=JobState.RUNNING.value, worker=job.worker, attempts=job.attempt)


def extend_lease(job: ClaimedJob, *, lease: timedelta) -> bool:
    """Still ours, and for longer; False when it was taken over."""
    return bool(Job.objects.filter(_held(job)).update(leased_until=timezone.now() + lease))


def tell_progress(job: ClaimedJob, *, step: str, done: int, of: int, message: str) -> None:
    """Store what a page shows. Raises JobTakenOver."""
    count = Job.objects.filter(_held(job)).update(step=step[:160], done=done, of=of, message=message[:500])
    if not count:
        raise JobTakenOver("another worker has this job", where=f"job {job.id}", remedy="Nothing is to be done.")


@contextmanager
def finishing(job: ClaimedJob) -> Iterator[None]:
    """One transaction with the job's end. Raises JobTakenOver and undoes the transaction when it is no longer ours."""
    with transaction.atomic():
        yield
        end_job(job)


def end_job(job: ClaimedJob) -> None:
    """The job is done. Raises JobTakenOver."""
    count = Job.objects.filter(_held(job)).update(
        state=JobState.DONE.value, ended_at=timezone.now(), leased_until=None, done=F("of"), message=""
    )
    if not count:
        raise JobTakenOver("another worker has this job", where=f"job {job.id}", remedy="Nothing is to be done.")


def fail_job(job: ClaimedJob, *, message: str, final: bool) -> None:
    """It did not work: again later with growing pauses, or never when `final` or tried MAX_ATTEMPTS times."""
    if final or job.attempt >= MAX_ATTEMPTS:
        Job.objects.filter(_held(job)).update(
            state=JobState.FAILED.value, ended_at=timezone.now(), leased_until=None, message=message[:500]
        )
        return
    due = timezone.now() + timedelta(seconds=5 * 4 ** (job.attempt - 1))
    with transaction.atomic():
        if Job.objects.filter(_held(job)).update(
            state=JobState.WAITING.value, due_at=due, leased_until=None, message=message[:500]
        ):
            _hand_over(job.id, due=due)


def job_has_ended(job: ClaimedJob) -> bool:
    """The handler ended it within its own transaction."""
    return Job.objects.filter(id=job.id, state=JobState.DONE.value).exists()


def _progress(row: Job) -> JobProgress:
    return JobProgress(
        id=row.id,
        name=row.name,
        state=JobState(row.state),
        step=row.step or ("Waiting" if row.state == JobState.WAITING.value else "Working"),
        done=row.done,
        of=row.of,
        message=row.message,
        attempts=row.attempts,
        due_at=row.due_at,
    )


def job_progress(viewer: Viewer, *, job: UUID) -> JobProgress:
    """Progress of a job of the viewer's organization. Raises RecordNotFound."""
    row = Job.objects.filter(organization_id=viewer.organization, id=job).first()
    if row is None:
        raise RecordNotFound("there is no such job")
    return _progress(row)


def job_by_key(viewer: Viewer, *, key: str) -> JobProgress | None:
    """Progress of the job with this key in the viewer's organization; None when nobody asked for it."""
    row = Job.objects.filter(organization_id=viewer.organization, key=key).first()
    return _progress(row) if row is not None else None


def progress_of(viewer: Viewer, *, jobs: Iterable[UUID]) -> dict[UUID, JobProgress]:
    """Progress of several jobs of the viewer's organization by id; those that are gone are left out."""
    rows = Job.objects.filter(organization_id=viewer.organization, id__in=list(jobs))
    return {row.id: _progress(row) for row in rows}


def jobs_of(viewer: Viewer, *, states: tuple[JobState, ...] = (), size: int = 50) -> list[JobProgress]:
    """The organization's jobs, newest first."""
    rows = Job.objects.filter(organization_id=viewer.organization).order_by("-created_at")
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    return [_progress(row) for row in rows[:size]]


def retry(viewer: Viewer, *, job: UUID) -> None:
    """A failed job of the viewer's organization waits anew. Raises RecordNotFound."""
    row = Job.objects.filter(organization_id=viewer.organization, id=job, state=JobState.FAILED.value).first()
    if row is None:
        raise RecordNotFound("there is no such failed job")
    with change(viewer, action="job.retried", details={"job": str(job), "name": row.name}):
        DatabaseJobs().enqueue(row.name, row.payload, key=row.key, organization=row.organization_id)


def forget_ended_jobs_for_operator(*, before: datetime) -> int:
    """Remove rows of jobs that are done or cancelled since before that moment; failed ones stay for a person."""
    count, _ = Job.objects.filter(
        state__in=[JobState.DONE.value, JobState.CANCELLED.value], ended_at__lt=before
    ).delete()
    return count


def overdue_for_operator(*, by: timedelta) -> int:
    """Jobs that should have begun so long ago: no worker is running."""
    return Job.objects.filter(state=JobState.WAITING.value, due_at__lt=timezone.now() - by).count()


def workers_for_operator(*, silent: timedelta) -> int | None:
    """How many workers gave a sign of life within that time; None on SQLite, where none does."""
    if connection.vendor != "postgresql":
        return None
    from procrastinate.contrib.django.models import ProcrastinateWorker

    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=timezone.now() - silent).count()
