"""Statuses of parts combined into the status of a node: the table of docs/policy-language.md, "Operators".

Parts that do not apply are left out first; when nothing is left the node does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peercall.domain.policies import Node, Operator
from peercall.domain.terms import CriterionStatus

MET = CriterionStatus.MET
NOT_MET = CriterionStatus.NOT_MET
OPEN = CriterionStatus.NOT_DOCUMENTED
NOT_APPLICABLE = CriterionStatus.NOT_APPLICABLE

_OPPOSITE = {MET: NOT_MET, NOT_MET: MET}


def opposite(status: CriterionStatus) -> CriterionStatus:
    """Met and not met change places; open and not applicable stay."""
    return _OPPOSITE.get(status, status)


def all_of(parts: Sequence[CriterionStatus]) -> CriterionStatus:
    """Not met outranks open, which outranks met."""
    counted = [part for part in parts if part is not NOT_APPLICABLE]
    if not counted:
        return NOT_APPLICABLE
    if NOT_MET in counted:
        return NOT_MET
    return OPEN if OPEN in counted else MET


def any_of(parts: Sequence[CriterionStatus]) -> CriterionStatus:
    """Met outranks open, which outranks not met."""
    return opposite(all_of([opposite(part) for part in parts]))


def at_least(n: int, parts: Sequence[CriterionStatus]) -> CriterionStatus:
    """Met when n parts are; not met when even every open part would not make n."""
    counted = [part for part in parts if part is not NOT_APPLICABLE]
    if not counted:
        return NOT_APPLICABLE
    met = counted.count(MET)
    if met >= n:
        return MET
    return OPEN if met + counted.count(OPEN) >= n else NOT_MET


def branch(
    condition: CriterionStatus, then: Callable[[], CriterionStatus], otherwise: Callable[[], CriterionStatus] | None
) -> CriterionStatus:
    """`if`: as `then` when the condition is met, as `else` (or not applicable) when it fails.

    An open condition leaves the node open, unless both branches agree.
    """
    if condition is MET:
        return then()
    other = otherwise() if otherwise is not None else NOT_APPLICABLE
    if condition is OPEN:
        return other if then() is other else OPEN
    return other


def combine(node: Node, status_of: Callable[[Node], CriterionStatus]) -> CriterionStatus:
    """Status of a composite node from the statuses of its parts; `status_of` answers for each part."""
    parts = node.children
    match node.operator:
        case Operator.ALL:
            return all_of([status_of(part) for part in parts])
        case Operator.ANY:
            return any_of([status_of(part) for part in parts])
        case Operator.NONE_OF:
            return opposite(any_of([status_of(part) for part in parts]))
        case Operator.NOT:
            return opposite(status_of(parts[0]))
        case Operator.AT_LEAST:
            return at_least(node.n or 1, [status_of(part) for part in parts])
        case Operator.IF:
            otherwise = (lambda: status_of(parts[2])) if len(parts) > 2 else None
            return branch(status_of(parts[0]), lambda: status_of(parts[1]), otherwise)
        case Operator.LEAF:
            return status_of(node)
