"""What calls come to: the page for managers, and its table for a spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from peercall.adapters.db.audit import change
from peercall.adapters.db.figures import Period, renew_figures, tallies
from peercall.adapters.db.jobs import job_by_key
from peercall.application.jobs import JobProgress, JobState
from peercall.application.report_cases import DIMENSION_WORDS, RESULT_WORDS, csv_rows
from peercall.bootstrap.site_assess import reason_labels
from peercall.bootstrap.site_jobs import enqueue_figures
from peercall.domain.metrics import CallResult, Dimension
from peercall.domain.organizations import Role
from peercall.engine.metrics import Report, make_report
from peercall.web.common.access import PeercallRequest
from peercall.web.common.stretches import LEAST, DaysForm, least_field
from peercall.web.provider.access import needs
from peercall.web.provider.reports import charts

#: in the session: the key of the job that counts cases
_COUNTING = "figures"
_STRETCHES = (("90", "Last 90 days"), ("365", "Last 12 months"), ("", "All"))


class StretchForm(DaysForm):
    """Which denials the report is about."""

    first = forms.DateField(label="Denied from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    least = least_field("calls")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for. words: the stretch of time."""

    form: StretchForm
    period: Period
    least: int
    days: str

    @property
    def words(self) -> str:
        first, last = self.period.first, self.period.last
        if first is None and last is None:
            return "all denials"
        begins = f"from {first:%b} {first.day}, {first.year}" if first else ""
        ends = f"to {last:%b} {last.day}, {last.year}" if last else ""
        return f"denials {begins} {ends}".replace("  ", " ").strip()


def _asked(request: PeercallRequest) -> _Asked:
    """The stretch by days back from today, or by two days; all where nothing or nothing possible is asked for."""
    days = request.GET.get("days", "")
    if days in {"90", "365"}:
        today = timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()
        period = Period(first=today - timedelta(days=int(days)), last=today)
        form = StretchForm(initial={"first": period.first, "last": period.last, "least": LEAST})
        return _Asked(form, period, LEAST, days)
    form = StretchForm(request.GET or None, initial={"least": LEAST})
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        return _Asked(form, Period(found["first"], found["last"]), found["least"] or LEAST, "")
    return _Asked(form, Period(), LEAST, "")


def _report(request: PeercallRequest, asked: _Asked) -> tuple[Report, int]:
    waiting = renew_figures(request.viewer)
    return make_report(tallies(request.viewer, period=asked.period), least=asked.least), waiting


@needs(Role.MANAGER)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """The report of a stretch of time. No patient stands on it, so nothing is written into the audit."""
    asked = _asked(request)
    report, waiting = _report(request, asked)
    context = {
        "asked": asked,
        "stretches": _STRETCHES,
        "query": request.GET.urlencode(),
        "report": report,
        "waiting": waiting,
        "counting": _counting(request) if waiting else None,
        "results": charts.results_bar(report),
        "calls": charts.calls_bars(report),
        "columns": charts.histogram(report.days),
        "spreads": [
            ("Days from denial to call", report.days, "days"),
            ("Minutes of preparation", report.preparation, "minutes"),
            ("Minutes of the call", report.call_minutes, "minutes"),
        ],
        "heads": [RESULT_WORDS[result] for result in CallResult],
        "breakdowns": [
            {
                "key": one.dimension.value,
                "title": DIMENSION_WORDS[one.dimension],
                "lines": charts.lines(one, reasons=reason_labels()),
                "withheld": one.withheld,
                "is_criterion": one.dimension is Dimension.CRITERION,
            }
            for one in report.breakdowns
            if one.rows
        ],
    }
    return render(request, "provider/reports/index.html", context)


def _counting(request: PeercallRequest) -> JobProgress | None:
    """The job that counts the rest; it is asked for where none is at it."""
    key = str(request.session.get(_COUNTING) or "")
    job = job_by_key(request.viewer, key=key) if key else None
    if job is None or job.ended:
        request.session[_COUNTING] = key = enqueue_figures(request.viewer.organization, at=timezone.now())
        job = job_by_key(request.viewer, key=key)
    return job


@needs(Role.MANAGER)
@require_GET
def counting(request: PeercallRequest) -> HttpResponse:
    """How far the counting is, as a part of the page; the page is told when every case is counted."""
    job = job_by_key(request.viewer, key=str(request.session.get(_COUNTING) or ""))
    if job is None or job.state is JobState.DONE:
        words = '<p class="small soft" role="status">Every case is counted.</p>'
        return HttpResponse(words, headers={"HX-Trigger": "peercall:worked"})
    return render(request, "provider/cases/progress.html", {"progress": job, "url": reverse("reports:counting")})


@needs(Role.MANAGER)
@require_GET
def table(request: PeercallRequest) -> HttpResponse:
    """The same as a table with one line a group. While cases wait to be counted there is none: the page says so."""
    asked = _asked(request)
    if renew_figures(request.viewer):
        query = request.GET.urlencode()
        return redirect(f"{reverse('reports:index')}{f'?{query}' if query else ''}")
    with change(request.viewer, action="report.exported") as tx:
        report, _ = _report(request, asked)
        tx.details |= {"cases": report.cases}
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="peercall-report.csv"'
    csv.writer(answer).writerows(csv_rows(report, period=asked.words, reasons=reason_labels()))
    return answer
