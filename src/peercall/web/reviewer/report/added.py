"""What is added beside a report: how a statement is weighed, an addendum, the plan's determination, minutes."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from peercall.adapters.db.review_queries import file_view
from peercall.adapters.db.reviews import add_entry
from peercall.application.review.views import FileView
from peercall.domain.errors import RecordNotFound
from peercall.domain.review_log import (
    Activity,
    Addendum,
    InformationWeighed,
    PlanDetermined,
    PlanOutcome,
    ReviewBody,
    ReviewEntryKind,
    TimeSpent,
)
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.report.forms import AddendumForm, DeterminationForm, MinutesForm, WeighForm
from peercall.web.reviewer.report.views import STORED, report_page, version_page


@needs(*REVIEWING)
@require_POST
def weigh(request: PeercallRequest, file: UUID, information: UUID) -> HttpResponse:
    """Weigh a statement; weighing it again adds to what was made of it before."""
    view = file_view(request.viewer, file)
    if all(one.entry.id != str(information) for one in view.log.information):
        raise RecordNotFound("there is no such statement in this file", remedy="Go back to the report.")
    form = WeighForm(request.POST)
    if not form.is_valid():
        return report_page(request, view, others={str(information): form}, problem=_MISTAKES, status=422)
    body = InformationWeighed(str(information), form.weighing(), form.cleaned_data["why"].strip())
    return _added(request, view, ReviewEntryKind.WEIGHING, body, "Weighed.", anchor="information")


@needs(*REVIEWING)
@require_POST
def addendum(request: PeercallRequest, file: UUID) -> HttpResponse:
    """Add to the latest signed report."""
    view = file_view(request.viewer, file)
    if view.log.signed is None:
        raise RecordNotFound("no report of this file is signed", remedy="Change the draft itself.")
    form = AddendumForm(request.POST, auto_id="a_%s")
    if not form.is_valid():
        return _again(request, view, {"addendum": form})
    body = Addendum(view.log.signed.entry.id, form.cleaned_data["text"].strip())
    return _added(request, view, ReviewEntryKind.ADDENDUM, body, "The addendum stands behind the report.")


@needs(*REVIEWING)
@require_POST
def determination(request: PeercallRequest, file: UUID) -> HttpResponse:
    """What the plan determined, as the client told it."""
    view = file_view(request.viewer, file)
    form = DeterminationForm(request.POST, zone=request.viewer.time_zone, now=timezone.now(), auto_id="d_%s")
    if not form.is_valid():
        return _again(request, view, {"determination": form})
    data = form.cleaned_data
    body = PlanDetermined(PlanOutcome(data["outcome"]), data["at"], data["source"].strip())
    return _added(request, view, ReviewEntryKind.DETERMINATION, body, "The plan's determination is in the log.")


@needs(*REVIEWING)
@require_POST
def minutes(request: PeercallRequest, file: UUID) -> HttpResponse:
    """Time spent on the file."""
    view = file_view(request.viewer, file)
    form = MinutesForm(request.POST, auto_id="m_%s")
    if not form.is_valid():
        return _again(request, view, {"minutes": form})
    body = TimeSpent(Activity(form.cleaned_data["activity"]), 60 * form.cleaned_data["minutes"])
    return _added(request, view, ReviewEntryKind.TIME, body, "The minutes are added.", anchor="time")


_MISTAKES = "Nothing was stored yet: mend the fields marked below."


def _again(request: PeercallRequest, view: FileView, others: dict[str, forms.Form]) -> HttpResponse:
    """The page the form stands on, with what is wrong beside the field."""
    if view.log.signed is not None:
        return version_page(request, view, len(view.log.reports), others=others, status=422)
    return report_page(request, view, others=others, problem=_MISTAKES, status=422)


def _added(
    request: PeercallRequest, view: FileView, kind: ReviewEntryKind, body: ReviewBody, words: str, *, anchor: str = ""
) -> HttpResponse:
    add_entry(request.viewer, [view.id], kind=kind, body=body, at=timezone.now(), key=_key(request))
    request.session[STORED] = request.POST.get("keep", "")[:160]
    messages.success(request, words, extra_tags="good")
    answer = redirect("review-report:edit", file=view.id)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def _key(request: PeercallRequest) -> UUID:
    """The form's own, so that sending it twice adds once."""
    return id_of(request.POST.get("key", "")) or uuid4()
