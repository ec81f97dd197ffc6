"""Who is looking. Every query and every command takes a viewer; none exists without one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from peercall.domain.organizations import OrganizationKind, Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person acting for one organization.

    time_zone: the zone in which times are shown to this person, an IANA name.
    """

    user: UUID
    organization: UUID
    kind: OrganizationKind
    roles: frozenset[Role]
    name: str
    organization_name: str
    time_zone: str

    def has(self, *roles: Role) -> bool:
        """The viewer has at least one of `roles`."""
        return not self.roles.isdisjoint(roles)
