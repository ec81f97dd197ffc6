"""A chart's sentences for the search: verbatim, each once, never from another patient's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peercall.domain.charts import Passage
from peercall.domain.dates import DayRange
from peercall.domain.passages import SearchTerm
from peercall.engine.candidates import chart_sentences
from peercall.engine.candidates.sentences import QUOTE_LENGTH
from peercall.engine.candidates.words import root, search_terms


def passage(
    text: str, *, page: int = 1, on: date | None = None, template: bool = False, caution: str | None = None
) -> Passage:
    days = DayRange(on, on) if on else None
    return Passage("chart/notes.txt", "0" * 64, page, 40, 40 + len(text), text, "hpi", days, None, template, caution)


def test_each_sentence_stands_where_it_is_quoted_from() -> None:
    text = "Seen with Dr. Okafor. She walks 50 feet.\nNo falls since May."
    page = " " * 40 + text
    found = chart_sentences([passage(text)])
    assert [s.source.quote for s in found] == ["Seen with Dr. Okafor.", "She walks 50 feet.", "No falls since May."]
    assert all(page[s.source.start : s.source.end] == s.source.quote for s in found)


def test_words_copied_into_three_notes_are_one_sentence_of_the_latest_with_its_other_places() -> None:
    days = [date(2026, 1, 5), date(2026, 3, 5), date(2026, 2, 5)]
    (only,) = chart_sentences([passage("Denies  insomnia.", page=n, on=day) for n, day in enumerate(days, start=1)])
    assert (only.source.page, str(only.on)) == (2, "2026-03-05")
    assert [place.page for place in only.also_at] == [1, 3]


def test_a_clinicians_own_sentence_goes_before_the_same_words_of_a_later_template() -> None:
    own = passage("Gait steady.", on=date(2026, 1, 5))
    (only,) = chart_sentences([own, passage("Gait steady.", page=2, on=date(2026, 5, 5), template=True)])
    assert (only.source.page, only.template) == (1, False)


def test_a_sentence_read_as_text_goes_before_the_same_words_of_a_later_picture() -> None:
    scan = replace(passage("Gait steady.", page=2, on=date(2026, 5, 5)), recognized=True)
    (only,) = chart_sentences([scan, passage("Gait steady.", on=date(2026, 1, 5))])
    assert (only.source.page, only.recognized) == (1, False)


def test_another_patients_page_is_left_out() -> None:
    assert chart_sentences([passage("Taught to use the device.", caution="another birth date")]) == ()


@pytest.mark.parametrize("mark", ["; ", ", "])
def test_a_sentence_longer_than_a_quote_is_quoted_by_its_clauses(mark: str) -> None:
    clause = "she was shown how to fit the mask and to clean the tubing at home"
    found = chart_sentences([passage(mark.join([clause] * 3 + ["and her son as well " + clause]) + ".")])
    assert all(len(s.source.quote) <= QUOTE_LENGTH for s in found)
    assert found[0].source.quote.startswith(clause)
    assert all(s.source.quote.rstrip(",;.").endswith("at home") for s in found)


def test_a_stretch_without_any_clause_is_not_cut() -> None:
    assert chart_sentences([passage("word " * 80 + "end.")]) == ()


@pytest.mark.parametrize(
    "one, other", [("teaching", "teach"), ("evaluated", "evaluation"), ("walks", "walking"), ("Ordered", "order")]
)
def test_words_of_one_root_are_the_same_word(one: str, other: str) -> None:
    assert root(one) == root(other)


@pytest.mark.parametrize("one, other", [("pain", "paint"), ("rest", "result"), ("obesity", "observe")])
def test_words_of_other_roots_stay_apart(one: str, other: str) -> None:
    assert root(one) != root(other)


@pytest.mark.parametrize(
    "term, terms",
    [
        ("daytime sleepiness", [SearchTerm(("daytime", "sleepiness"))]),
        ("(knee|hip) pain", [SearchTerm(("knee", "pain")), SearchTerm(("hip", "pain"))]),
        ("with (a)? walker", [SearchTerm(("with", "a", "walker")), SearchTerm(("with", "walker"))]),
        ("pain ... leg", [SearchTerm(("pain", "leg"), 6)]),
        ("sleep*", [SearchTerm(("sleep*",))]),
    ],
)
def test_a_term_of_the_phrase_files_becomes_what_is_searched(term: str, terms: list[SearchTerm]) -> None:
    assert search_terms(term) == terms
