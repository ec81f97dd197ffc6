"""`peercall serve` as a process of its own, to be killed and started again on the same data.

On PostgreSQL (DATABASE_URL names a server) it has a database of its own there, and `peercall worker` runs beside it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).parents[3]


#: seconds of silence after which the job of a killed worker is taken over; a minute in use
LEASE = 6


def on_postgres() -> bool:
    """These tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


class Server:
    """`peercall serve` in a process of its own, on the same data each time."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.database = f"real_server_{uuid4().hex[:12]}" if on_postgres() else ""
        if self.database:
            self._on_the_server(f"CREATE DATABASE {self.database}")
            settings["DATABASE_URL"] = self._url(self.database)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PEERCALL", "DATABASE_URL"))},
            "PEERCALL_DATA": str(data),
            "PEERCALL_SECRET_KEY": "a-key-for-tests-only-and-nothing-else-at-all",
            "PEERCALL_VAULT_KEY": "another-key-for-tests-only-and-nothing-else",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            **settings,
        }
        self.said = data.parent / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _url(database: str) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()

    @staticmethod
    def _on_the_server(statement: str) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as there:
            there.execute(statement)

    def seed(self) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.seeded"],
            env=self.env, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "peercall.web", "serve", "--port", str(self.port)],
                env=self.env, cwd=ROOT, stdout=said, stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        if self.database and self.worker is None:
            self.start_worker()
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        self._end(self.process)
        self.process = None

    def start_worker(self) -> None:
        """`peercall worker` in a process of its own. It waits for the tables that the server makes."""
        self.until(lambda: self.process is not None and self._has_tables())
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "peercall.web", "worker", "--lease", str(LEASE)],
            env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill_worker_at_work(self) -> dict[str, int]:
        """Kill the worker as soon as it has a job in hand: how often each such job was begun, by its id. They stay in the
        hand of the dead."""
        assert self.worker is not None
        running = "from peercall_job where state = 'running'"
        self.until(lambda: bool(self.rows(f"select 1 {running}")))
        self._end(self.worker)
        self.worker = None
        held = self.rows(f"select id::text || ' ' || attempts {running}")
        return {job: int(begun) for job, begun in (str(one).split() for one in held)}

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for it."""
        for _ in range(1200):
            if condition():
                return
            time.sleep(0.05)
        pytest.fail("what was waited for did not come")

    def close(self) -> None:
        """Nothing of it stays."""
        for process in (self.process, self.worker):
            if process is not None:
                self._end(process)
        self.process = self.worker = None
        if self.database:
            self._on_the_server(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _has_tables(self) -> bool:
        found = self.rows("select to_regclass('peercall_job')::text")
        return found != [None] and bool(
            self.rows("select 1 from django_migrations where app = 'procrastinate' limit 1")
        )

    def rows(self, statement: str) -> list[object]:
        """The first column of what the database says."""
        if self.database:
            with psycopg.connect(self._url(self.database)) as database:
                return [row[0] for row in database.execute(statement)]
        with sqlite3.connect(self.data / "peercall.sqlite3") as database:
            return [row[0] for row in database.execute(statement)]

    def values(self) -> list[object]:
        """Every value of a call entry that is stored."""
        found = [row for row in self.rows("select value from peercall_callentryrow") if row]
        return [json.loads(row) if isinstance(row, str) and not self.database else row for row in found]

    def review_notes(self) -> list[object]:
        """Every value typed in a review call that is stored."""
        found = self.rows("select data from peercall_reviewentryrow where kind = 'console' order by number")
        return [(json.loads(row) if isinstance(row, str) else row)["value"] for row in found]
