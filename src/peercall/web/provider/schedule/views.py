"""Getting the call: what to say, what to fill in, when it can be, the log of tries, the agreed time and its confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from peercall.adapters.db import availability as available
from peercall.adapters.db import schedule as stored
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.availability import Physician
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.render.call_times_ics import CallTime, render_call_times
from peercall.application.site.field_text import day_words
from peercall.application.site.scheduling import (
    RESULTS,
    SIDES,
    OfferedTime,
    demand_of,
    desk_of,
    offered_times,
    rules_of_the_call,
    window_of,
)
from peercall.application.site.slot_texts import SlotText, slot_texts
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.attempt_log import standing_attempts
from peercall.engine.workflow import possible_events
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import CasePage, open_case, show
from peercall.web.provider.schedule.forms import (
    AttemptForm,
    ConfirmedForm,
    RequestForm,
    SlotForm,
    WhyForm,
    attempt_initial,
)

#: who asks for and agrees a call
SCHEDULERS = (Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER)
#: how many times to offer are in sight at once
NEAR_TIMES = 8
Data = Mapping[str, Any]


@needs(*STAFF)
@require_GET
def schedule(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Everything for asking, on one page. ?p= whose times; ?n= the determination."""
    page = open_case(request, case)
    return page_with(request, page, forms={})


def page_with(request: PeercallRequest, page: CasePage, *, forms: Mapping[str, Any]) -> HttpResponse:
    """The page; forms: those that were sent and refused, by name."""
    context = {**schedule_context(request, page), "refused": list(forms), **forms}
    return show(
        request,
        page,
        context,
        tab="schedule",
        template="provider/schedule/schedule.html",
        status=422 if forms else 200,
    )


def moment_of(page: CasePage) -> datetime:
    """Now, or the moment this case is read at."""
    return page.case.row.as_of or timezone.now()


def schedule_context(request: PeercallRequest, page: CasePage) -> dict[str, Any]:
    """What the page shows."""
    case, zone, now = page.case, page.case.time_zone, moment_of(page)
    triage = (page.now.triage if page.now else None) or {}
    deadlines = (page.now.deadlines if page.now else None) or {}
    rules = site_rules()
    contract = page.state.confirmed or {}
    guide = (page.state.analysis or {}).get("guide") or {}
    people = available.physicians(request.viewer)
    physician = chosen_physician(request, people, facts=case.facts)
    desk, window = desk_of(contract, triage=triage, rulebook=rules), window_of(deadlines, zone=zone)
    free = available.stretches_of(request.viewer, physician.id, after=now) if physician else ()
    attempts = stored.attempts_of(request.viewer, case.row.id)
    slots = stored.slots_of(request.viewer, case.row.id)
    agreed = next((one for one in slots if one.state == "agreed"), None)
    events = possible_events(case.row.stage)
    needed = rules.playbooks.failed_attempts
    practice: Data = case.facts.get("practice") or {}
    times = offered_times(
        [one.block for one in free],
        chosen=case.facts.get("availability") or (),
        desk=desk,
        window=window,
        now=now,
        zone=zone,
    )
    return {
        "can": request.viewer.has(*SCHEDULERS),
        "triage": triage,
        "guide": guide,
        "script_text": "\n".join(line["text"] for line in guide.get("request_script") or ()),
        "fields_text": "\n".join(f"{one['label']}: {one['value']}" for one in guide.get("form_fields") or ()),
        "people": people,
        "physician": physician,
        "times": times,
        **_near_and_later(times),
        "has_times": bool(free),
        "desk": desk,
        "window": window,
        "ask_by": day_words(window.ask_by) if window.ask_by else "",
        "rules": rules_of_the_call(triage, rulebook=rules),
        "log": [
            (
                entry,
                SIDES[entry.attempt.side],
                RESULTS[entry.attempt.result],
                AttemptForm(zone=zone, initial=attempt_initial(entry.attempt, zone=zone), auto_id=f"c{index}-%s"),
            )
            for index, entry in enumerate(standing_attempts(attempts))
        ][::-1],
        "demand": (demand := demand_of(attempts, needed=needed, zone=zone)),
        "demand_made": demand is not None and stored.has_task(request.viewer, case.row.id, occasion=demand.occasion),
        "agreed": agreed,
        "agreed_passed": bool(agreed and agreed.starts_at and agreed.starts_at < now - timedelta(hours=2)),
        "past_slots": [one for one in slots if one.state != "agreed"],
        "stage_step": _step(case.row.stage, agreed=agreed is not None, confirmed=bool(agreed and agreed.confirmed_at)),
        "may_request": case.row.stage in (Stage.CONFIRMED, Stage.REQUESTED, Stage.SCHEDULED, Stage.FOLLOW_UP),
        "may_agree": CaseEvent.SLOT_AGREED in events,
        "may_reject": CaseEvent.REQUEST_REJECTED in events,
        "may_forfeit": CaseEvent.CALL_FORFEITED in events,
        "request_form": RequestForm(zone=zone, now=now, auto_id="request-%s", initial={"number": _phone(contract)}),
        "attempt_form": AttemptForm(zone=zone, now=now, auto_id="attempt-%s", initial={"number": _phone(contract)}),
        "slot_form": SlotForm(
            zone=zone,
            physicians=people,
            moment=now,
            auto_id="slot-%s",
            initial={
                "speaker": str(physician.id) if physician else "",
                "speaker_name": "" if physician else str((case.facts.get("speaker") or {}).get("name") or ""),
                "our_number": str(practice.get("direct_line") or ""),
                "reference": next((one.reference for one in reversed(attempts) if one.reference), ""),
                "agent_name": next((one.person for one in reversed(attempts) if one.person), ""),
            },
        ),
        "reject_form": RequestForm(zone=zone, now=now, auto_id="reject-%s"),
        "lost_form": WhyForm(auto_id="lost-%s"),
        "forfeit_form": WhyForm(auto_id="forfeit-%s"),
        "confirmed_form": ConfirmedForm(auto_id="confirmed-%s"),
        "sent": request.GET.get("stored", "")[:20],
    }


