"""What every page of a case begins with: who and what it is about, what is being computed, where one can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.calls import calls_of_case
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import job_by_key
from peercall.application.jobs import JobProgress
from peercall.application.site.case_clocks import ClockView, clock_views
from peercall.application.site.places import mark_links
from peercall.application.site.summary import AFTER_THE_CALL, CALL_CLOCK, shortest_running
from peercall.application.site.views import CaseView, DeterminationState
from peercall.bootstrap.site_assess import AssessedNow, assess_now
from peercall.bootstrap.site_files import WORKERS
from peercall.bootstrap.site_jobs import case_job_key, enqueue_case
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.workflow import possible_events
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import whole

#: session key: the form that was just stored, whose draft the browser may drop
_SENT = "stored-form"
TABS = (
    ("case", "Overview"),
    ("criteria", "Criteria"),
    ("answers", "Answers"),
    ("records", "Records"),
    ("facts", "Facts"),
    ("brief", "Brief"),
    ("history", "History"),
)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with the determination one looks at. now: clocks and triage at this moment, None before confirmation."""

    case: CaseView
    number: int
    state: DeterminationState
    now: AssessedNow | None
    progress: JobProgress | None

    def clocks(self) -> tuple[tuple[ClockView, ...], tuple[ClockView, ...]]:
        """The practice's clocks and the plan's, at this moment."""
        if self.now is None:
            return (), ()
        case = self.case
        own, theirs = clock_views(
            self.now.deadlines, time_zone=case.time_zone, at=self.now.at, documents=case.documents
        )
        if case.row.stage in AFTER_THE_CALL:
            own = tuple(
                replace(one, left="the call is behind", tone="") if one.id == CALL_CLOCK else one for one in own
            )
        return own, theirs

    @property
    def shortest(self) -> ClockView | None:
        """The practice's clock that ends first, None where none runs."""
        wanted = shortest_running(self.now.deadlines, stage=self.case.row.stage) if self.now is not None else None
        return next((one for one in self.clocks()[0] if one.id == wanted), None)

    @property
    def is_stale(self) -> bool:
        """Inputs have changed since the analysis."""
        return self.case.row.is_stale


def open_case(request: PeercallRequest, case_id: UUID) -> CasePage:
    """The case for a page. Raises RecordNotFound. ?n=: the determination, by default the first."""
    case = case_view(request.viewer, case_id)
    number = chosen_number(request, case)
    state = case.determination(number)
    now = None
    if state.confirmed is not None:
        now = assess_now(state.confirmed, facts=case.facts, time_zone=case.time_zone, now=timezone.now())
    progress = None
    if case.row.is_stale:
        progress = job_by_key(request.viewer, key=case_job_key(case_id, revision=case.revision))
    return CasePage(case, number, state, now, progress)


def chosen_number(request: PeercallRequest, case: CaseView) -> int:
    """The determination asked for; the first where there is no such one."""
    wanted = request.GET.get("n") or request.POST.get("n") or ""
    known = [one.number for one in case.determinations]
    return number if (number := whole(wanted)) in known else (known or [1])[0]


def show(
    request: PeercallRequest,
    page: CasePage,
    context: Mapping[str, Any],
    *,
    tab: str,
    status: int = 200,
    template: str = "",
) -> HttpResponse:
    """The page with its head, and the audit's entry that it was seen. template: of another screen with the same head."""
    case = page.case
    calls = calls_of_case(request.viewer, case.row.id)
    viewed(request.viewer, page=f"case-{tab}", case=case.row.id)
    events = possible_events(case.row.stage)
    shared = {
        "page": page,
        "case": case,
        "number": page.number,
        "state": page.state,
        "links": mark_links(case, number=page.number),
        "tab": tab,
        "shortest": page.shortest,
        "tabs": [
            (key, label, f"{reverse(f'cases:{key}', args=[case.row.id])}{page_query(page)}") for key, label in TABS
        ],
        "calls": calls,
        "open_call": next((one for one in calls if one.state in {"open", "ended"}), None),
        "may_call": CaseEvent.CALL_STARTED in events and request.viewer.has(*WORKERS),
        "may_change": request.viewer.has(*WORKERS),
        "is_new": case.row.stage is Stage.RECEIVED,
        "has_letter": any(one.role == "denial" for one in case.documents),
        "sent": request.session.pop(_SENT, ""),
    }
    return render(request, template or f"provider/cases/{tab}.html", {**shared, **context}, status=status)


def page_query(page: CasePage) -> str:
    """`?n=2` where the case holds several determinations."""
    return f"?n={page.number}" if len(page.case.determinations) > 1 else ""


def work_on(request: PeercallRequest, case_id: UUID) -> None:
    """The case changed: have it read and prepared as it now stands."""
    case = case_view(request.viewer, case_id)
    if case.row.is_stale:
        enqueue_case(case_id, revision=case.revision, organization=request.viewer.organization)


def back_to(request: PeercallRequest, name: str, case: UUID, *, anchor: str = "") -> HttpResponse:
    """After a change: the page it was made on, at the place it was made. The form's draft is done with."""
    request.session[_SENT] = request.POST.get("keep", "")[:160]
    number = request.POST.get("n", "")
    query = f"?n={number}" if number.isdigit() else ""
    return redirect(f"{reverse(f'cases:{name}', args=[case])}{query}{f'#{anchor}' if anchor else ''}")
