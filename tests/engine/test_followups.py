"""What follows a call: tasks from the record, promises in their words, clocks of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.organizations import Role
from peercall.domain.playbooks import Outcome, TaskAnchor
from peercall.engine.calendars import make_calendar
from peercall.engine.followups import (
    Circumstances,
    plan_followups,
    plan_next,
    plan_outcome,
    playbook_faults,
    remind_at,
    says_less,
    with_due_times,
)
from peercall.rulebook.load import load_rulebook

CHICAGO = ZoneInfo("America/Chicago")
CALENDAR = make_calendar("test", holidays={}, first=date(2026, 1, 1), last=date(2027, 12, 31))
ENDED = datetime(2026, 8, 14, 10, 30, tzinfo=CHICAGO)
PLAYBOOKS = load_rulebook().playbooks


def around(**changes: object) -> Circumstances:
    made = Circumstances(
        "call 1",
        {
            TaskAnchor.CALL_ENDED: ENDED,
            TaskAnchor.RECORD_COMPLETED: ENDED + timedelta(minutes=2),
            TaskAnchor.NOTICE_RECEIVED: ENDED,
            TaskAnchor.STEP_DONE: ENDED,
        },
        CHICAGO,
        CALENDAR,
        {"reconsideration": "2026-10-17"},
    )
    return replace(made, **changes)


def body(disposition: str | None = "overturned", **more: object) -> dict[str, object]:
    return {"reported_disposition": disposition, "closing": {}, "commitments": [], "objections": [], **more}


def steps(found) -> list[str]:
    return [task.step for task in found.tasks]


def test_number_given_on_the_call_leaves_its_step_out():
    found = plan_followups(body(closing={"authorization_number": "A-77"}), playbooks=PLAYBOOKS, around=around())
    assert "authorization-number" not in steps(found)
    assert [step.id for step in found.answered] == ["authorization-number"]


def test_number_not_given_is_a_task():
    found = plan_followups(body(closing={"authorization_number": "not given"}), playbooks=PLAYBOOKS, around=around())
    assert steps(found)[0] == "authorization-number"


def test_same_record_twice_plans_the_same():
    record = body(commitments=[{"who": "plan", "what": "calls back", "due": "today 5 pm"}])
    first, second = (plan_followups(record, playbooks=PLAYBOOKS, around=around()) for _ in range(2))
    assert first == second
    keys = [(task.occasion, task.step) for task in first.tasks]
    assert len(keys) == len(set(keys))


def test_promises_of_both_sides_become_tasks_in_their_words():
    record = body(
        None,
        commitments=[
            {"who": "plan", "what": "calls back after reading the note", "due": "today 5 pm"},
            {"who": "practice", "what": "fax the June note", "due": "soon"},
        ],
    )
    theirs, ours = plan_followups(record, playbooks=PLAYBOOKS, around=around()).tasks
    assert (theirs.who, theirs.words) == ("plan", "calls back after reading the note")
    assert theirs.due_at == datetime(2026, 8, 14, 17, 0, tzinfo=CHICAGO)
    assert theirs.escalate_at == datetime(2026, 8, 14, 21, 0, tzinfo=CHICAGO)
    assert (ours.who, ours.words, ours.due_words, ours.due_at) == ("practice", "fax the June note", "soon", None)
    assert "note" not in ours.title and "note" not in theirs.title


def test_due_time_put_right_by_a_person_moves_the_escalation_along():
    record = body(None, commitments=[{"who": "plan", "what": "calls back", "due": "today 5 pm"}])
    tasks = plan_followups(record, playbooks=PLAYBOOKS, around=around()).tasks
    noon = datetime(2026, 8, 15, 12, 0, tzinfo=CHICAGO)
    (task,) = with_due_times(tasks, chosen={"promise-1": noon})
    assert (task.due_at, task.escalate_at) == (noon, noon + timedelta(hours=4))
    (task,) = with_due_times(tasks, chosen={"promise-1": None})
    assert (task.due_at, task.escalate_at) == (None, None)


def test_appeal_is_due_by_the_case_s_own_clock_and_never_by_a_guess():
    upheld = plan_outcome(Outcome.UPHELD, body=body("upheld"), playbooks=PLAYBOOKS, around=around())
    appeal = next(task for task in upheld.tasks if task.step == "appeal")
    assert appeal.due_at is not None and appeal.due_at.date() == date(2026, 10, 17)
    silent = plan_outcome(Outcome.UPHELD, body=body("upheld"), playbooks=PLAYBOOKS, around=around(clocks={}))
    assert next(task for task in silent.tasks if task.step == "appeal").due_at is None


def test_objections_are_filed_only_when_some_were_made():
    assert "objections-filed" not in steps(
        plan_outcome(Outcome.UPHELD, body=body("upheld"), playbooks=PLAYBOOKS, around=around())
    )
    objected = body("upheld", objections=["not of the specialty"])
    assert "objections-filed" in steps(
        plan_outcome(Outcome.UPHELD, body=objected, playbooks=PLAYBOOKS, around=around())
    )


@pytest.mark.parametrize(("decision", "follows"), [("upheld", ["external-review"]), ("overturned", [])])
def test_external_review_comes_up_when_the_appeals_are_exhausted(decision, follows):
    made = plan_next(
        Outcome.UPHELD, "appeal-decision", values={"decision": decision}, playbooks=PLAYBOOKS, around=around()
    )
    assert [task.step for task in made] == follows


@pytest.mark.parametrize(
    ("line", "funding", "named"),
    [
        ("commercial", "self_funded", "Department of Labor"),
        ("commercial", "fully_insured", "state's insurance department"),
        ("medicare_advantage", "", "Medicare (CMS)"),
        ("commercial", "", "Find out its line of business"),
        ("", "", "Find out its line of business"),
    ],
)
def test_complaint_goes_only_to_whom_the_plan_is_under(line, funding, named):
    (task,) = plan_next(
        Outcome.ATTEMPTS_FAILED,
        "written-demand",
        values={},
        playbooks=PLAYBOOKS,
        around=around(line=line, funding=funding),
    )
    assert task.role is Role.MANAGER and named in task.words
    assert task.words.startswith("Who regulates this plan?")


@pytest.mark.parametrize(
    ("reported", "confirmed", "less"),
    [
        ("overturned", "upheld", True),
        ("overturned", "partially_overturned", True),
        ("partially_overturned", "upheld", True),
        ("overturned", "overturned", False),
        ("upheld", "upheld", False),
        ("upheld", "overturned", False),
        (None, "upheld", False),
    ],
)
def test_writing_that_says_less_than_was_said(reported, confirmed, less):
    assert says_less(reported, confirmed=confirmed) is less


def test_every_disposition_and_forfeit_has_a_playbook_with_a_worked_example_that_holds():
    assert set(PLAYBOOKS.by_outcome) == set(Outcome)
    assert {case.outcome for case in PLAYBOOKS.cases} == set(Outcome)


def test_example_that_comes_out_otherwise_is_told():
    case = next(case for case in PLAYBOOKS.cases if case.outcome is Outcome.NO_DECISION)
    wrong = replace(case, expect={"decision-asked": "2026-08-18T17:00-05:00"})
    told = [sentence for _, sentence in playbook_faults(PLAYBOOKS, calendar=CALENDAR, cases=(wrong,))]
    assert len(told) == 2 and "which the example does not expect" in told[0] and "2026-08-17" in told[1]


@pytest.mark.parametrize(
    ("due", "made", "reminded"),
    [
        ("2026-08-18T17:00-05:00", "2026-08-14T10:00-05:00", "2026-08-18T08:00-05:00"),
        ("2026-08-14T17:00-05:00", "2026-08-14T10:00-05:00", "2026-08-14T16:00-05:00"),
        ("2026-08-18T07:30-05:00", "2026-08-14T10:00-05:00", "2026-08-18T06:30-05:00"),
        ("2026-08-14T10:30-05:00", "2026-08-14T10:00-05:00", None),
    ],
)
def test_reminder_comes_in_the_morning_or_shortly_before(due, made, reminded):
    found = remind_at(
        datetime.fromisoformat(due), made_at=datetime.fromisoformat(made), zone=CHICAGO, office=PLAYBOOKS.office
    )
    assert (found.isoformat(timespec="minutes") if found else None) == reminded


@given(
    ended=st.datetimes(datetime(2026, 1, 2), datetime(2027, 9, 1), timezones=st.just(CHICAGO), allow_imaginary=False),
    outcome=st.sampled_from(Outcome),
    said=st.text(max_size=30),
)
def test_no_task_is_due_before_the_call_ended(ended, outcome, said):
    anchors = dict.fromkeys((TaskAnchor.CALL_ENDED, TaskAnchor.NOTICE_RECEIVED, TaskAnchor.RECORD_COMPLETED), ended)
    now = around(anchors=anchors, clocks={})
    planned = plan_outcome(outcome, body=body(), playbooks=PLAYBOOKS, around=now).tasks
    promised = plan_followups(
        body(None, commitments=[{"who": "plan", "what": "x", "due": said}]), playbooks=PLAYBOOKS, around=now
    ).tasks
    for task in (*planned, *promised):
        assert task.due_at is None or task.due_at >= ended
        assert task.escalate_at is None or task.due_at is not None
