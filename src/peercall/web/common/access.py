"""Every view says who may see it; a test walks all addresses and refuses a view that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from peercall.application.viewer import Viewer
from peercall.domain.organizations import OrganizationKind, Role

View = Callable[..., HttpResponseBase]


class PeercallRequest(HttpRequest):
    """A request after `who_is_looking`: `viewer` is there on every view that `needs` guards."""

    viewer: Viewer
    htmx: Any


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a view. roles empty: everyone of the organization."""

    kind: str  # public | signed_in | member
    roles: frozenset[Role] = frozenset()
    side: OrganizationKind | None = None


def public(view: View) -> View:
    """A page for everyone."""
    cast(Any, view).access = Access("public")
    return view


def signed_in(view: View) -> View:
    """A page for every signed-in person, also one who has not chosen an organization yet."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in(request)
        return view(request, *args, **kwargs)

    cast(Any, guarded).access = Access("signed_in")
    return guarded


def needs(*roles: Role, side: OrganizationKind | None = None) -> Callable[[View], View]:
    """A page for members with one of `roles` (none named: every member).

    side: the kind of organization it belongs to; members of the other kind get 404, a missing role gets 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer: Viewer | None = getattr(request, "viewer", None)
            if viewer is None:
                return redirect("choose-organization") if request.user.is_authenticated else _sign_in(request)
            if side is not None and viewer.kind is not side:
                raise Http404
            if roles and not viewer.has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        cast(Any, guarded).access = Access("member", frozenset(roles), side)
        return guarded

    return decorate


def page_of(request: HttpRequest) -> str:
    """The page a person is on: where to go back to. What a form was sent to is no page: it is the page of the form."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came = urlsplit(request.headers.get("Referer", ""))
    if not came.path or came.netloc != request.get_host():
        return reverse("home")
    return f"{came.path}?{came.query}" if came.query else came.path


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a partial request learns it by a status the page's script understands."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"X-Peercall": "sign-in"})
    return redirect_to_login(page_of(request))
