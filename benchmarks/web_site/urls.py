"""The application's addresses with two pages beside them: an empty one, and the least a page of 50 rows can be."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path

from peercall.adapters.db.models import Case
from peercall.web.common.access import PeercallRequest, needs, public
from peercall.web.urls import urlpatterns as own

_ROWS = """<!DOCTYPE html><html lang="en"><head><title>Rows</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.member_name }}</td><td>{{ row.plan_name }}</td><td>{{ row.service }}</td><td>{{ row.stage }}</td><td>{{ row.due_at }}</td></tr>
{% endfor %}</table></body></html>"""


@cache
def _template() -> Any:
    return engines["django"].from_string(_ROWS)


@public
def empty(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Nothing but the stack: server, middleware, an empty answer."""
    return HttpResponse("<!DOCTYPE html><title>Empty</title>")


@needs()
def rows(request: PeercallRequest) -> HttpResponse:
    """Signed in, one query that an index answers, a plain template."""
    found = Case.objects.filter(organization_id=request.viewer.organization, closed_at=None).order_by("sort_at", "id")
    shown = found.values("member_name", "plan_name", "service", "stage", "due_at")[:50]
    return HttpResponse(_template().render({"rows": list(shown)}))


urlpatterns: list[URLPattern | URLResolver] = [path("bench/empty/", empty), path("bench/rows/", rows), *own]
