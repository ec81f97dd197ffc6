"""The work list on one machine: files of payers in, items out. The kind of a file is told by its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from peercall.adapters.fhir.answers import read_answers
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.x12 import is_x12, read_x12
from peercall.application.read_inbox import inbox_data, read_inbox
from peercall.bootstrap.rules import rules
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.remittances import DenialRow, ReviewRow, X12Problem
from peercall.domain.rulebook import Rulebook

_HEAD = 512
_JSON = (b"{", b"[")
_BOM = b"\xef\xbb\xbf"


def inbox_of(files: Sequence[Path], *, overlays: Sequence[Path] = (), as_of: datetime) -> dict[str, Any]:
    """The work list as data. Raises DocumentUnreadable when none of the files could be read."""
    rulebook = rules(overlays)
    inbox = read_inbox(
        [str(path) for path in files],
        read=lambda name: _rows(Path(name), rulebook=rulebook),
        rulebook=rulebook,
        holidays=holiday_table,
        as_of=as_of,
    )
    if not inbox.files_read:
        first = inbox.problems[0] if inbox.problems else None
        raise DocumentUnreadable(
            "; ".join(str(problem) for problem in inbox.problems[:5]) if first else "there is no file to read",
            remedy="Give files of X12 835 or 278, or FHIR answers.",
        )
    return inbox_data(inbox, as_of=as_of)


def _rows(path: Path, *, rulebook: Rulebook) -> Iterator[DenialRow | ReviewRow | X12Problem]:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        raise DocumentUnreadable(
            "the file cannot be read", where=str(path), remedy="Check its name and rights."
        ) from None
    if head.removeprefix(_BOM).lstrip().startswith(_JSON):
        return read_answers(path, name=path.name, tables=rulebook.remittance)
    if is_x12(head):
        return read_x12(path, name=path.name, tables=rulebook.remittance)
    raise DocumentUnreadable(
        "this is neither X12 nor FHIR JSON",
        where=path.name,
        remedy="A letter goes into a case folder: `peercall read`.",
    )
