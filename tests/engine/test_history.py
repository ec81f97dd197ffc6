"""Prior treatments: silent cells say so, never-started drugs were never tried, doses and weeks are counted from dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.samples.okafor_chart import CARVEDILOL, EPLERENONE, FACTS, chart
from tests.samples.okafor_icd import policy, result

from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange, day, month
from peercall.domain.terms import Assertion
from peercall.engine.charts import ChartIndex
from peercall.engine.history import PriorTreatment, prior_treatments

AS_OF = date(2026, 2, 12)


def rows(facts: tuple[ExposureFact, ...], *, evaluated: bool = False) -> list[PriorTreatment]:
    found = prior_treatments(ChartIndex(facts), policy=policy(), result=result() if evaluated else None, as_of=AS_OF)
    return list(found)


def carvedilol(**changed: object) -> ExposureFact:
    return replace(CARVEDILOL, **changed)  # type: ignore[arg-type]


def test_silent_cells_say_not_documented() -> None:
    (row,) = rows((carvedilol(start=None, dose=None, dose_unit=None, status="unknown"),))
    assert (row.dates, row.dose, row.duration, row.outcome) == ("not documented",) * 4


def test_doses_are_told_in_order_of_their_start_and_weeks_are_counted() -> None:
    first = carvedilol(id="a", start=day(date(2025, 9, 15)), dose=12.5, status="completed", stop=day(date(2025, 10, 6)))
    second = carvedilol(id="b", start=day(date(2025, 10, 6)), dose=50, status="stopped", stop=day(date(2026, 1, 5)))
    (row,) = rows((second, first))
    assert row.dose == "12.5 mg/day from 2025-09-15, 50 mg/day from 2025-10-06"
    assert row.dates == "2025-09-15 to 2026-01-05"
    assert row.duration == "16 weeks"


def test_weeks_between_partial_dates_are_a_range() -> None:
    (row,) = rows((carvedilol(start=month(2025, 9), stop=day(date(2026, 1, 5)), status="stopped"),))
    assert row.duration == "13-18 weeks"
    assert row.dates == "2025-09 to 2026-01-05"


def test_treatment_that_goes_on_is_counted_to_the_day_of_the_page() -> None:
    (row,) = rows((CARVEDILOL,))
    assert (row.dates, row.duration) == ("2025-09-15 to ongoing", "21 weeks so far")


def test_stop_before_start_is_not_counted() -> None:
    (row,) = rows((carvedilol(stop=day(date(2025, 1, 1)), status="stopped"),))
    assert row.duration == "not documented"


def test_drug_ordered_and_never_started_is_never_tried() -> None:
    (row,) = rows((EPLERENONE,))
    assert (row.kind, row.dates, row.dose, row.counted) == ("never_taken", "never started", "-", False)
    assert row.outcome == "order cancelled 2025-10-06"


def test_planned_denied_and_family_mentions_are_left_out() -> None:
    for assertion in (
        Assertion.PLANNED,
        Assertion.NEGATED,
        Assertion.FAMILY,
        Assertion.OTHER_PERSON,
        Assertion.UNCERTAIN,
    ):
        assert rows((carvedilol(assertion=assertion),)) == []


def test_counted_rows_come_first_and_the_rest_tell_why_not() -> None:
    facts = tuple(fact for fact in FACTS if isinstance(fact, ExposureFact))
    found = rows(facts, evaluated=True)
    assert [(row.what, row.counted) for row in found] == [
        ("carvedilol", True),
        ("sacubitril + valsartan", True),
        ("dapagliflozin", None),
        ("eplerenone", False),
    ]
    assert found[2].outcome == "not tolerated: stopped for ketoacidosis"


def test_every_row_has_a_source() -> None:
    assert all(row.sources for row in prior_treatments(chart(), policy=policy(), result=result(), as_of=AS_OF))


def test_range_of_days_prints_as_range() -> None:
    (row,) = rows((carvedilol(start=DayRange(date(2025, 9, 1), date(2025, 9, 9)), stop=None, status="stopped"),))
    assert row.dates == "2025-09-01/2025-09-09 to end not documented"
