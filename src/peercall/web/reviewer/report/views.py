"""The report of a review file: the form with its checklist, each version to read, and its papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import review_reports
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.review_queries import file_view
from peercall.application.review.report import checks_of, report_versions, save_report, sections_now
from peercall.application.review.views import FileState, FileView
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_review_report import PAPERS, report_paper, report_to_write
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, ReportNotFinished
from peercall.domain.organizations import Role
from peercall.domain.review_log import ReportSaved
from peercall.domain.review_report import ReportBody, ReviewReport
from peercall.engine.review_names import ACTIVITIES, OUTCOMES
from peercall.web.common.access import PeercallRequest
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.report.forms import (
    AddendumForm,
    CriterionForm,
    DeterminationForm,
    MinutesForm,
    ReportForm,
    WeighForm,
    criterion_forms,
)

#: session key: the form that was just stored, whose draft the browser may drop
STORED = "stored-form"


@needs(*REVIEWING)
@require_http_methods(["GET", "POST"])
def edit(request: PeercallRequest, file: UUID) -> HttpResponse:
    """The report being written; POST adds a version. A report that was signed is read, and amended on request."""
    view = file_view(request.viewer, file)
    if request.method == "POST":
        return _save(request, view)
    viewed(request.viewer, page="review-report", case=file)
    if view.log.signed is not None and "amend" not in request.GET:
        return redirect("review-report:version", file=file, number=len(view.log.reports))
    return report_page(request, view)


def report_page(
    request: PeercallRequest,
    view: FileView,
    *,
    form: ReportForm | None = None,
    criteria: list[CriterionForm] | None = None,
    problem: str = "",
    others: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the form. others: forms beside the report that were sent with mistakes, by name."""
    viewer, tables = request.viewer, site_rules().reviews
    body = report_to_write(view, reviewer=review_reports.last_identity(viewer), at=timezone.now())
    if form is None:
        form = ReportForm(
            initial=ReportForm.initial_of(body) | {"after": len(view.log.reports), "key": uuid4()}, auto_id="r_%s"
        )
        criteria = criterion_forms(body.criteria)
    written = _written(form, criteria or []) or body
    others = others or {}
    sections = sections_now(view, written, tables=tables, viewer=viewer)
    context: dict[str, Any] = {
        "view": view,
        "form": form,
        "criteria": criteria,
        "problem": problem,
        "contact": sections["contact"],
        "rules": sections["rules"],
        "asked": sections["information"].items,
        "information": [
            (told, others.get(told.entry.id) or WeighForm(auto_id=f"w{number}_%s"), uuid4())
            for number, told in enumerate(view.log.information)
        ],
        "criterion_texts": {one.id: one.text for one in body.criteria if one.id},
        "checks": checks_of(view, written, tables=tables, viewer=viewer),
        "versions": report_versions(view, tables=tables, viewer=viewer),
        **_beside(request, view, others),
        "may_sign": viewer.has(Role.REVIEWER),
        "is_amended": view.log.signed is not None,
    }
    return render(request, "reviewer/report/edit.html", context, status=status)


def _written(form: ReportForm, criteria: list[CriterionForm]) -> ReportBody | None:
    """What stands in the forms; None when they were not sent or hold mistakes."""
    if not form.is_bound or not all([form.is_valid(), *(one.is_valid() for one in criteria)]):
        return None
    return form.body(tuple(found for one in criteria if (found := one.finding()) is not None))


def _save(request: PeercallRequest, view: FileView) -> HttpResponse:
    form, criteria = ReportForm(request.POST, auto_id="r_%s"), criterion_forms((), data=request.POST)
    body = _written(form, criteria)
    if body is None:
        return report_page(request, view, form=form, criteria=criteria, problem=_MISTAKES, status=422)
    sign = request.POST.get("act") == "sign" and request.viewer.has(Role.REVIEWER)

    def make(found: FileView) -> ReportSaved:
        return save_report(
            found,
            body,
            sign=sign,
            after=form.cleaned_data["after"],
            tables=site_rules().reviews,
            viewer=request.viewer,
        )

    try:
        review_reports.add_report(request.viewer, view.id, make=make, at=timezone.now(), key=form.cleaned_data["key"])
    except (ReportNotFinished, ChangedMeanwhile) as error:
        return report_page(request, view, form=form, criteria=criteria, problem=str(error), status=409)
    request.session[STORED] = f"report-{view.id}"
    if sign:
        messages.success(
            request, "The report is signed. It stays as it is; more is added by addendum.", extra_tags="good"
        )
        return redirect("review-report:edit", file=view.id)
    messages.success(request, "The draft is kept as a new version.", extra_tags="good")
    return redirect(f"{request.path}?amend=1" if view.log.signed is not None else request.path)


