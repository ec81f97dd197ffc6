"""What is typed in a review call, as windows send and receive it. Every text belongs to one file of the call.

On the wire a subject is `file/subject`; in the file's log it stands without the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peercall.application.site.call_wire import entries_from, entry_data
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.review_log import ReviewEntry, ReviewEntryKind
from peercall.engine.review_guard import Guard

#: what is typed in a review call
KINDS = frozenset({EntryKind.NOTE, EntryKind.NEW_FACT, EntryKind.MARK, EntryKind.CLOSING})
#: subjects of the close that a rule must allow
DECISION = "decision"
MODIFICATION = ("modification", "modification_answer")
MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A sending taken apart. refused: id and why; the others are kept all the same."""

    entries: tuple[ReviewEntry, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CallFiles:
    """What a sending is held to. guards: of each file of the call. filed: new facts (`file/subject`) that are information
    of their file already. signed: files whose report is signed."""

    guards: Mapping[str, Guard]
    filed: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()


def console_entries(data: object, *, files: CallFiles, by: str, at: datetime) -> Sent:
    """Entries of one sending. Raises EntryInvalid where it cannot be read at all."""
    kept: list[ReviewEntry] = []
    refused: list[tuple[str, str]] = []
    for entry in entries_from(data, by=by):
        file, _, subject = entry.subject.partition("/")
        why = _refusal(entry, file=file, subject=subject, files=files)
        if why is not None:
            refused.append((entry.id, why))
            continue
        made = replace(entry, subject=subject)
        kept.append(ReviewEntry(entry.id, (file,), at, by, ReviewEntryKind.CONSOLE, made))
    return Sent(tuple(kept), tuple(refused))


def _refusal(entry: CallEntry, *, file: str, subject: str, files: CallFiles) -> str | None:
    guard = files.guards.get(file)
    if guard is None or not subject:
        return "it belongs to no file of this call"
    if file in files.signed:
        return "the report of this file is signed; add an addendum instead"
    if entry.kind not in KINDS:
        return "this is not written down in a review call"
    if isinstance(entry.value, str) and len(entry.value) > MAX_TEXT:
        return "the text is too long"
    if entry.kind is EntryKind.NEW_FACT and f"{file}/{subject}" in files.filed:
        return "this statement is filed already; add to it as an addendum"
    if entry.kind is EntryKind.CLOSING and not _allowed(subject, guard):
        return "no rule lets a determination be discussed in this call"
    return None


def _allowed(subject: str, guard: Guard) -> bool:
    if subject == DECISION:
        return guard.has_decision_field
    return subject not in MODIFICATION or guard.has_modification_field


def wire_data(entries: Iterable[ReviewEntry]) -> list[dict[str, Any]]:
    """What other windows typed, as sent to a window. Entries of another kind are left out."""
    out = []
    for entry in entries:
        if isinstance(entry.body, CallEntry):
            out.append(entry_data(replace(entry.body, subject=f"{entry.files[0]}/{entry.body.subject}")))
    return out
