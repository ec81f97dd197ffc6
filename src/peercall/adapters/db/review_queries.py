"""Review files as pages read them: each for a viewer, within the viewer's organization, in as many queries as there are
kinds of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from peercall.adapters.db.models import ReviewEntryFile, ReviewEntryRow, ReviewFileRow, ReviewImport
from peercall.adapters.db.review_data import read_file
from peercall.adapters.db.review_folds import bring_folds, entries_of, entry_of, standing_file
from peercall.adapters.db.review_log_rows import placed
from peercall.adapters.db.reviews import change_key, files_here
from peercall.application.review.views import (
    FileChange,
    FileState,
    FileView,
    ImportSource,
    RowError,
    RowNote,
    Taken,
)
from peercall.application.viewer import Viewer
from peercall.domain.errors import RecordNotFound
from peercall.domain.records import ChainFault, RecordEntry
from peercall.domain.review_log import ReviewEntry, ReviewEntryKind
from peercall.engine.attempts.sessions import call_sessions
from peercall.engine.record_chain import chain_faults
from peercall.engine.review_intake.differences import Difference
from peercall.engine.review_log import fold_log

#: what the queue needs to know of a file: not what was typed, nor versions of the report
QUEUE_KINDS = frozenset(ReviewEntryKind) - {ReviewEntryKind.CONSOLE, ReviewEntryKind.REPORT, ReviewEntryKind.TIME}
#: a page of a list
MOST = 500


def file_view(viewer: Viewer, file_id: UUID) -> FileView:
    """The file with its whole log. Raises RecordNotFound, also for another organization's file."""
    found = files_by_id(viewer, [file_id])
    if not found:
        raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.")
    return found[0]


def files_by_id(
    viewer: Viewer, files: Iterable[UUID], *, kinds: Iterable[ReviewEntryKind] | None = None
) -> tuple[FileView, ...]:
    """Those of the files that are the organization's, in the order asked for, with entries of the kinds (None: all)."""
    wanted = list(dict.fromkeys(files))
    rows = {row.id: row for row in files_here(viewer).filter(id__in=wanted).select_related("reviewer")}
    return _views([rows[one] for one in wanted if one in rows], kinds=kinds)


def session_files(viewer: Viewer, file_id: UUID) -> tuple[UUID, ...]:
    """The file and the open files talked about in the same call. Raises RecordNotFound."""
    row = files_here(viewer).filter(id=file_id).select_related("fold").first()
    if row is None:
        raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.")
    file = standing_file(row)
    # the session itself compares exactly; the database leaves out what cannot belong to it
    others = files_here(viewer).filter(client=row.client, state=FileState.OPEN.value).exclude(id=row.id)
    words = file.claimant.split()
    if words:
        others = others.filter(Q(fold__searched__contains=words[0].lower()) | Q(fold=None))
    rows = others.order_by("sort_at", "id").select_related("fold")
    together = call_sessions([file, *(standing_file(one) for one in rows)])[0]
    return tuple(UUID(one.id) for one in together.files)


def session_of(viewer: Viewer, file_id: UUID) -> tuple[FileView, ...]:
    """The same files, each with its whole log. Raises RecordNotFound."""
    return files_by_id(viewer, session_files(viewer, file_id))


def open_files(viewer: Viewer, *, reviewer: UUID | None = None, nobody: bool = False) -> tuple[FileView, ...]:
    """Files without a signed report, the decision that is due first on top, with what the queue needs of their logs.

    reviewer: those of one person. nobody: those given to nobody.
    """
    rows = files_here(viewer).filter(state=FileState.OPEN.value)
    if nobody:
        rows = rows.filter(reviewer=None)
    elif reviewer is not None:
        rows = rows.filter(reviewer_id=reviewer)
    return _listed(rows)


def finished_files(viewer: Viewer, *, reviewer: UUID | None = None) -> tuple[FileView, ...]:
    """Files that are reported or closed, those received last on top."""
    rows = files_here(viewer).exclude(state=FileState.OPEN.value)
    if reviewer is not None:
        rows = rows.filter(reviewer_id=reviewer)
    return _views(list(rows.select_related("reviewer").order_by("-received_at", "id")[:MOST]), kinds=QUEUE_KINDS)


def search_files(viewer: Viewer, text: str) -> tuple[FileView, ...]:
    """Files whose reference, client, claimant, physician, request, NPI or one of whose numbers holds each word, as they
    stand now and whatever their state; the newest first."""
    bring_folds(viewer.organization)
    rows = files_here(viewer)
    for word in text.split()[:6]:
        rows = rows.filter(fold__searched__contains=word.lower())
    return _views(list(rows.select_related("reviewer").order_by("-received_at", "id")[:50]), kinds=QUEUE_KINDS)


