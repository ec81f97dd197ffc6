"""The letter beside what was read from it: each field accepted, corrected, chosen or declared not stated; then confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import cases, confirming
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import letter_view
from peercall.adapters.db.jobs import job_progress
from peercall.application.site import corrections
from peercall.application.site.case_effect import why_left
from peercall.application.site.confirming import (
    FieldView,
    Group,
    Open,
    clock_rows,
    field_view,
    groups_of,
    kept_receipt,
    open_for_confirmation,
)
from peercall.application.site.corrections import what_changed
from peercall.application.site.field_words import DECISIONS, RECEIVED, SPECS, Kind
from peercall.application.site.places import document_at
from peercall.application.site.views import CaseView, DeterminationState, DocumentRow
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_jobs import enqueue_case
from peercall.bootstrap.site_preview import case_of_facts, preview
from peercall.domain.determinations import CaseFile
from peercall.domain.errors import ChangedMeanwhile, StepNotPossible
from peercall.domain.organizations import Role
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import P2PEffect
from peercall.engine.wording import EFFECTS
from peercall.web.common.access import PeercallRequest
from peercall.web.common.compiled import ENGINE
from peercall.web.common.ids import whole
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.confirm.forms import ReceivedForm, form_for, rows_of

#: who may stand for a letter; everybody else of the practice reads
CONFIRMERS = (Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER)
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """A determination of a case and what it is judged by."""

    case: CaseView
    state: DeterminationState
    contract: Data
    facts: CaseFile
    rulebook: Rulebook

    @property
    def letter(self) -> DocumentRow | None:
        """The document it was read from."""
        return document_at(str(self.contract.get("letter") or ""), self.case.documents)

    def open_fields(self) -> tuple[Open, ...]:
        """What a clock needs and nobody has decided, at the case's own moment or now."""
        return open_for_confirmation(self.contract, case=self.facts, at=self.facts.as_of or timezone.now())


def _number(text: str | None) -> int:
    return whole(text, 1, most=999)


def _shown(viewer: Viewer, case_id: UUID, number: int) -> Shown:
    case = letter_view(viewer, case_id)
    state = case.determination(number)
    contract = state.draft or state.confirmed or state.proposal or {}
    facts = case_of_facts(case.facts, time_zone=viewer.time_zone)
    return Shown(case, state, contract, facts, site_rules())


