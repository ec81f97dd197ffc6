"""Labels and their values: `Label: value`, dot leaders, table cells, a header row over value rows, a label over its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peercall.engine.letters.lines import Line
from peercall.engine.letters.patterns import late
from peercall.engine.letters.shapes import field_by_shape, fits, is_strict
from peercall.engine.letters.text import MASK, LetterText
from peercall.engine.letters.vocabulary import LONGEST_LABEL

#: what parts a label from its value
_MARK = late(r"\s?#\s*:?|\s?:+(?!\d\d\b)|\s?\.{2,}:?|\s\.\s\.(?:\s\.)*|\s[-=]\s|\s?=(?=\S)")
_BULLET = late(r"[•●▪◦*·-]\s+(?=\S)")
_FILLING = late(r"[ \t]*(?:\.{2,}:?[ \t]*)?")
_NUMBER_WORD = late(r"(?:no|nos|num|number)\.?$", re.IGNORECASE)
_WORD = late(r"\S+")
#: words before a known label that make it another, unknown one: `Billing NPI:`, `Patient account:`
_LONGER_LABEL = late(r"(?:[A-Z][A-Za-z/'-]*\s+(?:of\s+|the\s+|for\s+|and\s+)?){1,3}")
_ABBREVIATED = late(r"(?:Ref|Acct|Orig|Prev|Int|Ext|Dept|No)\.", re.IGNORECASE)
#: `Request 1: MRI of the cervical spine`: a service and no number
_IN_WORDS = late(r"(?=[^\n]*[a-z]{4})[A-Z][A-Za-z]+(?:\s+[A-Za-z(]|,\s)")
#: `Aldine Rehabilitation Hospital, 14 days`
_PLACE_AND_STAY = late(r",\s+(?P<days>\d{1,3}\s+(?:days|nights|weeks))$")
_LONGEST_SENTENCE = 6
_HEAD_LINES = 12


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value under a label. field: the contract's name or a date's role (`dates.notification`).

    column: the label is the title of a column with several rows under it.
    """

    field: str
    label: str
    start: int
    end: int
    section: str
    text: str
    column: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label with its mark in a cell. start: of the label; end: of the mark."""

    label: str
    start: int
    end: int


def labelled_values(letter: LetterText) -> tuple[Labelled, ...]:
    """Every value that stands under a known label, in reading order."""
    found: list[Labelled] = []
    lines = letter.lines
    used: set[int] = set()
    for index in range(len(lines)):
        if index in used:
            continue
        found.extend(_line_values(letter, lines, index, used))
    return tuple(sorted(found, key=lambda value: value.start))


def cells_of(line: Line) -> list[tuple[int, int]]:
    """Cells of a line as offsets into the body: parted by tabs, bars or several blanks."""
    cells: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\t|]+", line.text):
        at = match.start()
        for part in re.split(r"(\s{3,}(?![.\s])|(?<![.:?!\s])\s{2,}(?![.\s]))", match.group()):
            if part.strip(f" {MASK}"):
                lead = len(part) - len(part.lstrip())
                cells.append((line.start + at + lead, line.start + at + len(part.rstrip())))
            at += len(part)
    return cells


def bare_label(letter: LetterText, start: int, end: int, *, beside_value: bool = False) -> str | None:
    """The label a cell is, None when it is none. beside_value: a cell follows that is no label itself."""
    text = letter.body[start:end].strip()
    if len(text.split()) > LONGEST_LABEL:
        return None
    label = letter.label_in_place(text, start)
    if label is None:
        return None
    has_mark = text[-1] in ":#="
    return label if beside_value or has_mark or not letter.vocabulary.needs_mark(label) else None


def _side_by_side(
    letter: LetterText, lines: tuple[Line, ...], index: int, cells: list[tuple[int, int]]
) -> list[tuple[str, int, int]]:
    """`Member:      Ordered by:` over a line of as many cells: each label with the cell below it; empty when it is no such row."""
    below = lines[index + 1] if index + 1 < len(lines) and not lines[index].is_before_gap else None
    if len(cells) < 2 or below is None or any(letter.body[end - 1] != ":" for _, end in cells):
        return []
    labels = [bare_label(letter, start, end) for start, end in cells]
    values = cells_of(below)
    if len(values) != len(cells) or any(_marked(letter, *value) or bare_label(letter, *value) for value in values):
        return []
    return [(label, *value) for label, value in zip(labels, values, strict=True) if label is not None]


def _line_values(letter: LetterText, lines: tuple[Line, ...], index: int, used: set[int]) -> Iterator[Labelled]:
    line = lines[index]
    cells = cells_of(line)
    beside = _side_by_side(letter, lines, index, cells)
    if beside:
        used.add(index + 1)
        for title, start, end in beside:
            yield from _emit(letter, title, start, end)
        return
    if index in letter.tables.header_lines:
        yield from _table_values(letter, index, used)
        return
    bare = [bare_label(letter, start, end) for start, end in cells]
    if len(cells) == 1 and (bare[0] or bare_label(letter, *cells[0], beside_value=True)):
        yield from _column(letter, lines, index, used)
        return
    skip = False
    for position, (start, end) in enumerate(cells):
        if skip:
            skip = False
            continue
        label = bare[position]
        if label is None and position + 1 < len(cells) and bare[position + 1] is None:
            label = bare_label(letter, start, end, beside_value=True)
        if label is not None:
            has_mark = letter.body[end - 1] in ":="
            is_value = position + 1 < len(cells) and (bare[position + 1] is None or has_mark)
            if (
                is_value
                and letter.body[cells[position + 1][1] - 1] not in ":="
                and not _marked(letter, *cells[position + 1])
            ):
                value = cells[position + 1]
                is_last = position + 2 == len(cells)
                yield from _emit(
                    letter, label, value[0], _continued(letter, lines, index, value[1]) if is_last else value[1]
                )
                skip = True
            elif position + 1 == len(cells) and index + 1 < len(lines) and letter.body[start:end].rstrip()[-1] in ":#":
                yield from _below(letter, lines, index, label)
            continue
        following = cells[position + 1] if position + 1 < len(cells) else None
        if following is not None and (open_label := _ends_in_label(letter, start, end)) is not None:
            yield from _emit(letter, open_label, *following)
            skip = True
        yield from _in_cell(letter, lines, index, start, end, is_last=position + 1 == len(cells))


def _table_values(letter: LetterText, index: int, used: set[int]) -> Iterator[Labelled]:
    """Every cell under a labelled column title."""
    table = letter.tables.at(index)
    used.update(at for row in table.rows for at in range(row.index, row.last + 1))
    several = len(table.rows) > 1
    for row in table.rows:
        for column, (start, end) in row.cells.items():
            label = table.labels[column]
            beside = row.cells.get(column + 1)
            if beside is not None and column + 1 == table.column("strength"):
                end = beside[1]
            if label is not None:
                yield from _emit(letter, label, start, end, column=several)


def _ends_in_label(letter: LetterText, start: int, end: int) -> str | None:
    """The label that ends a cell whose value stands in the next one: `RE:  Patient:`."""
    marks = _marks(letter, start, end)
    return marks[-1].label if marks and not letter.body[marks[-1].end : end].strip(" .") else None


def _column(letter: LetterText, lines: tuple[Line, ...], index: int, used: set[int]) -> Iterator[Labelled]:
    """A run of labels over a run of as many values (a table read column by column); one label over one value."""
    labels: list[str] = []
    at = index
    while at < len(lines) and len(cells_of(lines[at])) == 1:
        label = bare_label(letter, lines[at].start, lines[at].end, beside_value=at == index)
        if label is None:
            break
        labels.append(label)
        at += 1
    values = lines[at : at + len(labels)]
    if any(number in letter.tables.header_lines for number in range(at, at + len(values))):
        return
    fit = len(values) == len(labels) and not any(
        bare_label(letter, value.start, value.end) or _marked(letter, value.start, value.end) for value in values
    )
    if not fit:
        return
    if len(labels) == 1 and _BULLET.match(values[0].text):
        yield from _below(letter, lines, index, labels[0])
        return
    marked = lines[index].text.rstrip()[-1] in ":#"
    if len(labels) == 1 and not marked and letter.vocabulary.needs_mark(labels[0]) and _is_address(lines, at):
        return
    pairs = [(label, value) for label, value in zip(labels, values, strict=True)]
    if len(labels) == 1 and not marked:
        pairs = [
            (label, value)
            for label, value in pairs
            if fits(letter.vocabulary.field_of(label), letter.body[slice(*cells_of(value)[0])])
            and (len(cells_of(value)) == 1 or letter.vocabulary.field_of(label) == "reviewer")
        ]
    if pairs:
        used.update(range(index, at))
    for label, value in pairs:
        yield from _emit(letter, label, value.start, value.end)


def _is_address(lines: tuple[Line, ...], at: int) -> bool:
    """True where the line below the next one holds a street or a ZIP code: a role over the name it is written to."""
    return any(_STREET.search(line.text) for line in lines[at + 1 : at + 3])


_STREET = late(r"^\d+\s+[A-Z]|,\s+[A-Z]{2}\s+\d{5}|\bP\.?\s?O\.?\s+Box\b")


def _marked(letter: LetterText, start: int, end: int) -> bool:
    marks = _marks(letter, start, end)
    return bool(marks) and marks[0].start == start


def _marks(letter: LetterText, start: int, end: int) -> list[_Mark]:
    """Labels with a mark behind them in one cell, each the longest label that ends at its mark."""
    body = letter.body
    out: list[_Mark] = []
    floor = start
    for match in _MARK.finditer(body, start, end):
        if match.start() < floor:
            continue
        found = _label_before(letter, floor, match.start(), mark=match.group(), cell=start)
        if found is not None:
            out.append(_Mark(found[0], found[1], match.end() + _blanks(body, match.end(), end)))
            floor = out[-1].end
    return out


def _blanks(body: str, start: int, end: int) -> int:
    """Length of the blanks and dot leaders that follow a mark."""
    match = _FILLING.match(body, start, end)
    return match.end() - start if match is not None else 0


def _label_before(letter: LetterText, floor: int, stop: int, *, mark: str, cell: int) -> tuple[str, int] | None:
    """The longest label that ends at `stop` and opens there: at the cell's start, with a capital, or behind a mark."""
    body = letter.body
    starts = [match.start() for match in _WORD.finditer(body, floor, stop)][-LONGEST_LABEL:]
    is_dash = mark.strip() in ("-", "=")
    for at in starts:
        text = body[at:stop]
        first = at
        while first < stop and body[first] in "([{*":
            first += 1
        label = letter.label(body[first:stop] + (" #" if "#" in mark else ""), first)
        if label is None and _NUMBER_WORD.search(text):
            label = letter.label(_NUMBER_WORD.sub("", text).rstrip(), first)
        if label is None:
            continue
        before = body[cell:first]
        if before.strip(" ([{*") and (is_dash or not _opens_here(letter, before, first)):
            continue
        return label, first
    return None


