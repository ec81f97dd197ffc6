"""Counts to a report: shares of decided calls with their intervals; a group of few calls is told without its figures.

A group below the least count is left out, and where only one would be, the next smallest with it: else its figures could
be taken from the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from peercall.domain.metrics import DECIDED, REVERSED, CallResult, Dimension, Group, Tallies
from peercall.engine.metrics.intervals import Interval, share


@dataclass(frozen=True, slots=True)
class Row:
    """One key of a breakdown. calls: held with a result; decided: of them, those that decide something. overturned: wholly;
    reversed: wholly or in part. withheld: too few to show; then every figure is None."""

    key: str
    label: str
    calls: int | None
    decided: int | None = None
    by_result: Mapping[CallResult, int] | None = None
    overturned: Interval | None = None
    reversed: Interval | None = None
    at_stake: Decimal | None = None
    recovered: Decimal | None = None
    met_after: int | None = None

    @property
    def withheld(self) -> bool:
        """Too few calls to show."""
        return self.calls is None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Results by one dimension, most calls first; withheld ones last, without a number."""

    dimension: Dimension
    rows: tuple[Row, ...]

    @property
    def withheld(self) -> int:
        """How many keys have too few calls to show."""
        return sum(1 for row in self.rows if row.withheld)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number of days or minutes spreads over cases. None of fewer than the least count. counts: number to cases."""

    cases: int
    median: float | None
    lower: float | None
    upper: float | None
    total: int | None
    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a manager asks of a stretch of time. least: the least count shown. overall: all calls as one row.
    unconfirmed: share of reversals that were said and never written."""

    least: int
    cases: int
    requested: int
    held: int
    missed_by_practice: int
    missed_by_plan: int
    overall: Row
    unconfirmed: Interval | None
    contrary: int
    days: Spread
    preparation: Spread
    call_minutes: Spread
    amounts: int
    at_stake: Decimal
    recovered: Decimal
    recovered_cases: int
    unpaid: Decimal
    unpaid_cases: int
    paid_partly: int
    breakdowns: tuple[Breakdown, ...]


def make_report(tallies: Tallies, *, least: int) -> Report:
    """The report of these counts. least: a group needs this many calls to be shown, at least 1."""
    if least < 1:
        raise ValueError("the least count is at least 1")
    everything = Group(dict(tallies.by_result), tallies.at_stake, tallies.recovered)
    return Report(
        least=least,
        cases=tallies.cases,
        requested=tallies.requested,
        held=tallies.held,
        missed_by_practice=tallies.missed_by_practice,
        missed_by_plan=tallies.missed_by_plan,
        overall=_row("", everything),
        unconfirmed=share(tallies.unconfirmed, tallies.reversals),
        contrary=tallies.contrary,
        days=spread(tallies.days, least=least),
        preparation=spread(tallies.preparation, least=least),
        call_minutes=spread(tallies.call_minutes, least=least),
        amounts=tallies.amounts,
        at_stake=tallies.at_stake,
        recovered=tallies.recovered,
        recovered_cases=tallies.recovered_cases,
        unpaid=tallies.unpaid,
        unpaid_cases=tallies.unpaid_cases,
        paid_partly=tallies.paid_partly,
        breakdowns=tuple(
            Breakdown(
                dimension,
                _rows(tallies.groups.get(dimension, {}), least=least, total=dimension is not Dimension.CRITERION),
            )
            for dimension in Dimension
        ),
    )


def _rows(groups: Mapping[str, Group], *, least: int, total: bool) -> tuple[Row, ...]:
    """total: the groups add up to the whole, so that one left out could be computed from the others."""
    counted = sorted(((_calls(group), key) for key, group in groups.items()), key=lambda one: (-one[0], one[1]))
    few = [key for calls, key in counted if calls < least]
    if total and len(few) == 1 and len(counted) > 1:
        few = [key for _, key in counted[-2:]]
    kept = [_row(key, groups[key]) for _, key in counted if key not in few]
    return (*kept, *(Row(key, groups[key].label, None) for key in sorted(few)))


def _calls(group: Group) -> int:
    return sum(group.by_result.values())


def _row(key: str, group: Group) -> Row:
    decided = sum(group.by_result.get(result, 0) for result in DECIDED)
    return Row(
        key=key,
        label=group.label,
        calls=_calls(group),
        decided=decided,
        by_result={result: group.by_result.get(result, 0) for result in CallResult},
        overturned=share(group.by_result.get(CallResult.OVERTURNED, 0), decided),
        reversed=share(sum(group.by_result.get(result, 0) for result in REVERSED), decided),
        at_stake=group.at_stake,
        recovered=group.recovered,
        met_after=group.met_after,
    )


def spread(counts: Mapping[int, int], *, least: int) -> Spread:
    """Median and quartiles of counted numbers; nothing but their number where it is below `least`."""
    cases = sum(counts.values())
    if cases < least:
        return Spread(cases, None, None, None, None, {})
    return Spread(
        cases,
        median=_quantile(counts, cases, 0.5),
        lower=_quantile(counts, cases, 0.25),
        upper=_quantile(counts, cases, 0.75),
        total=sum(value * n for value, n in counts.items()),
        counts=dict(sorted(counts.items())),
    )


def _quantile(counts: Mapping[int, int], cases: int, q: float) -> float:
    """Of the sorted numbers, linear between the two around q (the usual definition of spreadsheets)."""
    place = q * (cases - 1)
    low = int(place)
    below = _number_at(counts, low)
    above = _number_at(counts, min(low + 1, cases - 1))
    return below + (above - below) * (place - low)


def _number_at(counts: Mapping[int, int], index: int) -> int:
    passed = 0
    for value, n in sorted(counts.items()):
        passed += n
        if index < passed:
            return value
    raise IndexError(index)
