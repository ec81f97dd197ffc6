"""What a supervisor asks: which files are at risk now, how reviews go, and the logs for an audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from peercall.application.report_cases import as_text
from peercall.application.review.standing import OfficeCalendar, rules_of, standing_of
from peercall.application.review.views import FileFigures, FileState, FileView
from peercall.domain.review_log import Activity
from peercall.domain.review_rules import ReviewRule, ReviewTables
from peercall.engine.attempts.standing import CallStanding, Standing
from peercall.engine.metrics.intervals import Interval
from peercall.engine.metrics.report import Spread
from peercall.engine.review_audit import AuditTable, audit_table, audited_file
from peercall.engine.review_figures import FigureRow, SupervisorReport, supervisor_report
from peercall.engine.review_summary import CallOutside

#: how soon the last minute for the next attempt, or the decision without a signed report, makes a file one at risk
SOON = timedelta(hours=4)
#: a file that is at no risk is looked at again after this time at the latest
LOOK_AGAIN = timedelta(days=1)
_STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class FileAtRisk:
    """A file whose call or decision may be missed. why: in words. at: the moment it turns on, None where it is past or
    not known."""

    view: FileView
    why: str
    at: datetime | None = None
    is_lost: bool = False


def risk_of(view: FileView, standing: CallStanding, *, as_of: datetime) -> FileAtRisk | None:
    """Why an open file is at risk; None when it is not, or is reported."""
    if view.state is not FileState.OPEN:
        return None
    due = view.file.decision_due_at
    if due is not None and due <= as_of:
        return FileAtRisk(view, "The decision time has passed, and no report is signed.", due, is_lost=True)
    if standing.standing is Standing.NOT_POSSIBLE:
        return FileAtRisk(view, "The attempts that are still due no longer fit before the decision.", due, is_lost=True)
    if due is not None and due - as_of <= SOON:
        return FileAtRisk(view, "The decision is due soon, and no report is signed.", due)
    if standing.begin_by is not None and standing.begin_by - as_of <= SOON:
        return FileAtRisk(view, "The next attempt must begin soon, else not all of them fit.", standing.begin_by)
    if standing.standing is Standing.ZONE_UNKNOWN:
        return FileAtRisk(view, "The office's time zone is not chosen: no call can be planned.", due)
    return None


def files_at_risk(
    views: Iterable[FileView], *, tables: ReviewTables, calendar: OfficeCalendar, as_of: datetime
) -> tuple[FileAtRisk, ...]:
    """Open files at risk: what is lost first, then by the moment. as_of: aware."""
    return watch(views, tables=tables, calendar=calendar, as_of=as_of).risks


@dataclass(frozen=True, slots=True)
class Watch:
    """risks: files at risk, what is lost first, then by the moment. quiet: by file, the moment before which each other
    open file comes at no risk while nothing is logged."""

    risks: tuple[FileAtRisk, ...]
    quiet: Mapping[UUID, datetime]


def watch(views: Iterable[FileView], *, tables: ReviewTables, calendar: OfficeCalendar, as_of: datetime) -> Watch:
    """How the open ones of these files stand. as_of: aware."""
    found, quiet = [], {}
    for view in views:
        if view.state is FileState.OPEN:
            call = standing_of(view.log, tables=tables, calendar=calendar, as_of=as_of).call
            if (risk := risk_of(view, call, as_of=as_of)) is not None:
                found.append(risk)
            else:
                quiet[view.id] = _quiet_until(view, call, as_of=as_of)
    risks = sorted(found, key=lambda one: (not one.is_lost, one.at is None, one.at or as_of, one.view.reference))
    return Watch(tuple(risks), quiet)


def _quiet_until(view: FileView, standing: CallStanding, *, as_of: datetime) -> datetime:
    """The moment before which a file that is at no risk now comes at none, rounded down to a step.

    The last minute for the next try does not move while it lies ahead. Without one, where a call is due, what is ahead
    is looked at again after a step.
    """
    due, moments = view.file.decision_due_at, [as_of + LOOK_AGAIN]
    if due is not None:
        moments.append(due - SOON)
    if standing.begin_by is not None:
        moments.append(standing.begin_by - SOON)
    elif standing.standing is Standing.DUE:
        moments.append(as_of + _STEP)
    first = int(min(one.timestamp() for one in moments))
    return datetime.fromtimestamp(first - first % int(_STEP.total_seconds()), UTC)


def figures(files: Sequence[FileFigures], *, at_risk: Iterable[FileAtRisk], least: int) -> SupervisorReport:
    """The figures of these files. least: groups of fewer files are not shown."""
    risky = {one.view.id for one in at_risk}
    found = [replace(one.summary.figures, at_risk=True) if one.id in risky else one.summary.figures for one in files]
    return supervisor_report(found, least=least)


@dataclass(frozen=True, slots=True)
class AuditCount:
    """How many files the log for a rule has a line of, and how many of them lack something the rule asks for."""

    rule: ReviewRule
    files: int
    missing: int


def audit_counts(
    rules: Iterable[ReviewRule], files: Iterable[FileFigures], *, tables: ReviewTables
) -> tuple[AuditCount, ...]:
    """The same counts as `audits_of` of these files, without the lines."""
    reached: dict[tuple[object, ...], frozenset[str]] = {}
    lines, lacking = Counter[str](), Counter[str]()
    asking = {rule.id: rule for rule in rules}
    for one in files:
        about = one.summary
        key = (about.figures.client, about.jurisdiction, about.program, about.funding)
        if key not in reached:
            applying = tables.for_file(
                client=about.figures.client,
                jurisdiction=about.jurisdiction,
                program=about.program,
                funding=about.funding,
            )
            reached[key] = frozenset(rule.id for rule in applying if rule.id in asking)
        lines.update(reached[key])
        lacking.update(name for name in reached[key] if set(asking[name].log) & set(about.lacks))
    return tuple(AuditCount(rule, lines[name], lacking[name]) for name, rule in asking.items())


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A call of a file placed when none might be."""

    file: FileFigures
    call: CallOutside


