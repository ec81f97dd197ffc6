"""A letter as a file, and the log of how it went out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import letters
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view
from peercall.application.site.page_words import for_page
from peercall.bootstrap.site_letters import PAPER, send_letter
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import ChangedMeanwhile, LetterOpen, StepNotPossible
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.letters.forms import AnswerForm, SendForm
from peercall.web.provider.letters.views import kind_of, letter_or_404, letter_shown

_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(*STAFF)
@require_GET
@xframe_options_sameorigin
def file(request: PeercallRequest, case: UUID, kind: str, version: int, form: str) -> HttpResponse:
    """A version as `pdf` to send or `docx` to edit."""
    if form not in ("pdf", "docx"):
        raise Http404
    wanted = kind_of(kind)
    row = letter_or_404(request, case_view(request.viewer, case), wanted, version=version)
    data = PAPER.pdf(row.draft) if form == "pdf" else PAPER.docx(row.draft)
    viewed(request.viewer, page="letter-file", case=case, details={"kind": kind, "version": version, "form": form})
    return _handed_out(data, name=f"{kind}-{version}.{form}", save=request.GET.get("save") == "1")


@needs(*STAFF)
@require_GET
def sent_file(request: PeercallRequest, sending: UUID) -> HttpResponse:
    """The very PDF that went out."""
    stored, case, kind = letters.sent_file(request.viewer, sending)
    viewed(request.viewer, page="letter-sent", case=case, details={"sending": str(sending)})
    return _handed_out(vault().get(stored), name=f"{kind}-sent.pdf", save=False)


def _handed_out(data: bytes, *, name: str, save: bool) -> HttpResponse:
    is_pdf = name.endswith(".pdf")
    response = HttpResponse(data, content_type="application/pdf" if is_pdf else _DOCX)
    response["Content-Disposition"] = f'{"inline" if is_pdf and not save else "attachment"}; filename="{name}"'
    response["Content-Security-Policy"] = _PDF_POLICY
    return response


@needs(*STAFF)
@require_POST
def send(request: PeercallRequest, case: UUID, kind: str) -> HttpResponse:
    """Log that it went out. Refused while something stands open."""
    wanted = kind_of(kind)
    now = timezone.now()
    row = letter_or_404(request, case_view(request.viewer, case), wanted)
    form = SendForm(request.POST, zone=request.viewer.time_zone, now=now)
    if not form.is_valid():
        return letter_shown(request, case, wanted, send_form=form, status=422)
    if request.POST.get("after") != str(row.number):
        said = "This letter was changed meanwhile. Look at it as it is now; is this what went out?"
        return letter_shown(request, case, wanted, send_form=form, problem=said, status=409)
    found = form.cleaned_data
    try:
        send_letter(
            request.viewer,
            row,
            how=found["how"],
            to=found["to"].strip(),
            signed_by=found["signed_by"].strip(),
            confirmation=found["confirmation"].strip(),
            sent_at=found["sent_at"],
            at=now,
        )
    except (LetterOpen, StepNotPossible, ChangedMeanwhile) as error:
        return letter_shown(request, case, wanted, send_form=form, problem=for_page(str(error)), status=409)
    messages.success(request, "In the log, with the PDF as it went out.", extra_tags="good")
    return redirect(f"{reverse('letters:case', args=[case])}{_query(request)}#log")


@needs(*STAFF)
@require_POST
def answer(request: PeercallRequest, sending: UUID) -> HttpResponse:
    """It arrived, or it did not."""
    now = timezone.now()
    _, case, _ = letters.sent_file(request.viewer, sending)
    form = AnswerForm(request.POST, zone=request.viewer.time_zone, now=now)
    if not form.is_valid():
        messages.error(request, "; ".join(str(one[0]) for one in form.errors.values()), extra_tags="bad")
    else:
        found = form.cleaned_data
        letters.log_answer(
            request.viewer,
            sending,
            received=found["outcome"] == "received",
            confirmation=found["confirmation"].strip(),
            answered_at=found["answered_at"],
            at=now,
        )
        messages.success(request, "In the log.", extra_tags="good")
    return redirect(f"{reverse('letters:case', args=[case])}{_query(request)}#log")


def _query(request: PeercallRequest) -> str:
    number = request.POST.get("n", "")
    return f"?n={number}" if number.isdigit() else ""
