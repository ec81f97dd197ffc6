"""The work list: cases by clock, narrowed and searched, given to people; a new case by hand; the examples."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import cases, members, saved_views
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.work_list import counts, has_cases, rows_of, work_page
from peercall.application.site.views import WorkRow
from peercall.application.site.words import STAGE_WORDS
from peercall.application.site.work_filters import asked_from, chips, kept, stages_to_choose
from peercall.bootstrap.site_demo import load_demo
from peercall.bootstrap.site_files import WORKERS, Desk
from peercall.bootstrap.site_new_case import new_case_by_hand
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role
from peercall.web.common.access import PeercallRequest
from peercall.web.common.compiled import ENGINE
from peercall.web.common.ids import id_of
from peercall.web.common.limits import limited
from peercall.web.common.searches import keep_search, search_text
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.steps import case_url, step_url
from peercall.web.provider.worklist.forms import NewCaseForm, ViewForm

MOST_AT_ONCE = 200


@needs(*STAFF)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """The list. Its filter is the address (application/site/work_filters.py); ?after= the next page; ?views= with the kept
    views in their menu."""
    viewer, now = request.viewer, timezone.now()
    asked = asked_from(request.GET.dict())
    text = search_text(request, asked.search)
    page = work_page(viewer, wanted=asked.wanted(user=viewer.user, text=text), now=now, after=request.GET.get("after"))
    viewed(viewer, page="work-list", details={"rows": len(page.rows)})
    context: dict[str, Any] = {
        **_row_context(request),
        "rows": [_shown(row) for row in page.rows],
        "now": now,
        "asked": asked,
        "following": f"{asked.query()}&after={page.next_from}" if page.next_from else "",
    }
    if request.htmx and request.GET.get("after"):
        return render(request, "provider/worklist/rows.html", context, using=ENGINE)
    context |= {
        "chips": chips(asked, counts=counts(viewer, now=now)),
        "stages": stages_to_choose(asked),
        "sorts": [
            {"label": label, "on": asked.sort == value, "query": asked.query(sort=value)}
            for value, label in (("clock", "Shortest clock"), ("worth", "Most at stake"), ("newest", "Newest"))
        ],
        "text": text,
        "without_stage": asked.query(stage=""),
        "without_search": asked.query(search=""),
        "without_filters": asked.query(due="", owner="", stage="", triage="", closed=False, search=""),
        "closed_query": asked.query(closed=not asked.closed, due="", stage=""),
        "views": saved_views.saved_views(viewer) if "views" in request.GET else None,
        "no_cases": not page.rows and not asked.narrows and not has_cases(viewer),
        "may_load_examples": viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR),
        "may_share": viewer.has(Role.COORDINATOR, Role.MANAGER),
    }
    return render(request, "provider/worklist/index.html", context)


def _shown(row: WorkRow) -> dict[str, Any]:
    return {
        "row": row,
        "url": step_url(row),
        "case_url": case_url(row.id),
        "stage": STAGE_WORDS[row.stage],
    }


def _row_context(request: PeercallRequest) -> dict[str, Any]:
    return {"may_assign": request.viewer.has(*WORKERS), "now": timezone.now(), "viewer": request.viewer}


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def search(request: PeercallRequest) -> HttpResponse:
    """Search cases. Posted, and kept in the session: a patient's name never stands in an address. Opened: the list."""
    if request.method == "GET":
        return redirect("worklist:index")
    asked = asked_from(request.POST.dict())
    key = keep_search(request, request.POST.get("q", ""))
    return redirect(f"{reverse('worklist:index')}{asked.query(search=key)}")


@needs(*WORKERS)
@require_GET
def people(request: PeercallRequest) -> HttpResponse:
    """The people a case may be given to, as choices; asked for when somebody is to be chosen."""
    context = {"people": members.people(request.viewer, roles=STAFF), "viewer": request.viewer}
    return render(request, "provider/worklist/people.html", context, using=ENGINE)


