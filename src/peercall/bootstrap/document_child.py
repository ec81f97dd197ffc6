"""The process in which documents are read (`adapters.isolation.child`). It waits for work and imports what that needs."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from datetime import datetime

import msgspec

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.isolation.child import Report, serve
from peercall.domain.documents import DocumentKind

DOCUMENT, MAIL_FILES, CLINICAL_ROWS, PLAIN_PAGES = "document", "mail files", "clinical rows", "plain pages"
SHEET, UNLOCKED, BUSY_TIMES = "sheet", "unlocked", "busy times"
"""Names of the tasks; `document_task` gives that of a document."""

_WITH_PICTURES = "with pictures"
_READERS = {
    DocumentKind.PDF: "pdf_text",
    DocumentKind.IMAGE: "picture_files",
    DocumentKind.DOCX: "word_files",
    DocumentKind.RTF: "rich_text",
    DocumentKind.EMAIL: "mail",
    DocumentKind.HTML: "web_pages",
}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a task needs beside the bytes."""

    name: str
    limits: DocumentLimits
    password: str | None = None


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Which pages (from 1) to take over of a PDF or picture; of a PDF all when none is given."""

    name: str
    pages: tuple[int, ...]
    is_picture: bool
    password: str | None = None


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """One sheet (from 1) to show, or the password that takes off the lock."""

    name: str
    limits: DocumentLimits
    number: int = 1
    password: str = ""


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    """The stretch asked for, aware, and the zone of times that name none."""

    first: datetime
    last: datetime
    zone: str


def document_task(kind: DocumentKind, *, has_pictures: bool) -> str:
    """The task of reading a document. It names the kind, so that the waiting process imports no other kind's reader.

    has_pictures: pages of a PDF may be pictures; if one is and this says no, its own process imports the recognition.
    """
    return f"{DOCUMENT} {kind.value}" + (f" {_WITH_PICTURES}" if has_pictures else "")


_NEEDS = {
    **{document_task(kind, has_pictures=False): () for kind in DocumentKind},
    **{document_task(kind, has_pictures=False): (f"documents.{reader}",) for kind, reader in _READERS.items()},
    document_task(DocumentKind.PDF, has_pictures=True): ("documents.pdf_text", "documents.pdf_scans"),
    MAIL_FILES: ("documents.mail",),
    CLINICAL_ROWS: ("ccda.parsing", "ccda.transfer"),
    PLAIN_PAGES: ("render.packet_pdf",),
    SHEET: ("documents.sheets",),
    UNLOCKED: ("documents.unlocking",),
    BUSY_TIMES: ("calendar_files",),
}
"""What the waiting process imports for a task: once for all its work, and where compiled modules may still be written."""


def _load(task: str) -> None:
    for module in _NEEDS.get(task, ()):
        importlib.import_module(f"peercall.adapters.{module}")


def _document(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.documents.reading import read_document_bytes

    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    document = read_document_bytes(data, name=asked.name, limits=asked.limits, password=asked.password, report=report)
    return msgspec.msgpack.encode(document)


def _mail_files(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.documents.mail import mail_files

    del report
    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    return msgspec.msgpack.encode(mail_files(data, name=asked.name, limits=asked.limits))


def _clinical_rows(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.ccda.parsing import CcdaLimits, parse
    from peercall.adapters.ccda.transfer import rows_of

    del report
    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    return msgspec.msgpack.encode(rows_of(parse(data, name=asked.name, limits=CcdaLimits())))


def _plain_pages(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.render.packet_pdf import clean_pages, picture_pages

    del report
    asked = msgspec.msgpack.decode(options, type=PageOptions)
    if asked.is_picture:
        return picture_pages(data, name=asked.name, pages=asked.pages)
    return clean_pages(data, name=asked.name, pages=asked.pages, password=asked.password)


def _sheet(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.documents.sheets import sheet_png

    del report
    asked = msgspec.msgpack.decode(options, type=SheetOptions)
    return sheet_png(data, number=asked.number, name=asked.name, limits=asked.limits)


def _unlocked(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.documents.unlocking import unlocked_pdf

    del report
    asked = msgspec.msgpack.decode(options, type=SheetOptions)
    return unlocked_pdf(data, name=asked.name, password=asked.password)


def _busy_times(data: bytes, options: bytes, report: Report) -> bytes:
    from peercall.adapters.calendar_files import busy_times

    del report
    asked = msgspec.msgpack.decode(options, type=CalendarOptions)
    return msgspec.msgpack.encode(busy_times(data, first=asked.first, last=asked.last, zone=asked.zone))


def main() -> None:
    """Serve until the parent goes away. The first argument names the descriptor for answers."""
    documents = {task: _document for task in _NEEDS if task.startswith(DOCUMENT)}
    others = {
        MAIL_FILES: _mail_files,
        CLINICAL_ROWS: _clinical_rows,
        PLAIN_PAGES: _plain_pages,
        SHEET: _sheet,
        UNLOCKED: _unlocked,
        BUSY_TIMES: _busy_times,
    }
    serve({**documents, **others}, answers=int(sys.argv[1]), load=_load)
