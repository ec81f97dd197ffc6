"""Which laws reach a plan: plan types by line of business, funding and market, from data/plan_types.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.clock_rules import ClockTables, PlanClass
from peercall.domain.determinations import AdverseDetermination, PlanFacts
from peercall.domain.rules import Regulation

FEDERAL = "US"
#: markets in which an employer offers the plan
GROUP_MARKETS = frozenset({"small_group", "large_group"})


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


def offered_by_employer(determination: AdverseDetermination) -> bool:
    """True when the notice names a group, or somebody entered a market that is one of groups."""
    market = determination.plan.market
    return bool(determination.identifiers.get("group_number")) or market in GROUP_MARKETS


def unless_group(law: Regulation, *, plan: PlanClass, is_group: bool) -> str | None:
    """The condition of a law that holds only if an employer offers the plan, while nobody knows that; else None."""
    other = plan.unless_group
    return other.condition if other is not None and not is_group and not law.applies_to & other.types else None


def plan_types(plan: PlanClass) -> frozenset[str]:
    """Every plan type that the plan is or may be."""
    return frozenset(word for row in plan.alternatives for word in row.types)
