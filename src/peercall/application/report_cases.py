"""Use case: a report of many cases as plain data, and as rows of a table. Every door publishes the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from peercall.domain.lessons import ServiceHabits
from peercall.domain.metrics import OTHER, SAME, CallResult, Dimension
from peercall.domain.terms import LineOfBusiness
from peercall.engine.metrics import Interval, Report, Row, Spread
from peercall.engine.wording import LINES_OF_BUSINESS

Data = dict[str, Any]
SCHEMA = "peercall.report/1"
UNKNOWN = "not known"

DIMENSION_WORDS: Mapping[Dimension, str] = {
    Dimension.PAYER: "Payer",
    Dimension.LINE: "Line of business",
    Dimension.SERVICE: "Service",
    Dimension.REASON: "Reason of the denial",
    Dimension.CRITERION: "Criterion that was not documented at denial",
    Dimension.SPECIALTY: "Reviewer's specialty",
    Dimension.SPEAKER: "Who spoke for us",
}
RESULT_WORDS: Mapping[CallResult, str] = {
    CallResult.OVERTURNED: "overturned",
    CallResult.PARTIALLY_OVERTURNED: "partly overturned",
    CallResult.MODIFIED: "modified",
    CallResult.UPHELD: "upheld",
    CallResult.OPEN: "no decision yet",
    CallResult.WITHDRAWN: "withdrawn",
}
_SPECIALTY_WORDS = {SAME: "the same as the speaker's", OTHER: "another one"}
_LINES = {line.value: words for line, words in LINES_OF_BUSINESS.items()}


def label_of(dimension: Dimension, row: Row, reasons: Mapping[str, str] | None = None) -> str:
    """The key of a row in words. reasons: words of the classes of reasons."""
    if not row.key:
        return UNKNOWN
    if dimension is Dimension.CRITERION:
        return row.label or row.key
    if dimension is Dimension.SPECIALTY:
        return _SPECIALTY_WORDS.get(row.key, row.key)
    if dimension is Dimension.LINE and row.key in set(LineOfBusiness):
        return _LINES.get(row.key, row.key.replace("_", " "))
    return (reasons or {}).get(row.key, row.key.replace("_", " ")) if dimension is Dimension.REASON else row.key


def report_data(report: Report, *, period: str, habits: Sequence[ServiceHabits] = ()) -> Data:
    """The report as published by `peercall report --json` (docs/contract.md). period: the stretch of time in words."""
    return {
        "schema": SCHEMA,
        "period": period,
        "least_count": report.least,
        "cases": report.cases,
        "calls": {
            "requested": report.requested,
            "held": report.held,
            "missed_by_practice": report.missed_by_practice,
            "missed_by_plan": report.missed_by_plan,
        },
        "results": _row(Dimension.PAYER, report.overall) | {"key": None, "label": "all calls"},
        "said_not_written": _interval(report.unconfirmed),
        "written_less_than_said": report.contrary,
        "days_to_call": _spread(report.days),
        "minutes_of_preparation": _spread(report.preparation),
        "minutes_of_call": _spread(report.call_minutes),
        "money": {
            "cases_with_an_amount": report.amounts,
            "at_stake": money(report.at_stake),
            "recovered": money(report.recovered),
            "cases_recovered": report.recovered_cases,
            "reversed_and_unpaid": money(report.unpaid),
            "cases_reversed_and_unpaid": report.unpaid_cases,
            "cases_paid_in_part": report.paid_partly,
        },
        "by": {
            one.dimension.value: [_row(one.dimension, row) for row in one.rows] for one in report.breakdowns if one.rows
        },
        "habits": [
            {
                "service": one.service,
                "lessons": one.lessons,
                "habits": [
                    {"do": habit.kind, "what": habit.what, "missing_in": habit.cases, "helped_in": habit.helped}
                    for habit in one.habits
                ],
            }
            for one in habits
        ],
    }


def money(amount: Decimal | None) -> str | None:
    """Dollars with two decimals; None when not known."""
    return None if amount is None else f"{amount:.2f}"


def _interval(one: Interval | None) -> Data | None:
    if one is None:
        return None
    return {
        "count": one.count,
        "of": one.of,
        "share": round(one.share, 4),
        "low": round(one.low, 4),
        "high": round(one.high, 4),
    }


def _row(dimension: Dimension, row: Row) -> Data:
    made: Data = {"key": row.key, "label": label_of(dimension, row), "withheld": row.withheld}
    if row.withheld:
        return made
    made |= {
        "calls": row.calls,
        "decided": row.decided,
        "results": {result.value: n for result, n in (row.by_result or {}).items()},
        "overturned": _interval(row.overturned),
        "overturned_wholly_or_in_part": _interval(row.reversed),
        "at_stake": money(row.at_stake),
        "recovered": money(row.recovered),
    }
    return made | ({"met_after": row.met_after} if dimension is Dimension.CRITERION else {})


def _spread(one: Spread) -> Data:
    return {
        "cases": one.cases,
        "median": one.median,
        "quartiles": [one.lower, one.upper] if one.median is not None else None,
        "total": one.total,
    }


CSV_HEAD = (
    "by",
    "key",
    "label",
    "calls",
    "decided",
    *(result.value for result in CallResult),
    "overturned_share",
    "overturned_low",
    "overturned_high",
    "at_stake",
    "recovered",
    "met_after",
)


def csv_rows(report: Report, *, period: str, reasons: Mapping[str, str] | None = None) -> Iterable[Sequence[object]]:
    """The report as a table with one line a key, all calls first. A withheld key has no figures, and says so."""
    yield ("period", "least_count", *CSV_HEAD)
    yield (period, report.least, "all", "", "all calls", *_cells(report.overall))
    for one in report.breakdowns:
        for row in one.rows:
            texts = (one.dimension.value, as_text(row.key), as_text(label_of(one.dimension, row, reasons)))
            yield (period, report.least, *texts, *_cells(row))


def as_text(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _cells(row: Row) -> Sequence[object]:
    if row.withheld:
        return ("withheld: too few", *[""] * (len(CSV_HEAD) - 4))
    share = row.overturned
    return (
        row.calls,
        row.decided,
        *((row.by_result or {}).get(result, 0) for result in CallResult),
        *((f"{share.share:.4f}", f"{share.low:.4f}", f"{share.high:.4f}") if share else ("", "", "")),
        money(row.at_stake),
        money(row.recovered),
        row.met_after,
    )
