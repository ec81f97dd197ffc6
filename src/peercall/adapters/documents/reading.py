"""A file of the case as a Document: kind by content, hash of the bytes, pages of text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from peercall.adapters.documents.kinds import kind_of
from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.pdf_text import NO_TEXT_LAYER, pdf_pages
from peercall.adapters.documents.plain_text import clean, decode, email_pages, html_text, text_pages
from peercall.adapters.documents.word_files import word_pages
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_OTHER_READERS = frozenset({DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON, DocumentKind.X12, DocumentKind.CCDA})
_DEFAULTS = DocumentLimits()


def read_document(path: Path, *, root: Path, limits: DocumentLimits = _DEFAULTS) -> Document:
    """The document at `path`, named by its place under `root`.

    Kinds that other adapters read (FHIR, X12, C-CDA) come back recognised and without pages.
    Raises DocumentUnreadable when the file is missing, damaged, locked or of no known kind; InputTooLarge beyond a limit.
    """
    try:
        name = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise DocumentUnreadable(
            "the file lies outside the case folder", where=path.name, remedy="Copy it into the folder."
        ) from None
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise InputTooLarge(
                f"the file has {size} bytes, the limit is {limits.file_bytes}", where=name, remedy="Split the file."
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(
            f"the file cannot be opened ({error.strerror or 'no reason given'})",
            where=name,
            remedy="Check its name and that you may read it.",
        ) from error
    return read_document_bytes(data, name=name, limits=limits)


def read_document_bytes(
    data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS, password: str | None = None
) -> Document:
    """The document these bytes are; `name` is its path within the case folder. Raises as read_document does."""
    if len(data) > limits.file_bytes:
        raise InputTooLarge(
            f"the file has {len(data)} bytes, the limit is {limits.file_bytes}", where=name, remedy="Split the file."
        )
    if not data:
        raise DocumentUnreadable("the file is empty", where=name, remedy="Save it again.")
    kind = kind_of(data)
    if kind is None:
        raise DocumentUnreadable(
            "this is no document that can be read here",
            where=name,
            remedy="Use PDF, DOCX, plain text, e-mail or a picture.",
        )
    pages = _pages(data, kind, name=name, limits=limits, password=password)
    return Document(path=name, sha256=hashlib.sha256(data).hexdigest(), kind=kind, pages=pages)


def _pages(
    data: bytes, kind: DocumentKind, *, name: str, limits: DocumentLimits, password: str | None
) -> tuple[Page, ...]:
    if kind is DocumentKind.PDF:
        return pdf_pages(data, name=name, limits=limits, password=password)
    if kind in _OTHER_READERS:
        return ()
    if kind is DocumentKind.IMAGE:
        return (Page(1, "", unread=NO_TEXT_LAYER),)
    if kind is DocumentKind.RTF:
        raise DocumentUnreadable("rich text (RTF) is not read yet", where=name, remedy="Save it as PDF or DOCX.")
    if kind is DocumentKind.DOCX:
        texts = word_pages(data, name=name, limits=limits)
    elif kind is DocumentKind.EMAIL:
        texts = email_pages(data)
    elif kind is DocumentKind.HTML:
        texts = [clean(html_text(decode(data)))]
    else:
        texts = text_pages(data)
    if len(texts) > limits.pages or any(len(text) > limits.page_characters for text in texts):
        raise InputTooLarge("the text is longer than the limit", where=name, remedy="Split the file.")
    return tuple(Page(number, text) for number, text in enumerate(texts, start=1))
