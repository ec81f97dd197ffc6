"""How parts make a whole: the table of the policy language, against every way the open leaves could turn out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.criteria.trees import leaves_of, result_of, trees

from peercall.domain.policies import Node, Operator
from peercall.domain.terms import CriterionStatus
from peercall.engine.criteria.composition import all_of, any_of, at_least, combine
from peercall.engine.criteria.explain import explain, is_atom, status_with

MET, NOT_MET = CriterionStatus.MET, CriterionStatus.NOT_MET
OPEN, NOT_APPLICABLE = CriterionStatus.NOT_DOCUMENTED, CriterionStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    "parts, all_, any_",
    [
        ([MET, MET], MET, MET),
        ([MET, OPEN], OPEN, MET),
        ([MET, NOT_MET], NOT_MET, MET),
        ([OPEN, NOT_MET], NOT_MET, OPEN),
        ([NOT_MET, NOT_MET], NOT_MET, NOT_MET),
        ([MET, NOT_APPLICABLE], MET, MET),
        ([NOT_MET, NOT_APPLICABLE], NOT_MET, NOT_MET),
        ([NOT_APPLICABLE, NOT_APPLICABLE], NOT_APPLICABLE, NOT_APPLICABLE),
    ],
)
def test_all_and_any_leave_out_what_does_not_apply(
    parts: list[CriterionStatus], all_: CriterionStatus, any_: CriterionStatus
) -> None:
    assert all_of(parts) is all_
    assert any_of(parts) is any_


@pytest.mark.parametrize(
    "parts, status, because",
    [
        ([MET, MET, NOT_MET, NOT_MET], MET, "two of four are met"),
        ([MET, OPEN, NOT_MET, NOT_MET], OPEN, "the open one could make two"),
        ([MET, NOT_MET, NOT_MET, NOT_MET], NOT_MET, "even with everything open shown there is one"),
        ([MET, NOT_MET, NOT_APPLICABLE], NOT_MET, "what does not apply does not count"),
    ],
)
def test_at_least_two(parts: list[CriterionStatus], status: CriterionStatus, because: str) -> None:
    assert at_least(2, parts) is status, because


def _leaf(name: str) -> Node:
    return Node(name, name, Operator.LEAF)


@pytest.mark.parametrize(
    "condition, then, otherwise, status",
    [
        (MET, NOT_MET, None, NOT_MET),
        (NOT_MET, NOT_MET, None, NOT_APPLICABLE),
        (NOT_MET, NOT_MET, MET, MET),
        (NOT_APPLICABLE, MET, None, NOT_APPLICABLE),
        (OPEN, MET, None, OPEN),
        (OPEN, MET, MET, MET),
        (OPEN, MET, NOT_MET, OPEN),
    ],
)
def test_if_takes_the_branch_its_condition_names(
    condition: CriterionStatus, then: CriterionStatus, otherwise: CriterionStatus | None, status: CriterionStatus
) -> None:
    children = [_leaf("condition"), _leaf("then")] + ([_leaf("else")] if otherwise else [])
    node = Node("node", "node", Operator.IF, children=tuple(children))
    given_ = {"condition": condition, "then": then, "else": otherwise}
    assert combine(node, lambda part: given_[part.id] or OPEN) is status


def _completions(statuses: Mapping[str, CriterionStatus]) -> Iterator[dict[str, CriterionStatus]]:
    unknown = [name for name, status in statuses.items() if status is OPEN]
    for values in itertools.product((MET, NOT_MET), repeat=len(unknown)):
        yield {**statuses, **dict(zip(unknown, values, strict=True))}


@settings(max_examples=300)
@given(trees(negations=True), st.data())
def test_the_tree_is_open_exactly_when_the_open_leaves_matter(tree: Node, data: st.DataObject) -> None:
    statuses = {name: data.draw(st.sampled_from([MET, NOT_MET, OPEN])) for name in leaves_of(tree)}
    outcomes = {status_with(tree, completed) for completed in _completions(statuses)}
    expected = outcomes.pop() if len(outcomes) == 1 else OPEN
    assert status_with(tree, statuses) is expected


def _atoms(tree: Node) -> list[str]:
    if is_atom(tree):
        return [tree.id]
    return [name for part in tree.children for name in _atoms(part)]


@settings(max_examples=200, deadline=None)
@given(trees(negations=False), st.data())
def test_sets_to_approve_are_exactly_the_minimal_ones(tree: Node, data: st.DataObject) -> None:
    statuses = {name: data.draw(st.sampled_from([MET, NOT_MET, OPEN, OPEN])) for name in leaves_of(tree)}
    given_sets = explain(tree, result_of(tree, statuses)).to_approve
    if status_with(tree, statuses) is not OPEN:
        assert given_sets == ()
        return
    unknown = [name for name, status in statuses.items() if status is OPEN]
    approving: list[frozenset[str]] = []
    for size in range(1, len(unknown) + 1):
        for chosen in itertools.combinations(unknown, size):
            approves = status_with(tree, {**statuses, **dict.fromkeys(chosen, MET)}) is MET
            if approves and not any(known < set(chosen) for known in approving):
                approving.append(frozenset(chosen))
    small = [names for names in approving if len(names) <= 6]
    if small and len(small) <= 20:
        assert set(given_sets) == set(small)
    else:
        assert set(given_sets) <= set(approving)
        assert given_sets


@settings(max_examples=200, deadline=None)
@given(trees(negations=False), st.data())
def test_sets_to_uphold_really_keep_it_from_being_met(tree: Node, data: st.DataObject) -> None:
    statuses = {name: data.draw(st.sampled_from([MET, NOT_MET, NOT_MET, OPEN])) for name in leaves_of(tree)}
    given_sets = explain(tree, result_of(tree, statuses)).to_uphold
    holds = status_with(tree, statuses) is NOT_MET
    assert bool(given_sets) is holds
    for names in given_sets:
        rest = dict.fromkeys(statuses, MET)
        assert status_with(tree, {**rest, **dict.fromkeys(names, NOT_MET)}) is NOT_MET
        for left_out in names:
            fewer = dict.fromkeys(names - {left_out}, NOT_MET)
            assert status_with(tree, {**rest, **fewer}) is MET
