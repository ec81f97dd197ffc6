"""Sentences of the engines in the words of a page: no file of a case folder, no switch, no command."""

from __future__ import annotations

import pytest

from peercall.application.site.page_words import data_for_page, file_words, for_page
from peercall.domain.errors import LOCKED_REMEDY, CaseFolderInvalid, LetterNotConfirmed


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            LetterNotConfirmed(
                "nobody has confirmed what was read from the letter",
                where="determination.yaml",
                remedy="Check its fields, fill in `confirmed: by:` with your name, or run again with --accept.",
            ),
            "Nobody has confirmed what was read from the letter.",
        ),
        (
            CaseFolderInvalid("`as_of` is missing", where="case.yaml", remedy="Give it with --as-of 2026-01-31T09:30."),
            "`as_of` is missing.",
        ),
        (
            CaseFolderInvalid("the PDF is locked", where="chart/notes.pdf", remedy=LOCKED_REMEDY),
            "chart/notes.pdf: the PDF is locked. Open the document here and type its password.",
        ),
        (CaseFolderInvalid("Try again", remedy="Use --overwrite."), "Try again."),
        (CaseFolderInvalid("use `peercall read` or --overwrite"), "This cannot be done as it stands."),
    ],
)
def test_an_error_is_told_without_what_belongs_to_a_command_line(error, told):
    assert for_page(str(error)) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("named in case.yaml; version in force on 2026-09-28", "chosen for this case; version in force on 2026-09-28"),
        ("more than one policy may apply: name one in case.yaml", "more than one policy may apply: choose one"),
        (
            "Have 3 times to offer: 1 more is needed, under `availability` in case.yaml.",
            "Have 3 times to offer: 1 more is needed: name them under Schedule.",
        ),
        ("What does the request say about the visit? (case.yaml, request: visit)", "What does the request say about the visit?"),
        ("made from case.yaml and determination-2.yaml", "made from facts of the request and letter as confirmed"),
        ("The test was run again on 3/4; see note -- unchanged.", "The test was run again on 3/4; see note -- unchanged."),
    ],
)  # fmt: skip
def test_an_answer_keeps_its_words_and_loses_the_folder(said, told):
    assert data_for_page({"warnings": [said]}) == {"warnings": [told]}


def test_nothing_said_stays_nothing():
    assert for_page("") == ""


def test_quotes_names_and_sources_stay_as_they_are():
    given = {"quote": "see case.yaml", "document": "case.yaml", "hashes": {"case.yaml": "ab"}, "count": 3, "none": None}
    assert data_for_page(given) == given
    assert file_words("chart/case.pdf") == "chart/case.pdf"
