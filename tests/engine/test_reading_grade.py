"""How much school a text asks for."""

from __future__ import annotations

import pytest

from peercall.engine.reading_grade import reading_grade, sentences, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("plan", 1),
        ("doctor", 2),
        ("asked", 1),
        ("wanted", 2),
        ("care", 1),
        ("table", 2),
        ("the", 1),
        ("authorization", 5),
        ("determination", 5),
        ("approved", 2),
        ("medical", 3),
        ("patient", 2),
        ("don't", 1),
        ("2026", 4),
    ],
)
def test_syllables_of_a_word(word, number):
    assert syllables(word) == number


def test_a_line_and_a_stop_end_a_sentence_and_a_time_does_not():
    assert len(sentences("What happened\nThe plan said no. We will ask.")) == 3
    assert len(sentences("At 5:30 we rang.")) == 1


def test_grade_by_the_formula():
    # 10 words, 1 sentence, 10 syllables: 0.39*10 + 11.8*1 - 15.59 = 0.1
    assert reading_grade("The cat sat on the mat and it was fat.") == 0.1
    assert reading_grade("") == 0.0


def test_terms_of_the_trade_read_harder_than_plain_words():
    plain = "The plan said no. We will ask again."
    trade = "The adverse determination of the utilization review organization necessitates reconsideration."
    assert reading_grade(plain) < 4 < 15 < reading_grade(trade)
