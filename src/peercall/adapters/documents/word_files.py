"""Word files (DOCX) as pages of text: an explicit page break ends a page; header and footer belong to every page."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree  # type: ignore[import-untyped]

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.plain_text import clean
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr", _MC_FALLBACK}
)
_PAGE = "\f"


def check_archive(data: bytes, *, name: str, limits: DocumentLimits) -> None:
    """Refuses an archive that unpacks to more than the limit, before any part is unpacked.

    An entry that lies about its size is cut at the size it states: zipfile never gives more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 0x1 for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentUnreadable(
            "the Word file is damaged", where=name, remedy="Open it in a word processor and save it as PDF."
        ) from error
    if total > limits.decompressed_bytes:
        raise InputTooLarge(
            f"the Word file unpacks to {total} bytes, the limit is {limits.decompressed_bytes}",
            where=name,
            remedy="Save it as PDF.",
        )
    if locked:
        raise DocumentUnreadable(
            "the Word file is locked with a password", where=name, remedy="Save it without the password."
        )


def word_pages(data: bytes, *, name: str, limits: DocumentLimits) -> list[str]:
    """Text of each page. A table row with two cells reads `label: value`, a wider one has its cells parted by tabs.

    Deleted text of tracked changes is left out, inserted text is kept; text boxes are read where they are anchored.
    Raises DocumentUnreadable when the file is damaged or locked, InputTooLarge when it unpacks beyond the limit.
    """
    check_archive(data, name=name, limits=limits)
    try:
        document = docx.Document(io.BytesIO(data))
        body = "".join(_blocks(document.element.body))
        heads = [_part(section.header) for section in document.sections]
        feet = [_part(section.footer) for section in document.sections]
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
        OSError,
        EOFError,
        zlib.error,
        RecursionError,
    ) as error:
        raise DocumentUnreadable(
            "the Word file is damaged", where=name, remedy="Open it in a word processor and save it as PDF."
        ) from error
    head = "\n".join(dict.fromkeys(text for text in heads if text))
    foot = "\n".join(dict.fromkeys(text for text in feet if text))
    return ["\n\n".join(part for part in (head, page.strip("\n"), foot) if part) for page in clean_pages(body)]


def clean_pages(body: str) -> list[str]:
    """Pages of the body; a page break at the very end opens no further page."""
    pages = [re.sub(r"\n{3,}", "\n\n", page) for page in clean(body).split(_PAGE)]
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return pages


def _part(part: Any) -> str:
    return clean("".join(_blocks(part._element))).replace(_PAGE, "").replace("\n\n", "\n").strip("\n")


def _blocks(container: Any) -> Iterator[str]:
    for element in container:
        tag = element.tag
        if tag == f"{_W}p":
            yield from _paragraph(element)
            yield "\n"  # a paragraph is one line here; the blank line keeps it apart from a wrapped one
        elif tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                if _nearest_table(row) is element:
                    yield _row(row) + "\n"
            yield "\n"
        elif tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(element)


def _nearest_table(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{_W}tbl":
        parent = parent.getparent()
    return parent


def _row(row: Any) -> str:
    cells = [
        " ".join("".join(_blocks(cell)).replace(_PAGE, " ").split())
        for cell in row.iter(f"{_W}tc")
        if _nearest_row(cell) is row
    ]
    if len(cells) == 2 and cells[0] and cells[1]:
        return f"{cells[0]} {cells[1]}" if cells[0].endswith(":") else f"{cells[0]}: {cells[1]}"
    return "\t".join(cells).rstrip("\t")


def _nearest_row(cell: Any) -> Any:
    parent = cell.getparent()
    while parent is not None and parent.tag != f"{_W}tr":
        parent = parent.getparent()
    return parent


def _paragraph(paragraph: Any) -> Iterator[str]:
    properties = paragraph.find(f"{_W}pPr")
    if properties is not None:
        before = properties.find(f"{_W}pageBreakBefore")
        if before is not None and before.get(f"{_W}val", "true") not in ("0", "false", "off"):
            yield _PAGE
        if properties.find(f"{_W}numPr") is not None:
            yield "• "
    boxes: list[str] = []
    yield "".join(_inline(paragraph, boxes)) + "\n"
    yield from boxes
    if properties is not None and (section := properties.find(f"{_W}sectPr")) is not None:
        kind = section.find(f"{_W}type")
        if kind is None or kind.get(f"{_W}val") != "continuous":
            yield _PAGE


def _inline(element: Any, boxes: list[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag == f"{_W}tab":
            yield "\t"
        elif tag in (f"{_W}br", f"{_W}cr"):
            yield _PAGE if child.get(f"{_W}type") == "page" else "\n"
        elif tag in (f"{_W}noBreakHyphen", f"{_W}softHyphen"):
            yield "-" if tag.endswith("noBreakHyphen") else ""
        elif tag == f"{_W}txbxContent":
            boxes.extend(_blocks(child))
        elif isinstance(tag, str):
            yield from _inline(child, boxes)
