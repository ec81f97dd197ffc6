"""The reviewer's queue: files folded into calls, ordered by what becomes impossible first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from peercall.application.review.standing import FileStanding, OfficeCalendar, standing_of
from peercall.application.review.views import FileView
from peercall.domain.review_rules import ReviewTables
from peercall.engine.attempts.sessions import call_sessions
from peercall.engine.attempts.standing import Standing
from peercall.engine.attempts.windows import CallWindow
from peercall.engine.review_log import StandingCallback

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class QueueGroup(StrEnum):
    """Under which heading a call stands."""

    CALL_NOW = "call_now"
    SETTLE = "settle"
    """a person must do something first: choose a zone, tell the client that the tries no longer fit"""
    LATER = "later"
    WRITE = "write"
    """no call is due any more: the report is"""


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A file of a call, with how it stands."""

    view: FileView
    standing: FileStanding

    @property
    def is_due(self) -> bool:
        """A call about it must still be placed, and can be: in full, or such tries as still fit."""
        return self.standing.call.standing is Standing.DUE or (self.is_too_late and bool(self.standing.call.windows))

    @property
    def is_too_late(self) -> bool:
        """Not all tries asked for fit before the decision any more."""
        return self.standing.call.standing is Standing.NOT_POSSIBLE


@dataclass(frozen=True, slots=True)
class QueueCall:
    """One call: the files it is about. open_until: when the window ends that is open now; None when none is.

    next_window: the first in which a call about any of the files is allowed. begin_by: the last minute for the next try,
    after which not all tries of some file fit. due_at: the first decision due. made, asked: tries made, and asked for
    (None: no rule gives a number), of the file with most of them left. callbacks: that wait.
    """

    physician: str
    files: tuple[QueueFile, ...]
    group: QueueGroup
    open_until: datetime | None
    next_window: CallWindow | None
    begin_by: datetime | None
    due_at: datetime | None
    made: int
    asked: int | None
    callbacks: tuple[StandingCallback, ...]
    notes: tuple[str, ...]

    @property
    def first(self) -> QueueFile:
        """The file the call is named after."""
        return self.files[0]

    @property
    def impossible_at(self) -> datetime:
        """When something becomes impossible; before all others where it is already, after them where nothing is known."""
        if any(one.is_too_late for one in self.files):
            return _FIRST
        return min((moment for moment in (self.begin_by, self.due_at) if moment is not None), default=_LAST)


@dataclass(frozen=True, slots=True)
class Queue:
    """The calls of a queue by heading, each list in the order in which to work."""

    call_now: tuple[QueueCall, ...]
    settle: tuple[QueueCall, ...]
    later: tuple[QueueCall, ...]
    write: tuple[QueueCall, ...]

    @property
    def calls(self) -> tuple[QueueCall, ...]:
        """All of them."""
        return (*self.call_now, *self.settle, *self.later, *self.write)


def queue_of(views: Iterable[FileView], *, tables: ReviewTables, calendar: OfficeCalendar, as_of: datetime) -> Queue:
    """The queue at a moment. as_of: aware."""
    by_id = {view.file.id: view for view in views}
    made = [
        _call(
            session.physician,
            tuple(
                QueueFile(view, standing_of(view.log, tables=tables, calendar=calendar, as_of=as_of))
                for view in (by_id[file.id] for file in session.files)
            ),
            as_of=as_of,
        )
        for session in call_sessions(view.file for view in by_id.values())
    ]
    by_danger = sorted(made, key=lambda call: (call.impossible_at, call.due_at or _LAST))
    return Queue(
        call_now=tuple(one for one in by_danger if one.group is QueueGroup.CALL_NOW),
        settle=tuple(one for one in by_danger if one.group is QueueGroup.SETTLE),
        later=tuple(
            sorted(
                (one for one in by_danger if one.group is QueueGroup.LATER),
                key=lambda call: call.next_window.start_at if call.next_window else _LAST,
            )
        ),
        write=tuple(one for one in by_danger if one.group is QueueGroup.WRITE),
    )


def _call(physician: str, files: tuple[QueueFile, ...], *, as_of: datetime) -> QueueCall:
    due = [one for one in files if one.is_due]
    windows = [one.standing.call.next_window for one in due if one.standing.call.next_window is not None]
    following = min(windows, key=lambda one: one.start_at, default=None)
    callable_now = [one for one in due if one.standing.call.callable_now]
    most = max(due or files, key=lambda one: one.standing.call.left if one.standing.call.left is not None else -1)
    return QueueCall(
        physician=physician,
        files=files,
        group=_group(files, due, callable_now),
        open_until=max(
            (window.end_at for one in callable_now for window in one.standing.call.windows if window.holds(as_of)),
            default=None,
        ),
        next_window=following,
        begin_by=min((at for one in due if (at := one.standing.call.begin_by) is not None), default=None),
        due_at=min((at for one in files if (at := one.view.file.decision_due_at) is not None), default=None),
        made=most.standing.made,
        asked=most.standing.demand.attempts,
        callbacks=_callbacks(files),
        notes=tuple(dict.fromkeys(note for one in files for note in one.standing.call.notes)),
    )


def _group(files: tuple[QueueFile, ...], due: list[QueueFile], callable_now: list[QueueFile]) -> QueueGroup:
    if callable_now:
        return QueueGroup.CALL_NOW
    standings = {one.standing.call.standing for one in files}
    if standings & {Standing.ZONE_UNKNOWN, Standing.NOT_POSSIBLE, Standing.OVERDUE}:
        return QueueGroup.SETTLE
    return QueueGroup.LATER if due else QueueGroup.WRITE


def _callbacks(files: tuple[QueueFile, ...]) -> tuple[StandingCallback, ...]:
    """Each waiting call-back once, also when it is about several of the files; the oldest first."""
    found = {one.taken.entry.id: one for file in files for one in file.view.log.waiting_callbacks}
    return tuple(sorted(found.values(), key=lambda one: one.taken.body.at))
