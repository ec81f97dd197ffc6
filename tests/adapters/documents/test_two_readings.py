"""Words of two readings become one reading; slips are put right only where one reading is left."""

from __future__ import annotations

import pytest

from peercall.adapters.documents.recognition.second_reading import agreed
from peercall.adapters.documents.recognition.slips import put_right
from peercall.adapters.documents.recognition.tesseract import Word


def _line(*words: tuple[str, float], line: int = 0, top: int = 100) -> list[Word]:
    out, left = [], 100
    for text, confidence in words:
        wide = 14 * len(text.replace(".", ""))
        out.append(Word(text, left, top, left + wide, top + 28, confidence, line))
        left += wide + 10
    return out


def test_what_both_readings_say_has_the_better_confidence() -> None:
    (word,) = agreed(_line(("NPI", 62.0)), _line(("NPI", 91.0)))
    assert word.confidence == 91.0


def test_a_number_on_which_the_readings_differ_is_uncertain_and_the_surer_one_stands() -> None:
    _, word = agreed(_line(("BMI", 95.0), ("278", 93.0)), _line(("BMI", 95.0), ("27.8", 96.0)))
    assert word.text == "27.8"
    assert word.confidence < 70


def test_a_word_without_digits_takes_the_surer_reading() -> None:
    (word,) = agreed(_line(("rn", 50.0)), _line(("in", 92.0)))
    assert (word.text, word.confidence) == ("in", 92.0)


def test_a_code_whose_letter_changes_is_uncertain() -> None:
    (word,) = agreed(_line(("196.01", 92.0)), _line(("J96.01", 90.0)))
    assert word.confidence < 70


def test_a_line_only_the_second_reading_saw_is_kept_with_its_numbers_uncertain() -> None:
    first, second = _line(("denied", 95.0)), _line(("reviewed", 90.0), ("2026", 92.0), line=3, top=200)
    words = agreed(first, [*_line(("denied", 95.0)), *second])
    assert [word.text for word in words] == ["denied", "reviewed", "2026"]
    assert [word.confidence < 70 for word in words] == [False, False, True]


def test_a_word_of_a_line_that_the_first_reading_missed_is_added_to_it() -> None:
    first, second = _line(("Request", 95.0)), _line(("Request", 95.0), ("denied", 90.0), line=2)
    assert [(word.text, word.line) for word in agreed(first, second)] == [("Request", 0), ("denied", 0)]


@pytest.mark.parametrize(
    ("words", "then"),
    [
        (("class", "Ill"), "class III"),
        (("Grade", "lI."), "Grade II."),
        (("NYHA", "class", "IV,"), "NYHA class IV,"),
        (("patient", "Ill"), "patient Ill"),
        (("stage", "still"), "stage still"),
        (("Subscriber", "1D;"), "Subscriber ID:"),
        (("line", "1D"), "line 1D"),
        (("Diagnosis:", "$39.012D."), "Diagnosis: S39.012D."),
        (("Charge", "$39.01"), "Charge $39.01"),
        (("MS1.16",), "M51.16"),
        (("|", "Paid", "|"), "Paid"),
        (("LSR-", "26-", "118842"), "LSR-26-118842"),
        (("long-", "term"), "long- term"),
    ],
)
def test_a_slip_is_put_right_only_where_the_words_around_or_its_form_prove_it(
    words: tuple[str, ...], then: str
) -> None:
    assert " ".join(word.text for word in put_right(_line(*((text, 90.0) for text in words)))) == then


@pytest.mark.parametrize("text", ["$39.012D", "MS1.16"])
def test_a_number_that_was_put_right_is_uncertain(text: str) -> None:
    (word,) = put_right(_line((text, 95.0)))
    assert word.confidence < 70
