"""The way to the issuer of single sign-on and back."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as issuer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from peercall.web.common.access import public

log = logging.getLogger("peercall.sign_on")
#: it cannot be reached; what it says of itself is no JSON; an address is not among what it says
_NO_ANSWER = (RequestException, ValueError, KeyError)


@public
def to_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A page that goes on to the issuer by itself.

    A redirect would not arrive: the button is a form, and the content policy lets a form lead to this site alone, also
    by way of redirects.
    """
    answer = _answered(issuer.login, request, provider_id)
    if answer.status_code == 302:
        return render(request, "socialaccount/to_issuer.html", {"there": answer["Location"]})
    return answer


@public
def from_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The issuer sent the person back: signed in, or what was wrong."""
    return _answered(issuer.callback, request, provider_id)


def _answered(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view(request, provider_id)
    except _NO_ANSWER as fault:
        log.warning("the issuer does not answer as it should: %s", type(fault).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
    return answer
