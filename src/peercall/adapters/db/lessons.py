"""Lessons of cases: kept as versions, the latest counts; and the habits they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of
from peercall.adapters.db.models import Analysis, LessonRow
from peercall.application.viewer import Viewer
from peercall.domain.lessons import Lesson, ServiceHabits
from peercall.engine.lessons import habits, lesson_data, lesson_from


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A lesson with who kept it and when."""

    lesson: Lesson
    by: str
    at: datetime


def lesson_of(viewer: Viewer, case_id: UUID) -> KeptLesson | None:
    """The lesson that counts; None where nobody kept one."""
    rows = LessonRow.objects.filter(organization_id=viewer.organization, case_id=case_id)
    row = rows.order_by("-at", "-id").first()
    return KeptLesson(lesson_from(row.data), row.by_name, row.at) if row is not None else None


def keep_lesson(viewer: Viewer, case_id: UUID, *, lesson: Lesson, service: str, at: datetime) -> None:
    """A new version of the case's lesson. service: under which its habits are listed."""
    with change(viewer, case=case_id, action="lesson.kept", details={"criteria": len(lesson.criteria)}):
        case = case_of(viewer, case_id, lock=True)
        LessonRow.objects.create(
            case=case,
            organization_id=viewer.organization,
            service=service[:300],
            data=lesson_data(lesson),
            by_id=viewer.user,
            by_name=viewer.name,
            at=at,
        )


def at_denial(viewer: Viewer, case_id: UUID, *, number: int = 1) -> Mapping[str, Any]:
    """Status by criterion as first evaluated with a chart; empty where none was."""
    rows = Analysis.objects.filter(case__organization_id=viewer.organization, case_id=case_id, number=number)
    found = rows.values_list("at_denial", flat=True).first()
    return found or {}


def habits_of(viewer: Viewer, *, least: int = 1) -> tuple[ServiceHabits, ...]:
    """The habits of every service of the organization, from the latest lesson of each case. One query."""
    latest: dict[UUID, tuple[str, Mapping[str, Any]]] = {}
    rows = LessonRow.objects.filter(organization_id=viewer.organization).order_by("at", "id")
    for case, service, data in rows.values_list("case_id", "service", "data"):
        latest[case] = (service or "service not known", data)
    return habits(((service, lesson_from(data)) for service, data in latest.values()), least=least)
