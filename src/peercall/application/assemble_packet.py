"""Use case: one packet for the plan: index, letter, record, denial, policy, guidelines, exhibits, every citation a link."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from peercall.application import packet_parts as words
from peercall.application.site.after_texts import AboutCase
from peercall.domain.charts import Patient
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import PacketRefused
from peercall.domain.packets import (
    ChosenPages,
    ExhibitPages,
    PacketFile,
    PacketLimits,
    PacketPart,
    PacketTables,
    PartKind,
    SensitivePage,
    Volume,
)
from peercall.domain.records import RecordEntry
from peercall.engine.packet import choose_pages, exhibit_sources, lay_out, sensitive_pages, volumes
from peercall.engine.packet.plan import NewPart, page_of

SCHEMA = "peercall.packet-manifest/1"
_WITH_PAGES = frozenset({DocumentKind.PDF, DocumentKind.IMAGE})
#: what the strip, links and outline add to a page, at most, when volumes are cut by size
_PER_PAGE, _PER_FILE = 1_500, 40_000


class Written(Protocol):
    """Pages the product wrote: PDF, how many, and on which of them (from 1) a key stands."""

    @property
    def pdf(self) -> bytes: ...
    @property
    def length(self) -> int: ...
    @property
    def anchors(self) -> Mapping[str, int]: ...


class Binder(Protocol):
    """Paper: writes pages, takes pages over from the case's files, binds volumes."""

    def write(self, title: str, blocks: Sequence[Mapping[str, Any]]) -> Written:
        """Pages of blocks (packet_parts)."""
        ...

    def write_text(self, title: str, pages: Sequence[tuple[str, str, str]]) -> Written:
        """Pages of text from (key, caption, text)."""
        ...

    def originals(self, document: Document, pages: Sequence[int]) -> bytes | None:
        """Those pages of a document's own file as a plain PDF; None when the file has no pages of its own here."""
        ...

    def length(self, pdf: bytes) -> int:
        """Pages of a PDF."""
        ...

    def sizes(self, parts: Sequence[bytes]) -> Sequence[int]:
        """Bytes of each page."""
        ...

    def bind(
        self,
        parts: Sequence[tuple[PacketPart, bytes]],
        *,
        title: str,
        stamp: Callable[[int], str],
        target: Callable[[str], int | None],
        bookmarks: Sequence[tuple[str, int, Sequence[tuple[str, int]]]],
        volume: Volume,
    ) -> bytes:
        """One volume as PDF."""
        ...


@dataclass(frozen=True, slots=True)
class PacketLetter:
    """The letter in front. pdf: as rendered, its marks links to `peercall:KEY` where it has marks. sha256: of the file it is,
    empty for one that was written here."""

    title: str
    pdf: bytes
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PacketRequest:
    """What a person chose. without: exhibit letter -> pages left out. send: ids of sensitive categories agreed to."""

    pages: ExhibitPages = ExhibitPages.CITED
    without: Mapping[str, Set[int]] = field(default_factory=dict)
    send: frozenset[str] = frozenset()
    limits: PacketLimits = field(default_factory=PacketLimits)


@dataclass(frozen=True, slots=True)
class PacketCase:
    """What a packet is made from. brief: as published; documents: denial and chart as read; denials: the denial's paths.

    header: label and value for the first page. reference: for the strip, empty when unknown.
    """

    brief: Mapping[str, Any]
    documents: Sequence[Document]
    denials: frozenset[str]
    patient: Patient | None
    header: Sequence[tuple[str, str]]
    reference: str
    record: Sequence[RecordEntry] = ()
    about: AboutCase | None = None
    letter: PacketLetter | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """What was made. notices: for the sender's eyes. manifest: checksums of everything that went in and came out."""

    files: tuple[PacketFile, ...]
    parts: tuple[PacketPart, ...]
    manifest: Mapping[str, Any]
    notices: tuple[str, ...]


def choices(
    case: PacketCase, *, request: PacketRequest, tables: PacketTables
) -> tuple[tuple[ChosenPages, ...], tuple[SensitivePage, ...]]:
    """The pages that would go along, and those of them a person must agree to first."""
    sources = exhibit_sources(case.brief, documents=case.documents, denials=case.denials, patient=case.patient)
    front = case.letter.sha256 if case.letter is not None else ""
    chosen = choose_pages(sources, pages=request.pages, without=request.without, front=front)
    return chosen, sensitive_pages(chosen, documents=case.documents, categories=tables.sensitive)


def assemble_packet(
    case: PacketCase, *, request: PacketRequest, tables: PacketTables, binder: Binder, as_of: datetime
) -> Packet:
    """The packet. The same inputs give the same bytes. Raises PacketRefused when a person must decide something first."""
    chosen, sensitive = choices(case, request=request, tables=tables)
    _agreed(sensitive, request, tables)
    work = _Work(case, request, binder, as_of, {one.path: one for one in case.documents}, sensitive)
    return work.assemble(chosen)


