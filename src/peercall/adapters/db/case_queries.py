"""Queries on one case, for a viewer. A constant number of queries, whatever the case holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from peercall.adapters.db.answers import standing_answers
from peercall.adapters.db.models import (
    Analysis,
    Case,
    CaseAttestation,
    CaseDocument,
    CaseHistory,
    ConfirmedDetermination,
    Organization,
    Proposal,
)
from peercall.adapters.db.work_list import row_of_case
from peercall.application.site.views import (
    AttestationRow,
    CaseView,
    DeterminationState,
    DocumentRow,
    HistoryRow,
)
from peercall.application.viewer import Viewer
from peercall.domain.errors import RecordNotFound


def document_row(row: CaseDocument) -> DocumentRow:
    """A document as shown; `added_by` must have been selected."""
    return DocumentRow(
        id=row.id,
        case=row.case_id,
        role=row.role,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        pages=row.pages,
        unread=tuple(row.unread),
        warnings=tuple(row.warnings),
        state=row.state,
        problem=row.problem,
        received_at=row.received_at,
        channel=row.channel,
        added_by=row.added_by.name if row.added_by is not None else "",
        has_text=bool(row.text_vault_name),
    )


def documents_of_case(viewer: Viewer, case_id: UUID) -> tuple[DocumentRow, ...]:
    """Documents of a case in the order they came."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, case_id=case_id, removed_at=None)
    return tuple(document_row(row) for row in rows.select_related("added_by").order_by("added_at", "id"))


def waiting_documents(viewer: Viewer, *, limit: int = 100) -> tuple[DocumentRow, ...]:
    """Documents that belong to no case yet, newest first."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, case=None, removed_at=None)
    return tuple(document_row(row) for row in rows.select_related("added_by").order_by("-added_at", "id")[:limit])


def case_view(viewer: Viewer, case_id: UUID) -> CaseView:
    """Everything the pages of a case show. Raises RecordNotFound."""
    case = _case(viewer, case_id)
    return replace(
        _letter_view(viewer, case, analyses={row.number: row for row in Analysis.objects.filter(case=case)}),
        attestations=standing_attestations(case),
        history=tuple(
            HistoryRow(*row)
            for row in CaseHistory.objects.filter(case=case)
            .order_by("at", "id")
            .values_list("event", "stage_after", "at", Coalesce("by__name", Value("")), "note")
        ),
        answers=standing_answers(case),
    )


def letter_view(viewer: Viewer, case_id: UUID) -> CaseView:
    """A case with its documents and what its letter says, without what was made of it: analyses, statements, answers and
    history are left out. Raises RecordNotFound."""
    return _letter_view(viewer, _case(viewer, case_id), analyses={})


def _case(viewer: Viewer, case_id: UUID) -> Case:
    """The case with its owner."""
    case = Case.objects.filter(organization_id=viewer.organization, id=case_id).select_related("owner").first()
    if case is None:
        raise RecordNotFound("there is no such case here", remedy="Go back to the work list.")
    return case


def _letter_view(viewer: Viewer, case: Case, *, analyses: Mapping[int, Analysis]) -> CaseView:
    zone = case.facts.get("time_zone") or Organization.objects.values_list("time_zone", flat=True).get(
        id=viewer.organization
    )
    return CaseView(
        row=row_of_case(case),
        facts=case.facts,
        revision=case.revision,
        analysed_revision=case.analysed_revision,
        created_at=case.created_at,
        closed_at=case.closed_at,
        documents=documents_of_case(viewer, case.id),
        determinations=tuple(_determinations(case, analyses)),
        attestations=(),
        history=(),
        answers=(),
        time_zone=str(zone),
    )


def standing_attestations(case: Case) -> tuple[AttestationRow, ...]:
    """Statements nobody has taken back, in the order they were made."""
    rows = list(CaseAttestation.objects.filter(case=case).order_by("at", "id"))
    withdrawn = {row.withdraws_id for row in rows}
    return tuple(
        AttestationRow(row.id, row.criterion, row.statement, row.by_name, row.at)
        for row in rows
        if row.withdraws_id is None and row.id not in withdrawn
    )


def latest_confirmed(case: Case) -> dict[int, ConfirmedDetermination]:
    """The version that counts of each determination."""
    latest: dict[int, ConfirmedDetermination] = {}
    for row in ConfirmedDetermination.objects.filter(case=case).order_by("number", "version"):
        latest[row.number] = row
    return latest


def _determinations(case: Case, analyses: Mapping[int, Analysis]) -> Iterable[DeterminationState]:
    proposals = {row.number: row for row in Proposal.objects.filter(case=case)}
    confirmed = latest_confirmed(case)
    for number in sorted({*proposals, *confirmed, *analyses}):
        proposal, stands, made = proposals.get(number), confirmed.get(number), analyses.get(number)
        yield DeterminationState(
            number=number,
            proposal=proposal.contract if proposal else None,
            draft=proposal.draft if proposal else None,
            confirmed=stands.contract if stands else None,
            version=stands.version if stands else 0,
            confirmed_name=stands.confirmed_name if stands else "",
            confirmed_at=stands.confirmed_at if stands else None,
            analysis=made.data if made else None,
            files=made.files if made else {},
            analysed_at=made.made_at if made else None,
        )


@dataclass(frozen=True, slots=True)
class StoredNames:
    """Where a document's bytes and text lie in the vault. text_vault_name: empty while nothing was read."""

    vault_name: str
    text_vault_name: str


def document_shown(viewer: Viewer, document_id: UUID) -> tuple[DocumentRow, StoredNames]:
    """A document of the viewer's organization and where it lies. Raises RecordNotFound."""
    row = (
        CaseDocument.objects.filter(organization_id=viewer.organization, id=document_id, removed_at=None)
        .select_related("added_by")
        .first()
    )
    if row is None:
        raise RecordNotFound("there is no such document here", remedy="Go back to the case.")
    return document_row(row), StoredNames(row.vault_name, row.text_vault_name)


def texts_of_case(viewer: Viewer, case_id: UUID) -> dict[UUID, str]:
    """Where the text of each document of a case lies in the vault; those nobody has read are left out."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, case_id=case_id, removed_at=None)
    return dict(rows.exclude(text_vault_name="").values_list("id", "text_vault_name"))
