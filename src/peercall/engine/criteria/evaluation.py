"""One policy version against one chart: every criterion answered, with evidence, and both explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from peercall.domain.charts import ChartFacts
from peercall.domain.policies import CoveragePolicy, Node, Operator
from peercall.domain.provenance import Attestation
from peercall.domain.results import CriterionResult, Evidence, PolicyResult
from peercall.domain.rules import Measure
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason, ReviewStatus
from peercall.engine.criteria.answers import Answer
from peercall.engine.criteria.composition import all_of, any_of, combine, opposite
from peercall.engine.criteria.explain import explain
from peercall.engine.criteria.inquiry import Inquiry
from peercall.engine.criteria.leaves import PERSONAL, answer_leaf, question_for
from peercall.engine.criteria.limits import check_limits
from peercall.engine.criteria.request_leaves import attested
from peercall.engine.units import UnitConverter

#: evidence rule by which only what was known when the order was written may be weighed, and the moments it names
_TIME_FRAME = "time_frame"
_KNOWN_AT = ("order", "admission")

_OPEN_ORDER = (
    OpenReason.NOT_DOCUMENTED,
    OpenReason.OUT_OF_WINDOW,
    OpenReason.IMPRECISE_DATE,
    OpenReason.UNIT,
    OpenReason.CONFLICT,
    OpenReason.OUTCOME_MISSING,
    OpenReason.JUDGEMENT,
    OpenReason.ATTESTATION,
    OpenReason.EXTERNAL,
)


class _Walk:
    """Answers nodes by id once each; a criterion that is reached again while under way answers nothing."""

    def __init__(self, policy: CoveragePolicy) -> None:
        self.policy = policy
        self.nodes: dict[str, Node] = {}
        self.leaf_answers: dict[tuple[str, int], CriterionResult] = {}
        self.under_way: set[str] = set()
        self.inquiry: Inquiry | None = None

    def answer_id(self, name: str) -> CriterionResult | None:
        """The result of another criterion, None when there is none of that id or it is being answered."""
        if not self.nodes:
            for top in (self.policy.criteria, *self.policy.non_covered):
                for below in top.walk():
                    self.nodes.setdefault(below.id, below)
        node = self.nodes.get(name)
        if node is None or name in self.under_way:
            return None
        return self.answer(node)

    def answer(self, node: Node) -> CriterionResult:
        """The result of a node and all below."""
        key = (node.id, id(node))
        if (known := self.leaf_answers.get(key)) is not None:
            return known
        self.under_way.add(node.id)
        try:
            result = self._leaf(node) if node.operator is Operator.LEAF else self._composite(node)
        finally:
            self.under_way.discard(node.id)
        self.leaf_answers[key] = result
        return result

    def _leaf(self, node: Node) -> CriterionResult:
        assert node.leaf is not None and self.inquiry is not None
        answer = answer_leaf(node.leaf, self.inquiry)
        if answer.status is CriterionStatus.NOT_DOCUMENTED:
            self._attest(node, answer)
        is_open = answer.status is CriterionStatus.NOT_DOCUMENTED
        asks: tuple[str, ...] = ()
        if is_open:
            asks = (node.ask, *answer.asks) if node.ask else (answer.asks or (question_for(node),))
        notes = "; ".join(part for part in (answer.note, *sorted(self.inquiry.notes)) if part) or None
        self.inquiry.notes.clear()
        return CriterionResult(
            id=node.id,
            text=node.text,
            ref=node.ref,
            status=answer.status,
            operator=node.operator.value,
            anonymous=node.anonymous,
            reason=answer.reason if is_open else None,
            presumed=answer.presumed,
            evidence=tuple(answer.evidence),
            computed=answer.computed,
            asks=asks,
            note=notes,
        )

    def _attest(self, node: Node, answer: Answer) -> None:
        """A statement for the record answers what only a person can; for a chart criterion it is shown, not counted."""
        assert self.inquiry is not None
        statements = self.inquiry.attestations.get(node.id, ())
        if not statements:
            return
        pieces = attested(statements)
        excludes = any(node.id == below.id for top in self.policy.non_covered for below in top.walk())
        if isinstance(node.leaf, PERSONAL) and not excludes:
            answer.status, answer.reason = CriterionStatus.MET, None
            answer.evidence = [*pieces, *answer.evidence]
            answer.note = "answered by a statement for the record, not by the chart"
            return
        why = "a statement for the record; the chart itself is silent"
        answer.evidence += [_considered(piece, why) for piece in pieces]

    def _composite(self, node: Node) -> CriterionResult:
        children = self._children(node)
        by_id = {id(part): result for part, result in zip(node.children, children, strict=True)}
        status = combine(node, lambda part: by_id[id(part)].status)
        is_open = status is CriterionStatus.NOT_DOCUMENTED
        presumed = status in {CriterionStatus.MET, CriterionStatus.NOT_MET} and _rests_on_presumption(
            node, status, children
        )
        return CriterionResult(
            id=node.id,
            text=node.text,
            ref=node.ref,
            status=status,
            operator=node.operator.value,
            anonymous=node.anonymous,
            reason=_open_reason(children) if is_open else None,
            presumed=presumed,
            asks=(node.ask,) if is_open and node.ask else (),
            children=tuple(children),
        )

    def _children(self, node: Node) -> list[CriterionResult]:
        if node.operator is not Operator.IF:
            return [self.answer(part) for part in node.children]
        condition = self.answer(node.children[0])
        out = [condition]
        for place, part in enumerate(node.children[1:], start=1):
            # a branch the condition rules out is not asked of the chart
            ruled_out = (
                condition.status is CriterionStatus.MET
                if place == 2
                else condition.status in {CriterionStatus.NOT_MET, CriterionStatus.NOT_APPLICABLE}
            )
            out.append(not_applicable(part) if ruled_out else self.answer(part))
        return out


def _considered(piece: Evidence, why: str) -> Evidence:
    return replace(piece, role=EvidenceRole.CONSIDERED, why=why)


def not_applicable(node: Node) -> CriterionResult:
    """The result of a node, and of all below, that is not asked in this case."""
    return CriterionResult(
        id=node.id,
        text=node.text,
        ref=node.ref,
        status=CriterionStatus.NOT_APPLICABLE,
        operator=node.operator.value,
        anonymous=node.anonymous,
        children=tuple(not_applicable(part) for part in node.children),
    )


def _open_reason(children: Sequence[CriterionResult]) -> OpenReason:
    """The one reason all open parts share, else the first in the order from silence to outside the chart."""
    reasons = {child.reason for child in children if child.reason is not None}
    return next((reason for reason in _OPEN_ORDER if reason in reasons), OpenReason.NOT_DOCUMENTED)


def _rests_on_presumption(node: Node, status: CriterionStatus, children: Sequence[CriterionResult]) -> bool:
    """True when the status would not stand without a presumed part."""
    if not any(child.presumed for child in children):
        return False
    without = {
        id(part): CriterionStatus.NOT_DOCUMENTED if result.presumed else result.status
        for part, result in zip(node.children, children, strict=True)
    }
    return combine(node, lambda part: without[id(part)]) is not status


def _known_until(policy: CoveragePolicy, moments: Mapping[str, date | datetime]) -> date | None:
    """The last day whose facts may be weighed, when the policy judges on what was known at the time."""
    if not any(rule.rule == _TIME_FRAME for rule in policy.evidence_rules):
        return None
    moment = next((moments[name] for name in _KNOWN_AT if name in moments), None)
    return moment.date() if isinstance(moment, datetime) else moment


def _warnings(policy: CoveragePolicy, root: CriterionResult) -> tuple[str, ...]:
    out = []
    if policy.status is ReviewStatus.MODEL:
        out.append("this is a model policy written for practice, no payer's text")
    elif policy.status is not ReviewStatus.VERIFIED:
        out.append(f"the policy text is {policy.status.value.replace('_', ' ')}: compare it with the plan's own copy")
    leaves = [part for part in root.walk() if not part.children]
    if any(part.reason is OpenReason.EXTERNAL for part in leaves):
        out.append("some criteria are decided outside the chart (facility, device, study or payer): see the checklist")
    if any(part.presumed for part in leaves):
        out.append("some criteria rest on nothing having been found: confirm them on the call")
    return tuple(out)


def evaluate_policy(
    policy: CoveragePolicy,
    *,
    chart: ChartFacts,
    request: Mapping[str, object],
    moments: Mapping[str, date | datetime],
    as_of: date,
    units: UnitConverter,
    measures: Mapping[str, Measure],
    attestations: Sequence[tuple[str, Attestation]] = (),
    searched: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> PolicyResult:
    """Every criterion of the policy with status, reason and cited evidence; exclusions, limits, both explanations.

    request: field to plain value(s), as in case.yaml. moments: `request`, `service`, `order`, `admission`, `discharge`,
    `course_start` and whatever else is known; a missing one is unknown. attestations: criterion id and statement.
    searched: names of what was read, the scope behind "nothing found". labels: how drug classes are called, by key.
    Nothing is decided: the result says shown, not shown or open.
    """
    walk = _Walk(policy)
    by_criterion: dict[str, list[Attestation]] = {}
    for criterion, attestation in attestations:
        by_criterion.setdefault(criterion, []).append(attestation)
    walk.inquiry = Inquiry(
        policy=policy,
        chart=chart,
        request=request,
        moments=moments,
        as_of=as_of,
        units=units,
        measures=measures,
        attestations=by_criterion,
        searched=searched,
        labels=labels or {},
        answer_node=walk.answer_id,
        known_until=_known_until(policy, moments),
    )
    root = walk.answer(policy.criteria)
    non_covered = tuple(walk.answer(node) for node in policy.non_covered)
    excluded = opposite(any_of([result.status for result in non_covered]))
    explanation = explain(policy.criteria, root)
    return PolicyResult(
        policy_id=policy.id,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        root=root,
        non_covered=non_covered,
        limits=check_limits(policy.limits, request=request, moments=moments),
        overall=all_of([root.status, excluded]),
        to_approve=explanation.to_approve,
        to_uphold=explanation.to_uphold,
        path=explanation.path,
        warnings=_warnings(policy, root),
    )
