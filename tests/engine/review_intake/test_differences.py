"""What a client says otherwise when a file arrives a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from peercall.domain.reviews import AvailabilityWindow, CallDemand, ReviewFile, ReviewProgram
from peercall.engine.review_intake.differences import Difference, differences

FILE = ReviewFile(
    id="1",
    client="Prairie Mutual",
    jurisdiction="TX",
    program=ReviewProgram.AUTO,
    claimant="A-1",
    treating_physician="Dr. Ada Okafor",
    request="MRI",
    call=CallDemand.OPTIONAL,
    numbers=("214-555-0110",),
    decision_due_at=datetime(2026, 12, 3, 23, tzinfo=UTC),
)


def test_the_same_file_again_has_no_difference_however_its_moment_is_written():
    again = replace(FILE, id="2", decision_due_at=datetime(2026, 12, 3, 17, tzinfo=ZoneInfo("America/Chicago")))
    assert differences(FILE, again) == ()


def test_what_differs_is_told_with_both_values_and_what_binds_the_call_first():
    window = AvailabilityWindow(time(9), time(11), "America/Chicago", frozenset({0, 2}))
    sent = replace(
        FILE,
        request="MRI and X-ray",
        call=CallDemand.REQUIRED,
        availability=(window,),
        decision_due_at=datetime(2026, 12, 4, 17, tzinfo=ZoneInfo("America/Chicago")),
    )
    assert differences(FILE, sent) == (
        Difference("decision_due_at", "Decision due", "Thu 2026-12-03 17:00 CST", "Fri 2026-12-04 17:00 CST"),
        Difference("call", "Call", "optional", "required"),
        Difference("availability", "Hours of the office", "not stated", "Mon, Wed 09:00-11:00 America/Chicago"),
        Difference("request", "Request", "MRI", "MRI and X-ray"),
    )


def test_what_is_not_sent_again_is_not_taken_away():
    assert differences(FILE, replace(FILE, numbers=(), decision_due_at=None)) == ()
