"""The criteria of the policy against the chart, and what a person can do about each: attest, upload, ask, choose."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import cases
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.case_criteria import criteria_of, question_for_colleague
from peercall.application.site.case_facts import with_facts
from peercall.application.site.places import has_criterion
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_files import WORKERS
from peercall.domain.errors import RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.answers import IF_UPHELD
from peercall.web.provider.cases.page import back_to, open_case, show, work_on

MAX_STATEMENT = 2_000


@needs(*STAFF)
@require_GET
def criteria(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The tree."""
    page = open_case(request, case)
    found = criteria_of(page.case, number=page.number)
    service = page.case.row.service
    analysis = page.state.analysis or {}
    policies = site_rules().policies
    candidates = [
        {
            **one,
            "title": policies[one["policy"]][-1].title if one["policy"] in policies else one["policy"],
        }
        for one in analysis.get("policy_candidates") or ()
    ]
    library = sorted(((key, versions[-1].title) for key, versions in policies.items()), key=lambda one: one[1])
    context = {
        "criteria": found,
        "candidates": candidates,
        "library": library,
        "chosen": page.case.facts.get("policy") or "",
        "policy_why": analysis.get("policy_why") or "",
        "questions": {one.id: question_for_colleague(one, service=service) for one in (found.open if found else ())},
        "may_attest": request.viewer.has(Role.PHYSICIAN),
    }
    return show(request, page, context, tab="criteria")


@needs(*WORKERS)
@require_POST
def policy(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Choose the policy the criteria are taken from; empty: as the letter names it."""
    chosen = request.POST.get("policy", "")
    if chosen and chosen not in site_rules().policies:
        raise StepNotPossible("there is no such policy", remedy="Choose one of the list.")
    shown = case_view(request.viewer, case)
    cases.save_facts(
        request.viewer, case, facts=with_facts(shown.facts, {"policy": chosen or None}), revision=shown.revision
    )
    work_on(request, case)
    return back_to(request, "criteria", case)


@needs(Role.PHYSICIAN)
@require_POST
def attest(request: PeercallRequest, case: UUID) -> HttpResponse:
    """A physician states something for the record, by name and time."""
    criterion, statement = request.POST.get("criterion", "")[:120], request.POST.get("statement", "").strip()
    if not criterion or not statement or len(statement) > MAX_STATEMENT:
        raise StepNotPossible(
            f"a statement has between 1 and {MAX_STATEMENT} characters", remedy="Go back: what you typed is kept."
        )
    if criterion != IF_UPHELD and not has_criterion(case_view(request.viewer, case), criterion):
        raise StepNotPossible("the policy has no such criterion", remedy="Reload the page: what you typed is kept.")
    cases.attest(request.viewer, case, criterion=criterion, statement=statement, at=timezone.now())
    work_on(request, case)
    messages.success(request, "Your statement is on record with your name and the time.", extra_tags="good")
    back = "answers" if request.POST.get("back") == "answers" else "criteria"
    return back_to(request, back, case, anchor=f"c-{criterion}")


@needs(Role.PHYSICIAN)
@require_POST
def withdraw(request: PeercallRequest, case: UUID, statement: UUID) -> HttpResponse:
    """Take one's own statement back; both stay on record."""
    shown = case_view(request.viewer, case)
    criterion = next((one.criterion for one in shown.attestations if one.id == statement), "")
    if not criterion:
        raise RecordNotFound("there is no such statement in this case", remedy="Go back to the case.")
    cases.withdraw_attestation(request.viewer, statement, at=timezone.now())
    work_on(request, case)
    back = "answers" if request.POST.get("back") == "answers" else "criteria"
    return back_to(request, back, case, anchor=f"c-{criterion}")
