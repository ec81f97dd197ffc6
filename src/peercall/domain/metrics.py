"""What a case comes to in figures, and the counts that a report is made of. No value of a patient is in either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from peercall.domain.calls import Disposition


class CallResult(StrEnum):
    """How a held call ended, as reports count it. MODIFIED is no reversal and no part of one: something else was
    approved in place of what was asked for."""

    OVERTURNED = "overturned"
    PARTIALLY_OVERTURNED = "partially_overturned"
    MODIFIED = "modified"
    UPHELD = "upheld"
    OPEN = "open"
    """deferred, or ended without a decision"""
    WITHDRAWN = "withdrawn"


RESULT_OF: Mapping[Disposition, CallResult] = {
    Disposition.OVERTURNED: CallResult.OVERTURNED,
    Disposition.PARTIALLY_OVERTURNED: CallResult.PARTIALLY_OVERTURNED,
    Disposition.ALTERNATIVE_OFFERED: CallResult.MODIFIED,
    Disposition.UPHELD: CallResult.UPHELD,
    Disposition.DEFERRED: CallResult.OPEN,
    Disposition.NO_DECISION: CallResult.OPEN,
    Disposition.WITHDRAWN: CallResult.WITHDRAWN,
}

#: results in which the plan gave way, wholly or in part; what a share of reversals counts
REVERSED = frozenset({CallResult.OVERTURNED, CallResult.PARTIALLY_OVERTURNED})
#: results that decide something; shares are of these
DECIDED = (CallResult.OVERTURNED, CallResult.PARTIALLY_OVERTURNED, CallResult.MODIFIED, CallResult.UPHELD)


class Dimension(StrEnum):
    """What results are broken down by."""

    PAYER = "payer"
    LINE = "line"
    SERVICE = "service"
    REASON = "reason"
    CRITERION = "criterion"
    """criteria that the chart did not show when the service was denied"""
    SPECIALTY = "specialty"
    """whether the reviewer's specialty was the speaker's"""
    SPEAKER = "speaker"


SAME, OTHER = "same", "other"
"""Keys of SPECIALTY. An empty key stands for unknown in every dimension."""


@dataclass(frozen=True, slots=True)
class CriterionFigure:
    """A criterion that was not documented at denial. key: `policy criterion`; text: as the policy words it. met_after: the
    call or a later record showed it."""

    key: str
    text: str
    met_after: bool


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """One case. Empty text and None are unknown.

    missed_by_practice, missed_by_plan: agreed times or calls each side missed. call_minutes: of all held calls together.
    result: in writing, else as said; confirmed: in writing; contrary: the writing says less than was said.
    paid: yes, partly, no, empty. recovered: dollars that came; None when nobody has said.
    """

    case: str
    denied_on: date | None = None
    payer: str = ""
    line: str = ""
    service: str = ""
    reason: str = ""
    speaker: str = ""
    specialty: str = ""
    requested: bool = False
    held_on: date | None = None
    missed_by_practice: int = 0
    missed_by_plan: int = 0
    preparation_minutes: int | None = None
    call_minutes: int | None = None
    result: CallResult | None = None
    confirmed: bool = False
    contrary: bool = False
    amount: Decimal | None = None
    paid: str = ""
    recovered: Decimal | None = None
    criteria: tuple[CriterionFigure, ...] = ()

    @property
    def is_reversed(self) -> bool:
        """The plan gave way, wholly or in part, as far as is known."""
        return self.result in REVERSED

    @property
    def days_to_call(self) -> int | None:
        """Days from the denial to the first held call; None when either is unknown or the call came first."""
        if self.denied_on is None or self.held_on is None or self.held_on < self.denied_on:
            return None
        return (self.held_on - self.denied_on).days


@dataclass(slots=True)
class Group:
    """Counts of one key of a dimension. by_result: held calls with a result; at_stake, recovered: dollars as far as
    known. met_after: of CRITERION alone."""

    by_result: dict[CallResult, int] = field(default_factory=dict)
    at_stake: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    met_after: int = 0
    label: str = ""


@dataclass(slots=True)
class Tallies:
    """The counts of a report, however they were made: folded from cases, or by a database.

    days, preparation, call_minutes: how many cases by number of days or minutes. unconfirmed: reversals that were said and
    never written. unpaid: reversed and not paid, or not known to be. amounts: cases whose amount is known.
    """

    cases: int = 0
    requested: int = 0
    held: int = 0
    missed_by_practice: int = 0
    missed_by_plan: int = 0
    by_result: dict[CallResult, int] = field(default_factory=dict)
    groups: dict[Dimension, dict[str, Group]] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    preparation: dict[int, int] = field(default_factory=dict)
    call_minutes: dict[int, int] = field(default_factory=dict)
    reversals: int = 0
    unconfirmed: int = 0
    contrary: int = 0
    amounts: int = 0
    at_stake: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    recovered_cases: int = 0
    unpaid: Decimal = Decimal(0)
    unpaid_cases: int = 0
    paid_partly: int = 0
