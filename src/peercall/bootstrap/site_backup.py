"""Backup and restore of an installation: database, vault, and the keys where somebody asks for them."""

from __future__ import annotations

import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from peercall import __version__
from peercall.adapters.db import backup as database
from peercall.adapters.db.chains import chains_for_operator
from peercall.adapters.db.moving import move_from_sqlite
from peercall.bootstrap.backup_file import BackupWriter, unpack
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import BackupNotPossible, VaultUnreadable


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds. missing: documents that the database names and the vault does not have."""

    documents: int
    size: int
    keys: tuple[str, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore found. unreadable: documents the key does not open; broken: chains (audit, records, logs) that do not hold."""

    made_at: str
    documents: int
    unreadable: int
    missing: int
    chains: int
    broken: int


def back_up(file: Path, *, at: datetime, key_files: Iterable[Path] = ()) -> BackedUp:
    """Write the backup, the whole file or nothing. key_files: keys to put in too. Raises BackupNotPossible."""
    if file.exists():
        raise BackupNotPossible(
            "this file is there already", where=file.name, remedy="Name another; none is overwritten."
        )
    if not file.parent.is_dir():
        raise BackupNotPossible("there is no such folder", where=str(file.parent), remedy="Make it first.")
    if database.is_empty():
        raise BackupNotPossible(
            "there is nothing to back up", where=str(settings.DATA), remedy="Set PEERCALL_DATA or DATABASE_URL."
        )
    folder: Path = settings.VAULT_FOLDER
    with _whole(file) as unfinished, tempfile.TemporaryDirectory(prefix="backup-", dir=_data()) as made:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w:") as tar:
            writer = BackupWriter(tar)
            # The database first: what it names was stored before it was named, so the vault read later holds it.
            copy = Path(made) / "database"
            database.write_database(copy)
            writer.add("database", copy)
            for path in _stored(folder):
                writer.add(f"vault/{path.parent.name}/{path.name}", path)
            keys = tuple(key_files)
            for path in keys:
                writer.add(f"keys/{path.name}", path)
            writer.finish(
                {
                    "made_at": at.isoformat(timespec="seconds"),
                    "version": __version__,
                    "database": database.database_kind(),
                    "migrations": database.migrations_applied(),
                }
            )
        size = unfinished.stat().st_size
    names = {name.rpartition("/")[2] for name in writer.digests if name.startswith("vault/")}
    missing = set(database.vault_names_for_operator()) - names
    return BackedUp(len(names), size, tuple(path.name for path in keys), len(missing))


def _data() -> Path:
    folder: Path = settings.DATA
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _stored(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("??/" + "[0-9a-f]" * 64))


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A name beside the file; what lies there takes the file's name at the end, or is gone."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        yield unfinished
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(file: Path) -> Restored:
    """Fill an empty installation from a backup and check it. Raises BackupNotPossible; then nothing was put in place."""
    folder: Path = settings.VAULT_FOLDER
    if not database.is_empty() or any(folder.glob("*")):
        raise BackupNotPossible(
            "there is something here already, and a restore never overwrites",
            where=str(settings.DATA),
            remedy="Move the folder (or the database) away first, or set PEERCALL_DATA to an empty one.",
        )
    data = _data()
    with tempfile.TemporaryDirectory(prefix="restore-", dir=data) as made:
        unpacked = Path(made)
        manifest = unpack(file, into=unpacked)
        _fits(manifest, where=file.name)
        if manifest["database"] == database.database_kind():
            database.read_database(unpacked / "database")
        else:
            move_from_sqlite(unpacked / "database")
        if (unpacked / "vault").is_dir():
            if folder.is_dir():
                folder.rmdir()
            shutil.move(unpacked / "vault", folder)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    database.end_sessions_for_operator()
    return _checked(folder, made_at=str(manifest["made_at"]))


def _fits(manifest: Mapping[str, Any], *, where: str) -> None:
    kinds = (manifest["database"], database.database_kind())
    if kinds[0] != kinds[1] and kinds != ("sqlite", "postgresql"):
        raise BackupNotPossible(
            f"it was made of {kinds[0]} and this installation uses {kinds[1]}",
            where=where,
            remedy="Set DATABASE_URL to a database of that kind.",
        )
    if set(manifest["migrations"]) - database.migrations_known():
        raise BackupNotPossible(
            f"it was made by a newer version ({manifest['version']})", where=where, remedy="Install that version first."
        )


def _checked(folder: Path, *, made_at: str) -> Restored:
    names = [path.name for path in _stored(folder)]
    chains = list(chains_for_operator())
    return Restored(
        made_at=made_at,
        documents=len(names),
        unreadable=sum(1 for name in names if not _opens(name)),
        missing=len(set(database.vault_names_for_operator()) - set(names)),
        chains=len(chains),
        broken=sum(1 for chain in chains if chain.faults),
    )


def _opens(name: str) -> bool:
    if not settings.VAULT_KEY:
        return False
    try:
        vault().get(name)
    except VaultUnreadable:
        return False
    return True
