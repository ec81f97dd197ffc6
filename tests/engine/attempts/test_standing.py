"""A reviewer's queue: what is callable now, what is due, and what becomes impossible when a window is missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.attempts import AttemptResult
from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallDemand,
    CallDirection,
    ContactAttempt,
    DayPart,
    ReachedRole,
    ReviewFile,
    ReviewProgram,
)
from peercall.engine.attempts.demand import AttemptDemand
from peercall.engine.attempts.sessions import call_sessions
from peercall.engine.attempts.standing import Standing, call_standing
from peercall.engine.calendars import make_calendar

HOURS = CallHours(time(9), time(17))
CALENDAR = make_calendar("office", holidays={}, first=date(2025, 12, 1), last=date(2027, 3, 1))
PARTS = (DayPart("morning", time(0), time(12)), DayPart("afternoon", time(12), time(23, 59)))
TWICE = AttemptDemand(attempts=2, spacing_hours=4)
TWO_DAYS = AttemptDemand(attempts=2, spacing_business_days=1, day_parts=PARTS)

FILE = ReviewFile(
    id="f1",
    client="Example Carrier",
    jurisdiction="TX",
    program=ReviewProgram.WORKERS_COMPENSATION,
    claimant="claimant-1",
    treating_physician="Dr. Ada Lind",
    request="lumbar MRI",
    call=CallDemand.REQUIRED,
    zone="America/Chicago",
    decision_due_at=datetime.fromisoformat("2026-08-19T17:00-05:00"),
)


def tried(at: str, result="voicemail", **parts) -> ContactAttempt:
    whole = {"id": at, "files": ("f1",), "zone": "America/Chicago", "physician": "Dr. Ada Lind"}
    moment = datetime.fromisoformat(at)
    return ContactAttempt(**(whole | {"at": moment, "number": "312-555-0101", "result": AttemptResult(result)} | parts))


def standing(now: str, *attempts, file=FILE, demand=TWICE):
    moment = datetime.fromisoformat(now)
    return call_standing(file, attempts=attempts, demand=demand, calendar=CALENDAR, hours=HOURS, as_of=moment)


def local(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(ZoneInfo('America/Chicago')):%a %H:%M}"


def test_before_the_office_opens_the_next_window_is_told():
    now = standing("2026-08-17T08:59-05:00")
    assert (now.standing, now.callable_now, local(now.next_window.start_at)) == (Standing.DUE, False, "Mon 09:00")


def test_from_nine_on_until_before_five_the_office_is_callable():
    assert standing("2026-08-17T09:00-05:00").callable_now
    assert standing("2026-08-17T16:59-05:00").callable_now
    closed = standing("2026-08-17T17:00-05:00")
    assert (closed.callable_now, local(closed.next_window.start_at)) == (False, "Tue 09:00")


def test_after_a_try_the_spacing_is_kept():
    first = tried("2026-08-17T10:00-05:00")
    soon = standing("2026-08-17T13:59-05:00", first)
    assert (soon.callable_now, local(soon.next_window.start_at), soon.left) == (False, "Mon 14:00", 1)
    assert standing("2026-08-17T14:00-05:00", first).callable_now


def test_the_time_to_begin_by_leaves_room_for_the_second_try():
    # the second try must stand before 17:00 of Wednesday, the first four hours earlier
    assert local(standing("2026-08-17T09:00-05:00").begin_by) == "Wed 12:59"
    assert standing("2026-08-19T12:59-05:00").standing is Standing.DUE
    late = standing("2026-08-19T13:00-05:00")
    assert (late.standing, late.callable_now) == (Standing.NOT_POSSIBLE, True)
    assert late.notes == ("Still due: 2 tries. Not enough allowed time is left before the decision.",)


def test_tries_on_different_days_and_at_different_times_of_day():
    fresh = standing("2026-08-17T09:00-05:00", demand=TWO_DAYS)
    assert [local(one) for one in fresh.times] == ["Mon 09:00", "Tue 12:00"]
    assert local(fresh.begin_by) == "Tue 16:59", "Tuesday afternoon, then Wednesday morning"
    first = tried("2026-08-17T10:00-05:00")
    then = standing("2026-08-17T15:00-05:00", first, demand=TWO_DAYS)
    assert [local(one) for one in then.times] == ["Tue 12:00"]
    assert local(then.begin_by) == "Wed 16:59"


def test_a_wrong_number_does_not_count_and_a_call_from_the_office_neither():
    wrong = tried("2026-08-17T10:00-05:00", "wrong_number")
    theirs = tried(
        "2026-08-17T10:30-05:00",
        "callback_promised",
        role=ReachedRole.NURSE,
        direction=CallDirection.FROM_OFFICE,
    )
    now = standing("2026-08-17T11:00-05:00", wrong, theirs)
    assert (now.left, now.callable_now) == (2, True)


def test_a_conversation_with_a_peer_ends_the_tries_and_one_with_a_nurse_does_not():
    nurse = tried("2026-08-17T10:00-05:00", "reached", role=ReachedRole.NURSE)
    practitioner = tried("2026-08-17T15:00-05:00", "reached", role=ReachedRole.NURSE_PRACTITIONER)
    assert standing("2026-08-17T16:00-05:00", nurse).standing is Standing.DUE
    assert standing("2026-08-17T16:00-05:00", nurse, practitioner).standing is Standing.HELD


def test_what_is_settled_or_cannot_be_told():
    done = standing("2026-08-18T16:00-05:00", tried("2026-08-17T10:00-05:00"), tried("2026-08-17T15:00-05:00"))
    assert done.standing is Standing.TRIES_DONE
    assert standing("2026-08-19T17:00-05:00").standing is Standing.OVERDUE
    assert standing("2026-08-17T10:00-05:00", file=replace(FILE, zone=None)).standing is Standing.ZONE_UNKNOWN
    assert standing("2026-08-17T10:00-05:00", file=replace(FILE, call=CallDemand.NONE)).standing is Standing.NOT_ASKED
    open_end = standing("2026-08-17T10:00-05:00", file=replace(FILE, decision_due_at=None), demand=AttemptDemand())
    assert (open_end.left, open_end.begin_by, open_end.callable_now) == (None, None, True)
    assert open_end.notes == (
        "No rule on file says how many tries are asked for: ask the client.",
        "The decision time is not stated: what becomes impossible cannot be told.",
    )


def test_a_decision_due_years_ahead_has_no_last_minute_and_is_asked_about():
    far = standing(
        "2026-08-17T10:00-05:00", file=replace(FILE, decision_due_at=datetime.fromisoformat("2033-08-19T17:00-05:00"))
    )
    assert (far.standing, far.callable_now, far.begin_by) == (Standing.DUE, True, None)
    assert far.notes == ("The decision is due in more than 120 days: check that its time is right.",)


def test_stated_hours_need_no_zone_of_the_office():
    noon = AvailabilityWindow(time(12), time(12, 30), "America/Denver", frozenset({1}))
    now = standing("2026-08-17T10:00-05:00", file=replace(FILE, zone=None, availability=(noon,)))
    assert (now.standing, now.callable_now, local(now.next_window.start_at)) == (
        Standing.NOT_POSSIBLE,
        False,
        "Tue 13:00",
    )


@given(
    zone=st.sampled_from(
        ["America/Chicago", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "Pacific/Guam"]
    ),
    start=st.sampled_from([datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)]),
    offset=st.integers(0, 5 * 24 * 60),
    due=st.integers(1, 7 * 24 * 60),
    number=st.integers(1, 3),
    hours=st.integers(0, 30),
    days=st.integers(0, 2),
    parts=st.sampled_from([(), PARTS]),
)
def test_every_time_proposed_is_allowed_and_beginning_by_the_last_minute_still_works(
    zone, start, offset, due, number, hours, days, parts
):
    as_of = start + timedelta(minutes=offset)
    file = replace(FILE, zone=zone, decision_due_at=as_of + timedelta(minutes=due))
    demand = AttemptDemand(attempts=number, spacing_hours=hours, spacing_business_days=days, day_parts=parts)

    def at(moment, *made):
        return call_standing(file, attempts=made, demand=demand, calendar=CALENDAR, hours=HOURS, as_of=moment)

    now = at(as_of)
    for moment in now.times:
        there = moment.astimezone(ZoneInfo(zone))
        assert time(9) <= there.time() < time(17) and CALENDAR.is_business_day(there.date())
        assert as_of <= moment < file.decision_due_at
    for one, other in zip(now.times, now.times[1:], strict=False):
        assert other >= demand.earliest_after(one, zone=zone, calendar=CALENDAR)
    if now.standing is Standing.DUE:
        assert len({demand.part_of(one, zone=zone) for one in now.times}) >= min(len(parts), number)
        assert now.times[0] <= now.begin_by
        begun = ContactAttempt("a", ("f1",), now.begin_by, zone, "Dr. Lind", "312-555-0101", AttemptResult.VOICEMAIL)
        after = at(now.begin_by, begun).standing
        assert after is (Standing.TRIES_DONE if number == 1 else Standing.DUE)
        too_late = now.begin_by + timedelta(minutes=1)
        assert at(too_late).standing in (Standing.NOT_POSSIBLE, Standing.OVERDUE)


def test_files_of_one_claimant_and_one_physician_are_one_call():
    second = replace(FILE, id="f2", treating_physician="dr.  ada lind", request="physical therapy")
    other_physician = replace(FILE, id="f3", treating_physician="Dr. Ben Osei")
    other_claimant = replace(FILE, id="f4", claimant="claimant-2")
    other_client = replace(FILE, id="f5", client="Another Carrier")
    unknown = replace(FILE, id="f6", claimant=" ")
    sessions = call_sessions([FILE, other_physician, second, other_claimant, other_client, unknown])
    assert [[file.id for file in one.files] for one in sessions] == [["f1", "f2"], ["f3"], ["f4"], ["f5"], ["f6"]]


def test_two_physicians_of_one_name_are_told_apart_by_their_number():
    one, other = replace(FILE, npi="2000000001"), replace(FILE, id="f2", npi="2000000002")
    assert len(call_sessions([one, other])) == 2
    assert len(call_sessions([one, replace(other, npi=None)])) == 1
