"""What the layout needs on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from peercall.adapters.db.accounts import Seat
from peercall.adapters.db.review_calls import waiting_count
from peercall.adapters.db.task_counts import task_counts
from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common.page_keys import keys_of_view
from peercall.web.common.templatetags.peercall import address


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; `key` is the second key of the shortcut g + key."""

    name: str
    url_name: str
    icon: str
    key: str
    roles: tuple[Role, ...]
    side: OrganizationKind | None = None
    #: beginning of the addresses that belong to it; empty: its own address
    prefix: str = ""


_STAFF = (Role.COORDINATOR, Role.PHYSICIAN, Role.BILLER, Role.MANAGER)
_REVIEWING = (Role.REVIEWER, Role.MANAGER)
_PRACTICE, _REVIEW = OrganizationKind.PRACTICE, OrganizationKind.REVIEW_ORGANISATION
PLACES = (
    Place("Inbox", "inbox:index", "inbox", "i", _STAFF, _PRACTICE),
    Place("Work list", "worklist:index", "list", "w", _STAFF, _PRACTICE),
    Place("Calls", "calls:index", "phone", "c", _STAFF, _PRACTICE),
    Place("Tasks", "tasks:index", "check", "t", _STAFF, _PRACTICE),
    Place("Reports", "reports:index", "chart", "r", (Role.MANAGER,), _PRACTICE),
    Place("Queue", "review-queue:index", "phone", "q", _REVIEWING, _REVIEW),
    Place("Files", "review-files:index", "list", "f", _REVIEWING, _REVIEW, prefix="/review/files/"),
    Place("Intake", "review-intake:index", "inbox", "i", _REVIEWING, _REVIEW),
    Place("Figures", "review-figures:index", "chart", "r", (Role.MANAGER,), _REVIEW),
    Place("Admin", "members", "people", "a", (Role.ADMINISTRATOR,), prefix="/admin/"),
)


def places_for(seat: Seat | None, *, path: str) -> list[dict[str, Any]]:
    """The navigation of this person; a screen that is not installed is left out."""
    if seat is None:
        return []
    shown = []
    for place in PLACES:
        if not seat.viewer.has(*place.roles) or (place.side and seat.viewer.kind is not place.side):
            continue
        url = address(place.url_name)
        if not url:
            continue
        shown.append(
            {
                "name": place.name,
                "url": url,
                "icon": place.icon,
                "key": place.key,
                "here": path.startswith(place.prefix or url),
                "count": SimpleLazyObject(partial(task_counts, seat.viewer, now=timezone.now()))
                if place.url_name == "tasks:index"
                else None,
                "waiting": SimpleLazyObject(partial(waiting_count, seat.viewer))
                if place.url_name == "review-queue:index"
                else 0,
            }
        )
    return shown


def _reviews(seat: Seat | None) -> bool:
    return seat is not None and seat.viewer.kind is _REVIEW


def layout(request: HttpRequest) -> dict[str, Any]:
    """Viewer, navigation, idle time and theme for the templates."""
    seat: Seat | None = getattr(request, "seat", None)
    match = request.resolver_match
    return {
        "viewer": seat.viewer if seat else None,
        "seat": seat,
        "places": places_for(seat, path=request.path),
        "theme": seat.theme if seat else "auto",
        "search_url": address("review-files:search" if _reviews(seat) else "search"),
        "searched": "files" if _reviews(seat) else "cases",
        "page_name": (match.namespace or match.url_name) if match and match.url_name != "help" else "",
        "page_keys": keys_of_view(match.view_name) if match else None,
    }
