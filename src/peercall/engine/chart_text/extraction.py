"""From the pages of a chart to its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from peercall.domain.charts import ChartFact, DocumentFact, Passage, Patient
from peercall.domain.documents import Document, Page, RecognizedWord
from peercall.domain.provenance import SourceSpan
from peercall.engine.chart_text.conditions import conditions_in, conditions_of_row
from peercall.engine.chart_text.conflicts import conflicting_values
from peercall.engine.chart_text.copies import merged
from peercall.engine.chart_text.document_facts import DocumentKinds
from peercall.engine.chart_text.encounters import encounter_of, procedures_in
from peercall.engine.chart_text.exemptions import exemptions_in
from peercall.engine.chart_text.face_sheets import patient_on_face_sheet
from peercall.engine.chart_text.fact_dates import implausible, impossible
from peercall.engine.chart_text.findings import FindingTerms
from peercall.engine.chart_text.identity import patient_on_pages
from peercall.engine.chart_text.lines import without_running_lines
from peercall.engine.chart_text.measures import measures_in
from peercall.engine.chart_text.medication_lists import allergies_of_row, exposures_of_row
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.notes import read_document
from peercall.engine.chart_text.planted import planted_orders
from peercall.engine.chart_text.statements import Note, Statement
from peercall.engine.chart_text.tables import measures_of_row
from peercall.engine.chart_text.therapies import exposures_in
from peercall.engine.vocabulary import Vocabulary

#: caution of a fact that rests on a number which was not recognised for sure
UNCERTAIN_RECOGNITION = "uncertain recognition"
_DIGITS = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the words of a chart say. warnings: pages of another patient, dates that cannot be right, values of one day
    that differ, pages not read, orders to the reader; they name document and page, never a value. patient: as a
    face sheet states, for charts without coded data."""

    facts: tuple[ChartFact, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]
    patient: Patient | None = None


def extract_facts(
    documents: Sequence[Document], *, vocabulary: Vocabulary, patient: Patient | None, as_of: date
) -> TextFacts:
    """Facts, passages and warnings of a chart's documents, in the order of documents and pages.

    patient: whose chart it is, for pages that carry another name, birth date, sex or number; None takes the birth date
    that the pages agree on. as_of: the day of
    this review; what is dated later is shown with a caution.
    """
    reading = Reading.of(vocabulary)
    finder = _Finder(reading)
    facts: list[ChartFact] = []
    passages: list[Passage] = []
    notes: list[Note] = []
    warnings: list[str] = []
    parted = [None if patient is not None else without_running_lines(document) for document in documents]
    whose = patient or patient_on_pages(list(zip(documents, (pages or () for pages in parted), strict=True)))
    for document, pages in zip(documents, parted, strict=True):
        warnings += [
            f"{document.path}, page {page.number}: not read ({page.unread})."
            for page in document.pages
            if page.unread is not None
        ]
        warnings += [f"{document.path}, page {page.number}: {page.doubt}." for page in document.pages if page.doubt]
        warnings += planted_orders(document)
        recognized = {page.number: page for page in document.pages if page.is_recognized}
        read = read_document(document, vocabulary=vocabulary, patient=whose, pages=pages)
        passages += read.passages
        notes += read.notes
        warnings += read.warnings
        odd: set[int] = set()
        unsure = 0
        for note in read.notes:
            for fact in finder.of_note(note):
                why = implausible(fact.on, patient=whose, as_of=as_of) or impossible(fact.source)
                if recognized and _is_uncertain(fact, note, recognized):
                    fact = replace(fact, caution=fact.caution or UNCERTAIN_RECOGNITION)
                    unsure += 1
                if why is not None and isinstance(fact.source, SourceSpan):
                    odd.add(fact.source.page)
                facts.append(replace(fact, caution=fact.caution or why) if why else fact)
        warnings += [
            f"{document.path}, page {page}: a statement carries a date that cannot be right." for page in sorted(odd)
        ]
        if unsure:
            warnings.append(
                f"{document.path}: {unsure} statements with a number that was not recognised for sure are not counted."
            )
    told = merged(facts)
    warnings += conflicting_values(told, vocabulary.measure_words)
    on_paper = patient_on_face_sheet(notes) or (whose if patient is None else None)
    return TextFacts(told, tuple(passages), tuple(dict.fromkeys(warnings)), patient=on_paper)


def _is_uncertain(fact: ChartFact, note: Note, pages: Mapping[int, Page]) -> bool:
    """True when the words of the fact, or those that date its note, hold a number that was not recognised for sure."""
    source = fact.source
    if not isinstance(source, SourceSpan):
        return False
    page = pages.get(source.page)
    if page is not None and page.uncertain_numbers(source.start, source.end):
        return True
    if fact.on is None:
        return False
    first = fact.on.first
    numbers = {first.year, first.month, first.day, first.year % 100}
    return any(
        _dates(page, word, numbers)
        for number in range(min(note.first_page, source.page), source.page + 1)
        if (page := pages.get(number)) is not None
        for word in page.words
        if word.is_uncertain
    )


def _dates(page: Page, word: RecognizedWord, numbers: set[int]) -> bool:
    """True for an uncertain word that may have given the date of these numbers: it is part of a line that writes it."""
    own = {int(digits) for digits in _DIGITS.findall(page.text[word.start : word.end])}
    if not own or not own <= numbers:
        return False
    start = page.text.rfind("\n", 0, word.start) + 1
    end = page.text.find("\n", word.end)
    line = page.text[start : end if end != -1 else None]
    return len({int(digits) for digits in _DIGITS.findall(line)} & numbers) >= 2


class _Finder:
    """All readers of statements over one vocabulary."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.findings = FindingTerms(reading)
        self.kinds = DocumentKinds(reading)

    def of_note(self, note: Note) -> Iterator[ChartFact]:
        """Facts of one note."""
        visit = encounter_of(note, self.reading)
        if visit is not None:
            yield visit
        yield from self.documents(note)
        for statement in note.statements:
            yield from self.of_row(statement) if statement.is_row else self.of_sentence(statement)

    def documents(self, note: Note) -> Iterator[DocumentFact]:
        """Documents the note is or records."""
        yield from self.kinds.documents_in(note, note.headings)

    def of_sentence(self, statement: Statement) -> Iterator[ChartFact]:
        """Facts of a sentence."""
        yield from conditions_in(statement, self.reading)
        if not self.reading.find(statement.text):
            return
        yield from measures_in(statement, self.reading)
        yield from exposures_in(statement, self.reading)
        yield from exemptions_in(statement, self.reading)
        yield from procedures_in(statement, self.reading)
        yield from self.findings.findings_in(statement)

    def of_row(self, statement: Statement) -> Iterator[ChartFact]:
        """Facts of a table row."""
        yield from conditions_of_row(statement, self.reading)
        yield from allergies_of_row(statement, self.reading)
        if not self.reading.find(statement.text) and not statement.note.title and not statement.header:
            return
        yield from measures_of_row(statement, self.reading)
        yield from exposures_of_row(statement, self.reading)
