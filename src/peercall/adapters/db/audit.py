"""The audit: every change in one transaction with its entry, every view of patient data with one. Entries are only added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from peercall.adapters.db.models import AuditEntry, AuditHead, CaseFigure, Membership, User
from peercall.application.viewer import Viewer
from peercall.domain.records import ChainFault, RecordEntry
from peercall.engine.record_chain import FIRST, canonical_parts, chain_faults, next_entry

#: an id, a moment, a kind: no spaces, and nothing long
_PLAIN = re.compile(r"[A-Za-z0-9_.:+/-]{0,80}")


@dataclass(slots=True)
class Change:
    """A change under way. details: ids, counts and kinds, never a value of a patient."""

    case: UUID | None
    details: dict[str, Any] = field(default_factory=dict)

    def about(self, *, case: UUID) -> None:
        """Name the case, where it is made by this very change."""
        self.case = case


@contextmanager
def change(
    viewer: Viewer, *, action: str, case: UUID | None = None, details: Mapping[str, Any] | None = None
) -> Iterator[Change]:
    """One transaction for a change and its audit entry: both are kept, or neither."""
    with transaction.atomic():
        made = Change(case, dict(details or {}))
        yield made
        if made.case is not None and not action.startswith("viewed."):
            # the figures of a case are taken anew after each change
            CaseFigure.objects.filter(case_id=made.case, is_current=True).update(is_current=False)
        _append(
            organization=viewer.organization,
            chain=made.case or viewer.organization,
            by=viewer.user,
            by_name=viewer.name,
            action=action,
            details=made.details,
        )


def viewed(viewer: Viewer, *, page: str, case: UUID | None = None, details: Mapping[str, Any] | None = None) -> None:
    """Somebody looked at patient data."""
    _append(
        organization=viewer.organization,
        chain=case or viewer.organization,
        by=viewer.user,
        by_name=viewer.name,
        action=f"viewed.{page}",
        details=details or {},
    )


def worked(
    organization: UUID, *, case: UUID | None = None, action: str, details: Mapping[str, Any] | None = None
) -> None:
    """A job changed a case, or the organization's own data; within the job's transaction."""
    with transaction.atomic():
        _append(
            organization=organization,
            chain=case or organization,
            by=None,
            by_name="peercall",
            action=action,
            details=dict(details or {}),
        )


def account_event(user: UUID, *, action: str) -> None:
    """Something happened to a person's account (signed in, second factor set up): an entry in each organization."""
    name = User.objects.filter(id=user).values_list("name", flat=True).first()
    tenants = Membership.objects.filter(user_id=user, is_active=True).values_list("organization_id", flat=True)
    with transaction.atomic():
        for organization in sorted(set(tenants)):
            _append(
                organization=organization, chain=organization, by=user, by_name=name or "", action=action, details={}
            )


def _append(
    *, organization: UUID, chain: UUID, by: UUID | None, by_name: str, action: str, details: Mapping[str, Any]
) -> None:
    """Adds the entry behind the last of its chain, whole or not at all; entries of one chain wait for each other."""
    _refuse_values(details)
    at = timezone.now().replace(microsecond=0)
    entry = AuditEntry(
        organization_id=organization,
        chain=chain,
        at=at,
        by_id=by,
        by_name=by_name,
        action=action,
        details=dict(details),
    )
    if connection.vendor == "postgresql":
        if not _add_in_database(entry):
            AuditHead.objects.bulk_create([AuditHead(chain=chain, number=0, hash=FIRST)], ignore_conflicts=True)
            _add_in_database(entry)
        return
    with transaction.atomic():
        head, _ = AuditHead.objects.get_or_create(chain=chain, defaults={"number": 0, "hash": FIRST})
        last = RecordEntry(head.number, at, "", "", {}, None, FIRST, head.hash) if head.number else None
        made = next_entry(last, at=at, by=str(by or by_name), kind=action, body=details)
        entry.number, entry.previous, entry.hash = made.number, made.previous, made.hash
        entry.save()
        AuditHead.objects.filter(chain=chain).update(number=made.number, hash=made.hash)


