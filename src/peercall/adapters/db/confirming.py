"""A reading on its way to being confirmed: corrections kept one by one, the versions people stood for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of
from peercall.adapters.db.models import Case, ConfirmedDetermination, Proposal
from peercall.application.viewer import Viewer
from peercall.domain.errors import RecordNotFound

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A contract a person stood for."""

    number: int
    contract: Data
    by: str
    at: datetime


def correct_draft(viewer: Viewer, case_id: UUID, *, number: int, path: str, edit: Callable[[Data], Data]) -> Data:
    """Apply one correction to the draft as it stands now, so that two people's corrections both stay; the draft.

    The first correction starts from what was confirmed, else from what was read. Raises RecordNotFound.
    """
    with change(viewer, case=case_id, action="determination.drafted", details={"number": number, "field": path}):
        case = case_of(viewer, case_id, lock=True)
        proposal = Proposal.objects.filter(case=case, number=number).first()
        stands = _versions(case, number).last()
        if proposal is None:
            raise RecordNotFound("the letter has no such determination", remedy="Read the letter again.")
        draft = edit(proposal.draft or (stands.contract if stands else proposal.contract))
        proposal.draft = dict(draft)
        proposal.save(update_fields=["draft"])
    return draft


def drop_draft(viewer: Viewer, case_id: UUID, *, number: int) -> None:
    """Forget the corrections that nobody confirmed."""
    with change(viewer, case=case_id, action="determination.draft_dropped", details={"number": number}):
        case = case_of(viewer, case_id, lock=True)
        Proposal.objects.filter(case=case, number=number).update(draft=None)


def versions_of(viewer: Viewer, case_id: UUID, *, number: int) -> tuple[Version, ...]:
    """Every version of a determination people stood for, the first one first."""
    rows = _versions(case_of(viewer, case_id), number)
    return tuple(Version(row.version, row.contract, row.confirmed_name, row.confirmed_at) for row in rows)


def _versions(case: Case, number: int) -> Any:
    return ConfirmedDetermination.objects.filter(case=case, number=number).order_by("version")


def set_receipt_date(viewer: Viewer, case_id: UUID, *, day: str) -> None:
    """The day the letter reached the practice, as ISO text; other facts stay as they are."""
    with change(viewer, case=case_id, action="case.facts", details={"keys": ["denial.receipt_date"]}):
        case = case_of(viewer, case_id, lock=True)
        facts = dict(case.facts)
        denial = {key: value for key, value in (facts.get("denial") or {}).items() if key != "receipt_at"}
        facts["denial"] = {**denial, "receipt_date": day}
        Case.objects.filter(id=case.id).update(facts=facts, revision=F("revision") + 1)
