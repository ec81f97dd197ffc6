"""Pages set in two columns of prose: the left column is read before the right one, each character keeps its place.

Rows of labels and values stand side by side too and are left as they are: columns of prose are known by lines that go on
below in small letters, in both columns.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from peercall.engine.letters.patterns import late

_GAP = late(r"(?<=\S)\s{3,}(?=\S)")
_GOES_ON = late(r"[\w,'\")-]$")
#: lines with words in both columns that a block has at least
_LEAST_ROWS = 4
#: lines of a block looked through at most
_MOST_LINES = 200
#: columns of blanks by which the right column's lines may start apart
_SLACK = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """start: offset in the text as read; place: offset of the same characters in the page; length of the stretch."""

    start: int
    place: int
    length: int


@dataclass(frozen=True)
class PageText:
    """A page in reading order. text: as long as the page or longer by the ends of lines put between its columns."""

    text: str
    pieces: tuple[Piece, ...]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(piece.start for piece in self.pieces)

    @cached_property
    def _by_place(self) -> tuple[Piece, ...]:
        return tuple(sorted(self.pieces, key=lambda piece: piece.place))

    def place(self, offset: int) -> tuple[int, int]:
        """Where an offset of the text stands in the page, and the end in the page of the stretch it belongs to."""
        if not self.pieces:
            return 0, 0
        piece = self.pieces[max(0, bisect_right(self._starts, offset) - 1)]
        within = min(offset - piece.start, piece.length)
        return piece.place + within, piece.place + piece.length

    def offset(self, place: int) -> int:
        """Where a place of the page stands in the text."""
        pieces = self._by_place
        at = bisect_right([piece.place for piece in pieces], place) - 1
        return pieces[at].start + place - pieces[at].place if pieces else 0


def in_reading_order(page: str) -> PageText:
    """The page with each block of two columns read down one column and then the other."""
    lines = list(_lines(page))
    out: list[str] = []
    pieces: list[Piece] = []
    length = 0

    def put(start: int, end: int, tail: str = "") -> None:
        nonlocal length
        if end > start:
            last = pieces[-1] if pieces else None
            if last is not None and last.place + last.length == start and last.start + last.length == length:
                pieces[-1] = Piece(last.start, last.place, last.length + end - start)
            else:
                pieces.append(Piece(length, start, end - start))
        out.append(page[start:end] + tail)
        length += end - start + len(tail)

    index = 0
    while index < len(lines):
        block = _block(page, lines, index)
        if block is None:
            put(*lines[index])
            index += 1
            continue
        last, gutter = block
        rows = [_halves(page, *lines[at], gutter) for at in range(index, last + 1)]
        for start, middle, _ in rows:
            put(start, middle, "\n")
        put(rows[-1][0], rows[-1][0], "\n")
        for _, middle, end in rows:
            put(middle, end, "" if page[middle:end].endswith("\n") else "\n")
        index = last + 1
    return PageText("".join(out), tuple(pieces))


def _lines(page: str) -> list[tuple[int, int]]:
    """Begin and end of each line, its line end with it."""
    return [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\n|[^\n]+$", page)]


def _halves(page: str, start: int, end: int, gutter: int) -> tuple[int, int, int]:
    """Begin of a line, begin of its right half, its end."""
    text = page[start:end]
    if not text.strip():
        return start, end - len("\n") if text.endswith("\n") else end, end
    middle = start + min(gutter, len(text.rstrip()))
    while middle > start and not page[middle - 1].isspace() and middle - start < len(text.rstrip()):
        middle -= 1
    return start, middle, end


def _block(page: str, lines: list[tuple[int, int]], first: int) -> tuple[int, int] | None:
    """The last line of a block of two columns that begins here, and the column its right half starts in."""
    gutter = _gutter(page[slice(*lines[first])])
    if gutter is None:
        return None
    starts: Counter[int] = Counter({gutter: 1})
    last, blanks = first, 0
    for at in range(first + 1, min(len(lines), first + _MOST_LINES)):
        text = page[slice(*lines[at])].rstrip()
        if not text:
            blanks += 1
            if blanks > 2:
                break
            continue
        here = _gutter(text)
        right_only = len(text) - len(text.lstrip())
        if here is not None and abs(here - gutter) <= _SLACK:
            starts[here] += 1
        elif not (
            here is None and _GAP.search(text) is None and (len(text) < gutter or abs(right_only - gutter) <= _SLACK)
        ):
            break
        last, blanks = at, 0
    gutter = min(starts)
    rows = [_halves(page, *lines[at], gutter) for at in range(first, last + 1)]
    left = [page[start:middle].strip() for start, middle, _ in rows]
    right = [page[middle:end].strip() for _, middle, end in rows]
    both = sum(1 for one, two in zip(left, right, strict=True) if one and two)
    if both < _LEAST_ROWS or not (_is_prose(left) and _is_prose(right)):
        return None
    return last, gutter


def _gutter(text: str) -> int | None:
    """Where the second of two cells begins; None for a line of one cell, or of more."""
    text = text.rstrip()
    gaps = list(_GAP.finditer(text))
    if len(gaps) != 1 or "\t" in text or "|" in text:
        return None
    return gaps[0].end()


def _is_prose(column: list[str]) -> bool:
    """True for a column in which words go on from one line to the next, and which is no list of labels."""
    goes_on = sum(
        1
        for above, below in itertools.pairwise(column)
        if len(above.split()) >= 3 and _GOES_ON.search(above) and below[:1].islower()
    )
    filled = [line for line in column if line]
    labels = sum(1 for line in filled if line.endswith(":"))
    return goes_on >= 1 and 3 * labels < len(filled) and sum(len(line.split()) >= 4 for line in filled) >= 2
