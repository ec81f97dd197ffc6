"""What a supervisor asks of many review files: how calls are reached, what they bring, how long files take.

A file's figures come from its log. A call that documents several files counts once. A group of few files is told without
its figures, and where only one would be, the next smallest with it: else its figures could be taken from the total. Shares
are held to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peercall.domain.metrics import SAME
from peercall.domain.review_report import ReportBody
from peercall.domain.reviews import CallDemand
from peercall.engine.attempts.standing import counting_tries
from peercall.engine.metrics.intervals import Interval, share
from peercall.engine.metrics.records import same_specialty
from peercall.engine.metrics.report import Spread, spread
from peercall.engine.review_contact import held_conversation
from peercall.engine.review_log import FileLog
from peercall.engine.review_report_data import report_body

#: shares of a row, which could be taken from the total
_SHARES = ("reached", "held", "matched", "brought")


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """One file. first_try: id of the entry of the reviewer's first own attempt, None while there is none; first_reached: it
    reached a peer. held_call: id of the entry of the conversation; tries: own attempts up to it, at least 1. specialty:
    `same`, `other`, empty for unknown. brought: the conversation brought information; None where none was held.
    hours: whole ones from arrival to the signed report and to the plan's determination, None where that is not there yet.
    """

    client: str
    reviewer: str
    call_asked: bool
    at_risk: bool
    first_try: str | None
    first_reached: bool
    held_call: str | None
    tries: int
    specialty: str
    brought: bool | None
    hours_to_report: int | None
    hours_to_determination: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of a group of files. files None: too few to show, and then nothing else is told either.

    tries: own attempts for each held call. reached: of first attempts those that reached a peer. held: of files for which
    a call is asked. matched: of files whose both specialties are known. brought: of files with a held call.
    """

    label: str
    files: int | None
    tries: Spread | None = None
    reached: Interval | None = None
    held: Interval | None = None
    matched: Interval | None = None
    brought: Interval | None = None
    to_report: Spread | None = None
    to_determination: Spread | None = None
    minutes: Spread | None = None

    @property
    def withheld(self) -> bool:
        """Too few files to show."""
        return self.files is None


@dataclass(frozen=True, slots=True)
class SupervisorReport:
    """All files together and by group; files nobody has are in no reviewer's. least: the least count shown. at_risk: open
    files whose call may be missed."""

    least: int
    at_risk: int
    overall: FigureRow
    by_client: tuple[FigureRow, ...]
    by_reviewer: tuple[FigureRow, ...]


def figures_of(log: FileLog, *, received_at: datetime, at_risk: bool, treating_specialty: str) -> ReviewFigures:
    """The figures of a file. received_at: aware, when it arrived. treating_specialty: as sent, empty for unknown."""
    tries = counting_tries(log.contact_attempts, file=log.file.id)
    first = next((one.entry.id for one in log.attempts if tries and one.body is tries[0]), None)
    held = held_conversation(log)
    body = report_body(log.reports[-1].body.data.get("body", {})) if log.reports else ReportBody()
    reviewer = log.assigned.body.name if log.assigned and log.assigned.body.reviewer else ""
    return ReviewFigures(
        client=log.file.client,
        reviewer=body.reviewer.name or reviewer,
        call_asked=log.file.call is not CallDemand.NONE,
        at_risk=at_risk,
        first_try=first,
        first_reached=held is not None and held.entry == first,
        held_call=held.entry if held else None,
        tries=max(1, held.tries) if held else len(tries),
        specialty=same_specialty(treating_specialty, body.reviewer.specialty),
        brought=bool(log.information) if held else None,
        hours_to_report=_hours(received_at, log.signed.entry.at) if log.signed else None,
        hours_to_determination=_hours(received_at, log.determination.body.at) if log.determination else None,
        minutes=round(sum(log.seconds.values()) / 60),
    )


def supervisor_report(files: Sequence[ReviewFigures], *, least: int) -> SupervisorReport:
    """The report of these files. least: a group needs this many files to be shown, at least 1."""
    if least < 1:
        raise ValueError("the least count is at least 1")
    overall = _row("All files", files, least)
    clients = _rows(files, lambda one: one.client, least)
    reviewers = _rows([one for one in files if one.reviewer], lambda one: one.reviewer, least)
    return SupervisorReport(
        least=least,
        at_risk=sum(one.at_risk for one in files),
        overall=overall,
        by_client=_apart(clients, overall=overall, least=least),
        by_reviewer=_apart(reviewers, overall=overall, least=least),
    )


def _hours(start: datetime, end: datetime) -> int | None:
    """Whole hours; None when the end lies before the start, for then one of them is wrong."""
    hours = (end - start).total_seconds() / 3600
    return None if hours < 0 else int(hours)


def _rows(files: Sequence[ReviewFigures], key: Callable[[ReviewFigures], str], least: int) -> tuple[FigureRow, ...]:
    groups: dict[str, list[ReviewFigures]] = {}
    for one in files:
        groups.setdefault(key(one), []).append(one)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))
    few = [name for name in order if len(groups[name]) < least]
    if len(few) == 1 and len(order) > 1:
        few = order[-2:]
    shown = [_row(name, groups[name], least) for name in order if name not in few]
    return (*shown, *(FigureRow(name, None) for name in sorted(few)))


def _apart(rows: Iterable[FigureRow], *, overall: FigureRow, least: int) -> tuple[FigureRow, ...]:
    """The rows without shares that would tell a small one: what they leave of the total is nothing, or enough to be shown."""
    kept = list(rows)
    for name in _SHARES:
        total: Interval | None = getattr(overall, name)
        while total is not None:
            told = [(one.of, place) for place, row in enumerate(kept) if (one := getattr(row, name)) is not None]
            if not told or not 0 < total.of - sum(of for of, _ in told) < least:
                break
            place = min(told)[1]
            hidden: dict[str, Any] = {name: None}
            kept[place] = replace(kept[place], **hidden)
    return tuple(kept)


def _row(label: str, files: Sequence[ReviewFigures], least: int) -> FigureRow:
    calls = {one.held_call: one.tries for one in files if one.held_call is not None}
    firsts = {one.first_try: one.first_reached for one in files if one.first_try is not None}
    asked = [one for one in files if one.call_asked]
    known = [one for one in files if one.specialty]
    held = [one for one in files if one.brought is not None]
    return FigureRow(
        label=label,
        files=len(files),
        tries=spread(_counts(calls.values()), least=least),
        reached=_share(sum(firsts.values()), len(firsts), least),
        held=_share(sum(one.held_call is not None for one in asked), len(asked), least),
        matched=_share(sum(one.specialty == SAME for one in known), len(known), least),
        brought=_share(sum(bool(one.brought) for one in held), len(held), least),
        to_report=spread(_counts(one.hours_to_report for one in files), least=least),
        to_determination=spread(_counts(one.hours_to_determination for one in files), least=least),
        minutes=spread(_counts(one.minutes for one in files if one.minutes), least=least),
    )


def _share(count: int, of: int, least: int) -> Interval | None:
    """None of fewer than the least count."""
    return share(count, of) if of >= least else None


def _counts(numbers: Iterable[int | None]) -> dict[int, int]:
    out: dict[int, int] = {}
    for number in numbers:
        if number is not None:
            out[number] = out.get(number, 0) + 1
    return out
