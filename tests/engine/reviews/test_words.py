"""The documentation sentence: every way a contact can end, who it was, and the office's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from peercall.domain.attempts import AttemptResult
from peercall.domain.errors import EntryInvalid
from peercall.domain.reviews import CallbackNumber, CallDirection, ContactAttempt, ReachedRole
from peercall.engine.review_words import attempt_words, contact_summary, moment_words

VOICEMAIL = ContactAttempt(
    id="a1",
    files=("f1", "f2"),
    at=datetime(2026, 11, 3, 17, 15, tzinfo=UTC),
    zone="America/Denver",
    physician="Dr. Ifeoma Okafor",
    number="915-555-0142",
    result=AttemptResult.VOICEMAIL,
    left=CallbackNumber.CLIENT_ROUTING,
    left_number="800-555-0190",
)
PLACED = "On November 3, 2026 at 10:15 AM MST a call was placed to the office of Dr. Ifeoma Okafor, 915-555-0142. "
NO_NUMBER = {"left": CallbackNumber.NONE, "left_number": ""}
NURSE = {"role": ReachedRole.NURSE, "person": "Jo Finch"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "A voicemail was left. The call-back number 800-555-0190, the client's routing number, was left."),
        (NO_NUMBER, "A voicemail was left. No call-back number was left."),
        (
            {"left": CallbackNumber.OWN},
            "A voicemail was left. The call-back number 800-555-0190, the reviewer's own number, was left.",
        ),
        (
            {"result": AttemptResult.MESSAGE_WITH_PERSON, "role": ReachedRole.MEDICAL_ASSISTANT, "person": "Lee Marsh"},
            "A message was left with Lee Marsh, a medical assistant. "
            "The call-back number 800-555-0190, the client's routing number, was left.",
        ),
        (
            {"result": AttemptResult.REACHED, "role": ReachedRole.TREATING_PHYSICIAN, **NO_NUMBER},
            "Dr. Ifeoma Okafor, the treating physician, was spoken to.",
        ),
        (
            {"result": AttemptResult.REACHED, "role": ReachedRole.NURSE_PRACTITIONER, "hold_minutes": 4, **NO_NUMBER},
            "After 4 minutes on hold, a nurse practitioner was spoken to.",
        ),
        (
            {"result": AttemptResult.REACHED, "role": ReachedRole.OTHER, "role_words": "the office manager",
             "person": "Sam Reed", "hold_minutes": 1, **NO_NUMBER},
            "After 1 minute on hold, Sam Reed, the office manager, was spoken to.",
        ),
        ({"result": AttemptResult.NO_ANSWER, **NO_NUMBER}, "There was no answer and no message could be left."),
        ({"result": AttemptResult.WRONG_NUMBER, **NO_NUMBER}, "The number was not that of the office."),
        (
            {"result": AttemptResult.REFUSED, **NURSE, **NO_NUMBER},
            "Jo Finch, a nurse, declined the peer-to-peer conversation.",
        ),
        (
            {"result": AttemptResult.RESCHEDULED, "rescheduled_for": datetime(2026, 11, 4, 19, tzinfo=UTC), **NURSE,
             **NO_NUMBER},
            "Jo Finch, a nurse, set the call for November 4, 2026 at 12:00 PM MST.",
        ),
        (
            {"result": AttemptResult.CALLBACK_PROMISED, **NURSE, **NO_NUMBER},
            "Jo Finch, a nurse, said that the call would be returned.",
        ),
    ],
)  # fmt: skip
def test_a_call_to_the_office_is_told_by_how_it_ended(change, words):
    assert attempt_words(replace(VOICEMAIL, **change)) == PLACED + words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "The office left a voicemail."),
        ({"result": AttemptResult.MESSAGE_WITH_PERSON, **NURSE}, "Jo Finch, a nurse, left a message."),
        ({"result": AttemptResult.REACHED, **NURSE}, "Jo Finch, a nurse, was spoken to."),
    ],
)
def test_a_call_from_the_office_is_told_as_received(change, words):
    inbound = replace(VOICEMAIL, direction=CallDirection.FROM_OFFICE, **NO_NUMBER, **change)
    start = "On November 3, 2026 at 10:15 AM MST a call was received from the office of Dr. Ifeoma Okafor, "
    assert attempt_words(inbound) == f"{start}from 915-555-0142. {words}"
    hidden = attempt_words(replace(inbound, number=""))
    assert hidden.startswith(start.rstrip(", ") + ". ")


def test_every_attempt_that_can_be_has_one_clean_sentence_for_each_part():
    made = 0
    for result, direction, role, person, left, hold in product(
        AttemptResult, CallDirection, [None, *ReachedRole], ["", "Jo Finch"], CallbackNumber, [None, 0, 3]
    ):
        try:
            one = replace(
                VOICEMAIL,
                result=result,
                direction=direction,
                role=role,
                role_words="the office manager" if role is ReachedRole.OTHER else "",
                person=person,
                left=left,
                left_number="" if left is CallbackNumber.NONE else "800-555-0190",
                hold_minutes=hold,
                rescheduled_for=datetime(2026, 11, 4, 19, tzinfo=UTC) if result is AttemptResult.RESCHEDULED else None,
            )
        except EntryInvalid:
            continue
        made += 1
        words = attempt_words(one)
        assert ",," not in words
        assert ",." not in words
        assert "  " not in words
        assert " ," not in words
        assert words.endswith(".")
        assert not person or role is None or "Jo Finch" in words
    assert made > 200


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Phoenix", "July 1, 2026 at 12:05 PM MST"),
        ("America/Puerto_Rico", "July 1, 2026 at 3:05 PM AST"),
        ("Pacific/Guam", "July 2, 2026 at 5:05 AM ChST"),
        ("America/Adak", "July 1, 2026 at 10:05 AM HDT"),
    ],
)
def test_times_are_told_by_the_office_s_clock(zone, words):
    assert moment_words(datetime(2026, 7, 1, 19, 5, tzinfo=UTC), zone=zone) == words


def test_a_summary_lists_the_file_s_attempts_in_their_order():
    later = replace(VOICEMAIL, id="a2", files=("f2",), at=datetime(2026, 11, 4, 17, tzinfo=UTC))
    first, second = contact_summary([later, VOICEMAIL], file="f2")
    assert first == f"1. {attempt_words(VOICEMAIL)}"
    assert second == f"2. {attempt_words(later)}"
    assert len(contact_summary([later, VOICEMAIL], file="f1")) == 1
