"""A request checked before it is sent: files of a person's choice, read on a private working copy, and nothing kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings

from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.local_check import Checked, check_folder
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_files import largest_file
from peercall.bootstrap.site_work import own_folder
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.errors import InputTooLarge

_SAFE = re.compile(r"[^A-Za-z0-9 _.()-]+")
#: files of one check; a whole chart belongs into a case, where a worker reads it
MOST_FILES = 8


def policies_to_choose() -> tuple[tuple[str, str], ...]:
    """Id and title of every policy, by title."""
    rows = [(name, f"{versions[-1].title} ({versions[-1].number})") for name, versions in site_rules().policies.items()]
    return tuple(sorted(rows, key=lambda row: row[1]))


def phases_to_choose() -> tuple[str, ...]:
    """Phases that some policy tells apart, in words of the policies."""
    policies = (version for versions in site_rules().policies.values() for version in versions)
    return tuple(sorted({phase for policy in policies for phase in policy.phases}))


def check_files(
    files: Sequence[tuple[str, bytes]], *, policy: str, phase: str, time_zone: str, at: datetime
) -> Checked:
    """The policy's criteria against these files as a chart. phase: empty for not said. Raises InputTooLarge, and what reading and choosing raise."""
    if len(files) > MOST_FILES or sum(len(data) for _, data in files) > largest_file():
        raise InputTooLarge(
            f"more than {MOST_FILES} files, or more than {largest_file() >> 20} MB together",
            where="the files",
            remedy="Choose the notes and results that matter.",
        )
    request = {"phase": phase} if phase else {}
    facts = {
        "schema": "peercall.case/1",
        "side": "provider",
        "time_zone": time_zone,
        "policy": policy,
        "request": request,
    }
    documents = [
        InputDocument("chart", _name(number, name), data) for number, (name, data) in enumerate(files, start=1)
    ]
    root = own_folder()
    with working_copy(CaseInputs(facts=facts, documents=documents), root=root) as folder:
        return check_folder(LocalCase(folder, overlays=settings.RULE_FOLDERS, as_of=at))


def _name(number: int, name: str) -> str:
    """A plain file name, unique by its number."""
    plain = _SAFE.sub("_", PurePosixPath(name.replace("\\", "/")).name)[-80:].lstrip(".")
    return f"{number}-{plain or 'file'}"
