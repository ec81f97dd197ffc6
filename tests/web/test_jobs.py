"""One contract for the queue on both databases; a worker that is killed loses nothing and does nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from peercall.adapters.db import jobs as rows
from peercall.adapters.db.models import Job
from peercall.application.jobs import JobState
from peercall.application.site.words import JOB_WORDS
from peercall.bootstrap.site_jobs import HANDLERS, enqueue_housekeeping, jobs
from peercall.domain.errors import DocumentUnreadable, RecordNotFound
from peercall.domain.organizations import Role
from peercall.web import database
from peercall.web.jobs.worker import run_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.allow_hosts(["127.0.0.1", "localhost"]),
    pytest.mark.machine_clock,
]


def wait_for(condition, *, seconds=25):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("this did not happen in time")


@pytest.fixture
def run_jobs():
    """Runs a worker in threads until `condition` holds."""

    def act(handlers, condition, *, seconds=25):
        stop = threading.Event()
        thread = threading.Thread(
            target=run_until, args=(stop,), kwargs={"handlers": handlers, "lease": timedelta(seconds=6)}
        )
        thread.start()
        try:
            return wait_for(condition, seconds=seconds)
        finally:
            stop.set()
            thread.join()

    return act


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR].viewer


def state_of(viewer, job):
    return rows.job_progress(viewer, job=job).state


def enqueue(viewer, name="note", *, key="a", **more):
    return jobs().enqueue(name, {"count": 1}, key=key, organization=viewer.organization, **more)


def test_every_job_has_words_for_the_administrator():
    assert JOB_WORDS.keys() == HANDLERS.keys()


def test_job_runs_and_shows_its_progress(coordinator, run_jobs):
    seen = []

    def note(job):
        job.progress("Counting", done=1, of=2)
        seen.append(rows.job_progress(coordinator, job=job.id))

    job = enqueue(coordinator)
    run_jobs({"note": note}, lambda: state_of(coordinator, job) is JobState.DONE)
    assert [(p.step, p.done, p.of, p.state) for p in seen] == [("Counting", 1, 2, JobState.RUNNING)]


def test_job_with_a_key_that_is_known_is_the_same_job(coordinator):
    assert enqueue(coordinator) == enqueue(coordinator)
    assert enqueue(coordinator, key="b") != enqueue(coordinator)


def test_job_of_a_transaction_that_was_undone_never_was(coordinator):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(coordinator)
        raise ZeroDivisionError
    assert rows.jobs_of(coordinator) == []


def test_job_with_a_due_time_does_not_run_before_it(coordinator, run_jobs):
    later = enqueue(coordinator, key="later", due_at=timezone.now() + timedelta(hours=1))
    now = enqueue(coordinator, key="now")
    run_jobs({"note": lambda job: None}, lambda: state_of(coordinator, now) is JobState.DONE)
    assert state_of(coordinator, later) is JobState.WAITING


def test_job_that_was_cancelled_does_not_run_and_can_be_asked_for_again(coordinator, run_jobs):
    ran = []
    job = enqueue(coordinator, key="cancelled", due_at=timezone.now() + timedelta(hours=1))
    assert jobs().cancel("cancelled")
    assert not jobs().cancel("cancelled")
    assert enqueue(coordinator, key="cancelled") == job
    run_jobs({"note": lambda found: ran.append(found.id)}, lambda: state_of(coordinator, job) is JobState.DONE)
    assert ran == [job]


def test_housekeeping_comes_again_the_next_day_while_the_worker_runs_on(db, run_jobs):
    enqueue_housekeeping()
    named = Job.objects.filter(name="housekeeping")
    run_jobs(HANDLERS, lambda: named.filter(state=JobState.DONE).exists())
    following = named.get(state=JobState.WAITING)
    assert timedelta(hours=23) < following.due_at - timezone.now() < timedelta(hours=25)


def test_job_that_a_person_must_mend_fails_at_once_with_its_sentence(coordinator, run_jobs):
    def unreadable(job):
        raise DocumentUnreadable("this file is damaged", where="denial/letter.pdf", remedy="Scan it again.")

    job = enqueue(coordinator)
    run_jobs({"note": unreadable}, lambda: state_of(coordinator, job) is JobState.FAILED)
    shown = rows.job_progress(coordinator, job=job)
    assert shown.failed and shown.attempts == 1
    assert shown.message == "denial/letter.pdf: this file is damaged. Scan it again."


def test_job_with_a_program_fault_waits_to_be_tried_again_and_tells_no_value(coordinator, run_jobs):
    def fault(job):
        raise ValueError("Mrs. Example, member 12345")

    job = enqueue(coordinator)
    run_jobs({"note": fault}, lambda: rows.job_progress(coordinator, job=job).message)
    shown = rows.job_progress(coordinator, job=job)
    assert shown.state is JobState.WAITING and shown.due_at > timezone.now()
    assert "12345" not in shown.message


def test_job_whose_end_could_not_be_stored_is_done_again(coordinator, run_jobs, monkeypatch):
    """The database went away for a moment, between the work and the entry of how it went."""
    gone = iter([True])
    end_job = rows.end_job

    def end(claimed):
        if next(gone, False):
            raise OperationalError("gone")
        end_job(claimed)

    def fail(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(rows, "end_job", end)
    monkeypatch.setattr(rows, "fail_job", fail)
    job = enqueue(coordinator)
    run_jobs({"note": lambda _: None}, lambda: state_of(coordinator, job) is JobState.DONE, seconds=40)
    assert rows.job_progress(coordinator, job=job).attempts == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite the database is a file beside the worker")
def test_worker_goes_on_when_the_database_comes_back(coordinator, run_jobs, monkeypatch):
    from procrastinate import App
    from procrastinate.exceptions import ConnectorException

    from peercall.web.jobs import postgres_worker

    outages = iter([True, True])
    work = App.run_worker_async

    async def interrupted(app, **options):
        if next(outages, False):
            raise ConnectorException
        await work(app, **options)

    assert rows.workers_for_operator(silent=timedelta(minutes=2)) == 0
    monkeypatch.setattr(App, "run_worker_async", interrupted)
    monkeypatch.setattr(postgres_worker, "PAUSE_SECONDS", 0.1)
    job = enqueue(coordinator)
    run_jobs({"note": lambda _: None}, lambda: state_of(coordinator, job) is JobState.DONE)
    assert next(outages, None) is None
    sign_of_life = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"
    with connection.cursor() as cursor:
        cursor.execute(sign_of_life)
    assert rows.workers_for_operator(silent=timedelta(minutes=2)) == 1


def test_worker_of_a_newer_version_waits_for_its_tables(coordinator, monkeypatch, capsys):
    waiting = iter([True, True, False])
    monkeypatch.setattr(database, "migrations_are_waiting", lambda: next(waiting))
    stop = threading.Event()
    monkeypatch.setattr(stop, "wait", lambda _: None)
    database.wait_for_tables(stop)
    assert next(waiting, None) is None
    assert capsys.readouterr().out.count("waiting for `peercall serve`") == 1


def test_job_of_another_organisation_cannot_be_seen(coordinator, other_practice):
    job = enqueue(coordinator)
    with pytest.raises(RecordNotFound):
        rows.job_progress(other_practice.people[Role.COORDINATOR].viewer, job=job)


def test_worker_killed_in_the_middle_of_a_job_and_the_next_one_ends_it_once(coordinator):
    job = jobs().enqueue("slow", {"sleep": 60}, key="slow", organization=coordinator.organization)
    environment = os.environ | {"TEST_DATABASE_NAME": str(connection.settings_dict["NAME"])}

    def start():
        return subprocess.Popen([sys.executable, "-W", "ignore", "-m", "tests.web.job_worker"], env=environment)

    first = start()
    try:
        wait_for(lambda: rows.job_progress(coordinator, job=job).step == "Sleeping")
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state_of(coordinator, job) is JobState.RUNNING
    second = start()
    try:
        wait_for(lambda: state_of(coordinator, job) is JobState.DONE)
    finally:
        second.kill()
        second.wait()
    assert rows.job_progress(coordinator, job=job).attempts == 2
    assert cache.get(f"ran-{job}") == 1
