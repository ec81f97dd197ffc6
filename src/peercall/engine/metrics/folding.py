"""Cases to counts, one pass. The same counts may come from a database (adapters/db/figures)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from peercall.domain.metrics import CaseFigures, Dimension, Group, Tallies

_PLAIN = (
    Dimension.PAYER,
    Dimension.LINE,
    Dimension.SERVICE,
    Dimension.REASON,
    Dimension.SPECIALTY,
    Dimension.SPEAKER,
)
_NOTHING = Decimal(0)


def fold(cases: Iterable[CaseFigures]) -> Tallies:
    """The counts of these cases. A group counts held calls with a result."""
    out = Tallies(groups={dimension: {} for dimension in Dimension})
    for case in cases:
        out.cases += 1
        out.requested += case.requested
        out.held += case.held_on is not None
        out.missed_by_practice += case.missed_by_practice
        out.missed_by_plan += case.missed_by_plan
        _money(out, case)
        for value, counts in (
            (case.days_to_call, out.days),
            (case.preparation_minutes, out.preparation),
            (case.call_minutes, out.call_minutes),
        ):
            if value is not None:
                counts[value] = counts.get(value, 0) + 1
        if case.result is not None:
            _result(out, case)
    return out


def _money(out: Tallies, case: CaseFigures) -> None:
    if case.amount is not None:
        out.amounts += 1
        out.at_stake += case.amount
    if case.recovered:
        out.recovered += case.recovered
        out.recovered_cases += 1
    if not case.is_reversed:
        return
    out.reversals += 1
    out.unconfirmed += not case.confirmed
    if case.paid == "partly":
        out.paid_partly += 1
    elif case.paid != "yes":
        out.unpaid_cases += 1
        out.unpaid += case.amount or _NOTHING


def _result(out: Tallies, case: CaseFigures) -> None:
    assert case.result is not None
    out.contrary += case.contrary
    out.by_result[case.result] = out.by_result.get(case.result, 0) + 1
    for dimension in _PLAIN:
        _count(out.groups[dimension].setdefault(getattr(case, dimension.value), Group()), case)
    for criterion in case.criteria:
        group = out.groups[Dimension.CRITERION].setdefault(criterion.key, Group(label=criterion.text))
        _count(group, case)
        group.met_after += criterion.met_after


def _count(group: Group, case: CaseFigures) -> None:
    assert case.result is not None
    group.by_result[case.result] = group.by_result.get(case.result, 0) + 1
    group.at_stake += case.amount or _NOTHING
    group.recovered += case.recovered or _NOTHING
