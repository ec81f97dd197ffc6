"""Members, invitations, organization, audit and jobs, for administrators."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peercall.adapters.db import invitations, jobs
from peercall.adapters.db import members as people
from peercall.adapters.db.audit import audit_page
from peercall.adapters.db.review_queries import has_files
from peercall.adapters.db.work_list import has_cases
from peercall.adapters.notify import mail_is_configured, send_mail
from peercall.application.jobs import JobState
from peercall.application.site.audit_words import action_words, detail_words
from peercall.domain.errors import NotPermitted
from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common.access import PeercallRequest, needs
from peercall.web.common.admin.forms import AuditForm, InvitationForm, OrganizationForm, RolesForm
from peercall.web.common.ids import whole
from peercall.web.common.limits import limited

administrators = needs(Role.ADMINISTRATOR)


def _link(request: PeercallRequest, path: str) -> str:
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)


@administrators
@limited("invite")
@require_http_methods(["GET", "POST"])
def members(request: PeercallRequest) -> HttpResponse:
    """Everybody here, open invitations, and the form to invite somebody."""
    viewer = request.viewer
    form = InvitationForm(request.POST if request.method == "POST" else None, kind=viewer.kind)
    link, mailed = "", False
    if request.method == "POST" and form.is_valid():
        token = invitations.invite(
            viewer, email=form.cleaned_data["email"], name=form.cleaned_data["name"], roles=form.chosen()
        )
        link = _link(request, reverse("invitation", args=[token]))
        mailed = send_mail(
            to=form.cleaned_data["email"],
            subject=f"Invitation to peercall by {viewer.organization_name}",
            text=(
                f"{viewer.name} invites you to work with {viewer.organization_name} in peercall.\n\n"
                f"Open this link within seven days; it works once:\n{link}\n"
            ),
        )
        form = InvitationForm(kind=viewer.kind)
    context = {
        "tab": "members",
        "people": people.members(viewer),
        "invitations": invitations.open_invitations(viewer),
        "form": form,
        "link": link,
        "mailed": mailed,
        "mail_is_set_up": mail_is_configured(),
        "sent": "invite" if link else "",
    }
    return render(request, "admin/members.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def member(request: PeercallRequest, user: UUID) -> HttpResponse:
    """One person's roles."""
    found = people.member(request.viewer, user=user)
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        kind=request.viewer.kind,
        initial={"roles": [role.value for role in found.roles]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.set_roles(request.viewer, user=user, roles=form.chosen())
        except NotPermitted as refused:
            form.add_error("roles", f"{refused.message.capitalize()}. {refused.remedy or ''}")
        else:
            messages.success(request, f"The roles of {found.name} are saved.", extra_tags="good")
            return redirect("members")
    return render(request, "admin/member.html", {"tab": "members", "member": found, "form": form})


@administrators
@require_POST
def member_action(request: PeercallRequest, user: UUID) -> HttpResponse:
    """Open a locked account, remove a lost second factor, or make a link for a new password."""
    found = people.member(request.viewer, user=user)
    if request.POST.get("action") == "unlock":
        people.unlock(request.viewer, user=user)
        messages.success(request, f"{found.name} can sign in again.", extra_tags="good")
    elif request.POST.get("action") == "remove-second-factor":
        people.remove_second_factor(request.viewer, user=user)
        messages.success(request, f"The second factor of {found.name} is removed.", extra_tags="good")
    elif request.POST.get("action") == "password-link":
        uid, key = people.password_link(request.viewer, user=user)
        form = RolesForm(kind=request.viewer.kind, initial={"roles": [role.value for role in found.roles]})
        link = _link(request, reverse("account_reset_password_from_key", args=[uid, key]))
        return render(request, "admin/member.html", {"tab": "members", "member": found, "form": form, "link": link})
    return redirect("member", user=user)


@administrators
@require_POST
def withdraw_invitation(request: PeercallRequest, invitation: UUID) -> HttpResponse:
    """The link works no longer."""
    invitations.withdraw(request.viewer, invitation=invitation)
    messages.success(request, "The invitation is withdrawn.", extra_tags="good")
    return redirect("members")


@administrators
@require_http_methods(["GET", "POST"])
def organization(request: PeercallRequest) -> HttpResponse:
    """What holds for everybody."""
    now = people.organization_settings(request.viewer)
    initial = {name: getattr(now, name) for name in OrganizationForm.base_fields}
    form = OrganizationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_organization(request.viewer, people.OrganizationSettings(**form.cleaned_data))
        messages.success(request, "The settings are saved.", extra_tags="good")
        return redirect("organization")
    practice = request.viewer.kind is OrganizationKind.PRACTICE
    is_empty = not (has_cases if practice else has_files)(request.viewer)
    examples = ("worklist:examples" if practice else "review-queue:examples") if is_empty else ""
    context = {"tab": "organization", "form": form, "examples": examples, "practice": practice}
    return render(request, "admin/organization.html", context)


@administrators
@require_GET
def audit(request: PeercallRequest) -> HttpResponse:
    """Who saw and changed what."""
    viewer = request.viewer
    names = {str(person.id): person.name for person in people.members(viewer)}
    form = AuditForm(request.GET or None, people=list(names.items()))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    zone = ZoneInfo(viewer.time_zone)
    since, until = wanted.get("since"), wanted.get("until")
    page = audit_page(
        viewer,
        action=wanted.get("action", ""),
        person=UUID(wanted["person"]) if wanted.get("person") else None,
        case=wanted.get("case"),
        since=datetime.combine(since, time.min, zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
        before=whole(request.GET.get("before"), most=10**18) or None,
    )
    query = request.GET.copy()
    query["before"] = str(page.older or "")
    lines = [(line, action_words(line.action), detail_words(line.details, people=names)) for line in page.lines]
    context = {"tab": "audit", "form": form, "lines": lines, "older": query.urlencode() if page.older else ""}
    return render(request, "admin/audit.html", context)


@administrators
@require_GET
def job_list(request: PeercallRequest) -> HttpResponse:
    """Background work: what waits, runs and failed."""
    open_states = (JobState.WAITING, JobState.RUNNING, JobState.FAILED)
    return render(request, "admin/jobs.html", {"tab": "jobs", "jobs": jobs.jobs_of(request.viewer, states=open_states)})


@administrators
@require_POST
def retry_job(request: PeercallRequest, job: UUID) -> HttpResponse:
    """A failed job waits anew."""
    jobs.retry(request.viewer, job=job)
    messages.success(request, "The job waits anew.", extra_tags="good")
    return redirect("jobs")
