"""Tokens for a client's system: made and revoked by the administrator, shown once, kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import Organization, ReviewToken
from peercall.application.viewer import Viewer
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import OrganizationKind, Role

#: what every token begins with, so that a leaked one is recognised
PREFIX = "pcr_"
_HINT = 8


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token as the administrator's list shows it: never the token itself."""

    id: UUID
    name: str
    client: str
    hint: str
    made_by: str
    made_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Who a request with a token acts for. viewer: may take files in, by the token's name. client: the only one, if any."""

    id: UUID
    viewer: Viewer
    client: str


def _digest(token: str) -> str:
    # 256 random bits: nothing to guess that a slow digest would protect
    return hashlib.sha256(token.encode()).hexdigest()


def _own(viewer: Viewer) -> QuerySet[ReviewToken]:
    if not viewer.has(Role.ADMINISTRATOR) or viewer.kind is not OrganizationKind.REVIEW_ORGANISATION:
        raise NotPermitted("only an administrator of a review organization has tokens")
    return ReviewToken.objects.filter(organization_id=viewer.organization)


def make_token(viewer: Viewer, *, name: str, client: str, at: datetime) -> str:
    """The token, shown once. Raises NotPermitted when the viewer is no administrator of a review organization."""
    _own(viewer)
    token = PREFIX + secrets.token_urlsafe(32)
    with change(viewer, action="review.token_made") as made:
        row = ReviewToken.objects.create(
            organization_id=viewer.organization,
            name=name.strip(),
            client=client.strip(),
            digest=_digest(token),
            hint=token[: len(PREFIX) + _HINT],
            made_by_id=viewer.user,
            made_at=at,
        )
        made.details["token"] = str(row.id)
    return token


def tokens(viewer: Viewer) -> list[TokenShown]:
    """Those of the viewer's organization, the newest first, revoked ones last."""
    rows = _own(viewer).select_related("made_by").order_by("-made_at", "id")
    shown = [
        TokenShown(row.id, row.name, row.client, row.hint, row.made_by.name, row.made_at, row.used_at, row.revoked_at)
        for row in rows
    ]
    return sorted(shown, key=lambda one: one.revoked_at is not None)


def revoke_token(viewer: Viewer, *, token: UUID, at: datetime) -> None:
    """It opens nothing any longer. Raises RecordNotFound, also for one that is revoked."""
    with change(viewer, action="review.token_revoked", details={"token": str(token)}):
        if not _own(viewer).filter(id=token, revoked_at=None).update(revoked_at=at):
            raise RecordNotFound("there is no such token")


def bearer_of(token: str, *, at: datetime) -> TokenBearer | None:
    """Who the token acts for; None when it is unknown or revoked, or its organization is no review organization."""
    if not token.startswith(PREFIX):
        return None
    row = ReviewToken.objects.filter(digest=_digest(token), revoked_at=None).select_related("organization").first()
    if row is None or row.organization.kind != OrganizationKind.REVIEW_ORGANISATION.value:
        return None
    ReviewToken.objects.filter(id=row.id).update(used_at=at)
    organization: Organization = row.organization
    viewer = Viewer(
        user=row.made_by_id,
        organization=organization.id,
        kind=OrganizationKind.REVIEW_ORGANISATION,
        roles=frozenset(),
        name=f"Token {row.name}",
        organization_name=organization.name,
        time_zone=organization.time_zone,
    )
    return TokenBearer(row.id, viewer, row.client)
