"""The inbox: files come in, are read by a job, and wait for a person where a person must decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import cases, inbox
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.work_list import has_cases
from peercall.application.site.page_words import for_page
from peercall.bootstrap.site_files import WORKERS, Desk, Received, largest_file
from peercall.domain.errors import PeercallError, StepNotPossible
from peercall.domain.organizations import Role
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of, whole
from peercall.web.common.limits import limited
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.steps import confirm_url

KINDS = ("letters", "items", "unsorted", "failed")
#: roles a file of a case may be given by hand
ROLES = (
    ("chart", "Chart"),
    ("denial", "Denial letter"),
    ("policy", "The plan's own policy"),
    ("later", "Came after the call"),
)
MOST_FILES = 200


@needs(*STAFF)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """What is being read and what waits. ?kind= one of KINDS."""
    kind = request.GET.get("kind", "")
    context = _waiting(request, kind=kind if kind in KINDS else "")
    viewed(request.viewer, page="inbox")
    if request.htmx:
        return render(request, "provider/inbox/waiting.html", context)
    reading = inbox.readings(request.viewer)
    return render(
        request,
        "provider/inbox/index.html",
        {
            **context,
            "readings": reading,
            "largest_mb": largest_file() >> 20,
            "may_upload_all": request.viewer.has(*WORKERS),
            "no_cases": not context["counts"].all and not reading and not has_cases(request.viewer),
            "may_load_examples": request.viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR),
        },
    )


def _waiting(request: PeercallRequest, *, kind: str) -> dict[str, Any]:
    viewer, counts = request.viewer, inbox.inbox_counts(request.viewer)
    wanted = {one for one in ([kind] if kind else KINDS) if getattr(counts, one)}
    return {
        "kind": kind,
        "counts": counts,
        "letters": [{"letter": one, "url": confirm_url(one.row.id)} for one in inbox.letters_to_confirm(viewer)]
        if "letters" in wanted
        else [],
        "entries": inbox.entries_to_work(viewer) if "items" in wanted else [],
        "unsorted": inbox.unsorted_documents(viewer) if "unsorted" in wanted else [],
        "failed": inbox.failed_documents(viewer) if "failed" in wanted else [],
        "now": timezone.now(),
        "roles": ROLES,
        "may_sort": viewer.has(*WORKERS),
        "shown_at_most": inbox.SHOWN,
    }


@needs(*STAFF)
@require_GET
def readings(request: PeercallRequest) -> HttpResponse:
    """What is being read now. ?known= how many the page shows: fewer now means that the lists below are out of date."""
    found = inbox.readings(request.viewer)
    response = render(request, "provider/inbox/readings.html", {"readings": found})
    known = whole(request.GET.get("known"), -1)
    open_now = sum(1 for one in found if one.progress and not one.progress.ended)
    if known >= 0 and open_now != known:
        response["HX-Trigger"] = "inbox-changed"
    return response


@needs(*STAFF)
@limited("upload")
@require_POST
def files(request: PeercallRequest) -> HttpResponse:
    """Files dropped into the inbox."""
    given = request.FILES.getlist("files")
    if not given or len(given) > MOST_FILES:
        raise StepNotPossible(
            "there is no file here" if not given else f"these are more than {MOST_FILES} files",
            remedy="Choose the files once more.",
        )
    desk = Desk(request.viewer, timezone.now())
    got = [desk.receive(one.name or "", one.read()) for one in given]
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"files": [_told(one) for one in got]})
    for one in got:
        tone = {"added": "good", "duplicate": "info"}.get(one.outcome, "bad")
        messages.add_message(request, messages.INFO, f"{one.name}: {one.sentence or 'received'}", extra_tags=tone)
    return redirect("inbox:index")


def _told(one: Received) -> Mapping[str, str]:
    link = reverse("cases:case", args=[one.case]) if one.case and one.outcome == "duplicate" else ""
    return {"outcome": one.outcome, "sentence": one.sentence, "link": link}


@needs(*WORKERS)
@require_POST
def find_case(request: PeercallRequest, document: UUID) -> HttpResponse:
    """Open cases that fit what was typed, to put the document into. Posted: names do not belong into addresses."""
    text = request.POST.get("text", "").strip()
    found = inbox.find_open_cases(request.viewer, text=text) if len(text) > 1 else ()
    if found:
        viewed(request.viewer, page="case-search")
    context = {"found": found, "text": text, "document_id": document, "roles": ROLES}
    return render(request, "provider/inbox/found_cases.html", context)


@needs(*STAFF)
@require_POST
def again(request: PeercallRequest, document: UUID) -> HttpResponse:
    """Read a file once more."""
    Desk(request.viewer, timezone.now()).read_again(document)
    return _back(request, "It is being read again.")


@needs(*WORKERS)
@require_POST
def remove(request: PeercallRequest, document: UUID) -> HttpResponse:
    """Take a file out of the inbox; the vault and the audit keep it."""
    inbox.waiting_document(request.viewer, document)
    cases.remove_document(request.viewer, document, at=timezone.now())
    return _back(request, "The file is out of the inbox.")


@needs(*WORKERS)
@require_POST
def place(request: PeercallRequest, document: UUID) -> HttpResponse:
    """Put a file into a case."""
    role = request.POST.get("role", "")
    case = id_of(request.POST.get("case", ""))
    if case is None or role not in dict(ROLES):
        raise StepNotPossible("no case was chosen", remedy="Choose the case and what the file is for it.")
    Desk(request.viewer, timezone.now()).place(document, case_id=case, role=role)
    return _back(request, "The file is in the case.")


@needs(*WORKERS)
@require_POST
def make_case(request: PeercallRequest, document: UUID) -> HttpResponse:
    """A new case with this file, as its letter or (the letter is still to come) as its chart."""
    role = "denial" if request.POST.get("role") == "denial" else "chart"
    case = Desk(request.viewer, timezone.now()).case_of_document(document, role=role)
    return _to(request, reverse("cases:case", args=[case]))


@needs(*STAFF)
@require_POST
def cases_of_items(request: PeercallRequest) -> HttpResponse:
    """A case of each chosen item. One that cannot be made is told; the others are made."""
    desk = Desk(request.viewer, timezone.now())
    chosen = [item for text in request.POST.getlist("item") if (item := id_of(text))]
    made: list[UUID] = []
    problems: list[str] = []
    for item in dict.fromkeys(chosen):
        try:
            made.append(desk.case_of_entry(item))
        except PeercallError as fault:
            problems.append(for_page(str(fault)))
    for problem in dict.fromkeys(problems):
        messages.error(request, problem, extra_tags="bad")
    if not chosen:
        messages.error(request, "No item was chosen.", extra_tags="bad")
    if made:
        word = "case was" if len(made) == 1 else "cases were"
        messages.success(
            request, f"{len(made)} {word} made. The letter's values wait to be confirmed.", extra_tags="good"
        )
    return redirect(f"{reverse('inbox:index')}")


@needs(*STAFF)
@require_POST
def dismiss(request: PeercallRequest, item: UUID) -> HttpResponse:
    """An item that needs no case, with why."""
    note = request.POST.get("note", "").strip()
    if not note:
        raise StepNotPossible("a reason is missing", remedy="Say in a few words why no case is needed.")
    inbox.dismiss_entry(request.viewer, item, note=note)
    return _back(request, "The item is dismissed; its reason is kept.")


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    return _to(request, reverse("inbox:index"))


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
