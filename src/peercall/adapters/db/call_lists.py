"""Calls across cases: in progress, ended without a complete record, agreed for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from peercall.adapters.db.models import Call, CallSlot
from peercall.application.viewer import Viewer
from peercall.domain.workflow import Stage

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class CallListRow:
    """A call or an agreed time with its case. id: of the call, or of the slot."""

    id: UUID
    case: UUID
    member_name: str
    plan_name: str
    service: str
    at: datetime | None
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class CallLists:
    """running: open now. unfinished: ended, the record lacks something. agreed: times from two hours ago on.

    passed: times agreed before that for which nothing was written down: neither a call nor that the time was lost.
    """

    running: tuple[CallListRow, ...]
    unfinished: tuple[CallListRow, ...]
    agreed: tuple[CallListRow, ...]
    passed: tuple[CallListRow, ...]


def call_list(viewer: Viewer, *, now: datetime) -> CallLists:
    """The calls of the viewer's organization; two queries."""
    calls = Call.objects.filter(case__organization_id=viewer.organization, state__in=("open", "ended"))
    rows = list(calls.select_related("case").order_by("started_at")[:_SHOWN])
    recent = now - timedelta(hours=2)
    awaited = Q(starts_at__gte=recent) | Q(case__stage=Stage.SCHEDULED.value)
    found = CallSlot.objects.filter(awaited, case__organization_id=viewer.organization, state="agreed")
    slots = list(found.select_related("case").order_by("starts_at")[: 2 * _SHOWN])
    return CallLists(
        running=tuple(_call(row) for row in rows if row.state == "open"),
        unfinished=tuple(_call(row) for row in rows if row.state == "ended"),
        agreed=tuple(_slot(row) for row in slots if row.starts_at is None or row.starts_at >= recent),
        passed=tuple(_slot(row) for row in slots if row.starts_at is not None and row.starts_at < recent),
    )


def _slot(row: CallSlot) -> CallListRow:
    return CallListRow(
        row.id,
        row.case_id,
        row.case.member_name,
        row.case.plan_name,
        row.case.service,
        row.starts_at,
        row.speaker_name,
        row.their_number,
    )


def _call(row: Call) -> CallListRow:
    return CallListRow(
        row.id,
        row.case_id,
        row.case.member_name,
        row.case.plan_name,
        row.case.service,
        row.started_at,
        row.speaker_name,
        "",
    )
