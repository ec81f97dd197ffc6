"""`peercall serve` from nothing: keys, tables, first administrator, worker; killed and started again."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]),
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""), reason="the same on both; SQLite runs the worker too"
    ),
]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Installation:
    """An installation in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PEERCALL_")},
            "PEERCALL_DATA": str(folder),
            "PEERCALL_ADMIN_EMAIL": "jordan@cedar.example",
            "PEERCALL_ORGANISATION": "Cedar Valley Rheumatology",
            "PEERCALL_TIME_ZONE": "America/Chicago",
        }
        for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"):
            self.environment.pop(name, None)
        self.process = None

    def run(self, *words):
        command = [sys.executable, "-m", "peercall.web", *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )

    def start(self, *words):
        self.log = self.folder.with_name(f"log-{time.monotonic_ns()}")
        command = [sys.executable, "-m", "peercall.web", "serve", "--port", str(self.port), *words]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )
        self.until(lambda: self.status("/readyz") == 200)

    def status(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def until(self, condition):
        end = time.monotonic() + 240
        while not condition():
            assert time.monotonic() < end, self.log.read_text()
            assert self.process.poll() is None or self.process.returncode == -signal.SIGKILL, self.log.read_text()
            time.sleep(0.1)

    def doctor(self):
        return {finding["subject"]: finding["state"] for finding in json.loads(self.run("doctor", "--json").stdout)}

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


@pytest.fixture
def installation(tmp_path):
    made = Installation(tmp_path / "data")
    yield made
    made.stop()


def test_first_start_makes_everything_and_a_killed_server_comes_back(installation):
    assert installation.doctor()["data folder"] == "mend"
    installation.start("--demo")
    said = installation.log.read_text()
    link = re.search(r"(/accounts/password/reset/key/\S+)", said)[1]
    assert installation.status(link) == 200
    assert "Loaded 3 demonstration cases" in said
    reviewer = re.search(r"Northgate Review .* with 8 files.*\n\s+http://[^/]+(\S+)", said)[1]
    assert reviewer != link and installation.status(reviewer) == 200
    for name in ("secret.key", "vault.key"):
        assert stat.S_IMODE((installation.folder / name).stat().st_mode) == 0o600
    keys = (installation.folder / "vault.key").read_text()
    installation.until(lambda: installation.log.read_text().count("name=case attempt=1 done") == 3)
    assert set(installation.doctor().values()) <= {"ok", "note"}

    installation.process.send_signal(signal.SIGKILL)
    installation.process.wait()
    installation.until(lambda: installation.status("/healthz") == 0)
    installation.start()
    assert "first administrator" not in installation.log.read_text()
    assert (installation.folder / "vault.key").read_text() == keys


def test_a_full_office_of_open_browsers_and_slow_lines_keeps_nobody_waiting(installation):
    """A browser keeps six connections open between pages; the server lets go of one after half a minute of silence."""
    installation.start("--no-worker")
    held = []
    try:
        for _ in range(30):
            held.append(socket.create_connection(("127.0.0.1", installation.port), timeout=20))
            head = "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nthe rest comes late"
            held[-1].sendall(head.encode())
        for _ in range(100):
            held.append(socket.create_connection(("127.0.0.1", installation.port), timeout=20))
            held[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert held[-1].recv(100).startswith(b"HTTP/1.1 200")
    finally:
        for one in held:
            one.close()


@pytest.mark.parametrize(
    ("settings", "words", "says"),
    [
        ({"PEERCALL_DATA": "/dev/null/data"}, (), "PEERCALL_DATA: the data folder /dev/null/data cannot be used"),
        ({"DATABASE_URL": "sqlite:////nowhere/at.all"}, (), "DATABASE_URL: the database does not answer"),
        ({"DATABASE_URL": "postgresql://a:secretword@127.0.0.1:1/x"}, (), "DATABASE_URL: the database does not answer"),
        ({"DATABASE_URL": "postgresql://a@b:port/x"}, (), "DATABASE_URL: its port is no number"),
        ({"PEERCALL_URL": "peercall.example"}, (), "PEERCALL_URL: this is no web address"),
        ({}, ("--host", "192.0.2.1"), "--host: this machine cannot listen on 192.0.2.1"),
        (
            {},
            ("--certificate", "/none.pem", "--key", "/none.key"),
            "--certificate and --key: these two files cannot be",
        ),
        ({}, ("--port", "99999"), "'99999' is no port"),
        ({}, ("--workers", "0"), "'0' is not a number from 1"),
    ],
)
def test_what_keeps_it_from_starting_is_told_in_one_sentence(installation, settings, words, says):
    installation.environment |= settings
    answer = installation.run("serve", *(words if "--port" in words else ("--port", str(installation.port), *words)))
    assert answer.returncode == 2
    assert says in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr and "secretword" not in answer.stderr


def test_worker_without_a_database_or_a_number_of_jobs_says_so(installation):
    assert "'0' is not a number from 1" in installation.run("worker", "--parallel", "0").stderr
    installation.environment["DATABASE_URL"] = "sqlite:////nowhere/at.all"
    answer = installation.run("worker")
    assert answer.returncode == 2
    assert "the database does not answer (unable to open database file)" in answer.stderr


def test_a_lost_key_is_asked_for_and_never_made_anew(installation):
    installation.start("--no-worker")
    installation.stop()
    key, kept = installation.folder / "vault.key", installation.folder.with_name("kept.key")
    key.rename(kept)
    refused = installation.run("serve", "--port", str(installation.port))  # somebody works here already
    assert refused.returncode == 2 and "its key is not here. Put the key back" in refused.stderr
    (installation.folder / "vault" / "ab").mkdir(parents=True)
    (installation.folder / "vault" / "ab" / ("ab" * 32)).write_bytes(b"what the key closed")
    refused = installation.run("manage", "check")  # documents lie here already
    assert refused.returncode == 2 and "its key is not here. Put the key back" in refused.stderr
    assert not key.exists()
    told = installation.run("doctor").stdout
    assert f"{key} is missing" in told and "Put it back from where its copy is kept." in told


def test_questions_of_the_first_start_are_asked_until_they_are_answered(installation):
    installation.environment.pop("PEERCALL_ADMIN_EMAIL")
    leader, follower = os.openpty()
    command = [sys.executable, "-m", "peercall.web", "serve", "--port", str(installation.port), "--no-worker"]
    installation.environment |= {"PEERCALL_ORGANISATION": "", "PEERCALL_TIME_ZONE": ""}
    terminal = Terminal(leader)
    installation.process = subprocess.Popen(
        command, env=installation.environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    )
    os.close(follower)
    try:
        for asked, answer in (
            ("E-mail address: ", "jordan"),
            ("This is no e-mail address.", None),
            ("E-mail address: ", "jordan@cedar.example"),
            ("Your name, as it stands under what you confirm: ", ""),
            ("Your name, as it stands under what you confirm: ", "Jordan Reyes"),
            ("Name of the practice: ", "Cedar Valley"),
            ("Number of its time zone: ", "5"),
            ("Password (12 characters or more): ", "jordan@cedar.example"),
            ("too similar", None),
            ("Password (12 characters or more): ", "three-quiet-herons-42"),
            ("The same again: ", "three-quiet-herons-42"),
            ("to look around? [y/N] ", "n"),
            ("peercall answers at", None),
        ):
            terminal.until(asked)
            if answer is not None:
                terminal.type(answer)
        installation.stop()
    finally:
        os.close(leader)
    assert "three-quiet" not in terminal.seen


class Terminal:
    """What a person sees and types."""

    def __init__(self, leader):
        self.leader, self.seen, self.read = leader, "", 0

    def until(self, words):
        while words not in self.seen[self.read :]:
            self.seen += os.read(self.leader, 4096).decode()
        self.read = self.seen.index(words, self.read) + len(words)

    def type(self, words):
        os.write(self.leader, f"{words}\n".encode())


def test_doctor_says_what_to_mend_and_fails(installation):
    installation.environment["PEERCALL_HOSTS"] = "peercall.cedar.example"
    installation.environment["PEERCALL_DEBUG"] = "1"
    answer = installation.run("doctor")
    assert answer.returncode == 1
    assert "peercall.cedar.example is reached without TLS" in answer.stdout
    assert "PEERCALL_DEBUG is on" in answer.stdout


def test_doctor_of_an_installation_that_was_never_started_says_how_to_start(installation):
    installation.run("manage", "check")  # the keys are there, the tables are not
    answer = installation.run("doctor")
    assert answer.returncode == 1
    assert "nothing is set up here yet" in answer.stdout and "Start `peercall serve` once." in answer.stdout


def test_wrong_setting_is_told_in_one_sentence(installation):
    installation.environment["PEERCALL_SMTP_PORT"] = "many"
    answer = installation.run("serve")
    assert answer.returncode == 2
    assert answer.stderr.strip().splitlines()[-1] == (
        "peercall: PEERCALL_SMTP_PORT: this is not a whole number. Write for example 587. [P103]"
    )


def test_a_port_that_another_program_holds_is_refused_and_the_next_one_named(installation):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        refused = installation.run("serve", "--port", str(installation.port))
    assert refused.returncode != 0 and not (installation.folder / "peercall.sqlite3").exists()
    assert f"another program listens on port {installation.port} already" in refused.stderr
    assert f"--port {installation.port + 1}" in refused.stderr
    installation.environment["PEERCALL_PORT"] = "eighty"
    assert "PEERCALL_PORT" in installation.run("serve").stderr


def test_key_that_others_may_read_is_refused(installation):
    installation.run("manage", "check")
    (installation.folder / "vault.key").chmod(0o644)
    answer = installation.run("manage", "check")
    assert answer.returncode == 2
    assert "others may read this file" in answer.stderr


def test_settings_for_other_machines_pass_the_deployment_check(installation):
    installation.run("manage", "check")
    installation.environment |= {"PEERCALL_HOSTS": "peercall.cedar.example", "PEERCALL_TLS": "1"}
    answer = installation.run("manage", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
