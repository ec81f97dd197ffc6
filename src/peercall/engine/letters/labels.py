"""Labels and their values: `Label: value`, dot leaders, table cells, a header row over a value row, a label over its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peercall.engine.letters.label_words import LABELS
from peercall.engine.letters.patterns import late
from peercall.engine.letters.text import MASK, LetterText, Line

_ALTERNATION = "|".join(
    re.escape(label).replace(r"\ ", r"\s+").replace("'", "'?") for label in sorted(LABELS, key=len, reverse=True)
)
_LABEL_END = r"(?:\s+(?:no|nos|num|number)\b\.?(?=\s*[:#.]))?\s*#?\s*"
_MARKED = late(
    rf"(?<![\w/-])(?P<label>{_ALTERNATION}){_LABEL_END}(?::|#\s*:?|\.{{2,}}|\s\.\s\.(?:\s\.)*|\s[-=]\s)\s*",
    re.IGNORECASE,
)
_BARE = late(rf"(?P<label>{_ALTERNATION})(?:\s+(?:no|num|number)\b\.?)?\s*#?(?P<mark>\s*:)?\s*$", re.IGNORECASE)
#: words that are a label only with a mark behind them: alone they are as often a value
_NEEDS_MARK = frozenset(
    {
        "urgent",
        "expedited",
        "re",
        "regarding",
        "name",
        "approved",
        "condition",
        "client",
        "employee",
        "mailed",
        "printed",
        "faxed",
        "received",
        "dated",
        "born",
        "admitted",
        "claim",
        "request",
        "reference",
    }
)
_OPENING = late(rf"(?P<label>{_ALTERNATION})\s+(?=\S)", re.IGNORECASE)
_CELL = late(r"[^\t|]+?(?=\s{3,}(?!\.)|\t|\s*\||\s*$)")
#: words before a known label that make it another, unknown one: `Billing NPI:`, `Patient account:`
_LONGER_LABEL = late(r"(?:[A-Z][A-Za-z/'-]*\s+(?:of\s+|the\s+|for\s+|and\s+)?){1,3}")
#: values that may stand behind a label without a colon: a date, or an identifier with digits
_STRICT_VALUE = late(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}|(?=[A-Z0-9 -]*\d{3})[A-Z]{0,4}[A-Z0-9]*[- ]?[A-Z0-9][A-Z0-9 -]{3,})"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value under a label. field: the contract's name or a date's role (`dates.notification`)."""

    field: str
    label: str
    start: int
    end: int
    section: str
    text: str


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


def _cells(line: Line) -> list[tuple[int, int]]:
    """Cells of a line as offsets into the body: parted by tabs, bars or three blanks."""
    cells: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\t|]+", line.text):
        at = match.start()
        for part in re.split(r"(\s{3,}(?![.\s])|(?<![.:?!\s])\s{2,}(?![.\s]))", match.group()):
            if part.strip():
                lead = len(part) - len(part.lstrip())
                cells.append((line.start + at + lead, line.start + at + len(part.rstrip())))
            at += len(part)
    return cells


def _is_header(letter: LetterText, cells: list[tuple[int, int]], bare: list[str | None]) -> bool:
    """True for a row of column titles: most cells are labels, none holds a value, and it is no `label value` row."""
    known = [position for position, label in enumerate(bare) if label is not None]
    if len(known) < 2 or 2 * len(known) < len(cells):
        return False
    if any(re.search(r"\d|:\s*\S", letter.body[start:end]) for start, end in cells):
        return False
    is_pairs = len(cells) % 2 == 0 and known == list(range(0, len(cells), 2))
    return not is_pairs


def _bare_label(text: str, *, beside_value: bool = False) -> str | None:
    """The label a cell is, None when it is none. beside_value: a cell follows that is no label itself."""
    match = _BARE.fullmatch(text.strip())
    if match is None:
        return None
    if not beside_value and match.group("mark") is None and _key(match.group("label")) in _NEEDS_MARK:
        return None
    return _key(match.group("label"))


def _key(label: str) -> str:
    return " ".join(label.lower().split())


