"""`peercall worker`: runs background jobs until it is stopped."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Mapping
from datetime import timedelta

from peercall.application.jobs import Handler
from peercall.web.arguments import how_many
from peercall.web.parent import end_with

LEASE = timedelta(seconds=60)


def worker(arguments: list[str]) -> int:
    """Run jobs until stopped; returns 0."""
    parser = argparse.ArgumentParser(prog="peercall worker", description="Run background jobs.")
    parser.add_argument("--parallel", type=how_many, default=2, help="jobs at a time (default 2)")
    parser.add_argument(
        "--lease",
        type=how_many,
        default=int(LEASE.total_seconds()),
        help="seconds of silence after which another worker takes a job over (default 60)",
    )
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    import django

    django.setup()
    from django.utils import timezone

    from peercall.bootstrap.site_jobs import HANDLERS, enqueue_housekeeping
    from peercall.bootstrap.site_work import remove_copies_of_dead_processes
    from peercall.web.database import reach_database, wait_for_tables

    reach_database()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.parent:
        end_with(options.parent, stop.set)
    wait_for_tables(stop)
    if stop.is_set():
        return 0
    remove_copies_of_dead_processes(now=timezone.now())
    enqueue_housekeeping()
    run_until(stop, handlers=HANDLERS, lease=timedelta(seconds=max(3, options.lease)), parallel=options.parallel)
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
