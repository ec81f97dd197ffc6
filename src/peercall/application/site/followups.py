"""Which tasks follow what happened in a case: a recorded call, a task that was done, a letter, a lost call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.application.assess_denial import calendar_for
from peercall.application.ports import HolidayTables
from peercall.application.site.tasks import TaskRow
from peercall.application.site.views import CaseView
from peercall.domain.playbooks import Outcome, PlannedTask, Playbooks, TaskAnchor
from peercall.engine.followups import Circumstances, FollowUp, plan_followups, plan_next, plan_outcome

Data = Mapping[str, Any]


def zone_of(case: CaseView, *, time_zone: str) -> ZoneInfo:
    """The practice's zone: the case's own where it names one that is known, else the organization's."""
    named = case.facts.get("time_zone")
    try:
        return ZoneInfo(str(named)) if named else ZoneInfo(time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo(time_zone)


def circumstances(
    case: CaseView,
    *,
    occasion: str,
    anchors: Mapping[TaskAnchor, datetime],
    time_zone: str,
    holidays: HolidayTables,
    number: int = 1,
) -> Circumstances:
    """What a plan rests on beside the record. number: of the determination whose clocks count."""
    zone = zone_of(case, time_zone=time_zone)
    state = case.determination(number)
    deadlines: Data = (state.analysis or {}).get("deadlines") or {}
    fields: Data = (state.confirmed or {}).get("fields") or {}
    plan = case.facts.get("plan")
    told: Data = plan if isinstance(plan, Mapping) else {}
    first = min(anchors.values())
    return Circumstances(
        occasion=occasion,
        anchors=anchors,
        zone=zone,
        calendar=calendar_for(around=first.astimezone(zone).date(), holidays=holidays),
        clocks={name: str(drives) for name, drives in (deadlines.get("drives") or {}).items() if drives},
        line=str(told.get("line_of_business") or _value(fields, "line_of_business")),
        funding=str(told.get("funding") or _value(fields, "funding")),
    )


def _value(fields: Data, name: str) -> str:
    entry = fields.get(name)
    return str(entry.get("value") or "") if isinstance(entry, Mapping) else ""


def after_call(
    case: CaseView,
    body: Data,
    *,
    occasion: str,
    at: datetime,
    time_zone: str,
    playbooks: Playbooks,
    holidays: HolidayTables,
    number: int = 1,
) -> FollowUp:
    """What follows a recorded call. body: of its record; at: when the record is completed."""
    anchors = {
        TaskAnchor.CALL_ENDED: datetime.fromisoformat(str(body["ended_at"])),
        TaskAnchor.RECORD_COMPLETED: at,
        TaskAnchor.NOTICE_RECEIVED: at,
    }
    around = circumstances(
        case, occasion=occasion, anchors=anchors, time_zone=time_zone, holidays=holidays, number=number
    )
    return plan_followups(body, playbooks=playbooks, around=around)


def after_event(
    case: CaseView,
    outcomes: tuple[Outcome, ...],
    *,
    occasion: str,
    at: datetime,
    time_zone: str,
    playbooks: Playbooks,
    holidays: HolidayTables,
    body: Data | None = None,
) -> tuple[PlannedTask, ...]:
    """What follows a letter, a lost call or failed tries. at: when it came or happened."""
    anchors = dict.fromkeys((TaskAnchor.CALL_ENDED, TaskAnchor.RECORD_COMPLETED, TaskAnchor.NOTICE_RECEIVED), at)
    around = circumstances(case, occasion=occasion, anchors=anchors, time_zone=time_zone, holidays=holidays)
    return tuple(
        task
        for outcome in outcomes
        for task in plan_outcome(outcome, body=body or {}, playbooks=playbooks, around=around).tasks
    )


def after_task(
    case: CaseView,
    task: TaskRow,
    *,
    values: Mapping[str, str],
    at: datetime,
    time_zone: str,
    playbooks: Playbooks,
    holidays: HolidayTables,
) -> tuple[PlannedTask, ...]:
    """The steps that begin when this task is done."""
    if task.outcome not in set(Outcome):
        return ()
    around = circumstances(
        case,
        occasion=task.occasion,
        anchors={TaskAnchor.STEP_DONE: at},
        time_zone=time_zone,
        holidays=holidays,
    )
    return plan_next(Outcome(task.outcome), task.step, values=values, playbooks=playbooks, around=around)
