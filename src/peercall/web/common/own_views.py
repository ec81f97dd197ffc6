"""What concerns one person: accepting an invitation, the profile, the progress of a job."""

from __future__ import annotations

from uuid import UUID

from allauth.account.views import password_reset
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from peercall.adapters.db import invitations, jobs
from peercall.adapters.db import members as people
from peercall.adapters.notify import mail_is_configured
from peercall.domain.errors import RecordNotFound
from peercall.web.common.access import PeercallRequest, needs, public, signed_in
from peercall.web.common.acting import act_for
from peercall.web.common.admin.forms import AcceptForm, ProfileForm
from peercall.web.common.limits import limited


@public
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Asks for the address a link is mailed to; where no mail server is set up, says whom to ask instead."""
    if not mail_is_configured():
        return render(request, "account/password_reset_no_mail.html")
    answer: HttpResponse = password_reset(request)
    return answer


@public
@limited("accept_invitation")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A new person chooses a password; somebody with an account signs in first and then accepts."""
    try:
        offer = invitations.invitation_of(token)
    except RecordNotFound:
        return render(request, "common/invitation_gone.html", status=404)
    if request.user.is_authenticated or offer.account_exists:
        return _accept_as(request, token=token, offer=offer)
    person = get_user_model()(email=offer.email)
    form = AcceptForm(request.POST if request.method == "POST" else None, person=person, initial={"name": offer.name})
    if request.method == "POST" and form.is_valid():
        invitations.accept_with_new_account(
            token, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
        user = authenticate(request, email=offer.email, password=form.cleaned_data["password"])
        if user is not None:
            login(request, user)
        return redirect("home")
    return render(request, "common/invitation.html", {"offer": offer, "form": form})


def _accept_as(request: HttpRequest, *, token: str, offer: invitations.InvitationShown) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    mine = str(getattr(request.user, "email", "")) == offer.email
    if request.method == "POST" and mine:
        chosen = invitations.accept_as(token, user=UUID(str(request.user.pk)))
        act_for(request, chosen)
        return redirect("home")
    return render(request, "common/invitation_for_account.html", {"offer": offer, "mine": mine})


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, zone, theme."""
    user = UUID(str(request.user.pk))
    now = people.profile(user)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={"name": now.name, "time_zone": now.time_zone, "theme": now.theme, "task_mails": now.task_mails},
    )
    if request.method == "POST" and form.is_valid():
        people.change_profile(user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.", extra_tags="good")
        return redirect("profile")
    return render(request, "common/profile.html", {"form": form, "profile": now})


@signed_in
@require_GET
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """The organization asks for a second factor: how to set one up."""
    return render(request, "common/second_factor_needed.html")


@needs()
@require_GET
def job(request: PeercallRequest, job: UUID) -> HttpResponse:
    """The progress of a job, as a part of a page."""
    return render(
        request,
        "parts/progress.html",
        {"progress": jobs.job_progress(request.viewer, job=job), "url": reverse("job", args=[job])},
    )
