"""`peercall backup FILE` and `peercall restore FILE`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from peercall.bootstrap.backup_file import keys_from
from peercall.domain.errors import BackupNotPossible
from peercall.web.environment import data_folder, secret
from peercall.web.keys import KEY_FILES, make_keys

if TYPE_CHECKING:
    from peercall.bootstrap.site_backup import Restored

MEBI = 1024 * 1024


def backup(arguments: list[str]) -> int:
    """Write a backup while the installation runs, and say what is in it and what is not. 0."""
    parser = argparse.ArgumentParser(
        prog="peercall backup", description="Database and stored documents as one file; also while people work."
    )
    parser.add_argument("file", type=Path, help="file to write; it must not be there yet")
    parser.add_argument(
        "--with-keys", action="store_true", help="put the keys in too: whoever has the file can then read everything"
    )
    options = parser.parse_args(arguments)
    keys = _keys() if options.with_keys else []
    import django

    django.setup()
    from django.utils import timezone

    from peercall.bootstrap.site_backup import back_up
    from peercall.web.database import reach_database

    if "postgres" in os.environ.get("DATABASE_URL", ""):  # looking for a SQLite file would make it
        reach_database()

    made = back_up(options.file, at=timezone.now(), key_files=keys)
    print(f"{options.file}: the database and {made.documents} stored documents, {made.size / MEBI:.1f} MiB.")
    print("The database in it is not encrypted: keep the file as you keep the data folder.")
    if made.keys:
        print("The keys are in it too: whoever has this file can read every document.")
    else:
        print("The keys are NOT in it, and without vault.key no document in it can be read. Keep apart from it:")
        for name, file_name in KEY_FILES.items():
            print(f"  {name} (environment)" if os.environ.get(name) else f"  {data_folder() / file_name}")
    if made.missing:
        print(f"{made.missing} documents are named in the database and not in the vault.", file=sys.stderr)
    return int(made.missing > 0)


def _keys() -> list[Path]:
    found = [data_folder() / file_name for file_name in KEY_FILES.values()]
    missing = [path for path in found if not path.is_file()]
    if missing:
        raise BackupNotPossible(
            "this key is not a file and cannot go along",
            where=missing[0].name,
            remedy="It is set in the environment: keep it from there, and back up without --with-keys.",
        )
    return found


def _fill(file: Path) -> Restored:
    import django

    django.setup()
    from peercall.bootstrap.site_backup import restore as fill
    from peercall.web.database import reach_database

    if "postgres" in os.environ.get("DATABASE_URL", ""):
        reach_database()
    return fill(file)


def restore(arguments: list[str]) -> int:
    """Fill an empty installation from a backup. 0, or 1 when something in it does not hold."""
    parser = argparse.ArgumentParser(
        prog="peercall restore",
        description="Fill an empty installation from a backup and check it; overwrites nothing.",
    )
    parser.add_argument("file", type=Path, help="file that `peercall backup` wrote")
    options = parser.parse_args(arguments)
    # The settings read the keys once, so they must lie there before.
    with keys_from(options.file, into=data_folder()) as put:
        if not secret("PEERCALL_VAULT_KEY", file_name=KEY_FILES["PEERCALL_VAULT_KEY"]):
            raise BackupNotPossible(
                "the key of the stored documents is not here and not in the backup",
                where=str(data_folder()),
                remedy="Put the old vault.key there (chmod 600), or set PEERCALL_VAULT_KEY.",
            )
        make_keys()
        found = _fill(options.file)
    if put:
        print(f"Keys put into {data_folder()}: {', '.join(put)}.")
    print(f"Restored: the state of {found.made_at}, {found.documents} stored documents. Everybody signs in anew.")
    print(f"Audit, records and logs: {found.chains} chains, {found.broken or 'none'} broken.")
    if found.missing:
        print(f"{found.missing} documents are named in the database and were not in the backup.", file=sys.stderr)
    if found.unreadable:
        print(
            f"{found.unreadable} documents do not open: put the right vault.key into {data_folder()}, or name it in "
            "PEERCALL_VAULT_KEY_OLD, and run `peercall doctor`.",
            file=sys.stderr,
        )
    print("Now run `peercall doctor`, then start `peercall serve`.")
    return int(bool(found.broken or found.missing or found.unreadable))
