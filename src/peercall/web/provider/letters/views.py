"""Letters of a case: which are due, one of them with its marks and brackets, changed paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import letters
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.application.letter_facts import LetterCase
from peercall.application.site.letters import KindRow, LetterRow, letter_page
from peercall.application.site.page_words import for_page
from peercall.application.site.views import CaseView
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_letters import (
    begin_letter,
    dated,
    fresh_letter,
    site_letter_case,
    site_offers,
    tasks_of_letter,
)
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import ChangedMeanwhile, EntryInvalid, LetterNotApplicable, RecordNotFound
from peercall.engine.correspondence import Offer, editing
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import whole
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import chosen_number, open_case, page_query, show
from peercall.web.provider.letters.forms import AnswerForm, SendForm

#: session key: the form that was just stored, whose draft the browser may drop
_STORED = "stored-form"
HOW_WORDS = {
    "made": "written from the case",
    "changed": "changed",
    "filled": "a bracket filled in",
    "struck": "a bracket struck",
    "dated": "dated anew",
}


@needs(*STAFF)
@require_GET
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """Every kind: due, begun, possible, and why the others are not; the log of what went out."""
    page = open_case(request, case)
    problem = ""
    offers: tuple[Offer, ...] = ()
    try:
        about = site_letter_case(request.viewer, page.case, number=page.number, now=timezone.now())
        offers = site_offers(about)
    except LetterNotApplicable as error:
        problem = for_page(str(error))
    begun = {row.kind: row for row in letters.letters_of(request.viewer, case, number=page.number)}
    sent = letters.sendings_of(request.viewer, case, number=page.number)
    last = {row.kind: row for row in reversed(sent)}
    rows = [KindRow(one, begun.get(one.template.kind), last.get(one.template.kind)) for one in offers]
    context = {
        "problem": problem,
        "due": [row for row in rows if row.is_due],
        "others": [row for row in rows if row.is_possible and not row.is_due],
        "no": [row for row in rows if not row.is_possible],
        "log": sent,
        "titles": titles(),
        "answer_form": AnswerForm(zone=request.viewer.time_zone, now=timezone.now(), auto_id=False),
        "query": page_query(page),
    }
    return show(request, page, context, tab="letters", template="provider/letters/case.html")


def titles() -> dict[str, str]:
    """What each kind is called."""
    return {kind.value: one.title for kind, one in site_rules().correspondence.templates.items()}


def kind_of(word: str) -> LetterKind:
    """The kind an address names. Raises RecordNotFound."""
    if word not in set(LetterKind):
        raise RecordNotFound("there is no such kind of letter", remedy="Go back to the letters of the case.")
    return LetterKind(word)


def letter_or_404(request: PeercallRequest, case: CaseView, kind: LetterKind, *, version: int = 0) -> LetterRow:
    """The latest version, or one of them. Raises RecordNotFound."""
    number = chosen_number(request, case)
    found = letters.letter_of(request.viewer, case.row.id, kind, number=number, version=version)
    if found is None:
        raise RecordNotFound("this letter is not begun yet", remedy="Go back to the letters of the case.")
    return found


@needs(*STAFF)
@require_POST
def make(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """Write it from the case as it stands: the first version, or a new one beside what was changed."""
    wanted = kind_of(kind)
    shown = case_view(request.viewer, case)
    number = chosen_number(request, shown)
    now = timezone.now()
    about = site_letter_case(request.viewer, shown, number=number, now=now)
    begin_letter(request.viewer, about, wanted, case_id=case, number=number, after=_after(request), at=now)
    return redirect(_address(request, case, wanted))


def _after(request: PeercallRequest) -> int:
    return whole(request.POST.get("after"))


def _address(request: PeercallRequest, case: UUID, kind: LetterKind, *, anchor: str = "") -> str:
    number = request.POST.get("n", "")
    query = f"?n={number}" if number.isdigit() else ""
    return f"{reverse('letters:letter', args=[case, kind.value])}{query}{f'#{anchor}' if anchor else ''}"


@needs(*STAFF)
@require_GET
def letter(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """The letter. ?v=: an older version, to read."""
    return letter_shown(request, case, kind_of(kind))


def letter_shown(
    request: PeercallRequest,
    case: UUID,
    kind: LetterKind,
    *,
    problem: str = "",
    given: dict[str, Any] | None = None,
    send_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. given: what was typed and not stored, by the names of the fields."""
    shown = case_view(request.viewer, case)
    version = whole(request.GET.get("v"))
    row = letter_or_404(request, shown, kind, version=version)
    now = timezone.now()
    versions = letters.versions_of(request.viewer, row)
    made = letters.made_letter(request.viewer, row)
    about = site_letter_case(request.viewer, shown, number=row.determination, now=now)
    template = site_rules().correspondence.templates[kind]
    page = letter_page(row.draft, made=made, case=shown, rulebook=site_rules(), number=row.determination)
    today = now.astimezone(ZoneInfo(shown.time_zone)).date()
    viewed(request.viewer, page="letter", case=case, details={"kind": kind.value, "version": row.number})
    context = {
        "case": shown,
        "number": row.determination,
        "letter": row,
        "page": page,
        "head_rows": page.head_rows(),
        "block_rows": {block.id: block.labelled() for block in page.blocks},
        "purpose": template.purpose,
        "versions": [(one, HOW_WORDS.get(how, how), by, at) for one, how, by, at in versions],
        "is_latest": versions[0][0] == row.number,
        "is_behind": _is_behind(about, made),
        "old_date": row.draft.written_on < today and not shown.facts.get("as_of"),
        "sendings": [
            one for one in letters.sendings_of(request.viewer, case, number=row.determination) if one.kind is kind
        ],
        "tasks": tasks_of_letter(request.viewer, case, kind),
        "ends_call": _ends_call(about) if "appeal" in template.tasks else "",
        "problem": problem,
        "given": given or {},
        "sent": request.session.pop(_STORED, ""),
        "send_form": send_form or _send_form(request, about, row),
        "answer_form": AnswerForm(zone=request.viewer.time_zone, now=now, auto_id=False),
    }
    return render(request, "provider/letters/letter.html", context, status=status)


