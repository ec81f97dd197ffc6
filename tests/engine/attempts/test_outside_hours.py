"""A call placed when none might be: the hours of the office, the time it set itself, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from peercall.domain.attempts import AttemptResult
from peercall.domain.review_log import ReviewEntry, ReviewEntryKind
from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallDemand,
    CallDirection,
    ContactAttempt,
    ReachedRole,
    ReviewFile,
    ReviewProgram,
)
from peercall.engine.attempts.outside import is_outside_hours
from peercall.engine.calendars import make_calendar
from peercall.engine.review_log import fold_log

#: in Denver, seven hours behind UTC
FILE = ReviewFile(
    "f1",
    "Example Health Plan",
    "CO",
    ReviewProgram.GROUP_HEALTH,
    "c-17",
    "Dr. Invented",
    "MRI",
    CallDemand.REQUIRED,
    zone="America/Denver",
)
CALENDAR = make_calendar(
    "days", holidays={date(2026, 11, 26): "Thanksgiving Day"}, first=date(2026, 1, 1), last=date(2026, 12, 31)
)
HOURS = CallHours(time(9), time(17))


def attempt(at: datetime, **changed) -> ContactAttempt:
    plain = ContactAttempt("a", ("f1",), at, "America/Denver", "Dr. Invented", "303-555-0110", AttemptResult.VOICEMAIL)
    return replace(plain, **changed)


def outside(tried: ContactAttempt, file: ReviewFile = FILE, *earlier: ContactAttempt) -> bool:
    entries = [ReviewEntry(one.id, one.files, one.at, "R", ReviewEntryKind.ATTEMPT, one) for one in earlier]
    return is_outside_hours(tried, log=fold_log(file, entries), calendar=CALENDAR, hours=HOURS)


@pytest.mark.parametrize(
    ("at", "is_outside"),
    [
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 26, 18, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 18, 0, tzinfo=UTC), True),
    ],
    ids=["8:59", "9:00", "16:59", "17:00", "a holiday", "a Saturday"],
)
def test_without_stated_hours_the_business_hours_of_the_office_count(at, is_outside):
    assert outside(attempt(at)) is is_outside


def test_stated_hours_stand_before_business_hours():
    stated = replace(
        FILE, availability=(AvailabilityWindow(time(18), time(19), "America/Denver", weekdays=frozenset({1})),)
    )
    assert not outside(attempt(datetime(2026, 11, 25, 1, 30, tzinfo=UTC)), stated)
    assert outside(attempt(datetime(2026, 11, 24, 18, 0, tzinfo=UTC)), stated)


def test_a_time_the_office_set_is_allowed():
    agreed = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    earlier = attempt(
        datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
        id="b",
        result=AttemptResult.RESCHEDULED,
        role=ReachedRole.NURSE,
        rescheduled_for=agreed,
    )
    assert not outside(attempt(agreed), FILE, earlier)
    assert outside(attempt(agreed.replace(hour=3)), FILE, earlier)


def test_a_call_of_the_office_is_never_outside_and_without_a_zone_nothing_is_said():
    night = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert not outside(attempt(night, direction=CallDirection.FROM_OFFICE))
    assert not outside(attempt(night), replace(FILE, zone=None))
