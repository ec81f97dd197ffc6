"""Versions of a review file's report: each is checked against the log as it stands at the moment it is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from peercall.adapters.db.models import ReviewEntryRow, ReviewFileFold, ReviewFileRow
from peercall.adapters.db.review_data import read_summary
from peercall.adapters.db.review_folds import bring_folds, calls_of
from peercall.adapters.db.review_queries import file_view, files_by_id
from peercall.adapters.db.reviews import add_entry, files_here
from peercall.application.review.views import FileFigures, FileState, FileView
from peercall.application.viewer import Viewer
from peercall.domain.errors import EntryInvalid, RecordNotFound
from peercall.domain.review_log import ReportSaved, ReviewEntry, ReviewEntryKind
from peercall.domain.review_report import ReviewerIdentity
from peercall.engine.review_report_data import report_body

#: what figures and logs for an audit need: everything but what was typed during calls
_READ_KINDS = frozenset(ReviewEntryKind) - {ReviewEntryKind.CONSOLE}


def add_report(
    viewer: Viewer, file: UUID, *, make: Callable[[FileView], ReportSaved], at: datetime, key: UUID
) -> ReviewEntry:
    """Add the version that `make` makes of the file, which nobody changes meanwhile. key: the same twice adds once.

    Raises RecordNotFound for a file that is not here, and what `make` raises; then nothing is stored.
    """
    with transaction.atomic():
        if files_here(viewer).filter(id=file).select_for_update(of=("self",)).first() is None:
            raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.")
        view = file_view(viewer, file)
        known = next((one.entry for one in view.log.reports if one.entry.id == str(key)), None)
        if known is not None:
            return known
        return add_entry(viewer, [file], kind=ReviewEntryKind.REPORT, body=make(view), at=at, key=key)


def last_identity(viewer: Viewer) -> ReviewerIdentity:
    """Credentials as the viewer wrote them last in a report of this organization; only the name where there is none."""
    rows = ReviewEntryRow.objects.filter(
        organization_id=viewer.organization, kind=ReviewEntryKind.REPORT.value, by_id=viewer.user
    )
    data: dict[str, Any] | None = rows.order_by("-number").values_list("data", flat=True).first()
    try:
        found = report_body(data["data"]["body"]).reviewer if data else ReviewerIdentity()
    except (EntryInvalid, KeyError):
        found = ReviewerIdentity()
    return ReviewerIdentity(viewer.name, found.credentials, found.specialty, found.license_number, found.license_state)


def files_received(viewer: Viewer, *, first: date | None = None, last: date | None = None) -> tuple[FileView, ...]:
    """Files that arrived in a stretch of days by the viewer's zone, both ends counted, the first received first, each
    with its log: for tables that are taken out. A page reads `figures_received`."""
    ids = list(_received(viewer, first, last).values_list("id", flat=True))
    views: list[FileView] = []
    # in parts, so that the number of values in one query stays bounded
    for start in range(0, len(ids), 500):
        views.extend(files_by_id(viewer, ids[start : start + 500], kinds=_READ_KINDS))
    return tuple(views)


def figures_received(viewer: Viewer, *, first: date | None = None, last: date | None = None) -> tuple[FileFigures, ...]:
    """The same files with their summaries, and no log read."""
    bring_folds(viewer.organization)
    rows = _received(viewer, first, last).annotate(told=Cast("fold__summary", TextField()))
    found = rows.values_list("id", "client_reference", "reviewer__name", "told")
    return tuple(FileFigures(id, reference, name or "", read_summary(told)) for id, reference, name, told in found)


def _received(viewer: Viewer, first: date | None, last: date | None) -> QuerySet[ReviewFileRow]:
    rows, zone = files_here(viewer), ZoneInfo(viewer.time_zone)
    if first is not None:
        rows = rows.filter(received_at__gte=datetime.combine(first, time.min, tzinfo=zone))
    if last is not None:
        rows = rows.filter(received_at__lte=datetime.combine(last, time.max, tzinfo=zone))
    return rows.order_by("received_at", "id")


def watched_calls(viewer: Viewer, *, rules: str, as_of: datetime) -> tuple[FileView, ...]:
    """Open files that may be at risk, with their calls and nothing else of their logs, the decision due first on top.

    Left out are those that `keep_quiet` told to be quiet by the same rules (rules: their mark) until after `as_of`.
    """
    bring_folds(viewer.organization)
    rows = files_here(viewer).filter(state=FileState.OPEN.value)
    rows = rows.exclude(fold__quiet_by=rules, fold__quiet_until__gt=as_of)
    rows = rows.select_related("fold", "reviewer").defer("data", "fold__summary", "fold__searched")
    return tuple(
        FileView(
            id=row.id,
            reference=row.client_reference,
            state=FileState.OPEN,
            received_at=row.received_at,
            reviewer=row.reviewer_id,
            reviewer_name=row.reviewer.name if row.reviewer is not None else "",
            log=calls_of(row.fold),
        )
        for row in rows.order_by("sort_at", "id")
    )


def keep_quiet(viewer: Viewer, quiet: Mapping[UUID, datetime], *, rules: str) -> None:
    """Until when each of these files comes at no risk while nothing is logged; forgotten when something is."""
    by_moment: dict[datetime, list[UUID]] = {}
    for file, until in quiet.items():
        by_moment.setdefault(until, []).append(file)
    folds = ReviewFileFold.objects.filter(file__organization_id=viewer.organization)
    with transaction.atomic():
        for until, files in by_moment.items():
            for start in range(0, len(files), 500):
                folds.filter(file_id__in=files[start : start + 500]).update(quiet_until=until, quiet_by=rules)
