"""The record of a case: its entries and their chain, what came in writing, corrections, export, texts made from it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import calls
from peercall.adapters.db.audit import change, viewed
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.confirmations import add_confirmation, add_correction
from peercall.application.site.after_texts import AboutCase, chart_note, patient_copy
from peercall.application.site.page_words import for_page
from peercall.application.site.views import CaseView
from peercall.application.verify_record import export_data
from peercall.bootstrap.site_followups import after_event, practice_zone
from peercall.bootstrap.site_reminders import arrange
from peercall.domain.errors import EntryInvalid, RecordNotFound
from peercall.domain.playbooks import Outcome, PlannedTask
from peercall.domain.records import RecordEntry
from peercall.engine.followups import says_less
from peercall.engine.record_view import (
    FIELDS,
    StandingCall,
    correction_body,
    disposition_state,
    standing_calls,
    value_at,
)
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.record.forms import ConfirmationForm, CorrectionForm

Entries = tuple[RecordEntry, ...]


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Every entry in its order, and whether the chain holds."""
    return _page(request, case, form=ConfirmationForm(today=_today(request)))


def _today(request: PeercallRequest) -> Any:
    return timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()


def _page(request: PeercallRequest, case: UUID, *, form: ConfirmationForm, status: int = 200) -> HttpResponse:
    shown = case_view(request.viewer, case)
    entries, faults = calls.record_of(request.viewer, case)
    viewed(request.viewer, page="record", case=case)
    context = {
        "case": shown,
        "entries": [_shown(entry, entries) for entry in entries],
        "faults": faults,
        "broken": {fault.number for fault in faults},
        "state": disposition_state(entries),
        "sent": request.GET.get("stored", "")[:80],
        "form": form,
        "form_open": status != 200,
    }
    return render(request, "provider/record/case.html", context, status=status)


def _shown(entry: RecordEntry, entries: Entries) -> dict[str, Any]:
    standing = next((one for one in standing_calls(entries) if one.entry.number == entry.number), None)
    return {
        "entry": entry,
        "body": entry.body,
        "standing": standing,
        "field": FIELDS.get(str(entry.body.get("field", "")), ""),
        "corrected_by": [one.number for one in entries if one.corrects == entry.number],
    }


def _entry(entries: Entries, number: int) -> RecordEntry:
    found = next((one for one in entries if one.number == number), None)
    if found is None:
        raise RecordNotFound("there is no such entry here", remedy="Go back to the record.")
    return found


@needs(*STAFF)
@require_GET
def entry(request: PeercallRequest, case: UUID, number: int) -> HttpResponse:
    """One entry, to print."""
    shown = case_view(request.viewer, case)
    entries, faults = calls.record_of(request.viewer, case)
    found = _entry(entries, number)
    viewed(request.viewer, page="record-entry", case=case, details={"number": number})
    context = {
        "case": shown,
        "one": _shown(found, entries),
        "faults": [fault for fault in faults if fault.number == number],
    }
    return render(request, "provider/record/entry.html", context)


