"""Words of a picture in reading order: rows with cells, grids of drawn lines, columns of prose one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from peercall.adapters.documents.recognition.tesseract import Box, Word

#: a gap wider than this many heights of a letter parts two cells; a blank between words is about a third of one
_CELL_GAP = 1.15
#: rows further apart than this many usual steps belong to different paragraphs
_PARAGRAPH_STEP = 1.35
#: a line set to full width has at least so many gaps, none wider than so many heights of a letter
_SPACED_GAPS = 4
_SPACED_MOST = 2.2
_SAME_ROW = 0.5
#: lines that share more of their height stand beside one another
_BESIDE = 0.25
_MIN_LINES = 6
_PROSE_WORDS = 3.0
_GOES_ON = 0.25
#: a cell of more lines than these is a frame around text, not a cell
_CELL_LINES = 5


@dataclass(slots=True)
class Piece:
    """A stretch of one line between wide gaps, or the words of a cell."""

    words: list[Word]
    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0

    def __post_init__(self) -> None:
        self.left = min(word.left for word in self.words)
        self.right = max(word.right for word in self.words)
        self.top = int(median(word.top for word in self.words))
        self.bottom = int(median(word.bottom for word in self.words))

    @property
    def height(self) -> int:
        return max(1, self.bottom - self.top)


@dataclass(slots=True)
class Row:
    """Pieces side by side. starts_paragraph: a blank line stands before it."""

    pieces: list[Piece] = field(default_factory=list)
    starts_paragraph: bool = False

    @property
    def top(self) -> int:
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> int:
        return max(piece.bottom for piece in self.pieces)

    @property
    def middle(self) -> float:
        tallest = max(self.pieces, key=lambda piece: piece.height)
        return (tallest.top + tallest.bottom) / 2


def in_reading_order(
    lines: Sequence[Sequence[Word]], *, width: int, level_rules: Sequence[Box], upright_rules: Sequence[Box]
) -> list[Row]:
    """Rows of a page from its lines. width: of the picture; rules: drawn lines in the same picture."""
    pieces = [piece for line in lines for piece in pieces_of(line, upright_rules)]
    grids, pieces = _grid_rows(pieces, level_rules, upright_rules)
    rows = [*_rows(pieces), *grids]
    rows.sort(key=lambda row: row.middle)
    return _with_paragraphs(_blocks_in_turn(_columns_in_turn(rows, width=width)))


def pieces_of(line: Sequence[Word], upright_rules: Sequence[Box]) -> list[Piece]:
    """Stretches of a line, parted where a wide gap or a drawn line stands between two words."""
    words = sorted(line, key=lambda word: word.left)
    if not words:
        return []
    letter = median(word.height for word in words)
    gaps = [two.left - one.right for one, two in pairwise(words)]
    widest = _CELL_GAP * letter if not _is_spaced_out(gaps, letter) else max(gaps)
    groups = [[words[0]]]
    for one, two in pairwise(words):
        if two.left - one.right > widest or _is_parted(one, two, upright_rules):
            groups.append([])
        groups[-1].append(two)
    return [Piece(group) for group in groups]


def _is_spaced_out(gaps: list[int], letter: float) -> bool:
    """True for a line set to full width: its gaps are wide and nearly all alike, as no cells of a table stand."""
    if len(gaps) < _SPACED_GAPS:
        return False
    usual = median(gaps)
    near = sum(1 for gap in gaps if abs(gap - usual) <= 0.3 * usual)
    return max(gaps) < _SPACED_MOST * letter and near >= 0.8 * len(gaps)


def _is_parted(one: Word, two: Word, upright_rules: Sequence[Box]) -> bool:
    """True when a drawn line stands between the two words."""
    middle = (one.top + one.bottom) / 2
    return any(
        one.right - 6 <= (left + right) / 2 <= two.left + 6 and top <= middle <= bottom
        for left, top, right, bottom in upright_rules
    )


def _rows(pieces: list[Piece]) -> list[Row]:
    """Pieces that stand side by side, as rows."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.top + piece.bottom):
        for row in reversed(rows[-4:]):
            if _fits(piece, row):
                row.pieces.append(piece)
                break
        else:
            rows.append(Row([piece]))
    for row in rows:
        row.pieces.sort(key=lambda piece: piece.left)
    return rows


def _fits(piece: Piece, row: Row) -> bool:
    for other in row.pieces:
        high = min(piece.bottom, other.bottom) - max(piece.top, other.top)
        if high < _SAME_ROW * min(piece.height, other.height):
            return False
        if min(piece.right, other.right) > max(piece.left, other.left):
            return False
    return True


def _grid_rows(
    pieces: list[Piece], level_rules: Sequence[Box], upright_rules: Sequence[Box]
) -> tuple[list[Row], list[Piece]]:
    """Rows of cells between drawn lines, each cell's lines joined; and the pieces outside of any grid.

    Cells that all hold the same number of lines are lines of labels above lines of values: these stay rows of their own,
    unless a label with its colon stands inside of a cell.
    """
    grids: list[Row] = []
    left_over = list(pieces)
    for upper, lower in pairwise(sorted(level_rules, key=lambda rule: rule[1] + rule[3])):
        top, bottom = (upper[1] + upper[3]) / 2, (lower[1] + lower[3]) / 2
        bounds = sorted(
            (left + right) / 2
            for left, high, right, low in upright_rules
            if high <= top + 0.3 * (bottom - top) and low >= bottom - 0.3 * (bottom - top)
        )
        if len(bounds) < 3:
            continue
        inside = [
            piece
            for piece in left_over
            if top <= (piece.top + piece.bottom) / 2 <= bottom and bounds[0] - 8 <= piece.left <= bounds[-1] + 8
        ]
        cells: dict[int, list[Piece]] = defaultdict(list)
        for piece in inside:
            middle = (piece.left + piece.right) / 2
            cells[sum(1 for bound in bounds if bound <= middle)].append(piece)
        counts = {len(_rows(cell)) for cell in cells.values()}
        if len(cells) < 2 or counts == {1} or max(counts) > _CELL_LINES:
            continue
        if len(counts) == 1 and not any(":" in piece.words[0].text + piece.words[-1].text for piece in inside):
            continue
        row = Row([_joined(cells[number]) for number in sorted(cells)])
        grids.append(row)
        taken = {id(piece) for piece in inside}
        left_over = [piece for piece in left_over if id(piece) not in taken]
    return grids, left_over


