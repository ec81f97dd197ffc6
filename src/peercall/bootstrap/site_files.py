"""Files a person drops: bounded, kept in the vault before anything is parsed, then handed to a job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from peercall.adapters.db import cases, inbox
from peercall.adapters.db.case_jobs import set_amount
from peercall.adapters.documents.kinds import kind_of, refusal
from peercall.adapters.x12 import extract_x12
from peercall.application.site.intake import likely_role, safe_name
from peercall.application.site.ports import Vault
from peercall.application.viewer import Viewer
from peercall.bootstrap.document_pages import unlocked_pdf
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.site_jobs import enqueue_case, enqueue_intake
from peercall.bootstrap.site_vault import vault
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.documents import DocumentKind
from peercall.domain.errors import StepNotPossible
from peercall.domain.organizations import Role

#: who may add any file, give cases to people, close them
WORKERS = (Role.COORDINATOR, Role.PHYSICIAN, Role.MANAGER)
_REMITTANCES = frozenset({DocumentKind.X12, DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON})


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a dropped file. outcome: added, duplicate (nothing was added), refused (nothing was kept), unreadable
    (kept, and why it cannot be read). document, case: where it, or its copy, is."""

    outcome: str
    name: str
    sentence: str = ""
    document: UUID | None = None
    case: UUID | None = None


