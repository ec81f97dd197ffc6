"""What a request lacks before it is sent: per open criterion what to add to the note, and who can document it.

The same criteria that a denial is held to, read for a request that nobody has denied yet. Nothing is suggested that the
chart contradicts: such a criterion is told with its evidence, for a person to think about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peercall.domain.policies import CoveragePolicy, Node, Operator
from peercall.domain.policy_leaves import (
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    DiagnosisLeaf,
    DocumentLeaf,
    EncounterLeaf,
    EventLeaf,
    ExternalLeaf,
    FindingLeaf,
    GenomicLeaf,
    JudgementLeaf,
    Leaf,
    MeasureLeaf,
    ProcedureLeaf,
    RequestLeaf,
    SexLeaf,
    TherapyLeaf,
)
from peercall.domain.results import CriterionResult, PolicyResult
from peercall.domain.terms import CriterionStatus


@dataclass(frozen=True, slots=True)
class Documenter:
    """Who can document something truthfully, and where it belongs."""

    who: str
    where: str


_PHYSICIAN = "the treating physician"
_BY_LEAF: tuple[tuple[type[Leaf], Documenter], ...] = (
    (MeasureLeaf, Documenter("who measures it: nurse, technician, laboratory", "a result with value, unit and date")),
    (ChangeLeaf, Documenter("who measures it, both times", "two results with value, unit and date")),
    (GenomicLeaf, Documenter("the laboratory", "the laboratory's report")),
    (
        TherapyLeaf,
        Documenter(
            f"{_PHYSICIAN}; a pharmacy record helps", "the visit note: what, dose, from when to when, how it ended"
        ),
    ),
    (DiagnosisLeaf, Documenter(_PHYSICIAN, "the assessment of a visit note, or the problem list")),
    (FindingLeaf, Documenter("who examined the patient", "history or findings of a visit note")),
    (EncounterLeaf, Documenter("who saw the patient", "a visit note with date and author")),
    (ProcedureLeaf, Documenter("who did it", "the report of the procedure, with its date")),
    (EventLeaf, Documenter("who did it or saw it", "a report or visit note, with its date")),
    (RequestLeaf, Documenter("who fills in the request", "the request form itself")),
    (ExternalLeaf, Documenter("who prepares the request", "a paper from outside the chart")),
    (AgeLeaf, Documenter("the front desk", "the registration data")),
    (SexLeaf, Documenter("the front desk", "the registration data")),
)
_UNKNOWN = Documenter(_PHYSICIAN, "a visit note with date and author")


@dataclass(frozen=True, slots=True)
class Addition:
    """An open criterion. add: what to get or write, if it is true. by: who and where, each once. needed: it is part of
    the smallest set of additions that would show the policy as met."""

    result: CriterionResult
    add: tuple[str, ...]
    by: tuple[Documenter, ...]
    needed: bool


@dataclass(frozen=True, slots=True)
class BeforeSending:
    """A request against the criteria. against: criteria that the chart contradicts and that keep the policy from being met,
    exclusions that apply among them. ways: smallest sets of open criteria that would do, by id."""

    overall: CriterionStatus
    met: tuple[CriterionResult, ...]
    additions: tuple[Addition, ...]
    against: tuple[CriterionResult, ...]
    ways: tuple[tuple[str, ...], ...]

    @property
    def is_ready(self) -> bool:
        """Every criterion is shown by the chart and nothing speaks against it."""
        return self.overall is CriterionStatus.MET


def check_request(result: PolicyResult, *, policy: CoveragePolicy) -> BeforeSending:
    """What the request lacks. Criteria that another way already carries are left out."""
    nodes = {node.id: node for top in (policy.criteria, *policy.non_covered) for node in top.walk()}
    ways = tuple(tuple(sorted(way)) for way in result.to_approve)
    first = set(ways[0]) if ways else set()
    wanted = {name for way in ways for name in way}
    rows = [row for row in result.root.walk() if not row.anonymous]
    open_rows = [row for row in rows if row.status is CriterionStatus.NOT_DOCUMENTED and row.id in wanted]
    if not ways and result.overall is not CriterionStatus.MET:
        open_rows = [row for row in _needed_leaves(result.root) if row.status is CriterionStatus.NOT_DOCUMENTED]
    additions = [
        Addition(row, row.asks or (row.text,), tuple(_documenters(nodes.get(row.id))), row.id in first)
        for row in open_rows
    ]
    blocking = {name for group in result.to_uphold for name in group}
    against = [row for row in rows if row.status is CriterionStatus.NOT_MET and row.id in blocking]
    excluded = [row for row in result.non_covered if row.status is CriterionStatus.MET]
    return BeforeSending(
        overall=result.overall,
        met=tuple(row for row in rows if row.status is CriterionStatus.MET and not row.children),
        additions=tuple(sorted(additions, key=lambda one: not one.needed)),
        against=(*against, *excluded),
        ways=ways,
    )


def _needed_leaves(row: CriterionResult) -> Iterator[CriterionResult]:
    """Leaves that are not yet carried by another way."""
    if row.status in {CriterionStatus.MET, CriterionStatus.NOT_APPLICABLE}:
        return
    if not row.children:
        yield row
    for part in row.children:
        yield from _needed_leaves(part)


def _documenters(node: Node | None) -> Iterable[Documenter]:
    if node is None:
        return (_UNKNOWN,)
    leaves = [part.leaf for part in node.walk() if part.operator is Operator.LEAF and part.leaf is not None]
    return tuple(dict.fromkeys(_documenter(leaf) for leaf in leaves)) or (_UNKNOWN,)


def _documenter(leaf: Leaf) -> Documenter:
    if isinstance(leaf, CountLeaf):
        return _documenter(leaf.of)
    if isinstance(leaf, AttestLeaf):
        return Documenter(f"the {leaf.by.replace('_', ' ')}", "a signed statement with name and date")
    if isinstance(leaf, JudgementLeaf):
        return Documenter(f"the {leaf.by.replace('_', ' ')}", "the reasoning in the assessment and plan")
    if isinstance(leaf, DocumentLeaf):
        by = f"the {leaf.by.replace('_', ' ')}" if leaf.by else "its author"
        return Documenter(by, leaf.type.replace("_", " "))
    return next((told for kind, told in _BY_LEAF if isinstance(leaf, kind)), _UNKNOWN)
