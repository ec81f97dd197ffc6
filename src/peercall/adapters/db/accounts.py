"""Who is looking, and for which organization."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import connection, transaction

from peercall.adapters.db.models import Membership, Organization, User
from peercall.application.viewer import Viewer
from peercall.domain.organizations import OrganizationKind, Role


@dataclass(frozen=True, slots=True)
class OrganizationChoice:
    """One organization a person may act for."""

    id: UUID
    name: str
    kind: OrganizationKind
    roles: tuple[Role, ...]


def organizations_of(user: UUID) -> tuple[OrganizationChoice, ...]:
    """Organizations in which this person has an active role, by name."""
    rows = (
        Membership.objects.filter(user_id=user, user__is_active=True, is_active=True)
        .select_related("organization")
        .order_by("organization__name", "organization_id", "role")
    )
    found: dict[UUID, OrganizationChoice] = {}
    for row in rows:
        choice = found.get(row.organization_id)
        found[row.organization_id] = OrganizationChoice(
            id=row.organization_id,
            name=row.organization.name,
            kind=OrganizationKind(row.organization.kind),
            roles=(*(choice.roles if choice else ()), Role(row.role)),
        )
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in an organization, with what the organization asks of a session."""

    viewer: Viewer
    email: str
    theme: str
    idle_minutes: int
    mfa_required: bool
    #: acts for another organization too
    has_others: bool = False

    @property
    def idle_seconds(self) -> int:
        """After how many seconds without use the session ends."""
        return self.idle_minutes * 60


def seat_of(user: UUID, *, organization: UUID) -> Seat | None:
    """The seat, or None when the person has no active role in this organization."""
    person = Membership._meta.get_field("user")
    with connection.cursor() as cursor:
        cursor.execute(
            _SEAT,
            {
                "user": person.get_db_prep_value(user, connection),
                "organization": person.get_db_prep_value(organization, connection),
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    _, kind, tenant, zone, idle_minutes, mfa_required, name, email, theme, own_zone, others = rows[0]
    viewer = Viewer(
        user=user,
        organization=organization,
        kind=OrganizationKind(kind),
        roles=frozenset(Role(row[0]) for row in rows),
        name=name,
        organization_name=tenant,
        time_zone=own_zone or zone,
    )
    return Seat(
        viewer=viewer,
        email=email,
        theme=theme,
        idle_minutes=idle_minutes,
        mfa_required=bool(mfa_required),
        has_others=bool(others),
    )


#: every request asks for it, so it is written out: Django took longer to write it than the database to answer it
_SEAT = """
SELECT m.role, o.kind, o.name, o.time_zone, o.idle_minutes, o.mfa_required, u.name, u.email, u.theme, u.time_zone,
  EXISTS (SELECT 1 FROM peercall_membership x
          WHERE x.user_id = m.user_id AND x.organization_id <> m.organization_id AND x.is_active)
FROM peercall_membership m
JOIN peercall_organization o ON o.id = m.organization_id
JOIN peercall_user u ON u.id = m.user_id
WHERE m.user_id = %(user)s AND m.organization_id = %(organization)s AND m.is_active AND u.is_active
"""


def viewer_for(user: UUID, *, organization: UUID) -> Viewer | None:
    """The viewer alone; None as for `seat_of`."""
    seat = seat_of(user, organization=organization)
    return seat.viewer if seat else None


@transaction.atomic
def create_organization(
    *, name: str, kind: OrganizationKind, time_zone: str, state: str = "", mfa_required: bool = False
) -> UUID:
    """A new tenant; its id."""
    row = Organization.objects.create(
        name=name, kind=kind.value, time_zone=time_zone, state=state, mfa_required=mfa_required
    )
    return row.id


@transaction.atomic
def create_user(*, email: str, name: str, password: str | None = None) -> UUID:
    """A new person; the id. Without a password nobody can sign in until one is set."""
    return User.objects.create_user(email, name=name, password=password).id


@transaction.atomic
def give_roles(user: UUID, *, organization: UUID, roles: Iterable[Role]) -> None:
    """Add active roles; those already there stay."""
    for role in roles:
        Membership.objects.update_or_create(
            user_id=user, organization_id=organization, role=role.value, defaults={"is_active": True}
        )


def user_id_by_email(email: str) -> UUID | None:
    """The person with this address, or None."""
    return User.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()


def any_user_exists() -> bool:
    """Somebody can sign in already."""
    return User.objects.exists()


def password_token(user: UUID) -> tuple[str, str]:
    """The two parts of a link with which this person sets a password once, within PASSWORD_RESET_TIMEOUT."""
    person = User.objects.get(id=user)
    return user_pk_to_url_str(person), default_token_generator.make_token(person)
