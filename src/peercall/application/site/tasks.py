"""Tasks as pages show them, what lists may ask for, and what a person must say to close one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from peercall.domain.playbooks import ClosingKind, ClosingValue

_DOLLARS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its case. words may hold values of the patient; title never does. closing: what closed it."""

    id: UUID
    case: UUID
    member_name: str
    plan_name: str
    title: str
    words: str
    who: str
    role: str
    owner: UUID | None
    owner_name: str
    due_at: datetime | None
    due_words: str
    state: str
    why: str
    source: str
    needs: tuple[ClosingValue, ...]
    closing: Mapping[str, str]
    note: str
    outcome: str
    step: str
    occasion: str
    is_alarm: bool
    escalated_at: datetime | None
    escalate_to: str
    made_at: datetime
    closed_at: datetime | None
    closed_by: str

    def mark(self, *, now: datetime, time_zone: str) -> str:
        """overdue, today, later, or none without a due time; empty when it is not open."""
        if self.state != "open":
            return ""
        if self.due_at is None:
            return "none"
        if self.due_at <= now:
            return "overdue"
        zone = ZoneInfo(time_zone)
        return "today" if self.due_at.astimezone(zone).date() == now.astimezone(zone).date() else "later"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """whose: mine (owned by me, or unowned in my roles), role (every one of my roles), all. due: overdue, today, none,
    empty for any. state: open, or ended."""

    whose: str = "mine"
    due: str = ""
    state: str = "open"
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page. next_from: pass it to get the following page, None at the end."""

    rows: tuple[TaskRow, ...]
    next_from: str | None = None


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Of the viewer's own tasks, each capped at 100."""

    due: int = 0
    overdue: int = 0
    alarms: int = 0


def closing_values(
    needs: tuple[ClosingValue, ...], given: Mapping[str, str], *, today: date
) -> tuple[dict[str, str], dict[str, str]]:
    """What closes a task, and what is still wrong, by key. A day may not lie ahead unless it is the end of something."""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for need in needs:
        text = given.get(need.key, "").strip()
        if not text and need.is_optional:
            continue
        if not text:
            errors[need.key] = "This closes the task; fill it in, or drop the task with a reason."
        elif need.kind is ClosingKind.CHOICE and text not in need.choices:
            errors[need.key] = f"Choose one of: {', '.join(need.choices)}."
        elif need.kind is ClosingKind.MONEY:
            amount = dollars(text)
            if amount is None:
                errors[need.key] = "Write the amount as 640.00."
            else:
                values[need.key] = f"{amount:.2f}"
        elif need.kind is ClosingKind.DAY and (wrong := _wrong_day(text, key=need.key, today=today)):
            errors[need.key] = wrong
        else:
            values[need.key] = text[:200]
    return values, errors


def dollars(text: str) -> Decimal | None:
    """`$1,234.50` as an amount; None for what is none. Negative amounts are none."""
    plain = text.strip().removeprefix("$").strip()
    return Decimal(plain.replace(",", "")) if _DOLLARS.fullmatch(plain) else None


def _wrong_day(text: str, *, key: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "Write the day as 2026-01-31."
    if key.endswith("_on") and day > today + timedelta(days=1):
        return "This day has not come yet."
    return ""
