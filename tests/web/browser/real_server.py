"""`peercall serve` as a process of its own, to be killed and started again on the same data."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


class Server:
    """`peercall serve` in a process of its own, on the same data each time."""

    def __init__(self, data: Path, **settings: str) -> None:
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
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def values(self) -> list[object]:
        """Every value of a call entry that is on disk."""
        with sqlite3.connect(self.data / "peercall.sqlite3") as database:
            return [json.loads(row[0]) for row in database.execute("select value from peercall_callentryrow") if row[0]]
