"""A letter as its page shows it: sentences with their places and where their marks lead, what is open, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from peercall.application.site.places import SourceLink, document_at, mark_links
from peercall.application.site.views import CaseView
from peercall.domain.briefs import mark_parts
from peercall.domain.correspondence import BlockKind, LetterBlock, LetterDraft, LetterKind, Mark, SourceKind, pieces
from peercall.domain.rulebook import Rulebook
from peercall.engine.correspondence import Offer
from peercall.engine.correspondence.editing import SUBJECT, block_places, placed


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A version of a letter. how: made, changed, filled, struck, dated."""

    id: UUID
    case: UUID
    determination: int
    kind: LetterKind
    number: int
    how: str
    by: str
    at: datetime
    draft: LetterDraft


@dataclass(frozen=True, slots=True)
class SentRow:
    """A letter that went out. received, failed: when the other side confirmed it, or it came back; confirmation: number or
    name that proves it."""

    id: UUID
    letter: UUID
    kind: LetterKind
    number: int
    determination: int
    at: datetime
    how: str
    to: str
    signed_by: str
    confirmation: str
    by: str
    received_at: datetime | None = None
    failed_at: datetime | None = None
    why_failed: str = ""
    received_confirmation: str = ""


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of letter of a case: whether it applies, its latest version, and how it last went out."""

    offer: Offer
    letter: LetterRow | None
    sent: SentRow | None

    @property
    def kind(self) -> str:
        """The word of addresses."""
        return self.offer.template.kind.value

    @property
    def is_due(self) -> bool:
        """It is to be sent now, and has not gone out."""
        return self.offer.is_due and self.sent is None

    @property
    def is_possible(self) -> bool:
        """It applies, or was begun."""
        return self.offer.applies or self.letter is not None


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark and where it leads. link: into a document of the case; entry: number in the record; title: in words."""

    label: str
    kind: str
    title: str = ""
    link: SourceLink | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class SaidView:
    """A sentence. pieces: its words, and whether they stand open. was: the words as made, where a person changed them."""

    place: str
    text: str
    pieces: tuple[tuple[str, bool], ...]
    marks: tuple[MarkView, ...]
    is_changed: bool = False
    was: str = ""

    @property
    def is_open(self) -> bool:
        """Something is to be filled in."""
        return any(one for _, one in self.pieces)

    @property
    def needs_look(self) -> bool:
        """It cites a page or the record, and its words are a person's."""
        return self.is_changed and any(mark.kind in ("page", "record") for mark in self.marks)


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block with its sentences or rows."""

    id: str
    kind: str
    said: tuple[SaidView, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[SaidView, ...], ...] = ()

    def labelled(self) -> list[tuple[str, SaidView]]:
        """What can be changed in it, each with what it is called."""
        if self.rows:
            return [
                (f"Row {number}, {title}", one)
                for number, row in enumerate(self.rows, start=1)
                for title, one in zip(self.columns, row, strict=True)
            ]
        word = {"heading": "Heading", "list": "Item", "signature": "Line"}.get(self.kind, "Sentence")
        return [(f"{word} {number}", one) for number, one in enumerate(self.said, start=1)]


@dataclass(frozen=True, slots=True)
class OpenView:
    """Something to fill in or strike. stands: its own words can stand; where: the sentence or row it is in, places: how
    often it stands."""

    bracket: str
    stands: bool
    where: str
    places: int


@dataclass(frozen=True, slots=True)
class LawView:
    """A law the letter cites, or one it does not, with the reason."""

    citation: str
    says: str
    status: str
    source: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter for its page. sources: exhibits that it names, each with its marks."""

    sender: tuple[str, ...]
    to: tuple[SaidView, ...]
    subject: SaidView
    about: tuple[tuple[str, SaidView], ...]
    blocks: tuple[BlockView, ...]
    open: tuple[OpenView, ...]
    laws: tuple[LawView, ...]
    left_out: tuple[LawView, ...]
    sources: tuple[tuple[str, str, tuple[MarkView, ...]], ...] = ()
    title: str = ""
    grade: float | None = None
    changed: int = 0

    def head_rows(self) -> list[tuple[str, SaidView]]:
        """Address, subject and particulars, each with what it is called."""
        address = [(f"Address, line {number}", one) for number, one in enumerate(self.to, start=1)]
        return [*address, ("Subject", self.subject), *self.about]


