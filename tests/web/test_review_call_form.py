"""Every way a call can end, by whom it was taken and what was left: a sentence, or what to mend."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from tests.web.review_files import NOW

from peercall.domain.attempts import AttemptResult
from peercall.domain.reviews import CallbackNumber, CallDirection, ReachedRole
from peercall.engine.review_words import attempt_words
from peercall.web.reviewer.call.forms import AttemptForm, Office

OFFICE = Office(
    physician="Dr. Ada Okafor",
    zone="America/Chicago",
    files=[("f1", "R-1")],
    numbers=("214-555-0110",),
    routing="800-555-0142",
    own="303-555-0160",
    since=NOW - timedelta(days=2),
)


def written(**given):
    plain = {"key": str(uuid4()), "about": ["f1"], "direction": "to_office", "number": "214-555-0110", "left": "none"}
    form = AttemptForm(plain | given, office=OFFICE)
    return form, form.written(by="Lee Brandt", at=NOW)


@pytest.mark.parametrize("result", AttemptResult)
def test_every_form_that_can_be_sent_makes_a_sentence_or_says_what_to_mend(result):
    made = 0
    for role, person, left, direction in product(("", *ReachedRole), ("", "Casey Lund"), CallbackNumber, CallDirection):
        again = {"again_day": "2026-12-02", "again_hour": "16:30"}
        form, attempt = written(result=result, role=role, person=person, left=left, direction=direction, **again)
        if attempt is None:
            assert form.errors, "what to mend"
            continue
        words = attempt_words(attempt)
        assert words.startswith("On December 1, 2026 at 10:00 AM CST a call was ")
        assert words.endswith(".")
        assert (attempt.left_number in words) if attempt.left_number else ("The call-back number" not in words)
        assert ("Casey Lund" in words) == bool(attempt.person)
        made += 1
    assert made, "some way it is written"


def test_a_role_in_words_is_asked_for_beside_its_field():
    form, attempt = written(result="reached", role="other", person="Casey Lund")
    assert (attempt, form.errors["role_words"]) == (None, ["Say the role in words."])
    _, attempt = written(result="reached", role="other", person="Casey Lund", role_words="a scribe")
    assert "Casey Lund, a scribe, was spoken to." in attempt_words(attempt)


def test_another_time_is_said_by_the_office_s_clock():
    _, attempt = written(
        result="rescheduled", role="nurse", again_day="2026-12-02", again_hour="16:30", hold_minutes="1"
    )
    assert attempt_words(attempt).endswith(
        "After 1 minute on hold, a nurse set the call for December 2, 2026 at 4:30 PM CST."
    )


def test_a_new_time_lies_after_the_call():
    _, attempt = written(result="rescheduled", role="nurse", again_day="2026-12-01", again_hour="10:01")
    assert attempt is not None
    form, attempt = written(result="rescheduled", role="nurse", again_day="2020-12-02", again_hour="09:00")
    assert (attempt, form.errors["again_day"]) == (None, ["The new time must lie after the call."])
    late = {"day": "2026-11-30", "hour": "10:00"}
    _, attempt = written(result="rescheduled", role="nurse", again_day="2026-12-01", again_hour="09:00", **late)
    assert attempt is not None, "logged late, the set time has passed meanwhile"


def test_a_call_of_last_year_is_a_slip_of_the_pen():
    form, attempt = written(result="no_answer", day="2025-11-30", hour="10:00")
    assert attempt is None
    assert form.errors["day"] == ["This day lies long before the file arrived. Check the month and the year."]
    _, attempt = written(result="no_answer", day="2026-11-10", hour="10:00")
    assert attempt is not None, "the file came in after the call"


def test_an_hour_that_the_clocks_leave_out_is_told():
    form, attempt = written(result="rescheduled", role="nurse", again_day="2027-03-14", again_hour="02:30")
    assert (attempt, form.errors["again_hour"]) == (
        None, ["There is no such hour on that day: the clocks go forward."],
    )  # fmt: skip
    _, attempt = written(result="rescheduled", role="nurse", again_day="2027-03-14", again_hour="03:30")
    assert attempt is not None


@pytest.mark.parametrize(
    ("left", "typed", "number"),
    [
        ("client_routing", "", "800-555-0142"),
        ("client_routing", "1 (800) 555-0142", "800-555-0142"),
        ("own", "", "303-555-0160"),
        ("own", "303-555-0161", "303-555-0161"),
    ],
)
def test_the_number_that_was_left_is_the_one_the_choice_names(left, typed, number):
    _, attempt = written(result="voicemail", left=left, left_number=typed)
    assert attempt.left_number == number


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ("client_routing", "The client's number is 800-555-0142. Choose “My own” if this one was left, or empty the field."),
        ("none", "No number was left by the choice above. Choose whose number this is, or empty the field."),
    ],
)  # fmt: skip
def test_a_number_that_the_choice_does_not_leave_is_neither_taken_nor_thrown_away(left, why):
    form, attempt = written(result="voicemail", left=left, left_number="303-555-0177")
    assert (attempt, form.errors["left_number"]) == (None, [why])
    assert form["left_number"].value() == "303-555-0177"
