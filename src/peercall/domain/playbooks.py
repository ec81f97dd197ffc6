"""Playbooks: what is to be done after a call, by its outcome. Data of data/playbooks/; the planner is engine/followups.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from peercall.domain.organizations import Role
from peercall.domain.rules import Provenance
from peercall.domain.terms import TimeUnit


class Outcome(StrEnum):
    """What a playbook answers: a disposition as said or confirmed, or another event around the call."""

    OVERTURNED = "overturned"
    PARTIALLY_OVERTURNED = "partially_overturned"
    UPHELD = "upheld"
    DEFERRED = "deferred"
    ALTERNATIVE_OFFERED = "alternative_offered"
    WITHDRAWN = "withdrawn"
    NO_DECISION = "no_decision"
    FORFEITED_BY_US = "forfeited_by_us"
    FORFEITED_BY_THEM = "forfeited_by_them"
    ATTEMPTS_FAILED = "attempts_failed"
    """Two tries of ours reached nobody who can hold the call."""
    CONFIRMED_OTHERWISE = "confirmed_otherwise"
    """The writing says less than was said on the telephone."""
    PROMISED_BY_US = "promised_by_us"
    PROMISED_BY_THEM = "promised_by_them"


class TaskAnchor(StrEnum):
    """What a task's due time counts from."""

    CALL_ENDED = "call_ended"
    RECORD_COMPLETED = "record_completed"
    NOTICE_RECEIVED = "notice_received"
    PROMISED = "promised"
    """The moment named in the promise; unknown when its words name none."""
    STEP_DONE = "step_done"
    """The step this one follows was done."""


class ClosingKind(StrEnum):
    """How a value that closes a task is written."""

    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class ClosingValue:
    """What must be known for a task to be done. key: stable word; label: as asked; choices: of a CHOICE. is_optional: the
    task ends without it too."""

    key: str
    label: str
    kind: ClosingKind
    choices: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class TaskDue:
    """value units after the anchor. HOURS elapse; days end with the office day, business days by the calendar."""

    value: int
    unit: TimeUnit
    anchor: TaskAnchor


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """One thing to do.

    role: who owns it. due: None when only a clock of the case says it. clocks: ids of clocks of the case; the first that is
    known gives the due time. answered_by: closing subjects of the record; when each is given the step is left out.
    closes_on: kinds of event that close it by themselves (confirmation, record). needs: values that close it by hand.
    follows: the step after whose end this one begins; follows_when: only if it ended with these values.
    escalate_after_hours: hours past due until `escalate_to` is told. for_lines, for_funding: plans it is meant for, empty: all.
    """

    id: str
    title: str
    role: Role
    why: str
    source: str
    due: TaskDue | None
    clocks: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    closes_on: tuple[str, ...] = ()
    needs: tuple[ClosingValue, ...] = ()
    follows: str = ""
    follows_when: Mapping[str, str] = field(default_factory=dict)
    escalate_after_hours: int | None = None
    escalate_to: Role | None = None
    is_alarm: bool = False
    names_regulator: bool = False
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """The steps for one outcome, in the order of the work."""

    outcome: Outcome
    steps: tuple[PlaybookStep, ...]
    provenance: Provenance

    def step(self, step_id: str) -> PlaybookStep | None:
        """The step of that id."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who hears a complaint about a plan. line, funding: as the case names them, funding empty: any."""

    line: str
    funding: str
    name: str
    why: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The office day in minutes after midnight of the practice's zone, and how long before a due time a reminder comes."""

    begins: int
    ends: int
    remind_minutes: int


@dataclass(frozen=True, slots=True)
class PlaybookCase:
    """A worked example: what a record gives, and the tasks that must come of it. expect: due time by step, None: without.
    call_ended: ISO moment with its offset. given: closing subjects the record answers."""

    name: str
    outcome: Outcome
    call_ended: str
    time_zone: str
    given: frozenset[str]
    facts: frozenset[str]
    clocks: Mapping[str, str]
    expect: Mapping[str, str | None]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Playbooks:
    """Every playbook by outcome, whom a complaint goes to, and the worked examples."""

    by_outcome: Mapping[Outcome, Playbook] = field(default_factory=dict)
    regulators: tuple[Regulator, ...] = ()
    office: OfficeHours = OfficeHours(begins=8 * 60, ends=17 * 60, remind_minutes=60)
    failed_attempts: int = 2
    cases: tuple[PlaybookCase, ...] = ()

    def regulator(self, *, line: str, funding: str) -> Regulator | None:
        """The one with jurisdiction; None when the line or who bears the risk is not known."""
        return next((one for one in self.regulators if one.line == line and one.funding in ("", funding)), None)


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task that a playbook or a promise asks for. occasion and step make it once per case.

    due_at: aware, None when nothing says it. due_words: the words from which it was read, or that could not be read.
    words: what was promised or is shown beside the title; may hold values of the patient, as title never does.
    """

    outcome: Outcome
    step: str
    occasion: str
    title: str
    words: str
    who: str
    role: Role
    due_at: datetime | None
    due_words: str
    why: str
    source: str
    closes_on: tuple[str, ...]
    needs: tuple[ClosingValue, ...]
    escalate_at: datetime | None
    escalate_to: Role | None
    is_alarm: bool = False
