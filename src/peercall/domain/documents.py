"""A document as read: pages of text with offsets. An unread page says so; it is not an empty page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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


#: a recognised word with less confidence than this is uncertain
CERTAIN_FROM = 70


@dataclass(frozen=True, slots=True)
class RecognizedWord:
    """A word that text recognition read on a picture of the page.

    start, end: character offsets into the page's text. box: left, top, right, bottom as fractions of the page as the file
    shows it, from its upper left corner. confidence: 0 to 100; it is low where two readings of the picture differ, and
    where a slip of recognition was put right.
    """

    start: int
    end: int
    box: tuple[float, float, float, float]
    confidence: int

    @property
    def is_uncertain(self) -> bool:
        """True when a person should look at the picture."""
        return self.confidence < CERTAIN_FROM


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text` is what was read; `unread` is the reason when nothing could be read.

    words: each recognised word in the order of the text; none for a page that carries its own text. doubt: what of a page
    that was read could not be made out (handwriting, a stamp), as a sentence part; None when nothing is known to be missing.
    """

    number: int
    text: str
    unread: str | None = None
    words: tuple[RecognizedWord, ...] = ()
    doubt: str | None = None

    @property
    def is_recognized(self) -> bool:
        """True when the text was read from a picture."""
        return bool(self.words)

    def words_in(self, start: int, end: int) -> tuple[RecognizedWord, ...]:
        """Recognised words that overlap these offsets."""
        first = bisect_right(self.words, start, key=lambda word: word.end)
        last = bisect_left(self.words, end, key=lambda word: word.start)
        return self.words[first:last]

    def uncertain_numbers(self, start: int, end: int) -> tuple[str, ...]:
        """Uncertain words with a digit among these offsets, as read; empty for a page that carries its own text."""
        if not self.words:
            return ()
        found = (self.text[word.start : word.end] for word in self.words_in(start, end) if word.is_uncertain)
        return tuple(text for text in found if any(char.isdigit() for char in text))


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
