"""Tokens for clients' systems: the administrator makes and revokes them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from peercall.adapters.db import review_tokens
from peercall.bootstrap.site_review_intake import ReviewDesk
from peercall.domain.organizations import Role
from peercall.web.common.access import PeercallRequest
from peercall.web.common.limits import limited
from peercall.web.reviewer.access import needs
from peercall.web.reviewer.intake.forms import TokenForm


@needs(Role.ADMINISTRATOR)
@limited("invite")
@require_http_methods(["GET", "POST"])
def index(request: PeercallRequest) -> HttpResponse:
    """The tokens of the organization, and the form for a new one, which is shown once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = ""
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        made = review_tokens.make_token(
            request.viewer, name=form.cleaned_data["name"], client=form.cleaned_data["client"], at=now
        )
        form = TokenForm()
    return render(
        request,
        "reviewer/intake/tokens.html",
        {
            "tab": "tokens",
            "form": form,
            "made": made,
            "clients": ReviewDesk(request.viewer, now).clients(),
            "tokens": review_tokens.tokens(request.viewer),
            "door": request.build_absolute_uri(reverse("review-intake:api")),
        },
    )


@needs(Role.ADMINISTRATOR)
@require_POST
def revoke(request: PeercallRequest, token: UUID) -> HttpResponse:
    """The token opens nothing any longer."""
    review_tokens.revoke_token(request.viewer, token=token, at=timezone.now())
    messages.success(request, "The token is revoked.", extra_tags="good")
    return redirect("review-intake:tokens")
