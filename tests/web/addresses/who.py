"""Words for who may see an address: PUBLIC, SIGNED_IN, a set of roles, or (a set of roles, the kind of organization)."""

from __future__ import annotations

from peercall.domain.organizations import OrganizationKind, Role
from peercall.web.provider.access import STAFF
from peercall.web.reviewer import access as reviewer_access

PUBLIC, SIGNED_IN = "public", "signed_in"
MEMBERS = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
PRACTICE, REVIEW = OrganizationKind.PRACTICE, OrganizationKind.REVIEW_ORGANISATION
PRACTICE_STAFF = (frozenset(STAFF), PRACTICE)
CALLERS = (frozenset({Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER}), PRACTICE)
REVIEWING = (frozenset(reviewer_access.REVIEWING), REVIEW)
