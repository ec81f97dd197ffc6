"""The work list: cases of the viewer's organization by the clock that ends first. One query a page, none a row."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower

from peercall.adapters.db.models import Case
from peercall.adapters.db.models.cases import AT_ONCE, NO_CLOCK
from peercall.application.site.views import WorkFilter, WorkPage, WorkRow
from peercall.application.viewer import Viewer
from peercall.domain.workflow import Stage

PAGE = 50
#: counts of the filter chips end here
_MOST = 100
WORK_COLUMNS = (
    "id",
    "stage",
    "member_name",
    "plan_name",
    "service",
    "reason_class",
    "triage",
    "effect",
    "due_at",
    "due_is_day",
    "due_clock",
    "amount",
    "owner_id",
    "owner__name",
    "next_step",
    "problem",
    "revision",
    "analysed_revision",
    "as_of",
)
#: how a list may be ordered: columns before the id
_ORDERS = {"clock": "sort_at", "worth": "-amount", "newest": "-created_at"}


def work_page(viewer: Viewer, *, wanted: WorkFilter, now: datetime, after: str | None = None) -> WorkPage:
    """A page of the list. after: `next_from` of the page before."""
    rows = _filtered(viewer, wanted, now=now)
    order = _ORDERS.get(wanted.sort, "sort_at")
    if order == "-amount":
        rows = rows.filter(amount__isnull=False)
    rows = rows.order_by(order, "id")
    if after is not None and (start := _cursor(after)) is not None:
        rows = rows.filter(_beyond(order, *start))
    found: list[dict[str, Any]] = list(
        rows.values(*dict.fromkeys((*WORK_COLUMNS, order.removeprefix("-"))))[: PAGE + 1]
    )
    shown = found[:PAGE]
    following = _next(shown[-1], order) if len(found) > PAGE else None
    return WorkPage(tuple(work_row(row) for row in shown), following)


def counts(viewer: Viewer, *, now: datetime) -> dict[str, int]:
    """How many open cases there are by due group, for the filter chips: overdue, today, week, none. Capped at 100 each.

    One query. Cases that fix the moment their clocks are read at (examples) are counted from that moment.
    """
    local = now.astimezone(ZoneInfo(viewer.time_zone))
    tonight = _tonight(local)
    ends = {"overdue": (AT_ONCE, now), "today": (now, tonight), "week": (now, tonight + timedelta(days=6))}
    moments = [moment for pair in ends.values() for moment in pair]
    moment_of, organization_of = Case._meta.get_field("sort_at"), Case._meta.get_field("organization")
    tenant = organization_of.get_db_prep_value(viewer.organization, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS[connection.vendor],
            {"organization": tenant}
            | {f"m{at}": moment_of.get_db_prep_value(moment, connection) for at, moment in enumerate(moments)}
            | {"none": moment_of.get_db_prep_value(NO_CLOCK, connection)},
        )
        *found, overdue, today, week = cursor.fetchone()
    usual = dict(zip((*ends, "none"), found, strict=True))
    fixed = {"overdue": overdue, "today": today, "week": week, "none": 0}
    return {group: min(_MOST, number + fixed[group]) for group, number in usual.items()}


_OPEN = "FROM peercall_case WHERE organization_id = %(organization)s AND closed_at IS NULL"
#: seconds from the moment a case is read at to the end of its clock
_SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM sort_at - as_of)",
    "sqlite": "CAST(strftime('%%s', sort_at) AS INTEGER) - CAST(strftime('%%s', as_of) AS INTEGER)",
}


def _counted(condition: str) -> str:
    """How many open cases fit, up to _MOST: each reads a stretch of the index by clock."""
    return f"(SELECT COUNT(*) FROM (SELECT 1 {_OPEN} AND {condition} LIMIT {_MOST}) AS counted)"  # noqa: S608 (constants)


def _fixed(seconds: str) -> str:
    """Counts of the cases that fix their moment: overdue, today, week."""
    within = [f"COUNT(CASE WHEN left_s >= 0 AND left_s <= {86_400 * days} THEN 1 END)" for days in (1, 7)]
    overdue = "COUNT(CASE WHEN left_s < 0 THEN 1 END)"
    rows = f"SELECT {seconds} AS left_s {_OPEN} AND as_of IS NOT NULL"
    return f"(SELECT {overdue} AS overdue, {within[0]} AS today, {within[1]} AS week FROM ({rows}) AS rows_fixed)"  # noqa: S608 (constants)


_COUNTED = (
    _counted("as_of IS NULL AND sort_at >= %(m0)s AND sort_at < %(m1)s"),
    _counted("as_of IS NULL AND sort_at >= %(m2)s AND sort_at <= %(m3)s"),
    _counted("as_of IS NULL AND sort_at >= %(m4)s AND sort_at <= %(m5)s"),
    _counted("sort_at = %(none)s"),
    "fixed.overdue",
    "fixed.today",
    "fixed.week",
)
_COUNTS = {
    vendor: f"SELECT {', '.join(_COUNTED)} FROM {_fixed(seconds)} AS fixed"  # noqa: S608 (constants)
    for vendor, seconds in _SECONDS.items()
}


def has_cases(viewer: Viewer) -> bool:
    """The organization has or had a case."""
    return Case.objects.filter(organization_id=viewer.organization).exists()


def rows_of(viewer: Viewer, *, cases: Iterable[UUID]) -> tuple[WorkRow, ...]:
    """These cases as list rows, those of the viewer's organization, by clock."""
    rows = Case.objects.filter(organization_id=viewer.organization, id__in=list(cases)).order_by("sort_at", "id")
    return tuple(work_row(row) for row in rows.values(*WORK_COLUMNS))