@needs(*WORKERS)
@require_POST
def assign(request: PeercallRequest) -> HttpResponse:
    """Give cases to a person (owner: an id, `me`, or empty for nobody). For a part of a page: the changed rows."""
    given = request.POST.get("owner", "")
    owner = request.viewer.user if given == "me" else id_of(given)
    if given and owner is None:
        raise StepNotPossible("nobody was chosen", remedy="Choose a person.")
    chosen = list(dict.fromkeys(case for text in request.POST.getlist("case") if (case := id_of(text))))
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise StepNotPossible("no case was chosen", remedy=f"Choose up to {MOST_AT_ONCE} cases.")
    for case in chosen:
        cases.assign(request.viewer, case, owner=owner)
    rows = rows_of(request.viewer, cases=chosen)
    who = rows[0].owner_name if rows and owner else "nobody"
    said = f"{len(rows)} case{'' if len(rows) == 1 else 's'} given to {who}."
    if not request.htmx:
        messages.success(request, said, extra_tags="good")
        return redirect("worklist:index")
    context = {**_row_context(request), "rows": [_shown(row) for row in rows], "swap": True}
    response = render(request, "provider/worklist/rows.html", context, using=ENGINE)
    response["HX-Trigger"] = json.dumps({"peercall:toast": {"text": said, "tone": "good"}})
    return response


@needs(*STAFF)
@require_POST
def save(request: PeercallRequest) -> HttpResponse:
    """Keep the filter that is on under a name."""
    asked = asked_from(request.POST.dict())
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise StepNotPossible("the view needs a name", remedy="Give it one of up to 60 characters.")
    name = form.cleaned_data["name"]
    saved_views.save_view(
        request.viewer,
        name=name,
        filters=kept(asked, text=search_text(request, asked.search)),
        shared=form.cleaned_data["shared"],
    )
    messages.success(request, f"The view “{name}” is kept.", extra_tags="good")
    return redirect(f"{reverse('worklist:index')}{asked.query()}")


@needs(*STAFF)
@require_GET
def views(request: PeercallRequest) -> HttpResponse:
    """The kept views, for their menu; asked for when it is opened."""
    context = {"views": saved_views.saved_views(request.viewer)}
    return render(request, "provider/worklist/views.html", context, using=ENGINE)


@needs(*STAFF)
@require_GET
def open_view(request: PeercallRequest, view: UUID) -> HttpResponse:
    """The list as a saved view has it."""
    found = saved_views.view_of(request.viewer, view)
    asked = asked_from({key: str(value) for key, value in found.filters.items()})
    key = keep_search(request, str(found.filters.get("text", "")))
    return redirect(f"{reverse('worklist:index')}{asked.query(search=key)}")


@needs(*STAFF)
@require_POST
def remove(request: PeercallRequest, view: UUID) -> HttpResponse:
    """Forget a saved view."""
    saved_views.remove_view(request.viewer, view)
    messages.success(request, "The view is removed.", extra_tags="good")
    return redirect("worklist:index")


@needs(*WORKERS)
@limited("upload")
@require_http_methods(["GET", "POST"])
def new(request: PeercallRequest) -> HttpResponse:
    """A case by hand: told by telephone, or the letter is still to come."""
    posted = request.method == "POST"
    form = NewCaseForm(request.POST or None, request.FILES or None, viewer=request.viewer) if posted else None
    if form is not None and form.is_valid():
        letter = form.cleaned_data["letter"]
        case, told = new_case_by_hand(
            request.viewer,
            facts=form.facts(),
            columns={name: form.cleaned_data[name] for name in ("member_name", "plan_name", "service")},
            amount=form.cleaned_data["amount"],
            letter=(letter.name, letter.read()) if letter else None,
            at=timezone.now(),
        )
        if told:
            messages.error(request, told, extra_tags="bad")
        request.session["sent"] = "new-case"
        return redirect("cases:case", case)
    return render(request, "provider/worklist/new.html", {"form": form or NewCaseForm(viewer=request.viewer)})


@needs(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_POST
def examples(request: PeercallRequest) -> HttpResponse:
    """The shipped examples as cases, once, in an organization that has none."""
    if has_cases(request.viewer):
        raise StepNotPossible("there are cases here already", remedy="The examples are for an empty organization.")
    at = timezone.now()
    desk = Desk(request.viewer, at)
    made = load_demo(request.viewer, vault=vault(), at=at)
    for case in made:
        desk.work(case)
    messages.success(request, f"{len(made)} examples are here; they are being read.", extra_tags="good")
    return redirect("home")
