"""Commands on cases: each in one transaction with its audit entry, each for a viewer and within the viewer's tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import (
    Case,
    CaseAttestation,
    CaseDocument,
    CaseHistory,
    ConfirmedDetermination,
    Membership,
    Proposal,
)
from peercall.application.site.summary import next_step_of
from peercall.application.viewer import Viewer
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible
from peercall.domain.workflow import CaseEvent, Stage
from peercall.engine.workflow import next_stage

_NOT_HERE = "there is no such case here"


def case_of(viewer: Viewer, case_id: UUID, *, lock: bool = False) -> Case:
    """The case within the viewer's tenant. Raises RecordNotFound, also for another tenant's case."""
    rows = Case.objects.filter(organization_id=viewer.organization)
    if lock:
        rows = rows.select_for_update()
    case = rows.filter(id=case_id).first()
    if case is None:
        raise RecordNotFound(_NOT_HERE, remedy="Go back to the work list.")
    return case


def document_of(viewer: Viewer, document_id: UUID, *, lock: bool = False) -> CaseDocument:
    """The document within the viewer's tenant. Raises RecordNotFound."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, removed_at=None)
    row = (rows.select_for_update() if lock else rows).filter(id=document_id).first()
    if row is None:
        raise RecordNotFound("there is no such document here", remedy="Go back to the case.")
    return row


def new_case(viewer: Viewer, *, facts: Mapping[str, Any], at: datetime, owner: UUID | None = None) -> UUID:
    """A case without documents; its id. facts: case.yaml as data."""
    with change(viewer, action="case.created") as tx:
        case = Case.objects.create(
            organization_id=viewer.organization,
            created_at=at,
            created_by_id=viewer.user,
            owner_id=owner,
            stage=Stage.RECEIVED.value,
            facts=dict(facts),
            next_step="read the letter",
        )
        tx.about(case=case.id)
    return case.id


def name_by_hand(viewer: Viewer, case_id: UUID, *, columns: Mapping[str, str]) -> None:
    """What lists show of a case until a letter says it: member_name, plan_name, service, as a person typed them."""
    with change(viewer, case=case_id, action="case.named"):
        case = case_of(viewer, case_id, lock=True)
        case.member_name = columns.get("member_name", "")[:200]
        case.plan_name = columns.get("plan_name", "")[:200]
        case.service = columns.get("service", "")[:300]
        case.next_step = "add the denial letter"
        case.save(update_fields=["member_name", "plan_name", "service", "next_step"])


def revision_of(viewer: Viewer, case_id: UUID) -> int:
    """The revision a pass would work on now. Raises RecordNotFound."""
    return case_of(viewer, case_id).revision


def touch_inputs(case: Case) -> None:
    """What the analysis rests on has changed: the next pass must be made."""
    Case.objects.filter(id=case.id).update(revision=F("revision") + 1)


def ask_again(viewer: Viewer, case_id: UUID) -> None:
    """Have the case read and prepared once more although nothing changed: the rules may have."""
    with change(viewer, case=case_id, action="case.asked_again"):
        touch_inputs(case_of(viewer, case_id, lock=True))


def add_document(
    viewer: Viewer,
    *,
    case_id: UUID | None,
    role: str,
    name: str,
    sha256: str,
    size: int,
    vault_name: str,
    at: datetime,
    received_at: datetime | None = None,
    channel: str = "",
    kind: str = "",
) -> UUID:
    """A document whose bytes are in the vault already; its id. case_id None: it waits in the inbox."""
    with change(viewer, case=case_id, action="document.added", details={"role": role, "size": size}):
        case = case_of(viewer, case_id, lock=True) if case_id is not None else None
        row = CaseDocument.objects.create(
            organization_id=viewer.organization,
            case=case,
            role=role,
            name=_free_name(name, case=case, role=role),
            sha256=sha256,
            size=size,
            kind=kind,
            vault_name=vault_name,
            received_at=received_at or at,
            channel=channel,
            added_at=at,
            added_by_id=viewer.user,
        )
        if case is not None:
            touch_inputs(case)
    return row.id