#: one statement in place of four: the end of the chain, for which every page of the organization waits, is locked only
#: while the database works
_ADD = """
WITH head AS (SELECT number, hash FROM peercall_audithead WHERE chain = %(chain)s FOR UPDATE),
entry AS (
  INSERT INTO peercall_auditentry
    (organization_id, chain, number, at, by_id, by_name, action, details, previous, hash)
  SELECT %(organization)s, %(chain)s, head.number + 1, %(at)s, %(by)s, %(by_name)s, %(action)s, %(details)s, head.hash,
    encode(sha256(convert_to(
      %(opening)s || (head.number + 1)::text || %(middle)s || head.hash || %(end)s, 'UTF8')), 'hex')
  FROM head
  RETURNING number, hash
)
UPDATE peercall_audithead SET number = entry.number, hash = entry.hash FROM entry WHERE chain = %(chain)s
"""


def _add_in_database(entry: AuditEntry) -> bool:
    """PostgreSQL chains the entry by itself, as engine.record_chain does. False: the chain has no beginning yet."""
    opening, middle, end = canonical_parts(
        at=entry.at, by=str(entry.by_id or entry.by_name), kind=entry.action, body=entry.details, corrects=None
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "organization": entry.organization_id,
                "chain": entry.chain,
                "at": entry.at,
                "by": entry.by_id,
                "by_name": entry.by_name,
                "action": entry.action,
                "details": json.dumps(entry.details),
                "opening": opening,
                "middle": middle,
                "end": end,
            },
        )
        return bool(cursor.rowcount)


def _refuse_values(details: Mapping[str, Any]) -> None:
    """Raises ValueError for a detail that could be a person's value: a fault of the program."""
    for key, value in details.items():
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is None or isinstance(item, (bool, int)) or (isinstance(item, str) and _PLAIN.fullmatch(item)):
                continue
            raise ValueError(f"audit detail {key!r} is neither an id, a count nor a plain word")


def audit_faults(chain: UUID) -> tuple[ChainFault, ...]:
    """Where a chain does not hold; also when entries are missing at its end."""
    rows = AuditEntry.objects.filter(chain=chain).order_by("number")
    entries = [
        RecordEntry(
            row.number, row.at, str(row.by_id or row.by_name), row.action, row.details, None, row.previous, row.hash
        )
        for row in rows.iterator()
    ]
    faults = chain_faults(entries)
    head = AuditHead.objects.filter(chain=chain).first()
    if head is None and entries:
        faults = (*faults, ChainFault(entries[-1].number, "the end of the chain is not marked any more"))
    elif head is not None and (not entries or entries[-1].hash != head.hash):
        faults = (*faults, ChainFault(head.number, "entries are missing at the end"))
    return faults


def chains_of(organization: UUID) -> list[UUID]:
    """Every chain of an organization."""
    return list(AuditEntry.objects.filter(organization_id=organization).values_list("chain", flat=True).distinct())


def latest_entry_for_operator() -> datetime | None:
    """When the newest entry of all was made; None when there is none."""
    return AuditEntry.objects.order_by("-id").values_list("at", flat=True).first()


def every_chain_for_operator() -> Iterator[UUID]:
    """Every chain of the installation, also one whose entries are gone."""
    seen = set(AuditHead.objects.values_list("chain", flat=True))
    yield from seen
    yield from set(AuditEntry.objects.values_list("chain", flat=True).distinct()) - seen


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as the administrator reads it. case: None when it concerns the organization."""

    id: int
    at: datetime
    who: str
    action: str
    case: UUID | None
    details: Mapping[str, Any]
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. older: pass as `before` for the next page, None at the end."""

    lines: Sequence[AuditLine]
    older: int | None


def audit_page(
    viewer: Viewer,
    *,
    action: str = "",
    person: UUID | None = None,
    case: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    size: int = 50,
) -> AuditPage:
    """The organization's entries that fit all filters. action: the beginning of its name."""
    rows = AuditEntry.objects.filter(organization_id=viewer.organization).order_by("-id")
    if action:
        rows = rows.filter(action__startswith=action)
    if person is not None:
        rows = rows.filter(by_id=person)
    if case is not None:
        rows = rows.filter(chain=case)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: size + 1])
    lines = [
        AuditLine(
            id=row.id,
            at=row.at,
            who=row.by_name,
            action=row.action,
            case=None if row.chain == viewer.organization else row.chain,
            details=row.details,
            number=row.number,
            hash=row.hash,
        )
        for row in found[:size]
    ]
    return AuditPage(lines, lines[-1].id if len(found) > size else None)
