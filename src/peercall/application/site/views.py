"""What pages and jobs are given to show: plain frozen data, no row of a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from peercall.domain.workflow import Stage

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A line of the work list. due_at: the moment the shortest running clock ends, None when none is known; due_is_day:
    the clock ends with that day rather than at an hour. is_stale: a pass over the case is due. as_of: the moment to which
    its clocks are read, where the case fixes one; None: now."""

    id: UUID
    stage: Stage
    member_name: str
    plan_name: str
    service: str
    reason_class: str
    triage: str
    effect: str
    due_at: datetime | None
    due_is_day: bool
    due_clock: str
    amount: Decimal | None
    owner: UUID | None
    owner_name: str
    next_step: str
    problem: str
    is_stale: bool
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What the work list shows. None or empty: no restriction. owner: a person, or `nobody`. text: searched in names,
    plan, service. due: overdue, today, week, none. closed: closed cases instead of open ones."""

    owner: str = ""
    stages: tuple[str, ...] = ()
    triage: tuple[str, ...] = ()
    due: str = ""
    text: str = ""
    closed: bool = False
    sort: str = "clock"


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the list. next_from: pass it to get the following page, None at the end."""

    rows: tuple[WorkRow, ...]
    next_from: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a case as lists show it. state: received, reading, read, failed."""

    id: UUID
    case: UUID | None
    role: str
    name: str
    kind: str
    size: int
    sha256: str
    pages: int | None
    unread: tuple[int, ...]
    warnings: tuple[str, ...]
    state: str
    problem: str
    received_at: datetime
    channel: str
    added_by: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class AttestationRow:
    """A statement of a named person that stands (not withdrawn)."""

    id: UUID
    criterion: str
    statement: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How a person wants an objection answered, in that person's words. determination: number of the one it is for."""

    determination: int
    objection: str
    answer: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to the case."""

    event: str
    stage_after: str
    at: datetime
    by_name: str
    note: str


@dataclass(frozen=True, slots=True)
class DeterminationState:
    """One determination of the case. proposal: what was read; draft: as corrected so far, not confirmed; confirmed: what a person stands for, with who and when;
    analysis: what was computed from it, stale when inputs changed since."""

    number: int
    proposal: Data | None = None
    draft: Data | None = None
    confirmed: Data | None = None
    version: int = 0
    confirmed_name: str = ""
    confirmed_at: datetime | None = None
    analysis: Data | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    analysed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the case page shows. time_zone: of the case, else of the organization."""

    row: WorkRow
    facts: Data
    revision: int
    analysed_revision: int | None
    created_at: datetime
    closed_at: datetime | None
    documents: tuple[DocumentRow, ...]
    determinations: tuple[DeterminationState, ...]
    attestations: tuple[AttestationRow, ...]
    history: tuple[HistoryRow, ...]
    answers: tuple[AnswerRow, ...] = ()
    time_zone: str = "UTC"

    def determination(self, number: int = 1) -> DeterminationState:
        """The determination with this number; an empty one when there is none yet."""
        return next((one for one in self.determinations if one.number == number), DeterminationState(number))
