"""The lines of services of a statement: a row's sums under the titles of its columns, by cell, by order, or by place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peercall.domain.statements import StatementLine, StatementPage, Told
from peercall.engine.statements.values import MONEY, Words, amounts, code_in, days_in, plain, remarks_in, small

_SUM = re.compile(r"\d\.\d\d|\$\s?\d")
_WIDE = re.compile(r" {2,}")
_NO_TITLE = re.compile(r"[\d:;!]|[a-z]{3}\.(?:\s|$)|\b[Pp]age\b|\bPAGE\b")
#: lines looked at above a row for the titles of its columns
_MOST_LINES = 40
_LONGEST_TITLE = 170
_WORDS_OF_CELL = 5
#: sums that make a line a row, and titles of sums that make lines a head
_LEAST = 2
#: characters by which a sum may stand off its title
_OFF = 9


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page. start: its offset. cells: start, end and text of each."""

    start: int
    text: str
    cells: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """Offset of its end."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Head:
    """Titles of columns, from the left. kinds: None for one that is not known. ends: where each ends in its line, empty where
    the page does not show places. end: offset behind the last title."""

    kinds: tuple[str | None, ...]
    ends: tuple[int, ...]
    end: int

    @property
    def money(self) -> tuple[str, ...]:
        """The columns that hold dollars."""
        return tuple(kind for kind in self.kinds if kind in MONEY)


def service_rows(page: StatementPage, *, words: Words, before: Head | None) -> tuple[list[StatementLine], Head | None]:
    """The rows of services of a page, and the head that stands over its last one. before: of the page before."""
    lines = text_lines(page.text)
    head, out, floor = before, [], 0
    for number, line in enumerate(lines):
        if not _SUM.search(line.text):
            continue
        sums = amounts(page, line.start, line.end)
        if len(sums) < _LEAST:
            continue
        above = _above(lines, number, floor=floor, most=_MOST_LINES)
        head = _head(above, words=words) or head
        begin = max(floor, head.end if head is not None and floor <= head.end <= line.start else floor)
        floor = line.end
        if head is None or words.totals.search(small(line.text)):
            continue
        row = _row(page, line, sums, head, begin=_begin(lines, number, begin), below=_below(page, lines, number, words))
        if row is not None:
            out.append(row)
    return out, head


def text_lines(text: str) -> list[TextLine]:
    """The lines that hold something."""
    out, start = [], 0
    for piece in text.split("\n"):
        if piece.strip():
            out.append(TextLine(start, piece, tuple(_cells(piece))))
        start += len(piece) + 1
    return out


def _cells(line: str) -> list[tuple[int, int]]:
    """Cells by bars, tabs or wide blanks; empty ones between bars and tabs count."""
    if "|" in line or "\t" in line:
        marks = [one.start() for one in re.finditer(r"[|\t]", line)]
        edges = [-1, *marks, len(line)]
        cells = [(left + 1, right) for left, right in itertools.pairwise(edges)]
        if "|" in line:
            cells = [one for at, one in enumerate(cells) if line[slice(*one)].strip() or 0 < at < len(cells) - 1]
        return [_stripped(line, *one) for one in cells]
    edges = [0]
    for gap in _WIDE.finditer(line.rstrip()):
        if gap.start():
            edges += [gap.start(), gap.end()]
        else:
            edges = [gap.end()]
    edges.append(len(line.rstrip()))
    return [(left, right) for left, right in zip(edges[::2], edges[1::2], strict=False) if right > left]


def _stripped(line: str, start: int, end: int) -> tuple[int, int]:
    text = line[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip()) if text.strip() else start


def _is_title(line: TextLine) -> bool:
    texts = [line.text[slice(*cell)] for cell in line.cells]
    short = len(line.cells) > 1 or len(line.text.split()) <= _WORDS_OF_CELL
    return (
        len(line.text) <= _LONGEST_TITLE
        and not _NO_TITLE.search(line.text)
        and (short or bool(len(texts) == 1 and len(line.text.split()) <= 2 * _WORDS_OF_CELL))
    )


def _head(above: Sequence[TextLine], *, words: Words) -> Head | None:
    """The nearest lines above that name two sums at least."""
    run: list[TextLine] = []
    for line in reversed(above):
        if _is_title(line) or not re.search(r"\w", line.text.replace("_", "")):
            run.insert(0, line)
            continue
        if (head := _read_head(run, words=words)) is not None:
            return head
        run = []
    return _read_head(run, words=words)


def _read_head(run: Sequence[TextLine], *, words: Words) -> Head | None:
    lines = [line for line in run if re.search(r"[^\W_]", line.text)]
    for size in range(1, len(lines) + 1):  # the fewest lines that do: what stands above them is another heading
        made = _merged(lines[-size:], words=words)
        if len(made.money) >= _LEAST:
            more = [_merged(lines[-taller:], words=words) for taller in range(size + 1, min(len(lines), size + 14) + 1)]
            better = max([made, *more], key=lambda one: len(one.money))
            return better
    return None


def _merged(lines: Sequence[TextLine], *, words: Words) -> Head:
    end = lines[-1].end
    wide = [line for line in lines if len(line.cells) > 1]
    if not wide:
        return _sequence(" ".join(line.text for line in lines), end=end, words=words)
    stacked: list[list[tuple[int, int, str]]] = []
    for line in lines:
        for start, stop in line.cells:
            text = line.text[start:stop]
            place = next((one for one in stacked if _overlap(one, start, stop)), None)
            (place.append((start, stop, text)) if place is not None else stacked.append([(start, stop, text)]))
    if "\t" in wide[0].text or "|" in wide[0].text:
        return _by_cells(wide, end=end, words=words)
    stacked.sort(key=lambda one: min(start for start, _, _ in one))
    texts = [" ".join(text for _, _, text in one) for one in stacked]
    ends = tuple(max(stop for _, stop, _ in one) for one in stacked)
    kinds = tuple(_kind(text, words=words) for text in texts)
    if len(stacked) <= _LEAST and len(wide) == 1:
        return _sequence(" ".join(texts), end=end, words=words)
    return Head(kinds, ends, end)


def _by_cells(wide: Sequence[TextLine], *, end: int, words: Words) -> Head:
    count = len(wide[-1].cells)
    same = [line for line in wide if len(line.cells) == count]
    texts = [" ".join(line.text[slice(*line.cells[place])] for line in same) for place in range(count)]
    return Head(tuple(_kind(text, words=words) for text in texts), (), end)


def _sequence(text: str, *, end: int, words: Words) -> Head:
    return Head(tuple(kind for kind, _, _ in words.columns_in(text)), (), end)


def _kind(text: str, *, words: Words) -> str | None:
    kinds = list(dict.fromkeys(kind for kind, _, _ in words.columns_in(text)))
    return kinds[0] if kinds else None


def _overlap(column: Sequence[tuple[int, int, str]], start: int, stop: int) -> bool:
    return any(left < stop and start < right for left, right, _ in column)


def _begin(lines: Sequence[TextLine], number: int, floor: int) -> int:
    """Where a row begins: the line itself, or the lines above that only it can belong to."""
    above = _above(lines, number, floor=floor, most=_WORDS_OF_CELL)
    return above[0].start if above else lines[number].start


def _above(lines: Sequence[TextLine], number: int, *, floor: int, most: int) -> Sequence[TextLine]:
    """The nearest lines above that begin at or behind the floor."""
    first = max(0, number - most)
    while first < number and lines[first].start < floor:
        first += 1
    return lines[first:number]


def _below(page: StatementPage, lines: Sequence[TextLine], number: int, words: Words) -> int:
    """The end of a line below that goes on with the row (its day or code), where the next is no row of its own."""
    if number + 1 < len(lines):
        line = lines[number + 1]
        gap = page.text[lines[number].end : line.start]
        if (
            gap.count("\n") == 1
            and not amounts(page, line.start, line.end)
            and not words.totals.search(small(line.text))
        ):
            return line.end
    return lines[number].end


def _row(
    page: StatementPage, line: TextLine, sums: list[Told], head: Head, *, begin: int, below: int
) -> StatementLine | None:
    where = [(line.start, line.end), (begin, line.end), (line.start, below)]
    code = next((one for start, end in where if (one := code_in(page, start, end))), None)
    days = next((found for start, end in where if (found := days_in(page, start, end))), [])
    if code is None and not days:
        return None
    return _service(code, days, _under(head, line, sums), remarks_in(page, line.start, line.end))


def _service(
    code: Told | None, days: Sequence[Told], sums: Mapping[str, Told], remarks: tuple[Told, ...]
) -> StatementLine:
    return StatementLine(
        code=code,
        on=days[0] if days else None,
        through=days[1] if len(days) > 1 and days[1].value != days[0].value else None,
        billed=sums.get("billed"),
        allowed=sums.get("allowed"),
        paid=sums.get("paid"),
        owes=sums.get("owes"),
        remarks=remarks,
    )


def _under(head: Head, line: TextLine, sums: Sequence[Told]) -> dict[str, Told]:
    """Which sum stands under which title; nothing where that cannot be told, and no title that two columns share."""
    pairs = _cell_by_cell(head, line, sums)
    if pairs is None and len(sums) == len(head.money):
        pairs = list(zip(head.money, sums, strict=True))
    if pairs is None:
        pairs = _by_place(head, line, sums)
    kinds = [kind for kind, _ in pairs]
    return {kind: one for kind, one in pairs if kinds.count(kind) == 1}


def _cell_by_cell(head: Head, line: TextLine, sums: Sequence[Told]) -> list[tuple[str, Told]] | None:
    if len(line.cells) != len(head.kinds) or len(head.kinds) <= _LEAST:
        return None
    pairs = []
    for kind, (start, end) in zip(head.kinds, line.cells, strict=True):
        inside = [one for one in sums if line.start + start <= one.start and one.end <= line.start + end]
        if len(inside) > 1 or (inside and kind not in MONEY):
            return None
        if inside and kind is not None:
            pairs.append((kind, inside[0]))
    return pairs


def _by_place(head: Head, line: TextLine, sums: Sequence[Told]) -> list[tuple[str, Told]]:
    titles = [(kind, end) for kind, end in zip(head.kinds, head.ends, strict=False) if kind in MONEY]
    if not titles or "\t" in line.text or "|" in line.text:
        return []
    pairs: list[tuple[str, Told]] = []
    taken: set[int] = set()
    for one in sums:
        near = min(range(len(titles)), key=lambda at: abs(titles[at][1] - (one.end - line.start)))
        if near in taken or abs(titles[near][1] - (one.end - line.start)) > _OFF:
            return []
        taken.add(near)
        pairs.append((str(titles[near][0]), one))
    return pairs


def labelled_lines(page: StatementPage, *, words: Words) -> list[StatementLine]:
    """Services told line by line (`Charge: $900.00`): a day or a code named again begins the next."""
    blocks: list[dict[str, tuple[int, int]]] = []
    for line in text_lines(plain(page.text)):
        for start, end in line.cells:
            found = words.columns_in(line.text[start:end])
            mark = line.text.find(":", start, end)
            if not found or found[0][1] != 0 or mark < 0 or start + found[0][2] > mark:
                continue
            kind, place = found[0][0], (line.start + mark + 1, line.start + end)
            if not blocks or kind in blocks[-1]:
                blocks.append({})
            blocks[-1][kind] = place
    return [row for block in blocks if (row := _labelled(page, block)) is not None]


def _labelled(page: StatementPage, block: dict[str, tuple[int, int]]) -> StatementLine | None:
    code = code_in(page, *block["code"]) if "code" in block else None
    days = days_in(page, *block["on"]) if "on" in block else []
    if code is None and not days:
        return None
    sums = {kind: found[0] for kind in MONEY & block.keys() if len(found := amounts(page, *block[kind])) == 1}
    remarks = remarks_in(page, *block["remarks"], are_named=True) if "remarks" in block else ()
    return _service(code, days, sums, remarks)
