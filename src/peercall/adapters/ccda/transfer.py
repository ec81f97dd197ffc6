"""The tree of a clinical document as plain rows, so that one process may parse and another read what was parsed."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]

from peercall.adapters.ccda.parsing import CcdaLimits
from peercall.adapters.ccda.tree import Element
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

Row = tuple[int, str, dict[str, str], str | None, str | None]
"""Depth from 0, tag, attributes, text, tail: an element, in the order of the document."""


def rows_of(root: Element) -> list[Row]:
    """The tree as rows."""
    rows: list[Row] = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            rows.append((depth, element.tag, dict(element.attrib), element.text, element.tail))
            depth += 1
        else:
            depth -= 1
    return rows


def tree_of(rows: Sequence[Row], *, name: str, limits: CcdaLimits) -> Element:
    """The tree again; nothing is parsed. Raises InputTooLarge beyond a limit, DocumentUnreadable when it is no tree."""
    if len(rows) > limits.elements:
        raise InputTooLarge("the document has too many elements", where=name, remedy="Export it in parts.")
    try:
        if not rows or rows[0][0] != 0:
            raise ValueError
        open_elements: list[Element] = []
        for depth, tag, attributes, text, tail in rows:
            if not 0 <= depth <= min(len(open_elements), limits.depth) or (depth == 0) != (not open_elements):
                raise ValueError
            del open_elements[depth:]
            element = (
                etree.SubElement(open_elements[-1], tag, attributes)
                if open_elements
                else etree.Element(tag, attributes)
            )
            element.text = text
            if open_elements:
                element.tail = tail
            open_elements.append(element)
    except (ValueError, TypeError):
        raise DocumentUnreadable(
            "the XML is damaged", where=name, remedy="Export the document again, or take it out of the chart folder."
        ) from None
    return open_elements[0]
