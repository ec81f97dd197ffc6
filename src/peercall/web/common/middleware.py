"""Between the server and the views: the log line, who is looking, errors in words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
from uuid import UUID, uuid4

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from peercall.adapters.db.accounts import Seat, organizations_of, seat_of
from peercall.domain.errors import PeercallError
from peercall.web.common.access import page_of
from peercall.web.common.acting import ORGANIZATION, act_for
from peercall.web.common.errors import bad_request, error_response, no_page

log = logging.getLogger("peercall.web")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

_PROBES = ("/healthz", "/readyz")
#: addresses that work before a second factor is set up
_WITHOUT_SECOND_FACTOR = (
    "/accounts/",
    "/second-factor/",
    "/organization/choose/",
    "/session/extend/",
    *_PROBES,
    settings.STATIC_URL,
)
#: not faults: each has its own answer
_ANSWERED = (Http404, PermissionDenied, SuspiciousOperation, ImmediateHttpResponse, ReauthenticationRequired)
#: session key
SEEN = "seen"


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request: its id, the view's name, the user's id, status and milliseconds. No path, no query."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.id = uuid4().hex[:12]  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = get_response(request)
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        if not request.path_info.startswith(settings.STATIC_URL):
            seat: Seat | None = getattr(request, "seat", None)
            log.info(
                "request=%s user=%s view=%s %s status=%d ms=%.0f",
                request.id,  # type: ignore[attr-defined]
                seat.viewer.user if seat else "-",
                request.resolver_match.view_name if request.resolver_match else "-",
                request.method,
                response.status_code,
                (time.perf_counter() - begun) * 1000,
            )
        return response

    return middleware


def probes(get_response: GetResponse) -> GetResponse:
    """Whoever asks whether the process lives may ask by any name: a load balancer knows this machine by its number."""
    own = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info in _PROBES:
            request.META["HTTP_HOST"] = own
        return get_response(request)

    return middleware


def who_is_looking(get_response: GetResponse) -> GetResponse:
    """Sets `request.viewer` and `request.seat` (both None without a member), ends idle sessions, keeps pages private."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.seat = None  # type: ignore[attr-defined]
        request.viewer = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            seat = _seat(request)
            request.seat = seat  # type: ignore[attr-defined]
            request.viewer = seat.viewer if seat else None  # type: ignore[attr-defined]
            if _idle(request, minutes=seat.idle_minutes if seat else 30):
                logout(request)
                if getattr(request, "htmx", False):
                    return HttpResponse(status=401, headers={"X-Peercall": "sign-in"})
                return redirect_to_login(page_of(request))
        response = get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL) and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def second_factor(get_response: GetResponse) -> GetResponse:
    """Where the organization requires a second factor, nothing else comes before setting one up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        seat: Seat | None = getattr(request, "seat", None)
        if seat is None or not seat.mfa_required or request.path_info.startswith(_WITHOUT_SECOND_FACTOR):
            return get_response(request)
        if is_mfa_enabled(request.user):
            return get_response(request)
        if getattr(request, "htmx", False):
            return HttpResponse(status=401, headers={"X-Peercall": "sign-in"})
        return redirect("second-factor-needed")

    return middleware


def _seat(request: HttpRequest) -> Seat | None:
    """The person's place in the chosen organization; the only one is chosen by itself, but never by what a form sends."""
    user = UUID(str(request.user.pk))
    chosen = request.session.get(ORGANIZATION)
    if chosen and (seat := seat_of(user, organization=UUID(chosen))):
        return seat
    if chosen:
        act_for(request, None)
        if request.method not in {"GET", "HEAD"}:
            return None
    choices = organizations_of(user)
    if len(choices) != 1:
        return None
    act_for(request, choices[0].id)
    return seat_of(user, organization=choices[0].id)


def _idle(request: HttpRequest, *, minutes: int) -> bool:
    """The session lay still longer than `minutes`. What the page asks for by itself does not count as use."""
    now = int(time.time())
    seen = request.session.get(SEEN)
    if seen is not None and now - seen > minutes * 60:
        return True
    by_itself = request.headers.get("X-Peercall-Background") == "1"
    if seen is None or (not by_itself and now - seen >= 30):
        request.session[SEEN] = now
    return False


def body_size(get_response: GetResponse) -> GetResponse:
    """Refuses a body larger than any file may be before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.LARGEST_BODY:
            if request.path.startswith("/api/"):
                return JsonResponse({"error": "the file is too large"}, status=413)
            return HttpResponse("The file is too large.\n", status=413, content_type="text/plain")
        return get_response(request)

    return middleware


class ErrorsForPeople:
    """A PeercallError becomes a page with its sentence; anything else is logged by type and place, without values."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; an address that only takes what a form sends has a page in words for those who open it."""
        response = self.get_response(request)
        opened = request.method == "GET" and not getattr(request, "htmx", False)
        is_data = response.get("Content-Type", "").startswith("application/json")
        if response.status_code == 405 and opened and not is_data and request.accepts("text/html"):
            page = no_page(request)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page for this error, or None for Django's own handling."""
        if isinstance(exception, PeercallError):
            return error_response(request, exception)
        if settings.DEBUG or isinstance(exception, _ANSWERED):
            return None
        frames = extract_tb(exception.__traceback__)
        place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
        log.error("request=%s %s at %s", getattr(request, "id", "-"), type(exception).__name__, place)
        # a value no column takes (a NUL, a number past its bounds): nothing was stored, and the sender can mend it
        return bad_request(request) if isinstance(exception, DataError) else None
