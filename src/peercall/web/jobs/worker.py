"""`peercall worker`: runs background jobs until it is stopped."""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

from peercall.application.jobs import Handler

LEASE = timedelta(seconds=60)


def worker(arguments: list[str]) -> int:
    """Run jobs until stopped; returns 0."""
    parser = argparse.ArgumentParser(prog="peercall worker", description="Run background jobs.")
    parser.add_argument("--parallel", type=int, default=2, help="jobs at a time (default 2)")
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    import django

    django.setup()
    from peercall.bootstrap.site_jobs import HANDLERS, enqueue_housekeeping

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.parent:
        _end_with(options.parent, stop)
    enqueue_housekeeping()
    run_until(stop, handlers=HANDLERS, lease=LEASE, parallel=options.parallel)
    return 0


def run_until(
    stop: threading.Event, *, handlers: Mapping[str, Handler], lease: timedelta = LEASE, parallel: int = 1
) -> None:
    """The loop that fits the database. lease: a worker silent for so long loses its job to another."""
    from django.db import connection

    if connection.vendor == "postgresql":
        from peercall.web.jobs import postgres_worker

        postgres_worker.run(handlers=handlers, stop=stop, lease=lease, parallel=parallel)
    else:
        from peercall.web.jobs import sqlite_worker

        sqlite_worker.run(handlers=handlers, stop=stop, lease=lease, parallel=parallel)


def _end_with(parent: int, stop: threading.Event) -> None:
    """Stop when the server that started this worker is gone, also when it was killed."""

    def watch() -> None:
        while not stop.is_set():
            if os.getppid() != parent:
                stop.set()
            time.sleep(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
