"""For which organization a session acts. A person of two organizations may have pages of both open at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

#: session keys: the organization, and the form token of each that was left
ORGANIZATION, _TOKENS = "organization", "form_tokens"


def act_for(request: HttpRequest, organization: UUID | None) -> None:
    """From here on the session acts for this organization; None: for none until one is chosen.

    Each organization has a form token of its own, so that what a page of one sends is refused while the session acts for
    another, and taken again when it is back: a chart dropped on an older page never lands with the other organization.
    """
    before = request.session.get(ORGANIZATION)
    after = str(organization) if organization is not None else None
    if before == after:
        return
    if before is not None:
        tokens: dict[str, str] = dict(request.session.get(_TOKENS, {}))
        if token := request.META.get("CSRF_COOKIE"):
            tokens[before] = token
        rotate_token(request)
        if after in tokens:
            request.META["CSRF_COOKIE"] = tokens[after]
        request.session[_TOKENS] = tokens
    request.session[ORGANIZATION] = after
