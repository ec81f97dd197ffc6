"""Inviting people: a link that works once and expires. Only its digest is stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from peercall.adapters.db.accounts import create_user, give_roles, user_id_by_email
from peercall.adapters.db.audit import change, worked
from peercall.adapters.db.models import Invitation, Organization
from peercall.application.viewer import Viewer
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import ROLES_BY_KIND, OrganizationKind, Role

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """An invitation as its page and the administrator's list show it. account_exists: the address signs in already."""

    id: UUID
    organization_name: str
    email: str
    name: str
    roles: tuple[Role, ...]
    expires_at: datetime
    account_exists: bool


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _shown(row: Invitation) -> InvitationShown:
    return InvitationShown(
        id=row.id,
        organization_name=row.organization.name,
        email=row.email,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles),
        expires_at=row.expires_at,
        account_exists=user_id_by_email(row.email) is not None,
    )


def invite(viewer: Viewer, *, email: str, name: str, roles: Iterable[Role]) -> str:
    """The link's token, shown once. An earlier open invitation of this address is withdrawn.

    Raises NotPermitted when the viewer is no administrator or a role does not belong to this kind of organization.
    """
    wanted = list(dict.fromkeys(roles))
    if not viewer.has(Role.ADMINISTRATOR) or not wanted or not set(wanted) <= set(ROLES_BY_KIND[viewer.kind]):
        raise NotPermitted("these roles cannot be given here", remedy="Choose among the roles shown.")
    token = secrets.token_urlsafe(32)
    address = email.strip().lower()
    with change(viewer, action="invitation.made", details={"roles": [role.value for role in wanted]}) as made:
        now = timezone.now()
        _open(viewer.organization).filter(email=address).update(withdrawn_at=now)
        row = Invitation.objects.create(
            organization_id=viewer.organization,
            email=address,
            name=name.strip(),
            roles=[role.value for role in wanted],
            token_digest=_digest(token),
            invited_by_id=viewer.user,
            expires_at=now + VALID_FOR,
        )
        made.details["invitation"] = str(row.id)
    return token


def _open(organization: UUID) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        organization_id=organization, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )


def open_invitations(viewer: Viewer) -> list[InvitationShown]:
    """Those of the viewer's organization that can still be accepted, newest first."""
    rows = _open(viewer.organization).select_related("organization").order_by("-created_at")
    return [_shown(row) for row in rows]


def withdraw(viewer: Viewer, *, invitation: UUID) -> None:
    """The link works no longer. Raises RecordNotFound."""
    if not viewer.has(Role.ADMINISTRATOR):
        raise NotPermitted("only an administrator withdraws invitations")
    with change(viewer, action="invitation.withdrawn", details={"invitation": str(invitation)}):
        if not _open(viewer.organization).filter(id=invitation).update(withdrawn_at=timezone.now()):
            raise RecordNotFound("there is no such open invitation")


def withdraw_those_by(viewer: Viewer, *, user: UUID) -> None:
    """What a person invited to the viewer's organization and nobody has accepted, within the running transaction."""
    _open(viewer.organization).filter(invited_by_id=user).update(withdrawn_at=timezone.now())


def invitation_of(token: str) -> InvitationShown:
    """What the link offers. Raises RecordNotFound when it is unknown, used, withdrawn or expired."""
    return _shown(_row(token))


def _row(token: str) -> Invitation:
    row = (
        Invitation.objects.filter(
            token_digest=_digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )
        .select_related("organization")
        .first()
    )
    if row is None:
        raise RecordNotFound("this invitation was used, withdrawn or has expired")
    return row


def accept_with_new_account(token: str, *, name: str, password: str) -> UUID:
    """The new person. Raises RecordNotFound, also when the address has an account by now."""
    with transaction.atomic():
        row = _row(token)
        if user_id_by_email(row.email) is not None:
            raise RecordNotFound("this address has an account already")
        user = create_user(email=row.email, name=name, password=password)
        _take(row, user=user)
    return user


def accept_as(token: str, *, user: UUID) -> UUID:
    """Roles for the person whose address was invited; the organization. Raises RecordNotFound for anybody else."""
    with transaction.atomic():
        row = _row(token)
        if user_id_by_email(row.email) != user:
            raise RecordNotFound("this invitation is for another address")
        _take(row, user=user)
    return row.organization_id


def _take(row: Invitation, *, user: UUID) -> None:
    """Once: a second request at the same moment finds nothing to update."""
    taken = Invitation.objects.filter(id=row.id, accepted_at=None).update(accepted_at=timezone.now())
    if not taken:
        raise RecordNotFound("this invitation was used already")
    kind = OrganizationKind(Organization.objects.values_list("kind", flat=True).get(id=row.organization_id))
    give_roles(
        user,
        organization=row.organization_id,
        roles=[Role(role) for role in row.roles if Role(role) in ROLES_BY_KIND[kind]],
    )
    worked(row.organization_id, action="invitation.accepted", details={"invitation": str(row.id), "user": str(user)})
