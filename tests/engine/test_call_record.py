"""The record of a held call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from peercall.domain.calls import CallEntry, CallState, Disposition, EntryKind
from peercall.engine.call_entries import fold_entries
from peercall.engine.call_record import NOT_GIVEN, missing_from, record_body

START = datetime(2026, 8, 17, 17, 0, tzinfo=UTC)
REVIEWER = ("name", "credentials", "specialty", "criteria_set", "criteria_version", "records_held")


def _state(**closing: str) -> CallState:
    said = [(EntryKind.REVIEWER, subject, "as told") for subject in REVIEWER]
    said += [(EntryKind.CLOSING, subject, value) for subject, value in closing.items()]
    said += [(EntryKind.MARK, "functional-need", "new_to_them"), (EntryKind.NOTE, "n1", "They had two of four notes")]
    return fold_entries(
        CallEntry(f"e{n}", "desk", n, START + timedelta(seconds=n), "Okafor", kind, subject, value)
        for n, (kind, subject, value) in enumerate(said, start=1)
    )


CLOSED = {"reference": "R-1", "next_step": "letter", "confirmation": "fax within a day"}


@pytest.mark.parametrize(
    ("disposition", "asked"),
    [
        (Disposition.OVERTURNED, {"authorization_number", "approved_for"}),
        (Disposition.PARTIALLY_OVERTURNED, {"authorization_number", "approved_for", "rationale"}),
        (Disposition.UPHELD, {"rationale"}),
        (Disposition.NO_DECISION, set()),
    ],
)
def test_what_is_asked_depends_on_how_the_call_ended(disposition: Disposition, asked: set[str]) -> None:
    missing = missing_from(_state(disposition=disposition.value, **CLOSED))
    assert {item.subject for item in missing} == asked


def test_before_a_disposition_is_said_it_is_asked_first_among_the_closing() -> None:
    assert [item.subject for item in missing_from(_state())] == [
        "disposition",
        "reference",
        "next_step",
        "confirmation",
    ]


def test_not_given_is_an_answer() -> None:
    state = _state(disposition="upheld", rationale=NOT_GIVEN, **CLOSED)
    assert missing_from(state) == ()


def test_the_record_says_what_was_said_and_by_whom() -> None:
    body = record_body(
        _state(disposition="upheld", rationale="no functional score", **CLOSED),
        started_at=START,
        ended_at=START + timedelta(minutes=10, seconds=40),
        speaker="Adaeze Okafor, MD",
        points={"functional-need": "A remaining deficit is measured"},
        inputs={"brief.pdf": "ab"},
    )
    assert body["minutes"] == 11
    assert body["reported_disposition"] == "upheld"
    assert body["points"] == [
        {"about": "A remaining deficit is measured", "id": "functional-need", "mark": "new_to_them"}
    ]
    assert body["notes"][0]["text"] == "They had two of four notes"
    assert body["closing"]["rationale"] == "no functional score"
    assert body["not_given"] == []
