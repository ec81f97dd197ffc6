"""A packet as a person orders it on a page, and what the page shows to choose from. No database, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.domain.packets import ExhibitPages, ExhibitSource, SensitiveCategory, SensitivePage


@dataclass(frozen=True, slots=True)
class PacketOrder:
    """What was chosen. letter: id of a document, empty for none. without: path in the case -> pages left out.

    send, leave: categories of protected matters agreed to, and those whose pages stay. pages_most, megabytes: own limits
    of one volume, None for those of `limit`.
    """

    letter: str = ""
    record: bool = False
    pages: ExhibitPages = ExhibitPages.CITED
    without: Mapping[str, Sequence[int]] = field(default_factory=dict)
    send: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    limit: str = "none"
    pages_most: int | None = None
    megabytes: float | None = None

    def data(self) -> dict[str, Any]:
        """As stored."""
        return {**asdict(self), "pages": self.pages.value}


def order_from(data: Mapping[str, Any]) -> PacketOrder:
    """An order as stored."""
    lists = {name: tuple(data.get(name) or ()) for name in ("send", "leave")}
    return PacketOrder(**{**data, **lists, "pages": ExhibitPages(data["pages"])})


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A volume that was made. pages: first and last of the packet."""

    name: str
    vault_name: str
    sha256: str
    size: int
    pages: tuple[int, int]

    @property
    def length(self) -> int:
        """In pages."""
        return self.pages[1] - self.pages[0] + 1


@dataclass(frozen=True, slots=True)
class OrderedPacket:
    """An order and what became of it. made_at: None while it is being made. asked: category, document, page."""

    id: UUID
    case: UUID
    number: int
    order: PacketOrder
    by: str
    at: datetime
    made_at: datetime | None = None
    files: tuple[MadeFile, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    asked: tuple[tuple[str, str, int], ...] = ()
    refusal: str = ""

    @property
    def length(self) -> int:
        """Pages of all volumes."""
        return self.files[-1].pages[1] if self.files else 0


@dataclass(frozen=True, slots=True)
class PageToChoose:
    """A page of an exhibit. labels: the marks that lead to it; none when nothing cites it."""

    number: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExhibitToChoose:
    """An exhibit with its pages. document: None for one that came inside another file and has no page of its own here.

    letter: None while nothing cites it: its letter depends on what else goes along.
    """

    path: str
    title: str
    letter: str | None
    document: UUID | None
    is_denial: bool
    cited: tuple[PageToChoose, ...] = ()
    others: tuple[PageToChoose, ...] = ()
    entries: int = 0


@dataclass(frozen=True, slots=True)
class MatterPage:
    """A page that speaks of a protected matter. words: those found; empty when only its place is known."""

    path: str
    document: UUID | None
    page: int
    is_cited: bool
    mark: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """A category of protected matters with its pages."""

    id: str
    name: str
    pages: tuple[MatterPage, ...]

    def goes_along(self, order: PacketOrder) -> tuple[MatterPage, ...]:
        """Its pages among those an order takes."""
        return tuple(
            one
            for one in self.pages
            if (one.is_cited or order.pages is ExhibitPages.ALL) and one.page not in order.without.get(one.path, ())
        )


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """What there is to choose."""

    exhibits: tuple[ExhibitToChoose, ...] = ()
    matters: tuple[Matter, ...] = ()


def plan_of(
    sources: Sequence[ExhibitSource],
    sensitive: Sequence[SensitivePage],
    *,
    categories: Sequence[SensitiveCategory],
    lettered: frozenset[str],
    documents: Mapping[str, UUID],
    asked: Sequence[tuple[str, str, int]] = (),
) -> PacketPlan:
    """lettered: exhibit letters of the brief. documents: path -> id. asked: what an earlier order was refused for."""
    by_letter = {one.letter: one for one in sources}
    found: dict[str, dict[tuple[str, int], MatterPage]] = {}
    for one in sensitive:
        source = by_letter[one.exhibit]
        found.setdefault(one.category, {})[source.document, one.page] = _matter(
            source, one.page, lettered=lettered, documents=documents, words=one.words
        )
    by_path = {one.document: one for one in sources}
    for category, path, page in asked:
        known = by_path.get(path)
        mark = (
            _matter(known, page, lettered=lettered, documents=documents, words="")
            if known is not None
            else MatterPage(path, None, page, is_cited=False, mark="")
        )
        found.setdefault(category, {}).setdefault((path, page), mark)
    return PacketPlan(
        exhibits=tuple(_exhibit(one, lettered=lettered, documents=documents) for one in sources),
        matters=tuple(
            Matter(one.id, one.name, tuple(found[one.id].values())) for one in categories if found.get(one.id)
        ),
    )


def _matter(
    source: ExhibitSource, page: int, *, lettered: frozenset[str], documents: Mapping[str, UUID], words: str
) -> MatterPage:
    letter = source.letter if source.letter in lettered else ""
    place = str(page) if page else ""
    return MatterPage(
        path=source.document,
        document=documents.get(source.document),
        page=page,
        is_cited=page in source.cited or not page,
        mark=f"{letter}{place}" if letter else f"{source.title}, page {place}",
        words=words,
    )


def _exhibit(source: ExhibitSource, *, lettered: frozenset[str], documents: Mapping[str, UUID]) -> ExhibitToChoose:
    cited = tuple(PageToChoose(page, labels) for page, labels in source.cited.items())
    return ExhibitToChoose(
        path=source.document,
        title=source.title,
        letter=source.letter if source.letter in lettered else None,
        document=documents.get(source.document),
        is_denial=source.is_denial,
        cited=cited,
        others=tuple(PageToChoose(page, ()) for page in source.pages if page not in source.cited),
        entries=len(source.entries),
    )
