"""What a page of the site does with one foreign document, in the process that reads documents: show a sheet, take off a lock."""

from __future__ import annotations

import msgspec

from peercall.bootstrap.document_child import SHEET, UNLOCKED, SheetOptions
from peercall.bootstrap.isolated_reading import process_limits, shared_process
from peercall.bootstrap.settings import document_limits


def sheet_png(data: bytes, *, number: int, name: str) -> bytes:
    """Sheet `number` (from 1) of a picture file as a PNG. Raises DocumentUnreadable, InputTooLarge."""
    return _run(SHEET, data, SheetOptions(name, document_limits(), number=number))


def unlocked_pdf(data: bytes, *, password: str, name: str) -> bytes:
    """The PDF without its lock. The password goes to the child and nowhere else. Raises DocumentLocked, DocumentUnreadable."""
    return _run(UNLOCKED, data, SheetOptions(name, document_limits(), password=password))


def _run(task: str, data: bytes, options: SheetOptions) -> bytes:
    return shared_process().run(
        task,
        data,
        name=options.name,
        options=msgspec.msgpack.encode(options),
        limits=process_limits(options.limits, size=len(data)),
    )
