"""The inbox for a viewer: what is being read, what waits for a person, what a person does with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from peercall.adapters.db.audit import change
from peercall.adapters.db.case_queries import document_row
from peercall.adapters.db.cases import document_of
from peercall.adapters.db.jobs import progress_of
from peercall.adapters.db.models import Case, CaseDocument, InboxEntry, Proposal
from peercall.adapters.db.work_list import WORK_COLUMNS, work_row
from peercall.application.site.inbox import (
    STATEMENT,
    EntryRow,
    LetterRow,
    OpenCase,
    ReadingRow,
    Shown,
    UnsortedRow,
    last_names,
    proposals_for,
)
from peercall.application.site.views import DocumentRow
from peercall.application.viewer import Viewer
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible
from peercall.domain.workflow import Stage

READING = ("received", "reading")
#: rows of one kind shown on the page; the count says how many there are
SHOWN = 50
_WORTH = Choose(
    When(expected="p2p", then=Value(0)),
    When(expected="p2p_with_warning", then=Value(1)),
    When(expected="other_route", then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How much waits, by kind."""

    letters: int
    items: int
    unsorted: int
    failed: int

    @property
    def all(self) -> int:
        """Together."""
        return self.letters + self.items + self.unsorted + self.failed


def inbox_counts(viewer: Viewer) -> InboxCounts:
    """Four counts."""
    return InboxCounts(
        letters=_letters(viewer).count(),
        items=_entries(viewer).count(),
        unsorted=_waiting(viewer, state="read").count(),
        failed=_waiting(viewer, state="failed").count(),
    )


def readings(viewer: Viewer) -> tuple[ReadingRow, ...]:
    """Files being read, in the order they came, with how far each is."""
    rows = list(
        CaseDocument.objects.filter(
            organization_id=viewer.organization, removed_at=None, reading_job__isnull=False, state__in=READING
        )
        .select_related("added_by")
        .order_by("added_at", "id")[:SHOWN]
    )
    progress = progress_of(viewer, jobs=[row.reading_job for row in rows if row.reading_job])
    return tuple(
        ReadingRow(document_row(row), progress.get(row.reading_job) if row.reading_job else None) for row in rows
    )


def letters_to_confirm(viewer: Viewer) -> tuple[LetterRow, ...]:
    """Cases whose letter nobody has confirmed, newest first."""
    rows = _letters(viewer).order_by("-created_at", "id").values(*WORK_COLUMNS, "created_at")[:SHOWN]
    return tuple(LetterRow(work_row(row), row["created_at"]) for row in rows)


def entries_to_work(viewer: Viewer) -> tuple[EntryRow, ...]:
    """Items of remittances and answers by provisional clock, then by worth of a call, then by amount."""
    rows = (
        _entries(viewer).select_related("document").annotate(worth=_WORTH).order_by("sort_at", "worth", "-amount", "id")
    )
    return tuple(_entry_row(row) for row in rows[:SHOWN])


def waiting_statements(viewer: Viewer) -> tuple[DocumentRow, ...]:
    """Papers in the inbox that read like a statement of payment, the newest first."""
    rows = _waiting(viewer, state="read").filter(shown__looks_like=STATEMENT).order_by("-received_at")
    return tuple(document_row(row) for row in rows.select_related("added_by")[:50])


def unsorted_documents(viewer: Viewer) -> tuple[UnsortedRow, ...]:
    """Files that belong to no case, each with the open cases it may belong to. Three queries however many there are."""
    rows = list(_waiting(viewer, state="read").select_related("added_by").order_by("-added_at", "id")[:SHOWN])
    shown = {row.id: Shown(**row.shown) for row in rows}
    known = open_cases_named(viewer, names={one.member_name for one in shown.values() if one.member_name})
    return tuple(UnsortedRow(document_row(row), shown[row.id], proposals_for(shown[row.id], known)) for row in rows)


def failed_documents(viewer: Viewer) -> tuple[UnsortedRow, ...]:
    """Files that could not be read, newest first."""
    rows = _waiting(viewer, state="failed").select_related("added_by").order_by("-added_at", "id")[:SHOWN]
    return tuple(UnsortedRow(document_row(row), Shown()) for row in rows)


def open_cases_named(viewer: Viewer, *, names: Iterable[str], limit: int = 200) -> tuple[OpenCase, ...]:
    """Open cases whose member's name has a last name of `names` in it, with the birth date their letter gives."""
    wanted = Q(pk__in=())
    for word in {word for name in names for word in last_names(name)}:
        wanted |= Q(member_name__icontains=word)
    found = list(
        Case.objects.filter(wanted, organization_id=viewer.organization, closed_at=None).order_by("sort_at")[:limit]
    )
    born = _birth_dates(row.id for row in found)
    return tuple(OpenCase(row.id, row.member_name, born.get(row.id, ""), row.plan_name, row.service) for row in found)