def _opens_here(letter: LetterText, before: str, first: int) -> bool:
    """A label further on in its cell begins with a capital, or stands after a mark or two blanks.

    A label with other capitalised words before it at the start of the cell is another label, unless those are the
    sender's own name: `Lantern Auth #`.
    """
    if _ABBREVIATED.fullmatch(before.strip()):
        return False
    if before.rstrip()[-1:] in (",", ";", ".", "(", "[") or before.endswith("  "):
        return True
    if not letter.body[first].isupper():
        return False
    if _LONGER_LABEL.fullmatch(before.lstrip()):
        return all(word in letter.head_words for word in before.lower().split())
    return len(before.split()) <= _LONGEST_SENTENCE


def _in_cell(
    letter: LetterText, lines: tuple[Line, ...], index: int, start: int, end: int, *, is_last: bool
) -> Iterator[Labelled]:
    body = letter.body
    marks = _marks(letter, start, end)
    if not marks:
        yield from _opening(letter, start, end)
        return
    if marks[0].start > start and len(body[start : marks[0].start].split()) > _LONGEST_SENTENCE:
        marks = [m for m in marks if body[: m.start].rstrip()[-1:] in (".", ";", ")", "[")]
    for number, mark in enumerate(marks):
        stop = marks[number + 1].start if number + 1 < len(marks) else end
        value_end = stop
        if number + 1 == len(marks) and is_last:
            if not body[mark.end : stop].strip():
                if mark.start > start:
                    continue
                yield from _below(letter, lines, index, mark.label)
                continue
            value_end = _continued(letter, lines, index, stop)
        yield from _emit(letter, mark.label, mark.end, value_end)


