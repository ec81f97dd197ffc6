"""The verdicts behind the figures for letters: what counts as right, wrong, not found and wrong as found."""

from __future__ import annotations

from collections import Counter

import pytest
from benchmarks.letter_judging import Figures, judge, judge_list
from benchmarks.reading import SCAN_GOAL, TEXT_GOAL

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.domain.provenance import SourceSpan


def found(value: object, quote: str | None = None, *, parts: dict[str, object] | None = None) -> Found:
    words = quote or str(value)
    return Found(value, SourceSpan("denial/letter.txt", "0" * 64, 1, 0, len(words), words), extra=parts or {})


SILENT = {"value": None, "quote": None}


@pytest.mark.parametrize(
    "name, got, want, verdict",
    [
        ("member_id", found("NG 1"), {"value": "NG 1", "quote": "NG 1"}, "right"),
        ("member_id", found("ng  1"), {"value": "NG 1", "quote": "NG 1"}, "right"),
        ("member_id", found("NG 2"), {"value": "NG 1", "quote": "NG 1"}, "wrong"),
        ("member_id", NotFound(), {"value": "NG 1", "quote": "NG 1"}, "not_found"),
        ("member_id", found("NG 2"), SILENT, "wrong_as_found"),
        ("member_id", NotFound(), SILENT, "silent"),
        ("requested_service", found("a CPAP device"), {"value": "CPAP device for home", "quote": "CPAP device"}, "right"),
        ("requested_service", found("a wheelchair"), {"value": "CPAP device", "quote": "CPAP device"}, "wrong"),
    ],
)  # fmt: skip
def test_a_field_gets_one_of_five_verdicts(name: str, got: LetterField, want: dict[str, object], verdict: str) -> None:
    assert judge(name, got, want) == verdict


@pytest.mark.parametrize("unit, verdict", [("business_days", "right"), ("calendar_days", "wrong")])
def test_a_window_is_right_only_when_its_parts_are(unit: str, verdict: str) -> None:
    window = found("within 5 days", parts={"value": 5, "unit": unit, "counted_from": "notification_date"})
    want = {"text": "within 5 days", "value": 5, "unit": "business_days", "counted_from": "notification_date"}
    assert judge("p2p_window", window, want) == verdict


def test_a_code_that_the_key_does_not_have_is_wrong_as_found() -> None:
    wanted = [{"value": "E0601", "quote": "E0601"}, {"value": "A7030", "quote": "A7030"}]
    verdicts = list(judge_list("service_codes", (found("E0601"), found("99213")), wanted))
    assert verdicts == ["right", "not_found", "wrong_as_found"]


def test_figures_are_shares_of_what_is_stated_and_of_what_is_asserted() -> None:
    figures = Figures.of({"one": Counter(right=96, wrong=1, silent=40), "two": Counter(not_found=2, wrong_as_found=1)})
    assert (figures.stated, figures.asserted) == (99, 98)
    assert figures.recall == pytest.approx(96 / 99)
    assert figures.precision == pytest.approx(96 / 98)
    assert figures.false_share == pytest.approx(2 / 98)


def test_nothing_asserted_is_not_wrong_but_misses_the_goal() -> None:
    unread = Figures.of({"one": Counter(not_found=20)})
    assert (unread.recall, unread.false_share) == (0, 0)
    assert not SCAN_GOAL.is_met(unread)


@pytest.mark.parametrize(
    "counts, met",
    [
        (Counter(right=970, not_found=30), True),
        (Counter(right=969, not_found=31), False),
        (Counter(right=995, wrong_as_found=5), True),
        (Counter(right=994, wrong_as_found=6), False),
    ],
)
def test_the_goal_for_letters_with_text_at_its_edges(counts: Counter[str], met: bool) -> None:
    assert TEXT_GOAL.is_met(Figures.of({"all": counts})) is met
