"""Who rang back, and the number a person left last: within the viewer's organization."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from peercall.adapters.db.models import ReviewEntryRow
from peercall.adapters.db.review_data import read_body
from peercall.adapters.db.review_queries import files_by_id
from peercall.application.review.views import FileView
from peercall.application.viewer import Viewer
from peercall.domain.review_log import CallbackTaken, ReviewEntryKind
from peercall.domain.reviews import CallbackNumber, ContactAttempt

#: call-backs looked at; older ones were dealt with or are on their file's page
MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingCallback:
    """A call-back nobody has dealt with. files: those it is about. mine: it is for the viewer, or for nobody in particular."""

    id: str
    body: CallbackTaken
    files: tuple[FileView, ...]
    mine: bool


def waiting_callbacks(viewer: Viewer) -> tuple[WaitingCallback, ...]:
    """Call-backs nobody has dealt with, the oldest first; those for the viewer marked."""
    here = ReviewEntryRow.objects.filter(organization_id=viewer.organization)
    done = set(
        here.filter(kind=ReviewEntryKind.CALLBACK_DONE.value)
        .order_by("-number")
        .values_list("data__callback", flat=True)[: 5 * MOST]
    )
    rows = here.filter(kind=ReviewEntryKind.CALLBACK.value).order_by("-number")[:MOST]
    waiting = [row for row in reversed(rows) if str(row.id) not in done]
    views = {view.file.id: view for view in _files(viewer, waiting)}
    return tuple(_waiting(viewer, row, views) for row in waiting)


def waiting_count(viewer: Viewer) -> int:
    """How many call-backs wait for the viewer, or for nobody in particular; one query where none waits."""
    kinds = [ReviewEntryKind.CALLBACK.value, ReviewEntryKind.CALLBACK_DONE.value]
    rows = ReviewEntryRow.objects.filter(organization_id=viewer.organization, kind__in=kinds).order_by("-number")
    latest = list(rows.values_list("id", "kind", "data__callback")[:MOST])
    done = {callback for _, kind, callback in latest if kind == ReviewEntryKind.CALLBACK_DONE.value}
    if all(kind != ReviewEntryKind.CALLBACK.value or str(id) in done for id, kind, _ in latest):
        return 0
    return sum(1 for one in waiting_callbacks(viewer) if one.mine)


def _files(viewer: Viewer, rows: Iterable[ReviewEntryRow]) -> tuple[FileView, ...]:
    return files_by_id(viewer, [UUID(file) for row in rows for file in row.files], kinds=())


def _waiting(viewer: Viewer, row: ReviewEntryRow, views: dict[str, FileView]) -> WaitingCallback:
    body = read_body(ReviewEntryKind.CALLBACK, row.data)
    assert isinstance(body, CallbackTaken)
    files = tuple(views[one] for one in row.files if one in views)
    routed = body.routed_to or next((str(one.reviewer) for one in files if one.reviewer), "")
    return WaitingCallback(str(row.id), body, files, mine=not routed or routed == str(viewer.user))


def own_number(viewer: Viewer) -> str:
    """The own number the viewer left last; empty when none was."""
    row = (
        ReviewEntryRow.objects.filter(
            organization_id=viewer.organization,
            by_id=viewer.user,
            kind=ReviewEntryKind.ATTEMPT.value,
            data__left=CallbackNumber.OWN.value,
        )
        .order_by("-number")
        .first()
    )
    if row is None:
        return ""
    body = read_body(ReviewEntryKind.ATTEMPT, row.data)
    assert isinstance(body, ContactAttempt)
    return body.left_number