def _send_form(request: PeercallRequest, about: LetterCase, row: LetterRow) -> SendForm:
    speaker = about.case.speaker.name if about.case.speaker else ""
    to = next((one.text for one in row.draft.to[-1:] if not one.open), "")
    initial = {"signed_by": speaker, "to": to}
    return SendForm(zone=request.viewer.time_zone, now=timezone.now(), initial=initial)


def _is_behind(about: LetterCase, made: LetterDraft) -> bool:
    """The case would give another letter now."""
    fresh = fresh_letter(about, made.kind)
    return fresh is not None and (fresh.to, fresh.subject, fresh.about, fresh.blocks) != (
        made.to,
        made.subject,
        made.about,
        made.blocks,
    )


def _ends_call(about: LetterCase) -> str:
    """What triage says against an appeal while a call is still open; empty when it says nothing."""
    warnings = about.analysis.get("triage", {}).get("warnings") or ()
    return next((str(one.get("text") or "") for one in warnings if "appeal" in str(one.get("text") or "").lower()), "")


@needs(*STAFF)
@require_POST
def change(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """One paragraph as it was typed: its sentences (`t:PLACE`), those struck (`x:PLACE`), one more (`more`)."""
    texts = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("t:")}
    struck = {name[2:] for name in request.POST if name.startswith("x:")}
    more, block = request.POST.get("more", ""), request.POST.get("block", "")

    def act(draft: LetterDraft) -> LetterDraft:
        made = editing.add(draft, after=block, text=more, by=request.viewer.name) if more.strip() else draft
        return editing.change(made, texts=texts, struck=struck, by=request.viewer.name)

    return _changed(request, case, kind_of(kind), act, how="changed", anchor=f"b-{block}")


@needs(*STAFF)
@require_POST
def fill(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """An open place: filled wherever it stands, or each sentence with it struck."""
    bracket = request.POST.get("bracket", "")
    if request.POST.get("act") == "strike":
        return _changed(
            request,
            case,
            kind_of(kind),
            lambda draft: editing.strike_bracket(draft, bracket=bracket),
            how="struck",
            anchor="open",
        )
    words = request.POST.get("words", "")
    return _changed(
        request,
        case,
        kind_of(kind),
        lambda draft: editing.fill(draft, bracket=bracket, text=words, by=request.viewer.name),
        how="filled",
        anchor="open",
    )


@needs(*STAFF)
@require_POST
def date(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """Dated today."""
    shown = case_view(request.viewer, case)
    today = timezone.now().astimezone(ZoneInfo(shown.time_zone))
    return _changed(request, case, kind_of(kind), lambda draft: dated(draft, today=today), how="dated", anchor="")


def _changed(
    request: PeercallRequest,
    case: UUID,
    kind: LetterKind,
    act: Callable[[LetterDraft], LetterDraft],
    *,
    how: str,
    anchor: str,
) -> HttpResponse:
    """A new version; what cannot be stored stays typed, with the sentence that says why."""
    shown = case_view(request.viewer, case)
    row = letter_or_404(request, shown, kind)
    try:
        draft = act(row.draft)
        if draft == row.draft:
            messages.info(request, "Nothing was changed.", extra_tags="info")
        else:
            letters.keep_letter(
                request.viewer,
                case,
                draft,
                number=row.determination,
                after=_after(request),
                how=how,
                at=timezone.now(),
            )
            messages.success(request, f"Kept as version {row.number + 1}.", extra_tags="good")
    except (EntryInvalid, ChangedMeanwhile, LetterNotApplicable) as error:
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        return letter_shown(request, case, kind, problem=for_page(str(error)), given=request.POST.dict(), status=status)
    request.session[_STORED] = request.POST.get("keep", "")[:160]
    return redirect(_address(request, case, kind, anchor=anchor))
