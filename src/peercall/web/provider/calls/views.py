"""The call: the list of calls, the console, its entries, hanging up, and the questions that complete the record."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import calls
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.call_lists import call_list
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.call_wire import entries_from, entry_data
from peercall.application.site.case_arguments import own_answers
from peercall.application.site.console import ConsoleView, console_view, point_texts
from peercall.application.site.places import mark_links
from peercall.application.site.views import CaseView
from peercall.application.site.words import DISPOSITION_WORDS
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.calls import CallEntry, CallState
from peercall.domain.errors import EntryInvalid, PeercallError, RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role
from peercall.engine.call_entries import fold_entries
from peercall.engine.call_record import NOT_GIVEN, disposition_of, missing_from, record_body
from peercall.engine.office_words import office_words
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of, whole
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.calls.followups import makes, plan_shown, tasks_to_make

#: who may hold a call and complete its record
CALLERS = (Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER)
MARKS = (
    ("said", "Said", "1"),
    ("accepted", "Accepted", "2"),
    ("disputed", "Disputed", "3"),
    ("new_to_them", "New to them", "4"),
    ("not_discussed", "Not discussed", "5"),
)
REVIEWER_FIELDS = (
    ("name", "Name, spelled", "text"),
    ("credentials", "Credentials", "text"),
    ("specialty", "Specialty", "text"),
    ("criteria_set", "Criteria set applied", "text"),
    ("criteria_version", "Version", "text"),
    ("records_held", "Records they hold", "area"),
)
CLOSING_FIELDS = (
    ("authorization_number", "Authorization number", "text"),
    ("approved_for", "Approved for: codes, quantity, dates", "text"),
    ("reference", "Reference number of the call", "text"),
    ("rationale", "Their reason, in their words", "area"),
    ("next_step", "Next step, and whose it is", "text"),
    ("confirmation", "Written confirmation: when and how", "text"),
)
#: words that find nothing: they stand in every sentence
COMMON = "the and for with that this not you are was were has have had his her their they she he it is in on of to a an do does did no".split()  # noqa: SIM905


@needs(*STAFF)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """Calls in progress, calls to finish, and what is agreed next."""
    viewed(request.viewer, page="calls")
    return render(request, "provider/calls/index.html", {"lists": call_list(request.viewer, now=timezone.now())})


@needs(*CALLERS)
@require_POST
def start(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Begin the call of a prepared case, or go on with the one that runs."""
    begun = calls.start_call(
        request.viewer,
        case,
        at=timezone.now(),
        speaker_name=request.POST.get("speaker", "").strip()[:160] or _speaker(request.viewer, case),
        determination=whole(request.POST.get("determination"), 1, most=999),
        slot=_slot(request.POST.get("slot", "")),
    )
    return redirect("calls:console", call=begun)


def _slot(text: str) -> UUID | None:
    """The agreed time a form names; None where it names none."""
    if text and id_of(text) is None:
        raise RecordNotFound("there is no such time for this case", remedy="Go back to the case.")
    return id_of(text)


def _speaker(viewer: Viewer, case: UUID) -> str:
    """Who is to speak by the case, else the person who starts the call."""
    said = case_view(viewer, case).facts.get("speaker")
    return str((said.get("name") if isinstance(said, dict) else None) or viewer.name)[:160]


@needs(*CALLERS)
@require_GET
def console(request: PeercallRequest, call: UUID) -> HttpResponse:
    """The console while the call is open or ended; the record afterwards."""
    row = calls.call_row(request.viewer, call)
    if row.state == "recorded":
        return redirect("calls:finish", call=call)
    case = case_view(request.viewer, row.case)
    shown = _console(case, row.determination)
    viewed(request.viewer, page="call", case=row.case)
    context = {
        "call": row,
        "case": case,
        "console": shown,
        "links": mark_links(case, number=row.determination),
        "marks": MARKS,
        "reviewer_fields": REVIEWER_FIELDS,
        "dispositions": [(word.value, label) for word, label in DISPOSITION_WORDS.items()],
        "closing_fields": CLOSING_FIELDS,
        "planned": 15,
        "data": {
            "common": COMMON,
            "instead": [
                {
                    "words": list(one.words),
                    "why": one.why,
                    "say": one.say,
                    "facts": [{"text": office_words(said.text), "marks": list(said.marks)} for said in one.facts],
                }
                for one in (shown.instead if shown else ())
            ],
        },
    }
    return render(request, "provider/calls/console.html", context)


def _console(case: CaseView, number: int) -> ConsoleView | None:
    """The console's content; None while nothing is prepared."""
    analysis = case.determination(number).analysis
    if analysis is None:
        return None
    return console_view(analysis, off_topic=site_rules().call.off_topic, answers=own_answers(case, number=number))


@needs(*CALLERS)
@require_http_methods(["GET", "POST"])
def entries(request: PeercallRequest, call: UUID) -> HttpResponse:
    """GET ?after=N: what arrived since. POST: keep what a window typed; what is answered as kept is on disk."""
    if request.method == "GET":
        found, last = calls.entries_of(request.viewer, call, after=whole(request.GET.get("after")))
        return JsonResponse({"entries": [entry_data(entry) for entry in found], "last": last})
    try:
        sent = entries_from(_json(request), by=request.viewer.name)
        stored = calls.add_entries(request.viewer, call, entries=sent, at=timezone.now())
    except EntryInvalid as error:
        return JsonResponse({"sentence": str(error)}, status=400)
    except StepNotPossible as error:
        return JsonResponse({"sentence": str(error)}, status=409)
    return JsonResponse({"kept": stored.kept, "refused": stored.refused})


