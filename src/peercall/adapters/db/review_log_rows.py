"""The logs of review files in the database: entries are added behind their ends, each sealed by the hash of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.adapters.db.models import ReviewEntryFile, ReviewEntryRow, ReviewFileRow
from peercall.adapters.db.models.cases import NO_CLOCK
from peercall.adapters.db.review_data import body_data
from peercall.adapters.db.review_folds import UNFOLDED
from peercall.application.review.views import FileState
from peercall.application.viewer import Viewer
from peercall.domain.records import RecordEntry
from peercall.domain.review_log import Assigned, ClientTold, PlanDetermined, ReportSaved, ReviewBody, ReviewEntry
from peercall.engine.record_chain import next_entry

#: what one entry may come to: a note is text, not a file
MAX_ENTRY = 200_000


class LogsAtWork:
    """The logs of some files while entries are added behind their ends."""

    def __init__(self, viewer: Viewer, rows: Mapping[str, ReviewFileRow], *, at: datetime) -> None:
        self._viewer, self._rows, self._at = viewer, rows, at
        self._changed: dict[str, set[str]] = {}
        self._ends: dict[str, RecordEntry | None] = {}
        self._folded: dict[str, ReviewFileRow] = {}

    @property
    def folded(self) -> list[ReviewFileRow]:
        """Files in which something else stands now."""
        return list(self._folded.values())

    def add(self, entry: ReviewEntry, *, arrived: tuple[UUID, list[str]] | None) -> str | None:
        """Add the entry, or nothing where it is there already; why not, when it cannot be."""
        if arrived is not None:
            same = arrived == (self._viewer.organization, list(entry.files))
            return None if same else "another entry has the same id"
        data = body_data(entry.body)
        if len(str(data)) > MAX_ENTRY:
            return "the entry is too long"
        row = ReviewEntryRow.objects.create(
            id=UUID(entry.id),
            organization_id=self._viewer.organization,
            files=list(entry.files),
            kind=entry.kind.value,
            at=entry.at,
            received_at=self._at,
            by_id=self._viewer.user,
            by_name=self._viewer.name,
            data=data,
        )
        for file in entry.files:
            self._place(row, file)
            self._copy(entry.body, file)
            if entry.kind not in UNFOLDED:
                self._folded[file] = self._rows[file]
        return None

    def _place(self, row: ReviewEntryRow, file: str) -> None:
        made = next_entry(self._last(file), at=row.at, by=row.by_name, kind=row.kind, body=chained(row))
        ReviewEntryFile.objects.create(
            entry=row, file=self._rows[file], place=made.number, previous=made.previous, hash=made.hash
        )
        self._ends[file] = made

    def end(self, file: str) -> int:
        """The last place taken in the log of a file; 0 where it is empty."""
        last = self._last(file)
        return last.number if last is not None else 0

    def _last(self, file: str) -> RecordEntry | None:
        return self._ends[file] if file in self._ends else _end(self._rows[file])

    def _copy(self, body: ReviewBody, file: str) -> None:
        """What lists sort and filter by follows the entry."""
        row = self._rows[file]
        if isinstance(body, Assigned):
            row.reviewer_id = UUID(body.reviewer) if body.reviewer else None
            self._changed.setdefault(file, set()).add("reviewer")
        elif isinstance(body, ClientTold) and "decision_due_at" in body.fields:
            row.decision_due_at = body.file.decision_due_at
            row.sort_at = body.file.decision_due_at or NO_CLOCK
            self._changed.setdefault(file, set()).update(("decision_due_at", "sort_at"))
        elif isinstance(body, ReportSaved) and body.is_signed and row.state == FileState.OPEN:
            row.state = FileState.REPORTED.value
            self._changed.setdefault(file, set()).add("state")
        elif isinstance(body, PlanDetermined):
            row.state = FileState.CLOSED.value
            self._changed.setdefault(file, set()).add("state")

    def save_columns(self) -> None:
        """Write the copies that changed."""
        for file, columns in self._changed.items():
            self._rows[file].save(update_fields=sorted(columns))


def chained(row: ReviewEntryRow) -> dict[str, Any]:
    """What of an entry the chain of each of its files seals, beside its time, writer and kind."""
    return {"id": str(row.id), "files": row.files, "data": row.data}


def _end(file: ReviewFileRow) -> RecordEntry | None:
    last = ReviewEntryFile.objects.filter(file=file).select_related("entry").order_by("-place").first()
    return placed(last) if last is not None else None


def placed(place: ReviewEntryFile) -> RecordEntry:
    """An entry as it stands in a file's chain. Its `entry` is read."""
    row = place.entry
    return RecordEntry(place.place, row.at, row.by_name, row.kind, chained(row), None, place.previous, place.hash)
