"""A document as read: pages of text with offsets. An unread page says so; it is not an empty page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """Kind by content, not by file name."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "text"
    HTML = "html"
    RTF = "rtf"
    IMAGE = "image"
    FHIR_JSON = "fhir_json"
    FHIR_NDJSON = "fhir_ndjson"
    CCDA = "ccda"
    X12 = "x12"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text` is what was read; `unread` is the reason when nothing could be (a scan without recognition)."""

    number: int
    text: str
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the case: path within the folder, hash of its bytes, and its pages from 1.

    dated_on/author/title: from metadata of a carrying resource or from the file name when it states them, else None.
    """

    path: str
    sha256: str
    kind: DocumentKind
    pages: tuple[Page, ...]
    title: str | None = None
    author: str | None = None
    dated: str | None = None
    resource: str | None = None

    @property
    def unread_pages(self) -> tuple[int, ...]:
        """Numbers of the pages that could not be read."""
        return tuple(page.number for page in self.pages if page.unread is not None)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the chart names by address, and what the naming resource says of it."""

    name: str
    resource: str
    title: str | None = None
    dated: str | None = None
    author: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class InlineFile:
    """A file carried inside a bundle or clinical document (a PDF, an image, rich text): for the reader of documents."""

    name: str
    data: bytes
    resource: str
    title: str | None = None
    dated: str | None = None
    author: str | None = None
    content_type: str | None = None
