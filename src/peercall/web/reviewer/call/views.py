"""The reviewer's call: what to say, what the files show, what is written down, and the log of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import review_calls, review_queries, review_reports, reviews
from peercall.adapters.db.audit import viewed
from peercall.application.review.call_view import Caller, CallShown, call_shown, guards_of
from peercall.application.review.call_wire import CallFiles, console_entries, wire_data
from peercall.application.review.log_call import file_statements, filed_subjects, log_call
from peercall.application.review.views import FileView
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_review_call import criteria_of, load_record, standings_of, with_hours, zones_of
from peercall.domain.errors import (
    DocumentLocked,
    DocumentUnreadable,
    EntryInvalid,
    InputTooLarge,
    RecordNotFound,
    StepNotPossible,
)
from peercall.domain.review_log import (
    Addendum,
    InformationWeighed,
    OfficeTold,
    RecordAsked,
    ReviewEntryKind,
)
from peercall.domain.reviews import CallbackNumber, Weighing
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of, whole
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.call.forms import (
    WEIGHINGS,
    AddendumForm,
    AttemptForm,
    Office,
    RecordForm,
    WeighForm,
    ZoneForm,
)

#: what becomes of a criterion in the call; the number is its key
MARKS = (
    ("said", "Talked about", "1"),
    ("accepted", "They showed it", "2"),
    ("disputed", "Still open", "3"),
    ("new_to_them", "New information", "4"),
    ("not_discussed", "Not talked about", "5"),
)
#: to a modification put forward
ANSWERS = (("agreed", "Agreed"), ("declined", "Did not agree"), ("thinks", "Wants to think about it"))


@needs(*REVIEWING)
@require_GET
def call(request: PeercallRequest, file: UUID) -> HttpResponse:
    """The call of this file and of those that belong to the same conversation."""
    return _page(request, file)


def _page(
    request: PeercallRequest, file: UUID, *, log_form: AttemptForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    found = review_queries.session_of(request.viewer, file)
    now = timezone.now()
    shown = _shown(request, found, now=now)
    for view in found:
        viewed(request.viewer, page="review-call", case=view.id)
    form = log_form or (AttemptForm(office=_office(shown, found)) if shown.zone else None)
    if request.GET.get("callback") and form is not None and not form.is_bound:
        form.initial["callback"] = request.GET["callback"]
    context = {
        "file": file,
        "call": shown,
        "log_form": form,
        "zone_form": None if shown.zone else ZoneForm(initial={"zone": next(iter(zones_of(shown.first.file)), "")}),
        "zones": zones_of(shown.first.file),
        "record_form": RecordForm(auto_id="record-%s"),
        "marks": MARKS,
        "page_key": uuid4(),
        "answers": ANSWERS,
        "weighings": [(one.value, label) for one, label in WEIGHINGS],
        "data": {"filed": sorted(one for view in found for one in filed_subjects(view.log))},
        "just": request.GET.get("logged", ""),
        "sent": request.GET.get("sent", "")[:80],
        **more,
    }
    return render(request, "reviewer/call/call.html", context, status=status)


def _shown(request: PeercallRequest, found: Sequence[FileView], *, now: datetime) -> CallShown:
    return call_shown(
        found,
        tables=site_rules().reviews,
        standings=standings_of(found, at=now),
        criteria=criteria_of(found, at=now),
        caller=Caller(
            request.viewer.name,
            request.viewer.organization_name,
            credentials=review_reports.last_identity(request.viewer).credentials,
            number=review_calls.own_number(request.viewer),
        ),
        as_of=now,
    )


def _office(shown: CallShown, found: Sequence[FileView]) -> Office:
    routing = next(
        (
            one.file.callback_number
            for one in shown.files
            if one.file.callback is CallbackNumber.CLIENT_ROUTING and one.file.callback_number
        ),
        "",
    )
    return Office(
        physician=shown.physician,
        zone=shown.zone or "UTC",
        files=[(one.id, f"{one.reference}: {one.file.request}") for one in shown.files],
        numbers=shown.numbers,
        routing=routing or "",
        own=shown.own_number,
        callbacks=[
            (back.taken.entry.id, f"{back.taken.body.caller}, {back.taken.body.number or 'no number'}")
            for back in shown.callbacks
        ],
        asks_offer=any(one.asks_offer for one in shown.files),
        since=min(view.received_at for view in found),
    )


@needs(*REVIEWING)
@require_http_methods(["GET", "POST"])
def entries(request: PeercallRequest, file: UUID) -> HttpResponse:
    """GET ?after=N: what arrived since. POST: keep what a window typed; what is answered as kept is on disk."""
    if request.method == "GET":
        files = review_queries.session_files(request.viewer, file)
        found, last = review_queries.entries_after(request.viewer, files, after=whole(request.GET.get("after")))
        return JsonResponse({"entries": wire_data(found), "last": last})
    now = timezone.now()
    views = review_queries.session_of(request.viewer, file)
    try:
        sent = console_entries(
            json.loads(request.body),
            files=CallFiles(
                guards=guards_of(views, tables=site_rules().reviews),
                filed=frozenset().union(*(filed_subjects(view.log) for view in views)),
                signed=frozenset(view.file.id for view in views if view.log.signed is not None),
            ),
            by=request.viewer.name,
            at=now,
        )
    except (EntryInvalid, ValueError, RecursionError) as error:
        return JsonResponse({"sentence": str(error)}, status=409)
    kept = reviews.add_entries(request.viewer, sent.entries, at=now)
    return JsonResponse({"kept": list(kept.kept), "refused": [list(one) for one in (*sent.refused, *kept.refused)]})


@needs(*REVIEWING)
@require_POST
def log(request: PeercallRequest, file: UUID) -> HttpResponse:
    """The call or the try is over: one entry for every file it was about, and what was new in it."""
    found = review_queries.session_of(request.viewer, file)
    now = timezone.now()
    shown = _shown(request, found, now=now)
    if shown.zone is None:
        raise StepNotPossible("the time zone of the office is not known", remedy="Choose it first.")
    form = AttemptForm(request.POST, office=_office(shown, found))
    attempt = form.written(by=request.viewer.name, at=now)
    if attempt is None:
        return _page(request, file, log_form=form, status=422)
    attempt = with_hours(attempt, found)
    minutes = form.cleaned_data["minutes"]
    made = log_call(
        [view.log for view in found],
        attempt=attempt,
        seconds=minutes * 60 if minutes else None,
        callback=form.cleaned_data["callback"] or None,
        is_offer=form.cleaned_data["is_offer"],
        by=request.viewer.name,
        at=now,
    )
    _keep(request, made, at=now)
    return redirect(f"{_address(file)}?logged={attempt.id}&sent=review-call-log#attempts")


@needs(*REVIEWING)
@require_POST
def statements(request: PeercallRequest, file: UUID) -> HttpResponse:
    """What was typed after the call was logged is filed with the last call in which somebody was spoken to."""
    found = review_queries.session_of(request.viewer, file)
    now = timezone.now()
    made = []
    for view in found:
        spoken = [one for one in view.log.contact_attempts if one.role is not None]
        if spoken:
            made += file_statements([view.log], attempt=spoken[-1], by=request.viewer.name, at=now)
    if not made:
        raise StepNotPossible(
            "nothing can be filed: nobody of the office was spoken to yet", remedy="Log the call first."
        )
    _keep(request, made, at=now)
    return redirect(f"{_address(file)}#information")


@needs(*REVIEWING)
@require_POST
def zone(request: PeercallRequest, file: UUID) -> HttpResponse:
    """A person chose the office's time zone."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return _page(request, file, zone_form=form, status=422)
    told = OfficeTold(zone=form.cleaned_data["zone"], source=form.cleaned_data["source"])
    files = review_queries.session_files(request.viewer, file)
    key = _once(request, file, told.zone, told.source)
    reviews.add_entry(request.viewer, files, kind=ReviewEntryKind.OFFICE, body=told, at=timezone.now(), key=key)
    return redirect(_address(file))