def work_row(row: dict[str, Any]) -> WorkRow:
    """A row of `values(*WORK_COLUMNS)` as shown."""
    return WorkRow(
        id=row["id"],
        stage=Stage(row["stage"]),
        member_name=row["member_name"],
        plan_name=row["plan_name"],
        service=row["service"],
        reason_class=row["reason_class"],
        triage=row["triage"],
        effect=row["effect"],
        due_at=row["due_at"],
        due_is_day=row["due_is_day"],
        due_clock=row["due_clock"],
        amount=row["amount"],
        owner=row["owner_id"],
        owner_name=row["owner__name"] or "",
        next_step=row["next_step"],
        problem=row["problem"],
        is_stale=row["analysed_revision"] != row["revision"],
        as_of=row["as_of"],
    )


def row_of(case_id: UUID, viewer: Viewer) -> WorkRow | None:
    """The list row of one case of the viewer's organization."""
    row = Case.objects.filter(organization_id=viewer.organization, id=case_id).values(*WORK_COLUMNS).first()
    return work_row(row) if row is not None else None


def row_of_case(case: Case) -> WorkRow:
    """The list row of a case at hand; `owner` must have been selected."""
    columns = {name: getattr(case, name) for name in WORK_COLUMNS if name != "owner__name"}
    return work_row(columns | {"owner__name": case.owner.name if case.owner is not None else ""})


def _cases(viewer: Viewer, *, closed: bool) -> QuerySet[Case]:
    return Case.objects.filter(organization_id=viewer.organization, closed_at__isnull=not closed)


def _filtered(viewer: Viewer, wanted: WorkFilter, *, now: datetime) -> QuerySet[Case]:
    rows = _cases(viewer, closed=wanted.closed)
    if wanted.owner == "nobody":
        rows = rows.filter(owner__isnull=True)
    elif wanted.owner:
        rows = rows.filter(owner_id=_person(wanted.owner))
    if wanted.stages:
        rows = rows.filter(stage__in=wanted.stages)
    if wanted.triage:
        rows = rows.filter(triage__in=wanted.triage)
    if wanted.due:
        rows = rows.filter(_due(wanted.due, now=now.astimezone(ZoneInfo(viewer.time_zone))))
    for word in wanted.text.split()[:6]:
        rows = rows.filter(searched__contains=Lower(Value(word)))
    return rows


def _person(text: str) -> UUID:
    """The id; one that nobody has when the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _due(group: str, *, now: datetime) -> Q:
    if group == "none":
        return Q(sort_at=NO_CLOCK)
    tonight = _tonight(now)
    usual = {
        "overdue": Q(sort_at__lt=now),
        "today": Q(sort_at__gte=now, sort_at__lte=tonight),
        "week": Q(sort_at__gte=now, sort_at__lte=tonight + timedelta(days=6)),
    }
    fixed = {
        "overdue": Q(sort_at__lt=F("as_of")),
        "today": Q(sort_at__gte=F("as_of"), sort_at__lte=F("as_of") + timedelta(days=1)),
        "week": Q(sort_at__gte=F("as_of"), sort_at__lte=F("as_of") + timedelta(days=7)),
    }
    return (usual.get(group, Q()) & Q(as_of=None)) | (fixed.get(group, Q()) & Q(as_of__isnull=False))


def _tonight(now: datetime) -> datetime:
    """The midnight after, of the clock on the wall."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _next(row: dict[str, Any], order: str) -> str:
    value = row[order.removeprefix("-")]
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(json.dumps([text, str(row["id"])]).encode()).decode()


def _cursor(after: str) -> tuple[str, UUID] | None:
    try:
        value, row = json.loads(base64.urlsafe_b64decode(after.encode()))
        return str(value), UUID(row)
    except (ValueError, TypeError):
        return None


def _beyond(order: str, value: str, row: UUID) -> Q:
    name = order.removeprefix("-")
    further = "lt" if order.startswith("-") else "gt"
    start = value if name == "amount" else datetime.fromisoformat(value)
    return Q(**{f"{name}__{further}": start}) | Q(**{name: start}, id__gt=row)
