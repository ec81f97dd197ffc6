"""The packet: one file for the plan with letter, record, denial, policy and the pages of the chart that are cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ExhibitPages(StrEnum):
    """Which pages of an exhibit go along: those that are cited, or all."""

    CITED = "cited"
    ALL = "all"


class PartKind(StrEnum):
    """Parts of a packet, in their order."""

    INDEX = "index"
    LETTER = "letter"
    RECORD = "record"
    DENIAL = "denial"
    POLICY = "policy"
    GUIDELINES = "guidelines"
    EXHIBIT = "exhibit"


@dataclass(frozen=True, slots=True)
class SensitiveCategory:
    """A kind of record that further law may protect. phrases: words that tell of it. rule: id in the rulebook, if any."""

    id: str
    name: str
    phrases: tuple[str, ...]
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class ExhibitSource:
    """A document that may become an exhibit. letter: its mark on brief and letter ("C"); document: its path in the case.

    pages: the numbers of its pages. cited: page -> labels that lead there ("C14"). others: pages that name another
    patient. entries: of a document without pages (coded data), label -> what the entry says.
    """

    letter: str
    document: str
    title: str
    sha256: str
    pages: tuple[int, ...] = ()
    cited: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    others: frozenset[int] = frozenset()
    entries: Mapping[str, str] = field(default_factory=dict)
    is_denial: bool = False


@dataclass(frozen=True, slots=True)
class SensitivePage:
    """A page that speaks of something protected further. words: the first that told so."""

    category: str
    exhibit: str
    page: int
    words: str


@dataclass(frozen=True, slots=True)
class ChosenPages:
    """The pages of one document that go along, and why others stay: page -> the reason."""

    source: ExhibitSource
    pages: tuple[int, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PacketPart:
    """A part with its place. start: its first page in the packet, from 1; length in pages.

    exhibit: letter of an exhibit, else None. anchors: key -> page within the part, from 1 (`C/14`, `B-2`).
    """

    kind: PartKind
    title: str
    start: int
    length: int
    exhibit: str | None = None
    anchors: Mapping[str, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The part's last page."""
        return self.start + self.length - 1


@dataclass(frozen=True, slots=True)
class Volume:
    """A piece of a packet that is sent by itself: pages first to last. number: from 1."""

    number: int
    first: int
    last: int

    @property
    def length(self) -> int:
        """In pages."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PacketLimits:
    """What one file may be for the way it is sent. None: no limit. pages: of a volume; megabytes: of 1,000,000 bytes."""

    id: str = "none"
    name: str = "no limit"
    pages: int | None = None
    megabytes: float | None = None


@dataclass(frozen=True, slots=True)
class PacketTables:
    """What the rulebook says of packets."""

    sensitive: tuple[SensitiveCategory, ...] = ()
    limits: Mapping[str, PacketLimits] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A file that was made. name: as written. pages: first and last page of the packet in it."""

    name: str
    data: bytes
    pages: tuple[int, int]
