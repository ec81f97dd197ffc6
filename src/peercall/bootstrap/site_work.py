"""Where working copies of cases lie while a process is at them: a folder for each process of each machine.

Machines may share the data folder. What a process left behind is removed when a worker starts on its machine, and that of a
machine that is gone a day later.
"""

from __future__ import annotations

import os
import shutil
import socket
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

#: longer than any job takes
GONE_AFTER = timedelta(days=1)


def work_folder() -> Path:
    """The folder of all of them."""
    folder: Path = settings.DATA / "work"
    return folder


def own_folder() -> Path:
    """That of this process. Not made here."""
    return work_folder() / f"{_machine()}.{os.getpid()}"


def _machine() -> str:
    return socket.gethostname().partition(".")[0][:60] or "here"


def remove_copies_of_dead_processes(*, now: datetime) -> int:
    """Remove the working copies whose process is gone; how many folders."""
    count = 0
    for folder in work_folder().glob("*"):
        if folder.is_dir() and _is_left_behind(folder, now=now):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def _is_left_behind(folder: Path, *, now: datetime) -> bool:
    machine, _, number = folder.name.rpartition(".")
    if machine and machine != _machine():
        return now.timestamp() - folder.stat().st_mtime > GONE_AFTER.total_seconds()
    return not number.isdigit() or int(number) == os.getpid() or not _is_alive(int(number))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
