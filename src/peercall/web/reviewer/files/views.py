"""The page of a review file, the list of all, search, assignment, and what is learned about reaching the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import members, review_queries, reviews
from peercall.adapters.db.audit import viewed
from peercall.application.review.file_page import callback_words, happenings, rule_shown, window_line
from peercall.application.review.queue import Queue
from peercall.application.review.queue_words import DEMAND_WORDS, PROGRAM_WORDS, STANDING_WORDS, call_shown
from peercall.application.review.views import FileState, FileView
from peercall.application.site.time_left import time_left
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_check import policies_to_choose
from peercall.bootstrap.site_review_call import criteria_of
from peercall.bootstrap.site_review_criteria import policies_that_fit
from peercall.bootstrap.site_reviews import site_queue, site_standing, zone_finding
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.review_log import PolicyChosen, ReviewEntryKind
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of
from peercall.web.common.searches import keep_search, search_text
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.files.forms import AssignForm, OfficeForm

#: which files the list shows
STATES = {"open": "Open", "nobody": "Nobody's", "finished": "Finished"}
MOST_AT_ONCE = 200
STATE_WORDS = {FileState.OPEN: "Open", FileState.REPORTED: "Report signed", FileState.CLOSED: "Closed"}


@needs(*REVIEWING)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """Files: open ones by decision, those nobody has, finished ones (?state=), or what a search found (?s= its key)."""
    viewer, now = request.viewer, timezone.now()
    key = request.GET.get("s", "")
    text = search_text(request, key)
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    if text:
        files = review_queries.search_files(viewer, text)
    elif state == "finished":
        files = review_queries.finished_files(viewer)
    else:
        files = review_queries.open_files(viewer, nobody=state == "nobody")
    viewed(viewer, page="review-files", details={"files": len(files)})
    may_give = viewer.has(Role.MANAGER) and state != "finished"
    context = {
        "rows": [_row(view, viewer=viewer, now=now) for view in files],
        "text": text,
        "state": state,
        "states": STATES.items(),
        "finished": state == "finished" and not text,
        "gone": bool(key) and not text,
        "give_form": AssignForm(people=_people(viewer), label="Give the chosen files to", auto_id="give-%s")
        if may_give and files
        else None,
    }
    return render(request, "reviewer/files/index.html", context)


def _row(view: FileView, *, viewer: Viewer, now: Any) -> dict[str, Any]:
    due = view.file.decision_due_at
    is_open = view.state is FileState.OPEN
    return {
        "view": view,
        "due": time_left(due, now=now, time_zone=viewer.time_zone, is_day=False) if due and is_open else None,
        "state": STATE_WORDS[view.state],
        "standing": STANDING_WORDS[site_standing(view, as_of=now).call.standing] if is_open else "",
        "program": PROGRAM_WORDS[view.file.program],
    }


@needs(*REVIEWING)
@require_POST
def search(request: PeercallRequest) -> HttpResponse:
    """Search files. Posted, and kept in the session: what a caller says never stands in an address."""
    key = keep_search(request, request.POST.get("q", ""))
    return redirect(f"{reverse('review-files:index')}{f'?s={key}' if key else ''}")


@needs(*REVIEWING)
@require_GET
def file(request: PeercallRequest, file: UUID) -> HttpResponse:
    """The page of a file."""
    return _page(request, file)


def _page(request: PeercallRequest, file: UUID, *, form: OfficeForm | None = None) -> HttpResponse:
    viewer, now = request.viewer, timezone.now()
    together = review_queries.session_of(viewer, file)
    view = next(one for one in together if one.id == file)
    viewed(viewer, page="review-file", case=file)
    queue: Queue = site_queue(together, as_of=now)
    row = call_shown(queue.calls[0], now=now, time_zone=viewer.time_zone)
    standing = site_standing(view, as_of=now)
    finding = zone_finding(view.file)
    criteria, no_criteria = criteria_of([view], at=now)[view.file.id]
    context = {
        "view": view,
        "file": view.file,
        "row": row,
        "standing": standing,
        "standing_words": STANDING_WORDS[standing.call.standing],
        "others": [one for one in together if one.id != file],
        "state": STATE_WORDS[view.state],
        "program": PROGRAM_WORDS[view.file.program],
        "demand": DEMAND_WORDS[view.file.call],
        "due": _row(view, viewer=viewer, now=now)["due"],
        "windows": [window_line(one) for one in view.file.availability],
        "callback": callback_words(view.file),
        "finding": finding,
        "rules": [rule_shown(rule) for rule in standing.rules],
        "happenings": happenings(view.log),
        "criteria": criteria,
        "no_criteria": no_criteria,
        "chosen_policy": view.log.policy_choice.body.policy if view.log.policy_choice else "",
        "candidates": policies_that_fit(view.file, at=now),
        "library": policies_to_choose(),
        "office_form": form or OfficeForm(file=view.file, finding=finding),
        "assign_form": AssignForm(people=_people(viewer), initial={"reviewer": view.reviewer or AssignForm.NOBODY}),
        "is_open": view.state is FileState.OPEN,
    }
    return render(request, "reviewer/files/file.html", context, status=422 if form is not None else 200)


def _people(viewer: Viewer) -> list[tuple[UUID, str]]:
    return [(person.id, person.name) for person in members.people(viewer, roles=REVIEWING)]


@needs(*REVIEWING)
@require_POST
def assign(request: PeercallRequest, file: UUID) -> HttpResponse:
    """Give the file, and those of the same call, to a reviewer or back to the queue."""
    _give(request, [file])
    return redirect("review-files:file", file)


@needs(Role.MANAGER)
@require_POST
def give(request: PeercallRequest) -> HttpResponse:
    """Give several files at once, each with those of the same call."""
    chosen = [file for text in request.POST.getlist("file") if (file := id_of(text))]
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise StepNotPossible("no file was chosen", remedy=f"Choose up to {MOST_AT_ONCE} files.")
    _give(request, chosen)
    return redirect("review-files:index")


def _give(request: PeercallRequest, files: list[UUID]) -> None:
    form = AssignForm(request.POST, people=_people(request.viewer))
    if not form.is_valid():
        raise StepNotPossible("this person cannot review here", remedy="Choose a reviewer of the list.")
    chosen = form.cleaned_data["reviewer"]
    reviewer = None if chosen == AssignForm.NOBODY else UUID(chosen)
    moving = list(dict.fromkeys(one for file in files for one in review_queries.session_files(request.viewer, file)))
    name = reviews.assign(request.viewer, moving, reviewer=reviewer, at=timezone.now())
    said = "The file is" if len(moving) == 1 else f"{len(moving)} files are"
    messages.success(request, f"{said} now {f'with {name}' if name else 'nobody’s'}.", extra_tags="good")


@needs(*REVIEWING)
@require_POST
def policy(request: PeercallRequest, file: UUID) -> HttpResponse:
    """Choose the policy the file is held to; empty: what the client named, or its codes say."""
    view = review_queries.file_view(request.viewer, file)
    if view.state is not FileState.OPEN:
        raise StepNotPossible(
            "the report of this file is signed", remedy="Amend the report, and say there what it is held to."
        )
    chosen = request.POST.get("policy")
    titles = dict(policies_to_choose())
    if chosen is None or (chosen and chosen not in titles):
        raise StepNotPossible("there is no such policy", remedy="Choose one of the list.")
    body = PolicyChosen(chosen, titles.get(chosen, ""))
    standing = view.log.policies[-1].body if view.log.policies else None
    if body != standing:
        reviews.add_entry(request.viewer, [file], kind=ReviewEntryKind.POLICY, body=body, at=timezone.now())
    return redirect(f"{reverse('review-files:file', args=[file])}#criteria")


@needs(*REVIEWING)
@require_POST
def office(request: PeercallRequest, file: UUID) -> HttpResponse:
    """What was learned about reaching the office counts for every file of the call."""
    together = review_queries.session_of(request.viewer, file)
    view = next(one for one in together if one.id == file)
    form = OfficeForm(request.POST, file=view.file, finding=zone_finding(view.file))
    if not form.is_valid():
        return _page(request, file, form=form)
    reviews.add_entry(
        request.viewer,
        [one.id for one in together],
        kind=ReviewEntryKind.OFFICE,
        body=form.told(),
        at=timezone.now(),
    )
    messages.success(request, "Kept. Call windows follow it from now on.", extra_tags="good")
    return redirect("review-files:file", file)
