"""The tasks that follow a call, planned from its record, the playbooks, the case's clocks and the calendar.

The same record always gives the same steps, so that making them twice makes nothing new. A due time that nobody can know
stays open; a promise keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.calls import Disposition
from peercall.domain.playbooks import (
    OfficeHours,
    Outcome,
    PlannedTask,
    PlaybookCase,
    Playbooks,
    PlaybookStep,
    TaskAnchor,
    TaskDue,
)
from peercall.domain.terms import ReviewStatus, TimeUnit
from peercall.engine.calendars import BusinessCalendar, add_hours
from peercall.engine.call_record import NOT_GIVEN
from peercall.engine.spoken_times import read_spoken_time

#: how much was approved, for telling whether a writing says less than was said
_RANK = {Disposition.OVERTURNED: 2, Disposition.PARTIALLY_OVERTURNED: 1}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the plan needs to know beside the record.

    occasion: what the tasks belong to (`call UUID`); with the step it makes a task once per case. anchors: moments known.
    clocks: by id, the day or moment that drives reminders (`drives` of the deadlines). line, funding: of the plan.
    """

    occasion: str
    anchors: Mapping[TaskAnchor, datetime]
    zone: ZoneInfo
    calendar: BusinessCalendar
    clocks: Mapping[str, str] = field(default_factory=dict)
    line: str = ""
    funding: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """tasks: to be made now. answered: steps the record already answers."""

    tasks: tuple[PlannedTask, ...]
    answered: tuple[PlaybookStep, ...] = ()


def plan_followups(body: Mapping[str, Any], *, playbooks: Playbooks, around: Circumstances) -> FollowUp:
    """What follows a recorded call. body: of the record (engine/call_record.record_body)."""
    reported = body.get("reported_disposition")
    made = FollowUp(())
    if reported is not None:
        made = plan_outcome(Outcome(reported), body=body, playbooks=playbooks, around=around)
    return FollowUp((*made.tasks, *_promises(body, playbooks=playbooks, around=around)), made.answered)


def plan_outcome(outcome: Outcome, *, body: Mapping[str, Any], playbooks: Playbooks, around: Circumstances) -> FollowUp:
    """The steps of one playbook that can begin now; none when no playbook answers the outcome."""
    book = playbooks.by_outcome.get(outcome)
    tasks: list[PlannedTask] = []
    answered: list[PlaybookStep] = []
    for step in book.steps if book else ():
        if step.follows or (step.only_if and not body.get(step.only_if)):
            continue
        if step.answered_by and all(_said(body, subject) for subject in step.answered_by):
            answered.append(step)
            continue
        tasks.append(_task(step, outcome, body=body, playbooks=playbooks, around=around))
    return FollowUp(tuple(tasks), tuple(answered))


def plan_next(
    outcome: Outcome, step_id: str, *, values: Mapping[str, str], playbooks: Playbooks, around: Circumstances
) -> tuple[PlannedTask, ...]:
    """The steps that begin when this one is done. values: what closed it. around.anchors holds STEP_DONE."""
    book = playbooks.by_outcome.get(outcome)
    return tuple(
        _task(step, outcome, body={}, playbooks=playbooks, around=around)
        for step in (book.steps if book else ())
        if step.follows == step_id and all(values.get(key) == word for key, word in step.follows_when.items())
    )


def says_less(reported: str | None, *, confirmed: str | None) -> bool:
    """The writing gives less than was said on the telephone."""
    if reported is None or confirmed is None:
        return False
    return _RANK.get(Disposition(confirmed), 0) < _RANK.get(Disposition(reported), 0)


def with_due_times(tasks: Iterable[PlannedTask], *, chosen: Mapping[str, datetime | None]) -> tuple[PlannedTask, ...]:
    """The tasks with the due times a person has put right, by step; escalation moves along."""
    return tuple(_moved(task, chosen[task.step]) if task.step in chosen else task for task in tasks)


def _moved(task: PlannedTask, due_at: datetime | None) -> PlannedTask:
    escalate_at = task.escalate_at
    if due_at is None:
        escalate_at = None
    elif task.escalate_at is not None and task.due_at is not None:
        escalate_at = due_at + (task.escalate_at - task.due_at)
    return replace(task, due_at=due_at, escalate_at=escalate_at)


def _promises(body: Mapping[str, Any], *, playbooks: Playbooks, around: Circumstances) -> Iterable[PlannedTask]:
    for number, promise in enumerate(body.get("commitments") or (), start=1):
        theirs = promise.get("who") == "plan"
        outcome = Outcome.PROMISED_BY_THEM if theirs else Outcome.PROMISED_BY_US
        book = playbooks.by_outcome.get(outcome)
        if book is None:
            continue
        said = str(promise.get("due") or promise.get("due_text") or "").strip()
        told = read_spoken_time(
            said,
            said_at=around.anchors[TaskAnchor.CALL_ENDED],
            zone=around.zone,
            calendar=around.calendar,
            office_ends=playbooks.office.ends,
        )
        anchors = {**around.anchors, TaskAnchor.PROMISED: told.at} if told else around.anchors
        step = book.steps[0]
        task = _task(step, outcome, body={}, playbooks=playbooks, around=replace(around, anchors=anchors))
        words = str(promise.get("what") or "").strip()
        yield replace(
            task, step=f"{step.id}-{number}", words=words, due_words=said, who="plan" if theirs else "practice"
        )


