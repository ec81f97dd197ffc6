"""The worker on PostgreSQL: procrastinate chooses the job, wakes us, and brings back those of killed workers."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

from peercall.adapters.db import jobs
from peercall.application.jobs import Handler
from peercall.web.jobs.running import log, run_claimed


def run(*, handlers: Mapping[str, Handler], stop: threading.Event, lease: timedelta, parallel: int) -> None:
    """Until `stop`: up to `parallel` jobs at a time. A job in hand is ended first."""
    asyncio.run(_run(handlers=handlers, stop=stop, lease=lease, parallel=parallel))


async def _run(*, handlers: Mapping[str, Handler], stop: threading.Event, lease: timedelta, parallel: int) -> None:
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
        recovery = asyncio.create_task(_bring_back(app, silent=silent))
        await asyncio.to_thread(stop.wait)
        recovery.cancel()
        worker.cancel()  # procrastinate ends the jobs in hand first
        await asyncio.gather(worker, recovery, return_exceptions=True)


async def _bring_back(app: App, *, silent: float) -> None:
    """Jobs of workers that fell silent wait again."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(queue=jobs.QUEUE, seconds_since_heartbeat=silent):
            log.warning("procrastinate job=%s of a silent worker waits again", job.id)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(silent / 2)
