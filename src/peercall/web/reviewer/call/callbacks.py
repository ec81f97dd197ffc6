"""Call-backs of offices: taken down by anybody, routed to the reviewer of the file, shown until they are dealt with."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import review_calls, review_queries, reviews
from peercall.adapters.db.audit import viewed
from peercall.domain.errors import RecordNotFound
from peercall.domain.review_log import CallbackDone, CallbackTaken, ReviewEntryKind
from peercall.web.common.access import PeercallRequest
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.call.forms import CallbackForm, DoneForm


@needs(*REVIEWING)
@require_http_methods(["GET", "POST"])
def index(request: PeercallRequest) -> HttpResponse:
    """What waits, and an office's call taken down. ?file= the file it is about."""
    form = None
    if request.method == "POST":
        form = CallbackForm(request.POST)
        if form.is_valid():
            return _take(request, form)
    chosen = request.POST.get("file") or request.GET.get("file", "")
    view = review_queries.file_view(request.viewer, _uuid(chosen)) if chosen else None
    form = form or (CallbackForm(initial={"file": view.id, "key": uuid4()}) if view else None)
    return _page(request, file=view, form=form, status=422 if request.method == "POST" else 200)


@needs(*REVIEWING)
@require_POST
def find(request: PeercallRequest) -> HttpResponse:
    """The files a caller may mean. Posted: what a caller says never stands in an address."""
    text = request.POST.get("q", "").strip()[:80]
    return _page(request, text=text, found=review_queries.search_files(request.viewer, text) if text else ())


def _page(request: PeercallRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    viewed(request.viewer, page="review-call-backs")
    context = {
        "sent": request.GET.get("sent", "")[:80],
        "waiting": review_calls.waiting_callbacks(request.viewer),
        **more,
    }
    return render(request, "reviewer/call/callbacks.html", context, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RecordNotFound("there is no such review file here", remedy="Search for it.") from None


def _take(request: PeercallRequest, form: CallbackForm) -> HttpResponse:
    given = form.cleaned_data
    view = review_queries.file_view(request.viewer, given["file"])
    now = timezone.now()
    body = CallbackTaken(
        at=now,
        zone=view.file.zone or request.viewer.time_zone,
        caller=given["caller"],
        number=given["number"],
        message=given["message"],
        taken_by=request.viewer.name,
        best_time=given["best_time"],
    )
    files = review_queries.session_files(request.viewer, view.id)
    reviews.add_entry(request.viewer, files, kind=ReviewEntryKind.CALLBACK, body=body, at=now, key=given["key"])
    whom = view.reviewer_name or "every reviewer"
    messages.success(request, f"Taken down, and shown to {whom} at once.")
    return redirect("/review/call-backs/?sent=callback")


@needs(*REVIEWING)
@require_GET
def waiting(request: PeercallRequest) -> HttpResponse:
    """The viewer's waiting call-backs, for pages that ask again by themselves."""
    found = [one for one in review_calls.waiting_callbacks(request.viewer) if one.mine]
    return render(request, "reviewer/call/waiting.html", {"waiting": found, "here": request.GET.get("here", "")})


@needs(*REVIEWING)
@require_POST
def done(request: PeercallRequest, entry: UUID) -> HttpResponse:
    """A call-back was dealt with without another call."""
    back = next((one for one in review_calls.waiting_callbacks(request.viewer) if one.id == str(entry)), None)
    if back is None:
        raise RecordNotFound("this call-back does not wait any more", remedy="Reload the page.")
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Say how the call-back was dealt with.")
        return redirect("review-call:callbacks")
    reviews.add_entry(
        request.viewer,
        [one.id for one in back.files],
        kind=ReviewEntryKind.CALLBACK_DONE,
        body=CallbackDone(back.id, form.cleaned_data["how"]),
        at=timezone.now(),
    )
    return redirect("review-call:callbacks")
