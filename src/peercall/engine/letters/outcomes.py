"""Several services with different outcomes in one letter: a row of a table or a block of labels for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peercall.domain.letters import Found
from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.decisions import decision_word
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.services import code_system, is_service_code
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText, Line

_CELL = late(r"[^|\t]+")
_SHORT_OUTCOME = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """One service with its own decision. codes: its service codes; service_on: the date in its row."""

    decision: Found
    service: Found | None
    codes: tuple[Found, ...]
    service_on: Found | None


def outcomes(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Outcome, ...]:
    """An outcome for each service where the letter gives several with their own; empty when it gives one or none.

    The adverse ones come first, in the letter's order.
    """
    rows = [row for line in letter.lines if (row := _row(letter, line)) is not None] or _blocks(letter, values)
    if len(rows) < 2 or len({row.decision.value for row in rows}) < 2:
        return ()
    return tuple(sorted(rows, key=lambda row: row.decision.value == "approved"))


def table_rows(letter: LetterText) -> tuple[Outcome, ...]:
    """Every table row that holds a service code and an outcome."""
    return tuple(row for line in letter.lines if (row := _row(letter, line)) is not None)


def _row(letter: LetterText, line: Line) -> Outcome | None:
    cells: list[tuple[int, str]] = []
    for match in _CELL.finditer(line.text):
        text = match.group().strip()
        if text:
            cells.append((line.start + match.start() + match.group().index(text[0]), text))
    codes = [(at, text) for at, text in cells if is_service_code(text)]
    decided = [
        (at, text, word)
        for at, text in cells
        if len(text.split()) <= _SHORT_OUTCOME and (word := decision_word(text)) is not None
    ]
    if not codes or len(decided) != 1:
        return None
    at, text, word = decided[0]
    words = [
        (start, cell)
        for start, cell in cells
        if start != at
        and re.match(r"[A-Za-z]{2}", cell)
        and len(cell) > 5
        and not is_service_code(cell)
        and not find_dates(cell)
        and not re.fullmatch(r"(?:Line|Item|Service)\s+\d+", cell)
    ]
    days = find_dates(letter.body, line.start, line.end)
    return Outcome(
        decision=found(letter, at, at + len(text), word),
        service=found(letter, words[0][0], words[0][0] + len(words[0][1])) if words else None,
        codes=tuple(found(letter, a, a + len(code), code, extra={"system": code_system(code)}) for a, code in codes),
        service_on=found(letter, days[0].start, days[0].end, days[0].value) if days else None,
    )


def _blocks(letter: LetterText, values: tuple[Labelled, ...]) -> list[Outcome]:
    """`Service: ... Decision: ...` twice or more, each decision after its service."""
    marks = [value for value in values if value.field in ("requested_service", "decision", "service_codes")]
    out: list[Outcome] = []
    service: Labelled | None = None
    codes: list[Found] = []
    for value in marks:
        if value.field == "requested_service":
            service, codes = value, []
            codes.extend(_codes(letter, value))
        elif value.field == "service_codes":
            codes.extend(_codes(letter, value))
        elif service is not None and (word := decision_word(value.text)) is not None:
            out.append(
                Outcome(
                    decision=found(letter, value.start, value.end, word),
                    service=found(letter, service.start, service.end),
                    codes=tuple(codes),
                    service_on=None,
                )
            )
            service, codes = None, []
    return out


def _codes(letter: LetterText, value: Labelled) -> list[Found]:
    return [
        found(letter, m.start(), m.end(), m.group(), extra={"system": code_system(m.group())})
        for m in re.finditer(r"(?<![\w.-])(?:\d{5}|[A-CEGHJ-MP-V]\d{4})(?![\w.-])", letter.body[: value.end])
        if m.start() >= value.start
    ]
