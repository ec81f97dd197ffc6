"""`needs` for the practice's screens: members of a review organization get 404."""

from __future__ import annotations

from collections.abc import Callable

from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common import access

#: everyone of a practice who works on cases
STAFF = (Role.COORDINATOR, Role.PHYSICIAN, Role.BILLER, Role.MANAGER)


def needs(*roles: Role) -> Callable[[access.View], access.View]:
    """As common.access.needs, for practices."""
    return access.needs(*roles, side=OrganizationKind.PRACTICE)
