"""Use case: a call or a try is logged. One entry documents every file it was about; what was new in it is filed with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import EntryKind
from peercall.domain.review_log import (
    Activity,
    CallbackDone,
    CallOffered,
    OfferChannel,
    ReviewBody,
    ReviewEntry,
    ReviewEntryKind,
    TimeSpent,
)
from peercall.domain.reviews import CallDirection, ContactAttempt, NewInformation
from peercall.engine.review_log import FileLog
from peercall.engine.review_words import reached_words

_FILED = uuid5(NAMESPACE_URL, "peercall:information-of-a-call")
#: nobody was told anything
_NOT_TOLD = frozenset({AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER})


@dataclass(frozen=True, slots=True)
class NewStatement:
    """What was typed as new to the file and is not filed yet. subject: of the line it was typed in."""

    file: str
    subject: str
    text: str
    criterion: str | None = None
    said_by: str = ""


def information_id(file: str, subject: str) -> str:
    """Id of the information that a typed line becomes: the same however often it is filed."""
    return str(uuid5(_FILED, f"{file}/{subject}"))


def filed_subjects(log: FileLog) -> frozenset[str]:
    """Typed lines that are information of the file already, as `file/subject`."""
    ids = {one.entry.id for one in log.information}
    typed = (one.entry.subject for one in log.console.all_of(EntryKind.NEW_FACT))
    return frozenset(f"{log.file.id}/{one}" for one in typed if information_id(log.file.id, one) in ids)


def new_statements(log: FileLog) -> tuple[NewStatement, ...]:
    """Lines that wait to be filed, in the order in which they were begun."""
    filed = filed_subjects(log)
    return tuple(
        NewStatement(
            file=log.file.id,
            subject=one.entry.subject,
            text=value["text"].strip(),
            criterion=value.get("criterion") or None,
            said_by=value.get("said_by", "").strip(),
        )
        for one in log.console.all_of(EntryKind.NEW_FACT)
        if isinstance(value := one.entry.value, Mapping)
        and value.get("text", "").strip()
        and f"{log.file.id}/{one.entry.subject}" not in filed
    )


def log_call(
    logs: Iterable[FileLog],
    *,
    attempt: ContactAttempt,
    seconds: int | None,
    callback: str | None,
    is_offer: bool,
    by: str,
    at: datetime,
) -> tuple[ReviewEntry, ...]:
    """The entries of a call. logs: of the files it was about. seconds: the call took, None when not known. callback: id of
    the call-back it answers. is_offer: the office was told that a physician may discuss the request. at: aware, now.

    Statements are filed only where somebody was spoken to; otherwise they wait.
    """
    asked = [log for log in logs if log.file.id in attempt.files]
    made = [_entry(attempt.id, attempt.files, at, by, ReviewEntryKind.ATTEMPT, attempt)]
    if attempt.role is not None:
        made += file_statements(asked, attempt=attempt, by=by, at=at)
    if is_offer and attempt.direction is CallDirection.TO_OFFICE and attempt.result not in _NOT_TOLD:
        offer = CallOffered(at=attempt.at, how=OfferChannel.PHONE, by=by, to_whom=_told(attempt))
        made.append(_part(attempt, "offer", at, by, ReviewEntryKind.OFFER, offer))
    if callback is not None:
        done = CallbackDone(callback=callback, how="called back", attempt=attempt.id)
        made.append(_part(attempt, "callback", at, by, ReviewEntryKind.CALLBACK_DONE, done))
    if seconds:
        made.append(_part(attempt, "time", at, by, ReviewEntryKind.TIME, TimeSpent(Activity.CALL, seconds)))
    return tuple(made)


def file_statements(logs: Iterable[FileLog], *, attempt: ContactAttempt, by: str, at: datetime) -> list[ReviewEntry]:
    """What was typed as new becomes information of its file, said in this call by who was reached if nobody else is named."""
    return [
        _entry(found.id, (found.file,), at, by, ReviewEntryKind.INFORMATION, found)
        for log in logs
        for found in _information(new_statements(log), attempt)
    ]


def _information(statements: Sequence[NewStatement], attempt: ContactAttempt) -> Iterable[NewInformation]:
    for one in statements:
        yield NewInformation(
            id=information_id(one.file, one.subject),
            file=one.file,
            attempt=attempt.id,
            statement=one.text,
            said_by=one.said_by or reached_words(attempt),
            criterion=one.criterion,
        )


def _told(attempt: ContactAttempt) -> str:
    return reached_words(attempt) if attempt.role is not None else "voicemail"


def _part(
    attempt: ContactAttempt, name: str, at: datetime, by: str, kind: ReviewEntryKind, body: ReviewBody
) -> ReviewEntry:
    """An entry that follows from the attempt: sent twice, it is the same."""
    return _entry(str(uuid5(UUID(attempt.id), name)), attempt.files, at, by, kind, body)


def _entry(
    name: str, files: tuple[str, ...], at: datetime, by: str, kind: ReviewEntryKind, body: ReviewBody
) -> ReviewEntry:
    return ReviewEntry(name, files, at, by, kind, body)
