"""The ledger of promises: of every payer, and of one case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.promises import promises
from peercall.application.site.promises import by_payer
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs


@needs(*STAFF)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """Every payer's promises in numbers, and the promises themselves. ?payer=: of one."""
    payer = request.GET.get("payer")
    found = promises(request.viewer, now=timezone.now())
    shown = [one for one in found if one.payer == payer] if payer is not None else found
    viewed(request.viewer, page="promises", details={"promises": len(shown)})
    context = {"payers": by_payer(found), "promises": shown, "payer": payer, "case": None}
    return render(request, "provider/reports/promises.html", context)


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """What was promised in one case."""
    shown = case_view(request.viewer, case)
    found = promises(request.viewer, now=timezone.now(), case=case)
    viewed(request.viewer, page="case-promises", case=case)
    context = {"payers": (), "promises": found, "payer": None, "case": shown}
    return render(request, "provider/reports/promises.html", context)
