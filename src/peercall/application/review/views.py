"""Plain data of a review organization's store: what is taken in, what is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from peercall.domain.reviews import ReviewFile
from peercall.engine.review_intake.differences import Difference
from peercall.engine.review_log import FileLog
from peercall.engine.review_summary import FileSummary


class FileState(StrEnum):
    """Where a review file stands."""

    OPEN = "open"
    REPORTED = "reported"
    """a signed report stands"""
    CLOSED = "closed"
    """the plan has determined, or the client took the file back"""


class ImportSource(StrEnum):
    """The way files came in."""

    FORM = "form"
    CSV = "csv"
    FHIR = "fhir"
    API = "api"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file to be taken in. reference: the client's own, unique with that client. file.id is given by the store.

    row: where it stood in what was sent, from 1.
    """

    reference: str
    file: ReviewFile
    row: int = 1


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was not taken: what is wrong, and what to do. row: from 1; 0 for the whole. field: its column or path.
    reference: the client's number of the file, where the row says it."""

    row: int
    what: str
    remedy: str = ""
    field: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RowNote:
    """What a person should know of a row that was taken: a value read in one of several ways, or one that is missing.
    row 0: of the whole."""

    row: int
    text: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that was here already and was now sent otherwise; it stays as it was until a person takes what was sent.

    sent: the file as sent now, None in imports that did not keep it. is_taken: a person took it.
    """

    file: UUID
    row: int
    reference: str
    differences: tuple[Difference, ...]
    sent: ReviewFile | None = None
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import led to. files: the new files, in the order sent. known: how many were here already and stay as they
    were; differing: of those the files that were now sent otherwise, changes: in what. errors: rows not taken. notes: of
    rows that were taken. count: how many files are new, also where a list leaves the files out."""

    batch: UUID
    source: ImportSource
    name: str
    at: datetime
    by_name: str
    files: tuple[UUID, ...]
    known: int
    differing: tuple[UUID, ...]
    errors: tuple[RowError, ...]
    changes: tuple[FileChange, ...] = ()
    notes: tuple[RowNote, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class FileView:
    """A review file with what happened to it. number: of the last entry in its log, 0 for none."""

    id: UUID
    reference: str
    state: FileState
    received_at: datetime
    reviewer: UUID | None
    reviewer_name: str
    log: FileLog
    number: int = 0

    @property
    def file(self) -> ReviewFile:
        """As the client sent it, with what was learned of the office since."""
        return self.log.file


@dataclass(frozen=True, slots=True)
class FileFigures:
    """A review file with what the supervisor's page needs of its log."""

    id: UUID
    reference: str
    reviewer_name: str
    summary: FileSummary


@dataclass(frozen=True, slots=True)
class EntriesKept:
    """What a sending led to. kept: ids that are on disk, new or there already. refused: id and why."""

    kept: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()
