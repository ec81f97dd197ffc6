"""What an evaluation gives back: status, reason and evidence of each criterion, and both explanations."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.charts import ChartFact
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source, SourceSpan
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole, OpenReason, Strength


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact and what it does for a criterion.

    display: the fact in words ("AHI 9.4 /h, 4% rule"). why: for considered facts, why it was not counted.
    value/unit: as compared, after conversion.
    """

    role: EvidenceRole
    display: str
    source: Source
    strength: Strength
    on: DayRange | None = None
    value: str | None = None
    unit: str | None = None
    why: str | None = None
    fact: ChartFact | None = None
    also_at: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may bear on an open criterion, for a person to read. It is no evidence and decides nothing.

    source: whole sentences, verbatim. on, author, section: of the note it stands in. assertion: what its mention
    asserts. caution: why it should be read with care ("template text"). found_by: the words that led to it.
    also_at: further places of the same words.
    """

    source: SourceSpan
    assertion: Assertion
    found_by: tuple[str, ...]
    section: str | None = None
    on: DayRange | None = None
    author: str | None = None
    caution: str | None = None
    also_at: tuple[SourceSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Answer to one node. children mirror the policy's tree, in file order.

    reason: set when NOT_DOCUMENTED. presumed: nothing found after the stated search ("confirm on the call").
    computed: the sum or count done ("44 years on 2026-08-24"). asks: what to get when it is open.
    candidates: passages to read when it is open; they never take part in the answer.
    """

    id: str
    text: str
    ref: str | None
    status: CriterionStatus
    operator: str
    anonymous: bool
    reason: OpenReason | None = None
    presumed: bool = False
    evidence: tuple[Evidence, ...] = ()
    computed: str | None = None
    asks: tuple[str, ...] = ()
    note: str | None = None
    children: tuple[CriterionResult, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    def find(self, node_id: str) -> CriterionResult | None:
        """The result of a node at or below this one, by id."""
        if self.id == node_id:
            return self
        for child in self.children:
            if (found := child.find(node_id)) is not None:
                return found
        return None

    def walk(self) -> list[CriterionResult]:
        """This result and all below, in file order."""
        out = [self]
        for child in self.children:
            out.extend(child.walk())
        return out


@dataclass(frozen=True, slots=True)
class LimitResult:
    """A quantity limit against the request. status: within, exceeds, unknown, not_applicable."""

    what: str
    allowed: str
    requested: str | None
    status: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """Evaluation of one policy version on one chart as of a day.

    to_approve: smallest sets of open criteria ids whose being met would meet the root.
    to_uphold: smallest sets of not-met criteria ids that keep the root from being met.
    Engine output is shown / not shown / open; an adverse decision belongs to a named clinician.
    """

    policy_id: str
    policy_version: str
    policy_sha256: str
    root: CriterionResult
    non_covered: tuple[CriterionResult, ...]
    limits: tuple[LimitResult, ...]
    overall: CriterionStatus
    to_approve: tuple[frozenset[str], ...]
    to_uphold: tuple[frozenset[str], ...]
    path: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def find(self, node_id: str) -> CriterionResult | None:
        """The result of a criterion or non-covered node by id."""
        if (found := self.root.find(node_id)) is not None:
            return found
        for node in self.non_covered:
            if (found := node.find(node_id)) is not None:
                return found
        return None
