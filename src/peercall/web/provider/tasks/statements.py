"""A payment confirmed from a statement on paper: what was read is filled in beside its page, a person sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import cases, inbox, payments, tasks
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view, document_shown, letter_view
from peercall.application.site.page_words import for_page
from peercall.application.site.statement_forms import ClaimProposal
from peercall.application.site.tasks import TaskRow, closing_values
from peercall.application.site.views import DocumentRow
from peercall.bootstrap.site_followups import after_task
from peercall.bootstrap.site_reminders import arrange
from peercall.bootstrap.site_statements import proposals_for_task, read_now, stored_pages
from peercall.domain.errors import PeercallError, StepNotPossible
from peercall.domain.playbooks import ClosingValue
from peercall.domain.statements import StatementLine, Told
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import whole
from peercall.web.provider.access import STAFF, needs

#: what no statement on paper is
_CODED = frozenset({"fhir_json", "fhir_ndjson", "ccda", "x12"})


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def statement(request: PeercallRequest, task: UUID) -> HttpResponse:
    """The form that ends the search for a payment, filled in from ?document=, claim ?claim= (from 0); POST: confirmed."""
    row = tasks.task_of(request.viewer, task)
    if row.step != payments.STEP or row.state != "open":
        messages.error(request, "This task looks for no payment any more.", extra_tags="bad")
        return redirect("tasks:case", case=row.case)
    given = request.POST if request.method == "POST" else request.GET
    document = _document(request, row, given.get("document", ""))
    if document is None:
        return render(request, "provider/tasks/statements.html", {"task": row, "papers": _papers(request, row)})
    number = whole(given.get("claim"), 0, most=999)
    if request.method == "POST":
        return _confirm(request, row, document, number)
    return _page(request, row, document, number)


def _document(request: PeercallRequest, row: TaskRow, text: str) -> DocumentRow | None:
    """The document chosen: of this case, or of none yet. Raises RecordNotFound."""
    if not text:
        return None
    try:
        found, _ = document_shown(request.viewer, UUID(text))
    except ValueError:
        return None
    return found if found.case in (None, row.case) else None


def _papers(request: PeercallRequest, row: TaskRow) -> list[DocumentRow]:
    """Papers that may be a statement: those of the inbox that read like one, then those of the case, the latest first."""
    own = [one for one in case_view(request.viewer, row.case).documents if one.kind not in _CODED]
    order = sorted(own, key=lambda one: (one.role == "later", one.received_at), reverse=True)
    return [*inbox.waiting_statements(request.viewer), *order]


def _page(
    request: PeercallRequest,
    row: TaskRow,
    document: DocumentRow,
    number: int,
    *,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    pages = stored_pages(request.viewer, document.id)
    viewed(request.viewer, page="statement", case=row.case, details={"document": str(document.id)})
    context: dict[str, Any] = {"task": row, "document": document, "errors": errors or {}, "is_read": pages is not None}
    if pages is not None:
        found = proposals_for_task(request.viewer, row.id, pages)
        claims = found[1] if found else ()
        number = min(number, max(0, len(claims) - 1))
        shown = claims[number] if claims else None
        context |= {
            "claims": claims,
            "number": number,
            "shown": shown,
            "needs": [_need(need, shown, document, given, errors or {}) for need in row.needs],
            "unread": document.unread,
            "rows": [(one, _cells(one.line, document)) for one in shown.lines] if shown else [],
            "heads": _heads(shown, document) if shown else [],
        }
    return render(request, "provider/tasks/statement.html", context, status=422 if errors else 200)


def _need(
    need: ClosingValue,
    shown: ClaimProposal | None,
    document: DocumentRow,
    given: dict[str, str] | None,
    errors: dict[str, str],
) -> dict[str, Any]:
    read = shown.values.get(need.key, "") if shown else ""
    return {
        "need": need,
        "value": (given or {}).get(need.key, "") if given is not None else read,
        "read": read,
        "error": errors.get(need.key, ""),
        "sources": [_link(one, document) for one in (shown.sources.get(need.key, ()) if shown else ())],
    }


def _link(told: Told | None, document: DocumentRow) -> dict[str, str] | None:
    if told is None:
        return None
    at = reverse("documents:view", args=[document.id])
    place = f"{at}?inside=1&page={told.page}&from=at:{told.page}:{told.start}:{told.end}"
    return {"quote": " ".join(told.quote.split()), "page": str(told.page), "at": place}


def _cells(line: StatementLine, document: DocumentRow) -> list[tuple[str, list[dict[str, str]]]]:
    """Title of the column and what was read for it."""
    parts: tuple[tuple[str, tuple[Told | None, ...]], ...] = (
        ("Date", (line.on, line.through)),
        ("Code", (line.code,)),
        ("Billed", (line.billed,)),
        ("Allowed", (line.allowed,)),
        ("Paid", (line.paid,)),
        ("Patient owes", (line.owes,)),
        ("Codes", line.remarks),
    )
    return [(title, [link for one in part if (link := _link(one, document)) is not None]) for title, part in parts]


def _heads(shown: ClaimProposal, document: DocumentRow) -> list[tuple[str, dict[str, str] | None]]:
    claim = shown.claim
    return [
        ("Claim number", _link(claim.claim_number, document)),
        ("Member", _link(claim.member_id, document)),
        ("Name", _link(claim.member_name, document)),
        ("Authorization", _link(claim.authorization, document)),
        ("Date of the statement", _link(claim.statement_on, document)),
    ]


def _confirm(request: PeercallRequest, row: TaskRow, document: DocumentRow, number: int) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(ZoneInfo(request.viewer.time_zone)).date()
    given = {need.key: request.POST.get(need.key, "") for need in row.needs}
    values, errors = closing_values(row.needs, given, today=today)
    if errors:
        return _page(request, row, document, number, given=given, errors=errors)
    following = after_task(request.viewer, case_view(request.viewer, row.case), row, values=values, at=now)
    note = f"Confirmed beside a statement on paper ({document.name})."
    try:
        tasks.finish_task(
            request.viewer, row.id, values=values, note=note, at=now, following=following, arrange=arrange
        )
        if document.case is None:
            cases.place_document(request.viewer, document.id, case_id=row.case, role="later")
    except StepNotPossible as error:
        messages.error(request, for_page(str(error)), extra_tags="bad")
        return redirect("tasks:case", case=row.case)
    payments.end_statement_question(request.viewer, row.case, document=document.id, at=now)
    said = f"Done. Next: {following[0].title}." if following else "Done. The statement is among the papers of the case."
    messages.success(request, said, extra_tags="good")
    return redirect("tasks:case", case=row.case)


@needs(*STAFF)
@require_GET
def of_case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """To the form of the case's open search for a payment, with ?document=. Raises RecordNotFound."""
    rows = tasks.tasks_of_case(request.viewer, case)
    row = next((one for one in rows if one.step == payments.STEP and one.state == "open"), None)
    if row is None:
        letter_view(request.viewer, case)  # a case of somebody else is not here
        messages.error(request, "No payment is looked for in this case now.", extra_tags="bad")
        return redirect("tasks:case", case=case)
    document = _document(request, row, request.GET.get("document", ""))
    at = reverse("tasks:statement", args=[row.id])
    return redirect(f"{at}?document={document.id}" if document is not None else at)


@needs(*STAFF)
@require_POST
def read(request: PeercallRequest, task: UUID) -> HttpResponse:
    """Read a paper of the case that nobody has read yet."""
    row = tasks.task_of(request.viewer, task)
    document = _document(request, row, request.POST.get("document", ""))
    if document is not None and stored_pages(request.viewer, document.id) is None:
        try:
            read_now(request.viewer, document.id)
        except PeercallError as error:
            messages.error(request, for_page(str(error)), extra_tags="bad")
    at = reverse("tasks:statement", args=[task])
    return redirect(f"{at}?document={document.id}" if document is not None else at)
