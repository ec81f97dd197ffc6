"""`peercall report`: figures of many cases, as tables, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from peercall.application.report_cases import (
    DIMENSION_WORDS,
    RESULT_WORDS,
    csv_rows,
    label_of,
    money,
    report_data,
)
from peercall.bootstrap.local_report import Reported, report_folders
from peercall.cli import options, tables
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.metrics import CallResult, Dimension
from peercall.engine.metrics import Breakdown, Interval, Report, Row, Spread

LEAST = 5


def report(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Case folders, or folders that hold case folders.")
    ],
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Denials from this day on.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Denials to this day, it included.")] = None,
    least: Annotated[
        int, typer.Option("--least", metavar="N", min=1, help="A group needs this many calls to be shown.")
    ] = LEAST,
    csv_: Annotated[bool, typer.Option("--csv", help="Print one line a group, for a spreadsheet.")] = False,
    json_: options.JsonOption = False,
) -> None:
    """Report what calls came to: by payer, service, reason and criterion, with intervals; small numbers are withheld."""
    begins, ends = _day(first, "--from"), _day(last, "--to")
    done = report_folders(folders, least=least, first=begins, last=ends)
    period = period_words(begins, ends)
    if json_:
        data = report_data(done.report, period=period, habits=done.habits) | {"problems": list(done.problems)}
        typer.echo(json.dumps(data, indent=1, ensure_ascii=False))
    elif csv_:
        csv.writer(sys.stdout, lineterminator="\n").writerows(csv_rows(done.report, period=period))
        for problem in done.problems:
            typer.echo(f"! {problem}", err=True)
    else:
        show(done, period=period)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CaseFolderInvalid("this is no day", where=option, remedy="Write it as 2026-01-31.") from None


def period_words(first: date | None, last: date | None) -> str:
    """The stretch of time in words."""
    if first is None and last is None:
        return "all denials"
    begins = f"from {first.isoformat()}" if first else ""
    ends = f"to {last.isoformat()}" if last else ""
    return f"denials {begins} {ends}".replace("  ", " ").strip()


def show(done: Reported, *, period: str) -> None:
    """The report as text."""
    out, found = tables.console(), done.report
    lines = (
        f"{found.cases} cases, {period}",
        f"Calls: {found.requested} requested, {found.held} held; missed: {found.missed_by_practice} by us, "
        f"{found.missed_by_plan} by the plan",
        f"Results: {results_words(found.overall)}",
        f"Overturned: {interval_words(found.overall.overturned)}; wholly or in part: {interval_words(found.overall.reversed)}",
        f"Reversals said and never written: {interval_words(found.unconfirmed)}; written as less than was said: {found.contrary}",
        f"Days from denial to call: {spread_words(found.days)}",
        f"Minutes of preparation: {spread_words(found.preparation)}; of the call: {spread_words(found.call_minutes)}",
        *money_lines(found),
    )
    for line in lines:
        out.print(escape(line))
    for one in found.breakdowns:
        if one.rows:
            out.print(_table(one))
    if any(one.withheld for one in found.breakdowns):
        out.print(
            f"withheld: fewer than {found.least} calls, or one more so that they cannot be computed from the rest"
        )
    for service in done.habits:
        out.print(escape(f"Habits for {service.service} ({service.lessons} lessons):"))
        for habit in service.habits:
            verb = "document at each visit" if habit.kind == "document" else "send with the request"
            out.print(escape(f"  {verb}: {habit.what} (missing in {habit.cases}, helped in {habit.helped})"))
    tables.show_warnings(done.problems)


def results_words(row: Row) -> str:
    """Every result with its count, `modified` as one of its own."""
    told = [f"{n} {RESULT_WORDS[result]}" for result, n in (row.by_result or {}).items() if n]
    return ", ".join(told) or "none recorded"


def interval_words(one: Interval | None) -> str:
    """`12 of 20, 60 % (39 to 78)`."""
    if one is None:
        return "nothing to count"
    return f"{one.count} of {one.of}, {one.share:.0%} ({one.low:.0%} to {one.high:.0%})"


def spread_words(one: Spread) -> str:
    """Median and quartiles in words."""
    if one.median is None:
        return f"known for {one.cases} cases, too few to show" if one.cases else "not known"
    return f"median {one.median:g}, half of them {one.lower:g} to {one.upper:g} ({one.cases} cases)"


def money_lines(found: Report) -> Iterable[str]:
    """At stake, recovered, reversed and unpaid."""
    yield f"At stake: ${money(found.at_stake)} in {found.amounts} cases whose amount is known"
    yield f"Recovered: ${money(found.recovered)} in {found.recovered_cases} cases"
    yield (
        f"Reversed and unpaid, or not known to be paid: ${money(found.unpaid)} in {found.unpaid_cases} cases; "
        f"paid in part: {found.paid_partly}"
    )


def _table(one: Breakdown) -> object:
    columns = ["", "calls", *(RESULT_WORDS[result] for result in CallResult), "overturned of decided (95 %)"]
    by_criterion = one.dimension is Dimension.CRITERION
    if by_criterion:
        columns.append("shown after")
    rows: list[tuple[object, ...]] = []
    for row in one.rows:
        label = label_of(one.dimension, row)
        if row.withheld:
            rows.append((label, "withheld"))
            continue
        counts = [(row.by_result or {}).get(result, 0) for result in CallResult]
        rows.append(
            (label, row.calls, *counts, interval_words(row.overturned), *([row.met_after] if by_criterion else []))
        )
    width = len(columns)
    return tables.table(DIMENSION_WORDS[one.dimension], columns, ((*row, *[""] * (width - len(row))) for row in rows))