def outside_calls(files: Iterable[FileFigures]) -> tuple[OutsideCall, ...]:
    """Such calls of these files, the latest first."""
    found = [OutsideCall(one, call) for one in files for call in one.summary.outside]
    return tuple(sorted(found, key=lambda one: (one.call.at.timestamp(), one.file.reference), reverse=True))


def audits_of(
    rules: Iterable[ReviewRule], views: Iterable[FileView], *, tables: ReviewTables, zone: str
) -> tuple[AuditTable, ...]:
    """The log that each of the rules asks for, of the files it reaches. zone: where an office's is not known."""
    files = [
        audited_file(view.reference, view.log, rules=rules_of(view.file, tables=tables), zone=zone) for view in views
    ]
    return tuple(audit_table(rule, files) for rule in rules)


def audit_cells(table: AuditTable) -> Iterable[Sequence[str]]:
    """The log as lines of a table for a spreadsheet; no cell is taken for a formula."""
    yield table.columns
    for row in table.rows:
        yield tuple(as_text(cell) for cell in row)


def time_cells(views: Iterable[FileView]) -> Iterable[Sequence[object]]:
    """Minutes of each file by activity, one line a file."""
    yield ("client", "reference", "reviewer", "state", *(one.value for one in Activity), "minutes")
    for view in views:
        seconds = view.log.seconds
        texts = (view.file.client, view.reference, view.reviewer_name, view.state.value)
        parts = (round(seconds.get(one, 0) / 60) for one in Activity)
        yield (*(as_text(text) for text in texts), *parts, round(sum(seconds.values()) / 60))


#: columns of the figures as a table
FIGURE_HEAD = (
    "by",
    "group",
    "files",
    "held_calls",
    "attempts_per_held_call_median",
    "first_attempts",
    "first_attempt_reached_share",
    "first_attempt_reached_low",
    "first_attempt_reached_high",
    "specialty_known",
    "specialty_match_share",
    "specialty_match_low",
    "specialty_match_high",
    "files_with_held_call",
    "new_information_share",
    "new_information_low",
    "new_information_high",
    "hours_to_report_median",
    "hours_to_determination_median",
    "minutes_per_file_median",
)


def figure_cells(report: SupervisorReport) -> Iterable[Sequence[object]]:
    """The figures with one line a group. A group of few files has none, and says so."""
    yield FIGURE_HEAD
    groups = (("all", (report.overall,)), ("client", report.by_client), ("reviewer", report.by_reviewer))
    for by, rows in groups:
        for row in rows:
            yield (by, as_text(row.label), *_cells(row))


def _cells(row: FigureRow) -> Sequence[object]:
    if row.withheld:
        return ("withheld: too few", *[""] * (len(FIGURE_HEAD) - 3))
    assert row.tries is not None
    return (
        row.files,
        row.tries.cases,
        _median(row.tries),
        *_share(row.reached),
        *_share(row.matched),
        *_share(row.brought),
        _median(row.to_report),
        _median(row.to_determination),
        _median(row.minutes),
    )


def _share(found: Interval | None) -> Sequence[object]:
    if found is None:
        return ("", "", "", "")
    return found.of, f"{found.share:.4f}", f"{found.low:.4f}", f"{found.high:.4f}"


def _median(found: Spread | None) -> object:
    return "" if found is None or found.median is None else found.median
