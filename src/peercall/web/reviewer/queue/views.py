"""The queue: calls by heading, call-backs on top; a file nobody has is taken; the examples."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.audit import viewed
from peercall.adapters.db.review_calls import waiting_callbacks
from peercall.application.review.queue import Queue
from peercall.application.review.queue_words import BothClocks, CallbackShown, both_clocks, call_shown, callback_shown
from peercall.application.review.views import FileView
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.bootstrap.site_reviews import site_queue
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role
from peercall.web.common.access import PeercallRequest
from peercall.web.common.ids import id_of
from peercall.web.reviewer.access import REVIEWING, needs

#: whose files are shown, and the count of each
WHOSE = {"mine": "Mine", "nobody": "Nobody's", "all": "Everyone's"}
MOST_AT_ONCE = 200
#: another one in every answer, so it says nothing of what is new
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@needs(*REVIEWING)
@require_GET
def index(request: PeercallRequest) -> HttpResponse:
    """The queue. ?of= whose files. The page asks again by itself, with what it knows: nothing new is 204."""
    viewer, now = request.viewer, timezone.now()
    of = _whose(viewer, request.GET.get("of", ""))
    files = _files(viewer, of)
    queue = site_queue(files, as_of=now)
    shown = [
        (key, title, lead, [call_shown(call, now=now, time_zone=viewer.time_zone) for call in calls])
        for key, title, lead, calls in _headings(queue)
    ]
    context: dict[str, Any] = {
        "of": of,
        "now": now,
        "sections": [section for section in shown if section[3]],
        "callbacks": _callbacks(viewer, of, now=now),
        "opens": _opens(queue, time_zone=viewer.time_zone, now=now),
        "viewer": viewer,
        "whose_shown": of != "mine",
        "most": review_queries.MOST if len(files) >= review_queries.MOST else 0,
    }
    html = render_to_string("reviewer/queue/live.html", context, request=request)
    digest = hashlib.sha256(_TOKEN.sub("", html).encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("known") == digest:
        return HttpResponse(status=204)
    viewed(viewer, page="review-queue", details={"files": len(files)})
    context |= {"live": html, "digest": digest}
    if request.htmx and "known" in request.GET:
        return render(request, "reviewer/queue/asks.html", context)
    counts = review_queries.file_counts(viewer)
    context |= {
        "tabs": [(key, words, counts[key]) for key, words in WHOSE.items()],
        "counts": counts,
        "may_load_examples": viewer.has(Role.MANAGER, Role.ADMINISTRATOR),
        "no_files": not counts["all"] and not review_queries.has_files(viewer),
    }
    return render(request, "reviewer/queue/index.html", context)


def _whose(viewer: Viewer, asked: str) -> str:
    """Whose files: as asked, else one's own for who reviews, everyone's for who only leads."""
    return asked if asked in WHOSE else "mine" if viewer.has(Role.REVIEWER) else "all"


def _files(viewer: Viewer, of: str) -> tuple[FileView, ...]:
    return review_queries.open_files(viewer, reviewer=viewer.user if of == "mine" else None, nobody=of == "nobody")


def _opens(queue: Queue, *, time_zone: str, now: datetime) -> BothClocks | None:
    """When the next office opens, where none can be called now."""
    window = queue.later[0].next_window if queue.later and not queue.call_now else None
    if window is None:
        return None
    zone = getattr(window.start_at.tzinfo, "key", time_zone)
    return both_clocks(window.start_at, office=zone, time_zone=time_zone, near=now)


def _callbacks(viewer: Viewer, of: str, *, now: datetime) -> list[tuple[FileView, CallbackShown]]:
    """Call-backs that wait, each with the first file it is about; also of files whose report is signed."""
    return [
        (one.files[0], callback_shown(one.id, one.body, now=now, time_zone=viewer.time_zone))
        for one in waiting_callbacks(viewer)
        if one.files and (of == "all" or (one.mine if of == "mine" else not any(file.reviewer for file in one.files)))
    ]


def _headings(queue: Queue) -> tuple[tuple[str, str, str, Any], ...]:
    return (
        ("now", "Call now", "What becomes impossible first is on top.", queue.call_now),
        ("settle", "Settle first", "These wait for something other than the hour.", queue.settle),
        ("later", "Later", "The office that opens first is on top.", queue.later),
        ("write", "Report to write", "No call is due any more.", queue.write),
    )


@needs(*REVIEWING)
@require_POST
def take(request: PeercallRequest) -> HttpResponse:
    """Files nobody has become the viewer's own."""
    chosen = list(dict.fromkeys(file for text in request.POST.getlist("file") if (file := id_of(text))))
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise StepNotPossible("no file was chosen", remedy=f"Choose up to {MOST_AT_ONCE} files.")
    views = review_queries.files_by_id(request.viewer, chosen, kinds=())
    theirs = next((view for view in views if view.reviewer not in (None, request.viewer.user)), None)
    if theirs is not None:
        raise StepNotPossible(
            f"{theirs.reviewer_name} has taken this file meanwhile", remedy="Ask for it, or choose another."
        )
    reviews.assign(request.viewer, chosen, reviewer=request.viewer.user, at=timezone.now())
    one = len(chosen) == 1
    messages.success(request, "The file is yours." if one else f"{len(chosen)} files are yours.", extra_tags="good")
    return redirect("review-queue:index")


@needs(Role.MANAGER, Role.ADMINISTRATOR)
@require_POST
def examples(request: PeercallRequest) -> HttpResponse:
    """The shipped files, once, in an organization that has none."""
    if review_queries.has_files(request.viewer):
        raise StepNotPossible("there are files here already", remedy="The examples are for an empty organization.")
    made = load_review_demo(request.viewer, at=timezone.now())
    messages.success(request, f"{len(made)} examples are here.", extra_tags="good")
    return redirect("home")
