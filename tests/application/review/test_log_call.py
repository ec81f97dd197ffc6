"""A call becomes entries of its files, each once, and what is typed is held to what the rules allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.samples.review_files import CONVERSATION, FILE, MORNING, VOICEMAIL

from peercall.application.review.call_wire import CallFiles, console_entries, wire_data
from peercall.application.review.log_call import filed_subjects, log_call, new_statements
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import EntryInvalid
from peercall.domain.review_log import ReviewEntry, ReviewEntryKind
from peercall.domain.reviews import CallDirection, Discussion
from peercall.engine.review_guard import Guard
from peercall.engine.review_log import fold_log

NOON = MORNING + timedelta(hours=2)
KEY = "8a0ff1f4-0a5e-4b0e-8f1e-6f7a5a1c0001"
SILENT, PART, ALLOWED = (
    Guard(how, "", None) for how in (Discussion.NOT_ALLOWED, Discussion.MODIFICATION_ONLY, Discussion.ALLOWED)
)


def typed(kind, subject, value, *, name=None, replaces=()):
    body = CallEntry(name or str(uuid4()), "window", 1, MORNING, "Rhea Brandt", kind, subject, value, replaces)
    return ReviewEntry(body.id, ("f1",), MORNING, "Rhea Brandt", ReviewEntryKind.CONSOLE, body)


FACT = typed(EntryKind.NEW_FACT, "line-1", {"text": " Eight visits elsewhere. ", "criterion": "pt"})
TALKED = replace(CONVERSATION, id=KEY)


def log(attempt=TALKED, entries=(FACT,), **given):
    plain = {"seconds": None, "callback": None, "is_offer": False, "by": "Rhea Brandt", "at": NOON}
    return log_call([fold_log(FILE, entries)], attempt=attempt, **(plain | given))


def test_what_was_typed_as_new_is_filed_once_with_who_said_it():
    attempt, information = log()
    assert (attempt.id, attempt.kind) == (KEY, ReviewEntryKind.ATTEMPT)
    assert information.body.statement == "Eight visits elsewhere."
    assert (information.body.criterion, information.body.said_by) == ("pt", "Jo Finch, a nurse practitioner")
    after = fold_log(FILE, (FACT, attempt, information))
    assert new_statements(after) == ()
    assert filed_subjects(after) == {"f1/line-1"}
    assert [one.id for one in log()] == [attempt.id, information.id], "sent twice it is the same"


def test_somebody_else_may_have_said_it_and_a_line_taken_back_is_not_filed():
    other = typed(EntryKind.NEW_FACT, "line-2", {"text": "Pain is 8.", "said_by": "the nurse"})
    gone = typed(EntryKind.NEW_FACT, "line-1", None, replaces=(FACT.id,))
    (_, told) = log(entries=(FACT, other, gone))
    assert (told.body.statement, told.body.said_by) == ("Pain is 8.", "the nurse")


def test_where_nobody_was_spoken_to_it_waits():
    (attempt,) = log(replace(VOICEMAIL, id=KEY))
    assert attempt.kind is ReviewEntryKind.ATTEMPT


@pytest.mark.parametrize(
    ("attempt", "to_whom"),
    [
        (TALKED, "Jo Finch, a nurse practitioner"),
        (replace(VOICEMAIL, id=KEY), "voicemail"),
        (replace(TALKED, direction=CallDirection.FROM_OFFICE), None),
    ],
)
def test_an_offer_is_logged_for_who_was_told_in_our_own_call(attempt, to_whom):
    offers = [one.body.to_whom for one in log(attempt, entries=(), is_offer=True) if one.kind is ReviewEntryKind.OFFER]
    assert offers == ([to_whom] if to_whom else [])


def test_time_and_the_call_back_that_was_answered_follow_from_the_attempt():
    made = {one.kind: one.body for one in log(entries=(), seconds=300, callback="back-1")}
    assert made[ReviewEntryKind.TIME].seconds == 300
    assert (made[ReviewEntryKind.CALLBACK_DONE].callback, made[ReviewEntryKind.CALLBACK_DONE].attempt) == (
        "back-1",
        KEY,
    )


def sent(kind, subject, value="words", **files):
    row = {
        "id": str(uuid4()), "writer": "window", "seq": 1, "at": "2026-11-03T16:15:00+00:00", "kind": kind,
        "subject": subject, "value": value, "replaces": [],
    }  # fmt: skip
    held = CallFiles(**({"guards": {"f1": SILENT, "f2": PART, "f3": ALLOWED}} | files))
    return console_entries({"entries": [row]}, files=held, by="Rhea Brandt", at=datetime(2026, 11, 3, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("file", "subject", "is_kept"),
    [
        ("f1", "modification", False),
        ("f1", "modification_answer", False),
        ("f1", "decision", False),
        ("f2", "modification", True),
        ("f2", "decision", False),
        ("f3", "modification", True),
        ("f3", "decision", True),
    ],
)
def test_words_about_a_determination_are_kept_only_where_a_rule_allows_them(file, subject, is_kept):
    assert bool(sent("closing", f"{file}/{subject}").entries) is is_kept


def test_a_text_goes_to_its_own_file_and_comes_back_under_the_same_name():
    (entry,) = sent("note", "f2/line-1").entries
    assert (entry.files, entry.body.subject) == (("f2",), "line-1")
    assert wire_data([entry])[0]["subject"] == "f2/line-1"


@pytest.mark.parametrize(
    ("kind", "subject", "files", "why"),
    [
        ("note", "f9/line-1", {}, "it belongs to no file of this call"),
        ("note", "line-1", {}, "it belongs to no file of this call"),
        ("commitment", "f1/line-1", {}, "this is not written down in a review call"),
        (
            "note",
            "f1/line-1",
            {"signed": frozenset({"f1"})},
            "the report of this file is signed; add an addendum instead",
        ),
        (
            "new_fact",
            "f1/a",
            {"filed": frozenset({"f1/a"})},
            "this statement is filed already; add to it as an addendum",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(kind, subject, files, why):
    assert sent(kind, subject, **files).refused[0][1] == why


def test_a_sending_that_cannot_be_read_is_refused_as_a_whole():
    with pytest.raises(EntryInvalid, match="entry 1"):
        console_entries({"entries": [{"id": "x"}]}, files=CallFiles({}), by="Rhea Brandt", at=NOON)
