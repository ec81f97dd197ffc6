"""The worker's loop on SQLite: claim a row, run it, and look again."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.db import OperationalError, close_old_connections, connection

from peercall.adapters.db import jobs
from peercall.application.jobs import Handler
from peercall.web.jobs.running import log, run_claimed

POLL_SECONDS = 0.5


def run(
    *,
    handlers: Mapping[str, Handler],
    stop: threading.Event,
    lease: timedelta,
    parallel: int,
    poll: float = POLL_SECONDS,
) -> None:
    """Until `stop`: `parallel` threads, each with one job at a time. A job in hand is ended first."""
    threads = [
        threading.Thread(target=_loop, args=(handlers, stop, lease, poll), name=f"worker-{number}")
        for number in range(parallel)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _loop(handlers: Mapping[str, Handler], stop: threading.Event, lease: timedelta, poll: float) -> None:
    name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:8]}"
    try:
        while not stop.is_set():
            try:
                claimed = jobs.claim_next(worker=name, lease=lease)
            except OperationalError as fault:  # the file is locked for longer than the timeout: look again
                log.warning("claim: %s", type(fault).__name__)
                claimed = None
            if claimed is None:
                close_old_connections()
                stop.wait(poll)
            else:
                run_claimed(claimed, handlers=handlers, lease=lease)
    finally:
        connection.close()
