"""A payer's statement on paper becomes proposals: each value from its page, and nothing that is not said."""

from __future__ import annotations

import pytest
from tests.engine.statements import papers

from peercall.domain.statements import StatementPage
from peercall.engine.statements import read_statement
from peercall.rulebook.load import load_rulebook


@pytest.fixture(scope="module")
def words():
    return load_rulebook().statements


def read(words, *texts):
    return read_statement([StatementPage(at, text) for at, text in enumerate(texts, start=1)], words=words)


def value(told):
    return told.value if told else None


def row(line):
    parts = (line.on, line.code, line.billed, line.allowed, line.paid, line.owes)
    return (*(value(one) for one in parts), [one.value for one in line.remarks])


def heads(claim):
    return tuple(value(one) for one in (claim.claim_number, claim.member_id, claim.statement_on))


PAPERS = [
    (
        papers.WIDE_TABLE,
        ("2026-0912-44871", "SB 4410 22871", "2026-09-18"),
        [
            ("2026-09-04", "J3262", "4200.00", "3150.00", "2520.00", "630.00", ["CO-45"]),
            ("2026-09-04", "96413", "600.00", "0.00", "0.00", "0.00", ["CO-50", "N130"]),
        ],
    ),
    (
        papers.STACKED_TITLES,
        ("26251-AX-0099", "NSA-5580-1142", "2026-09-18"),
        [
            ("2026-08-20", "E0601", "900.00", "640.00", "512.00", "128.00", []),
            ("2026-08-20", "E0562", "210.00", "150.00", "120.00", "30.00", []),
        ],
    ),
    (
        papers.LINE_BY_LINE,
        ("CR26-770-1184", "CRM-40718265", "2026-10-02"),
        [
            ("2026-08-20", "E0601", "900.00", "640.00", "640.00", "0.00", ["45"]),
            ("2026-08-21", "A7030", "180.00", "0.00", "0.00", "0.00", ["50", "M25"]),
        ],
    ),
    (
        papers.SUMMARY_NOTICE,
        ("22-26093-001-220", "1EG4-TE5-MK73", "2026-10-09"),
        [
            (None, "E0601", "143.00", "107.97", "86.38", "21.59", []),
            (None, "A4604", "64.00", "0.00", "0.00", "64.00", []),
        ],
    ),
    (
        papers.CAPITALS,
        ("E4QX77120", "W2299 11804", "2026-10-01"),
        [
            ("2026-09-02", "64483", "1150.00", "820.00", "648.00", "172.00", []),
            ("2026-09-02", "64484", "575.00", None, "0.00", None, ["CO-50"]),
        ],
    ),
    (
        papers.BARRED,
        ("77-0091-A", "QX-7781-220", "2026-10-05"),
        [
            ("2026-08-20", "64483", "1150.00", None, "-410.00", None, []),
            ("2026-08-20", "64484", "575.00", "205.00", "0.00", "205.00", []),
        ],
    ),
    (
        papers.RECOGNIZED,
        ("LSR26118842", "NGH552900318", "2026-09-30"),
        [("2026-09-11", "J0129", "3800.00", "2950.00", "2910.00", "40.00", [])],
    ),
    (
        papers.SPACED,
        ("PL-2026-55120", "PLN-2204-19", "2026-11-03"),
        [
            ("2026-10-14", "72148", "1480.00", "610.00", "488.00", "122.00", []),
            ("2026-10-14", "72158", "1900.00", None, None, None, []),
        ],
    ),
]
NAMES = ["wide table", "stacked titles", "line by line", "summary notice", "capitals", "barred", "recognized", "spaced"]


@pytest.mark.parametrize(("paper", "told", "rows"), PAPERS, ids=NAMES)
def test_claim_and_services_are_read_from_unlike_papers(paper, told, rows, words):
    statement = read(words, paper)
    (claim,) = statement.claims
    assert heads(claim) == told
    assert [row(line) for line in claim.lines] == rows
    assert statement.reads_like_one


