"""The packet: chosen, made in the background, listed with what it holds, taken as a file."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from peercall.adapters.db import packets
from peercall.adapters.db.audit import change
from peercall.adapters.db.calls import record_of
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import job_by_key
from peercall.adapters.db.letters import letters_of
from peercall.application.site.packets import OrderedPacket
from peercall.bootstrap.site_packets import order_packet, packet_key, packet_plan, packet_tables
from peercall.bootstrap.site_vault import vault
from peercall.engine.record_view import standing_calls
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.cases.page import CasePage, open_case, page_query, show
from peercall.web.provider.packet.forms import PacketForm


@needs(*STAFF)
@require_http_methods(["GET", "POST"])
def case(request: PeercallRequest, case: UUID) -> HttpResponse:
    """What goes along, what is asked about, and the packets made so far."""
    page = open_case(request, case)
    made = packets.packets_of_case(request.viewer, case)
    form = _form(request, page, made)
    if request.method == "POST" and form.is_valid() and not page.is_stale:
        order_packet(request.viewer, case, number=page.number, order=form.order(), at=timezone.now())
        query = f"{page_query(page) or '?'}&stored=packet-{case}".replace("?&", "?")
        return redirect(f"{reverse('packet:case', args=[case])}{query}#made")
    context = {
        "form": form,
        "exhibits": _exhibits(form),
        "packets": [_shown(request, one) for one in made],
        "sent": request.GET.get("stored", "")[:80],
        "is_ready": bool((page.state.analysis or {}).get("brief")),
    }
    status = 422 if form.errors else 200
    return show(request, page, context, tab="packet", status=status, template="provider/packet/case.html")


def _form(request: PeercallRequest, page: CasePage, made: tuple[OrderedPacket, ...]) -> PacketForm:
    shown = page.case
    # what an earlier packet was refused for is asked about here
    asked = next((one.asked for one in made if one.number == page.number and one.asked), ())
    entries, _ = record_of(request.viewer, shown.row.id)
    return PacketForm(
        request.POST if request.method == "POST" else None,
        plan=packet_plan(request.viewer, shown, number=page.number, asked=asked),
        letters=_letters(request, page),
        has_record=bool(standing_calls(entries)),
        limits=list(packet_tables().limits.values()),
    )


def _letters(request: PeercallRequest, page: CasePage) -> list[tuple[UUID, str]]:
    """Letters written here in which nothing is open, then the PDFs of the case."""
    written = letters_of(request.viewer, page.case.row.id, number=page.number)
    ready = [(one.id, f"{one.draft.title}, version {one.number}") for one in written if not one.draft.open]
    files = [(row.id, row.name) for row in page.case.documents if row.kind == "pdf" and row.role != "denial"]
    return [*ready, *files]


def _exhibits(form: PacketForm) -> list[dict[str, Any]]:
    """Exhibits with their pages as ticks; an exhibit of which nothing is cited stays folded."""
    ticked = form.ticked()
    return [
        {
            "one": one,
            "cited": [(page, f"{place}-{page.number}", f"{place}-{page.number}" in ticked) for page in one.cited],
            "others": [(page, f"{place}-{page.number}", f"{place}-{page.number}" in ticked) for page in one.others],
        }
        for place, one in enumerate(form.plan.exhibits)
    ]


def _shown(request: PeercallRequest, one: OrderedPacket) -> dict[str, Any]:
    job = job_by_key(request.viewer, key=packet_key(one.id)) if one.made_at is None else None
    volumes = [
        {"file": file, "number": number, "url": reverse("packet:volume", args=[one.case, one.id, number])}
        for number, file in enumerate(one.files, start=1)
    ]
    return {"one": one, "job": job, "volumes": volumes}


@needs(*STAFF)
@require_GET
def progress(request: PeercallRequest, case: UUID, packet: UUID) -> HttpResponse:
    """How far the packet is, as a part of a page; the page is told when it is there."""
    one = packets.packet_of(request.viewer, case, packet)
    if one.made_at is not None:
        words = '<p class="small soft" role="status">The result is here.</p>'
        return HttpResponse(words, headers={"HX-Trigger": "peercall:worked"})
    job = job_by_key(request.viewer, key=packet_key(packet))
    context = {"progress": job, "url": reverse("packet:progress", args=[case, packet])}
    return render(request, "provider/cases/progress.html", context)


@needs(*STAFF)
@require_GET
def volume(request: PeercallRequest, case: UUID, packet: UUID, volume: int) -> HttpResponse:
    """One volume, to keep and to send."""
    case_view(request.viewer, case)
    one = packets.packet_of(request.viewer, case, packet)
    if not 1 <= volume <= len(one.files):
        raise Http404
    file = one.files[volume - 1]
    details = {"packet": str(packet), "volume": volume}
    with change(request.viewer, case=case, action="packet.downloaded", details=details):
        data = vault().get(file.vault_name)
    return _attachment(data, name=file.name, kind="application/pdf")


@needs(*STAFF)
@require_GET
def manifest(request: PeercallRequest, case: UUID, packet: UUID) -> HttpResponse:
    """Checksums of what went in and came out."""
    one = packets.packet_of(request.viewer, case, packet)
    if not one.manifest:
        raise Http404
    with change(request.viewer, case=case, action="packet.manifest-downloaded", details={"packet": str(packet)}):
        data = (json.dumps(one.manifest, indent=1) + "\n").encode()
    return _attachment(data, name="packet.manifest.json", kind="application/json")


def _attachment(data: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