_MISTAKES = "Nothing was stored yet: mend the fields marked below."


@needs(*REVIEWING)
@require_POST
def checks(request: PeercallRequest, file: UUID) -> HttpResponse:
    """The checklist of what is typed now, for the page; nothing is stored."""
    view = file_view(request.viewer, file)
    form, criteria = ReportForm(request.POST), criterion_forms((), data=request.POST)
    body = _written(form, criteria)
    if body is None:
        return render(request, "reviewer/report/checks.html", {"view": view, "checks": (), "mistakes": True})
    found = checks_of(view, body, tables=site_rules().reviews, viewer=request.viewer)
    return render(request, "reviewer/report/checks.html", {"view": view, "checks": found})


@needs(*REVIEWING)
@require_GET
def version(request: PeercallRequest, file: UUID, number: int) -> HttpResponse:
    """One version to read."""
    view = file_view(request.viewer, file)
    return version_page(request, view, number)


def version_page(
    request: PeercallRequest,
    view: FileView,
    number: int,
    *,
    others: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a version. others: forms beside it that were sent with mistakes."""
    versions = report_versions(view, tables=site_rules().reviews, viewer=request.viewer)
    report = _numbered(versions, number)
    viewed(request.viewer, page="review-report", case=view.id, details={"version": number})
    others = others or {}
    context = {
        "view": view,
        "report": report,
        "versions": versions,
        "is_latest": number == len(versions),
        "is_closed": view.state is FileState.CLOSED,
        "addendum_form": others.get("addendum") or AddendumForm(auto_id="a_%s"),
        **_beside(request, view, others),
    }
    return render(request, "reviewer/report/version.html", context, status=status)


def _beside(request: PeercallRequest, view: FileView, others: Mapping[str, forms.Form]) -> dict[str, Any]:
    """What stands beside the report on both pages: time, the plan's determination, and keys of the forms."""
    seconds = view.log.seconds
    return {
        "minutes_form": others.get("minutes") or MinutesForm(auto_id="m_%s"),
        "determination_form": others.get("determination")
        or DeterminationForm(zone=request.viewer.time_zone, now=timezone.now(), auto_id="d_%s"),
        "spent": [(words, round(seconds[one] / 60)) for one, words in ACTIVITIES.items() if one in seconds],
        "spent_in_all": round(sum(seconds.values()) / 60),
        "told": view.log.determination,
        "told_words": OUTCOMES[view.log.determination.body.outcome] if view.log.determination else "",
        "keys": {name: uuid4() for name in ("addendum", "determination", "minutes")},
        "sent": request.session.pop(STORED, ""),
    }


def _numbered(versions: tuple[ReviewReport, ...], number: int) -> ReviewReport:
    if not 1 <= number <= len(versions):
        raise RecordNotFound("there is no such version of this report", remedy="Go back to the report.")
    return versions[number - 1]


@needs(*REVIEWING)
@require_GET
def paper(request: PeercallRequest, file: UUID, number: int, kind: str) -> HttpResponse:
    """A version as PDF or Word file."""
    view = file_view(request.viewer, file)
    report = _numbered(report_versions(view, tables=site_rules().reviews, viewer=request.viewer), number)
    if kind not in PAPERS:
        raise RecordNotFound("there is no such paper of this report", remedy="Go back to the report.")
    viewed(request.viewer, page="review-report-paper", case=file, details={"version": number, "kind": kind})
    answer = HttpResponse(report_paper(report, kind), content_type=PAPERS[kind])
    how = "inline" if kind == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="review-report-{number}.{kind}"'
    return answer