def _task(
    step: PlaybookStep, outcome: Outcome, *, body: Mapping[str, Any], playbooks: Playbooks, around: Circumstances
) -> PlannedTask:
    due_at = due_of(step, around=around, office=playbooks.office)
    escalate_at = None
    if due_at is not None and step.escalate_after_hours is not None:
        escalate_at = add_hours(due_at, step.escalate_after_hours)
    words = [f"{subject.replace('_', ' ').capitalize()}: {_said(body, subject)}" for subject in step.shows]
    words = [line for line, subject in zip(words, step.shows, strict=True) if _said(body, subject)]
    if step.names_regulator:
        words.append(_regulator(playbooks, around))
    return PlannedTask(
        outcome=outcome,
        step=step.id,
        occasion=around.occasion,
        title=step.title,
        words="\n".join(words),
        who="practice",
        role=step.role,
        due_at=due_at,
        due_words="",
        why=step.why,
        source=step.source,
        closes_on=step.closes_on,
        needs=step.needs,
        escalate_at=escalate_at,
        escalate_to=step.escalate_to,
        is_alarm=step.is_alarm,
    )


def _regulator(playbooks: Playbooks, around: Circumstances) -> str:
    found = playbooks.regulator(line=around.line, funding=around.funding)
    if found is None:
        return "Who regulates this plan? Find out its line of business and who bears the risk first."
    if found.status == ReviewStatus.VERIFIED:
        return f"Regulator: {found.name}. {found.why}."
    return (
        f"Who regulates this plan? Our proposal: {found.name} ({found.why}). Nobody has verified it: ask there whether it "
        "hears complaints about this plan before anything is sent."
    )


def _said(body: Mapping[str, Any], subject: str) -> str:
    """What the record gives for a closing subject; empty when nothing, or when it says that it was not given."""
    text = str((body.get("closing") or {}).get(subject) or "").strip()
    return "" if text == NOT_GIVEN else text


def due_of(step: PlaybookStep, *, around: Circumstances, office: OfficeHours) -> datetime | None:
    """When a step is due: by the first of its clocks that is known, else by its count; None when neither is."""
    clock = next((around.clocks[name] for name in step.clocks if around.clocks.get(name)), None)
    if clock is not None:
        if "T" in clock:
            return datetime.fromisoformat(clock).astimezone(around.zone)
        return end_of_day(date.fromisoformat(clock), zone=around.zone, office=office)
    if step.due is None or (anchor := around.anchors.get(step.due.anchor)) is None:
        return None
    return _counted(step.due, anchor.astimezone(around.zone), around=around, office=office)


def _counted(due: TaskDue, anchor: datetime, *, around: Circumstances, office: OfficeHours) -> datetime:
    if due.unit is TimeUnit.HOURS:
        return add_hours(anchor, due.value)
    if due.unit is TimeUnit.BUSINESS_DAYS:
        day = around.calendar.due_after(anchor.date(), due.value)
    else:
        day = anchor.date() + timedelta(days=due.value)
    return end_of_day(day, zone=around.zone, office=office)


def end_of_day(day: date, *, zone: ZoneInfo, office: OfficeHours) -> datetime:
    """The end of the office day by the wall clock of the zone."""
    return datetime.combine(day, time(office.ends // 60, office.ends % 60), tzinfo=zone)


def remind_at(due_at: datetime, *, made_at: datetime, zone: ZoneInfo, office: OfficeHours) -> datetime | None:
    """When to remind of a task: on the morning of its day, or shortly before; None when it is made too late for either."""
    local = due_at.astimezone(zone)
    morning = datetime.combine(local.date(), time(office.begins // 60, office.begins % 60), tzinfo=zone)
    shortly = due_at - timedelta(minutes=office.remind_minutes)
    return next((moment for moment in sorted({min(morning, shortly), shortly}) if moment > made_at), None)


def playbook_faults(
    playbooks: Playbooks, *, calendar: BusinessCalendar, cases: Sequence[PlaybookCase] | None = None
) -> Iterable[tuple[PlaybookCase, str]]:
    """Worked examples that the playbooks answer otherwise, each with a sentence. cases: others than the files' own."""
    for case in playbooks.cases if cases is None else cases:
        ended = datetime.fromisoformat(case.call_ended)
        anchors: dict[TaskAnchor, datetime] = {one: ended for one in TaskAnchor if one is not TaskAnchor.PROMISED}
        around = Circumstances("example", anchors, ZoneInfo(case.time_zone), calendar, case.clocks)
        body = {"closing": dict.fromkeys(case.given, "given"), **dict.fromkeys(case.facts, True)}
        planned = plan_outcome(case.outcome, body=body, playbooks=playbooks, around=around).tasks
        found = {task.step: task.due_at.isoformat(timespec="minutes") if task.due_at else None for task in planned}
        for step in sorted({*found, *case.expect}):
            if step not in found:
                yield case, f"the example expects `{step}`, which the playbook does not make"
            elif step not in case.expect:
                yield case, f"the playbook makes `{step}`, which the example does not expect"
            elif found[step] != case.expect[step]:
                yield case, f"`{step}` is due {found[step]}, the example expects {case.expect[step]}"
