"""Exhibits from what the brief or letter cites, their order, their places, and the volumes they are sent in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from peercall.domain.briefs import mark_parts
from peercall.domain.charts import Patient
from peercall.domain.documents import Document
from peercall.domain.errors import PacketRefused
from peercall.domain.packets import ChosenPages, ExhibitPages, ExhibitSource, PacketLimits, PacketPart, PartKind, Volume
from peercall.engine.marks import exhibit_letter
from peercall.engine.packet.minimum import pages_of_others
from peercall.engine.paper_words import days_in_words, document_words

NOT_CITED = "not cited"
OTHER_PATIENT = "names another patient"
IN_FRONT = "goes along in front, as the letter"


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part without its place yet."""

    kind: PartKind
    title: str
    length: int
    exhibit: str | None = None
    anchors: Mapping[str, int] | None = None


def exhibit_sources(
    brief: Mapping[str, Any],
    *,
    documents: Sequence[Document],
    denials: Set[str],
    patient: Patient | None,
    titles: Mapping[str, str] | None = None,
) -> tuple[ExhibitSource, ...]:
    """Every document of the case as a source of pages, those the brief cites first, with its letters.

    brief: as published (docs/contract.md). documents: denial and chart as read. denials: paths of the denial's files: the
    plan wrote them, so they are never another patient's. titles: path -> words for the index, where better ones are known.
    Documents that nothing cites get the next letters.
    """
    by_path = {document.path: document for document in documents}
    found: list[ExhibitSource] = []
    for exhibit in brief.get("exhibits", ()):
        letter, name = str(exhibit["exhibit"]), str(exhibit["document"])
        marks = {label: sources for label, sources in brief.get("marks", {}).items() if mark_parts(label)[0] == letter}
        path = next((str(one["document"]) for said in marks.values() for one in said if "document" in one), name)
        document = by_path.get(path)
        found.append(
            ExhibitSource(
                letter=letter,
                document=path,
                title=_title(document, name, is_denial=path in denials, titles=titles or {}),
                sha256=document.sha256 if document is not None else str(brief.get("hashes", {}).get(path, "")),
                pages=tuple(page.number for page in document.pages) if document is not None else (),
                cited=_cited(marks),
                others=_others(document, denials, patient),
                entries=_entries(marks),
                is_denial=path in denials,
            )
        )
    named = {one.document for one in found}
    for document in documents:
        if document.path not in named and document.pages:
            found.append(
                ExhibitSource(
                    letter=exhibit_letter(len(found)),
                    document=document.path,
                    title=_title(document, document.path, is_denial=document.path in denials, titles=titles or {}),
                    sha256=document.sha256,
                    pages=tuple(page.number for page in document.pages),
                    others=_others(document, denials, patient),
                    is_denial=document.path in denials,
                )
            )
    return tuple(found)


def choose_pages(
    sources: Sequence[ExhibitSource],
    *,
    pages: ExhibitPages,
    without: Mapping[str, Set[int]],
    front: str = "",
) -> tuple[ChosenPages, ...]:
    """The pages that go along and why others stay. The denial goes whole. A page of another patient never goes.

    without: letter -> pages a person left out. front: SHA-256 of the file that stands in front as the letter; of it only
    pages that are cited come again. Raises PacketRefused when a cited page is another patient's.
    """
    chosen = []
    for source in sources:
        for page, labels in source.cited.items():
            if page in source.others and page not in without.get(source.letter, frozenset()):
                raise PacketRefused(
                    f"page {page} is cited ({', '.join(labels)}) and {OTHER_PATIENT}",
                    where=source.document,
                    remedy="Look at the page; leave it out of the packet, or mend whose chart this is.",
                )
        left: dict[int, str] = {}
        kept = []
        for page in source.pages:
            if page in without.get(source.letter, frozenset()):
                left[page] = "left out by the sender"
            elif page in source.others:
                left[page] = OTHER_PATIENT
            elif front and source.sha256 == front and not source.is_denial and page not in source.cited:
                left[page] = IN_FRONT
            elif pages is ExhibitPages.CITED and not source.is_denial and page not in source.cited:
                left[page] = NOT_CITED
            else:
                kept.append(page)
        if kept or source.entries:
            chosen.append(ChosenPages(source, tuple(kept), left))
        elif left:
            chosen.append(ChosenPages(source, (), left))
    return tuple(chosen)


