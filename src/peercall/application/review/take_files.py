"""Take in what a client sent: good rows become files, each of the others is told why it is not one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from peercall.application.review.views import ImportSource, IncomingFile, RowError, RowNote, Taken
from peercall.domain.review_intake import FileField, IntakeChoices, ReadRow, Submission, Submitted, plain_words
from peercall.engine.review_intake.reading import FindZones, IntakeTables, read_row

#: what is said of an empty list
NOTHING_SENT = "Nothing was in it: no file was sent."


class ReviewFiles(Protocol):
    """Where files are kept. A file is one by its client and the client's number, however often it is sent."""

    def clients(self) -> Iterable[str]:
        """Names of the clients as files here and rules write them."""
        ...

    def take(
        self,
        files: list[IncomingFile],
        *,
        source: ImportSource,
        name: str,
        at: datetime,
        errors: list[RowError],
        notes: list[RowNote],
    ) -> Taken:
        """Keep the new ones, and tell what is sent otherwise of those that are known."""
        ...


def take_files(
    submitted: Submitted,
    *,
    source: ImportSource,
    name: str,
    choices: IntakeChoices,
    tables: IntakeTables,
    find_zones: FindZones,
    files: ReviewFiles,
    at: datetime,
) -> Taken:
    """What the import led to. at: aware, when it arrived. name: of what was sent, as shown afterwards."""
    clients = {plain_words(client): client for client in files.clients()}
    errors: list[RowError] = []
    notes = [RowNote(0, note) for note in submitted.notes]
    incoming: list[IncomingFile] = []
    for sent in submitted.rows:  # one after the other: of a long table only what is kept of each row stays in memory
        row = read_row(sent, choices=choices, tables=tables, find_zones=find_zones, received_at=at)
        errors += [
            RowError(row.row, fault.text, field=fault.field.value if fault.field else "", reference=row.reference)
            for fault in row.faults
        ]
        if (file := _incoming(row, clients)) is not None:
            incoming.append(file)
            notes += [RowNote(row.row, note, row.reference) for note in row.notes]
    if not submitted.rows:
        notes.append(RowNote(0, NOTHING_SENT))
    return files.take(incoming, source=source, name=name, at=at, errors=errors, notes=notes)


def _incoming(row: ReadRow, clients: Mapping[str, str]) -> IncomingFile | None:
    """The file, its client written as it is known here: `PRAIRIE MUTUAL` is no second client."""
    if row.file is None:
        return None
    client = clients.get(plain_words(row.file.client), row.file.client)
    return IncomingFile(row.reference, replace(row.file, client=client, id=""), row=row.row)


def submission_of(values: Mapping[FileField, str]) -> Submitted:
    """What a person typed into the form, as one row; lines of the fields that may hold several are parts."""
    texts = {
        field: tuple(line for line in text.splitlines() if line.strip()) if field in _BY_LINE else (text,)
        for field, text in values.items()
        if text.strip()
    }
    return Submitted((Submission(1, texts),))


_BY_LINE = frozenset({FileField.NUMBERS, FileField.AVAILABILITY, FileField.RECORDS, FileField.SERVICE_CODES})
