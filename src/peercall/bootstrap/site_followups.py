"""Tasks of this installation: planned with its rules and holidays, in the practice's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peercall.adapters.db.members import organization_settings
from peercall.adapters.holiday_tables import holiday_table
from peercall.application.site import followups
from peercall.application.site.tasks import TaskRow
from peercall.application.site.views import CaseView
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.playbooks import Outcome, PlannedTask
from peercall.engine.followups import FollowUp


def practice_zone(viewer: Viewer, case: CaseView) -> str:
    """IANA name of the zone in which this case's due times are read and counted."""
    return str(followups.zone_of(case, time_zone=organization_settings(viewer).time_zone))


def after_call(
    viewer: Viewer, case: CaseView, body: Mapping[str, Any], *, occasion: str, at: datetime, number: int
) -> FollowUp:
    """What follows the call whose record this is."""
    return followups.after_call(
        case,
        body,
        occasion=occasion,
        at=at,
        time_zone=organization_settings(viewer).time_zone,
        playbooks=site_rules().playbooks,
        holidays=holiday_table,
        number=number,
    )


def after_event(
    viewer: Viewer,
    case: CaseView,
    outcomes: tuple[Outcome, ...],
    *,
    occasion: str,
    at: datetime,
    body: Mapping[str, Any] | None = None,
) -> tuple[PlannedTask, ...]:
    """What follows a letter, a lost call or failed tries."""
    return followups.after_event(
        case,
        outcomes,
        occasion=occasion,
        at=at,
        time_zone=organization_settings(viewer).time_zone,
        playbooks=site_rules().playbooks,
        holidays=holiday_table,
        body=body,
    )


def after_task(
    viewer: Viewer, case: CaseView, task: TaskRow, *, values: Mapping[str, str], at: datetime
) -> tuple[PlannedTask, ...]:
    """The steps that begin when this task is done."""
    return followups.after_task(
        case,
        task,
        values=values,
        at=at,
        time_zone=organization_settings(viewer).time_zone,
        playbooks=site_rules().playbooks,
        holidays=holiday_table,
    )
