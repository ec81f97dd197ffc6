"""The one-page brief and what goes with it, as they were made, from the vault."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.bootstrap.site_vault import vault
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import open_case, show

#: outputs that are handed out: type, and whether the browser may show them
OUTPUTS = {
    "brief.pdf": ("application/pdf", True),
    "guide.html": ("text/html; charset=utf-8", True),
    "sources.html": ("text/html; charset=utf-8", True),
    "deadlines.ics": ("text/calendar; charset=utf-8", False),
}
#: pages of ours without script: nothing is fetched, nothing runs, no form is sent
_PAGE_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@needs(*STAFF)
@require_GET
def brief(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The page as it prints, what was left out, what it was made from."""
    page = open_case(request, case)
    analysis = page.state.analysis or {}
    made = analysis.get("brief") or {}
    headings = {section["key"]: section["heading"] for section in made.get("sections") or ()}
    omitted = [
        {"heading": headings.get(one["section"], one["section"]), "text": one["text"]}
        for one in made.get("omitted") or ()
    ]
    context = {"brief": made, "omitted": omitted, "program": analysis.get("program", ""), "outputs": page.state.files}
    return show(request, page, context, tab="brief")


@needs(*STAFF)
@require_GET
@xframe_options_sameorigin
def output(request: PeercallRequest, case: UUID, number: int, name: str) -> HttpResponse:
    """One output of a determination. ?save=1: to keep as a file."""
    shown = case_view(request.viewer, case)
    stored = shown.determination(number).files.get(name)
    if name not in OUTPUTS or stored is None:
        raise Http404
    kind, may_show = OUTPUTS[name]
    data = vault().get(stored)
    viewed(request.viewer, page="output", case=case, details={"output": name, "number": number})
    response = HttpResponse(data, content_type=kind)
    save = not may_show or request.GET.get("save") == "1"
    response["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name}"'
    response["Content-Security-Policy"] = _PDF_POLICY if name.endswith(".pdf") else _PAGE_POLICY
    return response
