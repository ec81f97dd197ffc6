"""How documents come into a case: read in isolation, passwords asked for, attachments of mails as documents of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.reading import OTHER_READERS, file_bytes
from peercall.bootstrap.isolated_reading import BytesReader, IsolatedReader
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentLocked, DocumentUnreadable, InputTooLarge

#: called with what is being done, for a progress line
Progress = Callable[[str], None]
AskPassword = Callable[[str], str | None]
"""Called with a document's name; the password a person typed, or None."""

_TRIES = 3


def silent(_: str) -> None:
    """No progress line."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as read. document: the file itself. attachments: of a mail, each a document; `mail.eml/letter.pdf`.

    warnings: attachments that could not be read, one sentence each.
    """

    document: Document
    attachments: tuple[Document, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The file and its attachments."""
        return (self.document, *self.attachments)


@dataclass(slots=True)
class Doors:
    """Opens files of a case.

    passwords: tried on every locked PDF, in order. ask_password: asked when none fits. Neither is kept anywhere else.
    """

    limits: DocumentLimits = field(default_factory=DocumentLimits)
    reader: BytesReader = field(default_factory=IsolatedReader)
    passwords: Sequence[str] = ()
    ask_password: AskPassword | None = None
    progress: Progress = silent

    def open(self, path: Path, *, root: Path) -> Opened:
        """The file at `path`, named by its place under `root`. Raises DocumentUnreadable, InputTooLarge."""
        name, data = file_bytes(path, root=root, limits=self.limits)
        return self.open_bytes(data, name=name)

    def open_bytes(self, data: bytes, *, name: str) -> Opened:
        """The same from bytes."""
        document = self._read(data, name)
        if document.kind is not DocumentKind.EMAIL:
            return Opened(document)
        attachments: list[Document] = []
        warnings = list(self._open_attachments(data, name, attachments, depth=1))
        return Opened(document, tuple(attachments), tuple(warnings))

    def _open_attachments(self, data: bytes, name: str, into: list[Document], *, depth: int) -> Iterator[str]:
        """Reads what a mail carries `into` the list; gives what could not be read."""
        try:
            files = self.reader.mail_files(data, name=name, limits=self.limits)
        except (DocumentUnreadable, InputTooLarge) as fault:
            yield str(fault)
            return
        if files and depth > self.limits.attachment_depth:
            yield f"{name}: mails lie one inside the other more than {self.limits.attachment_depth} deep; what they carry was not read"
            return
        for file in files:
            inner = f"{name}/{file.name.replace('/', '_')}"
            if len(into) >= self.limits.attachments:
                yield f"{name}: more than {self.limits.attachments} attachments; the others were not read"
                return
            try:
                document = self._read(file.data, inner)
            except (DocumentUnreadable, InputTooLarge) as fault:
                yield str(fault)
                continue
            if document.kind in OTHER_READERS:
                yield f"{inner}: this file ({document.kind.value}) is not read inside a mail. Save it as a file of its own."
                continue
            into.append(document)
            if document.kind is DocumentKind.EMAIL:
                yield from self._open_attachments(file.data, inner, into, depth=depth + 1)

    def _read(self, data: bytes, name: str) -> Document:
        self.progress(f"Reading {name}")
        try:
            return self._try(data, name, None)
        except DocumentLocked as locked:
            fault = locked
        for password in self._passwords(name):
            try:
                return self._try(data, name, password)
            except DocumentLocked as locked:
                fault = locked
        raise fault

    def _passwords(self, name: str) -> Iterator[str]:
        yield from self.passwords
        if self.ask_password is not None:
            for _ in range(_TRIES):
                typed = self.ask_password(name)
                if not typed:
                    return
                yield typed

    def _try(self, data: bytes, name: str, password: str | None) -> Document:
        def report(done: int, pages: int) -> None:
            self.progress(f"Reading {name}, page {done} of {pages}")

        return self.reader.read_document_bytes(data, name=name, limits=self.limits, password=password, report=report)