@needs(*REVIEWING)
@require_POST
def records(request: PeercallRequest, file: UUID) -> HttpResponse:
    """A record was asked for."""
    view = review_queries.file_view(request.viewer, file)
    _not_signed(view)
    form = RecordForm(request.POST, auto_id="record-%s")
    back = _back(request, file)
    if not form.is_valid():
        return _page(request, back, record_form=form, record_file=str(file), status=422)
    given = form.cleaned_data
    due = None
    if given["due_day"] and given["due_hour"]:
        due = datetime.combine(given["due_day"], given["due_hour"], tzinfo=ZoneInfo(view.file.zone or "UTC"))
        if due <= timezone.now():
            form.add_error("due_day", "This time has passed. Check the day.")
    elif given["due_day"] or given["due_hour"]:
        form.add_error("due_hour" if given["due_day"] else "due_day", "Give the day and the hour, or neither.")
    if form.errors:
        return _page(request, back, record_form=form, record_file=str(file), status=422)
    body = RecordAsked(what=given["what"], due_at=due, asked_of=given["asked_of"])
    key = _once(request, file, given["what"], given["asked_of"], due)
    reviews.add_entry(
        request.viewer, [file], kind=ReviewEntryKind.RECORD_REQUEST, body=body, at=timezone.now(), key=key
    )
    return redirect(f"{_address(back)}?sent=record-{file}#records-{file}")


