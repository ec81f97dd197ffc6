"""Figures of many cases: shares with intervals, small numbers withheld, `modified` a result of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.metrics import (
    OTHER,
    SAME,
    CallResult,
    CaseFigures,
    CriterionFigure,
    Dimension,
)
from peercall.engine.metrics import fold, make_report, share
from peercall.engine.metrics.records import same_specialty
from peercall.engine.metrics.report import spread

DENIED = date(2026, 5, 20)


def case(number: int, **changes: object) -> CaseFigures:
    made = {"payer": "Northgate Health Plan", "denied_on": DENIED, "held_on": DENIED + timedelta(days=number % 7)}
    return CaseFigures(case=f"case-{number}", **{**made, **changes})


def breakdown(cases: list[CaseFigures], dimension: Dimension, *, least: int = 5) -> dict[str, object]:
    report = make_report(fold(cases), least=least)
    return {row.key: row for row in next(one for one in report.breakdowns if one.dimension is dimension).rows}


@pytest.mark.parametrize(
    "count, of, low, high",
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_interval_as_in_its_published_examples(count: int, of: int, low: float, high: float) -> None:
    found = share(count, of)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_has_no_share() -> None:
    assert share(0, 0) is None
    with pytest.raises(ValueError):
        share(3, 2)


@given(st.integers(0, 400), st.integers(1, 400))
def test_an_interval_holds_its_share_and_shrinks_as_cases_grow(count: int, of: int) -> None:
    count = min(count, of)
    few, many = share(count, of), share(count * 10, of * 10)
    assert few is not None and many is not None
    assert 0 <= few.low <= few.share <= few.high <= 1
    assert many.high - many.low < few.high - few.low


def test_modified_is_neither_a_reversal_nor_a_part_of_one() -> None:
    cases = [case(n, result=CallResult.OVERTURNED) for n in range(3)]
    cases += [case(3, result=CallResult.PARTIALLY_OVERTURNED), case(4, result=CallResult.MODIFIED)]
    cases += [case(5, result=CallResult.UPHELD), case(6, result=CallResult.OPEN), case(7, result=CallResult.WITHDRAWN)]
    overall = make_report(fold(cases), least=5).overall
    assert (overall.calls, overall.decided) == (8, 6)
    assert overall.overturned is not None and overall.overturned.count == 3
    assert overall.reversed is not None and overall.reversed.count == 4
    assert overall.by_result is not None and overall.by_result[CallResult.MODIFIED] == 1


def test_a_case_without_a_result_counts_as_a_case_and_not_as_a_call_that_was_lost() -> None:
    report = make_report(fold([case(1, held_on=None, requested=True), case(2, result=CallResult.UPHELD)]), least=1)
    assert (report.cases, report.requested, report.held) == (2, 1, 1)
    assert report.overall.calls == 1


def test_a_payer_of_few_calls_is_withheld_and_the_next_one_with_it() -> None:
    cases = [case(n, result=CallResult.UPHELD) for n in range(9)]
    cases += [case(n, result=CallResult.OVERTURNED, payer="Harbor Mutual") for n in range(6)]
    cases += [case(n, result=CallResult.OVERTURNED, payer="Lakeside Benefit") for n in range(2)]
    rows = breakdown(cases, Dimension.PAYER)
    assert not rows["Northgate Health Plan"].withheld
    # from the total and the others, the one payer left out could be computed: so two are
    assert rows["Harbor Mutual"].withheld and rows["Lakeside Benefit"].withheld
    assert rows["Lakeside Benefit"].overturned is None
    assert rows["Lakeside Benefit"].at_stake is None


def test_two_payers_of_few_calls_hide_each_other() -> None:
    cases = [case(n, result=CallResult.UPHELD) for n in range(9)]
    cases += [case(1, result=CallResult.OVERTURNED, payer=name) for name in ("Harbor Mutual", "Lakeside Benefit")]
    rows = breakdown(cases, Dimension.PAYER)
    assert [key for key, row in rows.items() if row.withheld] == ["Harbor Mutual", "Lakeside Benefit"]


def test_exactly_the_least_count_is_shown() -> None:
    cases = [case(n, result=CallResult.UPHELD) for n in range(5)]
    assert not breakdown(cases, Dimension.PAYER, least=5)["Northgate Health Plan"].withheld
    assert breakdown(cases, Dimension.PAYER, least=6)["Northgate Health Plan"].withheld


def test_an_unknown_payer_is_a_row_of_its_own() -> None:
    rows = breakdown([case(n, result=CallResult.UPHELD, payer="") for n in range(5)], Dimension.PAYER)
    assert rows[""].calls == 5


def test_a_criterion_counts_in_each_case_in_which_it_was_open() -> None:
    odi = CriterionFigure("lumbar odi", "Oswestry index in the last 90 days", met_after=True)
    never = CriterionFigure("lumbar odi", "Oswestry index in the last 90 days", met_after=False)
    cases = [case(n, result=CallResult.OVERTURNED, criteria=(odi,)) for n in range(4)]
    cases += [case(5, result=CallResult.UPHELD, criteria=(never,)), case(6, result=CallResult.UPHELD)]
    row = breakdown(cases, Dimension.CRITERION)["lumbar odi"]
    assert (row.calls, row.met_after, row.label) == (5, 4, "Oswestry index in the last 90 days")


def test_money_is_at_stake_recovered_or_reversed_and_unpaid() -> None:
    won = {"result": CallResult.OVERTURNED, "amount": Decimal("1000.00")}
    cases = [
        case(1, **won, confirmed=True, paid="yes", recovered=Decimal("900.00")),
        case(2, **won, confirmed=True, paid="no"),
        case(3, **won),
        case(4, **won, confirmed=True, paid="partly", recovered=Decimal("300.00")),
        case(5, result=CallResult.UPHELD, amount=Decimal("50.00")),
        case(6, result=CallResult.OVERTURNED, confirmed=True),
    ]
    report = make_report(fold(cases), least=1)
    assert (report.amounts, report.at_stake) == (5, Decimal("4050.00"))
    assert (report.recovered_cases, report.recovered) == (2, Decimal("1200.00"))
    assert (report.unpaid_cases, report.unpaid, report.paid_partly) == (3, Decimal("2000.00"), 1)
    assert report.unconfirmed is not None
    assert (report.unconfirmed.count, report.unconfirmed.of) == (1, 5)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=60))
def test_a_spread_is_the_median_and_quartiles_of_the_numbers_themselves(days: list[int]) -> None:
    found = spread({day: days.count(day) for day in days}, least=1)
    assert found.median == pytest.approx(median(days))
    lower, _, upper = quantiles(days, n=4, method="inclusive")
    assert (found.lower, found.upper) == (pytest.approx(lower), pytest.approx(upper))
    assert found.total == sum(days)


def test_a_spread_of_few_cases_says_how_many_and_nothing_else() -> None:
    found = spread({3: 2, 9: 2}, least=5)
    assert (found.cases, found.median, found.counts) == (4, None, {})


def test_a_call_before_the_denial_has_no_days_between() -> None:
    assert case(1, held_on=DENIED - timedelta(days=1)).days_to_call is None
    assert case(1, held_on=DENIED).days_to_call == 0


@pytest.mark.parametrize(
    "ours, theirs, found",
    [
        ("rheumatology", "Rheumatology", SAME),
        ("rheumatology", "board certified in rheumatology, MD", SAME),
        ("rheumatology", "family medicine", OTHER),
        ("", "family medicine", ""),
        ("rheumatology", "not given", ""),
    ],
)
def test_specialties_are_compared_by_their_words(ours: str, theirs: str, found: str) -> None:
    assert same_specialty(ours, theirs) == found
