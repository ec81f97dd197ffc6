"""Tables as letters print them: a row of column titles over rows of cells, matched by their number or by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from peercall.engine.letters.lines import Line
from peercall.engine.letters.patterns import late
from peercall.engine.letters.vocabulary import Vocabulary

Span = tuple[int, int]
_PARTED = late(r"[\t|]")
_RULE = late(r"[\s=_*~.+|#-]+")
_WIDE = late(r"(?:\$\s+(?=\d))?\S+(?: (?!\s)\S+)*")
_TOTALS = late(r"(?:sub)?totals?\b", re.IGNORECASE)
#: rows of a table at most
_MOST_ROWS = 60


class Lined(Protocol):
    """A letter as far as tables need it."""

    body: str
    vocabulary: Vocabulary

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line that holds something."""

    def label(self, text: str, at: int) -> str | None:
        """The known label that the words at an offset are."""

    def label_in_place(self, text: str, at: int) -> str | None:
        """The same, or what a key word means under its heading."""

    def column_of(self, offset: int) -> int:
        """How far an offset stands from its line's begin."""


@dataclass(frozen=True, slots=True)
class Row:
    """index, last: of its first and last line. cells: column to the cell's place; a column without a cell is missing. wrapped: where a
    cell goes on in the lines below, by column."""

    index: int
    last: int
    cells: Mapping[int, Span]
    wrapped: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Span, ...]:
        """Every stretch of its cells, the wrapped ones behind."""
        return (*self.cells.values(), *(place for places in self.wrapped.values() for place in places))


