"""Figures of cases in the database: the same counts as the pure fold, renewed when a case changes, never another's."""

# ruff: noqa: F811 (fixtures of another module)
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.web.demo import MemoryVault, prepared_case
from tests.web.seeded_figures import store_seeded
from tests.web.test_tasks import ENDED, ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import figures, lessons, tasks
from peercall.adapters.db.figures import Period
from peercall.adapters.db.models import CaseFigure, Task
from peercall.domain.lessons import Lesson, LessonCriterion, TurnedBy
from peercall.domain.metrics import CallResult
from peercall.domain.organizations import Role
from peercall.engine.metrics import fold

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def case(physician):
    return prepared_case(physician.viewer, MemoryVault())


@pytest.mark.parametrize(
    "period", [Period(), Period(date(2025, 7, 1), date(2025, 12, 31)), Period(first=date(2026, 3, 1))]
)
def test_the_database_counts_what_the_fold_counts(practice, period):
    made = store_seeded(practice.id, cases=400, at=NOW)
    viewer = practice.people[Role.MANAGER].viewer
    wanted = [
        one
        for one in made
        if (period.first is None or (one.denied_on is not None and one.denied_on >= period.first))
        and (period.last is None or (one.denied_on is not None and one.denied_on <= period.last))
    ]
    assert len(wanted) > 0
    assert figures.tallies(viewer, period=period) == fold(wanted)


def test_counting_takes_as_many_queries_for_many_cases_as_for_few(practice, django_assert_num_queries):
    viewer = practice.people[Role.MANAGER].viewer
    store_seeded(practice.id, cases=10, at=NOW)
    with django_assert_num_queries(12):
        figures.tallies(viewer, period=Period())
    store_seeded(practice.id, cases=100, at=NOW, seed=6)
    with django_assert_num_queries(12):
        figures.tallies(viewer, period=Period())


def test_another_practice_is_never_counted(practice, other_practice):
    store_seeded(other_practice.id, cases=20, at=NOW)
    assert figures.tallies(practice.people[Role.MANAGER].viewer, period=Period()).cases == 0


def test_a_recorded_call_becomes_figures(practice, physician, recorded):
    viewer = practice.people[Role.MANAGER].viewer
    assert figures.renew_figures(viewer) == 0
    row = CaseFigure.objects.get(case_id=recorded)
    assert (row.result, row.confirmed, row.call_minutes) == ("overturned", False, 14)
    assert row.held_on == ENDED.date()
    assert row.specialty == "other"
    assert row.speaker == "Adaeze Okafor, MD"
    assert row.days_to_call == (row.held_on - row.denied_on).days
    assert row.service.startswith("Continuous positive airway pressure")


def test_each_change_makes_the_figures_of_a_case_anew_and_looking_at_it_does_not(
    practice, physician, recorded, sign_in_as
):
    viewer = practice.people[Role.MANAGER].viewer
    figures.renew_figures(viewer)
    sign_in_as(physician).get(f"/cases/{recorded}/tasks/")
    assert CaseFigure.objects.get(case_id=recorded).is_current
    task = Task.objects.get(case_id=recorded, step="payment-checked")
    tasks.finish_task(physician.viewer, task.id, values={"paid": "no", "remittance_on": "2026-10-01"}, note="", at=NOW)
    assert not CaseFigure.objects.get(case_id=recorded).is_current
    figures.renew_figures(viewer)
    found = figures.tallies(viewer, period=Period())
    assert CaseFigure.objects.get(case_id=recorded).paid == "no"
    assert (found.reversals, found.unpaid_cases, found.unconfirmed) == (1, 1, 1)


def test_a_lesson_gives_preparation_and_criteria_and_the_latest_counts(practice, physician, recorded):
    viewer = practice.people[Role.MANAGER].viewer
    one = Lesson((TurnedBy.NEW_RECORD,), (LessonCriterion("ncd epworth", "Epworth score", True),), ("sleep diary",), 20)
    lessons.keep_lesson(viewer, recorded, lesson=one, service="CPAP", at=NOW)
    two = Lesson(
        (TurnedBy.NEW_RECORD,), (LessonCriterion("ncd epworth", "Epworth score", False),), (), 25, "Ask early."
    )
    lessons.keep_lesson(viewer, recorded, lesson=two, service="CPAP", at=NOW + timedelta(minutes=1))
    kept = lessons.lesson_of(viewer, recorded)
    assert kept is not None
    assert kept.lesson == two
    figures.renew_figures(viewer)
    found = figures.tallies(viewer, period=Period())
    assert found.preparation == {25: 1}
    (service,) = lessons.habits_of(viewer)
    assert [(habit.what, habit.cases, habit.helped) for habit in service.habits] == [("Epworth score", 1, 0)]


def test_what_was_open_at_denial_is_kept_when_the_case_is_worked_anew(practice, physician, case):
    from peercall.adapters.db.models import Analysis

    row = Analysis.objects.get(case_id=case, number=1)
    assert set(row.at_denial.values()) <= {"met", "not_met", "not_documented", "not_applicable"}
    assert lessons.at_denial(physician.viewer, case) == row.at_denial
    assert CallResult.OVERTURNED.value not in row.at_denial.values()
