"""The record as it stands: corrections laid over a call, what was said and what was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from peercall.domain.errors import EntryInvalid
from peercall.engine.record_chain import next_entry
from peercall.engine.record_view import correction_body, disposition_state, standing_calls, value_at

AT = datetime(2026, 8, 18, 15, 0, tzinfo=UTC)
CALL = {
    "reported_disposition": "overturned",
    "reviewer": {"name": "Hail", "specialty": "internal medicine"},
    "closing": {"reference": "P2P-1"},
}


def chain(*parts):
    made = []
    for kind, body, corrects in parts:
        made.append(next_entry(made[-1] if made else None, at=AT, by="A", kind=kind, body=body, corrects=corrects))
    return tuple(made)


def correction(entries, **given):
    standing = standing_calls(entries)[0]
    return correction_body(standing.entry, now=value_at(standing.body, given["path"]), **given)


def test_correction_stands_and_the_entry_stays_as_it_was():
    first = chain(("call", CALL, None))
    body = correction(first, path="reviewer.name", new="Hale", reason="spelled in the fax")
    entries = chain(("call", CALL, None), ("correction", body, 1))
    (standing,) = standing_calls(entries)
    assert (body["old"], standing.body["reviewer"]["name"]) == ("Hail", "Hale")
    assert entries[0].body["reviewer"]["name"] == "Hail"
    assert standing.body["reviewer"]["specialty"] == "internal medicine"


def test_second_correction_names_what_the_first_made():
    first = chain(("call", CALL, None))
    one = correction(first, path="closing.authorization_number", new="A-1", reason="heard on the tape")
    entries = chain(("call", CALL, None), ("correction", one, 1))
    two = correction(entries, path="closing.authorization_number", new="A-7", reason="in writing")
    assert (one["old"], two["old"], two["new"]) == ("", "A-1", "A-7")


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"path": "reviewer.name", "new": "Hail", "reason": "r"}, "nothing would change"),
        ({"path": "reviewer.name", "new": " ", "reason": "r"}, "nothing would change"),
        ({"path": "reviewer.name", "new": "Hale", "reason": " "}, "needs its reason"),
        ({"path": "started_at", "new": "x", "reason": "r"}, "nothing a correction can name"),
        ({"path": "reported_disposition", "new": "won", "reason": "r"}, "no disposition"),
    ],
)
def test_correction_that_corrects_nothing_is_refused(given, because):
    with pytest.raises(EntryInvalid, match=because):
        correction(chain(("call", CALL, None)), **given)


def test_said_and_written_stay_apart_and_the_later_of_each_counts():
    wrote = {"confirmed_disposition": "upheld", "received_on": "2026-08-20"}
    state = disposition_state(chain(("call", CALL, None), ("confirmation", wrote, None)))
    assert (state.reported, state.confirmed, state.is_contrary) == ("overturned", "upheld", True)
    mended = {**wrote, "confirmed_disposition": "overturned"}
    state = disposition_state(
        chain(("call", CALL, None), ("confirmation", wrote, None), ("confirmation", mended, None))
    )
    assert (state.confirmed, state.is_contrary) == ("overturned", False)


def test_record_that_says_nothing_yet():
    state = disposition_state(())
    assert (state.reported, state.confirmed, state.is_contrary) == (None, None, False)


@pytest.mark.parametrize(
    ("day", "confirmed", "contrary"),
    [
        (
            "2026-08-25",
            None,
            False,
        ),  # the second call came after the letter: its reversal waits for a writing of its own
        ("2026-08-19", "upheld", True),  # the call was recorded late: the letter came after it
    ],
)
def test_a_reversal_is_not_contradicted_by_a_writing_that_came_before_it(day, confirmed, contrary):
    second = {**CALL, "started_at": f"{day}T15:00:00+00:00"}
    upheld = {"confirmed_disposition": "upheld", "received_on": "2026-08-20"}
    first = {**CALL, "reported_disposition": "upheld", "started_at": "2026-08-18T15:00:00+00:00"}
    state = disposition_state(chain(("call", first, None), ("confirmation", upheld, None), ("call", second, None)))
    assert (state.reported, state.confirmed, state.is_contrary) == ("overturned", confirmed, contrary)


def test_an_approval_in_writing_stands_whatever_a_later_call_adds():
    approved = {"confirmed_disposition": "overturned", "received_on": "2026-08-20"}
    later = {**CALL, "reported_disposition": "partially_overturned", "started_at": "2026-08-25T15:00:00+00:00"}
    state = disposition_state(chain(("call", CALL, None), ("confirmation", approved, None), ("call", later, None)))
    assert state.confirmed == "overturned"
