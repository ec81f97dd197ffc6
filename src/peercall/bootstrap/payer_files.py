"""Files that payers send to computers, by content: X12 835 and 278, FHIR answers and explanations; and what they propose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from peercall.adapters.fhir.answers import read_answers
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.x12 import is_x12, read_x12
from peercall.application.read_inbox import read_inbox
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.remittances import DenialRow, ReviewRow, X12Problem
from peercall.domain.rulebook import Rulebook
from peercall.engine.coded_determinations import coded_determinations

CODED_KINDS = frozenset({DocumentKind.X12, DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON})
"""Kinds of denial documents that are read by their codes."""

_HEAD = 512
_JSON = (b"{", b"[")
_BOM = b"\xef\xbb\xbf"


def is_coded(path: Path) -> bool:
    """True when a file is X12 or JSON. Raises DocumentUnreadable when it cannot be opened."""
    head = _head(path)
    return is_x12(head) or head.removeprefix(_BOM).lstrip().startswith(_JSON)


def payer_rows(path: Path, *, name: str, rulebook: Rulebook) -> Iterator[DenialRow | ReviewRow | X12Problem]:
    """Rows and problems of one file, called `name` in their sources."""
    if is_x12(_head(path)):
        return read_x12(path, name=name, tables=rulebook.remittance)
    return read_answers(path, name=name, tables=rulebook.remittance)


def proposals_of(path: Path, *, document: Document, rulebook: Rulebook, as_of: datetime) -> list[dict[str, Any]]:
    """The determinations a denial document of codes proposes, in the form of determination.yaml.

    Raises DocumentUnreadable when it holds none, with what is wrong with the file or what it holds instead.
    """
    inbox = read_inbox(
        [str(path)],
        read=lambda _: payer_rows(path, name=document.path, rulebook=rulebook),
        rulebook=rulebook,
        holidays=holiday_table,
        as_of=as_of,
    )
    made = coded_determinations(inbox.items, rulebook=rulebook)
    told = [str(problem) for problem in inbox.problems]
    if not made:
        raise DocumentUnreadable(
            "; ".join([*told[:3], *(item.why for item in (*inbox.items, *inbox.settled)[:3])]) or "it holds no denial",
            where=document.path,
            remedy="A case needs a denial: `peercall inbox` shows what the file holds.",
        )
    return [{**one, "warnings": [*one["warnings"], *told]} for one in made]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError:
        raise DocumentUnreadable(
            "the file cannot be read", where=path.name, remedy="Check its name and rights."
        ) from None
