"""The worker on PostgreSQL: procrastinate chooses the job, wakes us, and brings back those of killed workers."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from django.db import DatabaseError, close_old_connections
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from peercall.adapters.db import jobs
from peercall.application.jobs import Handler
from peercall.web.jobs.running import log, run_claimed

#: before another try when the database did not answer
PAUSE_SECONDS = 5.0


def run(*, handlers: Mapping[str, Handler], stop: threading.Event, lease: timedelta, parallel: int) -> None:
    """Until `stop`: up to `parallel` jobs at a time. A job in hand is ended first."""
    asyncio.run(_run(handlers=handlers, stop=stop, lease=lease, parallel=parallel))


async def _run(*, handlers: Mapping[str, Handler], stop: threading.Event, lease: timedelta, parallel: int) -> None:
    """Again and again while the database goes away and comes back."""
    stopped = asyncio.create_task(asyncio.to_thread(stop.wait))
    while not stop.is_set():
        try:
            await _work(handlers=handlers, stopped=stopped, lease=lease, parallel=parallel)
        except (ConnectorException, DatabaseError, psycopg.Error, OSError) as fault:
            log.warning("the database does not answer (%s); trying again", type(fault).__name__)
            await asyncio.wait({stopped}, timeout=PAUSE_SECONDS)


async def _work(
    *, handlers: Mapping[str, Handler], stopped: asyncio.Task[bool], lease: timedelta, parallel: int
) -> None:
    app = App(connector=DjangoConnector().get_worker_connector())
    name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:8]}"

    @app.task(name=jobs.TASK, queue=jobs.QUEUE)
    def run_job(job: str) -> None:
        close_old_connections()
        try:
            claimed = jobs.claim(UUID(job), worker=f"{name}:{uuid4().hex[:6]}", lease=lease)
            if claimed is not None:
                run_claimed(claimed, handlers=handlers, lease=lease)
        finally:
            close_old_connections()

    silent = lease.total_seconds()
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[jobs.QUEUE],
                concurrency=parallel,
                name=name,
                install_signal_handlers=False,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=silent / 3,
                stalled_worker_timeout=silent,
                delete_jobs="successful",
            )
        )
        recovery = asyncio.create_task(_bring_back(app, lease=lease))
        ended, _ = await asyncio.wait({worker, recovery, stopped}, return_when=asyncio.FIRST_COMPLETED)
        recovery.cancel()
        worker.cancel()  # procrastinate ends the jobs in hand first
        await asyncio.gather(worker, recovery, return_exceptions=True)
        for task in ended - {stopped}:
            task.result()


async def _bring_back(app: App, *, lease: timedelta) -> None:
    """Jobs of workers that fell silent wait again, and so do those whose end nobody could store."""
    silent = lease.total_seconds()
    while True:
        for job in await app.job_manager.get_stalled_jobs(queue=jobs.QUEUE, seconds_since_heartbeat=silent):
            log.warning("procrastinate job=%s of a silent worker waits again", job.id)
            await app.job_manager.retry_job(job)
        if count := await asyncio.to_thread(_hand_over_forgotten, lease):
            log.warning("%d forgotten jobs wait again", count)
        await asyncio.sleep(silent / 2)


def _hand_over_forgotten(lease: timedelta) -> int:
    close_old_connections()
    try:
        return jobs.hand_over_forgotten(silent=lease)
    finally:
        close_old_connections()
