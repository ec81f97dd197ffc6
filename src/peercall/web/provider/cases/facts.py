"""What no document says: one form, saved whole or not at all, never over somebody else's change."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from peercall.adapters.db import cases
from peercall.application.site.case_facts import fact_groups, with_facts
from peercall.application.site.page_words import for_page
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_files import WORKERS
from peercall.domain.errors import ChangedMeanwhile
from peercall.domain.policies import CoveragePolicy
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.forms import FactsForm
from peercall.web.provider.cases.page import CasePage, back_to, open_case, show, work_on


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def facts(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Fill in and store."""
    page = open_case(request, case)
    known, zone = page.case.facts, page.case.time_zone
    payers = {rule.payer for rule in site_rules().payers.values()}
    groups = fact_groups(_policy(page), facts=known, payers=payers, named=site_rules().call.circumstances)
    if request.method == "POST" and not request.viewer.has(*WORKERS):
        raise PermissionDenied
    if request.method != "POST":
        form = FactsForm(groups=groups, facts=known, zone=zone)
        return show(request, page, {"form": form, "revision": page.case.revision}, tab="facts")
    form = FactsForm(request.POST, groups=groups, facts=known, zone=zone)
    if not form.is_valid():
        return show(
            request, page, {"form": form, "revision": request.POST.get("revision", "")}, tab="facts", status=422
        )
    try:
        cases.save_facts(
            request.viewer, case, facts=with_facts(known, form.values()), revision=form.cleaned_data["revision"]
        )
    except ChangedMeanwhile as error:
        differ = [form[name].label for name in form.changed_data if name in form.paths]
        context = {"problem": for_page(str(error)), "differ": differ, "revision": page.case.revision}
        return show(request, page, {"form": form, **context}, tab="facts", status=409)
    work_on(request, case)
    messages.success(request, "Saved. The case is being prepared anew.", extra_tags="good")
    return back_to(request, "facts", case)


def _policy(page: CasePage) -> CoveragePolicy | None:
    """The policy whose questions are asked: the one evaluated, else the one chosen."""
    criteria = (page.state.analysis or {}).get("criteria") or {}
    versions = site_rules().policies.get(str(criteria.get("policy") or page.case.facts.get("policy") or ""), ())
    wanted = criteria.get("policy_effective")
    return next((one for one in versions if one.effective_text == wanted), versions[-1] if versions else None)
