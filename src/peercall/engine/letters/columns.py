"""Pages set in two columns: the left column is read before the right one, each character keeps its place.

Rows of labels and values stand side by side too and are left as they are. Read column by column are: columns of prose, known
by lines that go on below in small letters in both; two panels parted by a bar at one place of the page, known by their rows
of two titles; and two titles over what belongs to each, where the page does so throughout or the words below go on.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
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
#: rows of two titles that show panels
_LEAST_TITLES = 2
_WORDS_OF_TITLE = 6
#: blocks of two titles over their columns that show that a page is set so
_STYLE = 3
#: lines of such a block are fewer
_MOST_TITLED = 9
_RULE = " \t\n=_*~.+|#-"
_LIKE_TITLE = late(r"[A-Z][A-Za-z'/&-]*(?:\s[A-Za-z'/&()-]+){0,5}")


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


def in_reading_order(page: str, *, is_title: Callable[[str], bool]) -> PageText:
    """The page with each block of two columns read down one column and then the other.

    is_title: True for words that are a label or a heading.
    """
    lines = list(_lines(page))
    bar = _bar(page, lines, is_title)
    is_style = _count_titled(page, lines, is_title) >= _STYLE
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
        rows = _panel_rows(page, lines, index, bar)
        if not rows:
            last, gutter = _titled(page, lines, index, is_title, is_style) or _block(page, lines, index) or (index, 0)
            rows = [_halves(page, *lines[at], gutter) for at in range(index, last + 1)] if gutter else []
        if not rows:
            put(*lines[index])
            index += 1
            continue
        for start, middle, _, _ in rows:
            put(start, middle, "\n")
        put(rows[-1][0], rows[-1][0], "\n")
        for _, _, second, end in rows:
            put(second, end, "" if page[second:end].endswith("\n") else "\n")
        put(rows[-1][0], rows[-1][0], "\n")
        index += len(rows)
    return PageText("".join(out), tuple(pieces))


def _bar(page: str, lines: list[tuple[int, int]], is_title: Callable[[str], bool]) -> int | None:
    """The place in the line of the bar that parts two panels; None for a page that has none, or a table with bars."""
    places = Counter(
        text.index("|")
        for line in lines
        if (text := page[slice(*line)].rstrip("\n")).count("|") == 1 and text.strip("| ")
    )
    if not places:
        return None
    bar, count = places.most_common(1)[0]
    titles = sum(
        1
        for line in lines
        if (halves := _parted(page[slice(*line)], bar)) is not None
        and all(_is_title(half, is_title) for half in halves)
    )
    return bar if bar > 0 and count >= _LEAST_ROWS and titles >= _LEAST_TITLES else None


def _parted(text: str, bar: int) -> tuple[str, str] | None:
    """Both halves of a line whose only bar stands there."""
    if text.count("|") != 1 or text.find("|") != bar:
        return None
    return text[:bar].strip(), text[bar + 1 :].strip()


def _is_title(words: str, is_title: Callable[[str], bool]) -> bool:
    is_short = 0 < len(words.split()) <= _WORDS_OF_TITLE and not re.search(r"\d|[.,;]$|:\s*\S", words)
    return is_short and (words.isupper() or is_title(words))


def _panel_rows(
    page: str, lines: list[tuple[int, int]], first: int, bar: int | None
) -> list[tuple[int, int, int, int]]:
    """The lines of two panels from this one to the next rule, parted at the bar."""
    rows: list[tuple[int, int, int, int]] = []
    for start, end in lines[first:] if bar is not None else ():
        if bar is None or _parted(page[start:end], bar) is None:
            break
        rows.append((start, start + bar, start + bar + 1, end))
    return rows


def _count_titled(page: str, lines: list[tuple[int, int]], is_title: Callable[[str], bool]) -> int:
    """How often the page sets two titles over what belongs to each."""
    return sum(1 for at in range(len(lines)) if _titled(page, lines, at, is_title, is_style=True) is not None)


def _titled(
    page: str, lines: list[tuple[int, int]], first: int, is_title: Callable[[str], bool], is_style: bool
) -> tuple[int, int] | None:
    """The last line of a block of two titles over two columns that begins here, and where the right one starts.

    is_style: the page does so throughout; one known title is enough then, and one line below.
    """
    if first > 0 and page[slice(*lines[first - 1])].strip(_RULE):
        return None
    gutter = _gutter(page[slice(*lines[first])])
    if gutter is None:
        return None
    texts = list(
        itertools.takewhile(str.strip, (page[start:end].rstrip() for start, end in lines[first : first + _MOST_TITLED]))
    )
    if not 2 <= len(texts) < _MOST_TITLED or any(_cells_fit(text, gutter) is None for text in texts):
        return None
    halves = [(text[:gutter].strip(), text[gutter:].strip()) for text in texts]
    titles = [_is_title(words, is_title) for words in halves[0]]
    looks = all(_LIKE_TITLE.fullmatch(words) for words in halves[0])
    if not looks or any(_is_title(left, is_title) for left, _ in halves[1:]) or not all(halves[1]):
        return None
    below = halves[2:]
    goes_on = bool(below) and all(not one or not two or (one[0].islower() and two[0].islower()) for one, two in below)
    goes_on = goes_on or (not below and all(half[0].islower() for half in halves[1]))
    if is_style and any(titles) and (goes_on or not below):
        return first + len(texts) - 1, gutter
    return (first + len(texts) - 1, gutter) if all(titles) and goes_on else None


def _cells_fit(text: str, gutter: int) -> int | None:
    """How many cells a line has that stand at the columns' places; None when it has others."""
    here = _gutter(text)
    if here is not None:
        return 2 if abs(here - gutter) <= _SLACK else None
    if _GAP.search(text) is not None or "|" in text or "\t" in text:
        return None
    indent = len(text) - len(text.lstrip())
    return 1 if len(text) <= gutter or abs(indent - gutter) <= _SLACK else None


def _lines(page: str) -> list[tuple[int, int]]:
    """Begin and end of each line, its line end with it."""
    return [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\n|[^\n]+$", page)]


def _halves(page: str, start: int, end: int, gutter: int) -> tuple[int, int, int, int]:
    """Begin of a line, end of its left half, begin of its right half, its end."""
    text = page[start:end]
    if not text.strip():
        middle = end - len("\n") if text.endswith("\n") else end
        return start, middle, middle, end
    middle = start + min(gutter, len(text.rstrip()))
    while middle > start and not page[middle - 1].isspace() and middle - start < len(text.rstrip()):
        middle -= 1
    return start, middle, middle, end


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
    left = [page[start:middle].strip() for start, middle, _, _ in rows]
    right = [page[second:end].strip() for _, _, second, end in rows]
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
