"""Where to look for what is open: one entry a named criterion, in print order, none for what no chart answers."""

from __future__ import annotations

import pytest

from peercall.domain.provenance import SourceSpan
from peercall.domain.results import Candidate, CriterionResult, PolicyResult
from peercall.domain.terms import Assertion, CriterionStatus, OpenReason
from peercall.engine.crosswalk import criterion_rows
from peercall.engine.lookups import care, lookups

OPEN, MET = CriterionStatus.NOT_DOCUMENTED, CriterionStatus.MET
READ = Candidate(SourceSpan("chart/notes.txt", "0" * 64, 2, 0, 12, "Seen at home"), Assertion.PRESENT, ("home",))


def leaf(
    name: str,
    status: CriterionStatus = OPEN,
    *,
    reason: OpenReason | None = OpenReason.NOT_DOCUMENTED,
    read: bool = False,
    anonymous: bool = False,
) -> CriterionResult:
    return CriterionResult(
        id=name, text=f"Text of {name}", ref=None, status=status, operator="leaf", anonymous=anonymous,
        reason=reason if status is OPEN else None, candidates=(READ,) if read else (),
    )  # fmt: skip


def group(
    name: str, operator: str, *parts: CriterionResult, status: CriterionStatus = OPEN, read: bool = False
) -> CriterionResult:
    return CriterionResult(
        id=name, text=f"Text of {name}", ref=None, status=status, operator=operator, anonymous=False, children=parts,
        candidates=(READ,) if read else (),
    )  # fmt: skip


def listed(root: CriterionResult) -> list[tuple[str, int]]:
    result = PolicyResult("p", "1", "0" * 64, root, (), (), root.status, (), (), ())
    return [(row.criterion, len(row.passages)) for row in lookups(criterion_rows(result, reasons=()), result=result)]


def test_open_criteria_are_listed_with_their_passages_and_met_ones_are_not() -> None:
    root = group("root", "all", leaf("a", MET), leaf("b", read=True), leaf("c"))
    assert listed(root) == [("b", 1), ("c", 0)]


def test_parts_without_a_name_stand_under_the_criterion_they_belong_to() -> None:
    measured = group("score", "any", leaf("score.1", anonymous=True), leaf("score.2", anonymous=True), read=True)
    assert listed(group("root", "all", measured)) == [("score", 1)]


def test_a_limb_that_another_one_carries_is_not_looked_for() -> None:
    choice = group("choice", "any", leaf("this", MET), leaf("that", read=True), status=MET)
    assert listed(group("root", "all", choice, leaf("c"))) == [("c", 0)]


@pytest.mark.parametrize("reason", [OpenReason.EXTERNAL, OpenReason.ATTESTATION, OpenReason.JUDGEMENT])
def test_what_no_chart_answers_is_listed_only_with_passages(reason: OpenReason) -> None:
    root = group("root", "all", leaf("a", reason=reason), leaf("b", reason=reason, read=True))
    assert listed(root) == [("b", 1)]


@pytest.mark.parametrize(
    "assertion, caution, words",
    [
        (Assertion.PRESENT, None, ""),
        (Assertion.NEGATED, None, "said to be absent or not done"),
        (Assertion.FAMILY, "template text", "of a relative; template text"),
    ],
)
def test_care_says_what_to_mind(assertion: Assertion, caution: str | None, words: str) -> None:
    assert care(Candidate(READ.source, assertion, (), caution=caution)) == words
