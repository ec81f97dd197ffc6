"""How often one may ask; the numbers are in the settings (ACCOUNT_RATE_LIMITS)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponseBase

from peercall.web.common.access import View


def limited(action: str, *, reads: bool = False) -> Callable[[View], View]:
    """Each POST counts, with `reads` each GET too; too many answer 429. Put it under `needs`, which it leaves in force."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user if request.user.is_authenticated else None
            counts = request.method == "POST" or reads
            if counts and not consume(request, app="allauth.account", action=action, user=user, limit_get=reads):
                answer: HttpResponseBase = respond_429(request)
                return answer
            return view(request, *args, **kwargs)

        return counted

    return decorate
