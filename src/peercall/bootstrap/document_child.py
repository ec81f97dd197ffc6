"""The process in which documents are read (`adapters.isolation.child`). It imports the readers and waits for work."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass

import msgspec

from peercall.adapters.ccda.parsing import CcdaLimits, parse
from peercall.adapters.ccda.transfer import rows_of
from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.mail import MailFile, mail_files
from peercall.adapters.documents.reading import read_document_bytes
from peercall.adapters.isolation.child import Report, serve

DOCUMENT, MAIL_FILES, CLINICAL_ROWS = "document", "mail files", "clinical rows"
"""Names of the tasks."""

_READERS = ("pdf_text", "picture_files", "word_files", "rich_text", "web_pages")
"""Loaded before work comes: a piece of work may write no file, compiled modules included."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a task needs beside the bytes."""

    name: str
    limits: DocumentLimits
    password: str | None = None


def _document(data: bytes, options: bytes, report: Report) -> bytes:
    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    document = read_document_bytes(data, name=asked.name, limits=asked.limits, password=asked.password, report=report)
    return msgspec.msgpack.encode(document)


def _mail_files(data: bytes, options: bytes, report: Report) -> bytes:
    del report
    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    files: tuple[MailFile, ...] = mail_files(data, name=asked.name, limits=asked.limits)
    return msgspec.msgpack.encode(files)


def _clinical_rows(data: bytes, options: bytes, report: Report) -> bytes:
    del report
    asked = msgspec.msgpack.decode(options, type=ReadOptions)
    return msgspec.msgpack.encode(rows_of(parse(data, name=asked.name, limits=CcdaLimits())))


def main() -> None:
    """Serve until the parent goes away. The first argument names the descriptor for answers."""
    for reader in _READERS:
        importlib.import_module(f"peercall.adapters.documents.{reader}")
    serve({DOCUMENT: _document, MAIL_FILES: _mail_files, CLINICAL_ROWS: _clinical_rows}, answers=int(sys.argv[1]))
