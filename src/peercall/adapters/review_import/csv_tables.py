"""A client's table (CSV) to submissions: its dialect and headings are found, a row that cannot be read costs itself alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peercall.adapters.review_import.encodings import decode_table
from peercall.adapters.review_import.limits import IntakeLimits, check_parts, check_rows, check_size
from peercall.domain.errors import DocumentUnreadable
from peercall.domain.review_intake import SEVERAL, FileField, IntakeWords, Submission, Submitted, plain_words

DELIMITERS = (",", ";", "\t", "|")
_LIMITS = IntakeLimits()
#: a title or an empty line may stand before the headings
_HEADING_WITHIN = 12
_FEWEST_HEADINGS = 3
_BRACKETS = re.compile(r"\([^()]*\)")
_LONGEST_HEADING = 80
_MOST_RESTARTS = 200
_WHERE = "table"
_REMEDY = "The first row names the columns: see the example table."


def read_csv(
    data: bytes, *, words: IntakeWords, columns: Mapping[str, FileField] | None = None, limits: IntakeLimits = _LIMITS
) -> Submitted:
    """The rows of a table. columns: headings a person has assigned, before the known ones.

    Blank rows are left out. Raises DocumentUnreadable when the file is no table or its headings are not known, and
    InputTooLarge beyond a limit.
    """
    check_size(data, limits=limits, where=_WHERE)
    text, note = decode_table(data, where=_WHERE)
    assigned = {plain_words(heading): field for heading, field in (columns or {}).items()}
    known = {**assigned, **{word: field for word, field in words.columns.items() if word not in assigned}}
    lines, stated = _lines(text)
    check_parts(len(lines), limits.lines, where=_WHERE)
    heading = _find_heading(lines, stated, known, limits=limits)
    notes = [note] if note else []
    notes += heading.notes
    if heading.unread:
        notes.append(f"Columns that are not read: {', '.join(heading.unread)}.")
    rows = []
    count = 0
    below = _records(lines, heading.after, heading.delimiter, limits=limits)
    for number, record in enumerate(below, start=heading.number + 1):
        if record.cells is not None and not any(cell.strip() for cell in record.cells):
            continue
        count += 1
        check_rows(count, limits=limits, where=_WHERE)
        rows.append(_submission(record, heading, number=number, limits=limits))
    return Submitted(tuple(rows), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Heading:
    """fields: of each column, None for one that is not read. number: of its row, as a spreadsheet counts. after: index
    of the first line below."""

    delimiter: str
    fields: tuple[FileField | None, ...]
    number: int
    after: int
    unread: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """Cells of one row, None when its quotation marks are at fault. after: index of the line below it."""

    cells: list[str] | None
    after: int


def _lines(text: str) -> tuple[list[str], str | None]:
    """Lines with their ends, and the delimiter that the file states itself (`sep=;`, which spreadsheets do not show)."""
    lines = [f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    first = lines[0].strip("\n").strip('"')
    if first[:4].casefold() == "sep=" and len(first) <= 5:
        return lines[1:], first[4:] or "\t"
    return lines, None


def _find_heading(
    lines: Sequence[str], stated: str | None, known: Mapping[str, FileField], *, limits: IntakeLimits
) -> _Heading:
    """The row and delimiter that name the most known columns."""
    best: tuple[int, int, str, list[str], int] | None = None  # columns known, row, delimiter, cells, line below
    for delimiter in (stated,) if stated else DELIMITERS:
        for number, record in enumerate(_records(lines, 0, delimiter, limits=limits)):
            if number >= _HEADING_WITHIN:
                break
            cells = record.cells or []
            named = len({word for cell in cells[: limits.columns] if (word := _heading_word(cell, known)) is not None})
            if best is None or named > best[0]:
                best = (named, number, delimiter, cells, record.after)
    if best is None or best[0] < _FEWEST_HEADINGS:
        raise DocumentUnreadable("no row names at least three columns that are known", where=_WHERE, remedy=_REMEDY)
    _, number, delimiter, cells, after = best
    if len(cells) > limits.columns:
        raise DocumentUnreadable(f"the table has more than {limits.columns} columns", where=_WHERE, remedy=_REMEDY)
    words = [_heading_word(cell, known) for cell in cells]
    fields, notes = _one_column_each(words, cells, known)
    unread = tuple(
        _named(place, cell)
        for place, (cell, word) in enumerate(zip(cells, words, strict=True), start=1)
        if word is None and cell.strip()
    )
    return _Heading(delimiter, fields, number + 1, after, unread, notes)


def _heading_word(cell: str, known: Mapping[str, FileField]) -> str | None:
    """The known word of a heading, what stands in brackets aside where it is not known as a whole."""
    text = cell[:_LONGEST_HEADING]
    plain = plain_words(text)
    if plain in known:
        return plain
    plain = plain_words(_BRACKETS.sub(" ", text))
    return plain if plain in known else None


def _one_column_each(
    words: Sequence[str | None], cells: Sequence[str], known: Mapping[str, FileField]
) -> tuple[tuple[FileField | None, ...], tuple[str, ...]]:
    """The field of each column. Of several columns that say one thing the nearest heading is read, and it is told."""
    rank = {word: place for place, word in enumerate(known)}
    fields: list[FileField | None] = [known[word] if word is not None else None for word in words]
    notes = []
    for field in dict.fromkeys(one for one in fields if one is not None and one not in SEVERAL):
        places = [place for place, one in enumerate(fields) if one is field]
        read = min(places, key=lambda place: rank[words[place] or ""])
        for place in places:
            if place == read:
                continue
            if words[place] == words[read]:
                raise DocumentUnreadable(
                    f"columns {read + 1} and {place + 1} have one heading", where=_WHERE, remedy="Rename one of them."
                )
            fields[place] = None
            notes.append(
                f"Column {_named(place + 1, cells[place])} is not read: column {_named(read + 1, cells[read])} says the same."
            )
    return tuple(fields), tuple(notes)


def _named(place: int, cell: str) -> str:
    return f"{place} ({' '.join(cell.split())[:_LONGEST_HEADING]})"


def _records(lines: Sequence[str], start: int, delimiter: str, *, limits: IntakeLimits) -> Iterator[_Record]:
    """Rows from a line on. After a row whose quotation marks are at fault reading goes on in the line below its first,
    so that one mark that is never closed does not swallow the rows after it."""
    place, restarts = start, 0
    while place < len(lines):
        cells, place = _record(lines, place, delimiter, limits=limits)
        if cells is None:
            restarts += 1
            if restarts > _MOST_RESTARTS:
                raise DocumentUnreadable(
                    "the quotation marks of too many rows are at fault", where=_WHERE, remedy="Save the table again."
                )
        yield _Record(cells, place)


def _record(lines: Sequence[str], start: int, delimiter: str, *, limits: IntakeLimits) -> tuple[list[str] | None, int]:
    """The cells that begin in a line, and the line after them; no cells and the next line where they cannot be read."""
    taken = 0

    def feed() -> Iterator[str]:
        nonlocal taken
        for line in lines[start : start + limits.record_lines]:
            taken += 1
            yield line

    try:
        cells = next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None, start + 1
    return cells, start + max(taken, 1)


def _submission(record: _Record, heading: _Heading, *, number: int, limits: IntakeLimits) -> Submission:
    cells = record.cells
    if cells is None:
        return _refused(number, "A quotation mark of this row is not closed, or stands inside a cell. Mend the row.")
    extra = cells[len(heading.fields) :]
    if any(cell.strip() for cell in extra):
        return _refused(
            number,
            "The row has more cells than there are columns. Put a cell that holds the separator in quotation marks.",
        )
    texts: dict[FileField, tuple[str, ...]] = {}
    for field, cell in zip(heading.fields, cells, strict=False):
        value = _value(cell)
        if field is None or not value:
            continue
        if len(value) > limits.cell_characters:
            return _refused(number, f"A cell has more than {limits.cell_characters} characters. Shorten it.")
        texts[field] = (*texts.get(field, ()), value)
    return Submission(number, texts)


def _refused(row: int, why: str) -> Submission:
    return Submission(row, {}, faults=(why,))


def _value(cell: str) -> str:
    """The cell without what spreadsheets put around numbers they should leave alone: `="0042"`, `'0042`."""
    text = cell.strip().strip("\u00a0\u200b\ufeff").strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]
    elif text.startswith("'") and text[1:2].isdigit():
        text = text[1:]
    return text.strip()
