"""Which criteria are open, and a result with the passages found for them. No status is ever changed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from peercall.domain.policies import CoveragePolicy, Node
from peercall.domain.provenance import Source
from peercall.domain.results import Candidate, CriterionResult, PolicyResult
from peercall.domain.terms import CriterionStatus


def open_criteria(policy: CoveragePolicy, *, result: PolicyResult) -> tuple[tuple[Node, tuple[Source, ...]], ...]:
    """Criteria that are open and have no named open criterion below them, each with the places already shown for it."""
    found = []
    for top in (policy.criteria, *policy.non_covered):
        for node in top.walk():
            answer = result.find(node.id)
            if answer is not None and _is_open(answer) and not any(map(_is_open, _below(answer))):
                told = [e.source for part in answer.walk() for e in part.evidence]
                told += [place for part in answer.walk() for e in part.evidence for place in e.also_at]
                found.append((node, tuple(told)))
    return tuple(found)


def _is_open(answer: CriterionResult) -> bool:
    return answer.status is CriterionStatus.NOT_DOCUMENTED and not answer.anonymous


def _below(answer: CriterionResult) -> Iterator[CriterionResult]:
    for child in answer.children:
        yield from child.walk()


def with_candidates(result: PolicyResult, found: Mapping[str, tuple[Candidate, ...]]) -> PolicyResult:
    """The result with the passages found for each criterion, and nothing else changed."""
    return replace(
        result,
        root=_with(result.root, found),
        non_covered=tuple(_with(node, found) for node in result.non_covered),
    )


def _with(answer: CriterionResult, found: Mapping[str, tuple[Candidate, ...]]) -> CriterionResult:
    return replace(
        answer,
        children=tuple(_with(child, found) for child in answer.children),
        candidates=found.get(answer.id, ()),
    )
