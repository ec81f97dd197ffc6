"""The whole database as one file and back: SQLite's own online copy, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from peercall.adapters.db.models import Analysis, CaseDocument, LetterSending, PacketRow
from peercall.domain.errors import BackupNotPossible

_APP = "peercall"


def database_kind() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def write_database(path: Path) -> None:
    """A consistent copy of the database, also while it is in use. Raises BackupNotPossible."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return
    _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}", _name())


def read_database(path: Path) -> None:
    """Fill the empty database from a copy. Raises BackupNotPossible."""
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        target.chmod(0o600)
        return
    connection.close()
    _run_tool(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={_name()}",
        str(path),
    )  # fmt: skip


def is_empty() -> bool:
    """Nothing is in the database yet. On SQLite: its file is not there, so that looking does not make it."""
    if connection.vendor == "sqlite":
        return not Path(connection.settings_dict["NAME"]).exists()
    return not connection.introspection.table_names()


def migrations_applied() -> list[str]:
    """The steps by which the tables were made, in this order."""
    return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == _APP)


def migrations_known() -> set[str]:
    """The steps this version knows."""
    return {name for app, name in MigrationLoader(None).disk_migrations if app == _APP}


def end_sessions_for_operator() -> None:
    """Everybody signs in anew."""
    Session.objects.all().delete()


def vault_names_for_operator() -> Iterator[str]:
    """Every stored document that the database names."""
    for names in CaseDocument.objects.values_list("vault_name", "text_vault_name").iterator():
        yield from filter(None, names)
    for files in Analysis.objects.values_list("files", flat=True).iterator():
        yield from filter(None, files.values())
    for made in PacketRow.objects.values_list("files", flat=True).iterator():
        yield from (one["vault_name"] for one in made)
    yield from LetterSending.objects.exclude(stored="").values_list("stored", flat=True).iterator()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run_tool(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BackupNotPossible(
            "the tool that copies PostgreSQL is missing", where=tool, remedy="Install PostgreSQL's client programs."
        )
    done = subprocess.run(  # noqa: S603 (the tool just found, our own arguments)
        [found, *arguments], env=os.environ | _access(), check=False, stdin=subprocess.DEVNULL, capture_output=True
    )
    if done.returncode:
        # the tool may quote a row that it could not write: only the kind of fault is told
        version = b"server version mismatch" in done.stderr
        what = "it is older than the server" if version else f"it ended with status {done.returncode}"
        raise BackupNotPossible(
            what, where=tool, remedy="Use the client programs of the server's version and try again."
        )


def _access() -> dict[str, str]:
    """How the tool reaches the server; the password never stands in a command line."""
    settings: dict[str, Any] = connection.settings_dict
    words = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    found = {name: str(settings[key]) for name, key in words.items() if settings.get(key)}
    options = settings.get("OPTIONS") or {}
    return found | {f"PG{key.upper()}": str(options[key]) for key in ("sslmode", "sslrootcert") if key in options}
