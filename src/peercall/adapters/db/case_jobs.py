"""What the job that works on a case loads and stores. Jobs act for the organization, not for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from peercall.adapters.db.answers import standing_answers
from peercall.adapters.db.case_queries import latest_confirmed, standing_attestations
from peercall.adapters.db.models import Analysis, Case, CaseDocument, CaseFigure, Proposal
from peercall.adapters.db.models.cases import NO_CLOCK
from peercall.application.site.summary import summarise
from peercall.domain.workflow import Stage
from peercall.engine.lessons import statuses


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document to load from the vault."""

    id: UUID
    role: str
    name: str
    vault_name: str


@dataclass(frozen=True, slots=True)
class CaseToWork:
    """What a pass over a case starts from. time_zone, practice: of the organization, for cases that name none."""

    case: UUID
    organization: UUID
    revision: int
    time_zone: str
    facts: Mapping[str, Any]
    documents: tuple[StoredDocument, ...]
    confirmed: Mapping[int, Mapping[str, Any]]
    attestations: tuple[Mapping[str, Any], ...]
    answers: tuple[Mapping[str, Any], ...] = ()
    practice: str = ""


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """How a document came out of a pass. text_vault_name: its pages as JSON in the vault, empty without pages."""

    id: UUID
    kind: str
    pages: int | None
    unread: Sequence[int]
    problem: str
    text_vault_name: str


def case_to_work(case_id: UUID) -> CaseToWork | None:
    """The inputs of a case as they stand; None when it no longer exists."""
    case = Case.objects.filter(id=case_id).select_related("organization").first()
    if case is None:
        return None
    documents = CaseDocument.objects.filter(case=case, removed_at=None, role__in=("denial", "chart", "policy"))
    return CaseToWork(
        case=case.id,
        organization=case.organization_id,
        revision=case.revision,
        time_zone=str(case.facts.get("time_zone") or case.organization.time_zone),
        facts=case.facts,
        practice=case.organization.name,
        documents=tuple(
            StoredDocument(row.id, row.role, row.name, row.vault_name) for row in documents.order_by("added_at", "id")
        ),
        confirmed={number: row.contract for number, row in latest_confirmed(case).items()},
        attestations=tuple(
            {
                "criterion": one.criterion,
                "by": one.by_name,
                "at": one.at.isoformat(timespec="minutes"),
                "statement": one.statement,
            }
            for one in standing_attestations(case)
        ),
        answers=tuple(
            {
                "determination": one.determination,
                "objection": one.objection,
                "answer": one.answer,
                "by": one.by_name,
                "at": one.at.isoformat(timespec="minutes"),
            }
            for one in standing_answers(case)
        ),
    )


@transaction.atomic
def save_pass(
    work: CaseToWork,
    *,
    proposals: Sequence[Mapping[str, Any]],
    analyses: Mapping[int, tuple[datetime, Mapping[str, Any], Mapping[str, str]]],
    documents: Sequence[DocumentOutcome],
    problem: str,
    at: datetime,
) -> bool:
    """Store what a pass made, whole or not at all. False when the case changed meanwhile: then nothing is stored, and the
    pass for the newer revision does it. analyses: as_of, data, vault names of files, by determination number."""
    case = Case.objects.select_for_update().filter(id=work.case).first()
    if case is None or case.revision != work.revision:
        return False
    for number, contract in enumerate(proposals, start=1):
        Proposal.objects.update_or_create(
            case=case, number=number, defaults={"contract": dict(contract), "read_at": at}
        )
    if proposals:
        Proposal.objects.filter(case=case, number__gt=len(proposals)).delete()
    charted = any(document.role == "chart" for document in work.documents)
    for number, (as_of, data, files) in analyses.items():
        row, _ = Analysis.objects.update_or_create(
            case=case,
            number=number,
            defaults={
                "revision": work.revision,
                "as_of": as_of,
                "made_at": at,
                "data": dict(data),
                "files": dict(files),
            },
        )
        if not row.at_denial and charted:
            row.at_denial = statuses(data.get("criteria"))
            row.save(update_fields=["at_denial"])
    for outcome in documents:
        CaseDocument.objects.filter(id=outcome.id).update(
            kind=outcome.kind,
            pages=outcome.pages,
            unread=list(outcome.unread),
            problem=outcome.problem,
            state="failed" if outcome.problem else "read",
            text_vault_name=outcome.text_vault_name,
        )
    CaseFigure.objects.filter(case=case, is_current=True).update(is_current=False)
    case.problem = problem
    case.analysed_revision = work.revision
    _summarise(case, work=work)
    return True


def refresh_summary(case_id: UUID) -> None:
    """Take the list columns anew, after the stage changed."""
    work = case_to_work(case_id)
    case = Case.objects.filter(id=case_id).first()
    if work is not None and case is not None:
        _summarise(case, work=work)


def _summarise(case: Case, *, work: CaseToWork) -> None:
    """The columns of the list, from the determination whose clock ends first."""
    proposals = {row.number: row.contract for row in Proposal.objects.filter(case=case)}
    analyses = {row.number: row.data for row in Analysis.objects.filter(case=case)}
    numbers = sorted({*proposals, *work.confirmed}) or [1]
    made = [
        summarise(
            contract=work.confirmed.get(number) or proposals.get(number),
            analysis=analyses.get(number),
            stage=Stage(case.stage),
            time_zone=work.time_zone,
            has_letter=any(document.role == "denial" for document in work.documents),
        )
        for number in numbers
    ]
    first = min(made, key=lambda one: one.due_at or NO_CLOCK)
    for name, value in asdict(first).items():
        # what a person typed before any letter was there stays until a letter says it
        if value or name not in ("member_name", "plan_name", "service"):
            setattr(case, name, value)
    case.sort_at = first.due_at or NO_CLOCK
    fixed = work.facts.get("as_of")
    case.as_of = datetime.fromisoformat(fixed) if isinstance(fixed, str) else None
    case.save()


def set_amount(case_id: UUID, amount: Decimal | None) -> None:
    """What is at stake, in dollars."""
    Case.objects.filter(id=case_id).update(amount=amount)
