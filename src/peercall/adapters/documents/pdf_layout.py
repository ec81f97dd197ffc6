"""Where words stand on a PDF page: cells of a table row told apart, two columns read one after the other.

PDFium gives text in the order of the file. Its generated blanks hide how wide a gap is; here a wide gap becomes a tab, and a
page whose columns come interleaved line by line is put in reading order.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

#: a gap wider than this many font sizes parts two cells; a blank between words is about a third of one
_CELL_GAP = 0.8
#: lines further apart than this many usual steps belong to different paragraphs
_PARAGRAPH_STEP = 1.3
#: the same in a reordered page, where heights are those of the letters and vary more
_COLUMN_STEP = 1.6
_MIN_LINES = 6
#: heights that differ by less belong to one line across the page
_SAME_LINE = 9.0
_PROSE_WORDS = 3.0
#: share of lines that begin with a small letter; labels of a table begin with a capital
_GOES_ON = 0.25


@dataclass(slots=True)
class _Piece:
    """A stretch of one line between wide gaps: characters start..end of the page and its box."""

    start: int
    end: int
    left: float
    right: float
    top: float


class _Boxes:
    """Boxes of single characters, asked for one at a time because asking for all is slow."""

    def __init__(self, textpage: Any) -> None:
        self._page = textpage
        self._box = [ctypes.c_double() for _ in range(4)]

    def of(self, index: int) -> tuple[float, float, float, float]:
        """left, right, bottom, top"""
        left, right, bottom, top = self._box
        pdfium.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return left.value, right.value, bottom.value, top.value

    def baseline(self, index: int) -> float:
        """Height of the line a character stands on."""
        across, up = self._box[:2]
        pdfium.FPDFText_GetCharOrigin(self._page, index, across, up)
        return float(up.value)

    def is_wide_gap(self, index: int) -> bool:
        """True when the generated blank at `index` stands for a gap between cells."""
        if pdfium.FPDFText_IsGenerated(self._page, index) != 1:
            return False
        size = float(pdfium.FPDFText_GetFontSize(self._page, index - 1)) or 10.0
        _, end, bottom, top = self.of(index - 1)
        return self.of(index + 1)[0] - end > _CELL_GAP * max(min(size, 40.0), top - bottom)


def laid_out_text(textpage: Any, text: str, *, page_width: float) -> str:
    """The page's text with tabs between cells, and in reading order when its columns were interleaved.

    text: `textpage.get_text_range()`, one character per PDFium character; otherwise it is returned unchanged.
    """
    if len(text) != textpage.count_chars():
        return text
    boxes = _Boxes(textpage)
    marked = list(text)
    at = text.find(" ")
    while at != -1:
        if (
            0 < at < len(text) - 1
            and text[at - 1] not in "\r\n"
            and text[at + 1] not in " \r\n"
            and boxes.is_wide_gap(at)
        ):
            marked[at] = "\t"
        at = text.find(" ", at + 1)
    text = "".join(marked)
    pieces = _pieces(text, boxes)
    order = _column_order(pieces, text, page_width=page_width)
    if order is None:
        return _with_paragraphs(text, boxes)
    steps = [one.top - two.top for one, two in pairwise(order) if one.top - two.top > 2.0]
    usual = median(steps) if steps else 0.0
    out = [text[order[0].start : order[0].end]]
    for above, piece in pairwise(order):
        step = above.top - piece.top
        out.append("\r\n\r\n" if step > _COLUMN_STEP * usual or step < -2.0 else "\r\n")
        out.append(text[piece.start : piece.end])
    return "".join(out)


def _with_paragraphs(text: str, boxes: _Boxes) -> str:
    """The text with a blank line where the page leaves more room between two lines than it usually does.

    A line that stands higher than the one before begins another cell or column: a blank line too, unless the sentence
    goes on.
    """
    lines = text.split("\r\n")
    levels: list[float | None] = []
    at = 0
    for line in lines:
        shown = len(line) - len(line.lstrip())
        levels.append(boxes.baseline(at + shown) if line.strip() else None)
        at += len(line) + 2
    steps = [
        one - two for one, two in pairwise(levels) if one is not None and two is not None and 2.0 < one - two < 60.0
    ]
    if not steps:
        return text
    usual = median(steps)
    out = [lines[0]]
    for (above, below), line in zip(pairwise(levels), lines[1:], strict=True):
        if above is not None and below is not None:
            step = above - below
            if step > _PARAGRAPH_STEP * usual or (step < -2.0 and not line.lstrip()[:1].islower()):
                out.append("")
        out.append(line)
    return "\r\n".join(out)


def _pieces(text: str, boxes: _Boxes) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for end in [*(i for i, char in enumerate(text) if char in "\n\t"), len(text)]:
        first, last = start, end
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if last > first:
            left, right, _, top = boxes.of(first)
            far = boxes.of(last - 1)
            pieces.append(_Piece(first, last, min(left, far[0]), max(right, far[1]), max(top, far[3])))
        start = end + 1
    return pieces


def _column_order(pieces: list[_Piece], text: str, *, page_width: float) -> list[_Piece] | None:
    """Pieces in reading order when two columns of prose were interleaved; None when the order stands."""
    gutter = _gutter(pieces, text, page_width=page_width)
    if gutter is None:
        return None
    sides = [-1 if piece.right <= gutter else 1 if piece.left >= gutter else 0 for piece in pieces]
    order: list[_Piece] = []
    band: list[tuple[int, _Piece]] = []
    by_height = sorted(zip(sides, pieces, strict=True), key=lambda item: -item[1].top)
    for side, piece in by_height:
        if side == 0:
            order.extend(_band(band))
            band = []
            order.append(piece)
        else:
            band.append((side, piece))
    order.extend(_band(band))
    return order


def _band(band: list[tuple[int, _Piece]]) -> list[_Piece]:
    return [piece for wanted in (-1, 1) for side, piece in band if side == wanted]


def _gutter(pieces: list[_Piece], text: str, *, page_width: float) -> float | None:
    """The middle of an empty strip across which the file steps from left to right line by line, in running text.

    A table of labels and values steps so too, but its labels begin with capitals; cells that wrap come cell by cell.
    """
    if len(pieces) < 2 * _MIN_LINES:
        return None
    for percent in (50, 48, 52, 46, 54, 44, 56, 42, 58, 40, 60):
        gutter = page_width * percent / 100
        steps = [
            (one, two)
            for one, two in pairwise(pieces)
            if one.right <= gutter <= two.left and abs(one.top - two.top) < _SAME_LINE
        ]
        if len(steps) < _MIN_LINES:
            continue
        if _is_prose([one for one, _ in steps], text) and _is_prose([two for _, two in steps], text):
            return gutter
    return None


def _is_prose(column: list[_Piece], text: str) -> bool:
    """True for lines of running text: several words each, and a good part of them go on with a small letter."""
    words = [len(text[piece.start : piece.end].split()) for piece in column]
    goes_on = sum(1 for piece in column if text[piece.start].islower())
    return sum(words) / len(words) >= _PROSE_WORDS and goes_on >= _GOES_ON * len(column)