def largest_file() -> int:
    """Bytes of the largest file that may be dropped."""
    return document_limits().file_bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes files in for one person."""

    viewer: Viewer
    at: datetime
    vault: Vault = field(default_factory=vault)

    def receive(self, name: str, data: bytes, *, case_id: UUID | None = None, role: str = "") -> Received:
        """A file dropped into the inbox, or on a case. role: of a case's document; empty: told by its kind.

        Raises RecordNotFound for a case of somebody else.
        """
        shown = safe_name(name)
        if not data:
            return Received("refused", shown, "The file is empty: save it again and drop that.")
        if len(data) > (most := largest_file()):
            return Received("refused", shown, f"The file is larger than {most >> 20} MB: split it.")
        kind = kind_of(data)
        if not self.viewer.has(*WORKERS) and kind not in _REMITTANCES:
            return Received("refused", shown, "Your role adds remittances only (835, 278, explanations of benefit).")
        if case_id is not None:
            cases.revision_of(self.viewer, case_id)
        digest = hashlib.sha256(data).hexdigest()
        copies = inbox.copies_of(self.viewer, sha256=digest)
        copy = next((one for one in copies if one.case == case_id), None) or (
            copies[0] if copies and case_id is None else None
        )
        if copy is not None:
            return Received("duplicate", shown, _where(copy, here=case_id), copy.document, copy.case)
        stored = self.vault.put(data, organization=self.viewer.organization)
        with transaction.atomic():
            if case_id is None:
                role = "unsorted"
            elif not role:
                role = likely_role(kind, has_letter=inbox.has_letter(self.viewer, case_id))
            document = cases.add_document(
                self.viewer,
                case_id=case_id,
                role=role,
                name=shown,
                sha256=digest,
                size=len(data),
                vault_name=stored,
                at=self.at,
                kind=kind.value if kind is not None else "",
            )
            if kind is None:
                what, remedy = refusal(data)
                problem = f"{what[:1].upper()}{what[1:]}. {remedy}"
                inbox.refused_at_once(self.viewer, document, problem=problem)
                if case_id is None:
                    return Received("unreadable", shown, problem, document)
            if case_id is None:
                job = enqueue_intake(document, organization=self.viewer.organization, at=self.at)
            else:
                job = self.work(case_id)
            if kind is not None:
                inbox.reading_begins(self.viewer, document, job=job)
        elsewhere = "The same file is in another case too: is it the right patient?" if copies else ""
        return Received("added", shown, elsewhere, document, case_id)

    def work(self, case_id: UUID) -> UUID:
        """Have the case read and prepared as it stands; the job."""
        revision = cases.revision_of(self.viewer, case_id)
        return enqueue_case(case_id, revision=revision, organization=self.viewer.organization)

    def read_again(self, document_id: UUID) -> None:
        """Have a file that failed, or whose job failed, read once more."""
        row = cases.document_of(self.viewer, document_id)
        with transaction.atomic():
            if row.case_id is not None:
                inbox.reading_begins(self.viewer, document_id, job=self.work(row.case_id))
                return
            job = enqueue_intake(document_id, organization=self.viewer.organization, at=self.at)
            inbox.reading_begins(self.viewer, document_id, job=job)

    def unlock(self, document_id: UUID, *, password: str) -> None:
        """A locked PDF is kept without its lock too and read again. The password is kept nowhere.

        Raises DocumentLocked when it does not open the file, DocumentUnreadable.
        """
        row = cases.document_of(self.viewer, document_id)
        plain = unlocked_pdf(self.vault.get(row.vault_name), password=password, name="the file")
        stored = self.vault.put(plain, organization=self.viewer.organization)
        with transaction.atomic():
            cases.unlock_document(self.viewer, document_id, vault_name=stored)
            self.read_again(document_id)

    def place(self, document_id: UUID, *, case_id: UUID, role: str) -> None:
        """Put a waiting file into a case, and have the case worked on."""
        inbox.waiting_document(self.viewer, document_id)
        with transaction.atomic():
            cases.place_document(self.viewer, document_id, case_id=case_id, role=role)
            self.work(case_id)

    def case_of_document(self, document_id: UUID, *, role: str) -> UUID:
        """A new case with a waiting file in it; its id. role: denial, or chart when the letter is still to come."""
        inbox.waiting_document(self.viewer, document_id)
        with transaction.atomic():
            case = cases.new_case(self.viewer, facts={}, at=self.at)
            cases.place_document(self.viewer, document_id, case_id=case, role=role)
            self.work(case)
        return case

    def case_of_entry(self, entry_id: UUID) -> UUID:
        """A new case of an item of a remittance or answer, as `peercall inbox --make-cases` makes it; its id.

        Of an X12 file only this claim or answer is taken. Raises StepNotPossible, ChangedMeanwhile, DocumentUnreadable.
        """
        entry = inbox.entry_of(self.viewer, entry_id)
        if not entry.can_become_case:
            raise StepNotPossible(
                "this item is no denial that stands", remedy="Dismiss it, or wait for the payer's decision."
            )
        document = cases.document_of(self.viewer, entry.document)
        data = self.vault.get(document.vault_name)
        source = entry.item["rows"][0]["source"]
        whole = "segment" not in source
        if not whole:
            name = "response.835" if entry.item["kind"] == "remittance" else "response.278"
            data = _cut_out(data, segment=int(source["segment"]))
        else:
            name = "response.json"
        stored = self.vault.put(data, organization=self.viewer.organization)
        with transaction.atomic():
            case = cases.new_case(self.viewer, facts={}, at=self.at)
            cases.add_document(
                self.viewer,
                case_id=case,
                role="denial",
                name=name,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                vault_name=stored,
                at=self.at,
                received_at=document.received_at,
                kind=document.kind,
            )
            inbox.entry_became_case(self.viewer, entry_id, case=case, whole_document=whole)
            if entry.amount is not None:
                set_amount(case, Decimal(entry.amount))
            self.work(case)
        return case


def _cut_out(data: bytes, *, segment: int) -> bytes:
    inputs = CaseInputs(facts={}, documents=[InputDocument("denial", "file", data)])
    with working_copy(inputs, root=Path(settings.DATA) / "work") as folder:
        return extract_x12(folder / inputs.documents[0].path, segment=segment)


def _where(copy: inbox.Copy, *, here: UUID | None) -> str:
    if copy.case is None:
        return "The same file is in the inbox already; nothing was added."
    if copy.case == here:
        return "The same file is in this case already; nothing was added."
    return "The same file is in a case already; nothing was added."