def _joined(cell: list[Piece]) -> Piece:
    """The lines of one cell as one piece, its words in order."""
    words = [word for row in _rows(cell) for piece in row.pieces for word in piece.words]
    return Piece(words)


def _blocks_in_turn(rows: list[Row]) -> list[Row]:
    """Rows where blocks that stand side by side on lines of their own (a letterhead) come one after the other."""
    ordered: list[Row] = []
    run: list[Row] = []
    for row in rows:
        if run and not any(_overlap(row, other) for other in run[-2:]):
            ordered += _apart(run)
            run = []
        run.append(row)
    return [*ordered, *_apart(run)]


def _overlap(one: Row, two: Row) -> bool:
    shared = min(one.bottom, two.bottom) - max(one.top, two.top)
    return shared > _BESIDE * min(one.bottom - one.top, two.bottom - two.top)


def _apart(run: list[Row]) -> list[Row]:
    """The rows of one run, split at the gap beside which the lines of both sides are level among themselves."""
    if len(run) < 2:
        return run
    pieces = [piece for row in run for piece in row.pieces]
    best, fewest = run, _unlevel(run)
    for edge in sorted({piece.left for piece in pieces})[1:]:
        left = [piece for piece in pieces if piece.right <= edge]
        right = [piece for piece in pieces if piece.left >= edge]
        if len(left) + len(right) < len(pieces):
            continue
        split = [sorted(_rows(side), key=lambda row: row.middle) for side in (left, right)]
        unlevel = sum(map(_unlevel, split))
        if unlevel < fewest:
            best, fewest = [row for side in split for row in side], unlevel
    return best


def _unlevel(rows: list[Row]) -> int:
    """How many rows reach into the one before."""
    return sum(1 for one, two in pairwise(rows) if _overlap(one, two))


def _columns_in_turn(rows: list[Row], *, width: int) -> list[Row]:
    """Rows as they are, or the left column's rows before the right one's where two columns of prose stand side by side."""
    gutter = _gutter(rows, width=width)
    if gutter is None:
        return rows
    ordered: list[Row] = []
    band: list[tuple[bool, Row]] = []
    for row in rows:
        sides = [piece for piece in row.pieces if piece.left < gutter < piece.right]
        if sides:
            ordered += _band(band)
            band = []
            ordered.append(row)
            continue
        for is_right in (False, True):
            half = [piece for piece in row.pieces if (piece.left >= gutter) is is_right]
            if half:
                band.append((is_right, Row(half)))
    return [*ordered, *_band(band)]


def _band(band: list[tuple[bool, Row]]) -> list[Row]:
    return [row for wanted in (False, True) for is_right, row in band if is_right is wanted]


def _gutter(rows: list[Row], *, width: int) -> float | None:
    """The middle of an empty strip with running text on both sides of it; a table's cells are no running text."""
    for percent in (50, 48, 52, 46, 54, 44, 56, 42, 58, 40, 60):
        gutter = width * percent / 100
        left: list[Piece] = []
        right: list[Piece] = []
        for row in rows:
            if any(piece.left < gutter < piece.right for piece in row.pieces):
                if _is_prose(left) and _is_prose(right):
                    break
                left, right = [], []
                continue
            left += [piece for piece in row.pieces if piece.right <= gutter]
            right += [piece for piece in row.pieces if piece.left >= gutter]
        if _is_prose(left) and _is_prose(right):
            return gutter
    return None


def _is_prose(column: list[Piece]) -> bool:
    """True for lines of running text: several words each, and a good part of them go on with a small letter."""
    if len(column) < _MIN_LINES:
        return False
    words = sum(len(piece.words) for piece in column)
    goes_on = sum(1 for piece in column if piece.words[0].text[:1].islower())
    return words >= _PROSE_WORDS * len(column) and goes_on >= _GOES_ON * len(column)


def _with_paragraphs(rows: list[Row]) -> list[Row]:
    """The rows, a blank line before each that stands further below than lines usually do, or higher than the one before."""
    steps = [two.middle - one.middle for one, two in pairwise(rows) if two.middle > one.middle]
    usual = _usual_step(rows, steps)
    for above, row in pairwise(rows):
        step = row.middle - above.middle
        room = row.top - above.bottom
        grown = max(row.bottom - row.top, above.bottom - above.top)
        row.starts_paragraph = step < 0 or (step > _PARAGRAPH_STEP * usual and room > 0.55 * min(grown, usual))
    return rows


def _usual_step(rows: list[Row], steps: list[float]) -> float:
    """The step between lines of a paragraph: the lower middle of the steps, at least a letter's height and a half."""
    letter = median(piece.height for row in rows for piece in row.pieces) if rows else 1.0
    near = sorted(step for step in steps if step < 3.0 * letter)
    return max(near[len(near) // 3] if near else 0.0, 1.25 * letter)
