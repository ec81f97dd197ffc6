"""What is written down on the way to the call. Each act keeps what was typed when it is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from peercall.adapters.db import availability as available
from peercall.adapters.db import schedule as stored
from peercall.adapters.db import tasks
from peercall.application.site.scheduling import demand_of, times_from
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_followups import after_event
from peercall.bootstrap.site_reminders import arrange
from peercall.domain.attempts import AttemptResult, AttemptSide
from peercall.domain.errors import StepNotPossible
from peercall.domain.playbooks import Outcome
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import needs
from peercall.web.provider.cases.page import CasePage, open_case, work_on
from peercall.web.provider.schedule.forms import (
    AttemptForm,
    ConfirmedForm,
    RequestForm,
    SlotForm,
    WhyForm,
)
from peercall.web.provider.schedule.views import SCHEDULERS, chosen_physician, moment_of, page_with


def _back(request: PeercallRequest, case: UUID, said: str, *, stored_as: str = "") -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    number = request.POST.get("n", "")
    query = "&".join(
        part for part in (f"n={number}" if number.isdigit() else "", f"stored={stored_as}" if stored_as else "") if part
    )
    return redirect(f"{reverse('schedule:case', args=[case])}{'?' if query else ''}{query}")


def _refused(request: PeercallRequest, page: CasePage, **forms: Any) -> HttpResponse:
    return page_with(request, page, forms=forms)


@needs(*SCHEDULERS)
@require_POST
def propose(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The times that are read out to the plan; the script and the form take them."""
    page = open_case(request, case)
    physician = chosen_physician(request, available.physicians(request.viewer), facts=page.case.facts)
    kept = page.case.facts.get("speaker") or {}
    named = physician is not None and not str(kept.get("name") or "").startswith(physician.name)
    stored.propose_times(
        request.viewer,
        case,
        blocks=times_from(request.POST.getlist("time")),
        speaker={"name": physician.name} if named and physician is not None else {},
    )
    work_on(request, case)
    return _back(request, case, "The times are kept; the script is being made anew.")


@needs(*SCHEDULERS)
@require_POST
def request_made(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The call was asked for: the plan's clocks count from it."""
    page = open_case(request, case)
    form = RequestForm(request.POST, zone=page.case.time_zone, auto_id="request-%s")
    if not form.is_valid():
        return _refused(request, page, request_form=form)
    stored.record_request(request.viewer, case, attempt=form.attempt(), at=timezone.now())
    work_on(request, case)
    return _back(request, case, "Kept: the call was asked for.", stored_as="request")


@needs(*SCHEDULERS)
@require_POST
def attempt(request: PeercallRequest, case: UUID) -> HttpResponse:
    """One more entry of the log, or one that corrects another."""
    page = open_case(request, case)
    form = AttemptForm(request.POST, zone=page.case.time_zone, auto_id="attempt-%s")
    if not form.is_valid():
        return _refused(request, page, attempt_form=form)
    made = form.attempt()
    stored.log_attempt(request.viewer, case, attempt=made, at=timezone.now())
    said = "Kept beside the entry it corrects." if made.corrects else "Kept in the log."
    return _back(request, case, said, stored_as="attempt")


@needs(*SCHEDULERS)
@require_POST
def agree(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Both sides agreed to a time."""
    page = open_case(request, case)
    people = available.physicians(request.viewer)
    form = SlotForm(
        request.POST, zone=page.case.time_zone, physicians=people, moment=moment_of(page), auto_id="slot-%s"
    )
    if not form.is_valid():
        return _refused(request, page, slot_form=form)
    stored.agree_slot(request.viewer, case, slot=form.slot(), at=timezone.now())
    return _back(request, case, "The time is agreed. Confirm it in writing today.", stored_as="slot")


@needs(*SCHEDULERS)
@require_POST
def reject(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The plan refuses the call."""
    page = open_case(request, case)
    form = RequestForm(request.POST, zone=page.case.time_zone, auto_id="reject-%s")
    if not form.is_valid():
        return _refused(request, page, reject_form=form)
    stored.reject_request(request.viewer, case, attempt=form.attempt(result=AttemptResult.REFUSED), at=timezone.now())
    return _back(request, case, "Kept: the plan refuses the call. The case takes another route.", stored_as="reject")


@needs(*SCHEDULERS)
@require_POST
def forfeit(request: PeercallRequest, case: UUID) -> HttpResponse:
    """No call will take place any more."""
    page = open_case(request, case)
    form = WhyForm(request.POST, auto_id="forfeit-%s")
    if not form.is_valid():
        return _refused(request, page, forfeit_form=form)
    side, now = AttemptSide(form.cleaned_data["side"]), timezone.now()
    outcome = Outcome.FORFEITED_BY_US if side is AttemptSide.PRACTICE else Outcome.FORFEITED_BY_THEM
    planned = after_event(request.viewer, page.case, (outcome,), occasion=f"{outcome.value} {now:%Y-%m-%d}", at=now)
    stored.forfeit_call(
        request.viewer,
        case,
        by_side=side,
        why=form.cleaned_data["why"],
        at=now,
        follow=tasks.follow_with(request.viewer, planned, at=now, arrange=arrange),
    )
    return _back(request, case, "Kept: no call will take place. What follows is in the tasks.", stored_as="forfeit")


@needs(*SCHEDULERS)
@require_POST
def demand(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Tasks for the demand in writing, as the playbook has them."""
    now = timezone.now()
    page = open_case(request, case)
    proposed = demand_of(
        stored.attempts_of(request.viewer, case),
        needed=site_rules().playbooks.failed_attempts,
        zone=page.case.time_zone,
    )
    if proposed is None:
        raise StepNotPossible("no two tries in a row reached nobody", remedy="Write the tries down first.")
    planned = after_event(request.viewer, page.case, (Outcome.ATTEMPTS_FAILED,), occasion=proposed.occasion, at=now)
    made = tasks.make_tasks(request.viewer, case, planned=planned, at=now, arrange=arrange)
    return _back(request, case, "A task was made." if made else "The task is there already.")


@needs(*SCHEDULERS)
@require_POST
def lost(request: PeercallRequest, slot: UUID) -> HttpResponse:
    """The agreed time is not kept; another one is needed."""
    row = stored.slot_of(request.viewer, slot)
    form = WhyForm(request.POST, auto_id="lost-%s")
    if not form.is_valid():
        return _refused(request, open_case(request, row.case), lost_form=form)
    stored.lose_slot(
        request.viewer,
        slot,
        at=timezone.now(),
        by_side=AttemptSide(form.cleaned_data["side"]),
        why=form.cleaned_data["why"],
    )
    return _back(request, row.case, "Kept. Agree another time.", stored_as="lost")


@needs(*SCHEDULERS)
@require_POST
def confirmed(request: PeercallRequest, slot: UUID) -> HttpResponse:
    """The confirmation went out."""
    row = stored.slot_of(request.viewer, slot)
    form = ConfirmedForm(request.POST, auto_id="confirmed-%s")
    if not form.is_valid():
        return _refused(request, open_case(request, row.case), confirmed_form=form)
    words = dict(ConfirmedForm.base_fields["how"].choices)  # type: ignore[attr-defined]
    how = ", ".join(part for part in (str(words[form.cleaned_data["how"]]), form.cleaned_data["detail"]) if part)
    stored.confirm_slot(request.viewer, slot, how=how, at=timezone.now())
    return _back(request, row.case, "Kept: the time is confirmed in writing.", stored_as="confirmed")
