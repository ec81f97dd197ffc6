"""The data folder and its two keys, made at the first start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from peercall.domain.errors import SettingInvalid
from peercall.web.environment import data_folder

KEY_FILES = {"PEERCALL_SECRET_KEY": "secret.key", "PEERCALL_VAULT_KEY": "vault.key"}
_VAULT = KEY_FILES["PEERCALL_VAULT_KEY"]


def make_keys() -> list[Path]:
    """Make the data folder (only its owner may enter) and each key that neither the environment nor a file gives.

    Returns the files made. A key is never replaced: what was encrypted with it could not be read again. Raises
    SettingInvalid when the folder cannot be used, or holds documents whose key is gone.
    """
    folder = data_folder()
    made = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, file_name in KEY_FILES.items():
            path = folder / file_name
            if os.environ.get(name) or path.exists():
                continue
            if file_name == _VAULT and any((folder / "vault").glob("??/*")):
                raise _key_is_gone(path)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(secrets.token_urlsafe(48) + "\n")
            made.append(path)
    except OSError as fault:
        raise SettingInvalid(
            f"the data folder {folder} cannot be used ({fault.strerror})",
            where="PEERCALL_DATA",
            remedy="Name a folder that you may write to.",
        ) from None
    return made


def refuse_new_keys(made: Iterable[Path]) -> None:
    """For a database that is in use already: take keys that were made just now out again and say which are missing."""
    made = list(made)
    for path in made:
        path.unlink(missing_ok=True)
    missing = [path for path in made if path.name == _VAULT] or made
    if missing:
        raise _key_is_gone(missing[0])


def _key_is_gone(path: Path) -> SettingInvalid:
    return SettingInvalid(
        "this installation is in use, and its key is not here",
        where=str(path),
        remedy="Put the key back from where it is kept, or from the machine that has it; a new one would open nothing.",
    )
