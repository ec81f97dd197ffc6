"""A log of tries: what stands after corrections, and when two of ours in a row reached nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.engine.attempt_log import failed_in_a_row, standing_attempts

START = datetime(2026, 8, 17, 15, tzinfo=UTC)


def attempt(
    number: int,
    result: str,
    *,
    side: str = "practice",
    purpose: str = "request",
    corrects: int | None = None,
    hour: int | None = None,
):
    return CallAttempt(
        id=str(number),
        at=START + timedelta(hours=number if hour is None else hour),
        purpose=AttemptPurpose(purpose),
        side=AttemptSide(side),
        result=AttemptResult(result),
        corrects=None if corrects is None else str(corrects),
    )


def failed(*attempts) -> list[str]:
    return [one.id for one in failed_in_a_row(attempts)]


@pytest.mark.parametrize("result", ["voicemail", "message_with_person", "no_answer", "wrong_number", "refused"])
def test_two_tries_that_reach_nobody_count(result):
    assert failed(attempt(1, "voicemail"), attempt(2, result)) == ["1", "2"]


def test_reaching_somebody_begins_the_count_anew():
    assert failed(attempt(1, "voicemail"), attempt(2, "reached"), attempt(3, "no_answer")) == ["3"]


@pytest.mark.parametrize("other", [{"side": "plan"}, {"purpose": "follow_up"}])
def test_tries_of_the_plan_or_for_other_things_do_not_count(other):
    assert failed(attempt(1, "voicemail"), attempt(2, "no_answer", **other)) == ["1"]


def test_a_promised_call_back_neither_counts_nor_ends_the_count():
    assert failed(attempt(1, "voicemail"), attempt(2, "callback_promised"), attempt(3, "no_answer")) == ["1", "3"]


def test_a_correction_stands_for_the_entry_and_the_entry_is_kept():
    log = standing_attempts(
        [
            attempt(1, "voicemail"),
            attempt(2, "reached", corrects=1, hour=1),
            attempt(3, "no_answer", corrects=2, hour=1),
        ]
    )
    (entry,) = log
    assert entry.attempt.result is AttemptResult.NO_ANSWER
    assert [one.id for one in entry.earlier] == ["2", "1"]


def test_tries_stand_in_the_order_in_which_they_were_made_not_written():
    late = attempt(9, "voicemail", hour=0)
    assert [entry.attempt.id for entry in standing_attempts([attempt(1, "no_answer"), late])] == ["9", "1"]