def lay_out(parts: Iterable[NewPart]) -> tuple[PacketPart, ...]:
    """Each part with its first page; parts without a page are left away."""
    at, placed = 1, []
    for part in parts:
        if part.length:
            placed.append(PacketPart(part.kind, part.title, at, part.length, part.exhibit, dict(part.anchors or {})))
            at += part.length
    return tuple(placed)


def page_of(parts: Sequence[PacketPart], key: str) -> int | None:
    """Page of the packet that a key leads to: `C/14` a page of an exhibit, `B-2` an entry, `C` an exhibit's first page."""
    for part in parts:
        if key in part.anchors:
            return part.start + part.anchors[key] - 1
        if part.exhibit is not None and part.exhibit == key:
            return part.start
    return None


def volumes(sizes: Sequence[int], *, limits: PacketLimits, overhead: int = 0) -> tuple[Volume, ...]:
    """Runs of pages that each fit the limits. sizes: bytes of each page by itself; overhead: bytes of an empty volume.

    Raises PacketRefused when one page alone is more than a volume may hold.
    """
    most = None if limits.megabytes is None else int(limits.megabytes * 1_000_000) - overhead
    made: list[Volume] = []
    first, held = 1, 0
    for number, size in enumerate(sizes, start=1):
        if most is not None and size > most:
            raise PacketRefused(
                f"page {number} of the packet alone is larger than {limits.megabytes:g} MB ({limits.name})",
                remedy="Choose another way to send it, or leave the page out.",
            )
        full = limits.pages is not None and number - first >= limits.pages
        if number > first and (full or (most is not None and held + size > most)):
            made.append(Volume(len(made) + 1, first, number - 1))
            first, held = number, 0
        held += size
    if sizes:
        made.append(Volume(len(made) + 1, first, len(sizes)))
    return tuple(made)


def _title(document: Document | None, name: str, *, is_denial: bool, titles: Mapping[str, str]) -> str:
    """Words for the index: the document's own title and day, else its file's name without dashes and ending."""
    path = document.path if document is not None else name
    if path in titles:
        return titles[path]
    if is_denial:
        return "Denial" if path.count("/") < 2 else f"Denial, {path.rpartition('/')[2]}"
    if document is not None and document.title:
        return f"{document.title}{f', {days_in_words(document.dated)}' if document.dated else ''}"
    if document is None or not document.pages:
        return "Statements for the record" if "." not in path else "Entries of the chart"
    words = document_words(path)
    return words[:1].upper() + words[1:]


def _cited(marks: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[int, tuple[str, ...]]:
    cited: dict[int, tuple[str, ...]] = {}
    for label, sources in marks.items():
        for page in dict.fromkeys(int(one["page"]) for one in sources if "page" in one):
            cited[page] = (*cited.get(page, ()), label)
    return dict(sorted(cited.items()))


def _entries(marks: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    said = {label: [_said(one) for one in sources if "page" not in one] for label, sources in marks.items()}
    return {label: "; ".join(dict.fromkeys(texts)) for label, texts in said.items() if texts}


def _said(source: Mapping[str, Any]) -> str:
    if "resource" in source:
        return f"{source['value']} ({source['resource']}, {source['element']})"
    if "key" in source:
        return f"{source['value']} ({source['key']}, entered by the practice)"
    if "segment" in source:
        return f"{source['quote']} (segment {source['segment']})"
    return f"{source['statement']} (stated by {source['attested_by']}, {source['attested_at']})"


def _others(document: Document | None, denials: Set[str], patient: Patient | None) -> frozenset[int]:
    if document is None or document.path in denials:
        return frozenset()
    return pages_of_others(document, patient=patient)
