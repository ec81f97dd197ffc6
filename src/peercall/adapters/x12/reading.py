"""X12 files to rows: a stream of denial rows, answers and problems, in the file's order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from peercall.adapters.x12.envelope import Body, End, Fault, Limits, Start, read_envelope
from peercall.adapters.x12.remittance import RemittanceReader
from peercall.adapters.x12.review_response import ReviewResponseReader
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.remittances import DenialRow, RemittanceTables, ReviewRow, X12Problem

X12Limits = Limits
Row = DenialRow | ReviewRow | X12Problem

_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_REMITTANCE, _REVIEW = "835", "278"


def is_x12(head: bytes) -> bool:
    """True when a file begins like an interchange."""
    return head.removeprefix(_BOM).lstrip().startswith(b"ISA")


def read_x12(path: Path, *, name: str, tables: RemittanceTables, limits: Limits | None = None) -> Iterator[Row]:
    """Rows and problems of a file, read as a stream. name: how sources and messages call the file.

    Raises DocumentUnreadable when it cannot be opened, InputTooLarge when it exceeds the limit.
    """
    limits = limits or Limits()
    try:
        if path.stat().st_size > limits.file_bytes:
            raise InputTooLarge(
                f"the file is larger than {limits.file_bytes >> 20} MB", where=name, remedy="Split it by interchange."
            )
        digest = hashlib.sha256()
        for block in blocks_of(path):
            digest.update(block)
    except OSError:
        raise DocumentUnreadable("the file cannot be read", where=name, remedy="Check its name and rights.") from None
    return read_x12_blocks(blocks_of(path), name=name, sha256=digest.hexdigest(), tables=tables, limits=limits)


def blocks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def read_x12_blocks(
    blocks: Iterable[bytes], *, name: str, sha256: str, tables: RemittanceTables, limits: Limits | None = None
) -> Iterator[Row]:
    """The same from blocks of bytes; sha256: of all of them."""
    limits = limits or Limits()
    told = 0
    reader: RemittanceReader | ReviewResponseReader | None = None
    for event in read_envelope(blocks, limits=limits):
        if type(event) is Body:
            if reader is not None:
                yield from reader.feed(event)
            continue
        if type(event) is Start:
            reader = None
            if event.kind == _REMITTANCE:
                reader = RemittanceReader(event, document=name, sha256=sha256, tables=tables)
            elif event.kind == _REVIEW:
                reader = ReviewResponseReader(event, document=name, sha256=sha256, tables=tables)
            else:
                event = Fault(event.segment, "this transaction is neither an 835 nor a 278 and was passed over")
        elif type(event) is End:
            if isinstance(reader, ReviewResponseReader):
                for row in reader.close():
                    if isinstance(row, X12Problem):
                        told += 1
                    yield row
            reader = None
        if type(event) is Fault:
            told += 1
            if told <= limits.problems:
                yield X12Problem(name, event.segment, event.sentence)
            elif told == limits.problems + 1:
                yield X12Problem(name, None, "more problems were found than are listed")
