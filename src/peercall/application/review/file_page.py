"""What the page of a review file tells: its office, its rules, and everything that happened, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from peercall.domain.review_log import PlanOutcome
from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import AvailabilityWindow, CallbackNumber, Discussion, ReviewFile, Weighing
from peercall.engine.office_words import hour_words
from peercall.engine.review_intake.differences import told_words
from peercall.engine.review_log import FileLog
from peercall.engine.review_words import attempt_words, moment_words
from peercall.engine.wording import REVIEW_STATUS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEIGHING_WORDS = {
    Weighing.ACCEPTED: "accepted",
    Weighing.NEEDS_WRITTEN_RECORD: "needs a written record",
    Weighing.NOT_RELEVANT: "not relevant",
}
OUTCOME_WORDS = {
    PlanOutcome.APPROVED: "Approved",
    PlanOutcome.PARTLY_APPROVED: "Partly approved",
    PlanOutcome.DENIED: "Denied",
    PlanOutcome.WITHDRAWN: "Withdrawn",
}
DISCUSSION_WORDS = {
    Discussion.NOT_ALLOWED: "No determination may be told in the call",
    Discussion.MODIFICATION_ONLY: "A partial or modified certification may be put forward, nothing else",
    Discussion.ALLOWED: "The determination may be discussed",
}
LOG_WORDS = {
    "offered": "when the call was offered, and by whom",
    "held": "when it was held",
    "outcome": "its outcome",
    "each_attempt": "each attempt",
    "spoken_to": "who was spoken to",
    "new_information": "new information",
    "appeal_rights": "that appeal rights were explained",
}


#: of a call that was placed when none might be
OUTSIDE_HOURS = "outside the allowed hours"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what happened. at: aware, when it did. kind: for its picture. words: one sentence or more.
    mark: what stands beside its title, empty for nothing."""

    id: str
    at: datetime
    kind: str
    title: str
    words: str
    by: str
    addenda: tuple[tuple[str, str, datetime], ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule that applies. asks: what it asks for, in words. status: empty where its text is verified."""

    title: str
    citation: str
    status: str
    note: str
    asks: tuple[str, ...]


def happenings(log: FileLog) -> tuple[Happening, ...]:
    """Everything that happened to the file, the latest first; what was typed in a call and drafts of the report aside."""
    return tuple(sorted(_happened(log), key=lambda one: (one.at.astimezone(UTC), one.id), reverse=True))


def _happened(log: FileLog) -> Iterator[Happening]:
    added = {
        key: tuple((one.body.text, one.entry.by, one.entry.at) for one in found) for key, found in log.addenda.items()
    }

    def happening(entry: str, at: datetime, kind: str, title: str, words: str, by: str, mark: str = "") -> Happening:
        return Happening(entry, at, kind, title, words, by, added.get(entry, ()), mark)

    for offer in log.offers:
        body = offer.body
        words = f"By {body.how.value}{f' to {body.to_whom}' if body.to_whom else ''}, by {body.by}. {body.words}"
        yield happening(offer.entry.id, body.at, "offer", "Call offered", words.strip(), offer.entry.by)
    for tried in log.attempts:
        mark = OUTSIDE_HOURS if log.file.id in tried.body.outside_hours else ""
        words = attempt_words(tried.body)
        yield happening(tried.entry.id, tried.body.at, "attempt", "Call", words, tried.entry.by, mark)
    for back in log.callbacks:
        taken = back.taken.body
        words = " ".join(
            part
            for part in (
                f"{taken.caller}{f', {taken.number}' if taken.number else ''}.",
                taken.message,
                f"Best time: {taken.best_time}." if taken.best_time else "",
                f"Dealt with: {back.done.body.how}." if back.done else "It waits.",
            )
            if part
        )
        yield happening(
            back.taken.entry.id, taken.at, "callback", "Call-back of the office", words, back.taken.entry.by
        )
    for client in log.client:
        words = told_words(client.body.file, client.body.fields)
        yield happening(client.entry.id, client.entry.at, "client", "The client's newer values", words, client.entry.by)
    for chosen in log.policies:
        title = chosen.body.title or chosen.body.policy
        words = f"Held to: {title} ({chosen.body.policy})." if chosen.body.policy else "Held to what the client named."
        yield happening(chosen.entry.id, chosen.entry.at, "policy", "Policy chosen", words, chosen.entry.by)
    for told in log.information:
        new = told.body
        stands = f" {WEIGHING_WORDS[new.weighed].capitalize()}: {new.why}" if new.weighed else " Not weighed yet."
        yield happening(
            told.entry.id,
            told.entry.at,
            "information",
            "New information",
            f"{new.said_by}: “{new.statement}”{stands}",
            told.entry.by,
        )
    late = {one.entry.id for one in log.late_records}
    for loaded in log.records:
        words = f"{loaded.body.name}.{' It came after the report was signed.' if loaded.entry.id in late else ''}"
        yield happening(loaded.entry.id, loaded.entry.at, "record", "Record loaded", words, loaded.entry.by)
    for asked in log.record_requests:
        due = f" Due {moment_words(asked.body.due_at, zone=log.file.zone or 'UTC')}." if asked.body.due_at else ""
        yield happening(
            asked.entry.id, asked.entry.at, "record", "Record asked for", f"{asked.body.what}.{due}", asked.entry.by
        )
    for learned in log.office:
        yield happening(
            learned.entry.id,
            learned.entry.at,
            "office",
            "Learned of the office",
            _office_words(learned.body.zone, learned.body.availability, learned.body.numbers, learned.body.source),
            learned.entry.by,
        )
    for version in log.reports:
        if version.body.is_signed:
            yield happening(version.entry.id, version.entry.at, "report", "Report signed", "", version.entry.by)
    if log.determination is not None:
        told_by = log.determination
        words = f"{OUTCOME_WORDS[told_by.body.outcome]}; {told_by.body.source}."
        yield happening(
            told_by.entry.id, told_by.body.at, "determination", "The plan's determination", words, told_by.entry.by
        )
    if log.assigned is not None:
        given = log.assigned
        words = f"To {given.body.name}." if given.body.name else "Back to the queue."
        yield happening(given.entry.id, given.entry.at, "assignment", "Given", words, given.entry.by)


def _office_words(
    zone: str | None, availability: tuple[AvailabilityWindow, ...] | None, numbers: tuple[str, ...], source: str
) -> str:
    parts = [
        f"Time zone {zone}." if zone else "",
        ""
        if availability is None
        else f"Hours: {'; '.join(window_line(one) for one in availability) or 'none stated'}.",
        f"Numbers: {', '.join(numbers)}." if numbers else "",
        f"Source: {source}." if source else "",
    ]
    return " ".join(part for part in parts if part)


def window_line(window: AvailabilityWindow) -> str:
    """Mon, Wed 9:00 am to 11:30 am CST; a single day with its date."""
    when = ", ".join(WEEKDAYS[day] for day in sorted(window.weekdays))
    if sorted(window.weekdays) == [0, 1, 2, 3, 4]:
        when = "Mon to Fri"
    if window.on is not None:
        when = f"{window.on:%a %b} {window.on.day}, {window.on.year}"
    start, end = (hour_words(at) for at in (window.start, window.end))
    return f"{when}, {start} to {end}, {window.zone.rpartition('/')[2].replace('_', ' ')} time"


def callback_words(file: ReviewFile) -> str:
    """Which number is left with a message."""
    if file.callback is CallbackNumber.NONE:
        return "The client names no number to leave."
    whose = "the client's routing number" if file.callback is CallbackNumber.CLIENT_ROUTING else "your own number"
    return f"Leave {whose}{f', {file.callback_number}' if file.callback_number else ''}."


def rule_shown(rule: ReviewRule) -> RuleShown:
    """A rule in words."""
    asks = (
        f"{rule.attempts} {'try' if rule.attempts == 1 else 'tries'}" if rule.attempts else "",
        f"{rule.spacing_hours} hours between two tries" if rule.spacing_hours else "",
        f"{rule.spacing_business_days} business days between two tries" if rule.spacing_business_days else "",
        f"at different times of day: {', '.join(part.name for part in rule.day_parts)}" if rule.day_parts else "",
        DISCUSSION_WORDS[rule.discussion] if rule.discussion else "",
        f"write down {', '.join(LOG_WORDS.get(word, word) for word in rule.log)}" if rule.log else "",
    )
    return RuleShown(
        title=rule.title,
        citation=rule.citation,
        status=REVIEW_STATUS.get(rule.status, ""),
        note=rule.note,
        asks=tuple(part for part in asks if part),
    )
