"""The full-text index over a chart's sentences: stems, phrases, prefixes, and words that look like operators."""

from __future__ import annotations

import pytest

from peercall.adapters.passages import FullTextIndex
from peercall.domain.passages import ChartSentence, SearchTerm
from peercall.domain.provenance import SourceSpan

SENTENCES = (
    "The supplier taught him to use the machine.",
    "Daytime sleepiness has not changed.",
    "Sleepy in the daytime.",
    "Pain runs from the low back down the left leg.",
    "Résumé of the visit was sent.",
    "Knee pain.",
    "Back pain.",
)


def index(*sentences: str) -> FullTextIndex:
    return FullTextIndex(
        [
            ChartSentence(SourceSpan("chart/notes.txt", "0" * 64, 1, 100 * n, 100 * n + len(text), text))
            for n, text in enumerate(sentences)
        ]
    )


def found(*terms: SearchTerm, limit: int = 10) -> list[str]:
    return [hit.sentence.source.quote for hit in index(*SENTENCES).search(terms, limit=limit)]


@pytest.mark.parametrize(
    "term, sentences",
    [
        (SearchTerm(("suppliers",)), ["The supplier taught him to use the machine."]),
        (SearchTerm(("daytime", "sleepiness")), ["Daytime sleepiness has not changed."]),
        (SearchTerm(("sleep*",)), ["Sleepy in the daytime.", "Daytime sleepiness has not changed."]),
        (SearchTerm(("pain", "leg"), apart=8), ["Pain runs from the low back down the left leg."]),
        (SearchTerm(("pain", "leg"), apart=3), []),
        (SearchTerm(("resume",)), ["Résumé of the visit was sent."]),
        (SearchTerm(("caregiver",)), []),
    ],
)
def test_index_finds_a_term(term: SearchTerm, sentences: list[str]) -> None:
    assert found(term) == sentences


def test_index_puts_the_sentence_with_rarer_words_first_and_equal_ones_in_the_order_of_the_chart() -> None:
    assert found(SearchTerm(("pain",)), SearchTerm(("knee",)))[0] == "Knee pain."
    assert found(SearchTerm(("pain",)))[:2] == ["Knee pain.", "Back pain."]


def test_index_gives_no_more_than_asked_for() -> None:
    assert len(found(SearchTerm(("pain",)), limit=2)) == 2


@pytest.mark.parametrize(
    "word", ['"', "AND", "NOT pain", "words:pain", "pain^", "(", "*", "a-b", "DAS28(CRP)", "'; --"]
)
def test_words_that_look_like_operators_are_words(word: str) -> None:
    assert found(SearchTerm((word, "never", "written"))) == []


def test_index_without_terms_or_sentences_finds_nothing() -> None:
    assert found() == []
    assert list(index().search([SearchTerm(("pain",))], limit=3)) == []
