"""The compiled rulebook, kept so that the next start need not read YAML.

The key covers every rule file, the code that reads them and the Python version, so a change in any of them makes a new
file. Only a folder and file that belong to the user and that nobody else can write are trusted, the content must match
its own checksum, and only this package's own nouns are unpickled. Anything else is ignored: the rules are read afresh.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

import peercall
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.folder import RuleFile, content_sha256

_MAGIC = b"peercall-rules-1\n"
_DIGEST = 32
_PREFIX, _SUFFIX = "rules-", ".bin"
_KEPT = 4
_SAFE_BUILTINS = {"frozenset", "set"}
_BROKEN = (
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    MemoryError,
)


def cache_key(layers: Iterable[Iterable[RuleFile]]) -> str:
    """Hex digest over rule files, reading code, package and Python version."""
    digest = hashlib.sha256()
    digest.update(content_sha256(layers).encode())
    digest.update(f"{peercall.__version__} {sys.version_info[:3]}".encode())
    package = Path(peercall.__file__).parent
    for room in ("domain", "rulebook"):
        for path in sorted((package / room).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def load_cached(folder: Path, key: str) -> Rulebook | None:
    """The rulebook kept under the key, or None when there is none to trust."""
    if not _is_private(folder, directory=True):
        return None
    path = folder / f"{_PREFIX}{key}{_SUFFIX}"
    if not _is_private(path, directory=False):
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head = len(_MAGIC) + _DIGEST
    payload = content[head:]
    if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(payload).digest() != content[len(_MAGIC) : head]:
        return None
    collecting = gc.isenabled()
    gc.disable()
    try:
        rulebook = _Nouns(io.BytesIO(payload)).load()
    except _BROKEN:
        return None
    finally:
        if collecting:
            gc.enable()
    return rulebook if isinstance(rulebook, Rulebook) else None


def store(folder: Path, key: str, rulebook: Rulebook) -> None:
    """Keeps the rulebook under the key. A folder that cannot be written or trusted is left alone, and nothing fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder, directory=True):
            return
        payload = pickle.dumps(rulebook, protocol=pickle.HIGHEST_PROTOCOL)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_MAGIC + hashlib.sha256(payload).digest() + payload)
            Path(temporary).replace(folder / f"{_PREFIX}{key}{_SUFFIX}")
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            return
        _forget_old(folder)
    except OSError:
        return


def _forget_old(folder: Path) -> None:
    """Keeps the few newest files; older rules are seldom asked for again."""
    kept = sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_KEPT:]:
        path.unlink(missing_ok=True)


def _is_private(path: Path, *, directory: bool) -> bool:
    """True for a real folder or file of this user that nobody else may write."""
    try:
        found = path.lstat()
    except OSError:
        return False
    right_kind = stat.S_ISDIR(found.st_mode) if directory else stat.S_ISREG(found.st_mode)
    if not hasattr(os, "getuid"):
        return right_kind
    others = stat.S_IRWXG | stat.S_IRWXO if directory else stat.S_IWGRP | stat.S_IWOTH
    return right_kind and found.st_uid == os.getuid() and not found.st_mode & others


def _enum_member(kind: object, name: str) -> Enum:
    """A word of one of our vocabularies; early releases of Python 3.11 pickle it as an attribute of its class."""
    if isinstance(kind, type) and issubclass(kind, Enum) and name in kind.__members__:
        return kind.__members__[name]
    raise pickle.UnpicklingError("this attribute is not a noun of the rulebook")


class _Nouns(pickle.Unpickler):
    """Unpickles the domain's own classes and a few plain containers, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("peercall.domain.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        elif (module == "builtins" and name in _SAFE_BUILTINS) or (module, name) == ("datetime", "date"):
            return super().find_class(module, name)
        elif (module, name) == ("builtins", "getattr"):
            return _enum_member
        raise pickle.UnpicklingError(f"{module}.{name} is not a noun of the rulebook")
