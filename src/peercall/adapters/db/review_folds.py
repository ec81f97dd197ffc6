"""What stands in each review file after its log, in a row of its own: written with each entry, read without the log."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from peercall.adapters.db.models import ReviewEntryFile, ReviewEntryRow, ReviewFileFold, ReviewFileRow
from peercall.adapters.db.review_data import (
    body_data,
    file_data,
    read_body,
    read_file,
    summary_data,
)
from peercall.domain.review_log import ReviewEntry, ReviewEntryKind
from peercall.domain.reviews import ContactAttempt, ReviewFile
from peercall.engine.review_log import FileLog, Logged, fold_log
from peercall.engine.review_summary import search_words, summary_of

#: of the stored shape: with another number rows are made anew
VERSION = 1
#: what was typed in a call leaves all of it as it is
UNFOLDED = frozenset({ReviewEntryKind.CONSOLE})
_PART = 500


def entry_of(row: ReviewEntryRow) -> ReviewEntry:
    """A stored entry as the domain's."""
    kind = ReviewEntryKind(row.kind)
    return ReviewEntry(
        id=str(row.id), files=tuple(row.files), at=row.at, by=row.by_name, kind=kind, body=read_body(kind, row.data)
    )


def entries_of(
    rows: Collection[ReviewFileRow], *, kinds: Iterable[ReviewEntryKind] | None
) -> dict[UUID, list[ReviewEntryRow]]:
    """The entries of these files in their places, of the kinds (None: all); one query for all of them."""
    entries: dict[UUID, list[ReviewEntryRow]] = defaultdict(list)
    if rows:
        places = ReviewEntryFile.objects.filter(file__in=rows).select_related("entry")
        if kinds is not None:
            places = places.filter(entry__kind__in=[kind.value for kind in kinds])
        for place in places.order_by("place"):
            entries[place.file_id].append(place.entry)
    return entries


def fold_new(rows: Iterable[ReviewFileRow]) -> None:
    """The rows of files that have no entry yet."""
    ReviewFileFold.objects.bulk_create(
        [_fold(row, fold_log(read_file(row.data), ())) for row in rows], batch_size=_PART
    )


def fold_again(rows: Sequence[ReviewFileRow]) -> None:
    """The rows of these files as their logs stand now."""
    entries = entries_of(rows, kinds=frozenset(ReviewEntryKind) - UNFOLDED)
    made = [_fold(row, _log(row, entries[row.id])) for row in rows]
    ReviewFileFold.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["version", "searched", "file_data", "attempts", "summary", "quiet_until", "quiet_by"],
    )


def bring_folds(organization: UUID) -> None:
    """The rows of an organization's files that are missing or of another shape: after the program was renewed, once."""
    _fold_all(ReviewFileRow.objects.filter(organization_id=organization).exclude(fold__version=VERSION))


def rebuild_folds_for_operator() -> int:
    """Make the rows of every file anew; how many."""
    return _fold_all(ReviewFileRow.objects.all())


def _fold_all(rows: QuerySet[ReviewFileRow]) -> int:
    ids = list(rows.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _PART):
        with transaction.atomic():
            part = rows.model.objects.filter(id__in=ids[start : start + _PART]).order_by("id")
            fold_again(list(part.select_for_update(of=("self",))))
    return len(ids)


def stale_folds_for_operator() -> Iterator[UUID]:
    """Files whose row is not what their log says."""
    ids = list(ReviewFileRow.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _PART):
        rows = list(ReviewFileRow.objects.filter(id__in=ids[start : start + _PART]).select_related("fold"))
        entries = entries_of(rows, kinds=frozenset(ReviewEntryKind) - UNFOLDED)
        for row in rows:
            kept = getattr(row, "fold", None)
            if kept is None or _values(kept) != _values(_fold(row, _log(row, entries[row.id]))):
                yield row.id


def standing_file(row: ReviewFileRow) -> ReviewFile:
    """The file as it stands; as sent where nothing is kept of it yet. Its `fold` is read."""
    fold: ReviewFileFold | None = getattr(row, "fold", None)
    return read_file(row.data if fold is None else fold.file_data)


def calls_of(fold: ReviewFileFold) -> FileLog:
    """The file as it stands with its calls, and nothing else of its log."""
    bodies = (read_body(ReviewEntryKind.ATTEMPT, one) for one in fold.attempts)
    calls = (
        Logged(ReviewEntry(one.id, one.files, one.at, one.recorded_by, ReviewEntryKind.ATTEMPT, one), one)
        for one in bodies
        if isinstance(one, ContactAttempt)
    )
    return FileLog(read_file(fold.file_data), attempts=tuple(calls))


def _log(row: ReviewFileRow, entries: Iterable[ReviewEntryRow]) -> FileLog:
    return fold_log(read_file(row.data), [entry_of(one) for one in entries])


def _fold(row: ReviewFileRow, log: FileLog) -> ReviewFileFold:
    return ReviewFileFold(
        file=row,
        version=VERSION,
        searched=search_words(log, reference=row.client_reference),
        file_data=file_data(log.file),
        attempts=[body_data(one) for one in log.contact_attempts],
        summary=summary_data(summary_of(log, received_at=row.received_at)),
    )


def _values(fold: ReviewFileFold) -> str:
    """All that is kept, as text: two that say the same are equal, read from the database or not."""
    return json.dumps([fold.version, fold.searched, fold.file_data, fold.attempts, fold.summary], sort_keys=True)
