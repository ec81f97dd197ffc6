"""Worked examples of a policy: given leaf answers and request facts, does the tree give what the author expects?"""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.policies import CoveragePolicy, Node, Operator, RequestLeaf, Vignette
from peercall.domain.terms import CriterionStatus
from peercall.engine.criteria.composition import combine
from peercall.engine.criteria.request_leaves import request_status

_OPEN = CriterionStatus.NOT_DOCUMENTED
#: the word of the policy files for an open criterion
_INSUFFICIENT = "insufficient"


def _status(word: str) -> CriterionStatus:
    return _OPEN if word == _INSUFFICIENT else CriterionStatus(word)


def _status_of(node: Node, leaves: Mapping[str, CriterionStatus], given: Mapping[str, object]) -> CriterionStatus:
    if node.id in leaves:
        return leaves[node.id]
    if node.operator is Operator.LEAF:
        return request_status(node.leaf, given.get(node.leaf.name)) if isinstance(node.leaf, RequestLeaf) else _OPEN
    condition = given.get(node.id)
    if node.operator is Operator.IF and isinstance(condition, bool):
        taken = 1 if condition else 2
        if taken >= len(node.children):
            return CriterionStatus.NOT_APPLICABLE
        return _status_of(node.children[taken], leaves, given)
    return combine(node, lambda part: _status_of(part, leaves, given))


def check_vignette(policy: CoveragePolicy, vignette: Vignette) -> tuple[str, ...]:
    """What differs between the example and the policy's tree; empty when they agree.

    `leaves` gives the status of any criterion by id; leaves not named are open. `given` gives request fields, or whether
    the condition of an `if` holds, by the criterion's id.
    """
    nodes = {node.id: node for top in (policy.criteria, *policy.non_covered) for node in top.walk()}
    fields = {
        node.leaf.name
        for top in (policy.criteria, *policy.non_covered)
        for node in top.walk()
        if isinstance(node.leaf, RequestLeaf)
    }
    where = f"{policy.id}, vignette {vignette.name!r}"
    wrong = [f"{where}: no criterion {name!r}" for name in (*vignette.leaves, *vignette.expect) if name not in nodes]
    wrong += [
        f"{where}: no request field or criterion {name!r}"
        for name in vignette.given
        if name not in nodes.keys() | fields
    ]
    if wrong:
        return tuple(wrong)
    leaves = {name: _status(word) for name, word in vignette.leaves.items()}
    for name, word in vignette.expect.items():
        status = _status_of(nodes[name], leaves, vignette.given)
        if status is not _status(word):
            wrong.append(f"{where}: {name} is {status.value}, expected {_status(word).value}")
    return tuple(wrong)


def check_vignettes(policy: CoveragePolicy) -> tuple[str, ...]:
    """Every difference in every vignette of the policy."""
    return tuple(line for vignette in policy.vignettes for line in check_vignette(policy, vignette))
