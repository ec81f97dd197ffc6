"""When physicians of an organization can be reached, and the private calendar addresses of its people."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import Availability, CalendarFeed, CallSlot, Membership
from peercall.application.viewer import Viewer
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import Role

TYPED, CALENDAR = "typed", "calendar"
_FEED_PAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Physician:
    """Somebody who may speak."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch a physician can be reached. source: typed or calendar."""

    id: int
    block: AvailabilityBlock
    source: str


def physicians(viewer: Viewer) -> tuple[Physician, ...]:
    """Active physicians of the viewer's organization, by name."""
    rows = Membership.objects.filter(
        organization_id=viewer.organization, role=Role.PHYSICIAN.value, is_active=True, user__is_active=True
    )
    return tuple(Physician(*row) for row in rows.order_by("user__name").values_list("user_id", "user__name"))


def stretches_of(viewer: Viewer, physician: UUID, *, after: datetime) -> tuple[Stretch, ...]:
    """What is known of a physician's time that is not over."""
    rows = Availability.objects.filter(
        organization_id=viewer.organization, physician_id=physician, ends_at__gt=after
    ).order_by("starts_at")
    return tuple(Stretch(row.id, AvailabilityBlock(row.starts_at, row.ends_at), row.source) for row in rows)


def _may_set(viewer: Viewer, physician: UUID) -> None:
    """A physician for oneself; coordinators and managers for every physician of the house."""
    if physician != viewer.user and not viewer.has(Role.COORDINATOR, Role.MANAGER):
        raise NotPermitted("only this physician or a coordinator sets these times", remedy="Ask one of them.")
    if not any(one.id == physician for one in physicians(viewer)):
        raise RecordNotFound("there is no such physician here", remedy="Choose one of the list.")


def replace_stretches(
    viewer: Viewer,
    physician: UUID,
    *,
    blocks: Iterable[AvailabilityBlock],
    source: str,
    first: datetime,
    last: datetime,
) -> int:
    """The stretches that begin between two moments, anew, whatever they came from; how many. Other days stay."""
    _may_set(viewer, physician)
    listed = list(blocks)
    with change(
        viewer,
        action="availability.set",
        details={"physician": str(physician), "source": source, "number": len(listed)},
    ):
        Availability.objects.filter(
            organization_id=viewer.organization,
            physician_id=physician,
            starts_at__gte=first,
            starts_at__lt=last,
        ).delete()
        Availability.objects.bulk_create(
            Availability(
                organization_id=viewer.organization,
                physician_id=physician,
                starts_at=one.start_at,
                ends_at=one.end_at,
                source=source,
            )
            for one in listed
        )
    return len(listed)


def remove_stretch(viewer: Viewer, stretch: int) -> None:
    """One stretch less. Raises RecordNotFound."""
    row = Availability.objects.filter(organization_id=viewer.organization, id=stretch).first()
    if row is None:
        raise RecordNotFound("there is no such time here", remedy="Reload the page.")
    _may_set(viewer, row.physician_id)
    with change(viewer, action="availability.removed", details={"physician": str(row.physician_id)}):
        row.delete()


def add_stretch(viewer: Viewer, physician: UUID, *, block: AvailabilityBlock) -> None:
    """One stretch more, typed."""
    _may_set(viewer, physician)
    with change(viewer, action="availability.added", details={"physician": str(physician)}):
        Availability.objects.create(
            organization_id=viewer.organization,
            physician_id=physician,
            starts_at=block.start_at,
            ends_at=block.end_at,
            source=TYPED,
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """A private calendar address in force."""

    id: int
    made_at: datetime


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(viewer: Viewer) -> Feed | None:
    """The viewer's own address in this organization."""
    row = CalendarFeed.objects.filter(organization_id=viewer.organization, person_id=viewer.user, ended_at=None).first()
    return Feed(row.id, row.made_at) if row else None


def make_feed(viewer: Viewer, *, at: datetime) -> str:
    """The secret of a new address, told this once; an address in force ends."""
    secret = secrets.token_urlsafe(32)
    with change(viewer, action="calendar_feed.made"):
        _end(viewer, at=at)
        CalendarFeed.objects.create(
            organization_id=viewer.organization, person_id=viewer.user, secret_hash=_hash(secret), made_at=at
        )
    return secret


def end_feed(viewer: Viewer, *, at: datetime) -> None:
    """The address answers no more."""
    with change(viewer, action="calendar_feed.ended"):
        _end(viewer, at=at)


def _end(viewer: Viewer, *, at: datetime) -> None:
    CalendarFeed.objects.filter(organization_id=viewer.organization, person_id=viewer.user, ended_at=None).update(
        ended_at=at
    )


@dataclass(frozen=True, slots=True)
class FeedTime:
    """An agreed time in a feed; nothing that names a patient."""

    slot: UUID
    case: UUID
    starts_at: datetime
    minutes: int
    made_at: datetime


def feed_times_for_secret(secret: str, *, now: datetime) -> tuple[FeedTime, ...] | None:
    """Agreed times of the organization in which the secret's owner still works; None for a secret that opens nothing.

    A physician gets the own calls, and those without a speaker; everybody else those of the organization.
    """
    feed = CalendarFeed.objects.filter(secret_hash=_hash(secret), ended_at=None).first()
    if feed is None:
        return None
    roles = set(
        Membership.objects.filter(
            organization_id=feed.organization_id, user_id=feed.person_id, is_active=True, user__is_active=True
        ).values_list("role", flat=True)
    )
    if not roles:
        return None
    rows = CallSlot.objects.filter(
        case__organization_id=feed.organization_id, state__in=("agreed", "held"), starts_at__gte=now - _FEED_PAST
    )
    if roles == {Role.PHYSICIAN.value}:
        rows = rows.filter(speaker_id=feed.person_id) | rows.filter(speaker_id=None)
    return tuple(
        FeedTime(row.id, row.case_id, row.starts_at, row.minutes, row.made_at)
        for row in rows.order_by("starts_at")[:500]
        if row.starts_at is not None
    )