def _line_values(letter: LetterText, lines: tuple[Line, ...], index: int, used: set[int]) -> Iterator[Labelled]:
    line = lines[index]
    cells = _cells(line)
    bare = [_bare_label(letter.body[start:end]) for start, end in cells]
    if _is_header(letter, cells, bare):
        below = index + 1
        if below < len(lines):
            values = _cells(lines[below])
            if len(values) == len(cells) and not any(_bare_label(letter.body[a:b]) for a, b in values):
                used.add(below)
                for label, (start, end) in zip(bare, values, strict=True):
                    if label is not None:
                        yield from _emit(letter, label, start, end)
                return
    if len(cells) == 1 and bare[0]:
        yield from _column(letter, lines, index, used)
        return
    skip = False
    for position, (start, end) in enumerate(cells):
        if skip:
            skip = False
            continue
        label = bare[position]
        if label is None and position + 1 < len(cells) and bare[position + 1] is None:
            label = _bare_label(letter.body[start:end], beside_value=True)
        if label is not None:
            if position + 1 < len(cells) and bare[position + 1] is None and not _marked(letter, *cells[position + 1]):
                value = cells[position + 1]
                is_last = position + 2 == len(cells)
                yield from _emit(
                    letter, label, value[0], _continued(letter, lines, index, value[1]) if is_last else value[1]
                )
                skip = True
            elif position + 1 == len(cells) and index + 1 < len(lines) and letter.body[start:end].rstrip()[-1] in ":#":
                below_cells = _cells(lines[index + 1])
                first = below_cells[0]
                if _bare_label(letter.body[first[0] : first[1]]) is None and not _marked(letter, *first):
                    yield from _emit(letter, label, *first)
            continue
        following = cells[position + 1] if position + 1 < len(cells) else None
        if following is not None and (open_label := _ends_in_label(letter.body, start, end)) is not None:
            yield from _emit(letter, open_label, *following)
            skip = True
        yield from _in_cell(letter, lines, index, start, end, is_last=position + 1 == len(cells))


def _ends_in_label(body: str, start: int, end: int) -> str | None:
    """The label that ends a cell whose value stands in the next one: `RE:  Patient:`."""
    marks = [m for m in _MARKED.finditer(body, start, end) if m.start() == start or _opens_here(body, m, start)]
    return _key(marks[-1].group("label")) if marks and not body[marks[-1].end() : end].strip() else None


def _column(letter: LetterText, lines: tuple[Line, ...], index: int, used: set[int]) -> Iterator[Labelled]:
    """A run of labels over a run of as many values (a table read column by column); one label over one value."""
    labels: list[str] = []
    at = index
    while at < len(lines) and len(_cells(lines[at])) == 1 and (label := _bare_label(lines[at].text)) is not None:
        labels.append(label)
        at += 1
    values = lines[at : at + len(labels)]
    fits = len(values) == len(labels) and not any(
        _bare_label(value.text) or _marked(letter, value.start, value.end) for value in values
    )
    marked = lines[index].text.rstrip()[-1] in ":#"
    if fits and (marked or len(labels) > 1 or _STRICT_VALUE.fullmatch(values[0].text)):
        used.update(range(index, at))
        for label, value in zip(labels, values, strict=True):
            yield from _emit(letter, label, value.start, value.end)


def _marked(letter: LetterText, start: int, end: int) -> bool:
    return _MARKED.match(letter.body, start, end) is not None


def _in_cell(
    letter: LetterText, lines: tuple[Line, ...], index: int, start: int, end: int, *, is_last: bool
) -> Iterator[Labelled]:
    body = letter.body
    marks = [m for m in _MARKED.finditer(body, start, end) if m.start() == start or _opens_here(body, m, start)]
    if not marks:
        opening = _OPENING.match(body, start, end)
        if opening is not None and _STRICT_VALUE.fullmatch(body, opening.end(), end):
            yield from _emit(letter, _key(opening.group("label")), opening.end(), end)
        return
    if marks[0].start() > start and _LONGER_LABEL.fullmatch(body[start : marks[0].start()]):
        marks = marks[1:]
        if not marks:
            return
    if marks[0].start() > start and _sentence_before(body[start : marks[0].start()]):
        marks = [m for m in marks if m.start() == start or body[: m.start()].rstrip()[-1] in ".;)"]
    for number, match in enumerate(marks):
        stop = marks[number + 1].start() if number + 1 < len(marks) else end
        value_end = stop
        if number + 1 == len(marks) and is_last:
            if not body[match.end() : stop].strip():
                if index + 1 < len(lines):
                    first = _cells(lines[index + 1])[0]
                    if _bare_label(body[first[0] : first[1]]) is None and not _marked(letter, *first):
                        yield from _emit(letter, _key(match.group("label")), *first)
                continue
            value_end = _continued(letter, lines, index, stop)
        yield from _emit(letter, _key(match.group("label")), match.end(), value_end)


def _opens_here(body: str, match: re.Match[str], start: int) -> bool:
    """A further label in the same cell begins with a capital, or stands after a mark or two blanks."""
    before = body[start : match.start()]
    return body[match.start()].isupper() or before.rstrip()[-1:] in (",", ";", ".", "(") or before.endswith("  ")


def _sentence_before(before: str) -> bool:
    return len(before.split()) > 6


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


def _emit(letter: LetterText, label: str, start: int, end: int) -> Iterator[Labelled]:
    while start < end and (letter.body[start].isspace() or letter.body[start] == MASK):
        start += 1
    while end > start and (letter.body[end - 1].isspace() or letter.body[end - 1] in f",;|{MASK}"):
        end -= 1
    field = LABELS.get(label) or LABELS.get(label.replace("'", ""))
    if end > start and field:
        yield Labelled(field, label, start, end, letter.section_at(start).kind, letter.words(start, end))
