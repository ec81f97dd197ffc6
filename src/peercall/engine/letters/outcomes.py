"""Several services with different outcomes in one letter: a row of a table or a block of labels for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from peercall.domain.letters import Found
from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.decisions import decision_word
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.lines import Line
from peercall.engine.letters.patterns import late
from peercall.engine.letters.services import code_system, find_service_codes, is_service_code
from peercall.engine.letters.settling import found
from peercall.engine.letters.tables import Row, Span, Table
from peercall.engine.letters.text import LetterText

_CELL = late(r"[^|\t]+")
_SHORT_OUTCOME = 6
_AMOUNT = late(r"\d{1,4}(?:\.\d+)?(?:\s+\w+){0,4}")
_REASON_CODE = late(r"\b(?:CO|PR|OA|PI)-?\d{1,3}\b")
_ITEM = late(r"^\d{1,2}[.)]\s+")
#: `Lumbar MRI (CPT 72148) - DENIED`
_SAID_BEHIND = late(
    r"^(?P<what>.*\S)(?:\s+(?:[-\u2013\u2014]{1,2}|=>?|\u2192)\s+)(?P<said>[A-Za-z][^\t|]{3,60}?)[\s.;]*$"
)
_BEFORE_CODE = late(r"[\s,(\[]*(?:(?:CPT|HCPCS|CDT)\s*)?(?:codes?\s*)?:?\s*$", re.IGNORECASE)
_CODE_BEHIND = late(r"[\s,(\[]*(?:CPT|HCPCS|CDT)\s*(?:codes?\s*)?:?\s*[A-Z]?\d{4,5}.*$", re.IGNORECASE)
_WORD = late(r"[A-Za-z]{3}")
_COUNTED = late(r"\b\d{1,4}\s+(?:visits?|units?|days?|sessions?|treatments?|doses?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One service with its own decision. codes: its service codes; service_on: the date in its row; requested, approved:
    the amounts in its row."""

    decision: Found
    service: Found | None
    codes: tuple[Found, ...]
    service_on: Found | None
    requested: Found | None = None
    approved: Found | None = None


def tells_of(outcome: Outcome, value: Found) -> bool:
    """True when a value stands within the words of this outcome."""
    spans = [part.span for part in (outcome.service, outcome.decision, *outcome.codes) if part is not None]
    here = [span for span in spans if span.page == value.span.page]
    return bool(here) and min(s.start for s in here) <= value.span.start < max(s.end for s in here)


def outcomes(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Outcome, ...]:
    """An outcome for each service where the letter gives several with their own; empty when it gives one or none.

    The adverse ones come first, in the letter's order.
    """
    rows = list(table_rows(letter)) or _blocks(letter, values) or list(_lines(letter, values))
    rows = rows if len(rows) > 1 else list(_said_in_capitals(letter))
    if len(rows) < 2 or len({row.decision.value for row in rows}) < 2:
        return ()
    return tuple(sorted(rows, key=lambda row: row.decision.value == "approved"))


def table_rows(letter: LetterText) -> tuple[Outcome, ...]:
    """Every table row that tells an outcome for a service."""
    titled = [
        row for table in letter.tables for line in table.rows if (row := _titled_row(letter, table, line)) is not None
    ]
    if titled:
        return tuple(titled)
    return tuple(row for line in letter.lines if (row := _row(letter, line)) is not None)


def lone_amounts(letter: LetterText) -> Outcome | None:
    """The one row of a table that tells how much was asked for, approved and refused of the one service; None when there
    are several, or the amounts are money or do not add up."""
    rows: list[Outcome] = []
    for table in letter.tables:
        titles = [title.lower() for title in table.titles]
        columns = [next((at for at, title in enumerate(titles) if title in words), -1) for words in _AMOUNTS]
        for row in table.rows:
            asked, granted, refused = (_amount(letter, row.cells.get(at)) for at in columns)
            if asked is None or granted is None or refused is None or "." in f"{asked.value}{granted.value}":
                continue
            if _number(asked) != _number(granted) + _number(refused):
                continue
            word = "approved" if not _number(refused) else "partially_denied" if _number(granted) else "denied"
            told = Found(word, refused.span, "the amounts asked for, approved and refused")
            rows.append(Outcome(told, None, (), None, asked, granted))
    return rows[0] if len(rows) == 1 else None


