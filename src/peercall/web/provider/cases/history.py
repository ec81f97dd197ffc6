"""What happened to a case, who did it, and the steps a person records by hand."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import case_jobs, cases
from peercall.bootstrap.site_files import WORKERS
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent
from peercall.engine.workflow import possible_events
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import back_to, open_case, show

#: steps recorded here; the others are recorded where they happen (schedule, call, record)
BY_HAND = {
    CaseEvent.ROUTED_OTHER: (
        "Take another route",
        "The case goes on without a call: appeal, corrected claim, exception.",
    ),
    CaseEvent.CALL_RECONSIDERED: ("Consider a call after all", "Back to asking for the call."),
    CaseEvent.CALL_FORFEITED: ("The call was forfeited", "The window is over, or the plan no longer offers it."),
    CaseEvent.CLOSED: ("Close the case", "Nothing is left to do. It can be reopened."),
    CaseEvent.REOPENED: ("Reopen the case", "It returns to follow-up."),
}
HAPPENED = {
    "determination_confirmed": "Letter confirmed",
    "call_requested": "Call requested",
    "request_rejected": "Plan refused the call",
    "slot_agreed": "Time agreed",
    "slot_lost": "Time lost",
    "call_started": "Call started",
    "call_abandoned": "Nobody was reached",
    "disposition_recorded": "Call recorded",
    "call_forfeited": "Call forfeited",
    "routed_other": "Another route taken",
    "call_reconsidered": "Call considered after all",
    "closed": "Closed",
    "reopened": "Reopened",
}


@needs(*STAFF)
@require_GET
def history(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The history and the steps possible now."""
    page = open_case(request, case)
    steps = [(event.value, *BY_HAND[event]) for event in possible_events(page.case.row.stage) if event in BY_HAND]
    audit = f"{reverse('audit')}?case={case}" if request.viewer.has(Role.ADMINISTRATOR) else ""
    rows = [(HAPPENED.get(one.event, one.event), one) for one in reversed(page.case.history)]
    return show(request, page, {"steps": steps, "rows": rows, "audit": audit}, tab="history")


@needs(*WORKERS)
@require_POST
def event(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Record a step. Raises StepNotPossible when it does not fit the stage."""
    names = {one.value: one for one in BY_HAND}
    wanted = names.get(request.POST.get("event", ""))
    if wanted is None:
        raise StepNotPossible("this step is not recorded here", remedy="Choose one of the steps shown.")
    cases.record_event(request.viewer, case, event=wanted, at=timezone.now(), note=request.POST.get("note", "").strip())
    case_jobs.refresh_summary(case)
    messages.success(request, "The step is recorded.", extra_tags="good")
    return back_to(request, "history", case)
