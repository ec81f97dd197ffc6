"""The criteria as rows: choices folded, what carries said, what answers the plan's reason first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.samples.okafor_chart import LVEF, evidence
from tests.samples.okafor_icd import MET, NOT_APPLICABLE, NOT_MET, OPEN, leaf, node, result

from peercall.domain.determinations import StatedReason
from peercall.domain.results import CriterionResult, PolicyResult
from peercall.engine.crosswalk import CriterionRow, criterion_rows
from peercall.engine.reason_words import reason_scores


def rows(
    root: CriterionResult, *, reason: str = "nothing was shown", path: tuple[str, ...] = ()
) -> tuple[CriterionRow, ...]:
    whole: PolicyResult = replace(result(), root=root, path=path or tuple(n.id for n in root.walk()))
    return criterion_rows(whole, reasons=(StatedReason(reason, None),))


def told(found: tuple[CriterionRow, ...]) -> list[tuple[str, str, bool]]:
    return [(row.result.id, row.status.value, row.limb) for row in found]


def test_choice_with_a_limb_met_shows_that_limb_and_says_the_others_are_not_needed() -> None:
    root = node(
        "root",
        "Covered",
        MET,
        "any",
        leaf("high", "Fifteen or more", NOT_MET),
        leaf("low", "Five or more", MET),
        leaf("other", "Another", OPEN),
    )
    assert told(rows(root)) == [("low", "met", False), ("high", "not_met", True), ("other", "not_documented", True)]
    assert {row.carried_by for row in rows(root) if row.limb} == {"Five or more"}


def test_choice_with_no_limb_met_is_one_open_row() -> None:
    root = node("root", "Covered", OPEN, "all", node("taught", "Patient or caregiver taught", OPEN, "any", leaf("patient", "Patient", OPEN), leaf("caregiver", "Caregiver", OPEN)))  # fmt: skip
    (row,) = rows(root)
    assert (row.result.id, row.is_open) == ("taught", True)
    assert [part.id for part in row.folded] == ["patient", "caregiver"]


def test_second_way_that_also_carries_is_one_row() -> None:
    other = node(
        "exercise", "On exertion", MET, "all", leaf("low", "Low on exertion", MET), leaf("helps", "Oxygen helps", MET)
    )
    root = node("root", "Covered", MET, "any", leaf("rest", "Low at rest", MET), other)
    found = rows(root, path=("root", "rest"))
    assert told(found) == [("rest", "met", False), ("exercise", "met", False)]
    assert [row.on_path for row in found] == [True, False]


def test_condition_of_a_conditional_is_never_a_row() -> None:
    taken = node(
        "initial", "First course", MET, "if", leaf("phase", "Phase is initial", MET), leaf("visit", "Visit held", MET)
    )
    skipped = node(
        "later",
        "Later",
        NOT_APPLICABLE,
        "if",
        leaf("phase-2", "Phase is later", NOT_MET),
        leaf("benefit", "Benefit", NOT_APPLICABLE),
    )
    assert told(rows(node("root", "Covered", MET, "all", taken, skipped))) == [("visit", "met", False)]


def test_open_and_not_met_come_before_what_is_met() -> None:
    root = node(
        "root",
        "Covered",
        NOT_MET,
        "all",
        leaf("a", "Alpha", MET),
        leaf("b", "Bravo", NOT_MET),
        leaf("c", "Charlie", OPEN),
    )
    assert [row.result.id for row in rows(root)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "criterion, reasons, answers, because",
    [
        (
            "Documented symptom of sleepiness",
            ("None of the listed symptoms is documented.",),
            True,
            "symptom and symptoms",
        ),
        ("Aged 18 or older", ("None of the listed symptoms is documented.",), False, "nothing in common"),
        (
            "Index of 9 events",
            ("The test shows 9 events.", "No symptom is documented."),
            False,
            "a finding, not a lack",
        ),
        ("Index of 9 events", ("The test shows 9 events.",), True, "the only sentence there is"),
        (
            "Trial of physical therapy for 6 weeks",
            ("Six weeks of physical therapy were not shown.",),
            True,
            "two words",
        ),
        (
            "Documented symptom of sleepiness",
            ("The test shows 9 events.", "None of the listed symptoms is documented."),
            True,
            "none denies",
        ),
        (
            "Trial of physical therapy",
            ("An MRI was asked for.", "Neither physical therapy nor exercise is shown."),
            True,
            "neither denies",
        ),
        (
            "Trial of physical therapy",
            ("An MRI was asked for.", "The file is marked by an absence of physical therapy."),
            True,
            "absence denies",
        ),
        (
            "Trial of physical therapy",
            ("An MRI was asked for.", "You haven’t tried physical therapy."),
            True,
            "a shortened not",
        ),
        (
            "A clinical evaluation for sleep apnea took place",
            ("The test shows 9 events.", "The records do not show a clinical evaluation before the test."),
            True,
            "clinical evaluation is one thing",
        ),
    ],
)
def test_reason_is_answered_by_words_in_common(
    criterion: str, reasons: tuple[str, ...], answers: bool, because: str
) -> None:
    stated = tuple(StatedReason(quote, None) for quote in reasons)
    assert bool(reason_scores(criterion, reasons=stated)) is answers, because


def test_measured_criteria_decide_when_no_words_are_in_common() -> None:
    value = leaf("ef", "LVEF of 35% or less", MET, evidence("LVEF 27%", LVEF.source, fact=LVEF))
    root = node("root", "Covered", MET, "all", leaf("adult", "Adult", MET), value)
    assert [row.result.id for row in rows(root) if row.for_reason] == ["ef"]


def test_measured_value_is_told_before_a_bare_diagnosis() -> None:
    from tests.samples.okafor_chart import CARDIOMYOPATHY

    both = leaf(
        "x",
        "Weak heart",
        MET,
        evidence("cardiomyopathy", CARDIOMYOPATHY.source, fact=CARDIOMYOPATHY),
        evidence("LVEF 27%", LVEF.source, fact=LVEF),
    )
    (row,) = rows(node("root", "Covered", MET, "all", both))
    assert [e.display for e in row.facts] == ["LVEF 27%", "cardiomyopathy"]


def test_a_criterion_names_each_stated_reason_it_answers() -> None:
    whole = replace(
        result(),
        root=node(
            "root",
            "Covered",
            MET,
            "all",
            leaf("trial", "Trial of methotrexate for 12 weeks", MET),
            leaf("score", "Pain score measured", MET),
            leaf("adult", "Aged 18 or older", MET),
        ),
    )
    reasons = ("The plan follows its own guideline.", "No dose of methotrexate is shown.", "A pain score is missing.")
    found = criterion_rows(whole, reasons=tuple(StatedReason(quote, None) for quote in reasons))
    assert {row.result.id: row.answers for row in found} == {"trial": (2,), "score": (3,), "adult": ()}