def _json(request: PeercallRequest) -> object:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise EntryInvalid("this is not JSON", remedy="Reload the page; what you typed is kept.") from None


@needs(*CALLERS)
@require_POST
def end(request: PeercallRequest, call: UUID) -> HttpResponse:
    """The telephone is down: on to the questions that complete the record."""
    now = timezone.now()
    calls.end_call(request.viewer, call, at=_said_end(request.POST.get("ended_at", ""), now=now))
    return redirect("calls:finish", call=call)


def _said_end(text: str, *, now: datetime) -> datetime:
    """When the browser saw the telephone go down: earlier than now where the line was lost; now for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return now
    return at if at.tzinfo is not None and now - timedelta(hours=12) < at <= now else now


@needs(*CALLERS)
@require_POST
def resume(request: PeercallRequest, call: UUID) -> HttpResponse:
    """Back to the console."""
    calls.resume_call(request.viewer, call)
    return redirect("calls:console", call=call)


@needs(*CALLERS)
@require_POST
def abandon(request: PeercallRequest, call: UUID) -> HttpResponse:
    """Nobody was reached after all."""
    row = calls.call_row(request.viewer, call)
    calls.abandon_call(request.viewer, call, at=timezone.now(), why=request.POST.get("why", "")[:300])
    return redirect("cases:case", case=row.case)


@needs(*CALLERS)
@require_http_methods(["GET", "POST"])
def finish(request: PeercallRequest, call: UUID) -> HttpResponse:
    """What is missing, asked once; then the record is complete and can only be added to."""
    row = calls.call_row(request.viewer, call)
    if row.state == "open":
        return redirect("calls:console", call=call)
    case = case_view(request.viewer, row.case)
    errors: dict[str, str] = {}
    if request.method == "POST" and row.state == "ended":
        errors = _answer(request, call, at=timezone.now())
        if not errors:
            errors = _complete(request, row, case=case, at=timezone.now())
            if not errors:
                return redirect("calls:finish", call=call)
    state = _state(request.viewer, call)
    viewed(request.viewer, page="call-record", case=row.case)
    record, faults = calls.record_of(request.viewer, row.case)
    body = _body(row, state, case=case) if row.ended_at else None
    context = {
        "call": row,
        "case": case,
        "state": state,
        "plan": plan_shown(request, row, case=case, body=body, errors=errors) if body else None,
        "disposition": disposition_of(state),
        "dispositions": [(word.value, label) for word, label in DISPOSITION_WORDS.items()],
        "missing": [(item, errors.get(item.subject, "")) for item in missing_from(state)],
        "undecided": state.undecided,
        "not_given": NOT_GIVEN,
        "body": body,
        "record": record,
        "faults": faults,
    }
    return render(request, "provider/calls/finish.html", context, status=422 if errors else 200)


def _state(viewer: Viewer, call: UUID) -> CallState:
    return fold_entries(calls.entries_of(viewer, call)[0])


def _answer(request: PeercallRequest, call: UUID, *, at: datetime) -> dict[str, str]:
    """Keep each answer of the form; what still lacks one, by subject."""
    state = _state(request.viewer, call)
    found, _ = calls.entries_of(request.viewer, call)
    made: list[CallEntry] = []
    errors: dict[str, str] = {}
    writer = uuid4().hex[:18]
    for item in missing_from(state):
        value = request.POST.get(item.subject, "").strip()
        if request.POST.get(f"{item.subject}-not-given") and item.subject != "disposition":
            value = value or NOT_GIVEN
        if not value:
            errors[item.subject] = "Answer, or tick that it was not given."
            continue
        heads = tuple(one.id for one in found if one.kind is item.kind and one.subject == item.subject)
        made.append(
            CallEntry(
                str(uuid4()), writer, len(made) + 1, at, request.viewer.name, item.kind, item.subject, value, heads
            )
        )
    if made:
        calls.add_entries(request.viewer, call, entries=made, at=at)
        # A disposition brings questions of its own: they are asked before the record is closed.
        for item in missing_from(_state(request.viewer, call)):
            errors.setdefault(item.subject, "")
    return errors


def _complete(request: PeercallRequest, row: calls.CallRow, *, case: CaseView, at: datetime) -> dict[str, str]:
    """The record and its tasks, both or neither; what is wrong with a due time, by task."""
    body = _body(row, _state(request.viewer, row.id), case=case)
    tasks, errors = tasks_to_make(request, row, case=case, body=body, at=at)
    if not errors:
        calls.complete_record(request.viewer, row.id, body=body, at=at, follow=makes(request.viewer, tasks, at=at))
    return errors


def _body(row: calls.CallRow, state: CallState, *, case: CaseView) -> dict[str, Any]:
    if row.ended_at is None:
        raise PeercallError("the call has not ended", remedy="End it on the console.")
    analysis = case.determination(row.determination).analysis
    console = _console(case, row.determination)
    return record_body(
        state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        speaker=row.speaker_name,
        points=point_texts(console) if console else {},
        inputs=dict(analysis["brief"]["hashes"]) if analysis else {},
    )
