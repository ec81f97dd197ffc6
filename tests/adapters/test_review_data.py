"""Review files and log entries as plain data: what is stored reads back equal, and what is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import pytest

from peercall.adapters.db.review_data import body_data, file_data, read_body, read_file
from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import EntryInvalid
from peercall.domain.review_log import (
    BODIES,
    ClientTold,
    OfficeTold,
    PolicyChosen,
    ReportSaved,
    ReviewBody,
    ReviewEntryKind,
)
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallbackNumber,
    CallDemand,
    ContactAttempt,
    ReachedRole,
    ReviewFile,
    ReviewProgram,
)

WINDOWS = (
    AvailabilityWindow(time(9), time(11, 30), "America/Phoenix", frozenset({4, 0, 2})),
    AvailabilityWindow(time(13), time(14), "America/Phoenix", on=date(2026, 3, 9)),
)
FILE = ReviewFile(
    "f1",
    "Example Health Plan",
    "AZ",
    ReviewProgram.WORKERS_COMPENSATION,
    "c-17",
    "Dr. Invented",
    "MRI",
    CallDemand.REQUESTED,
    numbers=("555-0100", "555-0101"),
    availability=WINDOWS,
    decision_due_at=datetime(2026, 3, 10, 17, tzinfo=UTC),
    records=("Office note",),
    callback=CallbackNumber.CLIENT_ROUTING,
    callback_number="555-0102",
)
ATTEMPT = ContactAttempt(
    "a1",
    ("f1",),
    datetime(2026, 3, 3, 15, tzinfo=UTC),
    "America/Phoenix",
    "Dr. Invented",
    "555-0100",
    AttemptResult.MESSAGE_WITH_PERSON,
    role=ReachedRole.MEDICAL_ASSISTANT,
    person="Example Assistant",
)
BODIES_SEEN: list[tuple[ReviewEntryKind, ReviewBody]] = [
    (ReviewEntryKind.ATTEMPT, ATTEMPT),
    (ReviewEntryKind.CLIENT, ClientTold(FILE, ("decision_due_at",), "sent on 2026-03-04")),
    (ReviewEntryKind.POLICY, PolicyChosen("spine-policy", "Spine policy")),
    (ReviewEntryKind.OFFICE, OfficeTold(availability=WINDOWS, numbers=("555-0103",))),
    (ReviewEntryKind.REPORT, ReportSaved({"criteria": [{"id": "a", "met": None}]}, is_signed=True)),
    (
        ReviewEntryKind.CONSOLE,
        CallEntry("n1", "w1", 1, datetime(2026, 3, 3, tzinfo=UTC), "Dr. R", EntryKind.MARK, "c1", {"said": "yes"}),
    ),
]


def stored(data: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(data))
    return found


def test_a_file_reads_back_equal() -> None:
    assert read_file(stored(file_data(FILE))) == FILE


@pytest.mark.parametrize(("kind", "body"), BODIES_SEEN)
def test_a_body_reads_back_equal(kind: ReviewEntryKind, body: ReviewBody) -> None:
    assert read_body(kind, stored(body_data(body))) == body


def test_each_kind_has_a_body_of_its_own() -> None:
    assert set(BODIES) == set(ReviewEntryKind)
    assert len(set(BODIES.values())) == len(BODIES)


def test_the_same_file_is_the_same_bytes() -> None:
    other = AvailabilityWindow(time(9), time(11, 30), "America/Phoenix", frozenset({2, 0, 4}))
    same = ReviewFile(
        "f1",
        "Example Health Plan",
        "AZ",
        ReviewProgram.OTHER,
        "c",
        "d",
        "r",
        CallDemand.NONE,
        availability=(WINDOWS[0],),
    )
    again = ReviewFile(
        "f1", "Example Health Plan", "AZ", ReviewProgram.OTHER, "c", "d", "r", CallDemand.NONE, availability=(other,)
    )
    assert json.dumps(file_data(same)) == json.dumps(file_data(again))


def test_what_contradicts_itself_is_refused_in_its_own_words() -> None:
    with pytest.raises(EntryInvalid, match="who is not said"):
        read_body(ReviewEntryKind.ATTEMPT, {**stored(body_data(ATTEMPT)), "role": None})


def test_the_wrong_shape_is_named_by_its_place_and_without_its_value() -> None:
    with pytest.raises(EntryInvalid, match="hold_minutes") as refused:
        read_body(ReviewEntryKind.ATTEMPT, {**stored(body_data(ATTEMPT)), "hold_minutes": "a secret"})
    assert "secret" not in str(refused.value)
    with pytest.raises(EntryInvalid, match="a review file cannot be read"):
        read_file({})
