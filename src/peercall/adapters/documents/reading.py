"""A file of the case as a Document: kind by content, hash of the bytes, pages of text.

Everything here works in this process. For bytes of unknown origin use the isolated reader, which has the same functions.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from peercall.adapters.documents.kinds import kind_of, refusal
from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.reports import Report, no_report
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

OTHER_READERS = frozenset({DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON, DocumentKind.X12, DocumentKind.CCDA})
"""Kinds that other adapters read; here they are recognised only."""

_DEFAULTS = DocumentLimits()
#: control characters, bytes that are no text, and marks that turn the direction of writing
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def read_document(
    path: Path, *, root: Path, limits: DocumentLimits = _DEFAULTS, password: str | None = None
) -> Document:
    """The document at `path`, named by its place under `root`.

    Kinds that other adapters read (FHIR, X12, C-CDA) come back recognised and without pages.
    Raises DocumentUnreadable when the file is missing, damaged or of no known kind, DocumentLocked when it needs a
    password, InputTooLarge beyond a limit.
    """
    name, data = file_bytes(path, root=root, limits=limits)
    return read_document_bytes(data, name=name, limits=limits, password=password)


def read_document_bytes(
    data: bytes,
    *,
    name: str,
    limits: DocumentLimits = _DEFAULTS,
    password: str | None = None,
    report: Report = no_report,
) -> Document:
    """The document these bytes are; `name` is its path within the case folder. Raises as read_document does."""
    kind = recognised(data, name=name, limits=limits)
    pages = _pages(data, kind, name=name, limits=limits, password=password, report=report)
    if sum(len(page.text) for page in pages) > limits.characters:
        raise InputTooLarge(
            f"its text has more than {limits.characters} characters", where=name, remedy="Split the file."
        )
    return Document(path=name, sha256=hashlib.sha256(data).hexdigest(), kind=kind, pages=pages)


def check_name(name: str) -> None:
    """Raises DocumentUnreadable for a file name that a screen or a page would show as another one."""
    if _UNSHOWABLE.search(name):
        raise DocumentUnreadable(
            "the file's name holds characters that cannot be shown",
            where=_UNSHOWABLE.sub("?", name),
            remedy="Rename the file.",
        )


def file_bytes(path: Path, *, root: Path, limits: DocumentLimits) -> tuple[str, bytes]:
    """Name within the case and content of a file under `root`. Raises DocumentUnreadable, InputTooLarge."""
    try:
        name = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise DocumentUnreadable(
            "the file lies outside the case folder", where=path.name, remedy="Copy it into the folder."
        ) from None
    check_name(name)
    most = max(limits.file_bytes, limits.fhir_bytes)
    try:
        size = path.stat().st_size
        if size > most:
            raise _too_large(size, most, name)
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise DocumentUnreadable(
            f"the file cannot be opened ({error.strerror or 'no reason given'})",
            where=name,
            remedy="Check its name and that you may read it.",
        ) from error
    return name, data


def recognised(data: bytes, *, name: str, limits: DocumentLimits) -> DocumentKind:
    """The kind of these bytes, told without reading them. Raises DocumentUnreadable, InputTooLarge."""
    if not data:
        raise DocumentUnreadable("the file is empty", where=name, remedy="Save it again.")
    kind = kind_of(data)
    is_fhir = kind in (DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON)
    if len(data) > (most := limits.fhir_bytes if is_fhir else limits.file_bytes):
        raise _too_large(len(data), most, name)
    if kind is None:
        what, remedy = refusal(data)
        raise DocumentUnreadable(what, where=name, remedy=remedy)
    return kind


def _too_large(size: int, most: int, name: str) -> InputTooLarge:
    return InputTooLarge(f"the file has {size} bytes, the limit is {most}", where=name, remedy="Split the file.")


def _pages(
    data: bytes, kind: DocumentKind, *, name: str, limits: DocumentLimits, password: str | None, report: Report
) -> tuple[Page, ...]:
    # each reader is loaded when its kind comes: the process that gives out the work needs none of them
    if kind is DocumentKind.PDF:
        from peercall.adapters.documents.pdf_text import pdf_pages

        return pdf_pages(data, name=name, limits=limits, password=password, report=report)
    if kind in OTHER_READERS:
        return ()
    if kind is DocumentKind.IMAGE:
        from peercall.adapters.documents.picture_files import picture_pages

        return picture_pages(data, name=name, limits=limits, report=report)
    texts = _texts(data, kind, name=name, limits=limits)
    if len(texts) > limits.pages or any(len(text) > limits.page_characters for text in texts):
        raise InputTooLarge("the text is longer than the limit", where=name, remedy="Split the file.")
    return tuple(Page(number, text) for number, text in enumerate(texts, start=1))


def _texts(data: bytes, kind: DocumentKind, *, name: str, limits: DocumentLimits) -> list[str]:
    if kind is DocumentKind.DOCX:
        from peercall.adapters.documents.word_files import word_pages

        return word_pages(data, name=name, limits=limits)
    if kind is DocumentKind.RTF:
        from peercall.adapters.documents.rich_text import rich_text_pages

        return rich_text_pages(data, name=name, limits=limits)
    if kind is DocumentKind.EMAIL:
        from peercall.adapters.documents.mail import mail_pages

        return mail_pages(data, name=name)
    if kind is DocumentKind.HTML:
        from peercall.adapters.documents.web_pages import web_page_text

        return [web_page_text(data)]
    from peercall.adapters.documents.plain_text import text_pages

    return text_pages(data)
