"""Commands on review files: each in one transaction with its audit entry, each within the viewer's organization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import QuerySet

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import (
    Membership,
    Organization,
    ReviewEntryFile,
    ReviewEntryRow,
    ReviewFileRow,
    ReviewImport,
)
from peercall.adapters.db.models.cases import NO_CLOCK
from peercall.adapters.db.review_data import file_data, read_body, read_file
from peercall.adapters.db.review_folds import fold_again, fold_new
from peercall.adapters.db.review_log_rows import LogsAtWork
from peercall.application.review.views import (
    EntriesKept,
    FileChange,
    ImportSource,
    IncomingFile,
    RowError,
    RowNote,
    Taken,
)
from peercall.application.viewer import Viewer
from peercall.domain.errors import EntryInvalid, NotPermitted, RecordNotFound, StepNotPossible
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import (
    Assigned,
    ClientTold,
    ReviewBody,
    ReviewEntry,
    ReviewEntryKind,
)
from peercall.domain.reviews import ReviewFile
from peercall.engine.review_intake.differences import differences
from peercall.engine.review_log import as_client_says

#: entries of one sending
MAX_ENTRIES = 500
#: rows of an import that are looked up and stored at once
_PART = 500
#: who a file can be given to
REVIEWING = (Role.REVIEWER, Role.MANAGER)


def files_here(viewer: Viewer) -> QuerySet[ReviewFileRow]:
    """The files of the viewer's organization."""
    return ReviewFileRow.objects.filter(organization_id=viewer.organization)


def take_files(
    viewer: Viewer,
    files: Sequence[IncomingFile],
    *,
    source: ImportSource,
    at: datetime,
    name: str = "",
    errors: Sequence[RowError] = (),
    notes: Sequence[RowNote] = (),
) -> Taken:
    """Good rows become files, whatever is wrong with others. name: of what was sent, as shown afterwards.

    A file the client sent before is known: it stays as it is, and what was now sent otherwise is told. errors: rows that
    could not be read, notes: on those that could; both are kept with the import.
    """
    _review_organisation(viewer)
    with change(viewer, action="review.imported", details={"source": source.value}) as tx:
        # one import of an organization after the other: the same file sent twice at once is one file
        list(Organization.objects.select_for_update(no_key=True).filter(id=viewer.organization).values_list("id"))
        fresh: dict[tuple[str, str], IncomingFile] = {}
        made: dict[tuple[str, str], UUID] = {}
        changes: list[FileChange] = []
        for part in _parts(files):
            before = _known(viewer, part)
            told = _client_told(before.values())
            for one in part:
                key = _key(one)
                if (row := before.get(key)) is not None:
                    changes.append(_change(one, as_client_says(read_file(row.data), told.get(row.id, ())), id=row.id))
                elif key in fresh:  # of several rows with one client and reference the first
                    changes.append(_change(one, fresh[key].file, id=made[key]))
                else:
                    fresh[key], made[key] = one, uuid4()
        changed = tuple(one for one in changes if one.differences)
        batch = ReviewImport.objects.create(
            organization_id=viewer.organization,
            source=source.value,
            name=name[:200],
            at=at,
            by_id=viewer.user,
            by_name=viewer.name,
            taken=len(fresh),
            known=len(files) - len(fresh),
            differing=[_change_data(one) for one in changed],
            errors=[asdict(error) for error in errors],
            notes=[asdict(note) for note in notes],
        )
        for part in _parts(list(fresh.values())):
            rows = [_row(viewer, one, id=made[_key(one)], batch=batch, at=at) for one in part]
            ReviewFileRow.objects.bulk_create(rows)
            fold_new(rows)
        tx.details |= {"batch": str(batch.id), "taken": len(fresh), "errors": len(errors)}
    return Taken(
        batch=batch.id,
        source=source,
        name=batch.name,
        at=at,
        by_name=viewer.name,
        files=tuple(made.values()),
        known=batch.known,
        differing=tuple(dict.fromkeys(one.file for one in changed)),
        errors=tuple(errors),
        changes=changed,
        notes=tuple(notes),
        count=len(fresh),
    )