def _agreed(sensitive: Sequence[SensitivePage], request: PacketRequest, tables: PacketTables) -> None:
    open_pages = [one for one in sensitive if one.category not in request.send]
    if not open_pages:
        return
    names = {one.id: one.name for one in tables.sensitive}
    said = []
    for category in dict.fromkeys(one.category for one in open_pages):
        pages = [one for one in open_pages if one.category == category]
        said.append(f"{names[category].lower()} ({category}: {', '.join(words.places(pages))})")
    raise PacketRefused(
        f"pages of the packet may be protected further: {'; '.join(said)}",
        remedy="Look at them; then agree to send the category, or leave the pages out.",
    )


@dataclass(slots=True)
class _Work:
    """One packet in the making."""

    case: PacketCase
    request: PacketRequest
    binder: Binder
    as_of: datetime
    documents: Mapping[str, Document]
    sensitive: Sequence[SensitivePage] = ()
    notices: list[str] = field(default_factory=list)
    sizes: tuple[int, ...] = ()
    """Bytes of each page behind the index, once they are asked for."""

    def assemble(self, chosen: Sequence[ChosenPages]) -> Packet:
        exhibits = [self._exhibit(one) for one in chosen if one.pages or one.source.entries]
        keys = {key for part, _ in exhibits for key in part.anchors or {}}
        behind = [*self._front(keys.__contains__), *exhibits]
        pdfs = [pdf for _, pdf in behind]
        pages = sum(part.length for part, _ in behind)
        length, cut = 1, tuple[Volume, ...]()
        while True:  # the index names pages that lie behind it: it only grows with its own length and the volumes
            parts = lay_out([NewPart(PartKind.INDEX, "Contents", length), *(part for part, _ in behind)])
            index = self._index(parts, chosen, cut)
            again = self._volumes(index.pdf, pdfs, total=index.length + pages)
            if (index.length, again) == (length, cut):
                return self._bound(list(zip(parts, [index.pdf, *pdfs], strict=True)), cut, chosen)
            length, cut = index.length, again

    def _volumes(self, index: bytes, behind: Sequence[bytes], *, total: int) -> tuple[Volume, ...]:
        limits = self.request.limits
        weight = len(index) + sum(len(pdf) for pdf in behind) + total * _PER_PAGE
        if limits.megabytes is None or weight < limits.megabytes * 900_000:
            return volumes([0] * total, limits=PacketLimits(limits.id, limits.name, limits.pages))
        if not self.sizes:
            self.sizes = tuple(self.binder.sizes(behind))
        sizes = (*self.binder.sizes([index]), *self.sizes)
        return volumes([size + _PER_PAGE for size in sizes], limits=limits, overhead=_PER_FILE)

    def _front(self, known: Callable[[str], bool]) -> list[tuple[NewPart, bytes]]:
        case = self.case
        front: list[tuple[NewPart, bytes]] = []
        if case.letter is not None:
            length = self.binder.length(case.letter.pdf)
            front.append((NewPart(PartKind.LETTER, case.letter.title, length), case.letter.pdf))
        own = (
            (PartKind.RECORD, "Record of the peer-to-peer call", self._record()),
            (
                PartKind.POLICY,
                "Coverage criteria and what the chart shows",
                words.policy_blocks(case.brief, known=known),
            ),
            (PartKind.GUIDELINES, "Guidelines", words.guideline_blocks(case.brief, known=known)),
        )
        for kind, title, blocks in own:
            if blocks:
                written = self.binder.write(title, blocks)
                front.append((NewPart(kind, title, written.length), written.pdf))
        return front

    def _record(self) -> list[words.Block]:
        if not self.case.record or self.case.about is None:
            return []
        return words.record_blocks(self.case.record, about=self.case.about)

    def _index(self, parts: Sequence[PacketPart], chosen: Sequence[ChosenPages], cut: Sequence[Volume]) -> Written:
        total = parts[-1].end
        return self.binder.write(
            "Contents",
            words.index_blocks(parts, header=self.case.header, chosen=chosen, volumes=cut, total=total),
        )

    def _exhibit(self, chosen: ChosenPages) -> tuple[NewPart, bytes]:
        source = chosen.source
        letter, title = source.letter, f"Exhibit {source.letter}: {source.title}"
        kind = PartKind.DENIAL if source.is_denial else PartKind.EXHIBIT
        document = self.documents.get(source.document)
        if not chosen.pages or document is None:
            written = self.binder.write(title, words.entry_blocks(chosen))
            return NewPart(kind, source.title, written.length, letter, written.anchors), written.pdf
        if document.kind in _WITH_PAGES and (pdf := self.binder.originals(document, chosen.pages)) is not None:
            anchors = {words.exhibit_key(letter, page): place for place, page in enumerate(chosen.pages, start=1)}
            return NewPart(kind, source.title, len(chosen.pages), letter, anchors), pdf
        if document.kind in _WITH_PAGES:
            self.notices.append(f"{source.document}: its own pages are not at hand, the packet shows their text.")
        texts = {page.number: page for page in document.pages}
        rows = [
            (
                words.exhibit_key(letter, number),
                f"Exhibit {letter}, page {number} of {len(document.pages)}: text of {source.document}",
                texts[number].text or f"[{texts[number].unread or 'no text'}]",
            )
            for number in chosen.pages
        ]
        written = self.binder.write_text(title, rows)
        return NewPart(kind, source.title, written.length, letter, written.anchors), written.pdf

    def _bound(
        self, bound: Sequence[tuple[PacketPart, bytes]], cut: Sequence[Volume], chosen: Sequence[ChosenPages]
    ) -> Packet:
        parts = tuple(part for part, _ in bound)
        total = parts[-1].end
        by_letter = {one.source.letter: one for one in chosen}
        stamps = _stamps(parts, by_letter, total=total, reference=self.case.reference, volumes=cut)
        starts = {f"part/{part.start}": part.start for part in parts}
        marks = [self._bookmark(part, by_letter) for part in parts]
        files = []
        for volume in cut:
            name = "packet.pdf" if len(cut) == 1 else f"packet-{volume.number}-of-{len(cut)}.pdf"
            pdf = self.binder.bind(
                bound,
                title="Packet" if len(cut) == 1 else f"Packet, volume {volume.number} of {len(cut)}",
                stamp=lambda page: stamps[page - 1],
                target=lambda key: starts.get(key) or page_of(parts, key),
                bookmarks=marks,
                volume=volume,
            )
            files.append(PacketFile(name, pdf, (volume.first, volume.last)))
        notices = (*words.left_out(chosen), *dict.fromkeys(self.notices), *self._large(files))
        manifest = self._manifest(files, parts, chosen)
        return Packet(tuple(files), parts, manifest, notices)

    def _large(self, files: Sequence[PacketFile]) -> list[str]:
        most = self.request.limits.megabytes
        if most is None:
            return []
        return [
            f"{one.name}: {len(one.data) / 1_000_000:.1f} MB, more than {most:g} MB."
            for one in files
            if len(one.data) > most * 1_000_000
        ]

    def _bookmark(
        self, part: PacketPart, by_letter: Mapping[str, ChosenPages]
    ) -> tuple[str, int, list[tuple[str, int]]]:
        title = part.title if part.exhibit is None else f"Exhibit {part.exhibit}: {part.title}"
        below: list[tuple[str, int]] = []
        one = by_letter.get(part.exhibit or "")
        if one is not None and not one.source.is_denial:
            for page, labels in one.source.cited.items():
                place = part.anchors.get(words.exhibit_key(one.source.letter, page))
                if place is not None:
                    below.append((f"{', '.join(labels)}: page {page}", part.start + place - 1))
        return title, part.start, below

    def _manifest(
        self, files: Sequence[PacketFile], parts: Sequence[PacketPart], chosen: Sequence[ChosenPages]
    ) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "made_at": self.as_of.isoformat(timespec="seconds"),
            "files": [
                {
                    "name": one.name,
                    "sha256": hashlib.sha256(one.data).hexdigest(),
                    "bytes": len(one.data),
                    "pages": list(one.pages),
                }
                for one in files
            ],
            "parts": [
                {
                    "kind": part.kind.value,
                    "title": part.title,
                    "exhibit": part.exhibit,
                    "pages": [part.start, part.end],
                }
                for part in parts
            ],
            "exhibits": [
                {
                    "exhibit": one.source.letter,
                    "document": one.source.document,
                    "sha256": one.source.sha256,
                    "pages": list(one.pages),
                    "entries": list(one.source.entries) if not one.pages else [],
                    "left_out": {str(page): reason for page, reason in one.left_out.items()},
                }
                for one in chosen
            ],
            "agreed": words.agreed(self.sensitive),
            "hashes": dict(self.case.brief.get("hashes", {})),
        }


def _stamps(
    parts: Sequence[PacketPart],
    by_letter: Mapping[str, ChosenPages],
    *,
    total: int,
    reference: str,
    volumes: Sequence[Volume],
) -> list[str]:
    """The words below each page: which exhibit and page it is, where in the packet, and whose file."""
    out: list[str] = []
    for part in parts:
        one = by_letter.get(part.exhibit or "")
        at_start: dict[int, int] = {}
        if one is not None:
            for page in one.pages:
                place = part.anchors.get(words.exhibit_key(one.source.letter, page))
                if place is not None:
                    at_start[place] = page
        own = 0
        for place in range(1, part.length + 1):
            own = at_start.get(place, own)
            number = part.start + place - 1
            said = [f"Page {number} of {total}"]
            if part.exhibit is not None:
                said.insert(0, f"Exhibit {part.exhibit}" + (f", page {own}" if own else ""))
            if len(volumes) > 1:
                volume = next(one for one in volumes if one.first <= number <= one.last)
                said.append(f"volume {volume.number} of {len(volumes)}")
            if reference:
                said.append(f"Ref. {reference}")
            out.append("   |   ".join(said))
    return out
