"""How often one may ask; the numbers are in the settings (ACCOUNT_RATE_LIMITS)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponseBase

from peercall.web.common.access import View


def limited(action: str) -> Callable[[View], View]:
    """Each POST counts; too many answer 429. Put it under `needs`, which it leaves in force."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user if request.user.is_authenticated else None
            if request.method == "POST" and not consume(request, action=action, user=user):
                answer: HttpResponseBase = respond_429(request)
                return answer
            return view(request, *args, **kwargs)

        return counted

    return decorate
