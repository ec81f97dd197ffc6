"""The overview of a case: what a call can do here, which clock ends first, who does what next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import cases
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import job_by_key
from peercall.adapters.db.members import people as people_of
from peercall.application.site.case_effect import why_left
from peercall.application.site.words import EFFECT_WORDS
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_files import WORKERS
from peercall.bootstrap.site_jobs import case_job_key
from peercall.domain.errors import RecordNotFound
from peercall.domain.organizations import Role
from peercall.domain.terms import Decision, P2PEffect
from peercall.engine.wording import BEFORE_NOTICE_EFFECT
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import CasePage, open_case, show, work_on

#: what a route is called on the page
ROUTES = {
    "p2p": "Peer-to-peer call",
    "internal_appeal": "Appeal to the plan",
    "expedited_appeal": "Expedited appeal",
    "corrected_claim": "Corrected claim",
    "send_records": "Send the missing records",
    "exception_request": "Exception request",
    "retro_authorization": "Retroactive authorization",
    "reopening": "Reopening",
    "external_review": "External review",
    "benefit_appeal": "Benefit appeal",
    "other_entity": "Another entity decides",
}


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Effect of a call, warnings, routes, clocks."""
    page = open_case(request, case)
    own, theirs = page.clocks()
    people = [(one.id, one.name) for one in people_of(request.viewer, roles=Role)]
    context = {"clocks": own, "payer_clocks": theirs, "people": people, **_effect(page)}
    return show(request, page, context, tab="case")


def _effect(page: CasePage) -> dict[str, Any]:
    """Triage in words; before confirmation that of the proposal, marked as such."""
    proposal = page.state.draft or page.state.proposal or {}
    triage = (page.now.triage if page.now and page.now.triage else proposal.get("triage")) or {}
    routes = [{**route, "name": ROUTES.get(route["route"], route["route"])} for route in triage.get("routes") or ()]
    effect = _effect_words(page, str(triage.get("effect") or ""))
    return {
        "triage": triage,
        "provisional": page.state.confirmed is None,
        "effect_words": effect,
        "why": why_left(triage, rulebook=site_rules(), effect=effect),
        "effect_rule": next((one for one in routes if one.get("rule") == triage.get("effect_from")), None),
        "call_rules": [
            one
            for one in routes
            if one["route"] == "p2p" and one.get("rule_status") and one["rule"] != triage.get("effect_from")
        ],
        "other_routes": [one for one in routes if one["route"] != "p2p"],
    }


def _effect_words(page: CasePage, effect: str) -> str:
    """What a call can do, in a sentence; before the notice one that says so."""
    contract = page.state.confirmed or page.state.draft or page.state.proposal or {}
    decision = ((contract.get("fields") or {}).get("decision") or {}).get("value")
    if decision == Decision.PENDING_ADVERSE and effect == P2PEffect.BEFORE_NOTICE_ONLY:
        return BEFORE_NOTICE_EFFECT
    return EFFECT_WORDS.get(effect, "")


@needs(*WORKERS)
@require_POST
def assign(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Who owns the case."""
    owner = request.POST.get("owner", "")
    if owner and id_of(owner) is None:
        raise RecordNotFound("this person does not work here", remedy="Choose somebody of the list.")
    cases.assign(request.viewer, case, owner=id_of(owner))
    messages.success(request, "The owner is saved.", extra_tags="good")
    return redirect("cases:case", case=case)


@needs(*STAFF)
@require_GET
def progress(request: PeercallRequest, case: UUID) -> HttpResponse:
    """How far the pass over the case is, as a part of a page; the page is told when it has ended."""
    shown = case_view(request.viewer, case)
    if not shown.row.is_stale:
        return HttpResponse(
            '<p class="small soft" role="status">The result is here.</p>', headers={"HX-Trigger": "peercall:worked"}
        )
    job = job_by_key(request.viewer, key=case_job_key(case, revision=shown.revision))
    context = {"progress": job, "url": reverse("cases:progress", args=[case])}
    return render(request, "provider/cases/progress.html", {**context, "case": shown})


@needs(*WORKERS)
@require_POST
def work(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Have the case read and prepared as it stands, where that was not asked for or failed."""
    if not case_view(request.viewer, case).row.is_stale:
        cases.ask_again(request.viewer, case)
    work_on(request, case)
    return redirect("cases:case", case=case)
