"""What the reading of a page yields: notes with their date and author, and the statements in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from peercall.domain.charts import Passage
from peercall.domain.dates import DayRange
from peercall.domain.documents import Document, Page
from peercall.domain.provenance import SourceSpan


@dataclass(slots=True)
class Note:
    """One note, report, order or list: what its head and title say. Filled while its pages are read.

    dated: how `on` was found (head, label, title, banner, first sentence, note before), None when it is not known. banner_on: visit
    date in the lines above the page, for a note that gives none itself. headings: each heading as
    written, by index of the statement that follows it.
    """

    number: int
    title: str | None
    first_page: int
    title_span: tuple[Page, int, int] | None = None
    on: DayRange | None = None
    banner_on: DayRange | None = None
    hour: str | None = None
    dated: str | None = None
    author: str | None = None
    credentials: str = ""
    roles: tuple[str, ...] = ()
    method: str | None = None
    context: dict[str, str] = field(default_factory=dict)
    is_list: bool = False
    head: Statement | None = None
    statements: list[Statement] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Statement:
    """A sentence or a table row, where it stands.

    section: key of sections.yaml. cells: of a row; header: the cells of the table's head. caution: why nothing here may
    count (another patient's page, carried-forward list). template: boilerplate. lead: the note's heading line.
    """

    document: Document
    page: Page
    start: int
    end: int
    text: str
    note: Note
    section: str | None = None
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    caution: str | None = None
    template: bool = False
    lead: bool = False

    @property
    def is_row(self) -> bool:
        """True for a row of a table."""
        return bool(self.cells)

    def source(self, start: int = 0, end: int | None = None) -> SourceSpan:
        """The place of the statement, or of a part of it, with its words."""
        first = self.start + start
        last = self.end if end is None else self.start + end
        return SourceSpan(
            self.document.path,
            self.document.sha256,
            self.page.number,
            first,
            last,
            self.page.text[first:last],
            self.document.resource,
        )

    @property
    def place(self) -> str:
        """Stable id of the place: document, page, offset."""
        return f"{self.document.path}#{self.page.number}:{self.start}"


def opening(note: Note) -> SourceSpan:
    """The note's first words that can be read by themselves: its first sentence, with the next where it is very short."""
    first = note.statements[0]
    last = first
    for following in note.statements[1:3]:
        between = first.page.text[last.end : following.start]
        if following.page is not first.page or following.is_row or between.strip() or last.end - first.start >= 40:
            break
        last = following
    return first.source(0, last.end - first.start)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document's notes and passages, and what was odd about it."""

    notes: tuple[Note, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]
