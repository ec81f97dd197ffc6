"""Packets of a case: ordered by a person, made by a job, kept for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peercall.adapters.db.audit import change, worked
from peercall.adapters.db.calls import record_for_job
from peercall.adapters.db.cases import case_of
from peercall.adapters.db.letters import letter_for_job
from peercall.adapters.db.models import Analysis, CaseDocument, PacketOrderRow, PacketRow
from peercall.application.site.packets import MadeFile, OrderedPacket, PacketOrder, order_from
from peercall.application.viewer import Viewer
from peercall.domain.correspondence import LetterDraft
from peercall.domain.errors import RecordNotFound
from peercall.domain.records import ChainFault, RecordEntry


@dataclass(frozen=True, slots=True)
class LetterToSend:
    """The letter in front. pages: None when nobody has counted them."""

    name: str
    vault_name: str
    sha256: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class OrderToMake:
    """What the job starts from. brief: as published, None while there is none. revision: of the case it was made from.
    letter: a document of the case; draft: a letter written here."""

    id: UUID
    case: UUID
    organization: UUID
    number: int
    order: PacketOrder
    at: datetime
    service: str
    brief: Mapping[str, Any] | None
    revision: int
    as_of: datetime | None
    record: tuple[RecordEntry, ...]
    faults: tuple[ChainFault, ...]
    letter: LetterToSend | None
    practice: str
    draft: LetterDraft | None = None


def order_packet(viewer: Viewer, case_id: UUID, *, number: int, order: PacketOrder, at: datetime) -> UUID:
    """Somebody asks for a packet; its id. Raises RecordNotFound."""
    details = {"pages": order.pages.value, "sent_by": order.limit, "record": order.record, "agreed": len(order.send)}
    with change(viewer, case=case_id, action="packet.ordered", details=details) as tx:
        case = case_of(viewer, case_id, lock=True)
        row = PacketOrderRow.objects.create(
            case=case,
            organization_id=viewer.organization,
            number=number,
            data=order.data(),
            by_id=viewer.user,
            by_name=viewer.name,
            at=at,
        )
        tx.details["packet"] = str(row.id)
    return row.id


def packets_of_case(viewer: Viewer, case_id: UUID, *, limit: int = 50) -> tuple[OrderedPacket, ...]:
    """Packets of a case, the latest first. One query."""
    rows = PacketOrderRow.objects.filter(organization_id=viewer.organization, case_id=case_id)
    return tuple(_packet(row) for row in rows.select_related("made").order_by("-at", "-id")[:limit])


def packet_of(viewer: Viewer, case_id: UUID, packet_id: UUID) -> OrderedPacket:
    """One packet. Raises RecordNotFound."""
    rows = PacketOrderRow.objects.filter(organization_id=viewer.organization, case_id=case_id, id=packet_id)
    row = rows.select_related("made").first()
    if row is None:
        raise RecordNotFound("there is no such packet here", remedy="Go back to the case.")
    return _packet(row)


def _packet(row: PacketOrderRow) -> OrderedPacket:
    made: PacketRow | None = getattr(row, "made", None)
    shared: dict[str, Any] = {
        "id": row.id,
        "case": row.case_id,
        "number": row.number,
        "order": order_from(row.data),
        "by": row.by_name,
        "at": row.at,
    }
    if made is None:
        return OrderedPacket(**shared)
    return OrderedPacket(
        **shared,
        made_at=made.at,
        files=tuple(
            MadeFile(one["name"], one["vault_name"], one["sha256"], one["bytes"], (one["pages"][0], one["pages"][1]))
            for one in made.files
        ),
        manifest=made.manifest,
        notices=tuple(made.notices),
        asked=tuple((one[0], one[1], one[2]) for one in made.asked),
        refusal=made.refusal,
    )


def order_for_job(packet_id: UUID) -> OrderToMake | None:
    """What to make; None when it is made already, or there is no such order."""
    rows = PacketOrderRow.objects.filter(id=packet_id, made=None).select_related("case", "organization")
    row = rows.first()
    if row is None:
        return None
    order = order_from(row.data)
    analysis = Analysis.objects.filter(case_id=row.case_id, number=row.number).first()
    letter = draft = None
    if order.letter:
        found = CaseDocument.objects.filter(case_id=row.case_id, id=order.letter, removed_at=None).first()
        letter = LetterToSend(found.name, found.vault_name, found.sha256, found.pages) if found is not None else None
        draft = letter_for_job(row.case_id, UUID(order.letter)) if found is None else None
    record, faults = record_for_job(row.case_id) if order.record else ((), ())
    return OrderToMake(
        id=row.id,
        case=row.case_id,
        organization=row.organization_id,
        number=row.number,
        order=order,
        at=row.at,
        service=row.case.service,
        brief=analysis.data.get("brief") if analysis is not None else None,
        revision=analysis.revision if analysis is not None else 0,
        as_of=analysis.as_of if analysis is not None else None,
        record=record,
        faults=faults,
        letter=letter,
        draft=draft,
        practice=row.organization.name,
    )


def keep_packet_for_job(
    order: OrderToMake,
    *,
    at: datetime,
    files: Sequence[MadeFile] = (),
    manifest: Mapping[str, Any] | None = None,
    notices: Sequence[str] = (),
    asked: Sequence[tuple[str, str, int]] = (),
    refusal: str = "",
) -> None:
    """What became of the order, with its audit entry; within the job's transaction."""
    rows = [
        {
            "name": one.name,
            "vault_name": one.vault_name,
            "sha256": one.sha256,
            "bytes": one.size,
            "pages": list(one.pages),
        }
        for one in files
    ]
    PacketRow.objects.create(
        order_id=order.id,
        files=rows,
        manifest=dict(manifest or {}),
        notices=list(notices),
        asked=[list(one) for one in asked],
        refusal=refusal,
        at=at,
    )
    worked(
        order.organization,
        case=order.case,
        action="packet.refused" if refusal else "packet.made",
        details={"packet": str(order.id), "files": len(rows)},
    )
