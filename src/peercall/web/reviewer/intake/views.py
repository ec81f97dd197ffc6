"""Files for review come in, and what became of each row is told."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.audit import change, viewed
from peercall.application.report_cases import as_text
from peercall.application.review.views import ImportSource, RowError, RowNote
from peercall.bootstrap.site_review_intake import LARGEST, ReviewDesk
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.web.common.access import PeercallRequest
from peercall.web.common.limits import limited
from peercall.web.reviewer.access import REVIEWING, needs
from peercall.web.reviewer.intake.forms import FileForm, UploadForm

#: session key: the form that was taken, so that its text does not come back
_SENT = "review-intake-sent"
#: what one row of each kind is called
ROWS = {ImportSource.API: "File", ImportSource.FHIR: "Request"}
#: rows of a kind that the page shows; the table has all
MOST_ROWS = 500
#: what came in, where it has no name
KINDS = {
    ImportSource.FORM: "Typed by hand",
    ImportSource.CSV: "A table",
    ImportSource.API: "JSON",
    ImportSource.FHIR: "FHIR requests",
    ImportSource.DEMO: "Examples",
}


@needs(*REVIEWING)
@limited("upload")
@require_http_methods(["GET", "POST"])
def index(request: PeercallRequest) -> HttpResponse:
    """What came in lately, and the door for the next file."""
    desk = ReviewDesk(request.viewer, timezone.now())
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        if sent.size > LARGEST:
            form.add_error("file", f"The file is larger than {LARGEST >> 20} MB. Send it in several files.")
        else:
            try:
                taken = desk.receive(sent.read(), name=sent.name or "", choices=form.choices())
            except (DocumentUnreadable, InputTooLarge) as error:
                form.add_error("file", f"Nothing was taken in: {error.message}. {error.remedy or ''}".strip())
            else:
                request.session[_SENT] = "review-intake"
                return redirect("review-intake:batch", taken.batch)
    viewed(request.viewer, page="review_intake")
    return render(
        request,
        "reviewer/intake/index.html",
        {
            "form": form,
            "clients": desk.clients(),
            "imports": [
                {
                    "taken": one,
                    "what": one.name or KINDS[one.source],
                    "refused": len({error.row for error in one.errors}),
                }
                for one in review_queries.imports(request.viewer)
            ],
            "largest_mb": LARGEST >> 20,
        },
        status=400 if form.is_bound else 200,
    )


@needs(*REVIEWING)
@limited("upload")
@require_http_methods(["GET", "POST"])
def new(request: PeercallRequest) -> HttpResponse:
    """One file typed by hand."""
    desk = ReviewDesk(request.viewer, timezone.now())
    form = FileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        faults = desk.check_typed(values).faults
        if not faults:
            taken = desk.take_typed(values)
            if taken.files:
                messages.success(request, "The file is in the queue.", extra_tags="good")
            request.session[_SENT] = "review-file"
            return redirect("review-intake:batch", taken.batch)
        form.show((fault.field.value if fault.field else "", fault.text) for fault in faults)
    return render(
        request,
        "reviewer/intake/new.html",
        {"form": form, "clients": desk.clients(), "mend": _mend(form)},
        status=400 if form.is_bound else 200,
    )


def _mend(form: FileForm) -> str:
    """Which fields are to be mended, said on top of a page that is longer than a screen."""
    if not form.is_bound or not form.errors:
        return ""
    labels = [str(form.fields[name].label) for name in form.fields if name in form.errors]
    return f"Nothing is stored yet. Look at: {', '.join(labels)}." if labels else "Nothing is stored yet."


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one row."""

    row: int
    reference: str
    sentences: tuple[str, ...]


def _by_row(told: Iterable[RowError | RowNote]) -> list[_Told]:
    """In the order of the rows; those of the whole (row 0) are left out."""
    grouped = groupby(sorted(told, key=lambda one: one.row), key=lambda one: (one.row, one.reference))
    return [
        _Told(row, reference, tuple(one.what if isinstance(one, RowError) else one.text for one in some))
        for (row, reference), some in grouped
        if row
    ]


@needs(*REVIEWING)
@require_GET
def batch(request: PeercallRequest, batch: UUID) -> HttpResponse:
    """What one import led to, row by row."""
    taken = review_queries.import_of(request.viewer, batch)
    refused, notes = _by_row(taken.errors), _by_row(taken.notes)
    files = review_queries.files_by_id(request.viewer, taken.files[: review_queries.MOST], kinds=())
    viewed(request.viewer, page="review_import", details={"batch": str(batch)})
    return render(
        request,
        "reviewer/intake/batch.html",
        {
            "taken": taken,
            "sent": request.session.pop(_SENT, ""),
            "files": files,
            "without_zone": [one for one in files if one.file.zone is None],
            "row_word": ROWS.get(taken.source, "Row"),
            "refused": refused[:MOST_ROWS],
            "refused_count": len(refused),
            "notes": notes[:MOST_ROWS],
            "notes_count": len(notes),
            "whole": [note.text for note in taken.notes if not note.row],
        },
    )


@needs(*REVIEWING)
@require_GET
def rows(request: PeercallRequest, batch: UUID) -> HttpResponse:
    """Every row that was not taken, and every note, as a table for a spreadsheet."""
    with change(request.viewer, action="review.import_exported", details={"batch": str(batch)}):
        taken = review_queries.import_of(request.viewer, batch)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="import-rows.csv"'
    lines = csv.writer(answer)
    lines.writerow(("row", "reference", "taken", "what", "field"))
    lines.writerows((one.row, as_text(one.reference), "no", as_text(one.what), one.field) for one in taken.errors)
    lines.writerows((one.row, as_text(one.reference), "yes", as_text(one.text), "") for one in taken.notes if one.row)
    return answer


@needs(*REVIEWING)
@require_POST
def take(request: PeercallRequest, batch: UUID, file: UUID) -> HttpResponse:
    """What the client sent otherwise counts from here on."""
    reviews.take_change(request.viewer, batch, file=file, at=timezone.now())
    messages.success(request, "What was sent now counts. It stands in the file's log.", extra_tags="good")
    return redirect("review-intake:batch", batch)
