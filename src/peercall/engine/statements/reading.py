"""A statement's pages to its claims: fields by their labels and rows of services, in the order of the paper.

Nothing is decided here: what is not said, or cannot be told apart, stays empty, and a person confirms the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from peercall.domain.statements import Statement, StatementClaim, StatementLine, StatementPage, StatementWords, Told
from peercall.engine.letters.dates import find_dates
from peercall.engine.statements.tables import Head, labelled_lines, service_rows, text_lines
from peercall.engine.statements.values import Words, small

#: fields that go on for the claims that follow on the same paper
_GO_ON = ("member_id", "member_name", "statement_on")
_HEAD_LINES = 15
_MOST_CLAIMS = 200

Event = tuple[int, int, str, Told | StatementLine]


@dataclass(slots=True)
class _Claim:
    fields: dict[str, Told] = field(default_factory=dict)
    lines: list[StatementLine] = field(default_factory=list)
    since: dict[str, Told] = field(default_factory=dict)
    """Fields that came after its last line: they belong to the next claim, if one begins."""


def read_statement(pages: Sequence[StatementPage], *, words: StatementWords) -> Statement:
    """The claims of a statement, those without a line left out. pages: as read, in their order."""
    known = Words(words)
    events = sorted(_events(pages, known), key=lambda one: one[:2])
    claims = [_claim(one) for one in _folded(events) if one.lines][:_MOST_CLAIMS]
    is_titled = any(known.titles.search(small(page.text)) for page in pages)
    return Statement(tuple(claims), is_titled)


def _events(pages: Sequence[StatementPage], words: Words) -> Iterator[Event]:
    head: Head | None = None
    rows: list[tuple[int, StatementLine]] = []
    for number, page in enumerate(pages):
        found, head = service_rows(page, words=words, before=head)
        rows += [(number, line) for line in found]
    if not rows:
        rows = [(number, line) for number, page in enumerate(pages) for line in labelled_lines(page, words=words)]
    for number, line in rows:
        yield number, max(one.start for one in _parts(line)), "line", line
    dated, first = False, len(pages[0].text) if pages else 0
    for number, page in enumerate(pages):
        for kind, value in words.fields_in(page):
            dated = dated or kind == "statement_on"
            first = min(first, value.start) if number == 0 else first
            yield number, value.start, kind, value
    if not dated and pages and (day := _day_of_head(pages[0])) is not None and day.start < first:
        yield 0, day.start, "statement_on", day


def _parts(line: StatementLine) -> list[Told]:
    parts = (line.code, line.on, line.through, line.billed, line.allowed, line.paid, line.owes)
    return [one for one in parts if one is not None]


def _day_of_head(page: StatementPage) -> Told | None:
    """A day that stands alone in the head of a letter, as its own does; behind the member or the claim it may be any."""
    for line in text_lines(page.text)[:_HEAD_LINES]:
        for day in find_dates(page.text, line.start, line.end):
            if page.text[line.start : line.end].strip() == page.text[day.start : day.end]:
                return Told(day.value, page.number, day.start, day.end, page.text[day.start : day.end])
    return None


def _folded(events: Sequence[Event]) -> Iterator[_Claim]:
    now = _Claim()
    for _, _, kind, value in events:
        if isinstance(value, StatementLine):
            now.lines.append(value)
            now.fields |= now.since
            now.since = {}
            continue
        known = now.fields.get(kind)
        if kind == "claim_number" and known is not None and _same(known) != _same(value):
            going_on = {name: now.fields[name] for name in _GO_ON if name in now.fields}
            late, now.since = now.since, {}
            yield now
            now = _Claim(fields={**going_on, **late, kind: value})
        elif now.lines and known is not None and _same(known) != _same(value):
            now.since.setdefault(kind, value)
        elif known is None:
            now.fields[kind] = value
    yield now


def _same(value: Told) -> str:
    return re.sub(r"\W", "", value.value).upper()


def _claim(made: _Claim) -> StatementClaim:
    fields = made.fields
    return StatementClaim(
        lines=tuple(made.lines),
        claim_number=fields.get("claim_number"),
        member_id=fields.get("member_id"),
        member_name=fields.get("member_name"),
        authorization=fields.get("authorization"),
        statement_on=fields.get("statement_on"),
    )
