"""Who works where: the two kinds of organization and what a person does there."""

from __future__ import annotations

from enum import StrEnum


class OrganizationKind(StrEnum):
    """The two ends of the line. They share nothing but what crosses through `engine/sharing.py`."""

    PRACTICE = "practice"
    REVIEW_ORGANISATION = "review_organisation"


class Role(StrEnum):
    """What a person does in an organization. One person may have several roles."""

    COORDINATOR = "coordinator"
    PHYSICIAN = "physician"
    BILLER = "biller"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    REVIEWER = "reviewer"


#: roles that can be given in each kind of organization
ROLES_BY_KIND: dict[OrganizationKind, tuple[Role, ...]] = {
    OrganizationKind.PRACTICE: (Role.COORDINATOR, Role.PHYSICIAN, Role.BILLER, Role.MANAGER, Role.ADMINISTRATOR),
    OrganizationKind.REVIEW_ORGANISATION: (Role.REVIEWER, Role.MANAGER, Role.ADMINISTRATOR),
}
