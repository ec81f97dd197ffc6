"""Bytes of a clinical document to a tree of elements, by a parser that follows nothing and expands nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from peercall.adapters.ccda.tree import Element
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?ClinicalDocument[\s>]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REMEDY = "Export the document again, or take this file out of the chart folder."
_ROOT_TAG = "{urn:hl7-org:v3}ClinicalDocument"


@dataclass(frozen=True, slots=True)
class CcdaLimits:
    """Ceilings for one clinical document. file_bytes: its size. elements: tags in it. depth: elements in one another.
    files: how many files it may carry.

    A text of more than 10 MB in one element is refused by the parser itself.
    """

    file_bytes: int = 20 * 1024 * 1024
    elements: int = 1_500_000
    depth: int = 120
    files: int = 200


def parse(data: bytes, *, name: str, limits: CcdaLimits) -> Element:
    """The ClinicalDocument element. `name`: path within the case, for messages.

    No DTD, no entity, no other file and no address is ever read. Raises InputTooLarge beyond a limit, DocumentUnreadable
    for damaged XML, a DTD, an encoding that is not read, and XML that is no clinical document.
    """
    if len(data) > limits.file_bytes:
        raise InputTooLarge(
            f"the document has {len(data)} bytes, the limit for a clinical document is {limits.file_bytes}",
            where=name,
            remedy="Export it in parts.",
        )
    data = _in_utf8(data, name=name)
    if data.count(b"<") > 2 * limits.elements:
        raise InputTooLarge("the document has too many elements", where=name, remedy="Export it in parts.")
    root = _ROOT.search(data)
    if root is None:
        raise DocumentUnreadable("this XML is no clinical document (C-CDA)", where=name, remedy=_REMEDY)
    if _DOCTYPE.search(data, 0, root.start()):
        raise DocumentUnreadable("the document brings a DTD, which is not read", where=name, remedy=_REMEDY)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise DocumentUnreadable(_said(fault), where=name, remedy=_REMEDY) from None
    if element.tag != _ROOT_TAG:
        raise DocumentUnreadable("this XML is no clinical document (C-CDA)", where=name, remedy=_REMEDY)
    if element.getroottree().docinfo.doctype:
        raise DocumentUnreadable("the document brings a DTD, which is not read", where=name, remedy=_REMEDY)
    _check_depth(element, name=name, depth=limits.depth)
    return element


def _in_utf8(data: bytes, *, name: str) -> bytes:
    """The bytes in UTF-8, whatever encoding the document declares among those that are read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding: str | None = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    else:
        declared = _DECLARED.match(data)
        encoding = _ENCODINGS.get(declared.group(1).decode("ascii").lower()) if declared else "utf-8"
    if encoding == "utf-8":
        return data
    if encoding is None:
        raise DocumentUnreadable("its text encoding is not read", where=name, remedy="Save the document in UTF-8.")
    try:
        return data.decode(encoding).encode()
    except UnicodeError:
        raise DocumentUnreadable(
            "its text is not in the encoding it declares", where=name, remedy="Save the document in UTF-8."
        ) from None


def _check_depth(root: Element, *, name: str, depth: int) -> None:
    level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > depth:
            raise InputTooLarge("the document is nested too deep", where=name, remedy=_REMEDY)


def _said(fault: Exception) -> str:
    """What is wrong and on which line, never what the line says."""
    words = str(fault).lower()
    line = getattr(fault, "lineno", None) or 1
    if "depth" in words:
        return f"the XML is nested too deep at line {line}"
    if "huge" in words or "too large" in words or "too long" in words:
        return f"one text of the document is longer than 10 MB at line {line}"
    return f"the XML is damaged at line {line}"
