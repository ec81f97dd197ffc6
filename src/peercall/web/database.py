"""Whether the database answers and its tables are those of this version, before anything else is tried with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from peercall.domain.errors import SettingInvalid


def reach_database() -> None:
    """Returns when it answers. Raises SettingInvalid with what the database, or the way there, says of it."""
    try:
        connection.ensure_connection()
        connection.close()
    except OperationalError as fault:
        said = str(fault).strip().splitlines()
        raise SettingInvalid(
            f"the database does not answer ({said[0] if said else type(fault).__name__})",
            where="DATABASE_URL" if os.environ.get("DATABASE_URL") else "PEERCALL_DATA",
            remedy="Look at that setting and at the server; `peercall doctor` says more.",
        ) from None


def migrations_are_waiting() -> bool:
    """The tables are older than this version. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def wait_for_tables(stop: threading.Event) -> None:
    """Return when the tables are those of this version, or `stop` is set: a job must not meet older ones."""
    told = False
    while not stop.is_set() and migrations_are_waiting():
        if not told:
            print(
                "The tables are older than this version; waiting for `peercall serve` or `peercall manage migrate`.",
                flush=True,
            )
            told = True
        connection.close()
        stop.wait(2)


#: any number that nothing else in the database uses
_LOCK = 7_305_213


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever else changes the tables at this moment waits. On SQLite there is one machine, and its port is held by one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
