"""The door for a client's system: files for review by a token, answered row by row. It takes in and shows nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from peercall.adapters.db.review_queries import files_by_id
from peercall.adapters.db.review_tokens import TokenBearer, bearer_of
from peercall.application.review.views import Taken
from peercall.bootstrap.site_review_intake import LARGEST, ReviewDesk
from peercall.domain.errors import InputTooLarge, PeercallError
from peercall.web.common.access import public
from peercall.web.reviewer.intake.forms import ChoicesForm

_REALM = {"WWW-Authenticate": 'Bearer realm="peercall"'}


@public
@csrf_exempt
def files(request: HttpRequest) -> JsonResponse:
    """Take in the files of the body: JSON, a FHIR request bundle, or a table. What rows do not say may be said in the
    query, by the names of ChoicesForm. The same file sent again is the same file. Every answer is JSON."""
    if request.method != "POST":
        return _refused(405, "files are sent here with POST; nothing can be read", headers={"Allow": "POST"})
    now = timezone.now()
    given = request.headers.get("Authorization", "")
    if not _within(request, "review_api_door", key=None):
        return _refused(429, "too many requests from this address; wait a minute")
    bearer = bearer_of(given[7:].strip(), at=now) if given[:7].casefold() == "bearer " else None
    if bearer is None:
        return _refused(401, "the token is missing, unknown or revoked", headers=_REALM)
    if not _within(request, "review_api", key=str(bearer.id)):
        return _refused(429, "too many requests with this token; wait a minute")
    return _taken(request, bearer, desk=ReviewDesk(bearer.viewer, now))


def _within(request: HttpRequest, action: str, *, key: str | None) -> bool:
    return bool(consume(request, app="allauth.account", action=action, key=key))


def _taken(request: HttpRequest, bearer: TokenBearer, *, desk: ReviewDesk) -> JsonResponse:
    form = ChoicesForm({**request.GET.dict(), **({"client": bearer.client} if bearer.client else {})})
    if not form.is_valid():
        return _refused(400, f"the query's {', '.join(sorted(form.errors))} cannot be read")
    data = request.read(LARGEST + 1)
    try:
        taken = desk.receive(data, name="", choices=form.choices())
    except InputTooLarge as error:
        return _refused(413, str(error))
    except PeercallError as error:
        return _refused(400, str(error))
    status = 200 if taken.files or taken.known or not taken.errors else 422
    return JsonResponse(_told(taken, desk=desk), status=status)


def _told(taken: Taken, *, desk: ReviewDesk) -> dict[str, Any]:
    """taken: the new files. known: how many were here already. changed: of those, what was sent otherwise; it is not
    taken over by itself. refused: rows with why. notes: what was read in one of several ways."""
    references = {one.id: one.reference for one in files_by_id(desk.viewer, taken.files, kinds=())}
    refused = groupby(taken.errors, key=lambda one: (one.row, one.reference))
    return {
        "import": str(taken.batch),
        "taken": [{"file": str(one), "reference": references.get(one, "")} for one in taken.files],
        "known": taken.known,
        "changed": [
            {
                "file": str(one.file),
                "reference": one.reference,
                "row": one.row,
                "differences": [
                    {"field": part.field, "kept": part.before, "sent": part.now} for part in one.differences
                ],
            }
            for one in taken.changes
        ],
        "refused": [
            {
                "row": row,
                "reference": reference,
                "why": [{"field": one.field, "sentence": one.what} for one in some],
            }
            for (row, reference), some in refused
        ],
        "notes": [{"row": one.row, "reference": one.reference, "sentence": one.text} for one in taken.notes],
    }


def _refused(status: int, sentence: str, *, headers: Mapping[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=dict(headers or {}))