def _free_name(name: str, *, case: Case | None, role: str) -> str:
    """The name, numbered where the case has one like it."""
    if case is None:
        return name
    taken = set(case.documents.filter(role=role, removed_at=None).values_list("name", flat=True))
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem} ({number}){ending}", number + 1
    return free


def same_content(viewer: Viewer, *, sha256: str) -> tuple[UUID, UUID | None] | None:
    """A document with the same bytes in this organization: its id and its case; None when there is none."""
    row = (
        CaseDocument.objects.filter(organization_id=viewer.organization, sha256=sha256, removed_at=None)
        .order_by("added_at")
        .values_list("id", "case_id")
        .first()
    )
    return row


def place_document(viewer: Viewer, document_id: UUID, *, case_id: UUID, role: str) -> None:
    """Put a waiting document into a case, or give a document another role there."""
    with change(viewer, case=case_id, action="document.placed", details={"document": str(document_id), "role": role}):
        case = case_of(viewer, case_id, lock=True)
        document = document_of(viewer, document_id, lock=True)
        if document.case_id is not None and document.case_id != case.id:
            raise StepNotPossible(
                "this document belongs to another case", remedy="Remove it there first, then add it here."
            )
        document.name = _free_name(document.name, case=case, role=role)
        document.case, document.role = case, role
        document.save(update_fields=["case", "role", "name"])
        touch_inputs(case)


def keep_reading(viewer: Viewer, document_id: UUID, *, kind: str, unread: Sequence[int], pages: int, text: str) -> None:
    """A paper that no pass reads by itself was read for a person. text: name of its pages in the vault."""
    row = document_of(viewer, document_id)
    with change(viewer, case=row.case_id, action="document.read", details={"document": str(document_id)}):
        CaseDocument.objects.filter(id=row.id, text_vault_name="").update(
            kind=kind, pages=pages, unread=list(unread), text_vault_name=text, state="read", problem=""
        )


def unlock_document(viewer: Viewer, document_id: UUID, *, vault_name: str) -> None:
    """The document is read from its copy without a lock from now on; the locked file stays in the vault, named in the audit."""
    row = document_of(viewer, document_id)
    details = {"document": str(document_id), "locked": row.vault_name}
    with change(viewer, case=row.case_id, action="document.unlocked", details=details):
        CaseDocument.objects.filter(id=row.id).update(vault_name=vault_name, problem="", state="received")
        if row.case is not None:
            touch_inputs(row.case)


def remove_document(viewer: Viewer, document_id: UUID, *, at: datetime) -> None:
    """Take a document out of its case; it stays in the vault and in the audit."""
    document = document_of(viewer, document_id)
    with change(viewer, case=document.case_id, action="document.removed", details={"document": str(document_id)}):
        CaseDocument.objects.filter(id=document.id).update(removed_at=at)
        if document.case is not None:
            touch_inputs(document.case)


def save_facts(viewer: Viewer, case_id: UUID, *, facts: Mapping[str, Any], revision: int) -> None:
    """What no document says, as a person has now filled it in. revision: the one the person saw.

    Raises ChangedMeanwhile when somebody changed the case since; nothing is overwritten then.
    """
    with change(viewer, case=case_id, action="case.facts", details={"keys": sorted(facts)}):
        case = case_of(viewer, case_id, lock=True)
        if case.revision != revision:
            raise ChangedMeanwhile(
                "somebody changed this case since you opened it",
                remedy="Look at what changed, then save again; what you typed is still here.",
            )
        Case.objects.filter(id=case.id).update(facts=dict(facts), revision=F("revision") + 1)


def assign(viewer: Viewer, case_id: UUID, *, owner: UUID | None) -> None:
    """Give the case to a person of the organization, or to nobody."""
    with change(viewer, case=case_id, action="case.assigned", details={"owner": str(owner) if owner else None}):
        case = case_of(viewer, case_id, lock=True)
        if (
            owner is not None
            and not Membership.objects.filter(
                organization_id=viewer.organization, user_id=owner, is_active=True
            ).exists()
        ):
            raise RecordNotFound("this person does not work here", remedy="Choose somebody of your organization.")
        case.owner_id = owner
        case.save(update_fields=["owner"])


