"""Rows of labels and values set at fixed columns, where a long label or value left one blank before the next column.

`Attending Ada Quill, MD` under `Patient   Emil Hartl`: the neighbours show where a value begins. Such a blank is made a tab, so
that every character keeps its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from peercall.engine.letters.patterns import late

_COLUMN = late(r"(?<=\S)[ ]{2,}(?=\S)")
_BLOCK = late(r"(?:[^\n]*\S[^\n]*\n)+")
#: lines of a block that begin something at a column, so that it is one
_LEAST = 3
_MOST_LINES = 60


def with_columns_parted(text: str, *, is_label: Callable[[str], bool]) -> str:
    """The text with a tab for the one blank that parts a label from its value, or a value from the next label.

    is_label: whether words are a known label.
    """
    out = list(text)
    for block in _BLOCK.finditer(text + "\n"):
        lines = list(_lines(block.group(), block.start()))
        if not _LEAST <= len(lines) <= _MOST_LINES:
            continue
        begins = [[match.end() for match in _COLUMN.finditer(line)] for _, line in lines]
        count = Counter(column for columns in begins for column in columns)
        shared = sorted(column for column, times in count.items() if times >= _LEAST)
        for (start, line), columns in zip(lines, begins, strict=True):
            for column in shared:
                if _is_one_blank(line, column) and _parts(line, column, columns, is_label):
                    out[start + column - 1] = "\t"
    return "".join(out[: len(text)])


def _lines(block: str, start: int) -> Iterator[tuple[int, str]]:
    for line in block.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _is_one_blank(line: str, column: int) -> bool:
    return 1 < column < len(line) and line[column - 1] == " " and line[column - 2] != " " and line[column] != " "


def _parts(line: str, column: int, columns: list[int], is_label: Callable[[str], bool]) -> bool:
    """True when the words before the column, or those behind it up to the next one, are a label."""
    first = max([at for at in columns if at < column], default=len(line) - len(line.lstrip()))
    before = line[first : column - 1].strip()
    gap = _COLUMN.search(line, column)
    behind = line[column : gap.start()] if gap is not None else ""
    return is_label(before) or (bool(behind) and is_label(behind) and re.search(r"[^\s]", before) is not None)