def _parts(files: Sequence[IncomingFile]) -> Iterator[Sequence[IncomingFile]]:
    """A long import in parts: neither a statement nor what is read beside it grows with the file."""
    return (files[start : start + _PART] for start in range(0, len(files), _PART))


def _review_organisation(viewer: Viewer) -> None:
    if viewer.kind is not OrganizationKind.REVIEW_ORGANISATION:
        raise NotPermitted("a practice has no review files", remedy="Sign in for a review organization.")


def _key(incoming: IncomingFile) -> tuple[str, str]:
    return incoming.file.client, incoming.reference


def _known(viewer: Viewer, files: Sequence[IncomingFile]) -> dict[tuple[str, str], ReviewFileRow]:
    """Those that are here already, by client and reference."""
    rows = files_here(viewer).filter(client_reference__in={one.reference for one in files})
    return {(row.client, row.client_reference): row for row in rows}


def _change(incoming: IncomingFile, kept: ReviewFile, *, id: UUID) -> FileChange:
    """What was sent otherwise than the file was first sent."""
    sent = replace(incoming.file, id=str(id))
    return FileChange(id, incoming.row, incoming.reference, differences(kept, sent), sent)


def _change_data(change: FileChange) -> dict[str, Any]:
    return {
        "file": str(change.file),
        "row": change.row,
        "reference": change.reference,
        "differences": [asdict(one) for one in change.differences],
        "sent": file_data(change.sent) if change.sent is not None else None,
    }


def _client_told(rows: Iterable[ReviewFileRow]) -> dict[UUID, list[ClientTold]]:
    """What clients sent anew and people took, by file, in its order."""
    places = ReviewEntryFile.objects.filter(file__in=list(rows), entry__kind=ReviewEntryKind.CLIENT.value)
    out: dict[UUID, list[ClientTold]] = {}
    for place in places.select_related("entry").order_by("place"):
        body = read_body(ReviewEntryKind.CLIENT, place.entry.data)
        assert isinstance(body, ClientTold)
        out.setdefault(place.file_id, []).append(body)
    return out


def change_key(batch: UUID, file: UUID) -> UUID:
    """Key of the entry by which a person takes what an import sent otherwise of a file: taken twice it is one entry."""
    return uuid5(batch, str(file))


def take_change(viewer: Viewer, batch: UUID, *, file: UUID, at: datetime) -> None:
    """What was sent otherwise counts from here on, and stands in the file's log. Raises RecordNotFound."""
    row = ReviewImport.objects.filter(organization_id=viewer.organization, id=batch).first()
    found = next((one for one in (row.differing if row else ()) if one["file"] == str(file) and one.get("sent")), None)
    if row is None or found is None:
        raise RecordNotFound("there is no such change here", remedy="Go back to the import.")
    body = ClientTold(
        read_file(found["sent"]),
        tuple(one["field"] for one in found["differences"]),
        f"sent on {row.at:%Y-%m-%d}" + (f" in {row.name}" if row.name else ""),
    )
    add_entry(viewer, [file], kind=ReviewEntryKind.CLIENT, body=body, at=at, key=change_key(batch, file))


def clients_here(viewer: Viewer) -> tuple[str, ...]:
    """The clients whose files the organization has, in alphabetical order."""
    return tuple(files_here(viewer).order_by("client").values_list("client", flat=True).distinct())


def _row(viewer: Viewer, incoming: IncomingFile, *, id: UUID, batch: ReviewImport, at: datetime) -> ReviewFileRow:
    due = incoming.file.decision_due_at
    return ReviewFileRow(
        id=id,
        organization_id=viewer.organization,
        client=incoming.file.client,
        client_reference=incoming.reference,
        data=file_data(replace(incoming.file, id=str(id))),
        decision_due_at=due,
        sort_at=due or NO_CLOCK,
        received_at=at,
        batch=batch,
    )


