"""The tasks that two failed tries ask for, by the playbook: a demand in writing, and whether to complain and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import calendar_for
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.playbooks import Outcome, PlannedTask, TaskAnchor
from peercall.engine.followups import Circumstances, plan_outcome

Data = Mapping[str, Any]


def demand_tasks(case: UUID, *, contract: Data, facts: Data, zone: str, now: datetime) -> tuple[PlannedTask, ...]:
    """As planned from this moment. The occasion is the case's: asked for twice, they are the same tasks."""
    plan: Data = facts.get("plan") or {}
    fields: Data = contract.get("fields") or {}

    def known(key: str) -> str:
        return str(plan.get(key) or (fields.get(key) or {}).get("value") or "")

    around = Circumstances(
        occasion=f"attempts {case}",
        anchors={TaskAnchor.NOTICE_RECEIVED: now},
        zone=ZoneInfo(zone),
        calendar=calendar_for(around=now.date(), holidays=holiday_table),
        line=known("line_of_business"),
        funding=known("funding"),
    )
    return plan_outcome(Outcome.ATTEMPTS_FAILED, body={}, playbooks=site_rules().playbooks, around=around).tasks
