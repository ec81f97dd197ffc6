"""A contact attempt holds together or is refused: no sentence is written from parts that contradict each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from peercall.domain.attempts import AttemptResult
from peercall.domain.errors import EntryInvalid
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallbackNumber,
    CallDirection,
    ContactAttempt,
    NewInformation,
    ReachedRole,
    Weighing,
)

AT = datetime(2026, 8, 17, 15, 5, tzinfo=UTC)


def attempt(result="voicemail", **parts):
    whole = {"id": "a1", "files": ("f1",), "at": AT, "zone": "America/Chicago", "physician": "Dr. Ada Lind"}
    return ContactAttempt(**(whole | {"number": "312-555-0101", "result": AttemptResult(result)} | parts))


@pytest.mark.parametrize(
    "result, parts",
    [
        ("voicemail", {"left": CallbackNumber.OWN, "left_number": "312-555-0199"}),
        ("message_with_person", {"role": ReachedRole.MEDICAL_ASSISTANT, "person": "Jo Reed"}),
        ("no_answer", {"hold_minutes": 0}),
        ("wrong_number", {}),
        ("reached", {"role": ReachedRole.NURSE_PRACTITIONER, "person": "Kim Vale"}),
        ("refused", {"role": ReachedRole.OTHER, "role_words": "front desk"}),
        ("rescheduled", {"role": ReachedRole.NURSE, "rescheduled_for": AT}),
        ("callback_promised", {"role": ReachedRole.NURSE, "direction": CallDirection.FROM_OFFICE}),
    ],
)
def test_each_way_a_call_can_end_is_kept(result, parts):
    assert attempt(result, **parts).result == result


@pytest.mark.parametrize(
    "result, parts, said",
    [
        ("voicemail", {"files": ()}, "no file"),
        ("voicemail", {"at": datetime(2026, 8, 17, 15, 5)}, "no zone"),
        ("voicemail", {"zone": "Central"}, "no time zone"),
        ("reached", {}, "who is not said"),
        ("voicemail", {"role": ReachedRole.NURSE}, "nobody was spoken to"),
        ("no_answer", {"person": "Jo Reed"}, "nobody was spoken to"),
        ("message_with_person", {"role": ReachedRole.NURSE}, "who took the message"),
        ("reached", {"role": ReachedRole.OTHER}, "role is not said"),
        ("reached", {"role": ReachedRole.NURSE, "role_words": "nurse"}, "given twice"),
        ("rescheduled", {"role": ReachedRole.NURSE}, "to when is not said"),
        ("reached", {"role": ReachedRole.NURSE, "rescheduled_for": AT}, "does not fit"),
        ("voicemail", {"left": CallbackNumber.OWN}, "together"),
        ("voicemail", {"left_number": "312-555-0199"}, "together"),
        ("no_answer", {"left": CallbackNumber.OWN, "left_number": "312-555-0199"}, "nobody could take it"),
        ("voicemail", {"hold_minutes": -1}, "less than none"),
        ("no_answer", {"direction": CallDirection.FROM_OFFICE}, "call from the office"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(result, parts, said):
    with pytest.raises(EntryInvalid, match=said):
        attempt(result, **parts)


def test_information_is_weighed_with_a_reason_or_not_yet():
    said = {"id": "n1", "file": "f1", "attempt": "a1", "statement": "Six weeks of exercise done", "said_by": "Kim Vale"}
    assert NewInformation(**said).weighed is None
    assert NewInformation(**said, weighed=Weighing.ACCEPTED, why="Dates given").why == "Dates given"
    with pytest.raises(EntryInvalid, match="without a reason"):
        NewInformation(**said, weighed=Weighing.ACCEPTED, why=" ")
    with pytest.raises(EntryInvalid, match="who said them"):
        NewInformation(**(said | {"said_by": ""}))


def test_a_window_has_days_or_a_date_and_hours_in_order():
    window = AvailabilityWindow(time(12), time(13), "America/Denver", on=date(2026, 8, 18))
    assert window.covers(date(2026, 8, 18)) and not window.covers(date(2026, 8, 19))
    for start, end, parts in [
        (time(13), time(12), {"weekdays": frozenset({0})}),
        (time(12), time(12), {"weekdays": frozenset({0})}),
        (time(12), time(13), {}),
        (time(12), time(13), {"weekdays": frozenset({0}), "on": date(2026, 8, 18)}),
        (time(12), time(13), {"weekdays": frozenset({7})}),
    ]:
        with pytest.raises(EntryInvalid):
            AvailabilityWindow(start, end, "America/Denver", **parts)
