"""Where to look in the chart for what is still open: passages to read before the call, never counted."""

from __future__ import annotations

from collections.abc import Sequence

from peercall.domain.briefs import Lookup
from peercall.domain.results import Candidate, CriterionResult, PolicyResult
from peercall.domain.terms import Assertion, CriterionStatus, OpenReason
from peercall.engine.crosswalk import CriterionRow

#: what a mention asserts, said beside its quote; a present statement needs no word
ASSERTED = {
    Assertion.PRESENT: "",
    Assertion.NEGATED: "said to be absent or not done",
    Assertion.HISTORICAL: "of the past",
    Assertion.PLANNED: "planned",
    Assertion.HYPOTHETICAL: "only as a possibility",
    Assertion.FAMILY: "of a relative",
    Assertion.OTHER_PERSON: "of another person",
    Assertion.UNCERTAIN: "uncertain",
}
#: criteria that no chart answers are not looked for in vain
_NOT_IN_CHARTS = frozenset({OpenReason.EXTERNAL, OpenReason.ATTESTATION, OpenReason.JUDGEMENT})


def lookups(rows: Sequence[CriterionRow], *, result: PolicyResult | None) -> tuple[Lookup, ...]:
    """The open criteria in print order, each with its passages; none where nothing in the chart looks like it."""
    named = _named(result) if result is not None else {}
    found: dict[str, Lookup] = {}
    for row in rows:
        if row.status is not CriterionStatus.NOT_DOCUMENTED or row.limb:
            continue
        for part in row.folded or (row.result,):
            criterion = named.get(part.id, part)
            if criterion.id not in found and (criterion.candidates or part.reason not in _NOT_IN_CHARTS):
                found[criterion.id] = Lookup(criterion.id, criterion.text or row.text, criterion.candidates)
    return tuple(found.values())


def _named(result: PolicyResult) -> dict[str, CriterionResult]:
    """For each part without a name of its own, the criterion it belongs to: passages stand there."""
    owners: dict[str, CriterionResult] = {}

    def walk(node: CriterionResult, owner: CriterionResult) -> None:
        owner = owner if node.anonymous else node
        owners[node.id] = owner
        for child in node.children:
            walk(child, owner)

    for top in (result.root, *result.non_covered):
        walk(top, top)
    return owners


def care(candidate: Candidate) -> str:
    """What to mind when reading a passage: "planned; template text"; empty when nothing."""
    return "; ".join(words for words in (ASSERTED[candidate.assertion], candidate.caution or "") if words)
