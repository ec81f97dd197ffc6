"""`needs` for the review organization's screens: members of a practice get 404."""

from __future__ import annotations

from collections.abc import Callable

from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.common import access

#: everyone of a review organization who works on files
REVIEWING = (Role.REVIEWER, Role.MANAGER)


def needs(*roles: Role) -> Callable[[access.View], access.View]:
    """As common.access.needs, for review organizations."""
    return access.needs(*roles, side=OrganizationKind.REVIEW_ORGANISATION)