def add_entry(
    viewer: Viewer,
    files: Iterable[UUID],
    *,
    kind: ReviewEntryKind,
    body: ReviewBody,
    at: datetime,
    key: UUID | None = None,
) -> ReviewEntry:
    """One thing that happened to these files. key: made by the window; the same key twice adds once.

    Raises RecordNotFound for a file that is not here, EntryInvalid for an entry that cannot be kept.
    """
    entry = ReviewEntry(
        id=str(key or uuid4()), files=tuple(str(one) for one in files), at=at, by=viewer.name, kind=kind, body=body
    )
    done = add_entries(viewer, [entry], at=at)
    if done.refused:
        raise EntryInvalid(done.refused[0][1], remedy="Reload the file and try again.")
    return entry


def add_entries(viewer: Viewer, entries: Sequence[ReviewEntry], *, at: datetime) -> EntriesKept:
    """Keep what a window wrote. Sending the same again changes nothing; one bad entry does not stop the others.

    The writer is the viewer, whatever an entry says. Raises RecordNotFound for a file that is not here, also when only
    one of several is not.
    """
    _review_organisation(viewer)
    if len(entries) > MAX_ENTRIES:
        raise StepNotPossible(f"more than {MAX_ENTRIES} entries at once", remedy="Send them in parts.")
    about = sorted({_uuid(file) for entry in entries for file in entry.files}, key=str)
    with change(viewer, case=about[0] if len(about) == 1 else None, action="review.entries") as tx:
        rows = _locked(viewer, about)
        log = LogsAtWork(viewer, rows, at=at)
        known = _arrived(entries)
        kept, refused = [], []
        for entry in entries:
            why = log.add(entry, arrived=known.get(entry.id))
            if why is None:
                kept.append(entry.id)
                known[entry.id] = (viewer.organization, list(entry.files))
            else:
                refused.append((entry.id, why))
        log.save_columns()
        fold_again(log.folded)
        tx.details |= {
            "files": [str(one) for one in about],
            "kinds": sorted({entry.kind.value for entry in entries}),
            "kept": len(kept),
            # how long each log is now: one that is shorter later has lost entries
            "ends": [log.end(str(one)) for one in about],
        }
    return EntriesKept(tuple(kept), tuple(refused))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.") from None


def _locked(viewer: Viewer, files: Sequence[UUID]) -> dict[str, ReviewFileRow]:
    """The files by id, held until the transaction ends, always in the same order."""
    rows = files_here(viewer).filter(id__in=files).order_by("id").select_for_update(of=("self",))
    found = {str(row.id): row for row in rows}
    if len(found) != len(files):
        raise RecordNotFound("there is no such review file here", remedy="Go back to the queue.")
    return found


def _arrived(entries: Sequence[ReviewEntry]) -> dict[str, tuple[UUID, list[str]]]:
    """Entries that are on disk: whose they are and which files they belong to."""
    rows = ReviewEntryRow.objects.filter(id__in=[_uuid(entry.id) for entry in entries])
    return {str(id): (owner, files) for id, owner, files in rows.values_list("id", "organization_id", "files")}


def assign(viewer: Viewer, files: Iterable[UUID], *, reviewer: UUID | None, at: datetime) -> str:
    """Give files to a reviewer of the organization, or back to the queue; the reviewer's name, empty for nobody.

    Raises RecordNotFound for a person who cannot review here.
    """
    name = ""
    if reviewer is not None:
        person = Membership.objects.filter(
            organization_id=viewer.organization,
            user_id=reviewer,
            is_active=True,
            role__in=[role.value for role in REVIEWING],
        ).select_related("user")
        found = person.first()
        if found is None:
            raise RecordNotFound("this person cannot review here", remedy="Choose a reviewer of the list.")
        name = found.user.name
    add_entry(
        viewer,
        files,
        kind=ReviewEntryKind.ASSIGNMENT,
        body=Assigned(str(reviewer) if reviewer else None, name),
        at=at,
    )
    return name
