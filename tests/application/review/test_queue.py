"""The reviewer's queue on a Tuesday morning: who can be called, what becomes impossible first, what a person settles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from peercall.application.review.queue import Queue, queue_of
from peercall.application.review.queue_words import call_shown
from peercall.application.review.views import FileState, FileView
from peercall.domain.attempts import AttemptResult
from peercall.domain.errors import RuleNotFound
from peercall.domain.review_log import CallbackDone, CallbackTaken, ReviewBody, ReviewEntry, ReviewEntryKind
from peercall.domain.review_rules import ReviewTables
from peercall.domain.reviews import CallDemand, ContactAttempt, ReachedRole, ReviewFile, ReviewProgram
from peercall.engine.calendars import make_calendar
from peercall.engine.review_log import fold_log
from peercall.rulebook.load import load_rulebook

SPACE = UUID("00000000-0000-4000-8000-000000000000")
CALENDAR = make_calendar("office", holidays={}, first=date(2025, 1, 1), last=date(2028, 12, 31))
#: Tuesday December 1: 10:30 in New York, 9:30 in Chicago, 8:30 in Phoenix
NOW = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
FILE = ReviewFile(
    id="",
    client="Prairie Mutual",
    jurisdiction="TX",
    program=ReviewProgram.WORKERS_COMPENSATION,
    claimant="PM-1",
    treating_physician="Dr. Ada Okafor",
    request="Lumbar epidural steroid injection",
    call=CallDemand.REQUIRED,
    zone="America/Chicago",
    decision_due_at=datetime(2026, 12, 3, 23, 0, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def tables() -> ReviewTables:
    return load_rulebook().reviews


def filed(name: str, *bodies: tuple[ReviewEntryKind, ReviewBody], **changed) -> FileView:
    """A file of the queue; each name is a claimant of its own unless said otherwise."""
    id = uuid5(SPACE, name)
    file = replace(FILE, **({"claimant": name} | changed), id=str(id))
    entries = [
        ReviewEntry(str(uuid5(id, str(number))), (str(id),), NOW, "Alex", kind, body)
        for number, (kind, body) in enumerate(bodies)
    ]
    return FileView(id, name, FileState.OPEN, NOW, None, "", fold_log(file, entries), len(entries))


def tried(name: str, *, hours_ago: float, result=AttemptResult.VOICEMAIL, **parts):
    attempt = ContactAttempt(
        "a",
        (str(uuid5(SPACE, name)),),
        NOW - timedelta(hours=hours_ago),
        "America/Chicago",
        "Dr. Ada Okafor",
        "",
        result,
        **parts,
    )
    return ReviewEntryKind.ATTEMPT, attempt


def queue(tables: ReviewTables, *views: FileView, as_of: datetime = NOW) -> Queue:
    return queue_of(views, tables=tables, calendar=lambda _: CALENDAR, as_of=as_of)


def names(calls) -> list[str]:
    return [call.first.view.reference for call in calls]


def test_callable_now_is_ordered_by_what_becomes_impossible_first(tables):
    today, tomorrow = (datetime(2026, 12, day, 20, 0, tzinfo=UTC) for day in (1, 2))
    found = queue(
        tables,
        filed("thursday"),
        filed("tomorrow", decision_due_at=tomorrow),
        filed("today", decision_due_at=today),
        filed("not stated", decision_due_at=None),
    )
    assert names(found.call_now) == ["today", "tomorrow", "thursday", "not stated"]
    assert found.call_now[0].begin_by == today - timedelta(minutes=1)


def test_an_office_that_is_not_open_yet_waits_for_its_own_clock(tables):
    found = queue(tables, filed("phoenix", zone="America/Phoenix"), filed("new york", zone="America/New_York"))
    assert (names(found.call_now), names(found.later)) == (["new york"], ["phoenix"])
    opens = found.later[0].next_window.start_at
    assert opens.astimezone(ZoneInfo("America/Phoenix")).strftime("%a %H:%M") == "Tue 09:00"
    assert found.call_now[0].open_until.astimezone(ZoneInfo("America/New_York")).strftime("%a %H:%M") == "Tue 17:00"


def test_later_is_ordered_by_when_each_office_opens(tables):
    evening = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    zones = ("America/Phoenix", "America/New_York", "America/Chicago")
    found = queue(tables, *(filed(zone, zone=zone) for zone in zones), as_of=evening)
    assert names(found.later) == ["America/New_York", "America/Chicago", "America/Phoenix"]


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        ("America/Denver", "7:00 am to 3:00 pm MST"),
        ("America/New_York", ""),
        ("Asia/Tokyo", "11:00 pm to 7:00 am JST"),
        ("Pacific/Auckland", "Thu Dec 3, 3:00 am to 11:00 am NZDT"),
    ],
)
def test_a_window_is_told_by_the_office_s_clock_and_by_the_reader_s_with_the_day_once(tables, mine, words):
    evening = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    later = queue(tables, filed("new york", zone="America/New_York"), as_of=evening).later[0]
    window = call_shown(later, now=evening, time_zone=mine).window
    assert (window.office, window.mine) == ("Wed Dec 2, 9:00 am to 5:00 pm EST", words)


def test_files_of_one_claimant_and_physician_are_one_call_with_the_first_decision(tables):
    sooner = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    found = queue(tables, filed("a", claimant="PM-7"), filed("b", claimant="PM-7", decision_due_at=sooner), filed("c"))
    assert [[file.view.reference for file in call.files] for call in found.call_now] == [["a", "b"], ["c"]]
    assert found.call_now[0].due_at == sooner


def test_what_a_person_must_settle_stands_apart(tables):
    found = queue(
        tables,
        filed("no zone", zone=None),
        filed("overdue", decision_due_at=NOW - timedelta(hours=1)),
        filed(
            "three tries no longer fit",
            program=ReviewProgram.MEDICARE_ADVANTAGE,
            zone="America/Phoenix",
            decision_due_at=NOW + timedelta(minutes=10),
        ),
    )
    assert set(names(found.settle)) == {"no zone", "overdue", "three tries no longer fit"}
    assert all(call.notes for call in found.settle)
    assert not found.call_now and not found.later


def test_tries_that_still_fit_are_placed_although_not_all_do(tables):
    file = filed(
        "late", program=ReviewProgram.MEDICARE_ADVANTAGE, decision_due_at=NOW + timedelta(minutes=30)
    )  # three tries at different times of day do not fit into the half hour
    found = queue(tables, filed("in time"), file)
    assert names(found.call_now) == ["late", "in time"]
    row = call_shown(found.call_now[0], now=NOW, time_zone="America/Denver")
    assert (row.settle, row.tries) == ("Tries no longer fit", "0 of 3 made")
    assert call_shown(found.call_now[1], now=NOW, time_zone="America/Denver").settle == ""


def test_tries_made_and_asked_for_are_told_and_the_report_follows_the_last(tables):
    medicare = {"program": ReviewProgram.MEDICARE_ADVANTAGE}
    found = queue(
        tables,
        filed("one made", tried("one made", hours_ago=20), **medicare),
        filed("all made", *(tried("all made", hours_ago=hours) for hours in (20, 24, 44)), **medicare),
        filed("no number asked", tried("no number asked", hours_ago=20)),
    )
    told = {call.first.view.reference: (call.made, call.asked) for call in found.calls}
    assert told == {"one made": (1, 3), "all made": (3, 3), "no number asked": (1, None)}
    assert names(found.write) == ["all made"]


def test_a_conversation_that_was_held_leaves_only_the_report(tables):
    held = tried(
        "held", hours_ago=1, result=AttemptResult.REACHED, role=ReachedRole.NURSE_PRACTITIONER, person="Rae Lund"
    )
    assert names(queue(tables, filed("held", held)).write) == ["held"]


def test_of_two_files_in_a_call_the_one_still_due_decides(tables):
    held = tried("a", hours_ago=1, result=AttemptResult.REACHED, role=ReachedRole.TREATING_PHYSICIAN)
    found = queue(tables, filed("a", held, claimant="PM-7"), filed("b", claimant="PM-7"))
    assert names(found.call_now) == ["a"]
    assert [file.is_due for file in found.call_now[0].files] == [False, True]


def test_a_call_back_is_shown_until_somebody_has_dealt_with_it(tables):
    taken = CallbackTaken(NOW - timedelta(minutes=5), "America/Chicago", "Rae Lund, PA")
    waiting = filed("waiting", (ReviewEntryKind.CALLBACK, taken))
    entry = str(uuid5(uuid5(SPACE, "done"), "0"))
    done = filed(
        "done", (ReviewEntryKind.CALLBACK, taken), (ReviewEntryKind.CALLBACK_DONE, CallbackDone(entry, "called back"))
    )
    found = queue(tables, waiting, done)
    assert {call.first.view.reference: len(call.callbacks) for call in found.calls} == {"waiting": 1, "done": 0}


def test_without_an_office_s_hours_in_the_rules_no_queue_is_guessed():
    with pytest.raises(RuleNotFound):
        queue(ReviewTables(), filed("a"))
