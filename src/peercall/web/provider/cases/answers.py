"""What speaks for the case, what will be said against it, and how one answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db.answers import save_answer
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.case_arguments import arguments_of
from peercall.bootstrap.site_files import WORKERS
from peercall.bootstrap.site_precedents import precedents_like
from peercall.domain.organizations import Role
from peercall.domain.precedents import NOT_A_FORECAST
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import back_to, chosen_number, open_case, show, work_on

#: sections of the brief shown here, in this order
SECTIONS = ("reason", "bottom_line", "gaps", "severity", "guidelines", "upheld")
IF_UPHELD = "if_upheld"


@needs(*STAFF)
@require_GET
def answers(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Treatments, severity, guidelines, objections."""
    page = open_case(request, case)
    found = arguments_of(page.case, number=page.number)
    context = {
        "arguments": found,
        "sections": [found.sections[key] for key in SECTIONS if key in found.sections],
        "treatments": found.sections.get("treatments"),
        "statements": [one for one in page.case.attestations if one.criterion == IF_UPHELD],
        "if_upheld": IF_UPHELD,
        "may_attest": request.viewer.has(Role.PHYSICIAN),
        "precedents": precedents_like(page.state.confirmed),
        "not_a_forecast": NOT_A_FORECAST,
    }
    return show(request, page, context, tab="answers")


@needs(*WORKERS)
@require_POST
def answer(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Store one's own answer to an objection, or an objection of one's own; empty: back to the chart's answer."""
    number = chosen_number(request, case_view(request.viewer, case))
    save_answer(
        request.viewer,
        case,
        number=number,
        objection=" ".join(request.POST.get("objection", "").split()),
        answer=" ".join(request.POST.get("answer", "").split()),
        at=timezone.now(),
    )
    work_on(request, case)
    messages.success(request, "The answer is saved; console, guide and brief carry it.", extra_tags="good")
    return back_to(request, "answers", case, anchor="objections")