def test_a_remittance_of_several_patients_keeps_them_apart(words):
    lyle, ana = read(words, papers.REMITTANCE).claims
    assert heads(lyle) == ("2026261009917", "BFE204471", "2026-09-18")
    assert heads(ana) == ("2026261009988", "BFE990012", "2026-09-18")
    assert [row(line) for line in lyle.lines] == [
        ("2026-09-07", "98940", "65.00", "41.20", "32.96", None, ["CO-45"]),
        ("2026-09-09", "98941", "65.00", "0.00", "0.00", None, ["CO-50"]),
    ]
    assert [row(line) for line in ana.lines] == [("2026-09-10", "97110", "48.00", "30.00", "24.00", None, ["CO-45"])]


@pytest.mark.parametrize(("paper", "told", "rows"), PAPERS, ids=NAMES)
def test_every_value_stands_at_its_place_in_the_page(paper, told, rows, words):
    (claim,) = read(words, paper).claims
    fields = [claim.claim_number, claim.member_id, claim.statement_on]
    for line in claim.lines:
        fields += [line.code, line.on, line.billed, line.allowed, line.paid, line.owes, *line.remarks]
    found = [one for one in fields if one is not None]
    assert found
    for one in found:
        assert paper[one.start : one.end] == one.quote
        assert (one.page, one.quote.strip() != "") == (1, True)


def test_a_table_goes_on_over_pages_under_the_titles_of_the_first(words):
    rows = papers.WIDE_TABLE.splitlines()
    at = next(number for number, line in enumerate(rows) if "\tJ3262\t" in line)
    first, second = "\n".join(rows[: at + 1]), "\n".join(["Page 2", *rows[at + 1 :]])
    (claim,) = read(words, first, second).claims
    assert [(value(line.code), value(line.paid)) for line in claim.lines] == [("J3262", "2520.00"), ("96413", "0.00")]
    assert [line.paid.page for line in claim.lines] == [1, 2]


def test_two_claims_of_one_member_share_what_stands_once(words):
    other = papers.WIDE_TABLE.split("Claim number")[1].replace("2026-0912-44871", "2026-0912-44999")
    one, two = read(words, papers.WIDE_TABLE + "\nClaim number" + other).claims
    assert heads(one) == ("2026-0912-44871", "SB 4410 22871", "2026-09-18")
    assert heads(two) == ("2026-0912-44999", "SB 4410 22871", "2026-09-18")
    assert len(one.lines) == len(two.lines) == 2


def test_sums_that_fit_no_title_stay_empty(words):
    paper = papers.RECOGNIZED.replace("3800.00 2950.00 40.00 2910.00 40.00\nTotal", "3800.00 2950.00 2910.00\nTotal")
    (claim,) = read(words, paper).claims
    (line,) = claim.lines
    assert row(line) == ("2026-09-11", "J0129", None, None, None, None, [])


def test_a_title_that_two_columns_share_tells_neither(words):
    paper = papers.RECOGNIZED.replace("Allowed Copay Paid", "Paid Copay Paid")
    (claim,) = read(words, paper).claims
    assert [value(line.paid) for line in claim.lines] == [None]


@pytest.mark.parametrize(
    "paper",
    [
        "",
        "Your request for CPAP (E0601) is denied. You owe nothing. Charges of $900.00 are not covered.",
        "INVOICE\nDate  Item  Amount\n09/01/2026  Gloves  12.00\n09/02/2026  Masks  13.00\n",
        "Lab results 09/01/2026\nGlucose 98.00 105.00\nCode 84443 2.10 4.20\n",
    ],
)
def test_other_papers_are_no_statement(paper, words):
    assert not read(words, paper).reads_like_one


def test_a_day_alone_behind_the_claim_is_not_the_statements(words):
    paper = papers.SUMMARY_NOTICE.replace("Date of this notice: October 9, 2026\n", "")
    (claim,) = read(words, paper).claims
    assert claim.statement_on is None


def test_a_day_of_birth_or_of_service_is_not_the_statements(words):
    paper = papers.WIDE_TABLE.replace("Date processed: 09/18/2026", "Birth date: 03/04/1961")
    (claim,) = read(words, paper).claims
    assert claim.statement_on is None
