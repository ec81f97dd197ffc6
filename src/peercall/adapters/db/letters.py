"""Letters of a case: versions are added, the latest of a kind counts; the log says how, when and where one went out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from peercall.adapters.db.audit import change
from peercall.adapters.db.cases import case_of
from peercall.adapters.db.models import LetterSending, LetterVersion
from peercall.application.site.letters import LetterRow, SentRow
from peercall.application.viewer import Viewer
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible


def letters_of(viewer: Viewer, case_id: UUID, *, number: int = 1) -> tuple[LetterRow, ...]:
    """The latest version of each kind that was begun."""
    rows = LetterVersion.objects.filter(
        case__organization_id=viewer.organization, case_id=case_id, determination=number
    )
    latest = rows.filter(kind=OuterRef("kind")).order_by("-number").values("number")[:1]
    return tuple(_row(row) for row in rows.filter(number=Subquery(latest)).order_by("kind"))


def letter_of(
    viewer: Viewer, case_id: UUID, kind: LetterKind, *, number: int = 1, version: int = 0
) -> LetterRow | None:
    """One version, the latest by default; None where there is none."""
    rows = _versions(viewer, case_id, kind, number)
    row = (rows.filter(number=version) if version else rows.order_by("-number")).first()
    return _row(row) if row is not None else None


def made_letter(viewer: Viewer, letter: LetterRow) -> LetterDraft:
    """The letter as it was last made from the case, before the changes that this version has."""
    rows = _versions(viewer, letter.case, letter.kind, letter.determination)
    row = rows.filter(how="made", number__lte=letter.number).order_by("-number").first()
    return LetterDraft.from_data(row.draft) if row is not None else letter.draft


def versions_of(viewer: Viewer, letter: LetterRow) -> tuple[tuple[int, str, str, datetime], ...]:
    """Number, how, who and when of every version, the latest first."""
    rows = _versions(viewer, letter.case, letter.kind, letter.determination).order_by("-number")
    return tuple(rows.values_list("number", "how", "by_name", "at"))


def _versions(viewer: Viewer, case_id: UUID, kind: LetterKind, number: int) -> QuerySet[LetterVersion]:
    return LetterVersion.objects.filter(
        case__organization_id=viewer.organization, case_id=case_id, kind=kind.value, determination=number
    )


def _row(row: LetterVersion) -> LetterRow:
    return LetterRow(
        id=row.id,
        case=row.case_id,
        determination=row.determination,
        kind=LetterKind(row.kind),
        number=row.number,
        how=row.how,
        by=row.by_name,
        at=row.at,
        draft=LetterDraft.from_data(row.draft),
    )


def keep_letter(
    viewer: Viewer,
    case_id: UUID,
    draft: LetterDraft,
    *,
    number: int,
    after: int,
    how: str,
    at: datetime,
) -> LetterRow:
    """A new version. after: the version it was made from, 0 for none; how: as LetterVersion.HOW.

    Raises ChangedMeanwhile when another version came meanwhile.
    """
    details = {"kind": draft.kind.value, "determination": number, "how": how}
    with change(viewer, case=case_id, action="letter.kept", details=details) as tx:
        case = case_of(viewer, case_id, lock=True)
        rows = _versions(viewer, case_id, draft.kind, number)
        last = rows.order_by("-number").values_list("number", "by_name").first() or (0, "")
        if last[0] != after:
            raise ChangedMeanwhile(
                f"{last[1]} changed this letter meanwhile; your change was not stored",
                remedy="Look at the letter as it is now, and make the change again.",
            )
        row = LetterVersion.objects.create(
            case=case,
            determination=number,
            kind=draft.kind.value,
            number=after + 1,
            draft=draft.to_data(),
            how=how,
            by_id=viewer.user,
            by_name=viewer.name,
            at=at,
        )
        tx.details["version"] = row.number
    return _row(row)


def sendings_of(viewer: Viewer, case_id: UUID, *, number: int = 1) -> tuple[SentRow, ...]:
    """The log of what went out, the latest first, each with what came back of it."""
    rows = LetterSending.objects.filter(
        letter__case__organization_id=viewer.organization, letter__case_id=case_id, letter__determination=number
    )
    return _folded(rows.select_related("letter").order_by("at", "recorded_at"))


def _folded(rows: Iterable[LetterSending]) -> tuple[SentRow, ...]:
    found: dict[UUID, SentRow] = {}
    later = []
    for row in rows:
        if row.event == "sent":
            found[row.id] = SentRow(
                id=row.id,
                letter=row.letter_id,
                kind=LetterKind(row.letter.kind),
                number=row.letter.number,
                determination=row.letter.determination,
                at=row.at,
                how=row.how,
                to=row.to,
                signed_by=row.signed_by,
                confirmation=row.confirmation,
                by=row.by_name,
            )
        else:
            later.append(row)
    for row in later:
        assert row.about_id is not None
        sent = found[row.about_id]
        if row.event == "received":
            found[sent.id] = replace(sent, received_at=row.at, received_confirmation=row.confirmation)
        else:
            found[sent.id] = replace(sent, failed_at=row.at, why_failed=row.confirmation)
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True))


def log_sending(
    viewer: Viewer,
    letter: LetterRow,
    *,
    how: str,
    to: str,
    signed_by: str,
    confirmation: str,
    stored: str,
    sha256: str,
    sent_at: datetime,
    at: datetime,
) -> UUID:
    """A letter went out; its id in the log. stored: vault name of the very PDF. Raises StepNotPossible while it is open,
    ChangedMeanwhile when it is no longer the latest version."""
    details = {"kind": letter.kind.value, "version": letter.number, "how": how}
    with change(viewer, case=letter.case, action="letter.sent", details=details) as tx:
        case_of(viewer, letter.case, lock=True)
        latest = letter_of(viewer, letter.case, letter.kind, number=letter.determination)
        if latest is None or latest.id != letter.id:
            raise ChangedMeanwhile("this letter was changed meanwhile", remedy="Look at it as it is now.")
        if letter.draft.open:
            raise StepNotPossible("something in this letter stands open", remedy="Fill it in or strike it first.")
        said = {
            "letter_id": letter.id,
            "event": "sent",
            "at": sent_at,
            "how": how,
            "to": to,
            "signed_by": signed_by,
            "confirmation": confirmation,
        }
        # a form sent twice is one sending
        row = LetterSending.objects.filter(**said).first() or LetterSending.objects.create(
            **said,
            stored=stored,
            sha256=sha256,
            recorded_at=at,
            by_id=viewer.user,
            by_name=viewer.name,
        )
        tx.details["sending"] = str(row.id)
    return row.id


def log_answer(
    viewer: Viewer, sending_id: UUID, *, received: bool, confirmation: str, answered_at: datetime, at: datetime
) -> UUID:
    """The other side confirmed a letter, or it came back; the case's id. Raises RecordNotFound."""
    sent = _sending(viewer, sending_id)
    event = "received" if received else "failed"
    with change(viewer, case=sent.letter.case_id, action=f"letter.{event}", details={"sending": str(sending_id)}):
        LetterSending.objects.create(
            letter_id=sent.letter_id,
            event=event,
            about_id=sending_id,
            at=answered_at,
            confirmation=confirmation,
            recorded_at=at,
            by_id=viewer.user,
            by_name=viewer.name,
        )
    return sent.letter.case_id


def sent_file(viewer: Viewer, sending_id: UUID) -> tuple[str, UUID, str]:
    """Vault name of the PDF that was sent, its case, and its kind. Raises RecordNotFound."""
    sent = _sending(viewer, sending_id)
    return sent.stored, sent.letter.case_id, sent.letter.kind


def letter_for_job(case_id: UUID, version_id: UUID) -> LetterDraft | None:
    """A version of a letter of this case; None where it is none."""
    row = LetterVersion.objects.filter(case_id=case_id, id=version_id).first()
    return LetterDraft.from_data(row.draft) if row is not None else None


def _sending(viewer: Viewer, sending_id: UUID) -> LetterSending:
    rows = LetterSending.objects.filter(letter__case__organization_id=viewer.organization, event="sent")
    row: LetterSending | None = rows.select_related("letter").filter(id=sending_id).first()
    if row is None:
        raise RecordNotFound("there is no such letter here", remedy="Go back to the letters of the case.")
    return row
