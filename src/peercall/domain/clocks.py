"""Clocks: when something must have happened, by which rule, counted how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peercall.domain.provenance import Source
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, ReviewStatus, TimeUnit


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that was not counted, and why ("Saturday", "Labor Day", "Independence Day (observed)")."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of counting. due_on: last day; due_at: aware moment when hours count. key: `day_after`, `same_day`.

    text: in words ("the day after the letter is day 1"). counted: days counted for business days, in order.
    """

    key: str
    text: str
    due_on: date | None
    due_at: datetime | None
    counted: tuple[date, ...] = ()
    skipped: tuple[SkippedDay, ...] = ()
    working: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of a case.

    id: what it is about (`peer-to-peer`, `internal-appeal`, `expedited-appeal`, `external-review`,
    `organization-determination`, ...). rule: "letter", a payer rule id or a regulation id. also_rules: other rules that
    give the same clock, with their status. drives: the reading that counts for reminders (the earlier one).
    unknown: facts that would settle it, in words. warnings: weekend or holiday ends, after discharge, and the like.
    printable: its citation may stand in a letter or brief.
    """

    id: str
    label: str
    rule: str
    rule_status: ReviewStatus | None
    target: ClockTarget
    status: ClockStatus
    anchor: Anchor | None
    anchor_moment: date | datetime | None
    length: int | None
    unit: TimeUnit | None
    readings: tuple[Reading, ...] = ()
    drives: Reading | None = None
    who: str = "practice"
    or_event: Anchor | None = None
    also_rules: tuple[tuple[str, ReviewStatus], ...] = ()
    citation: str | None = None
    printable: bool = False
    time_left: str | None = None
    why: str | None = None
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class RuleNotApplied:
    """A rule someone might expect, and why it does not reach this case."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """Every clock of a case as of a moment. shortest: the practice's clock that ends first, among those running."""

    as_of: datetime
    calendar: str
    deadlines: tuple[Deadline, ...]
    does_not_apply: tuple[RuleNotApplied, ...]
    shortest: Deadline | None