def confirm(
    viewer: Viewer, case_id: UUID, *, number: int, contract: Mapping[str, Any], version: int, at: datetime
) -> int:
    """The viewer stands for this reading of the letter; the new version. version: the one that was corrected, 0 for none.

    Raises ChangedMeanwhile when a newer version is there.
    """
    with change(viewer, case=case_id, action="determination.confirmed", details={"number": number}) as tx:
        case = case_of(viewer, case_id, lock=True)
        current = (
            ConfirmedDetermination.objects.filter(case=case, number=number).aggregate(top=Max("version"))["top"] or 0
        )
        if current != version:
            raise ChangedMeanwhile(
                "somebody confirmed this letter since you opened it", remedy="Look at it, then correct it if needed."
            )
        stamped = {**contract, "confirmed": {"by": viewer.name, "at": at.isoformat(timespec="minutes")}}
        ConfirmedDetermination.objects.create(
            case=case,
            number=number,
            version=current + 1,
            contract=stamped,
            confirmed_by_id=viewer.user,
            confirmed_name=viewer.name,
            confirmed_at=at,
        )
        tx.details["version"] = current + 1
        Proposal.objects.filter(case=case, number=number).update(draft=None)
        touch_inputs(case)
        move(viewer, case, event=CaseEvent.DETERMINATION_CONFIRMED, at=at)
    return current + 1


def move(viewer: Viewer, case: Case, *, event: CaseEvent, at: datetime, note: str = "") -> Stage:
    """Record an event of the transition table within the running transaction; the stage after it."""
    after = next_stage(Stage(case.stage), event)
    case.stage = after.value
    case.closed_at = at if after is Stage.CLOSED else None
    case.next_step = next_step_of(after, has_letter=True, triage=case.triage)
    case.save(update_fields=["stage", "closed_at", "next_step"])
    CaseHistory.objects.create(
        case=case, event=event.value, stage_after=after.value, at=at, by_id=viewer.user, note=note[:300]
    )
    return after


def record_event(viewer: Viewer, case_id: UUID, *, event: CaseEvent, at: datetime, note: str = "") -> Stage:
    """An event by itself. Raises StepNotPossible when it does not fit the stage."""
    with change(viewer, case=case_id, action=f"case.{event.value}"):
        return move(viewer, case_of(viewer, case_id, lock=True), event=event, at=at, note=note)


def attest(viewer: Viewer, case_id: UUID, *, criterion: str, statement: str, at: datetime) -> UUID:
    """The viewer states something for the record about a criterion; its id."""
    with change(viewer, case=case_id, action="criterion.attested", details={"criterion": criterion}):
        case = case_of(viewer, case_id, lock=True)
        row = CaseAttestation.objects.create(
            case=case, criterion=criterion, statement=statement, by_id=viewer.user, by_name=viewer.name, at=at
        )
        touch_inputs(case)
    return row.id


def withdraw_attestation(viewer: Viewer, attestation_id: UUID, *, at: datetime) -> None:
    """Take a statement back; both stay on record. Raises RecordNotFound, StepNotPossible when it is not one's own."""
    row = (
        CaseAttestation.objects.filter(id=attestation_id, case__organization_id=viewer.organization, withdraws=None)
        .select_related("case")
        .first()
    )
    if row is None:
        raise RecordNotFound("there is no such statement here", remedy="Go back to the case.")
    if row.by_id != viewer.user:
        raise StepNotPossible("only the person who made a statement can take it back", remedy="Ask that person.")
    with change(viewer, case=row.case_id, action="criterion.attestation_withdrawn"):
        CaseAttestation.objects.create(
            case=row.case,
            criterion=row.criterion,
            statement="",
            by_id=viewer.user,
            by_name=viewer.name,
            at=at,
            withdraws=row,
        )
        touch_inputs(row.case)


def keep_draft(viewer: Viewer, case_id: UUID, *, number: int, contract: Mapping[str, Any]) -> None:
    """Keep what a person has corrected so far, before it is confirmed."""
    with change(viewer, case=case_id, action="determination.drafted", details={"number": number}):
        case = case_of(viewer, case_id, lock=True)
        if not Proposal.objects.filter(case=case, number=number).update(draft=dict(contract)):
            raise RecordNotFound("the letter has no such determination", remedy="Read the letter again.")
