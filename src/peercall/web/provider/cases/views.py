"""The page of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.calls import calls_of_case
from peercall.adapters.db.case_queries import case_view
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """What a call can do here, the clocks, the criteria, the documents."""
    shown = case_view(request.viewer, case)
    viewed(request.viewer, page="case", case=case)
    context = {"case": shown, "calls": calls_of_case(request.viewer, case)}
    return render(request, "provider/cases/case.html", context)