def find_open_cases(viewer: Viewer, *, text: str, limit: int = 8) -> tuple[OpenCase, ...]:
    """Open cases with all words of `text` in their member, plan or service."""
    rows = Case.objects.filter(organization_id=viewer.organization, closed_at=None)
    for word in text.split()[:6]:
        rows = rows.filter(searched__contains=Lower(Value(word)))
    found = list(rows.order_by("sort_at", "id")[:limit])
    born = _birth_dates(row.id for row in found)
    return tuple(OpenCase(row.id, row.member_name, born.get(row.id, ""), row.plan_name, row.service) for row in found)


def _birth_dates(cases: Iterable[UUID]) -> dict[UUID, str]:
    read: defaultdict[UUID, set[str]] = defaultdict(set)
    for case, value in Proposal.objects.filter(case_id__in=list(cases)).values_list(
        "case_id", "contract__fields__member_dob__value"
    ):
        if value:
            read[case].add(str(value))
    return {case: values.pop() for case, values in read.items() if len(values) == 1}


def entry_of(viewer: Viewer, entry_id: UUID) -> EntryRow:
    """An item within the viewer's tenant. Raises RecordNotFound."""
    row = InboxEntry.objects.filter(organization_id=viewer.organization, id=entry_id).select_related("document").first()
    if row is None:
        raise RecordNotFound("there is no such item here", remedy="Go back to the inbox.")
    return _entry_row(row)


def entry_became_case(viewer: Viewer, entry_id: UUID, *, case: UUID, whole_document: bool) -> None:
    """The item is worked in this case from now on. whole_document: and so are the other denials of its file.

    Raises ChangedMeanwhile when somebody was quicker.
    """
    with change(viewer, case=case, action="inbox.case_made", details={"item": str(entry_id)}):
        rows = InboxEntry.objects.select_for_update().filter(organization_id=viewer.organization, state="open")
        row = rows.filter(id=entry_id).first()
        if row is None:
            raise ChangedMeanwhile("somebody has dealt with this item already", remedy="Look at the inbox again.")
        chosen = (
            rows.filter(document_id=row.document_id, item__state="open") if whole_document else rows.filter(id=row.id)
        )
        chosen.update(state="case_made", case_id=case)


def dismiss_entry(viewer: Viewer, entry_id: UUID, *, note: str) -> None:
    """The item needs no case; why is kept. Raises RecordNotFound, ChangedMeanwhile."""
    entry_of(viewer, entry_id)
    with change(viewer, action="inbox.dismissed", details={"item": str(entry_id)}):
        rows = InboxEntry.objects.filter(organization_id=viewer.organization, id=entry_id, state="open")
        if not rows.update(state="dismissed", note=note[:300]):
            raise ChangedMeanwhile("somebody has dealt with this item already", remedy="Look at the inbox again.")


@dataclass(frozen=True, slots=True)
class Copy:
    """A document with the same bytes. case None: it waits in the inbox."""

    document: UUID
    case: UUID | None


def copies_of(viewer: Viewer, *, sha256: str) -> tuple[Copy, ...]:
    """Documents of the organization with these bytes that were not removed."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, sha256=sha256, removed_at=None)
    return tuple(Copy(*row) for row in rows.order_by("added_at").values_list("id", "case_id")[:50])


def has_letter(viewer: Viewer, case_id: UUID) -> bool:
    """The case has a denial document."""
    rows = CaseDocument.objects.filter(organization_id=viewer.organization, case_id=case_id, removed_at=None)
    return rows.filter(role="denial").exists()


def reading_begins(viewer: Viewer, document_id: UUID, *, job: UUID) -> None:
    """This job reads the document."""
    CaseDocument.objects.filter(organization_id=viewer.organization, id=document_id).update(
        reading_job=job, state="received", problem=""
    )


def refused_at_once(viewer: Viewer, document_id: UUID, *, problem: str) -> None:
    """A document that is kept and cannot be read."""
    CaseDocument.objects.filter(organization_id=viewer.organization, id=document_id).update(
        state="failed", problem=problem
    )


def waiting_document(viewer: Viewer, document_id: UUID) -> CaseDocument:
    """A document that belongs to no case. Raises RecordNotFound, StepNotPossible."""
    row = document_of(viewer, document_id)
    if row.case_id is not None:
        raise StepNotPossible("this file is in a case already", remedy="Open the case.")
    return row


def _letters(viewer: Viewer) -> QuerySet[Case]:
    return Case.objects.filter(organization_id=viewer.organization, closed_at=None, stage=Stage.RECEIVED.value)


def _entries(viewer: Viewer) -> QuerySet[InboxEntry]:
    return InboxEntry.objects.filter(organization_id=viewer.organization, state="open")


def _waiting(viewer: Viewer, *, state: str) -> QuerySet[CaseDocument]:
    return CaseDocument.objects.filter(
        organization_id=viewer.organization, case=None, removed_at=None, role="unsorted", state=state
    )


def _entry_row(row: InboxEntry) -> EntryRow:
    item: Mapping[str, Any] = row.item
    return EntryRow(row.id, row.document_id, row.document.name, item, row.state, row.amount, row.expected, row.case_id)
