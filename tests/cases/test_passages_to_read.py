"""Passages shown for the open criteria of the shipped examples: found again on their page, short, never a status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peercall.bootstrap.local import LocalCase
from peercall.domain.results import Candidate, CriterionResult
from peercall.domain.terms import Assertion, CriterionStatus

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(
    scope="module", params=["cpap-medicare-advantage", "ra-biologic-step-therapy", "chiropractic-functional-deficit"]
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCase]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEERCALL_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("PEERCALL_RULES", raising=False)
        yield LocalCase(EXAMPLES / request.param)


def nodes(case: LocalCase) -> list[CriterionResult]:
    result = case.evaluate(case.determination(accept=True)).result
    assert result is not None
    return [node for top in (result.root, *result.non_covered) for node in top.walk()]


def test_passages_are_found_again_on_their_page_whole_and_short(case: LocalCase) -> None:
    pages = {(d.path, d.sha256, p.number): p.text for d in case.chart.documents for p in d.pages}
    shown = [candidate for node in nodes(case) for candidate in node.candidates]
    assert shown
    for candidate in shown:
        for place in (candidate.source, *candidate.also_at):
            page = pages[place.document, place.sha256, place.page]
            assert page[place.start : place.end] == place.quote
        assert len(candidate.source.quote) <= 240


def test_passages_stand_only_at_open_criteria_and_at_most_three_at_each(case: LocalCase) -> None:
    for node in nodes(case):
        assert len(node.candidates) <= (3 if node.status is CriterionStatus.NOT_DOCUMENTED else 0)


def test_passages_do_not_repeat_what_was_already_considered(case: LocalCase) -> None:
    for node in nodes(case):
        cited = {e.source for part in node.walk() for e in part.evidence}
        assert not cited & {candidate.source for candidate in node.candidates}


def test_the_order_for_teaching_that_is_still_to_come_is_shown_for_the_caregiver() -> None:
    found: dict[str, tuple[Candidate, ...]] = {
        node.id: node.candidates for node in nodes(LocalCase(EXAMPLES / "cpap-medicare-advantage"))
    }
    quotes = [candidate.source.quote for candidate in found["education-caregiver"]]
    assert "2. Lakeport Home Medical to teach the patient before the device goes home." in quotes


def test_a_discharge_without_limits_is_marked_as_said_to_be_absent() -> None:
    chiropractic = nodes(LocalCase(EXAMPLES / "chiropractic-functional-deficit"))
    (deficit,) = [node for node in chiropractic if node.id == "deficit-now"]
    assert {c.source.quote: c.assertion for c in deficit.candidates}[
        "Discharged, no limits at work."
    ] is Assertion.NEGATED