def file_counts(viewer: Viewer) -> dict[str, int]:
    """How many open files are the viewer's (mine), nobody's (nobody) and all of the organization (all)."""
    found = (
        files_here(viewer)
        .filter(state=FileState.OPEN.value)
        .aggregate(
            mine=Count("id", filter=Q(reviewer_id=viewer.user)),
            nobody=Count("id", filter=Q(reviewer=None)),
            all=Count("id"),
        )
    )
    return {str(key): int(value) for key, value in found.items()}


def has_files(viewer: Viewer) -> bool:
    """The organization has or had a file."""
    return files_here(viewer).exists()


def entries_after(viewer: Viewer, files: Iterable[UUID], *, after: int = 0) -> tuple[tuple[ReviewEntry, ...], int]:
    """Entries of these files that arrived after number `after`, and the number of the last one."""
    rows = ReviewEntryRow.objects.filter(
        organization_id=viewer.organization, places__file_id__in=list(files), number__gt=after
    )
    found = list(rows.order_by("number").distinct())
    return tuple(entry_of(row) for row in found), found[-1].number if found else after


def log_of(viewer: Viewer, file_id: UUID) -> tuple[tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    """The file's log as chained, and where the chain does not hold. Raises RecordNotFound."""
    if not files_here(viewer).filter(id=file_id).exists():
        raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.")
    return log_for_operator(file_id)


def logs_for_operator() -> Iterator[UUID]:
    """Every review file of the installation."""
    yield from ReviewFileRow.objects.order_by("id").values_list("id", flat=True).iterator()


def log_for_operator(file_id: UUID) -> tuple[tuple[RecordEntry, ...], tuple[ChainFault, ...]]:
    """A file's log as chained, and where the chain does not hold."""
    entries = _chain(file_id)
    return entries, chain_faults(entries)


def _chain(file_id: UUID) -> tuple[RecordEntry, ...]:
    places = ReviewEntryFile.objects.filter(file_id=file_id).select_related("entry").order_by("place")
    return tuple(placed(place) for place in places)


def imports(viewer: Viewer, *, most: int = 50) -> tuple[Taken, ...]:
    """What was taken in, the latest first; without the files themselves."""
    rows = ReviewImport.objects.filter(organization_id=viewer.organization).order_by("-at", "id")[:most]
    return tuple(_taken(row, files=()) for row in rows)


def import_of(viewer: Viewer, batch: UUID) -> Taken:
    """One import with its files. Raises RecordNotFound."""
    row = ReviewImport.objects.filter(organization_id=viewer.organization, id=batch).first()
    if row is None:
        raise RecordNotFound("there is no such import here", remedy="Go back to the queue.")
    keys = [change_key(row.id, UUID(one["file"])) for one in row.differing]
    return _taken(
        row,
        files=tuple(files_here(viewer).filter(batch=row).order_by("sort_at", "id").values_list("id", flat=True)),
        done=set(ReviewEntryRow.objects.filter(id__in=keys).values_list("id", flat=True)),
    )


def _taken(row: ReviewImport, *, files: tuple[UUID, ...], done: Collection[UUID] = ()) -> Taken:
    """done: keys of the changes that people took."""
    changes = tuple(
        FileChange(
            UUID(one["file"]),
            one["row"],
            one["reference"],
            tuple(Difference(**difference) for difference in one["differences"]),
            read_file(one["sent"]) if one.get("sent") else None,
            change_key(row.id, UUID(one["file"])) in done,
        )
        for one in row.differing
    )
    return Taken(
        batch=row.id,
        source=ImportSource(row.source),
        name=row.name,
        at=row.at,
        by_name=row.by_name,
        files=files,
        known=row.known,
        differing=tuple(dict.fromkeys(one.file for one in changes)),
        errors=tuple(RowError(**error) for error in row.errors),
        changes=changes,
        notes=tuple(RowNote(**note) for note in row.notes or ()),
        count=row.taken,
    )


def _listed(rows: QuerySet[ReviewFileRow]) -> tuple[FileView, ...]:
    return _views(list(rows.select_related("reviewer").order_by("sort_at", "id")[:MOST]), kinds=QUEUE_KINDS)


def _views(rows: Sequence[ReviewFileRow], *, kinds: Iterable[ReviewEntryKind] | None) -> tuple[FileView, ...]:
    """The rows with their logs: one query for all entries."""
    entries = entries_of(rows, kinds=kinds)
    return tuple(_view(row, entries[row.id]) for row in rows)


def _view(row: ReviewFileRow, entries: Sequence[ReviewEntryRow]) -> FileView:
    data: dict[str, Any] = row.data
    return FileView(
        id=row.id,
        reference=row.client_reference,
        state=FileState(row.state),
        received_at=row.received_at,
        reviewer=row.reviewer_id,
        reviewer_name=row.reviewer.name if row.reviewer is not None else "",
        log=fold_log(read_file(data), [entry_of(one) for one in entries]),
        number=max((one.number for one in entries), default=0),
    )
