"""Source marks: the short labels printed beside every clinical statement, and what each resolves to.

An exhibit letter stands for a document (A is the denial letter, the others follow in order of first use). "B18" is
page 18 of exhibit B; "D-4" is the fourth cited record of exhibit D, a file without pages (FHIR, case.yaml, statement).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from peercall.domain.briefs import Mark
from peercall.domain.documents import Document
from peercall.domain.provenance import Attestation, CaseSource, ResourceSource, SegmentSource, Source, SourceSpan

#: Marks printed beside one statement; the rest stay behind the mark on the sources list.
PRINTED_MARKS = 2

#: what a reader of the page is told in place of the file a person filled in
_ENTERED = {"case.yaml": "the request, as entered by the practice", "determination.yaml": "the letter, as confirmed"}


def exhibit_letter(number: int) -> str:
    """A, B ... Z, AA, AB ... for 0, 1 ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class MarkBook:
    """Hands out marks while a brief is composed, and keeps what each one resolves to.

    letter: path of the denial letter, exhibit A. documents: every document read, for their length: where a statement
    stands in several, the longest (the print-out) is cited first.
    """

    def __init__(self, *, letter: str, documents: Sequence[Document]) -> None:
        self._letters: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._records: dict[str, dict[str, int]] = {}
        self._found: dict[str, tuple[Mark, dict[Source, None]]] = {}
        self._pages = {document.path: len(document.pages) for document in documents}
        self._letter = letter
        self._exhibit(letter, name=letter)

    def _exhibit(self, key: str, *, name: str) -> str:
        if key not in self._letters:
            self._letters[key] = exhibit_letter(len(self._letters))
            self._names[key] = name
        return self._letters[key]

    def _record(self, exhibit: str, record: str) -> int:
        records = self._records.setdefault(exhibit, {})
        return records.setdefault(record, len(records) + 1)

    def _label(self, source: Source) -> tuple[str, str, int | None]:
        match source:
            case SourceSpan():
                name = source.document
                if source.resource is not None and source.resource not in name:
                    name = f"{name}, {source.resource}"
                exhibit = self._exhibit(name, name=name)
                return f"{exhibit}{source.page}", exhibit, source.page
            case ResourceSource():
                exhibit = self._exhibit(source.document, name=source.document)
                return f"{exhibit}-{self._record(exhibit, source.resource)}", exhibit, None
            case SegmentSource():
                exhibit = self._exhibit(source.document, name=source.document)
                return f"{exhibit}-{self._record(exhibit, f'segment {source.segment}')}", exhibit, None
            case CaseSource():
                exhibit = self._exhibit(source.document, name=_ENTERED.get(source.document, source.document))
                return f"{exhibit}-{self._record(exhibit, source.key)}", exhibit, None
            case Attestation():
                exhibit = self._exhibit("attestations", name="Statements for the record")
                record = self._record(exhibit, f"{source.by} {source.at.isoformat()} {source.statement}")
                return f"{exhibit}-{record}", exhibit, None

    def _rank(self, source: Source) -> tuple[int, int, str, int]:
        match source:
            case SourceSpan():
                return (0, -self._pages.get(source.document, 0), source.document, source.page)
            case ResourceSource() | SegmentSource():
                return (1, 0, source.document, 0)
            case Attestation():
                return (2, 0, source.by, 0)
            case CaseSource():
                return (3, 0, source.document, 0)

    def of(self, sources: Iterable[Source | None], *, limit: int = PRINTED_MARKS) -> tuple[Mark, ...]:
        """The marks to print for a statement that rests on these sources, pages first, one for each page.

        A record is printed only where no page says the same. None is passed over.
        """
        given = sorted({source for source in sources if source is not None}, key=lambda s: (self._rank(s), repr(s)))
        pages = [source for source in given if isinstance(source, SourceSpan)]
        chosen: dict[str, Mark] = {}
        for source in pages or given:
            if len(chosen) == limit and not self._known(source, chosen):
                continue
            label, exhibit, page = self._label(source)
            mark, kept = self._found.setdefault(label, (Mark(label, exhibit, page, ()), {}))
            kept[source] = None
            before = chosen.get(label, mark).sources
            chosen[label] = Mark(label, exhibit, page, (*before, source))
        return tuple(chosen.values())

    def of_each(self, groups: Iterable[Iterable[Source | None]]) -> tuple[Mark, ...]:
        """The marks of a line that tells several facts: one for each, two where it tells only one."""
        told = [list(group) for group in groups]
        limit = PRINTED_MARKS if len(told) == 1 else 1
        merged: dict[str, Mark] = {}
        for group in told:
            for mark in self.of(group, limit=limit):
                before = merged.get(mark.label)
                sources = (*before.sources, *mark.sources) if before is not None else mark.sources
                merged[mark.label] = Mark(mark.label, mark.exhibit, mark.page, tuple(dict.fromkeys(sources)))
        return tuple(merged.values())

    def _known(self, source: Source, chosen: dict[str, Mark]) -> bool:
        if not isinstance(source, SourceSpan):
            return False
        name = source.document
        if source.resource is not None and source.resource not in name:
            name = f"{name}, {source.resource}"
        return f"{self._letters.get(name, '?')}{source.page}" in chosen

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark handed out, with all its sources, in order of exhibit and page."""
        order = {letter: number for number, letter in enumerate(self._letters.values())}

        def place(item: tuple[Mark, dict[Source, None]]) -> tuple[int, int, int]:
            mark = item[0]
            number = mark.page if mark.page is not None else int(mark.label.rsplit("-", 1)[1])
            return (order[mark.exhibit], mark.page is None, number)

        found = sorted(self._found.values(), key=place)
        return tuple(Mark(mark.label, mark.exhibit, mark.page, tuple(kept)) for mark, kept in found)

    @property
    def exhibits(self) -> tuple[tuple[str, str], ...]:
        """Letter and name of each document cited."""
        return tuple((letter, self._names[key]) for key, letter in self._letters.items())
