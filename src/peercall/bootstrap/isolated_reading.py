"""Documents read in a process of their own: the functions of adapters.documents, with the same arguments and errors."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from peercall.adapters.ccda.parsing import CcdaLimits, parse
from peercall.adapters.ccda.transfer import Row, tree_of
from peercall.adapters.ccda.tree import Element
from peercall.adapters.documents import read_document_bytes
from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.mail import MailFile, mail_files
from peercall.adapters.documents.reading import OTHER_READERS, file_bytes, recognised
from peercall.adapters.documents.reports import Report, no_report
from peercall.adapters.isolation import IsolatedProcess, ProcessLimits
from peercall.bootstrap.document_child import CLINICAL_ROWS, MAIL_FILES, ReadOptions, document_task
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_DEFAULTS = DocumentLimits()
_CLINICAL = CcdaLimits()
_Answer = TypeVar("_Answer")

_shared = IsolatedProcess("peercall.bootstrap.document_child")
"""One waiting child for the whole program: it reads nothing itself, so nothing passes from case to case through it."""


def shared_process() -> IsolatedProcess:
    """The one waiting child of this program."""
    return _shared


class BytesReader(Protocol):
    """What reads untrusted bytes, in this process or another."""

    def start(self) -> None:
        """Make ready, without waiting."""
        ...

    def read_document_bytes(
        self,
        data: bytes,
        *,
        name: str,
        limits: DocumentLimits = ...,
        password: str | None = ...,
        report: Report = ...,
    ) -> Document:
        """See adapters.documents.read_document_bytes."""
        ...

    def mail_files(self, data: bytes, *, name: str, limits: DocumentLimits = ...) -> tuple[MailFile, ...]:
        """See adapters.documents.mail.mail_files."""
        ...

    def clinical_tree(self, data: bytes, *, name: str, limits: DocumentLimits = ...) -> Element:
        """See adapters.ccda.parsing.parse."""
        ...


class InProcessReader:
    """Reads here: for bytes this program made itself."""

    def start(self) -> None:
        """Nothing to make ready."""

    def read_document_bytes(
        self,
        data: bytes,
        *,
        name: str,
        limits: DocumentLimits = _DEFAULTS,
        password: str | None = None,
        report: Report = no_report,
    ) -> Document:
        """See adapters.documents.read_document_bytes."""
        return read_document_bytes(data, name=name, limits=limits, password=password, report=report)

    def mail_files(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> tuple[MailFile, ...]:
        """See adapters.documents.mail.mail_files."""
        return mail_files(data, name=name, limits=limits)

    def clinical_tree(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> Element:
        """See adapters.ccda.parsing.parse."""
        del limits
        return parse(data, name=name, limits=_CLINICAL)


class IsolatedReader:
    """Reads in a child process. Kind, hash and name are told here, from the bytes; only pages come from the child.

    process: by default one child for the whole program, one document at a time; give each worker its own to read side by
    side. FHIR and X12 are recognised and come back without pages: their readers run here (docs/safety.md says why).
    """

    def __init__(self, process: IsolatedProcess | None = None) -> None:
        self._process = process or _shared

    def start(self) -> None:
        """Start the child without waiting for it."""
        self._process.start()

    def read_document(
        self, path: Path, *, root: Path, limits: DocumentLimits = _DEFAULTS, password: str | None = None
    ) -> Document:
        """See adapters.documents.read_document; further, DocumentUnreadable and InputTooLarge past the child's limits."""
        name, data = file_bytes(path, root=root, limits=limits)
        return self.read_document_bytes(data, name=name, limits=limits, password=password)

    def read_document_bytes(
        self,
        data: bytes,
        *,
        name: str,
        limits: DocumentLimits = _DEFAULTS,
        password: str | None = None,
        report: Report = no_report,
    ) -> Document:
        """The same from bytes. report: called with the pages done and the pages in all."""
        kind = recognised(data, name=name, limits=limits)
        digest = hashlib.sha256(data).hexdigest()
        if kind in OTHER_READERS:
            return Document(path=name, sha256=digest, kind=kind, pages=())
        options = ReadOptions(name, limits, password)
        task = document_task(kind, has_pictures=kind is DocumentKind.PDF and b"/Image" in data)
        document = self._answer(task, data, options=options, answer=Document, report=report)
        pages = document.pages
        if len(pages) > limits.pages or sum(len(page.text) for page in pages) > limits.characters:
            raise InputTooLarge("the text is longer than the limit", where=name, remedy="Split the file.")
        if [page.number for page in pages] != list(range(1, len(pages) + 1)):
            raise _strange(name)
        return replace(document, path=name, sha256=digest, kind=kind)

    def mail_files(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> tuple[MailFile, ...]:
        """See adapters.documents.mail.mail_files."""
        options = ReadOptions(name, limits)
        files = self._answer(MAIL_FILES, data, options=options, answer=tuple[MailFile, ...], report=no_report)
        if len(files) > limits.attachments:
            raise _strange(name)
        return files

    def clinical_tree(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> Element:
        """See adapters.ccda.parsing.parse. The XML is parsed in the child; here its tree is put together again."""
        options = ReadOptions(name, limits)
        rows = self._answer(CLINICAL_ROWS, data, options=options, answer=list[Row], report=no_report)
        return tree_of(rows, name=name, limits=_CLINICAL)

    def _answer(
        self, task: str, data: bytes, *, options: ReadOptions, answer: type[_Answer], report: Report
    ) -> _Answer:
        body = self._process.run(
            task,
            data,
            name=options.name,
            options=msgspec.msgpack.encode(options),
            limits=process_limits(options.limits, size=len(data)),
            report=report,
        )
        try:
            return msgspec.msgpack.decode(body, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _strange(options.name) from None


class RememberingReader:
    """Reads each content once: for a job that looks at the same file in several steps. Nothing outlives the object.

    most: documents remembered at once, the oldest forgotten first; None: all of them.
    """

    def __init__(self, inner: BytesReader, *, most: int | None = None) -> None:
        self._inner, self._most = inner, most
        self._documents: dict[tuple[str, str | None], Document] = {}

    def start(self) -> None:
        """See IsolatedReader."""
        self._inner.start()

    def read_document_bytes(
        self,
        data: bytes,
        *,
        name: str,
        limits: DocumentLimits = _DEFAULTS,
        password: str | None = None,
        report: Report = no_report,
    ) -> Document:
        """See IsolatedReader; the second time under the name it is then called by."""
        key = hashlib.sha256(data).hexdigest(), password
        found = self._documents.get(key)
        if found is None:
            found = self._inner.read_document_bytes(data, name=name, limits=limits, password=password, report=report)
            self._documents[key] = found
            while self._most is not None and len(self._documents) > self._most:
                self._documents.pop(next(iter(self._documents)), None)
        return replace(found, path=name)

    def mail_files(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> tuple[MailFile, ...]:
        """See IsolatedReader."""
        return self._inner.mail_files(data, name=name, limits=limits)

    def clinical_tree(self, data: bytes, *, name: str, limits: DocumentLimits = _DEFAULTS) -> Element:
        """See IsolatedReader."""
        return self._inner.clinical_tree(data, name=name, limits=limits)


def process_limits(limits: DocumentLimits, *, size: int) -> ProcessLimits:
    """What the child may cost for a document of `size` bytes: its text and word places may exceed the file itself."""
    return ProcessLimits(
        seconds=limits.seconds,
        step_seconds=limits.page_seconds,
        steps=limits.pages,
        memory_bytes=limits.memory_bytes,
        output_bytes=4 * limits.characters + size + (1 << 20),
    )


def _strange(name: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        "the process that read it answered with what is no document",
        where=name,
        remedy="Print it to a new PDF and use that.",
    )
