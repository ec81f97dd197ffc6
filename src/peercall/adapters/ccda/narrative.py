"""The narrative of a document as pages of text: headings, paragraphs, lists, tables with a row a line.

What its entries already tell is not told a second time: rows and items that entries point at, or that repeat the name of
a fact, stay out, and so do the tables of sections whose entries are the list itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from peercall.adapters.ccda.elements import kid, local, path
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element

_BLOCKS = frozenset({"paragraph", "list", "item", "table", "caption"})
_SHORT = 100
_SPACE = re.compile(r"[ \t\r\n\xa0]+")


@dataclass(frozen=True, slots=True)
class Repeated:
    """What the entries of a section already told. referred: parts of the narrative they point at. names: of their facts,
    lower case. whole: True when the entries are the section's own list, and its tables and lists only show them."""

    referred: Set[Element] = frozenset()
    names: frozenset[str] = frozenset()
    whole: bool = False

    def repeats(self, line: str) -> bool:
        """True for a short line of a list's own section that only names what an entry told."""
        return len(line) <= _SHORT and any(name in line.lower() for name in self.names)

    def covers(self, row: Element, words: str) -> bool:
        """True when a row or item of the narrative tells what an entry told."""
        if self.whole or any(part in self.referred for part in row.iter()):
            return True
        plain = words.lower()
        return any(name in plain for name in self.names)


def lines_of(section: Section, repeated: Repeated) -> list[str]:
    """The section's narrative, a line for each paragraph, item and row, without what its entries told."""
    block = kid(section.element, "text")
    if block is None or block.get("representation") == "B64":
        return []
    return [line for line in _lines(block, repeated) if line and not repeated.repeats(line)]


def rows_in(section: Section) -> int:
    """How many rows and innermost items the narrative of a section has."""
    block = kid(section.element, "text")
    if block is None:
        return 0
    rows = sum(1 for row in block.iter(path("tr")) if local(row.getparent()) != "thead")
    items = sum(1 for item in block.iter(path("item")) if item.find(path("list")) is None)
    return rows + items


def page_of(title: str, head: Iterable[str], sections: Iterable[tuple[Section, list[str]]]) -> str:
    """One page: the title, lines of the header, then each section that has words under its heading."""
    parts = [title, *head]
    for section, lines in sections:
        if lines:
            parts += ["", section.heading]
            named = section.title and section.title.lower() != section.heading.lower()
            if named and section.kind in {"other", "status"}:
                parts.append(f"{section.title}:" if "\t" in lines[0] else f"{section.title}: {lines[0]}")
                lines = lines if "\t" in lines[0] else lines[1:]
            parts += lines
    return "\n".join(parts)


def _lines(element: Element, repeated: Repeated) -> Iterator[str]:
    """Blocks inside an element; words between them are lines of their own."""
    loose: list[str] = [element.text or ""]
    for part in element:
        name = local(part)
        if name == "br":
            yield _line(loose)
            loose = []
        elif name in _BLOCKS or _holds_block(part):
            yield _line(loose)
            loose = []
            yield from _block(part, name, repeated)
        elif part not in repeated.referred or (name == "content" and not repeated.names):
            loose.append(" ".join(_inline(part)))
        loose.append(part.tail or "")
    yield _line(loose)


def _block(part: Element, name: str, repeated: Repeated) -> Iterator[str]:
    if name == "table":
        yield from _rows(part, repeated)
    elif name == "list":
        for item in part.iterfind(path("item")):
            if not repeated.covers(item, _plain(item)):
                yield from _lines(item, repeated)
        yield ""
    elif name in {"paragraph", "caption"} and part in repeated.referred:
        return
    else:
        yield from _lines(part, repeated)


def _rows(table: Element, repeated: Repeated) -> Iterator[str]:
    """Rows with their cells parted by tabs, the head above them; nothing when no row is left."""
    heads = [_cells(row) for row in table.iterfind(path("thead/tr"))]
    rows = [row for part in ("tbody/tr", "tr", "tfoot/tr") for row in table.iterfind(path(part))]
    kept = [_cells(row) for row in rows if not repeated.covers(row, _plain(row))]
    kept = [row for row in kept if row.strip()]
    if kept:
        yield from (head for head in heads if head.strip())
        yield from kept


def _cells(row: Element) -> str:
    cells = [_line([" ".join(_inline(cell))]) for cell in row if local(cell) in {"td", "th"}]
    while cells and not cells[-1]:
        cells.pop()
    return "\t".join(cell or "-" for cell in cells)


def _inline(element: Element) -> Iterator[str]:
    """Words of an element, line breaks and blocks inside it parted by a semicolon, so that no two run into one."""
    for part in element.iter():
        name = local(part)
        if part is not element and name in {"item", "paragraph", "br"} and name != "br":
            yield ";"
        if part.text and isinstance(part.tag, str):
            yield part.text
        if part is not element and part.tail:
            yield part.tail


def _line(parts: Iterable[str]) -> str:
    text = _SPACE.sub(" ", " ".join(parts)).strip()
    return re.sub(r"^(?:; )+|\s+(?=;)", "", text).strip("; ") if ";" in text else text


def _plain(element: Element) -> str:
    return _line([" ".join(_inline(element))])


def _holds_block(part: Element) -> bool:
    return any(local(inner) in _BLOCKS for inner in part.iterdescendants())
