"""A document beside what was read from it: the page itself, the words, and the place a statement stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db.audit import viewed
from peercall.adapters.db.case_queries import case_view, document_shown
from peercall.application.site.places import Place, place_at, places_of
from peercall.application.site.views import DocumentRow
from peercall.bootstrap.document_pages import sheet_png
from peercall.bootstrap.site_files import WORKERS, Desk
from peercall.bootstrap.site_vault import vault
from peercall.domain.errors import DocumentLocked, RecordNotFound
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import whole
from peercall.web.common.limits import limited
from peercall.web.provider.access import STAFF, needs

#: what a browser may show inside our own pages; everything else is only handed out as a download
INLINE = {"pdf": "application/pdf"}
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
#: a bundle longer than this is not searched for the resource a statement names
MAX_JSON = 20 * 1024 * 1024


@needs(*STAFF)
@require_GET
@xframe_options_sameorigin
def view(request: PeercallRequest, document: UUID) -> HttpResponse:
    """The document. ?page= from 1, ?from= a reference (application/site/places.py), ?n= the determination, ?inside=1 for
    use inside another page."""
    return _page(request, document)


def _page(request: PeercallRequest, document: UUID, *, refused: str = "") -> HttpResponse:
    """refused: why a password was not taken."""
    row, stored = document_shown(request.viewer, document)
    ref, number, page = request.GET.get("from", ""), _whole(request.GET.get("n"), 1), _whole(request.GET.get("page"), 0)
    pages: list[dict[str, Any]] = json.loads(vault().get(stored.text_vault_name)) if stored.text_vault_name else []
    places = place_at(row.id, pages, ref=ref) or _places(request, row, ref=ref, number=number)
    shown = page or next((place.page for place in places if place.page), None) or 1
    shown = max(1, min(shown, len(pages) or row.pages or 1))
    data = vault().get(stored.vault_name) if row.kind not in INLINE or row.state == "failed" else b""
    picture = _picture_type(data)
    viewed(request.viewer, page="document", case=row.case, details={"document": str(document), "page": shown})
    context = {
        "document": row,
        "quotes": places,
        "page": shown,
        "pages": pages,
        "here": next((one for one in pages if one["number"] == shown), None),
        "number": number,
        "ref": ref,
        "inside": request.GET.get("inside") == "1",
        "is_locked": row.kind == "pdf" and row.state == "failed" and b"/Encrypt" in data,
        "refused": refused,
        "may_unlock": request.viewer.has(*WORKERS),
        "is_pdf": row.kind == "pdf",
        "is_picture": bool(picture) or row.kind == "image",
        "sheet": reverse("documents:sheet", args=[document, shown])
        if row.kind == "image" and not picture
        else reverse("documents:file", args=[document]),
        "resources": _resources(data, places) if row.kind in {"fhir_json", "fhir_ndjson"} else [],
        "data": {
            "page": shown,
            "places": [
                {**{key: value for key, value in asdict(place).items() if key != "document"}} for place in places
            ],
            "boxes": _boxes(pages, places, page=shown),
        },
    }
    return render(request, "provider/documents/view.html", context, status=422 if refused else 200)


def _places(request: PeercallRequest, row: DocumentRow, *, ref: str, number: int) -> tuple[Place, ...]:
    if not ref or row.case is None:
        return ()
    found = places_of(case_view(request.viewer, row.case), ref=ref, number=number)
    return tuple(place for place in found if place.document == row.id)


def _whole(text: str | None, default: int) -> int:
    return whole(text, default, most=99_999)


def _boxes(pages: list[dict[str, Any]], places: tuple[Place, ...], *, page: int) -> list[list[float]]:
    """Boxes of the recognised words a statement quotes, as fractions of the page; none on pages with text of their own."""
    words = next((one.get("words") or [] for one in pages if one["number"] == page), [])
    out = []
    for place in places:
        if place.page == page and place.start is not None and place.end is not None:
            out += [word[2:6] for word in words if word[0] < place.end and word[1] > place.start]
    return out


def _resources(data: bytes, places: tuple[Place, ...]) -> list[dict[str, str]]:
    """The coded resources a statement rests on, as they stand in the file."""
    wanted = {place.resource for place in places if place.resource}
    if not wanted or len(data) > MAX_JSON:
        return []
    found: list[dict[str, str]] = []
    for text in data.splitlines() if data.lstrip()[:1] == b"{" and b"\n{" in data else [data]:
        try:
            top = json.loads(text)
        except (ValueError, RecursionError):
            continue
        entries = top.get("entry") if isinstance(top, dict) else None
        for resource in (
            [one.get("resource") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else [top]
        ):
            if isinstance(resource, dict) and f"{resource.get('resourceType')}/{resource.get('id')}" in wanted:
                name = f"{resource['resourceType']}/{resource['id']}"
                found.append({"name": name, "text": json.dumps(resource, indent=1, ensure_ascii=False)[:20_000]})
    return found


def _picture_type(data: bytes) -> str | None:
    return next((kind for start, kind in PICTURES.items() if data.startswith(start)), None)


@needs(*STAFF)
@require_GET
@xframe_options_sameorigin
def file(request: PeercallRequest, document: UUID) -> HttpResponse:
    """The bytes, for our own viewer: PDF and pictures only."""
    row, stored = document_shown(request.viewer, document)
    data = vault().get(stored.vault_name)
    kind = INLINE.get(row.kind) or _picture_type(data)
    if kind is None:
        return _attachment(row, data)
    viewed(request.viewer, page="document-file", case=row.case, details={"document": str(document)})
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@needs(*STAFF)
@require_GET
@xframe_options_sameorigin
def sheet(request: PeercallRequest, document: UUID, number: int) -> HttpResponse:
    """One sheet of a picture file that browsers do not show (a fax as TIFF) as a PNG, drawn in the process that reads."""
    row, stored = document_shown(request.viewer, document)
    if row.kind != "image" or not 0 < number <= (row.pages or 1):
        raise RecordNotFound("there is no such page", remedy="Go back to the document.")
    data = sheet_png(vault().get(stored.vault_name), number=number, name="the file")
    viewed(request.viewer, page="document-file", case=row.case, details={"document": str(document), "page": number})
    response = HttpResponse(data, content_type="image/png")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@needs(*WORKERS)
@limited("unlock")
@require_POST
@sensitive_post_parameters("password")
def unlock(request: PeercallRequest, document: UUID) -> HttpResponse:
    """Take the lock off a PDF by its password, which is used once and kept nowhere; then it is read again."""
    password = request.POST.get("password", "")
    try:
        if not password:
            raise DocumentLocked("no password was typed")
        Desk(request.viewer, timezone.now()).unlock(document, password=password)
    except DocumentLocked:
        return _page(
            request, document, refused="This password does not open the file." if password else "Type the password."
        )
    messages.success(request, "The lock is off. The file is being read.", extra_tags="good")
    return redirect("documents:view", document=document)


@needs(*STAFF)
@require_GET
def download(request: PeercallRequest, document: UUID) -> HttpResponse:
    """The file as it came, to keep; never opened by the browser."""
    row, stored = document_shown(request.viewer, document)
    viewed(request.viewer, page="document-download", case=row.case, details={"document": str(document)})
    return _attachment(row, vault().get(stored.vault_name))


def _attachment(row: DocumentRow, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    ending = row.name.rpartition(".")[2]
    response["Content-Disposition"] = f'attachment; filename="document.{ending if ending.isalnum() else "bin"}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