#: titles of the columns of what was asked for, approved and refused
_AMOUNTS = (
    frozenset({"asked for", "asked", "requested", "req", "units requested", "visits requested", "days requested"}),
    frozenset({"approved", "covered", "authorized", "certified", "allowed"}),
    frozenset({"not approved", "not covered", "not authorized", "not certified", "denied"}),
)


def _titled_row(letter: LetterText, table: Table, row: Row) -> Outcome | None:
    """A row under titles: its outcome from a column of outcomes, or from what is approved and denied of it."""
    fields = {label and letter.vocabulary.field_of(label): at for at, label in reversed(list(enumerate(table.labels)))}
    requested = _amount(letter, row.cells.get(fields.get("quantity_requested", -1)))
    approved = _amount(letter, row.cells.get(fields.get("quantity_approved", _none(table.column("approved_amount")))))
    denied = _amount(letter, row.cells.get(_none(table.column("denied_amount"))))
    at = _none(table.column("outcome"))
    paid = row.cells.get(_none(table.column("paid_amount")))
    decision = (
        _paid(letter, row, paid)
        if paid is not None and at < 0
        else _decision(letter, row.cells.get(fields.get("decision", at) if at < 0 else at), approved, denied)
    )
    if decision is None:
        return None
    named = _named(letter, table, row)
    service = row.cells.get(named)
    words = None
    if service is not None:
        lead = _ITEM.match(letter.body[service[0] : service[1]])
        words = found(letter, service[0] + (lead.end() if lead else 0), _strength_end(table, row, service))
        words = _with_rest(letter, words, row.wrapped.get(named, ()))
    codes = tuple(code for place in row.places for code in find_service_codes(letter, *place, table=table))
    days = [mention for place in row.cells.values() for mention in find_dates(letter.body, *place)]
    if words is not None and not _WORD.search(str(words.value)):
        words = None  # days of a stay, an item's number
    if words is None and not codes:
        return None
    service_on = (
        found(letter, days[0].start, days[0].end, days[0].value) if "dates.service" in fields and days else None
    )
    return Outcome(decision, words, codes, service_on, requested, approved)


def _named(letter: LetterText, table: Table, row: Row) -> int:
    """The column that names the service in words; under `Item` may stand a number alone. -1: none."""
    columns = [at for at, label in enumerate(table.labels) if label and _is_service(letter, label)]
    columns += [at for at, kind in enumerate(table.kinds) if kind in ("drug", "told") and at not in columns]
    worded = (at for at in columns if at in row.cells and _WORD.search(letter.body, *row.cells[at]))
    return next(worded, columns[0] if columns else -1)


def _is_service(letter: LetterText, label: str) -> bool:
    return letter.vocabulary.field_of(label) == "requested_service"


def _with_rest(letter: LetterText, words: Found, rest: tuple[Span, ...]) -> Found:
    """The service's words with those that wrapped into the lines below, up to its code."""
    if not rest:
        return words
    parts = [str(words.value), *(letter.words(*place) for place in rest)]
    return replace(words, value=_CODE_BEHIND.sub("", " ".join(parts)))


def _none(column: int | None) -> int:
    return -1 if column is None else column


def _strength_end(table: Table, row: Row, service: Span) -> int:
    """End of a drug's name with the strength in the next column."""
    column = table.column("strength")
    cell = row.cells.get(column) if column is not None else None
    return cell[1] if cell is not None and 0 < cell[0] - service[1] < 20 else service[1]


def _amount(letter: LetterText, place: Span | None) -> Found | None:
    if place is None:
        return None
    match = _AMOUNT.fullmatch(letter.body, *place)
    return found(letter, *place) if match is not None else None


def _decision(letter: LetterText, place: Span | None, approved: Found | None, denied: Found | None) -> Found | None:
    if place is not None:
        text = letter.body[place[0] : place[1]]
        word = decision_word(letter, text) if len(text.split()) <= _SHORT_OUTCOME + 6 else None
        if word == "denied" and approved is not None and _number(approved) > 0 and denied is not None:
            word = "partially_denied"
        return found(letter, *place, word) if word is not None else None
    if approved is None or denied is None:
        return None
    if _number(denied) == 0:
        return Found("approved", approved.span, "nothing of it is denied")
    word = "partially_denied" if _number(approved) > 0 else "denied"
    return Found(word, denied.span, "the amounts approved and denied")


