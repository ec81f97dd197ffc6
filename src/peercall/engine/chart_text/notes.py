"""A document's pages as notes: titles, heads, sections, tables and prose become statements and passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peercall.domain.charts import Passage, Patient
from peercall.domain.documents import Document, Page
from peercall.engine.chart_text.columns import aligned, cell_spans
from peercall.engine.chart_text.flat_tables import flat_row
from peercall.engine.chart_text.identity import PageIdentity, Verdict, head_lines
from peercall.engine.chart_text.lines import Line, PageLines, without_running_lines
from peercall.engine.chart_text.note_heads import (
    continued_title,
    head_date,
    hour_after,
    is_title,
    labelled_date,
    opens_another_part,
)
from peercall.engine.chart_text.note_settling import inherit_date, settle
from peercall.engine.chart_text.people import doctor, people
from peercall.engine.chart_text.section_headings import Headings
from peercall.engine.chart_text.sentences import sentence_spans
from peercall.engine.chart_text.statements import Note, ReadDocument, Statement
from peercall.engine.chart_text.written_dates import WrittenDate, find_dates
from peercall.engine.vocabulary import Vocabulary

_LIST_ITEM = re.compile(r"^(?:\d{1,2}[.)]\s|[-•*]\s|#\d)")
_TEMPLATE = re.compile(r"\(template\)|carried in template|\btemplate text\b", re.IGNORECASE)
#: headings that stand inside a note: at the top of a page they go on with the note of the page before
_MIDDLE_SECTIONS = frozenset(
    {
        "hpi",
        "exam",
        "assessment",
        "assessment_plan",
        "plan",
        "review_of_systems",
        "note",
        "impression",
        "findings",
        "imaging",
    }
)
_UNIT_OF_ITS_OWN = re.compile(
    r"\b(?:initial|re-exam\w*|report|treatment|history and physical|of care)\b", re.IGNORECASE
)
_DATE_COLUMN = re.compile(r"(?:visit |service |test |exam )?dates?(?: of (?:visit|service))?|visit|time", re.IGNORECASE)
_FIGURES = re.compile(r"(?<![\w-])\d|%")
_HEAD_LINES = 6
_ELSEWHERE = "a note within the page carries another patient's name or birth date"
#: a bare "Date" above every page of a long print-out is the day it was printed
_FEW_PAGES = 2
_TABLES_OF_DATES = frozenset({"administration", "submission"})
_NARROW_SECTIONS = frozenset({"family_history", "family_social_history", "social_history", "allergies"})


def read_document(
    document: Document, *, vocabulary: Vocabulary, patient: Patient | None, pages: Sequence[PageLines] | None = None
) -> ReadDocument:
    """Notes, passages and warnings of one document. pages: its lines, where they were already parted."""
    pages = without_running_lines(document) if pages is None else pages
    reader = _Reader(document, vocabulary, patient, PageIdentity(pages, patient))
    for page in pages:
        reader.read(page)
    return reader.finish()


@dataclass(slots=True)
class _Block:
    """Prose lines that belong together, with the section they stand in."""

    start: int
    end: int
    section: str | None
    template: bool
    caution: str | None
    is_head: bool = False


class _Reader:
    """Walks the pages of one document and keeps where it is: note, section, table."""

    def __init__(
        self, document: Document, vocabulary: Vocabulary, patient: Patient | None, identity: PageIdentity
    ) -> None:
        self.identity = identity
        self.document = document
        self.vocabulary = vocabulary
        self.patient = patient
        self.headings = Headings.of(vocabulary.phrases)
        self.notes: list[Note] = []
        self.passages: list[tuple[Note, Page, _Block, str, str | None]] = []
        self.warnings: list[str] = []
        self.section: str | None = None
        self.header: tuple[str, ...] = ()
        self._places: tuple[tuple[int, int], ...] = ()
        self.page_caution: str | None = None
        self._blocks: list[_Block] = []

    @property
    def note(self) -> Note:
        """The note being read."""
        return self.notes[-1]

    def read(self, page: PageLines) -> None:
        """Take in one page."""
        self._begin_identity(page)
        self.header = ()
        lines = page.body
        if not lines:
            return
        at = self._begin(page.page, lines)
        self._date_by_banner(page)
        width = max((len(line.text) for line in lines), default=0)
        block: _Block | None = None
        previous: Line | None = None
        while at < len(lines):
            line = lines[at]
            following = lines[at + 1] if at + 1 < len(lines) else None
            if at >= _HEAD_LINES:
                self._identify(page.page, lines[at : at + 3])
            if previous is not None and block is not None and self._goes_on(previous, line, width, block):
                block.end = line.end
            else:
                block = self._take(page.page, line, following, block)
            previous = line if block is not None else None
            at += 1
        self._flush(page.page)

    def _begin_identity(self, page: PageLines) -> None:
        """Whose page it is; a page that names nobody goes on with the patient of the page before."""
        verdict = self.identity.of_page(page)
        if self.page_caution is not None and not self.identity.names_anybody(head_lines(page)):
            verdict = Verdict(self.page_caution, ("the page goes on after pages of another patient",))
        self.page_caution = verdict.caution
        self.warnings += [f"{self.document.path}, page {page.page.number}: {why}." for why in verdict.warnings]

    def _identify(self, page: Page, lines: Sequence[Line]) -> None:
        """A line within a page may name another patient, or this one again."""
        named = self.identity.of_lines(lines)
        if named is None or named is (self.page_caution is None):
            return
        self._flush(page)
        self.page_caution = None if named else f"{_ELSEWHERE}: it may be another patient's"
        if not named:
            self.warnings.append(f"{self.document.path}, page {page.number}: {_ELSEWHERE}.")

    def _begin(self, page: Page, lines: Sequence[Line]) -> int:
        """Open or continue a note at the top of a page; the number of lines used."""
        first = lines[0]
        following = lines[1] if len(lines) > 1 else None
        head = head_date(first.text)
        if head is not None and head[1] in {"head", "title"}:
            title = first.text[: head[0].start].strip(" ,:") or None
            self._open(title, page)
            self._enter(self.headings.of_line(title) if title else None)
            return 0
        section = self.headings.of_line(first.text)
        if section in _MIDDLE_SECTIONS and not _UNIT_OF_ITS_OWN.search(first.text):
            if not self.notes:
                self._open(None, page)
            self._enter(section)
            return 1
        if is_title(first, first=True, next_line=following):
            title, continues = continued_title(first.text)
            same = bool(self.notes) and self.note.title is not None and self.note.title.lower() == title.lower()
            if not (continues and same):
                self._open(title, page, span=(first.start, first.end))
                self._date_by_title(first.text)
            self._enter(self.headings.of_line(title))
            return 1
        if not self.notes:
            self._open(None, page)
        return 0

    def _goes_on(self, previous: Line, line: Line, width: int, block: _Block) -> bool:
        """True when the line goes on with the sentence above: that line was full, and this begins nothing."""
        if line.after_blank or len(line.cells) > 1 or not _is_full(previous, width) or _LIST_ITEM.match(line.text):
            return False
        if block.is_head and block.start == previous.start and not previous.text.endswith((",", ".")):
            return line.text[:1].islower()
        if not previous.text.endswith((".", "!", "?", ":")):
            return True
        begins = self.headings.of_line(line.text) or self.headings.of_lead(line.text) or head_date(line.text)
        in_table = self.headings.flat_head(line.text) or (self.header and flat_row(line.text, self.header))
        return not begins and not in_table

    def _open(self, title: str | None, page: Page, *, span: tuple[int, int] | None = None) -> None:
        note = Note(len(self.notes), title, page.number)
        if span is not None:
            note.title_span = (page, *span)
        note.is_list = title is not None and self.headings.of_line(title) in {"diagnosis", "medications", "allergies"}
        self.notes.append(note)
        self.section = None
        self.header = ()

    def _date_by_title(self, text: str) -> None:
        exact = [item for item in find_dates(text) if item.days.exact]
        if len(exact) == 1:
            self.note.on, self.note.dated = exact[0].days, "title"

    def _date_by_banner(self, page: PageLines) -> None:
        """A note without a date of its own takes the visit date that the lines above the page give."""
        for line in page.header:
            found = labelled_date(line.text)
            if found is None or (found[1] == "bare" and len(self.document.pages) > _FEW_PAGES):
                continue
            if self.note.banner_on is None and not self.note.is_list:
                self.note.banner_on = found[0].days
            return

    def _enter(self, section: str | None) -> None:
        self.section = section
        self.header = ()

    def _take(self, page: Page, line: Line, following: Line | None, block: _Block | None) -> _Block | None:
        """One line that begins something; the prose block it opened or goes on, None for headings and rows."""
        section = self.headings.of_line(line.text)
        if section is not None and len(line.cells) == 1:
            self._flush(page)
            self._enter(section)
            self.note.headings[len(self.note.statements)] = line.text.strip(" :")
            return None
        flat = self.headings.flat_head(line.text) if len(line.cells) == 1 else ()
        if flat:
            self._flush(page)
            self.header = flat
            return None
        if self.header and len(line.cells) == 1 and (cells := flat_row(line.text, self.header)):
            self._row(page, line, cells=cells)
            return None
        if len(line.cells) > 1 and self._is_table_line(line):
            if not self.header and (labelled := labelled_date(line.text)) is not None:
                self._settle_date(page, line, (labelled[0], "label" if labelled[1] == "label" else "head", ""))
            self._row(page, line)
            return None
        head = head_date(line.text)
        if head is not None and head[1] == "title" and self.headings.of_lead(line.text) is not None:
            head = None  # "Imaging: MRI 12/01/2025 ..." is a part of the note and dates no more than itself
        elif head is None and not self.header and (labelled := labelled_date(line.text)) is not None:
            written, kind = labelled
            head = (written, "label" if kind == "label" else "head", line.text[written.end :])
        if head is not None:
            return self._head(page, line, head)
        if line.after_blank and is_title(line, first=False, next_line=following) and not line.text.endswith(":"):
            title, _ = continued_title(line.text)
            if title == self.note.title and not self.note.statements and not self._blocks:
                return None
            self._flush(page)
            self._open(title, page, span=(line.start, line.end))
            self._date_by_title(line.text)
            return None
        self.header = () if line.after_blank else self.header
        if self.section in _NARROW_SECTIONS and opens_another_part(line):
            self._enter(None)
        inline = self.headings.of_lead(line.text)
        if inline is not None:
            self._enter(inline)
            block = None
        return self._prose(line, block)

    def _prose(self, line: Line, block: _Block | None) -> _Block:
        if block is None or line.after_blank or _LIST_ITEM.match(line.text) or block.section != self.section:
            block = _Block(line.start, line.end, self.section, self.headings.is_template(self.section), None)
            if self.headings.is_carried_forward(self.section):
                block.caution = "list carried forward from earlier notes"
            self._blocks.append(block)
            return block
        # A short line ended where its writer ended it: the next line is a statement of its own.
        self._blocks.append(_Block(line.start, line.end, block.section, block.template, block.caution))
        return self._blocks[-1]

    def _head(self, page: Page, line: Line, head: tuple[WrittenDate, str, str]) -> _Block:
        if self.section in _TABLES_OF_DATES:
            return self._prose(line, None)
        self._settle_date(page, line, head)
        block = self._prose(line, None)
        block.is_head = True
        return block

    def _settle_date(self, page: Page, line: Line, head: tuple[WrittenDate, str, str]) -> None:
        """Date the note by a line, or open the next note where the line begins one."""
        written, kind, after = head
        note = self.note
        if self.section in _TABLES_OF_DATES:
            return
        begins = kind == "title" and line.after_blank and bool(note.statements or self._blocks)
        if kind != "label" and (note.dated == "head" or begins) and written.days != note.on:
            self._flush(page)
            title, span = note.title, note.title_span
            self._open(title if kind == "head" else line.text[: written.start].strip(" ,:"), page)
            note = self.note
            note.title_span = span
        if kind != "label" or note.on is None or note.dated == "title":
            note.on, note.dated = written.days, "label" if kind == "label" else "head"
            note.hour = hour_after(after, written.days)
        if kind != "label" and note.author is None:
            named = people(after, self.vocabulary)
            if named:
                note.author, note.credentials = named[0].name, named[0].words
            elif (person := doctor(after[:40])) is not None:
                note.author = person.name

    def _is_table_line(self, line: Line) -> bool:
        return "\t" in line.text or len(line.cells) >= 3 or bool(self.header)

    def _row(self, page: Page, line: Line, *, cells: tuple[str, ...] = ()) -> None:
        self._flush(page)
        if not cells and (
            self.headings.is_table_head(line.cells)
            or self._heads_values(line.cells)
            or self.headings.is_dated_head(line.cells)
        ):
            self.header, self._places = line.cells, self._spans(page, line)
            return
        statement = self._statement(page, line.start, line.end, self.section)
        if not cells and len(line.cells) < len(self.header):
            cells = aligned(line.cells, self._spans(page, line), self._places)
        statement.cells, statement.header = cells or line.cells, self.header
        if self.headings.is_carried_forward(self.section):
            statement.caution = statement.caution or "list carried forward from earlier notes"
        self.note.statements.append(statement)
        block = _Block(line.start, line.end, self.section, self.headings.is_template(self.section), None)
        self.passages.append((self.note, page, block, line.text, self.page_caution))

    def _heads_values(self, cells: tuple[str, ...]) -> bool:
        """True for "Date  VAS  ODI  PHQ-9": a date's column and the names of measures, no values."""
        if not _DATE_COLUMN.fullmatch(cells[0]) or len(cells) < 2 or any(_FIGURES.search(cell) for cell in cells):
            return False
        return any(self.vocabulary.name_measure(cell) is not None for cell in cells[1:])

    def _spans(self, page: Page, line: Line) -> tuple[tuple[int, int], ...]:
        """Columns of the page in which the line's cells stand."""
        first = page.text.rfind("\n", 0, line.start) + 1
        return cell_spans(page.text[first : line.end])

    def _statement(self, page: Page, start: int, end: int, section: str | None) -> Statement:
        text = page.text[start:end]
        template = self.headings.is_template(section) or _TEMPLATE.search(text) is not None
        return Statement(
            self.document, page, start, end, text, self.note, section, caution=self.page_caution, template=template
        )

    def _flush(self, page: Page) -> None:
        """Turn the gathered prose into sentences of the present note."""
        for block in self._blocks:
            for start, end in sentence_spans(page.text, start=block.start, end=block.end):
                statement = self._statement(page, start, end, block.section)
                statement.template = statement.template or block.template
                statement.caution = statement.caution or block.caution
                self.note.statements.append(statement)
            self.passages.append((self.note, page, block, page.text[block.start : block.end], self.page_caution))
        self._blocks.clear()

    def finish(self) -> ReadDocument:
        """The document as read: notes with dates, roles and methods settled."""
        before: Note | None = None
        for note in self.notes:
            if note.on is None and note.banner_on is not None and not note.is_list:
                note.on, note.dated = note.banner_on, "banner"
            settle(note, self.vocabulary)
            inherit_date(note, before)
            before = note
            if self.patient is not None and note.on is not None and note.on.first == self.patient.birth_on:
                note.on, note.hour, note.dated = None, None, None
        passages = tuple(
            Passage(
                self.document.path,
                self.document.sha256,
                page.number,
                block.start,
                block.end,
                text,
                block.section,
                note.on,
                note.author,
                block.template or block.caution is not None,
                caution,
                page.is_recognized,
            )
            for note, page, block, text, caution in self.passages
        )
        return ReadDocument(tuple(self.notes), passages, tuple(self.warnings))


def _is_full(line: Line, width: int) -> bool:
    """True for a line so long that its writer did not choose where it ends."""
    return len(line.text) > 40 and len(line.text) >= 0.6 * width