@dataclass(frozen=True, slots=True)
class Table:
    """labels: the known label of each column, None for another title. titles: the words of each column's title.

    kinds: what a title of data/letters `columns` says of its column.
    """

    index: int
    titles: tuple[str, ...]
    labels: tuple[str | None, ...]
    kinds: tuple[str | None, ...]
    rows: tuple[Row, ...]

    def column(self, *kinds: str) -> int | None:
        """The first column of one of the kinds."""
        return next((at for at, kind in enumerate(self.kinds) if kind in kinds), None)


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table of a letter, by the line of its titles."""

    by_line: Mapping[int, Table] = field(default_factory=dict)

    @property
    def header_lines(self) -> frozenset[int]:
        """Lines that hold column titles."""
        return frozenset(self.by_line)

    @property
    def all_lines(self) -> frozenset[int]:
        """Lines of titles and of rows."""
        rows = (at for table in self.by_line.values() for row in table.rows for at in range(row.index, row.last + 1))
        return self.header_lines | frozenset(rows)

    def at(self, index: int) -> Table:
        """The table whose titles stand in the line."""
        return self.by_line[index]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.by_line.values())


def find_tables(letter: Lined) -> Tables:
    """Tables in reading order. A row belongs to one table."""
    found: dict[int, Table] = {}
    lines = letter.lines
    index = 0
    while index < len(lines):
        table = _table_at(letter, lines, index)
        if table is not None:
            found[index] = table
            index = table.rows[-1].last
        index += 1
    return Tables(found)


def _cells(line: Line) -> list[Span]:
    """Cells in order, empty ones of barred or tabbed rows among them."""
    text = line.text
    if _PARTED.search(text):
        cells: list[Span] = []
        at = 0
        for piece in re.split(r"([\t|])", text):
            if piece not in ("\t", "|"):
                lead = len(piece) - len(piece.lstrip())
                cells.append((line.start + at + lead, line.start + at + max(lead, len(piece.rstrip()))))
            at += len(piece)
        if text.startswith("|"):
            cells = cells[1:]
        if text.endswith("|"):
            cells = cells[:-1]
        return cells
    return [(line.start + m.start(), line.start + m.end()) for m in _WIDE.finditer(text)]


def _table_at(letter: Lined, lines: tuple[Line, ...], index: int) -> Table | None:
    titles = _cells(lines[index])
    if len(titles) < 2:
        return None
    words = [letter.body[start:end].strip(" :") for start, end in titles]
    labels = [
        letter.label_in_place(word, start) if word else None for word, (start, _) in zip(words, titles, strict=True)
    ]
    kinds = [letter.vocabulary.meaning_of("columns", word) for word in words]
    known = [at for at, label in enumerate(labels) if label or kinds[at]]
    if len(known) < 2 or 2 * len(known) < len([word for word in words if word]):
        return None
    if any(re.search(r"\d|:\s*\S", word) for at, word in enumerate(words) if at not in known):
        return None
    if any(letter.body[end - 1 : end] in ":=" for _, end in titles):
        return None  # `Label:  value` pairs
    if len(titles) % 2 == 0 and known == list(range(0, len(titles), 2)):
        return None  # `label  value  label  value`
    rows = _rows(letter, lines, index, titles)
    return Table(index, tuple(words), tuple(labels), tuple(kinds), rows) if rows else None


def _rows(letter: Lined, lines: tuple[Line, ...], index: int, titles: list[Span]) -> tuple[Row, ...]:
    rows: list[Row] = []
    parted = _PARTED.search(lines[index].text) is not None
    for at in range(index + 1, min(len(lines), index + 1 + _MOST_ROWS)):
        line = lines[at]
        if _RULE.fullmatch(line.text):
            continue
        cells = _cells(line)
        if (rows and lines[at - 1].is_before_gap and not _is_ruled(letter, lines[at - 1], line)) or (
            _PARTED.search(line.text) is not None
        ) != parted:
            break
        filled = [cell for cell in cells if cell[1] > cell[0]]
        if rows and _TOTALS.match(line.text):
            break
        if rows and not parted and _goes_on(letter, lines[index], titles, line, filled):
            continue
        if rows and parted and len(cells) == len(titles) and _is_rest(titles, cells, filled):
            rows[-1] = _with_rest(rows[-1], at, cells)
            continue
        if len(filled) < 2 and not (len(titles) == 2 and rows and filled):
            break
        texts = [letter.body[start:end] for start, end in filled]
        if sum(letter.label(text, cell[0]) is not None for text, cell in zip(texts, filled, strict=True)) * 2 > len(
            texts
        ):
            break  # the titles of another table
        if any(_is_labelled(letter, text, cell[0]) for text, cell in zip(texts, filled, strict=True)):
            break
        places = _by_number(cells, titles) or _by_place(letter, lines[index], titles, line, cells)
        if places is None:
            break
        rows.append(Row(at, at, {column: cell for column, cell in places.items() if cell[1] > cell[0]}))
    return tuple(rows)


def _is_ruled(letter: Lined, above: Line, line: Line) -> bool:
    """True where a drawn rule and no empty line parts two rows of a barred table."""
    between = letter.body[above.end : line.start].strip("\n").split("\n")
    return "|" in line.text and all(part.strip() for part in between)


def _is_rest(titles: list[Span], cells: list[Span], filled: list[Span]) -> bool:
    """True for the rest of wrapped cells in a barred row: nothing under the first title, which numbers or names the rows."""
    first, last = cells[0]
    return bool(filled) and first == last and titles[0][1] > titles[0][0] and 2 * len(filled) < len(titles)


def _with_rest(row: Row, at: int, cells: list[Span]) -> Row:
    wrapped = dict(row.wrapped)
    for column, cell in enumerate(cells):
        if cell[1] > cell[0]:
            wrapped[column] = (*wrapped.get(column, ()), cell)
    return Row(row.index, at, row.cells, wrapped)


def _goes_on(letter: Lined, head: Line, titles: list[Span], line: Line, cells: list[Span]) -> bool:
    """True for the rest of cells that wrapped: few cells, none under the first title."""
    if len(titles) < 3 or 2 * len(cells) >= len(titles):
        return False
    places = _by_place(letter, head, titles, line, cells)
    return places is not None and 0 not in places


def _is_labelled(letter: Lined, text: str, at: int) -> bool:
    """True for `Label: value` in a cell."""
    match = re.match(r"([A-Z][\w ]{1,30}):\s", text)
    return match is not None and letter.label(match.group(1), at) is not None


def _by_number(cells: list[Span], titles: list[Span]) -> dict[int, Span] | None:
    return dict(enumerate(cells)) if len(cells) == len(titles) else None


def _by_place(letter: Lined, head: Line, titles: list[Span], line: Line, cells: list[Span]) -> dict[int, Span] | None:
    """Cells under the titles they stand beneath; None when two fall under one title or a cell under none."""
    if _PARTED.search(line.text):
        return None
    offset, origin = letter.column_of(head.start), letter.column_of(line.start)
    out: dict[int, Span] = {}
    for start, end in cells:
        left, right = start - line.start + origin, end - line.start + origin
        best, reach = None, 0
        for column, (first, last) in enumerate(titles):
            one, two = first - head.start + offset, last - head.start + offset
            stop = titles[column + 1][0] - head.start + offset if column + 1 < len(titles) else 10_000
            overlap = min(right, stop) - max(left, one)
            near = min(right, two) - max(left, one)
            score = max(overlap, 0) + 2 * max(near, 0)
            if score > reach:
                best, reach = column, score
        if best is None or best in out:
            return None
        out[best] = (start, end)
    return out
