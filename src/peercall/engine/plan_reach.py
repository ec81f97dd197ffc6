"""Which laws reach a plan: plan types by line of business, funding and market, from data/plan_types.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.clock_rules import ClockTables, PlanClass
from peercall.domain.determinations import PlanFacts
from peercall.domain.rules import Regulation

FEDERAL = "US"


@dataclass(frozen=True, slots=True)
class Reach:
    """How a law reaches a plan. condition: None when it does; else the sentence that says under what it would."""

    condition: str | None = None


def find_plan(plan: PlanFacts, *, tables: ClockTables) -> PlanClass | None:
    """The row of plan_types.yaml that describes the plan; None when its line of business is not known."""
    for row in tables.plans:
        if row.line is not plan.line_of_business:
            continue
        if row.funding_unknown and plan.funding is not None:
            continue
        if row.funding is not None and row.funding is not plan.funding:
            continue
        if row.market is not None and row.market != plan.market:
            continue
        return row
    return None


def reach_of(law: Regulation, *, plan: PlanClass, state: str | None, tables: ClockTables) -> Reach | None:
    """Whether a law reaches the plan: certainly, under a condition, or (None) not.

    state: of the plan; the law of another state never reaches it. A law reaches for certain when it does under every
    alternative of a plan whose facts are incomplete. Dates are not looked at here.
    """
    if law.jurisdiction not in (FEDERAL, state):
        return None
    reached = [row for row in plan.alternatives if law.applies_to & row.types]
    if len(reached) == len(plan.alternatives):
        return Reach()
    if reached:
        return Reach(reached[0].condition)
    for word in sorted(law.applies_to):
        if word in tables.conditional_types:
            return Reach(tables.conditional_types[word])
    return None


def plan_types(plan: PlanClass) -> frozenset[str]:
    """Every plan type that the plan is or may be."""
    return frozenset(word for row in plan.alternatives for word in row.types)
