"""Where a statement comes from. Nothing is stated without one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class SourceSpan:
    """Words in a document.

    document: path within the case folder, `/` separated (`chart/printout.pdf`). sha256: of the whole file, hex.
    page: from 1. start, end: character offsets into that page's text. quote: verbatim text of the span.
    resource: the FHIR resource that carried the document when it came inside a bundle (`DocumentReference/doc-1`).
    """

    document: str
    sha256: str
    page: int
    start: int
    end: int
    quote: str
    resource: str | None = None

    def __post_init__(self) -> None:
        if self.page < 1 or self.start < 0 or self.end < self.start:
            raise ValueError("a source span needs a page from 1 and offsets in order")


@dataclass(frozen=True, slots=True, order=True)
class ResourceSource:
    """An element of a FHIR resource in a file of the case.

    resource: `Type/id`. element: path such as `valueQuantity` or `code`. display: what the element says, in words.
    """

    document: str
    sha256: str
    resource: str
    element: str
    display: str
    version: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class CaseSource:
    """A value of case.yaml or of the confirmed determination: said by a person of the practice, not by the chart."""

    document: str
    key: str
    display: str


@dataclass(frozen=True, slots=True, order=True)
class Attestation:
    """What a named person states for the record; printed as such, never as chart evidence."""

    by: str
    at: datetime
    statement: str


@dataclass(frozen=True, slots=True, order=True)
class SegmentSource:
    """A segment of an X12 file. segment: its number in the file, from 1; quote: the segment verbatim, without its end."""

    document: str
    sha256: str
    segment: int
    quote: str


Source = SourceSpan | ResourceSource | CaseSource | Attestation | SegmentSource