@needs(*REVIEWING)
@require_POST
def load(request: PeercallRequest, file: UUID) -> HttpResponse:
    """Records as files: the criteria are held against them. One that is refused keeps no other from being kept, and why
    stands beside the field. One that comes after the report was signed counts in a report that amends it."""
    back, refused = _back(request, file), []
    sent = request.FILES.getlist("records")
    for one in sent:
        name = one.name or "record"
        try:
            load_record(request.viewer, file, name=name, data=one.read(), at=timezone.now())
        except (StepNotPossible, DocumentUnreadable, InputTooLarge) as error:
            remedy = (
                "Save a copy without its password, and load that."
                if isinstance(error, DocumentLocked)
                else error.remedy
            )
            refused.append((name, " ".join((f"{error.message.rstrip('.')}.", remedy or ""))))
    if refused or not sent:
        return _page(request, back, load_file=str(file), load_refused=refused, status=422)
    return redirect(f"{_address(back)}#records-of-{file}")


@needs(*REVIEWING)
@require_POST
def weigh(request: PeercallRequest, file: UUID, entry: UUID) -> HttpResponse:
    """A statement is weighed, or weighed anew; what stood before stays in the log."""
    view = review_queries.file_view(request.viewer, file)
    _not_signed(view)
    if str(entry) not in {one.entry.id for one in view.log.information}:
        raise RecordNotFound("there is no such statement in this file", remedy="Reload the call.")
    form = WeighForm(request.POST, auto_id=f"weigh-{entry}-%s")
    if not form.is_valid():
        return _page(request, _back(request, file), weigh_form=form, weigh_entry=str(entry), status=422)
    body = InformationWeighed(str(entry), Weighing(form.cleaned_data["weighed"]), form.cleaned_data["why"])
    key = _once(request, entry, body.weighed, body.why)
    reviews.add_entry(request.viewer, [file], kind=ReviewEntryKind.WEIGHING, body=body, at=timezone.now(), key=key)
    return redirect(f"{_address(_back(request, file))}?sent=weigh-{entry}#information-{entry}")


@needs(*REVIEWING)
@require_POST
def addendum(request: PeercallRequest, file: UUID, entry: UUID) -> HttpResponse:
    """Words are added to an entry of the log; its own words stay. An entry of several files gets them in each."""
    view = review_queries.file_view(request.viewer, file)
    logged = [*(one.entry for one in view.log.attempts), *(one.entry for one in view.log.information)]
    named = {one.id: one.files for one in logged}
    if str(entry) not in named:
        raise RecordNotFound("there is no such entry in this file", remedy="Reload the call.")
    form = AddendumForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "An addendum needs words.")
        return redirect(_address(_back(request, file)))
    files = [UUID(one) for one in named[str(entry)]]
    body = Addendum(str(entry), form.cleaned_data["text"])
    key = _once(request, entry, body.text)
    reviews.add_entry(request.viewer, files, kind=ReviewEntryKind.ADDENDUM, body=body, at=timezone.now(), key=key)
    return redirect(f"{_address(_back(request, file))}?sent=addendum-{entry}#attempts")


def _keep(request: PeercallRequest, made: Sequence[Any], *, at: datetime) -> None:
    done = reviews.add_entries(request.viewer, made, at=at)
    if done.refused:
        raise EntryInvalid(done.refused[0][1], remedy="Reload the call; what you typed is kept.")


def _once(request: PeercallRequest, *said: object) -> UUID:
    """The key of what is sent: sent twice by one page it is one entry; other words of that page are an entry of their own."""
    page = id_of(request.POST.get("page", ""))
    return uuid4() if page is None else uuid5(page, "\n".join(str(part) for part in said))


def _not_signed(view: FileView) -> None:
    if view.log.signed is not None:
        raise StepNotPossible("the report of this file is signed", remedy="Add an addendum to what stands.")


def _back(request: PeercallRequest, file: UUID) -> UUID:
    """The file whose call the person came from."""
    return id_of(request.POST.get("call", "")) or file


def _address(file: UUID) -> str:
    return f"/review/files/{file}/call/"
