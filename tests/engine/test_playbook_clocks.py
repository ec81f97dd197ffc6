"""Properties of every playbook's clocks: whatever the outcome, the hour, the zone and the holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.playbooks import Outcome, TaskAnchor
from peercall.domain.terms import TimeUnit
from peercall.engine.calendars import make_calendar
from peercall.engine.followups import Circumstances, plan_outcome, remind_at
from peercall.rulebook.load import load_rulebook

PLAYBOOKS = load_rulebook().playbooks
OFFICE = PLAYBOOKS.office
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu")
ENDS = st.datetimes(datetime(2026, 1, 2), datetime(2027, 9, 1), timezones=st.just(UTC))
HOLIDAYS = st.sets(st.dates(date(2026, 1, 1), date(2027, 11, 30)), max_size=20)


def tasks_of(outcome: Outcome, ended: datetime, zone: str, holidays: set[date], clocks: dict[str, str] | None = None):
    calendar = make_calendar(
        "test", holidays=dict.fromkeys(holidays, "holiday"), first=date(2026, 1, 1), last=date(2027, 12, 31)
    )
    anchors = dict.fromkeys(
        (TaskAnchor.CALL_ENDED, TaskAnchor.NOTICE_RECEIVED, TaskAnchor.RECORD_COMPLETED, TaskAnchor.STEP_DONE), ended
    )
    around = Circumstances("call 1", anchors, ZoneInfo(zone), calendar, clocks or {})
    body = {"objections": ["one"], "closing": {}}
    planned = plan_outcome(outcome, body=body, playbooks=PLAYBOOKS, around=around).tasks
    steps = {step.id: step for step in PLAYBOOKS.by_outcome[outcome].steps} if outcome in PLAYBOOKS.by_outcome else {}
    return [(steps[task.step], task) for task in planned]


@given(st.sampled_from(Outcome), ENDS, st.sampled_from(ZONES), HOLIDAYS)
def test_business_days_end_with_an_office_day_that_is_worked(outcome, ended, zone, holidays):
    for step, task in tasks_of(outcome, ended, zone, holidays):
        if step.due is not None and step.due.unit is TimeUnit.BUSINESS_DAYS and task.due_at is not None:
            local = task.due_at.astimezone(ZoneInfo(zone))
            assert local.weekday() < 5
            assert local.date() not in holidays
            assert local.hour * 60 + local.minute == OFFICE.ends


@given(st.sampled_from(Outcome), ENDS, st.sampled_from(ZONES), HOLIDAYS)
def test_hours_are_hours_that_pass_whatever_the_clocks_of_the_zone_do(outcome, ended, zone, holidays):
    for step, task in tasks_of(outcome, ended, zone, holidays):
        if step.due is not None and step.due.unit is TimeUnit.HOURS and task.due_at is not None:
            assert task.due_at.astimezone(UTC) - ended == timedelta(hours=step.due.value)


@given(st.sampled_from(Outcome), ENDS, st.integers(1, 60 * 24 * 30), st.sampled_from(ZONES), HOLIDAYS)
def test_a_later_call_never_makes_a_task_due_earlier(outcome, ended, minutes, zone, holidays):
    first = {step.id: task.due_at for step, task in tasks_of(outcome, ended, zone, holidays)}
    later = {
        step.id: task.due_at for step, task in tasks_of(outcome, ended + timedelta(minutes=minutes), zone, holidays)
    }
    assert first.keys() == later.keys()
    for step, due in first.items():
        assert (due is None) == (later[step] is None)
        if due is not None:
            assert due.astimezone(UTC) <= later[step].astimezone(UTC)


@given(st.sampled_from(Outcome), ENDS, st.sampled_from(ZONES), HOLIDAYS)
def test_another_holiday_never_makes_a_task_due_earlier(outcome, ended, zone, holidays):
    fewer = set(sorted(holidays)[: len(holidays) // 2])
    with_fewer = {step.id: task.due_at for step, task in tasks_of(outcome, ended, zone, fewer)}
    for step, task in tasks_of(outcome, ended, zone, holidays):
        if task.due_at is not None:
            assert with_fewer[step.id] <= task.due_at


@given(st.sampled_from(Outcome), ENDS, st.sampled_from(ZONES))
def test_a_task_is_reminded_of_before_it_is_due_and_passed_up_after(outcome, ended, zone):
    for step, task in tasks_of(outcome, ended, zone, set()):
        if task.due_at is None:
            assert task.escalate_at is None
            continue
        remind = remind_at(task.due_at, made_at=ended, zone=ZoneInfo(zone), office=OFFICE)
        assert remind is None or ended < remind < task.due_at
        if step.escalate_after_hours is not None:
            assert task.escalate_at is not None
            assert task.escalate_at.astimezone(UTC) - task.due_at.astimezone(UTC) == timedelta(
                hours=step.escalate_after_hours
            )


@given(st.sampled_from(Outcome), ENDS, st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_cases_own_clock_goes_before_every_count(outcome, ended, zone, day):
    for step, task in tasks_of(outcome, ended, zone, set(), {"internal-appeal": day.isoformat()}):
        if "internal-appeal" in step.clocks:
            assert task.due_at is not None
            assert task.due_at.astimezone(ZoneInfo(zone)).date() == day
