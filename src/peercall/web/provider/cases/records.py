"""The records of a case: documents held, what the plan was sent and confirmed, which cited pages it lacks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import cases
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.case_facts import with_facts
from peercall.application.site.case_records import records_of
from peercall.application.site.page_words import for_page
from peercall.bootstrap.site_files import WORKERS, Desk
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import whole
from peercall.web.common.limits import limited
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.forms import DAYS_SENT, SentRows, as_typed, sent_rows
from peercall.web.provider.cases.page import CasePage, back_to, open_case, show, work_on

#: what a document is for
ROLES = (
    ("denial", "Letter of the plan"),
    ("chart", "Chart"),
    ("policy", "The plan's own policy"),
    ("sent", "Sent to the plan"),
    ("later", "Came after the call"),
)


@needs(*STAFF)
@require_GET
def records(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The inventory."""
    page = open_case(request, case)
    return _show(request, page, formset=_rows(page))


def _rows(page: CasePage) -> Any:
    rows = [row for row in page.case.facts.get("sent") or () if isinstance(row, dict)]
    typed = [{key: as_typed(value) if key in DAYS_SENT else value for key, value in row.items()} for row in rows]
    return SentRows(initial=typed, prefix="sent")


def _show(
    request: PeercallRequest, page: CasePage, *, formset: Any, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "records": records_of(page.case, number=page.number),
        "formset": formset,
        "roles": ROLES,
        "problem": problem,
    }
    return show(request, page, context, tab="records", status=status)


@needs(*WORKERS)
@require_POST
def sent(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Store the list of what the plan was sent."""
    formset = SentRows(request.POST, prefix="sent")
    page = open_case(request, case)
    if not formset.is_valid():
        return _show(request, page, formset=formset, status=422)
    revision = request.POST.get("revision", "")
    try:
        cases.save_facts(
            request.viewer,
            case,
            facts=with_facts(page.case.facts, {"sent": sent_rows(formset) or None}),
            revision=whole(revision),
        )
    except ChangedMeanwhile as error:
        return _show(request, page, formset=formset, problem=for_page(str(error)), status=409)
    work_on(request, case)
    messages.success(request, "The list of what was sent is saved.", extra_tags="good")
    return back_to(request, "records", case, anchor="sent")


@needs(*WORKERS)
@limited("upload")
@require_POST
def add(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Add files; each that cannot be taken is told, the others are."""
    case_view(request.viewer, case)
    role = request.POST.get("role", "chart")
    if role not in dict(ROLES):
        raise StepNotPossible("a document has no such purpose", remedy="Choose one of the list.")
    files = request.FILES.getlist("files")
    desk = Desk(request.viewer, timezone.now())
    taken = 0
    for one in files:
        got = desk.receive(one.name or "", one.read(), case_id=case, role=role)
        taken += got.outcome in ("added", "unreadable")
        if got.sentence:
            tone = "warn" if got.outcome in ("added", "duplicate") else "bad"
            messages.add_message(request, messages.INFO, f"{got.name}: {got.sentence}", extra_tags=tone)
    if taken:
        messages.success(
            request, f"{taken} file{'s' if taken > 1 else ''} added; the case is being read.", extra_tags="good"
        )
    elif not files:
        messages.error(request, "No file was chosen.", extra_tags="bad")
    criterion = request.POST.get("criterion", "")[:120]
    return back_to(request, "criteria" if criterion else "records", case, anchor=f"c-{criterion}" if criterion else "")


@needs(*WORKERS)
@require_POST
def place(request: PeercallRequest, case: UUID, document: UUID) -> HttpResponse:
    """Give a document another purpose."""
    role = request.POST.get("role", "")
    if role not in dict(ROLES):
        raise StepNotPossible("a document has no such purpose", remedy="Choose one of the list.")
    cases.place_document(request.viewer, document, case_id=case, role=role)
    work_on(request, case)
    return back_to(request, "records", case, anchor="held")


@needs(*WORKERS)
@require_POST
def remove(request: PeercallRequest, case: UUID, document: UUID) -> HttpResponse:
    """Take a document out of the case; the audit keeps that it was there."""
    if document not in {one.id for one in case_view(request.viewer, case).documents}:
        raise RecordNotFound("this document is not in this case", remedy="Reload the page.")
    cases.remove_document(request.viewer, document, at=timezone.now())
    work_on(request, case)
    messages.success(request, "The document is out of the case.", extra_tags="good")
    return back_to(request, "records", case, anchor="held")
