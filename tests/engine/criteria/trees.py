"""Random policy trees with distinct leaves, and results with the statuses given."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from hypothesis import strategies as st

from peercall.domain.policies import Node, Operator
from peercall.domain.results import CriterionResult
from peercall.domain.terms import CriterionStatus
from peercall.engine.criteria.explain import status_with


def leaves_of(tree: Node) -> list[str]:
    """Ids of the leaves in file order."""
    return [node.id for node in tree.walk() if node.operator is Operator.LEAF]


def result_of(tree: Node, statuses: Mapping[str, CriterionStatus]) -> CriterionResult:
    """A result tree whose leaves have the statuses given."""
    return CriterionResult(
        id=tree.id,
        text=tree.text,
        ref=None,
        status=status_with(tree, statuses),
        operator=tree.operator.value,
        anonymous=tree.anonymous,
        children=tuple(result_of(part, statuses) for part in tree.children),
    )


@st.composite
def trees(draw: st.DrawFn, *, negations: bool, most_leaves: int = 8) -> Node:
    """A tree of all, any, at_least and, when asked, not, none_of and if with else."""
    numbers = itertools.count(1)
    left = most_leaves

    def build(depth: int) -> Node:
        nonlocal left
        name = f"n{next(numbers)}"
        kinds = [Operator.ALL, Operator.ANY, Operator.AT_LEAST]
        if negations:
            kinds += [Operator.NOT, Operator.NONE_OF, Operator.IF]
        if depth == 0 or left <= 1 or (depth < 3 and draw(st.booleans())):
            left -= 1
            return Node(name, name, Operator.LEAF)
        operator = draw(st.sampled_from(kinds))
        count = {Operator.NOT: 1, Operator.IF: 3}.get(operator) or draw(st.integers(1, 3))
        children = tuple(build(depth - 1) for _ in range(count))
        n = draw(st.integers(1, count)) if operator is Operator.AT_LEAST else None
        return Node(name, name, operator, n=n, children=children)

    return build(3)
