"""Pages everyone shares: the way home, the choice of organization, health."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db.accounts import organizations_of
from peercall.web.common.access import PeercallRequest, needs, public, signed_in
from peercall.web.common.acting import act_for
from peercall.web.common.context import places_for
from peercall.web.database import migrations_are_waiting


@needs()
@require_GET
def home(request: PeercallRequest) -> HttpResponse:
    """To the first place of this person."""
    places = places_for(request.seat, path=request.path)  # type: ignore[attr-defined]
    if not places:
        return render(request, "common/home.html")
    return redirect(places[0]["url"])


@signed_in
@require_http_methods(["GET", "POST"])
def choose_organization(request: HttpRequest) -> HttpResponse:
    """For people who work for several organizations."""
    choices = organizations_of(UUID(str(request.user.pk)))
    if request.method == "POST":
        chosen = request.POST.get("organization", "")
        if chosen not in {str(choice.id) for choice in choices}:
            raise Http404
        act_for(request, UUID(chosen))
        return redirect("home")
    return render(request, "common/choose_organization.html", {"choices": choices})


@needs()
@require_POST
def extend_session(request: PeercallRequest) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Asking is use: the middleware has noted it."""
    return HttpResponse(status=204)


@public
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's)
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's)
    """The database answers and its tables are those of this version; 503 otherwise."""
    try:
        waiting = migrations_are_waiting()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "migrations waiting" if waiting else "ok"}, status=503 if waiting else 200)


@public
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build pages; only with PEERCALL_DEBUG."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "common/styleguide.html")
