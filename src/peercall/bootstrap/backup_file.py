"""A backup's file: a plain tar of the database, the vault's encrypted documents and, if wanted, the keys.

The last member, manifest.json, lists every other with its digest; without it a file is not whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from peercall.domain.errors import BackupNotPossible

SCHEMA = "peercall.backup/1"
MANIFEST = "manifest.json"
_MEMBER = re.compile(r"(?:database|vault/[0-9a-f]{2}/[0-9a-f]{64}|keys/(?:secret|vault)\.key)")
_BLOCK = 1 << 20


@dataclass(slots=True)
class BackupWriter:
    """Adds members; what was added is in `digests`."""

    tar: tarfile.TarFile
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, path: Path) -> None:
        """A file under this name."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            member = tarfile.TarInfo(name)
            member.size, member.mode = os.fstat(stream.fileno()).st_size, 0o600
            self.tar.addfile(member, stream)
        self.digests[name] = digest

    def finish(self, about: Mapping[str, Any]) -> None:
        """The manifest, last."""
        data = json.dumps({"schema": SCHEMA, **about, "members": self.digests}, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(data), 0o600
        self.tar.addfile(member, BytesIO(data))


def unpack(file: Path, *, into: Path) -> dict[str, Any]:
    """Every member into an empty folder, compared with its digest; the manifest. Raises BackupNotPossible."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    with _opened(file) as tar:
        for member in _members(tar, where=file.name):
            stream = tar.extractfile(member)
            if stream is None:
                raise _damaged(file)
            if member.name == MANIFEST:
                manifest = json.loads(stream.read(64 << 20))
                continue
            path = into / member.name
            for folder in [*path.relative_to(into).parents][-2::-1]:  # each for its owner only, the outer one first
                (into / folder).mkdir(mode=0o700, exist_ok=True)
            digest = hashlib.sha256()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
            found[member.name] = digest.hexdigest()
    if manifest is None or manifest.get("schema") != SCHEMA or manifest.get("members") != found:
        raise _damaged(file)
    return manifest


@contextmanager
def keys_from(file: Path, *, into: Path) -> Iterator[tuple[str, ...]]:
    """The backup's keys in the folder, where none lies yet (a key is never replaced); their names.

    When what follows fails, they are taken out again. Raises BackupNotPossible.
    """
    put: list[Path] = []
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in _keys(file):
            path = into / name
            if not path.exists():
                put.append(path)
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    out.write(data)
        yield tuple(path.name for path in put)
    except BaseException:
        for path in put:
            path.unlink(missing_ok=True)
        raise


def _keys(file: Path) -> Iterator[tuple[str, bytes]]:
    with _opened(file) as tar:
        for member in _members(tar, where=file.name):
            if member.name.startswith("keys/") and (stream := tar.extractfile(member)):
                yield member.name.removeprefix("keys/"), stream.read(4096)


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
    except FileNotFoundError:
        raise BackupNotPossible("there is no such file", where=file.name, remedy="Name the backup's file.") from None
    except (tarfile.TarError, ValueError, EOFError):
        raise _damaged(file) from None


def _members(tar: tarfile.TarFile, *, where: str) -> Iterator[tarfile.TarInfo]:
    for member in tar:
        if not member.isreg() or not (member.name == MANIFEST or _MEMBER.fullmatch(member.name)):
            raise BackupNotPossible(
                "it holds something that no backup holds", where=where, remedy="Use a file that `peercall backup` made."
            )
        yield member


def _damaged(file: Path) -> BackupNotPossible:
    return BackupNotPossible(
        "this is no backup, or it is damaged or cut short", where=file.name, remedy="Take an earlier backup."
    )
