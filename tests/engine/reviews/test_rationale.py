"""A rationale is finished when it names its criterion, its finding and what would change it; a phrase is no rationale."""

from __future__ import annotations

import pytest

from peercall.domain.reviews import NewInformation, Weighing
from peercall.engine.rationale_check import check_rationale

PHRASES = ("not medically necessary", "does not meet our criteria", "insufficient documentation")
CRITERIA = ("Six weeks of conservative therapy within the last six months",)
GOOD = (
    "The guideline asks for six weeks of conservative therapy before an injection. The notes of 2026-09-14 and 2026-10-02 "
    "show two visits of physical therapy and no home exercise; the request is therefore not medically necessary now."
)
SAID = NewInformation("n1", "f1", "a1", "She finished eight visits elsewhere.", "Jo Finch, nurse practitioner")


def missing(text: str, **changes) -> set[str]:
    given = {
        "is_adverse": True,
        "criteria": CRITERIA,
        "guideline": "ODG",
        "guideline_version": "2026-06",
        "would_change": "Notes of six weeks of therapy.",
        "information": (),
        "empty_phrases": PHRASES,
    }
    return {item.key for item in check_rationale(text, **{**given, **changes}) if not item.is_met}


def test_a_rationale_with_finding_and_criterion_is_finished():
    assert missing(GOOD) == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Not medically necessary.",
        "The request is not medically necessary. It does not meet our criteria.",
        "NOT   MEDICALLY\nNECESSARY; insufficient documentation, insufficient documentation, not medically necessary.",
    ],
)
def test_empty_phrases_alone_are_refused_however_often_they_are_said(text):
    assert {"substance", "criterion"} <= missing(text)


def test_long_words_without_a_finding_or_a_criterion_are_refused():
    vague = (
        "After careful consideration of everything that was submitted by the office we believe that this is simply " * 2
    )
    assert {"finding", "criterion"} <= missing(vague)


@pytest.mark.parametrize(
    ("said", "names_one"),
    [
        ("It is not enough and it is not what we would expect here", False),
        ("There is no further comment", False),
        ("We see no medical need for it and no reason to think otherwise", False),
        ("The notes do not document a home exercise program", True),
        ("Straight leg raise is negative", True),
        ("The records hold no therapy notes", True),
    ],
)
def test_a_bare_not_is_no_finding(said, names_one):
    assert ("finding" not in missing(f"{said}.")) is names_one


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"guideline_version": " "}, "guideline"),
        ({"would_change": ""}, "change"),
        ({"criteria": ()}, "criterion"),
        ({"information": (SAID,)}, "information"),
    ],
)
def test_each_missing_part_is_named(change, key):
    assert missing(GOOD, **change) == {key}


def test_a_certification_needs_nothing_that_would_change_it():
    assert missing(GOOD, is_adverse=False, would_change="") == set()


def test_weighed_information_lets_the_report_be_finished():
    weighed = NewInformation(
        "n1", "f1", "a1", "Eight visits.", "Jo Finch", weighed=Weighing.NEEDS_WRITTEN_RECORD, why="No note was sent."
    )
    assert missing(GOOD, information=(weighed,)) == set()
