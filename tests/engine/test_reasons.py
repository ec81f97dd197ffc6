"""The class of a denial reason by its wordings."""

from __future__ import annotations

import pytest
from tests.engine.clock_cases import rulebook
from tests.engine.reason_sentences import SENTENCES

from peercall.engine.reasons import classify_reason


@pytest.mark.parametrize("expected, sentence", SENTENCES)
def test_sentence_is_classed(expected: str, sentence: str) -> None:
    best = classify_reason(sentence, reasons=rulebook().reasons)[0]
    assert best.reason_class == expected
    assert best.phrases


def test_every_class_has_wordings_and_sentences() -> None:
    assert {expected for expected, _ in SENTENCES} == set(rulebook().reasons)
    assert all(reason.phrases for reason in rulebook().reasons.values())


def test_words_that_led_to_the_class_stand_in_the_text() -> None:
    text = "Step therapy is not complete:\n a trial of a preferred\nproduct is missing."
    best = classify_reason(text, reasons=rulebook().reasons)[0]
    assert best.reason_class == "step_therapy"
    assert all(words in " ".join(text.split()) for words, _ in best.phrases)


def test_text_without_a_known_wording_has_no_class() -> None:
    assert classify_reason("Please see the enclosed page.", reasons=rulebook().reasons) == ()


def test_two_reasons_in_one_text_are_both_found() -> None:
    text = "Three months of non-surgical treatment are not shown. Prior authorization was not obtained."
    found = {match.reason_class for match in classify_reason(text, reasons=rulebook().reasons)}
    assert {"surgery_criteria", "no_prior_auth"} <= found


@pytest.mark.parametrize(
    "service, expected",
    [("total knee replacement", "surgery_criteria"), ("MRI of the lumbar spine", "imaging_no_conservative_care")],
)
def test_service_settles_a_wording_that_several_share(service: str, expected: str) -> None:
    text = "Conservative treatment and physical therapy were insufficient."
    assert classify_reason(text, reasons=rulebook().reasons, service=service)[0].reason_class == expected


def test_contrary_words_exclude_a_class() -> None:
    text = "Prior authorization is not required for this service."
    classes = [match.reason_class for match in classify_reason(text, reasons=rulebook().reasons)]
    assert classes[0] == "not_required_or_wrong_entity"
    assert "no_prior_auth" not in classes