def _named(facts: Data, *, practice: str) -> Data:
    """The facts with the organization's name where they name no practice."""
    said = {key: value for key, value in (facts.get("practice") or {}).items() if value}
    return {**facts, "practice": {"name": practice, **said}}


def _near_and_later(times: Sequence[OfferedTime]) -> dict[str, list[OfferedTime]]:
    """The first of them and those that are chosen or suggested; the others wait in a fold."""
    near = [one for place, one in enumerate(times) if place < NEAR_TIMES or one.is_chosen or one.is_suggested]
    return {"near_times": near, "later_times": [one for one in times if one not in near]}


def _phone(contract: Data) -> str:
    return str(((contract.get("fields") or {}).get("p2p_phone") or {}).get("value") or "")[:40]


def _step(stage: Stage, *, agreed: bool, confirmed: bool) -> int:
    if agreed:
        return 4 if confirmed else 3
    return 2 if stage in (Stage.REQUESTED, Stage.SCHEDULED) else 1


def chosen_physician(
    request: PeercallRequest, people: tuple[Physician, ...], *, facts: Data | None = None
) -> Physician | None:
    """?p= names one; else who speaks by the case, else the viewer, else the first; None without physicians."""
    wanted = request.GET.get("p") or request.POST.get("p") or ""
    name = str(((facts or {}).get("speaker") or {}).get("name") or "")
    for fits in (
        lambda one: str(one.id) == wanted,
        lambda one: bool(name) and name.startswith(one.name),
        lambda one: one.id == request.viewer.user,
    ):
        if found := next((one for one in people if fits(one)), None):
            return found
    return people[0] if people else None


@needs(*STAFF)
@require_GET
def texts(request: PeercallRequest, slot: UUID) -> HttpResponse:
    """The confirmation in writing, in its three forms, to copy or print."""
    row = stored.slot_of(request.viewer, slot)
    case = case_view(request.viewer, row.case)
    contract = case.determination(1).confirmed or {}
    rules = site_rules()
    analysis = case.determination(1).analysis or {}
    desk = desk_of(contract, triage=analysis.get("triage") or {}, rulebook=rules)
    viewed(request.viewer, page="call-confirmation", case=row.case)
    made: tuple[SlotText, ...] = ()
    agreed = row.agreed()
    if agreed is not None:
        made = slot_texts(
            agreed,
            contract=contract,
            facts=_named(case.facts, practice=request.viewer.organization_name),
            zone=case.time_zone,
            other=desk.hours.zone if desk else None,
            today=row.made_at,
        )
    context = {
        "slot": row,
        "case": case,
        "texts": made,
        "can": request.viewer.has(*SCHEDULERS),
        "confirmed_form": ConfirmedForm(auto_id="confirmed-%s"),
    }
    return render(request, "provider/schedule/texts.html", context)


@needs(*STAFF)
@require_GET
def slot_file(request: PeercallRequest, slot: UUID) -> HttpResponse:
    """The agreed time for one's own calendar; it names no patient."""
    row = stored.slot_of(request.viewer, slot)
    times = []
    if row.starts_at is not None:
        address = request.build_absolute_uri(reverse("schedule:case", args=[row.case]))
        times = [CallTime(str(row.id), row.starts_at, row.minutes, row.made_at, address)]
    response = HttpResponse(render_call_times(times), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="call.ics"'
    return response
