"""What the job that reads a file without a case loads and stores. Jobs act for the organization, not for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from peercall.adapters.db.audit import worked
from peercall.adapters.db.models import Case, CaseDocument, InboxEntry
from peercall.application.site.inbox import Shown
from peercall.domain.workflow import Stage


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file and whose it is. case: set when an earlier try has made one of it."""

    document: UUID
    organization: UUID
    case: UUID | None
    name: str
    vault_name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class EntryToKeep:
    """An item as published, and the columns it is sorted by. settled: the payer took it back."""

    item: Mapping[str, Any]
    settled: bool
    sort_at: datetime
    amount: Decimal | None


def file_to_read(document_id: UUID) -> FileToRead | None:
    """The file, now being read; None when it was removed meanwhile."""
    row = CaseDocument.objects.filter(id=document_id, removed_at=None).select_related("organization").first()
    if row is None:
        return None
    if row.case_id is None:
        CaseDocument.objects.filter(id=document_id, case=None).update(state="reading", problem="")
    return FileToRead(row.id, row.organization_id, row.case_id, row.name, row.vault_name, row.organization.time_zone)


def keep_failure(file: FileToRead, *, problem: str) -> None:
    """The file could not be read, and why in one sentence."""
    CaseDocument.objects.filter(id=file.document, case=None).update(state="failed", problem=problem)


@transaction.atomic
def keep_unsorted(
    file: FileToRead,
    *,
    kind: str,
    shown: Shown,
    pages: int | None,
    unread: Sequence[int],
    warnings: Sequence[str],
    text_vault_name: str,
) -> None:
    """The file was read and waits for a person to say where it belongs."""
    CaseDocument.objects.filter(id=file.document, case=None).update(
        state="read",
        problem="",
        kind=kind,
        pages=pages,
        unread=list(unread),
        warnings=list(warnings),
        text_vault_name=text_vault_name,
        shown=asdict(shown),
    )
    worked(file.organization, action="document.read", details={"document": str(file.document)})


@transaction.atomic
def keep_entries(file: FileToRead, *, kind: str, entries: Sequence[EntryToKeep], warnings: Sequence[str]) -> None:
    """The items of a remittance or answer. Read again, items that a person has dealt with stay as they are."""
    CaseDocument.objects.filter(id=file.document, case=None).update(
        state="read", problem="", kind=kind, role="remittance", warnings=list(warnings)
    )
    done = set(
        InboxEntry.objects.filter(document_id=file.document, state__in=("case_made", "dismissed")).values_list(
            "number", flat=True
        )
    )
    InboxEntry.objects.filter(document_id=file.document, state__in=("open", "settled")).delete()
    InboxEntry.objects.bulk_create(
        InboxEntry(
            organization_id=file.organization,
            document_id=file.document,
            number=number,
            item=dict(entry.item),
            state="settled" if entry.settled else "open",
            sort_at=entry.sort_at,
            amount=entry.amount,
            expected=str(entry.item.get("expected") or ""),
        )
        for number, entry in enumerate(entries, start=1)
        if number not in done
    )
    worked(
        file.organization,
        action="remittance.read",
        details={"document": str(file.document), "items": len(entries)},
    )


@transaction.atomic
def make_case_of(file: FileToRead, *, kind: str, at: datetime) -> UUID:
    """A case with this letter as its denial document; its id. The one made already when there is one."""
    row = CaseDocument.objects.select_for_update().get(id=file.document)
    if row.case_id is not None:
        return row.case_id
    case = Case.objects.create(
        organization_id=file.organization,
        created_at=at,
        created_by_id=row.added_by_id,
        stage=Stage.RECEIVED.value,
        facts={},
        next_step="read the letter",
    )
    row.case, row.role, row.kind, row.state = case, "denial", kind, "reading"
    row.save(update_fields=["case", "role", "kind", "state"])
    worked(file.organization, case=case.id, action="case.created_from_letter", details={"document": str(row.id)})
    return case.id
