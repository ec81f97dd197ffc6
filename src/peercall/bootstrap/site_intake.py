"""Files without a case, read in a job: a denial letter becomes a case, a remittance becomes items, the rest waits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.db import intake_jobs
from peercall.adapters.db.intake_jobs import EntryToKeep, FileToRead
from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.fhir.payments import read_explained_payments
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.x12.payments import read_payments
from peercall.application.read_inbox import item_data, read_inbox
from peercall.application.site.inbox import (
    CHART,
    PAPER,
    PERHAPS_DENIAL,
    STATEMENT,
    Shown,
    entry_amount,
    entry_order,
    shows_a_denial,
)
from peercall.application.site.paper_names import name_on_heads
from peercall.application.site.ports import Vault
from peercall.application.site.statement_forms import statement_payments
from peercall.bootstrap.charts import LoadedChart, load_chart
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.inbox import letter_readings
from peercall.bootstrap.isolated_reading import BytesReader, IsolatedReader, RememberingReader
from peercall.bootstrap.payer_files import is_coded, payer_rows
from peercall.bootstrap.rules import rules
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.site_cases import CaseWorker
from peercall.bootstrap.site_payments import ask_about_statement, take_payments
from peercall.bootstrap.site_statements import statement_in
from peercall.bootstrap.whose_chart import Member, WhoseChart
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.documents import DocumentKind
from peercall.domain.errors import CaseFolderInvalid, DocumentLocked, DocumentUnreadable, PeercallError
from peercall.domain.letters import Found, LetterReading
from peercall.domain.remittances import DenialRow, Inbox, InboxItem
from peercall.domain.rulebook import Rulebook
from peercall.engine.vocabulary import Vocabulary

Progress = Callable[..., None]

_PAGE = re.compile(r"page (\d+) of (\d+)\Z")
_LOCKED = "The PDF is locked. Look at it and type its password, or drop a copy without one."


def without_names(progress: Progress) -> Callable[[str], None]:
    """Progress lines of the readers without the names of files, which may be names of people; pages as numbers."""

    def tell(line: str) -> None:
        if not line.startswith("Reading "):
            progress(line)
        elif page := _PAGE.search(line):
            progress("Reading the pages", done=int(page[1]), of=int(page[2]))
        else:
            progress("Reading")

    return tell


@dataclass(slots=True)
class Intake:
    """Reads files that belong to no case. root: folder for working copies. reader: of documents, each content once."""

    vault: Vault
    root: Path
    overlays: Sequence[Path] = ()
    reader: BytesReader = field(default_factory=lambda: RememberingReader(IsolatedReader()))
    limits: DocumentLimits = field(default_factory=document_limits)

    def read(self, document: UUID, *, at: datetime, progress: Callable[[str], None] = lambda _: None) -> None:
        """Read the file and store what it is. A file that cannot be read keeps why, in one sentence."""
        file = intake_jobs.file_to_read(document)
        if file is None:
            return
        if file.case is None:
            try:
                case = self._sort(file, at=at, progress=progress)
            except DocumentLocked:
                intake_jobs.keep_failure(file, problem=_LOCKED)
                return
            except PeercallError as fault:
                intake_jobs.keep_failure(file, problem=_sentence(fault))
                return
        else:  # an earlier try made the case and was stopped
            case = file.case
        if case is not None:
            worker = CaseWorker(self.vault, root=self.root, overlays=self.overlays, reader=self.reader)
            for _ in range(5):
                if worker.work(case, at=at, progress=progress):
                    return

    def _sort(self, file: FileToRead, *, at: datetime, progress: Callable[[str], None]) -> UUID | None:
        """Stores what the file is; the case when it is a denial letter."""
        data = self.vault.get(file.vault_name)
        facts = {"schema": "peercall.case/1", "side": "provider", "time_zone": file.time_zone}
        inputs = CaseInputs(facts=facts, documents=[InputDocument("chart", file.name, data)])
        with working_copy(inputs, root=self.root) as folder:
            one = _OneFile(
                folder=folder,
                path=folder / inputs.documents[0].path,
                name=file.name,
                doors=Doors(self.limits, self.reader, progress=progress),
                rulebook=rules(self.overlays),
                at=at,
            )
            if is_coded(one.path):
                self._sort_coded(file, one)
                return None
            return self._sort_paper(file, one)

    def _sort_coded(self, file: FileToRead, one: _OneFile) -> None:
        inbox = one.inbox()
        problems = [str(problem) for problem in inbox.problems]
        read = read_payments if one.is_x12 else read_explained_payments
        claims = read(one.path, name=file.name, tables=one.rulebook.remittance)
        ours = take_payments(file, claims, playbooks=one.rulebook.playbooks, at=one.at)
        if inbox.items or inbox.settled or ours:
            entries = [self._entry(item, file=file, settled=False) for item in inbox.items]
            entries += [self._entry(item, file=file, settled=True) for item in inbox.settled]
            intake_jobs.keep_entries(file, kind=one.kind.value, entries=entries, warnings=problems)
            return
        if one.is_x12:
            raise DocumentUnreadable(
                "; ".join(problems[:3]) or "it was read, and nothing in it is denied",
                where=file.name,
                remedy="Nothing is to be done if you expected none; otherwise look at the file.",
            )
        self._keep_chart(file, one)

    def _sort_paper(self, file: FileToRead, one: _OneFile) -> UUID | None:
        opened = one.doors.open(one.path, root=one.folder)
        if opened.document.kind is DocumentKind.CCDA:
            self._keep_chart(file, one)
            return None
        readings: list[LetterReading] = []
        inbox = one.inbox(readings)
        read = [{"number": page.number, "text": page.text} for page in opened.document.pages]
        statement = statement_in(read, words=one.rulebook.statements)
        paid = statement_payments(statement, tables=one.rulebook.remittance) if statement.reads_like_one else ()
        ours = ask_about_statement(file.document, paid, organization=file.organization, at=one.at) if paid else 0
        if shows_a_denial(inbox.letters) and not ours:
            return intake_jobs.make_case_of(file, kind=opened.document.kind.value, at=one.at)
        patient = one.chart().facts.patient
        perhaps = any(letter.decision or letter.reason_classes or letter.window for letter in inbox.letters)
        unread = opened.document.unread_pages
        if unread and len(unread) == len(opened.document.pages):
            why = "no page of it could be read by machine: look at it yourself"
        elif ours:
            why = "it reads like a statement of what was paid, and may be about an approval: see the tasks"
        elif perhaps:
            why = "some of its words are those of a denial, but it does not say who decided what"
        else:
            why = (
                "it reads like a statement of what was paid"
                if statement.reads_like_one
                else "nothing in it reads like a denial"
            )
        shown = Shown(
            looks_like=STATEMENT
            if ours or (statement.reads_like_one and not perhaps)
            else PERHAPS_DENIAL
            if perhaps
            else PAPER,
            why=why,
            member_name=_field(readings, "member_name")
            or (patient.name if patient and patient.name else "")
            or next((name for paper in opened.documents if (name := name_on_heads(paper))), ""),
            birth_on=_field(readings, "member_dob")
            or (patient.birth_on.isoformat() if patient and patient.birth_on else ""),
        )
        pages = [{"number": page.number, "text": page.text, "unread": page.unread} for page in opened.document.pages]
        intake_jobs.keep_unsorted(
            file,
            kind=opened.document.kind.value,
            shown=shown,
            pages=len(pages),
            unread=unread,
            warnings=opened.warnings,
            text_vault_name=self.vault.put(json.dumps(pages).encode(), organization=file.organization),
        )
        return None

    def _keep_chart(self, file: FileToRead, one: _OneFile) -> None:
        try:
            loaded = one.chart()
        except CaseFolderInvalid:  # nothing but the case it goes to can tell whose records are meant
            several = Shown(looks_like=CHART, why="it holds the records of several people")
            intake_jobs.keep_unsorted(
                file, kind=one.kind.value, shown=several, pages=None, unread=(), warnings=(), text_vault_name=""
            )
            return
        if not loaded.hashes:
            raise DocumentUnreadable(
                "; ".join(loaded.warnings[:3]) or "nothing in it could be read", where=file.name, remedy=""
            )
        patient = loaded.facts.patient
        intake_jobs.keep_unsorted(
            file,
            kind=one.kind.value,
            shown=Shown(
                looks_like=CHART,
                why="it is a chart in coded form",
                member_name=(patient.name or "") if patient else "",
                birth_on=patient.birth_on.isoformat() if patient and patient.birth_on else "",
            ),
            pages=None,
            unread=(),
            warnings=loaded.warnings[:5],
            text_vault_name="",
        )

    def _entry(self, item: InboxItem, *, file: FileToRead, settled: bool) -> EntryToKeep:
        row = item.rows[0]
        patient = row.claim.patient_name if isinstance(row, DenialRow) else row.patient_name
        data: dict[str, Any] = {**item_data(item), "patient": patient}
        return EntryToKeep(
            item=data,
            settled=settled,
            sort_at=entry_order(data, time_zone=file.time_zone),
            amount=entry_amount(data),
        )


@dataclass(slots=True)
class _OneFile:
    """The file in its working copy, and the ways to read it."""

    folder: Path
    path: Path
    name: str
    doors: Doors
    rulebook: Rulebook
    at: datetime

    @property
    def is_x12(self) -> bool:
        """True for X12."""
        return self.kind is DocumentKind.X12

    @property
    def kind(self) -> DocumentKind:
        """What it is, by content."""
        return self.doors.open(self.path, root=self.folder).document.kind

    def inbox(self, readings: list[LetterReading] | None = None) -> Inbox:
        """What the command line's inbox makes of it; the readings of a letter go `into` the list."""

        def read_letter(name: str) -> Sequence[LetterReading] | None:
            found = letter_readings(self.path, name, doors=self.doors, rulebook=self.rulebook)
            if readings is not None and found is not None:
                readings.extend(found)
            return found

        return read_inbox(
            [self.name],
            read=lambda name: payer_rows(self.path, name=name, rulebook=self.rulebook),
            read_letter=read_letter,
            rulebook=self.rulebook,
            holidays=holiday_table,
            as_of=self.at,
        )

    def chart(self) -> LoadedChart:
        """What the file says as a part of a chart."""
        return load_chart(
            CaseFolder(self.folder),
            doors=self.doors,
            vocabulary=Vocabulary.of(self.rulebook),
            as_of=self.at.date(),
            whose=WhoseChart(None, Member),
        )


def _field(readings: Sequence[LetterReading], name: str) -> str:
    for reading in readings:
        value = reading.fields.get(name)
        if isinstance(value, Found):
            return str(value.value)
    return ""


def _sentence(fault: PeercallError) -> str:
    """What is wrong and what to do, without the place: the page shows the file beside it."""
    said = fault.message[:1].upper() + fault.message[1:]
    return f"{said}. {fault.remedy}" if fault.remedy else f"{said}."