@needs(*STAFF)
@require_GET
def export(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The record with its chain as a file that `peercall verify` reads."""
    now = timezone.now()
    with change(request.viewer, case=case, action="record.exported") as tx:
        entries, _ = calls.record_of(request.viewer, case)
        tx.details["entries"] = len(entries)
    viewer = request.viewer
    data = export_data(entries, case=str(case), organization=viewer.organization_name, by=viewer.name, at=now)
    answer = HttpResponse(
        json.dumps(data, ensure_ascii=False, indent=1) + "\n", content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="record-{case}.json"'
    return answer


@needs(*STAFF)
@require_POST
def confirm(request: PeercallRequest, case: UUID) -> HttpResponse:
    """What came in writing. A writing that says less than was said raises the alarm at once."""
    form = ConfirmationForm(request.POST, today=_today(request))
    if not form.is_valid():
        return _page(request, case, form=form, status=422)
    shown = case_view(request.viewer, case)
    entries, _ = calls.record_of(request.viewer, case)
    body = form.body()
    before = disposition_state(entries)
    now = timezone.now()
    confirmed = str(body["confirmed_disposition"])
    outcomes = _outcomes(before.reported, confirmed=confirmed)
    planned = after_event(
        request.viewer,
        shown,
        outcomes,
        occasion=f"confirmation {len(entries) + 1}",
        at=now,
        body={"closing": body},
    )
    # a writing that says less is not the confirmation the tasks wait for
    values = {} if Outcome.CONFIRMED_OTHERWISE in outcomes else _closing(body)
    add_confirmation(request.viewer, case, body=body, values=values, planned=planned, at=now, arrange=arrange)
    _tell(request, outcomes, planned)
    return redirect(f"{reverse('tasks:case', args=[case])}?stored=confirm-{case}")


def _outcomes(reported: str | None, *, confirmed: str) -> tuple[Outcome, ...]:
    """The alarm first where the writing says less; then the playbook of what was written, unless it runs already."""
    alarm = (Outcome.CONFIRMED_OTHERWISE,) if says_less(reported, confirmed=confirmed) else ()
    return (*alarm, Outcome(confirmed)) if confirmed != reported else alarm


def _closing(body: dict[str, str]) -> dict[str, str]:
    """What a confirmation gives to tasks that wait for it, by the keys of their closing values."""
    decisions = {"overturned": "overturned", "partially_overturned": "partly overturned", "upheld": "upheld"}
    return {
        "received_on": body["received_on"],
        "how": body["how"],
        "authorization_number": body["authorization_number"],
        "decision": decisions.get(body["confirmed_disposition"], ""),
    }


def _tell(request: PeercallRequest, outcomes: tuple[Outcome, ...], planned: tuple[PlannedTask, ...]) -> None:
    if Outcome.CONFIRMED_OTHERWISE in outcomes:
        messages.error(
            request,
            "The writing says less than was said on the call. The managers have an alarm in their tasks.",
            extra_tags="bad",
        )
    elif planned:
        messages.success(request, f"In the record. New tasks: {len(planned)}.", extra_tags="good")
    else:
        messages.success(request, "In the record. Tasks that waited for it are done.", extra_tags="good")


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def correct(request: PeercallRequest, case: UUID, number: int) -> HttpResponse:
    """A correction: a new entry that names this one, with the reason; old and new are shown."""
    shown = case_view(request.viewer, case)
    entries, _ = calls.record_of(request.viewer, case)
    standing = _standing(entries, number)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        path, new = form.cleaned_data["field"], form.cleaned_data["right"]
        now = timezone.now()
        try:
            body = correction_body(
                standing.entry,
                path=path,
                now=value_at(standing.body, path),
                new=new,
                reason=form.cleaned_data["reason"],
            )
        except EntryInvalid as error:
            form.add_error(form.place, for_page(str(error)))
        else:
            planned: tuple[PlannedTask, ...] = ()
            if path == "reported_disposition":
                new = body["new"]
                corrected = {**standing.body, path: new}
                occasion = f"correction {len(entries) + 1}"
                planned = after_event(request.viewer, shown, (Outcome(new),), occasion=occasion, at=now, body=corrected)
            add_correction(request.viewer, case, corrects=number, body=body, planned=planned, at=now, arrange=arrange)
            messages.success(request, "The correction is in the record; what it corrects stays.", extra_tags="good")
            return redirect(f"{reverse('record:case', args=[case])}?stored=correct-{case}-{number}")
    viewed(request.viewer, page="record-entry", case=case, details={"number": number})
    context = {
        "case": shown,
        "standing": standing,
        "form": form,
        "values": [(path, label, value_at(standing.body, path)) for path, label in FIELDS.items() if path != "other"],
    }
    return render(request, "provider/record/correct.html", context, status=422 if form.errors else 200)


def _standing(entries: Entries, number: int) -> StandingCall:
    found = next((one for one in standing_calls(entries) if one.entry.number == number), None)
    if found is None:
        raise RecordNotFound("there is no such call in the record", remedy="Go back to the record.")
    return found


@needs(*STAFF)
@require_GET
def note(request: PeercallRequest, case: UUID, number: int) -> HttpResponse:
    """The chart note of a call, to copy and print."""
    shown, standing, entries = _call(request, case, number, page="chart-note")
    text = chart_note(standing, state=disposition_state(entries), about=_about(request, shown))
    context = {"case": shown, "text": text, "title": "Chart note", "grade": None, "number": number}
    return render(request, "provider/record/text.html", context)


@needs(*STAFF)
@require_GET
def copy_for_patient(request: PeercallRequest, case: UUID, number: int) -> HttpResponse:
    """The patient's copy in plain words, to copy and print."""
    shown, standing, entries = _call(request, case, number, page="patient-copy")
    made = patient_copy(standing, state=disposition_state(entries), about=_about(request, shown))
    context = {"case": shown, "text": made.text, "title": "Copy for the patient", "grade": made.grade, "number": number}
    return render(request, "provider/record/text.html", context)


def _call(request: PeercallRequest, case: UUID, number: int, *, page: str) -> tuple[CaseView, StandingCall, Entries]:
    shown = case_view(request.viewer, case)
    entries, _ = calls.record_of(request.viewer, case)
    standing = _standing(entries, number)
    viewed(request.viewer, page=page, case=case, details={"number": number})
    return shown, standing, entries


def _about(request: PeercallRequest, case: CaseView) -> AboutCase:
    told = case.facts.get("practice")
    practice = told if isinstance(told, dict) else {}
    zone = ZoneInfo(practice_zone(request.viewer, case))
    return AboutCase(
        practice=str(practice.get("name") or request.viewer.organization_name),
        practice_phone=str(practice.get("phone") or ""),
        service=case.row.service,
        plan=case.row.plan_name,
        zone=zone,
        today=(case.row.as_of or timezone.now()).astimezone(zone).date(),
        deadlines=(case.determination().analysis or {}).get("deadlines") or {},
    )