def _paid(letter: LetterText, row: Row, paid: Span) -> Found | None:
    """What a claim line's payment says: nothing paid with a reason code is a denial, anything paid is none."""
    amount = re.search(r"\d[\d,]*\.\d\d", letter.body[paid[0] : paid[1]])
    if amount is None:
        return None
    if float(amount.group().replace(",", "")) > 0:
        return found(letter, *paid, "approved", how="paid")
    has_code = any(_REASON_CODE.search(letter.body[start:end]) for start, end in row.cells.values())
    return found(letter, *paid, "denied", how="nothing is paid, for a reason code in the line") if has_code else None


def _number(amount: Found) -> float:
    match = re.match(r"\d+(?:\.\d+)?", str(amount.value))
    return float(match.group()) if match is not None else 0.0


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
        if len(text.split()) <= _SHORT_OUTCOME and (word := decision_word(letter, text)) is not None
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


def _lines(letter: LetterText, values: tuple[Labelled, ...]) -> Iterator[Outcome]:
    """Lines of a list that name a service with its code and end with what was decided of it."""
    labelled = [value for value in values if value.field == "requested_service"]
    for line in letter.lines:
        match = _SAID_BEHIND.match(line.text)
        if match is None or len(match["said"].split()) > _SHORT_OUTCOME:
            continue
        word = decision_word(letter, match["said"])
        end, said = line.start + match.end("what"), line.start + match.start("said")
        codes = tuple(find_service_codes(letter, line.start, end))
        if word is None or not codes:
            continue
        lead = _ITEM.match(line.text)
        start = next(
            (v.start for v in labelled if line.start <= v.start < end), line.start + (lead.end() if lead else 0)
        )
        head = letter.body[start : letter.body.index(str(codes[0].value), line.start)]
        before = _BEFORE_CODE.search(head)
        words = before.start() if before is not None else len(head)
        amount = _COUNTED.search(letter.body, said, line.start + match.end("said")) if word != "denied" else None
        yield Outcome(
            decision=found(letter, said, line.start + match.end("said"), word),
            service=found(letter, start, start + words) if words > 2 else None,
            codes=codes,
            service_on=None,
            approved=found(letter, amount.start(), amount.end()) if amount is not None else None,
        )


#: `Physical therapy, 8 visits: DENIED`
_IN_CAPITALS = late(
    r"(?:[-*•]\s+)?(?P<what>[A-Z][A-Za-z][^:|\t]{3,70}?)(?:,\s+(?P<amount>\d{1,4}\s+\w+))?:\s+(?P<said>(?:NOT\s+|NON-)?(?:APPROVED|DENIED|CERTIFIED|AUTHORIZED))\.?$"
)


def _said_in_capitals(letter: LetterText) -> Iterator[Outcome]:
    """Lines that name a service and end with what was decided of it in capitals; its code from where it stands beside it."""
    for line in letter.lines:
        match = _IN_CAPITALS.match(line.text)
        if match is None or letter.label(match["what"], line.start) is not None:
            continue
        word = decision_word(letter, match["said"])
        if word is None:
            continue
        named = r"\s+".join(re.escape(part) for part in match["what"].split()[:4])
        code = re.search(rf"{named}\s*\(?\s*(?:CPT\s+|HCPCS\s+)?(?=[A-Z]?\d{{4}})", letter.body, re.IGNORECASE)
        codes = tuple(find_service_codes(letter, code.end(), code.end() + 7))[:1] if code is not None else ()
        place = line.start + match.start("amount"), line.start + match.end("amount")
        yield Outcome(
            decision=found(letter, line.start + match.start("said"), line.start + match.end("said"), word),
            service=found(letter, line.start + match.start("what"), line.start + match.end("what")),
            codes=codes,
            service_on=None,
            requested=found(letter, *place) if match["amount"] else None,
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
            codes.extend(find_service_codes(letter, value.start, value.end))
        elif value.field == "service_codes":
            codes.extend(find_service_codes(letter, value.start, value.end))
        elif service is not None and (word := decision_word(letter, value.text)) is not None:
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
