"""The data folder and its two keys, made at the first start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from peercall.web.environment import data_folder

KEY_FILES = {"PEERCALL_SECRET_KEY": "secret.key", "PEERCALL_VAULT_KEY": "vault.key"}


def make_keys() -> list[Path]:
    """Make the data folder (only its owner may enter) and each key that neither the environment nor a file gives.

    Returns the files made. A key is never replaced: what was encrypted with it could not be read again.
    """
    folder = data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name, file_name in KEY_FILES.items():
        path = folder / file_name
        if os.environ.get(name) or path.exists():
            continue
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48) + "\n")
        made.append(path)
    return made