def _below(letter: LetterText, lines: tuple[Line, ...], index: int, label: str) -> Iterator[Labelled]:
    """What stands on the line below a label, or on each of the bullets below it."""
    for line in lines[index + 1 :]:
        first, last = cells_of(line)[0]
        bullet = _BULLET.match(line.text)
        if bare_label(letter, first, last) is not None or _marked(letter, first, last):
            return
        if bullet is None:
            if line is lines[index + 1]:
                yield from _emit(letter, label, first, last)
            return
        yield from _emit(letter, label, line.start + bullet.end(), line.end)
        if line.is_before_gap:
            return


def _opening(letter: LetterText, start: int, end: int) -> Iterator[Labelled]:
    """`Date of Birth 05/05/1999`, `Member No. EMA-90417-3`: a label without a mark before a value of its own shape."""
    stops = [match.end() for match in _WORD.finditer(letter.body, start, end)][:LONGEST_LABEL]
    for stop in reversed(stops[:-1]):
        label = letter.label_in_place(letter.body[start:stop], start)
        if label is None:
            continue
        value = stop + _blanks(letter.body, stop, end)
        if is_strict(letter.vocabulary.field_of(label), letter.body[value:end]):
            yield from _emit(letter, label, value, end)
        return


def _continued(letter: LetterText, lines: tuple[Line, ...], index: int, end: int) -> int:
    """End of a value that wraps: an open bracket, a comma or `and` at the line's end, or a small letter on the next."""
    while index + 1 < len(lines):
        line, below = lines[index], lines[index + 1]
        text = letter.body[line.start : end]
        open_bracket = text.count("(") > text.count(")")
        goes_on = open_bracket or text.rstrip().endswith((",", " and", "/", "-")) or below.text[0].islower()
        if line.is_before_gap or not goes_on or "\t" in below.text or _marked(letter, below.start, below.end):
            return end
        end = below.end
        index += 1
    return end


def _emit(letter: LetterText, label: str, start: int, end: int, *, column: bool = False) -> Iterator[Labelled]:
    while start < end and (letter.body[start].isspace() or letter.body[start] in MASK):
        start += 1
    while end > start and (letter.body[end - 1].isspace() or letter.body[end - 1] in f",;|]{MASK}"):
        end -= 1
    if end > start and any(char.isalnum() for char in letter.body[start:end]):
        text = letter.words(start, end)
        is_place = letter.names.labelled_facility.fullmatch(letter.body, start, end) is not None
        stay = _PLACE_AND_STAY.search(letter.body, start, end)
        if not is_place and stay and letter.names.labelled_facility.fullmatch(letter.body, start, stay.start()):
            yield from _emit(letter, label, start, stay.start(), column=column)
            amount = letter.vocabulary.label_for("quantity_requested")
            yield from _emit(letter, amount, stay.start("days"), stay.end(), column=column)
            return
        named = letter.vocabulary.field_of(label)
        if label == "request" and _IN_WORDS.match(text):
            named = "requested_service"
        field = field_by_shape(named, text, is_place=is_place)
        yield Labelled(field, label, start, end, letter.section_at(start).kind, text, column=column)