def letter_page(
    draft: LetterDraft, *, made: LetterDraft, case: CaseView, rulebook: Rulebook, number: int
) -> LetterPage:
    """made: the letter as it was made from the case, before anybody changed it."""
    reader = _Reader(case, number, {one.text for _, one in placed(made)})
    said = {place: reader.said(place, one.text, one.sources) for place, one in placed(draft)}
    cited = {mark.rule: mark.label for one in draft.said for mark in one.sources if mark.kind is SourceKind.RULE}
    return LetterPage(
        sender=draft.sender,
        to=tuple(said[f"to/{place}"] for place in range(len(draft.to))),
        subject=said[SUBJECT],
        about=tuple((label, said[f"about/{place}"]) for place, (label, _) in enumerate(draft.about)),
        blocks=tuple(_block(block, said) for block in draft.blocks),
        open=tuple(_open(draft, one) for one in draft.open),
        laws=tuple(_law(rule, rulebook, cited=cited.get(rule, "")) for rule in draft.laws),
        left_out=tuple(_law(rule, rulebook, why=why) for rule, why in draft.left_out.items()),
        sources=tuple(
            (letter, name, tuple(reader.mark(Mark(SourceKind.PAGE, label)) for label in labels))
            for letter, name, labels in draft.cited_exhibits
        ),
        title=draft.title,
        grade=draft.grade,
        changed=sum(1 for one in said.values() if one.is_changed),
    )


def _open(draft: LetterDraft, bracket: str) -> OpenView:
    mark = f"[{bracket}]"
    rows = (": ".join(cell.text for cell in row) for block in draft.blocks for row in block.rows)
    lines = (one.text for block in draft.blocks for one in block.sentences)
    heads = (f"{label}: {one.text}" for label, one in draft.about)
    where = [text for text in (*rows, *lines, *heads) if mark in text]
    return OpenView(
        bracket=bracket,
        stands=bracket[:1].isupper(),
        where=next((text for text in where if text != mark), ""),
        places=sum(1 for one in draft.said if bracket in one.open),
    )


def _block(block: LetterBlock, said: Mapping[str, SaidView]) -> BlockView:
    places = [place for place, _ in block_places(block)]
    if block.kind is not BlockKind.TABLE:
        return BlockView(block.id, block.kind.value, tuple(said[place] for place in places))
    width = len(block.columns)
    rows = tuple(tuple(said[place] for place in places[at : at + width]) for at in range(0, len(places), width))
    return BlockView(block.id, block.kind.value, (), block.columns, rows)


def _law(rule: str, rulebook: Rulebook, *, why: str = "", cited: str = "") -> LawView:
    """cited: as the letter has it, where that is the law's twin for another kind of plan."""
    law = rulebook.regulations.get(rule)
    if law is None:
        return LawView(rule, "", "", "", why)
    return LawView(cited or law.citation, law.subject, law.status.value, law.provenance.source, why)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Knows the case's documents and the words of the letter as made."""

    case: CaseView
    number: int
    known: set[str]

    def said(self, place: str, text: str, sources: tuple[Mark, ...]) -> SaidView:
        return SaidView(
            place=place,
            text=text,
            pieces=tuple(pieces(text)),
            marks=tuple(self.mark(one) for one in sources if one.kind is not SourceKind.CASE),
            is_changed=text not in self.known,
        )

    def mark(self, mark: Mark) -> MarkView:
        if mark.kind is SourceKind.PAGE:
            link = mark_links(self.case, number=self.number).get(mark.label) or self._page(mark.label)
            return MarkView(mark.label, "page", link.title if link else "", link)
        if mark.kind is SourceKind.RECORD:
            number = mark.label.rpartition(" ")[2]
            return MarkView(mark.label, "record", "", None, int(number) if number.isdigit() else None)
        return MarkView(mark.label, mark.kind.value)

    def _page(self, label: str) -> SourceLink | None:
        """A page of an exhibit that the brief does not quote: the letter's mark names it all the same."""
        letter, is_entry, page = mark_parts(label)
        analysis = self.case.determination(self.number).analysis or {}
        for one in (analysis.get("brief") or {}).get("exhibits") or ():
            if one["exhibit"] == letter and page and not is_entry:
                row = document_at(str(one["document"]), self.case.documents)
                if row is not None:
                    return SourceLink(label, f"mark:{label}", row.id, page, f"{row.name}, page {page}")
        return None