@needs(*STAFF)
@require_GET
def letter(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The fields of one determination. ?n= which; ?job= the pass that was asked for; ?edit= the field to correct."""
    shown = _shown(request.viewer, case, _number(request.GET.get("n")))
    viewed(request.viewer, page="letter", case=case, details={"number": shown.state.number})
    page = _page(request, shown, edit=request.GET.get("edit", ""))
    return render(request, "provider/confirm/letter.html", page | _job(request))


@needs(*CONFIRMERS)
@require_GET
def edit(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Where one field is corrected, for its place in the page. ?n= which determination; ?path= the field."""
    path = request.GET.get("path", "")
    if path not in SPECS:
        raise StepNotPossible("there is no such field", remedy="Reload the page.")
    shown = _shown(request.viewer, case, _number(request.GET.get("n")))
    viewed(request.viewer, page="letter-field", case=case, details={"number": shown.state.number})
    view = field_view(shown.contract, SPECS[path], case=shown.facts, reasons=shown.rulebook.reasons)
    context = {"case": shown.case, "n": shown.state.number, "field": _field_context(view, shown=shown, is_open=True)}
    return render(request, "provider/confirm/edit.html", context, using=ENGINE)


def _job(request: PeercallRequest) -> dict[str, Any]:
    text = request.GET.get("job", "")
    try:
        job = UUID(text)
    except ValueError:
        return {}
    return {"progress": job_progress(request.viewer, job=job), "job_url": reverse("job", args=[job])}


def _page(request: PeercallRequest, shown: Shown, *, edit: str = "", form: Any = None) -> dict[str, Any]:
    """edit: the field that is being corrected. form: as it was sent, where it could not be taken."""
    aside = _aside(request, shown)
    groups = (
        groups_of(shown.contract, case=shown.facts, open_fields=aside["open"], reasons=shown.rulebook.reasons)
        if shown.contract
        else ()
    )
    versions = confirming.versions_of(request.viewer, shown.case.row.id, number=shown.state.number)
    confirmed = shown.state.confirmed
    return {
        **aside,
        "groups": [_group(group, shown=shown, edit=edit if aside["can"] else "", form=form) for group in groups],
        "letter": shown.letter,
        "others": [_other(one) for one in shown.case.determinations],
        "warnings": list(dict.fromkeys(shown.contract.get("warnings") or ())),
        "unread": shown.contract.get("unread_pages") or (),
        "reasons": shown.rulebook.reasons,
        "history": [
            (
                version,
                what_changed(versions[index - 1].contract if index else shown.state.proposal or {}, version.contract),
            )
            for index, version in enumerate(versions)
        ][::-1],
        "in_draft": what_changed(confirmed, shown.contract) if confirmed and shown.state.draft else (),
        "another_file": bool(
            shown.state.draft
            and shown.state.proposal
            and shown.state.draft.get("sha256") != shown.state.proposal.get("sha256")
        ),
    }


def _other(state: DeterminationState) -> dict[str, Any]:
    contract = state.draft or state.confirmed or state.proposal or {}
    fields: Data = contract.get("fields") or {}
    decision = _decision(contract)
    return {
        "number": state.number,
        "service": str((fields.get("requested_service") or {}).get("value") or "")[:60],
        "decision": DECISIONS.get(decision, ""),
        "is_confirmed": state.confirmed is not None,
        "is_approved": decision == "approved",
    }


def _group(group: Group, *, shown: Shown, edit: str, form: Any) -> dict[str, Any]:
    made = partial(_field_context, shown=shown, form=form)
    return {
        "title": group.title,
        "fields": [made(view, is_open=view.path == edit) for view in group.fields],
        "quiet": [made(view, is_open=view.path == edit) for view in group.quiet],
    }


def _field_context(view: FieldView, *, shown: Shown, is_open: bool, form: Any = None) -> dict[str, Any]:
    """is_open: it is being corrected. form: as it was sent, else one filled with what stands."""
    if not is_open:
        return {"view": view, "is_open": False}
    spec = view.spec
    options: list[tuple[str, str]] = []
    if spec.kind is Kind.REASONS:
        options = sorted(((key, one.label) for key, one in shown.rulebook.reasons.items()), key=lambda pair: pair[1])
    elif spec.kind is Kind.CODES:
        options = list((spec.options or {}).items())
    form = form or form_for(view, zone=shown.facts.time_zone)
    return {"view": view, "is_open": True, "form": form, "options": options}


def _aside(request: PeercallRequest, shown: Shown) -> dict[str, Any]:
    """What follows from the fields: clocks, triage, what is open."""
    open_fields = shown.open_fields() if shown.contract else ()
    made = (
        preview(shown.contract, facts=shown.case.facts, time_zone=shown.facts.time_zone, now=timezone.now())
        if shown.contract
        else None
    )
    triage = made.triage if made and made.triage else None
    effect = EFFECTS.get(P2PEffect(triage["effect"]), "") if triage else ""
    receipt = kept_receipt(shown.case.facts)
    return {
        "case": shown.case,
        "state": shown.state,
        "n": shown.state.number,
        "contract": shown.contract,
        "can": request.viewer.has(*CONFIRMERS),
        "open": open_fields,
        "preview": made,
        "triage": triage,
        "why": why_left(triage, rulebook=site_rules(), effect=effect) if triage else "",
        "effect": effect,
        "clocks": clock_rows(made.deadlines, contract=shown.contract) if made and made.deadlines else (),
        "is_approved": _decision(shown.contract) == "approved",
        "is_new": shown.state.confirmed is None,
        "has_draft": shown.state.draft is not None,
        "received": receipt,
        "received_form": ReceivedForm(
            initial={"day": receipt or None}, auto_id="received-%s", zone=shown.facts.time_zone
        ),
        "received_not_known": RECEIVED in (shown.contract.get("not_known") or {}),
        "seen": _seen(shown.contract),
    }


def _decision(contract: Data) -> str:
    return str(((contract.get("fields") or {}).get("decision") or {}).get("value") or "")


def _seen(contract: Data) -> str:
    """Tells one state of the fields from another: what is confirmed is what the person saw."""
    return hashlib.sha256(json.dumps(contract, sort_keys=True).encode()).hexdigest()[:24]


@needs(*CONFIRMERS)
@require_POST
def field(request: PeercallRequest, case: UUID) -> HttpResponse:
    """One field: do=accept, choose, not_stated, correct or as_read. Answers the field and what follows from it anew."""
    number, path, do = _number(request.POST.get("n")), request.POST.get("path", ""), request.POST.get("do", "")
    shown = _shown(request.viewer, case, number)
    if path not in SPECS and not (path == RECEIVED and do == "not_stated"):
        raise StepNotPossible("there is no such field", remedy="Reload the page.")
    form = None
    if path in SPECS and do == "correct" and SPECS[path].kind not in (Kind.CODES, Kind.REASONS, Kind.LINES):
        view = field_view(shown.contract, SPECS[path], case=shown.facts, reasons=shown.rulebook.reasons)
        form = form_for(view, zone=shown.facts.time_zone, data=request.POST)
        assert form is not None
        if not form.is_valid():
            return _answer(request, shown, path, form=form)
    edit = _edit(request, shown, path=path, do=do, form=form)
    confirming.correct_draft(request.viewer, case, number=number, path=path, edit=edit)
    return _answer(request, _shown(request.viewer, case, number), path)


def _edit(request: PeercallRequest, shown: Shown, *, path: str, do: str, form: Any) -> Callable[[Data], Data]:
    by, index = request.viewer.name, request.POST.get("index", "")
    if do == "accept":
        return partial(corrections.accept, path=path, by=by)
    if do == "choose":
        return partial(corrections.choose, path=path, index=whole(index, -1), by=by)
    if do == "not_stated":
        return partial(corrections.not_stated, path=path, by=by)
    if do == "as_read":
        return partial(corrections.as_read, path=path, proposal=shown.state.proposal or {})
    if do == "correct" and form is not None:
        return partial(corrections.correct, path=path, values=form.values(), by=by)
    if do == "correct":
        rows = rows_of(request.POST, kind=SPECS[path].kind)
        return partial(corrections.correct_list, path=path, rows=rows, by=by, reasons=shown.rulebook.reasons)
    raise StepNotPossible("this cannot be done with a field", remedy="Reload the page.")


def _answer(request: PeercallRequest, shown: Shown, path: str, *, form: Any = None) -> HttpResponse:
    """What changed in the page; without its script the whole page."""
    if not request.htmx and form is not None:
        return render(request, "provider/confirm/letter.html", _page(request, shown, edit=path, form=form))
    if not request.htmx:
        place = f"#f-{SPECS[path].key}" if path in SPECS else "#received"
        return redirect(f"{reverse('confirm:letter', args=[shown.case.row.id])}?n={shown.state.number}{place}")
    context = _aside(request, shown) | {"partial": True}
    if path in SPECS:
        needed = next((one.words for one in context["open"] if one.path == path), "")
        view = field_view(shown.contract, SPECS[path], case=shown.facts, needed=needed, reasons=shown.rulebook.reasons)
        context |= {"field": _field_context(view, shown=shown, is_open=form is not None, form=form)}
    response = render(request, "provider/confirm/answer.html", context)
    if form is None:
        response["X-Peercall-Sent"] = "1"
    return response


@needs(*CONFIRMERS)
@require_POST
def received(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The day the letter reached the practice, kept in the case."""
    number = _number(request.POST.get("n"))
    zone = _shown(request.viewer, case, number).facts.time_zone
    form = ReceivedForm(request.POST, auto_id="received-%s", zone=zone)
    if form.is_valid():
        confirming.set_receipt_date(request.viewer, case, day=form.cleaned_data["day"].isoformat())
        now = letter_view(request.viewer, case)
        enqueue_case(case, revision=now.revision, organization=request.viewer.organization)
    shown = _shown(request.viewer, case, number)
    context = _aside(request, shown) | {"partial": True}
    if not form.is_valid():
        context["received_form"] = form
    return render(request, "provider/confirm/answer.html", context)


@needs(*CONFIRMERS)
@require_POST
def confirm(request: PeercallRequest, case: UUID) -> HttpResponse:
    """The viewer stands for the letter as it is shown; from now on its clocks run."""
    number = _number(request.POST.get("n"))
    shown = _shown(request.viewer, case, number)
    if _decision(shown.contract) == "approved":
        raise StepNotPossible("by the letter this part was approved", remedy="Correct the decision if that is wrong.")
    if shown.open_fields():
        raise StepNotPossible("something a clock needs is still open", remedy="Go back: it is listed at the bottom.")
    if request.POST.get("seen") != _seen(shown.contract):
        raise ChangedMeanwhile(
            "somebody corrected this letter since you opened it", remedy="Go back and look at it again."
        )
    version = request.POST.get("version", "")
    cases.confirm(
        request.viewer,
        case,
        number=number,
        contract=shown.contract,
        version=whole(version),
        at=timezone.now(),
    )
    now = letter_view(request.viewer, case)
    job = enqueue_case(case, revision=now.revision, organization=request.viewer.organization)
    return redirect(f"{reverse('confirm:letter', args=[case])}?n={number}&job={job}")


@needs(*CONFIRMERS)
@require_POST
def drop(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Back to what stands: corrections nobody confirmed are forgotten."""
    number = _number(request.POST.get("n"))
    confirming.drop_draft(request.viewer, case, number=number)
    return redirect(f"{reverse('confirm:letter', args=[case])}?n={number}")
