"""Cells of a row under the columns they stand in, where a row has empty cells and the page keeps its spacing."""

from __future__ import annotations

import re

_CELL = re.compile(r"\S+(?:\s{1,2}\S+)*")
#: places of a tab or of a bar say nothing of the column
_UNPLACED = re.compile(r"[\t|]")
_SLACK = 3

Span = tuple[int, int]


def cell_spans(text: str) -> tuple[Span, ...]:
    """Where the cells of a line stand, parted by three spaces or more; empty where tabs or bars part them."""
    if _UNPLACED.search(text):
        return ()
    return tuple(match.span() for match in _CELL.finditer(text))


def aligned(cells: tuple[str, ...], spans: tuple[Span, ...], head: tuple[Span, ...]) -> tuple[str, ...]:
    """The row with "" in its empty cells; empty when any cell stands under no column, or two under one."""
    if not head or len(cells) >= len(head) or len(cells) != len(spans):
        return ()
    row = [""] * len(head)
    for cell, (start, end) in zip(cells, spans, strict=True):
        under = [at for at, (first, last) in enumerate(head) if _stands_under(start, end, first, last)]
        if len(under) != 1 or row[under[0]]:
            return ()
        row[under[0]] = cell
    return tuple(row)


def _stands_under(start: int, end: int, first: int, last: int) -> bool:
    return abs(start - first) <= _SLACK or abs(end - last) <= 1
