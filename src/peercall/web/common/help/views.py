"""The help page of the person who asks, for one role at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from peercall.adapters.db.members import administrators
from peercall.application.site.time_left import TimeLeft, time_left
from peercall.web.common.access import PeercallRequest, needs
from peercall.web.common.help.words import HELP, PAGES, roles_told
from peercall.web.common.page_keys import KEYS

#: ends of the clocks shown, in days from today, with what the color says
_SHOWN = ((-1, "is over"), (0, "today, or within a day"), (3, "within three days"), (12, "later than that"))


@needs()
@require_GET
def help_page(request: PeercallRequest) -> HttpResponse:
    """What each page is for, its keys, what a clock's color means, whom to ask. ?for= names one of one's own roles."""
    viewer = request.viewer
    roles = roles_told(viewer.kind, viewer.roles)
    wanted = request.GET.get("for", "")
    role = next((one for one in roles if one.value == wanted), roles[0])
    told = HELP[viewer.kind][role]
    context = {
        "role": role,
        "roles": roles if len(roles) > 1 else (),
        "told": told,
        "pages": [PAGES[key] for key in told.pages],
        "groups": [KEYS[key] for key in told.keys],
        "clocks": _clocks(viewer.time_zone) if told.keys else (),
        "administrators": administrators(viewer),
    }
    return render(request, "common/help.html", context)


def _clocks(zone: str) -> list[tuple[TimeLeft, str]]:
    """A clock of each color, as the pages show them today, with what it means."""
    now = timezone.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    return [
        (
            time_left(
                datetime.combine(today + timedelta(days=days + 1), time.min, tzinfo=ZoneInfo(zone)),
                now=now,
                time_zone=zone,
                is_day=True,
            ),
            meaning,
        )
        for days, meaning in _SHOWN
    ]
