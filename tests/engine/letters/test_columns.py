"""Pages set in two columns: what is read down a column, what is read across, and that each character keeps its place."""

from __future__ import annotations

import pytest

from peercall.engine.letters.columns import PageText, in_reading_order

TITLES = frozenset(
    {"member", "request", "hospital", "planned day", "appeal", "reviewer", "service", "code", "policy used"}
)


def _is_title(words: str) -> bool:
    return words.lower() in TITLES


def _read(page: str) -> PageText:
    return in_reading_order(page, is_title=_is_title)


def _lines(page: str) -> list[str]:
    return [line.strip() for line in _read(page).text.split("\n") if line.strip()]


PROSE = """\
The request was looked at by a          You may write to us when you think
physician of our own staff who          that this answer is wrong, and you
found that the notes do not show        may send more papers with it, or
what was tried before.                  call the number below.
"""

PANELS = """\
  MEMBER                     |   REQUEST
  Ada Quill                  |   ankle brace
  Member no. ZK-3004         |   Received 3/4/2026
  ---------------------------+---------------------
  WHY                        |   APPEAL
  The brace is not a         |   180 days from the day
  benefit of this plan.      |   you get this letter.
"""

TITLED = """\
Hospital              Planned day
Elm Street Clinic     04/05/2026

Request               Came in
KX-9-311              03/01/2026

Service               Code
brace for the         L1902
left ankle
"""


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    assert _lines(PROSE) == [
        "The request was looked at by a",
        "physician of our own staff who",
        "found that the notes do not show",
        "what was tried before.",
        "You may write to us when you think",
        "that this answer is wrong, and you",
        "may send more papers with it, or",
        "call the number below.",
    ]


def test_two_panels_parted_by_a_bar_are_read_panel_by_panel_between_the_rules() -> None:
    assert [line for line in _lines(PANELS) if not line.startswith("---")] == [
        "MEMBER",
        "Ada Quill",
        "Member no. ZK-3004",
        "REQUEST",
        "ankle brace",
        "Received 3/4/2026",
        "WHY",
        "The brace is not a",
        "benefit of this plan.",
        "APPEAL",
        "180 days from the day",
        "you get this letter.",
    ]


def test_two_titles_over_their_values_are_read_title_by_title_where_the_page_does_so_throughout() -> None:
    assert _lines(TITLED) == [
        "Hospital",
        "Elm Street Clinic",
        "Planned day",
        "04/05/2026",
        "Request",
        "KX-9-311",
        "Came in",
        "03/01/2026",
        "Service",
        "brace for the",
        "left ankle",
        "Code",
        "L1902",
    ]


def test_two_known_titles_whose_words_go_on_below_are_read_title_by_title_anywhere() -> None:
    page = "Policy used                Reviewer\nBrace Policy 7, part B,    Ivo Tarn, MD\nlast read in May           family medicine\n"
    assert _lines(page) == [
        "Policy used",
        "Brace Policy 7, part B,",
        "last read in May",
        "Reviewer",
        "Ivo Tarn, MD",
        "family medicine",
    ]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            "Member       Ada Quill\nHospital     Elm Street Clinic\nRequest      KX-9-311\n", id="labels and values"
        ),
        pytest.param("Service        Code\nankle brace    L1902\nwrist brace    L3908\n", id="a table of two columns"),
        pytest.param("| Code | Meaning |\n| 16 | lacks a record |\n| 50 | not needed |\n", id="a table with bars"),
        pytest.param("Member: Ada Quill\n\nThe request is denied.\n", id="one column"),
        pytest.param("", id="an empty page"),
    ],
)
def test_rows_that_belong_together_are_read_across(page: str) -> None:
    assert _read(page).text == page


@pytest.mark.parametrize("page", [PROSE, PANELS, TITLED])
def test_each_character_keeps_its_place_in_the_page(page: str) -> None:
    read = _read(page)
    for piece in read.pieces:
        assert read.text[piece.start : piece.start + piece.length] == page[piece.place : piece.place + piece.length]
    for word in ("benefit", "physician", "KX-9-311"):
        if word in page:
            at = read.text.index(word)
            place, stretch_end = read.place(at)
            assert page[place : place + len(word)] == word
            assert stretch_end >= place + len(word)
            assert read.offset(place) == at


def test_no_word_is_lost_or_told_twice() -> None:
    for page in (PROSE, PANELS, TITLED):
        assert sorted(_read(page).text.split()) == sorted(page.replace("   |   ", "  ").replace(" | ", " ").split())
