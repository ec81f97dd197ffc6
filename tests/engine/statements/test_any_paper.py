"""Whatever the paper: reading ends, each value stands where it is said to, and lines keep their own values."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.statements import papers

from peercall.domain.statements import StatementPage, Told
from peercall.engine.statements import read_statement
from peercall.rulebook.load import load_rulebook

WORDS = load_rulebook().statements
LINES = [line for name in dir(papers) if name.isupper() for line in str(getattr(papers, name)).splitlines()]
NOISE = st.text(alphabet="09 .,$|\t\n()-/:#\u2019AZaz\u0130", max_size=60)


def values(statement):
    for claim in statement.claims:
        for one in (claim, *claim.lines):
            for field in fields(one):
                value = getattr(one, field.name)
                yield from value if field.name == "remarks" else [value]


@given(st.lists(st.sampled_from(LINES) | NOISE, max_size=25), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_each_value_is_the_words_at_its_place(lines, pages):
    texts = ["\n".join(lines[at::pages]) for at in range(pages)]
    read = read_statement([StatementPage(at, text) for at, text in enumerate(texts, start=1)], words=WORDS)
    for value in values(read):
        if isinstance(value, Told):
            assert texts[value.page - 1][value.start : value.end] == value.quote != ""


@given(st.permutations(range(4)))
def test_columns_may_stand_in_any_order(order):
    titles = ["Amount billed", "Allowed amount", "Plan paid", "You owe"]
    sums = ["$900.00", "$640.00", "$512.00", "$128.00"]
    paper = "Explanation of Benefits\nClaim number: NG-2026-77120\n"
    paper += "\t".join(["Date of service", "Procedure code", *(titles[at] for at in order)]) + "\n"
    paper += "\t".join(["08/20/2026", "E0601", *(sums[at] for at in order)]) + "\n"
    (claim,) = read_statement([StatementPage(1, paper)], words=WORDS).claims
    (line,) = claim.lines
    assert [one and one.quote for one in (line.billed, line.allowed, line.paid, line.owes)] == sums
