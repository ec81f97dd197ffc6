"""A lesson prefilled from the record, and the habits many lessons come to."""

from __future__ import annotations

import pytest

from peercall.domain.lessons import Lesson, LessonCriterion, TurnedBy
from peercall.engine.lessons import habits, kind_of_record, lesson_data, lesson_from, propose_lesson, statuses

CRITERIA = {
    "policy": "lumbar",
    "criteria": [
        {"id": "root", "text": "All of it", "status": "not_documented"},
        {"id": "odi", "within": "root", "text": "Oswestry index in 90 days", "status": "not_documented"},
        {"id": "pt", "within": "root", "text": "Six weeks of therapy", "status": "met"},
        {"id": "adult", "within": "root", "text": "Adult", "status": "met"},
    ],
}
AT_DENIAL = {"root": "not_documented", "odi": "not_documented", "pt": "not_documented", "adult": "met"}


def body(disposition: str = "overturned", **more: object) -> dict[str, object]:
    return {"reported_disposition": disposition, "points": [], "new_to_them": [], **more}


def test_what_was_open_at_denial_is_listed_with_what_became_of_it() -> None:
    found = propose_lesson([body()], result="overturned", at_denial=AT_DENIAL, criteria=CRITERIA)
    assert found.criteria == (
        LessonCriterion("lumbar odi", "Oswestry index in 90 days", met_after=False),
        LessonCriterion("lumbar pt", "Six weeks of therapy", met_after=True),
    )


def test_a_criterion_that_another_way_carried_was_not_missing() -> None:
    rows = [
        {"id": "either", "text": "One of two", "status": "met"},
        {"id": "das28", "within": "either", "text": "DAS28", "status": "not_documented"},
        {"id": "cdai", "within": "either", "text": "CDAI", "status": "met"},
    ]
    found = propose_lesson(
        [], result=None, at_denial=statuses({"criteria": rows}), criteria={"policy": "ra", "criteria": rows}
    )
    assert found.criteria == ()


def test_a_criterion_the_reviewer_accepted_counts_as_shown() -> None:
    accepted = body(points=[{"id": "odi", "mark": "accepted"}])
    found = propose_lesson([accepted], result="overturned", at_denial=AT_DENIAL, criteria=CRITERIA)
    assert [one.met_after for one in found.criteria] == [True, True]
    assert found.turned_by == (TurnedBy.RECORD_POINTED_OUT,)


def test_a_criterion_that_was_only_said_does_not() -> None:
    said = body(points=[{"id": "odi", "mark": "said"}])
    found = propose_lesson([said], result="overturned", at_denial=AT_DENIAL, criteria=CRITERIA)
    assert found.criteria[0].met_after is False


@pytest.mark.parametrize(
    "result, turned",
    [
        ("overturned", (TurnedBy.NEW_RECORD,)),
        ("upheld", (TurnedBy.NOTHING,)),
        ("alternative_offered", (TurnedBy.ALTERNATIVE,)),
        ("deferred", ()),
        (None, ()),
    ],
)
def test_what_turned_it_is_proposed_only_where_the_record_says_so(result: str | None, turned: object) -> None:
    one = body(new_to_them=["note of June 16"])
    assert propose_lesson([one], result=result, at_denial={}, criteria=None).turned_by == turned


@pytest.mark.parametrize(
    "name, kind",
    [
        ("chart/pt-notes-2026-06-16.pdf", "pt notes"),
        ("mri_lumbar_20260103.PDF", "mri lumbar"),
        ("printout.pdf", "printout"),
        ("2026-01-03.pdf", ""),
    ],
)
def test_a_record_is_named_by_its_kind_without_days_and_numbers(name: str, kind: str) -> None:
    assert kind_of_record(name) == kind


def test_a_record_named_after_the_patient_loses_the_name() -> None:
    found = propose_lesson(
        [], result=None, at_denial={}, criteria=None, not_sent=["abara-ruth_mri.pdf"], member_name="Ruth Abara"
    )
    assert found.lacking == ("mri",)


def test_habits_begin_with_what_helped_most_and_are_kept_by_service() -> None:
    odi = LessonCriterion("lumbar odi", "Oswestry index", met_after=True)
    pt = LessonCriterion("lumbar pt", "Six weeks of therapy", met_after=False)
    lumbar = [
        ("Lumbar fusion", Lesson((TurnedBy.NEW_RECORD,), (odi, pt), ("visit notes",))),
        ("Lumbar fusion", Lesson((TurnedBy.NOTHING,), (odi, pt), ("visit notes",))),
        ("Lumbar fusion", Lesson((TurnedBy.NOTHING,), (pt,))),
    ]
    first, second = habits([*lumbar, ("CPAP", Lesson((), (), ("sleep diary",)))])
    assert (first.service, first.lessons) == ("Lumbar fusion", 3)
    assert [(one.what, one.cases, one.helped, one.of) for one in first.habits] == [
        ("Oswestry index", 2, 2, 3),
        ("visit notes", 2, 1, 3),
        ("Six weeks of therapy", 3, 0, 3),
    ]
    assert second.service == "CPAP"


def test_a_lesson_survives_being_stored() -> None:
    one = Lesson((TurnedBy.CODING,), (LessonCriterion("a b", "text", True),), ("visit notes",), 12, "Ask first.")
    assert lesson_from(lesson_data(one)) == one


def test_no_evaluation_gives_no_status() -> None:
    assert statuses(None) == {}
    assert propose_lesson([], result=None, at_denial=AT_DENIAL, criteria=None).criteria == ()
