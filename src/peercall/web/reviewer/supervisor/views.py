"""For supervisors: files at risk, how reviews go, and logs for an audit as tables for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from peercall.adapters.db.audit import change, viewed
from peercall.adapters.db.review_reports import figures_received, files_received
from peercall.application.review.supervise import (
    audit_cells,
    audit_counts,
    audits_of,
    figure_cells,
    figures,
    outside_calls,
    time_cells,
)
from peercall.application.review.views import FileView
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_reviews import site_risks
from peercall.domain.errors import RecordNotFound
from peercall.domain.organizations import Role
from peercall.engine.review_audit import asking_rules
from peercall.engine.review_names import RULE_STATUSES
from peercall.web.common.access import PeercallRequest
from peercall.web.common.stretches import LEAST, DaysForm, least_field
from peercall.web.reviewer.access import needs

#: lines of one table on the page; how many there are in all is said
MOST_SHOWN = 100
_STRETCHES = (("30", "Last 30 days"), ("90", "Last 90 days"), ("365", "Last 12 months"))
_DAYS = {days for days, _ in _STRETCHES}


class StretchForm(DaysForm):
    """Which files the figures are about."""

    first = forms.DateField(label="Received from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    least = least_field("files")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for. words: the stretch of time."""

    form: StretchForm
    first: date
    last: date
    least: int
    days: str

    @property
    def words(self) -> str:
        return f"files received from {self.first:%b} {self.first.day}, {self.first.year} to {self.last:%b} {self.last.day}, {self.last.year}"


def _asked(request: PeercallRequest) -> _Asked:
    """The stretch by days back from today, or by two days; the last 30 days where nothing possible is asked for."""
    today = timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()
    given = StretchForm(request.GET) if {"first", "last"} & set(request.GET) else None
    if given is not None and given.is_valid():
        found = given.cleaned_data
        last = found["last"] or today
        first = found["first"] or last - timedelta(days=30)
        return _Asked(given, min(first, last), last, found["least"] or LEAST, "")
    days = request.GET.get("days", "30")
    days = days if days in _DAYS else "30"
    first = today - timedelta(days=int(days))
    form = given or StretchForm(initial={"first": first, "last": today, "least": LEAST})
    return _Asked(form, first, today, LEAST, days if given is None else "")


@needs(Role.MANAGER)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """Files at risk now; figures of a stretch; the logs that rules ask for."""
    asked, risks = _asked(request), site_risks(request.viewer, as_of=timezone.now())
    files = figures_received(request.viewer, first=asked.first, last=asked.last)
    viewed(request.viewer, page="review-figures", details={"files": len(files), "at_risk": len(risks)})
    tables = site_rules().reviews
    asking = asking_rules(tables.rules.values())
    logs = [
        (found, RULE_STATUSES[found.rule.status]) for found in audit_counts(asking, files, tables=tables) if found.files
    ]
    report = figures(files, at_risk=risks, least=asked.least)
    outside = outside_calls(files)
    context = {
        "asked": asked,
        "stretches": _STRETCHES,
        "query": request.GET.urlencode(),
        "risks": risks[:MOST_SHOWN],
        "risk_count": len(risks),
        "outside": outside[:MOST_SHOWN],
        "outside_count": len(outside),
        "report": report,
        "groups": [
            (title, rows, not all(row.withheld for row in rows))
            for title, rows in (("Client", report.by_client), ("Reviewer", report.by_reviewer))
        ],
        "logs": logs,
    }
    return render(request, "reviewer/supervisor/index.html", context)


@needs(Role.MANAGER)
@require_GET
def table(request: PeercallRequest) -> HttpResponse:
    """The figures as a table with one line a group."""
    asked = _asked(request)
    with change(request.viewer, action="review.figures_exported") as tx:
        files = figures_received(request.viewer, first=asked.first, last=asked.last)
        tx.details |= {"files": len(files), "first": asked.first.isoformat(), "last": asked.last.isoformat()}
    return _csv("review-figures", figure_cells(figures(files, at_risk=(), least=asked.least)))


@needs(Role.MANAGER)
@require_GET
def time(request: PeercallRequest) -> HttpResponse:
    """Minutes of each file as a table."""
    return _csv("review-time", time_cells(_taken(request, _asked(request), action="review.time_exported")))


@needs(Role.MANAGER)
@require_GET
def audit(request: PeercallRequest, rule: str) -> HttpResponse:
    """The log that a rule asks for, as a table with one line a file."""
    tables = site_rules().reviews
    asking = tables.rules.get(rule)
    if asking is None or not asking.log:
        raise RecordNotFound("no rule of this name asks for a log", remedy="Go back to the figures.")
    views = _taken(request, _asked(request), action="review.audit_exported")
    (made,) = audits_of([asking], views, tables=tables, zone=request.viewer.time_zone)
    return _csv(f"review-log-{asking.id}", audit_cells(made))


def _taken(request: PeercallRequest, asked: _Asked, *, action: str) -> tuple[FileView, ...]:
    """The files of the stretch; that they were taken out is in the audit."""
    with change(request.viewer, action=action) as tx:
        views = files_received(request.viewer, first=asked.first, last=asked.last)
        tx.details |= {"files": len(views), "first": asked.first.isoformat(), "last": asked.last.isoformat()}
    return views


def _csv(name: str, lines: Iterable[Sequence[object]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(answer).writerows(lines)
    return answer
