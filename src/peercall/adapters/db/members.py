"""The people of an organization, for its administrators; and what each person sets for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import transaction

from peercall.adapters.db.accounts import password_token, user_id_by_email
from peercall.adapters.db.audit import change, worked
from peercall.adapters.db.invitations import withdraw_those_by
from peercall.adapters.db.models import Membership, Organization, User
from peercall.application.viewer import Viewer
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import ROLES_BY_KIND, Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organization. roles: the active ones; empty: deactivated here."""

    id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    second_factor: bool
    last_login: datetime | None

    @property
    def active(self) -> bool:
        """Can act for the organization."""
        return bool(self.roles)


def members(viewer: Viewer) -> list[Member]:
    """Everybody who has or had a role, by name."""
    found: dict[UUID, list[Membership]] = {}
    rows = Membership.objects.filter(organization_id=viewer.organization).select_related("user")
    for row in rows.order_by("user__name", "user_id", "role"):
        found.setdefault(row.user_id, []).append(row)
    secured = set(
        Authenticator.objects.filter(user_id__in=found)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        Member(
            id=user,
            name=rows_of[0].user.name,
            email=rows_of[0].user.email,
            roles=tuple(role for role in ROLES_BY_KIND[viewer.kind] if role.value in _active(rows_of)),
            second_factor=user in secured,
            last_login=rows_of[0].user.last_login,
        )
        for user, rows_of in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can act for the organization."""

    id: UUID
    name: str


def people(viewer: Viewer, *, roles: Iterable[Role]) -> list[Person]:
    """Those with an active role among `roles`, by name."""
    rows = Membership.objects.filter(
        organization_id=viewer.organization, is_active=True, role__in=[role.value for role in roles]
    )
    return [
        Person(*row) for row in rows.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct()
    ]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to."""

    name: str
    email: str


def administrators(viewer: Viewer) -> list[Contact]:
    """Who looks after accounts here, by name; everybody of the organization may know."""
    rows = Membership.objects.filter(
        organization_id=viewer.organization, is_active=True, role=Role.ADMINISTRATOR.value, user__is_active=True
    )
    return [Contact(*row) for row in rows.order_by("user__name", "user_id").values_list("user__name", "user__email")]


def _active(rows: Iterable[Membership]) -> set[str]:
    return {row.role for row in rows if row.is_active}


def member(viewer: Viewer, *, user: UUID) -> Member:
    """One person. Raises RecordNotFound."""
    for found in members(viewer):
        if found.id == user:
            return found
    raise RecordNotFound("there is no such person")


def set_roles(viewer: Viewer, *, user: UUID, roles: Iterable[Role]) -> None:
    """Exactly these roles; none: deactivated here. The organization keeps at least one administrator.

    Raises NotPermitted, RecordNotFound.
    """
    wanted = set(roles)
    _administrator(viewer)
    if not wanted <= set(ROLES_BY_KIND[viewer.kind]):
        raise NotPermitted("these roles cannot be given here", remedy="Choose among the roles shown.")
    with change(
        viewer,
        action="member.roles",
        details={"user": str(user), "roles": sorted(role.value for role in wanted)},
    ):
        rows = Membership.objects.select_for_update().filter(organization_id=viewer.organization)
        mine = [row for row in rows if row.user_id == user]
        if not mine:
            raise RecordNotFound("there is no such person")
        others = any(row.role == Role.ADMINISTRATOR.value and row.is_active and row.user_id != user for row in rows)
        if Role.ADMINISTRATOR not in wanted and not others:
            raise NotPermitted(
                "this is the only administrator", remedy="Give the role to somebody else first, then take it away here."
            )
        known = {row.role: row for row in mine}
        for role in wanted - {Role(name) for name in known}:
            Membership.objects.create(user_id=user, organization_id=viewer.organization, role=role.value)
        for row in mine:
            active = Role(row.role) in wanted
            if row.is_active != active:
                row.is_active = active
                row.save(update_fields=["is_active"])
        if Role.ADMINISTRATOR not in wanted:
            # who is let go leaves no door open behind
            withdraw_those_by(viewer, user=user)


def unlock(viewer: Viewer, *, user: UUID) -> None:
    """Sign-in is open again after too many wrong passwords."""
    _administrator(viewer)
    found = member(viewer, user=user)
    with change(viewer, action="member.unlocked", details={"user": str(user)}):
        AccessAttempt.objects.filter(username=found.email).delete()


def remove_second_factor(viewer: Viewer, *, user: UUID) -> None:
    """For somebody who lost the telephone: the next sign-in asks for the password alone, and for a new factor.

    Raises NotPermitted for a person who also belongs to another organization: its administrators decide too.
    """
    _administrator(viewer)
    member(viewer, user=user)
    if _works_elsewhere(viewer, user):
        raise NotPermitted(
            "this person also works for another organization", remedy="Ask the person to use a recovery code."
        )
    with change(viewer, action="member.second_factor_removed", details={"user": str(user)}):
        Authenticator.objects.filter(user_id=user).delete()


def password_link(viewer: Viewer, *, user: UUID) -> tuple[str, str]:
    """The two parts of a link with which this person sets a new password once; the present one works until then.

    Raises NotPermitted for a person who also belongs to another organization or has no role here any more.
    """
    _administrator(viewer)
    if not member(viewer, user=user).active:
        raise NotPermitted("this person has no role here", remedy="Give the person a role first.")
    if _works_elsewhere(viewer, user):
        raise NotPermitted(
            "this person also works for another organization",
            remedy="Ask the person to use “Forgot your password?” on the sign-in page.",
        )
    with change(viewer, action="member.password_link_made", details={"user": str(user)}):
        return password_token(user)


def let_in_for_operator(address: str, *, remove_second_factor: bool) -> tuple[str, str]:
    """For a person whom no administrator can help: the account is open, and the two parts of a link for a new password.

    An entry in each organization's audit. Raises RecordNotFound.
    """
    user = user_id_by_email(address)
    if user is None:
        raise RecordNotFound("there is no account with this address", remedy="Look at how it is written.")
    tenants = Membership.objects.filter(user_id=user, is_active=True).values_list("organization_id", flat=True)
    with transaction.atomic():
        AccessAttempt.objects.filter(username=address.strip().lower()).delete()
        done = ["member.unlocked", "member.password_link_made"]
        if remove_second_factor:
            Authenticator.objects.filter(user_id=user).delete()
            done.append("member.second_factor_removed")
        for organization in sorted(set(tenants)):
            for action in done:
                worked(organization, action=action, details={"user": str(user)})
    return password_token(user)


def _works_elsewhere(viewer: Viewer, user: UUID) -> bool:
    others = Membership.objects.filter(user_id=user, is_active=True).exclude(organization_id=viewer.organization)
    return others.exists()


def _administrator(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMINISTRATOR):
        raise NotPermitted("only an administrator changes members")


@dataclass(frozen=True, slots=True)
class OrganizationSettings:
    """What an administrator sets for everybody."""

    name: str
    time_zone: str
    state: str
    mfa_required: bool
    idle_minutes: int


def organization_settings(viewer: Viewer) -> OrganizationSettings:
    """As they stand."""
    row = Organization.objects.get(id=viewer.organization)
    return OrganizationSettings(row.name, row.time_zone, row.state, row.mfa_required, row.idle_minutes)


def change_organization(viewer: Viewer, wanted: OrganizationSettings) -> None:
    """Store them."""
    _administrator(viewer)
    details = {"mfa_required": wanted.mfa_required, "idle_minutes": wanted.idle_minutes, "time_zone": wanted.time_zone}
    with change(viewer, action="organization.changed", details=details):
        Organization.objects.filter(id=viewer.organization).update(
            name=wanted.name,
            time_zone=wanted.time_zone,
            state=wanted.state,
            mfa_required=wanted.mfa_required,
            idle_minutes=wanted.idle_minutes,
        )


def change_profile(user: UUID, *, name: str, time_zone: str, theme: str, task_mails: bool = True) -> None:
    """A person's own name, zone (empty: the organization's), theme, and whether reminders of tasks come by mail."""
    User.objects.filter(id=user).update(name=name, time_zone=time_zone, theme=theme, task_mails=task_mails)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person set for themselves."""

    name: str
    email: str
    time_zone: str
    theme: str
    task_mails: bool


def profile(user: UUID) -> Profile:
    """As it stands."""
    row = User.objects.get(id=user)
    return Profile(row.name, row.email, row.time_zone, row.theme, row.task_mails)
