"""A server that is killed in the middle of a call and started again: nothing acknowledged is lost, the rest is sent."""

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
from playwright.sync_api import expect

ROOT = Path(__file__).parents[3]


class Server:
    """`peercall serve` in a process of its own, on the same data each time."""

    def __init__(self, data: Path) -> None:
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
        }
        self.process: subprocess.Popen[bytes] | None = None

    def seed(self) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.seeded"],
            env=self.env, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "peercall.web", "serve", "--port", str(self.port)],
            env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
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


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "data")
    yield made
    if made.process is not None:
        made.kill()


def test_a_server_killed_in_the_middle_of_a_call_loses_nothing(browser, server):
    made = server.seed()
    server.start()
    page = browser.new_context(base_url=f"http://127.0.0.1:{server.port}").new_page()
    page.set_default_timeout(20_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(made["email"])
    page.get_by_label("Password").fill(made["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.goto(made["case"])
    page.get_by_role("button", name="Start the call").first.click()
    expect(page.locator("#console[data-ready=true]")).to_be_attached()
    page.keyboard.press("n")
    page.keyboard.type("acknowledged before the end")
    expect(page.locator("#save-state")).to_have_text("All saved")
    server.kill()
    assert "acknowledged before the end" in server.values()

    page.keyboard.press("Enter")
    page.keyboard.type("typed while nobody answers")
    expect(page.locator("#save-state")).to_contain_text("No connection")
    server.start()
    expect(page.locator("#save-state")).to_have_text("All saved", timeout=40_000)
    assert {"acknowledged before the end", "typed while nobody answers"} <= set(map(str, server.values()))
    page.context.close()
