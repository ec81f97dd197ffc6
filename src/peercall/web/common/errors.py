"""Error pages in words: what happened, what to do next. Never a value."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from peercall.application.site.page_words import for_page
from peercall.domain.errors import ChangedMeanwhile, NotPermitted, PeercallError, RecordNotFound

_STATUS: dict[type[PeercallError], int] = {RecordNotFound: 404, NotPermitted: 403, ChangedMeanwhile: 409}


def error_response(request: HttpRequest, error: PeercallError) -> HttpResponse:
    """The page (or, for a part of a page, the sentence alone) for an error a person can mend."""
    status = _STATUS.get(type(error), 400)
    if status == 404:
        return not_found(request)
    if getattr(request, "htmx", False):
        return HttpResponse(
            render_to_string("parts/alert.html", {"tone": "bad", "text": _capital(for_page(str(error)))}),
            status=status,
            headers={"X-Peercall": "error"},
        )
    what = PeercallError(error.message, where=error.where)
    context = {"status": status, "sentence": _capital(for_page(str(what))), "remedy": for_page(error.remedy or "")}
    return render(request, "errors/error.html", context, status=status)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's)
    """400."""
    return _page(request, 400, "This request could not be understood.", "Go back and try once more.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's)
    """403."""
    return _page(
        request, 403, "Your role does not include this page.", "Ask an administrator of your organization for the role."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's)
    """404: there is nothing here, or it is not yours; the answer is the same."""
    return _page(request, 404, "There is no such page here.", "The link may be old, or belong to another organization.")


def no_page(request: HttpRequest) -> HttpResponse:
    """405: an address forms are sent to was opened by itself."""
    return _page(
        request, 405, "There is nothing to look at here.", "Go back to the page you came from; what you typed is kept."
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database."""
    number = getattr(request, "id", "")
    return HttpResponse(render_to_string("errors/500.html", {"request_id": number}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's)
    """403 when a form is too old or was sent from elsewhere."""
    return _page(
        request, 403, "This form is no longer valid.", "Go back, reload the page and send it once more; text is kept."
    )


def _page(request: HttpRequest, status: int, sentence: str, remedy: str) -> HttpResponse:
    context = {"status": status, "sentence": sentence, "remedy": remedy}
    return render(request, "errors/error.html", context, status=status)
