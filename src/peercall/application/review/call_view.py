"""What the screen of a review call shows, from the files of the call and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peercall.application.review.call_criteria import CriteriaShown
from peercall.application.review.file_page import window_line
from peercall.application.review.log_call import NewStatement, new_statements
from peercall.application.review.queue_words import DEMAND_WORDS, PROGRAM_WORDS, STANDING_WORDS
from peercall.application.review.standing import rules_of
from peercall.application.review.views import FileView
from peercall.domain.review_log import RecordAsked
from peercall.domain.review_rules import ReviewRule, ReviewTables
from peercall.domain.reviews import CallbackNumber, NewInformation, ReviewFile, Weighing
from peercall.domain.terms import ReviewStatus
from peercall.engine.attempts.standing import CallStanding, Standing
from peercall.engine.review_guard import Guard, call_guard
from peercall.engine.review_log import FileLog, Logged, StandingCallback
from peercall.engine.review_script import credentials_beside, script_lines
from peercall.engine.review_words import attempt_words, moment_words
from peercall.engine.wording import REVIEW_STATUS

_SETTLED = frozenset({Standing.HELD, Standing.TRIES_DONE, Standing.NOT_ASKED})
#: a weighing in words, with the page's tone and icon
_WEIGHED = {
    Weighing.ACCEPTED: ("accepted", "good", "check"),
    Weighing.NEEDS_WRITTEN_RECORD: ("needs a written record", "warn", "file"),
    Weighing.NOT_RELEVANT: ("not relevant", "", "minus"),
}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule in words. status: empty when its text is verified."""

    title: str
    citation: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class AttemptShown:
    """A logged call. words: its documentation sentences. file, references: of the files it documents. addenda: words, by, at.
    is_outside: it was placed outside the hours allowed for one of them."""

    id: str
    file: str
    words: str
    references: tuple[str, ...]
    addenda: tuple[tuple[str, str, datetime], ...]
    by: str
    was_spoken: bool
    is_outside: bool


@dataclass(frozen=True, slots=True)
class InformationShown:
    """A statement with its criterion in words. weighed: how, in words, with tone and icon; None: not yet. earlier: weighings
    before the one that stands."""

    id: str
    body: NewInformation
    criterion: str
    weighed: tuple[str, str, str] | None
    earlier: int
    addenda: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file of the call. modification, answer, decision: what stands in the fields a rule allows."""

    id: str
    reference: str
    file: ReviewFile
    log: FileLog
    guard: Guard
    guard_rule: RuleShown | None
    guard_against: tuple[RuleShown, ...]
    rules: tuple[RuleShown, ...]
    asks_offer: bool
    criteria: CriteriaShown | None
    no_criteria: str
    due: str
    waiting: tuple[NewStatement, ...]
    information: tuple[InformationShown, ...]
    requests: tuple[Logged[RecordAsked], ...]
    is_signed: bool

    @property
    def program(self) -> str:
        """The file's program in words."""
        return PROGRAM_WORDS[self.file.program]

    @property
    def demand(self) -> str:
        """What the client asks about the call, in words."""
        return DEMAND_WORDS[self.file.call]


@dataclass(frozen=True, slots=True)
class ScriptShown:
    """What to say. message: for a person who takes it, or a machine."""

    opening: tuple[str, ...]
    first_questions: tuple[str, ...]
    message: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallShown:
    """The call: one physician, one or several files. zone None: a person chooses it first. now: the office's wall clock.

    standing: of the file whose decision comes first. may: whether a call may be placed now, in words; is_settled: no call is due any more.
    hours: in which the office takes calls, as stated; none: not stated.
    """

    physician: str
    files: tuple[FileShown, ...]
    zone: str | None
    now: str
    standing: CallStanding
    may: str
    is_settled: bool
    numbers: tuple[str, ...]
    hours: tuple[str, ...]
    own_number: str
    script: ScriptShown
    attempts: tuple[AttemptShown, ...]
    callbacks: tuple[StandingCallback, ...]

    @property
    def first(self) -> FileShown:
        """The file whose decision comes first."""
        return self.files[0]

    @property
    def waiting(self) -> int:
        """Statements that are not filed yet."""
        return sum(len(one.waiting) for one in self.files)

    @property
    def spoken(self) -> tuple[AttemptShown, ...]:
        """Calls in which somebody was spoken to, the latest first."""
        return tuple(one for one in reversed(self.attempts) if one.was_spoken)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. credentials, number: empty when not known."""

    name: str
    organization: str
    credentials: str = ""
    number: str = ""


def call_shown(
    views: Sequence[FileView],
    *,
    tables: ReviewTables,
    standings: Mapping[str, CallStanding],
    criteria: Mapping[str, tuple[CriteriaShown | None, str]],
    caller: Caller,
    as_of: datetime,
) -> CallShown:
    """views: the files of the call, at least one. standings: of each file's calls, by file id. criteria: by file id, with the
    reason where there are none. as_of: aware. The file whose decision comes first stands first."""
    ordered = sorted(views, key=lambda one: (one.file.decision_due_at is None, one.file.decision_due_at or as_of))
    files = tuple(_file(view, tables=tables, criteria=criteria[str(view.file.id)]) for view in ordered)
    first = files[0]
    zone = next((one.file.zone for one in files if one.file.zone), None)
    standing = standings[first.id]
    return CallShown(
        physician=first.file.treating_physician,
        files=files,
        zone=zone,
        now=moment_words(as_of, zone=zone) if zone else "",
        standing=standing,
        may=_may(standing, zone=zone),
        is_settled=standing.standing in _SETTLED,
        numbers=tuple(dict.fromkeys(number for one in files for number in one.file.numbers)),
        hours=tuple(dict.fromkeys(window_line(window) for one in files for window in one.file.availability)),
        own_number=_own_number(first.file, caller),
        script=_script(first, tables=tables, caller=caller, zone=zone),
        attempts=_attempts(files),
        callbacks=_callbacks(files),
    )


def _file(view: FileView, *, tables: ReviewTables, criteria: tuple[CriteriaShown | None, str]) -> FileShown:
    file, log = view.file, view.log
    rules = rules_of(file, tables=tables)
    guard = call_guard(rules)
    shown, why = criteria
    texts = shown.texts if shown else {}
    return FileShown(
        id=file.id,
        reference=view.reference,
        file=file,
        log=log,
        guard=guard,
        guard_rule=_rule(guard.rule) if guard.rule else None,
        guard_against=tuple(_rule(one) for one in guard.against),
        rules=tuple(_rule(one) for one in rules if one is not guard.rule and one.discussion is None),
        asks_offer=any("offered" in one.log for one in rules),
        criteria=shown,
        no_criteria=why,
        due=moment_words(file.decision_due_at, zone=file.zone or "UTC") if file.decision_due_at else "",
        waiting=new_statements(log),
        information=tuple(_information(one, log, texts) for one in log.information),
        requests=log.record_requests,
        is_signed=log.signed is not None,
    )


def guards_of(views: Sequence[FileView], *, tables: ReviewTables) -> dict[str, Guard]:
    """How far each file's determination may be talked about, by file id."""
    return {view.file.id: call_guard(rules_of(view.file, tables=tables)) for view in views}


def _rule(rule: ReviewRule) -> RuleShown:
    status = "" if rule.status is ReviewStatus.VERIFIED else REVIEW_STATUS.get(rule.status, rule.status.value)
    return RuleShown(rule.title, rule.citation, status, rule.note)


def _information(told: Logged[NewInformation], log: FileLog, texts: Mapping[str, str]) -> InformationShown:
    body = told.body
    return InformationShown(
        id=told.entry.id,
        body=body,
        criterion=texts.get(body.criterion or "", body.criterion or ""),
        weighed=_WEIGHED[body.weighed] if body.weighed else None,
        earlier=max(0, len(log.weighings.get(told.entry.id, ())) - 1),
        addenda=_addenda(log, told.entry.id),
    )


def _addenda(log: FileLog, entry: str) -> tuple[tuple[str, str, datetime], ...]:
    return tuple((one.body.text, one.entry.by, one.entry.at) for one in log.addenda.get(entry, ()))


def _may(standing: CallStanding, *, zone: str | None) -> str:
    if zone is None:
        return "The time zone of the office is not known: choose it first."
    if standing.callable_now and standing.windows:
        until = standing.windows[0].end_at.astimezone(ZoneInfo(zone))
        return f"A call may be placed now, until {moment_words(until, zone=zone)}."
    if standing.next_window is not None:
        return f"Not now: the next allowed time begins {moment_words(standing.next_window.start_at, zone=zone)}."
    return " ".join(standing.notes) or f"{STANDING_WORDS[standing.standing]}."


def _script(first: FileShown, *, tables: ReviewTables, caller: Caller, zone: str | None) -> ScriptShown:
    file = first.file
    numbers = {
        CallbackNumber.CLIENT_ROUTING: file.callback_number or "",
        CallbackNumber.OWN: _own_number(file, caller),
    }
    known = {
        "reviewer": caller.name,
        "credentials": credentials_beside(caller.name, caller.credentials),
        "organization": caller.organization,
        "client": file.client,
        "physician": file.treating_physician,
        "request": file.request,
        "reference": first.reference,
        "callback": numbers.get(file.callback, ""),
        "due": first.due if zone else "",
    }
    script = tables.script
    return ScriptShown(
        opening=script_lines(script.opening, known=known),
        first_questions=script_lines(script.first_questions, known=known),
        message=script_lines(script.message, known=known),
        closing=script_lines(script.closing, known=known),
    )


def _own_number(file: ReviewFile, caller: Caller) -> str:
    """The reviewer's own number: as the file gives it, else the one left last."""
    given = file.callback_number if file.callback is CallbackNumber.OWN else None
    return given or caller.number


def _attempts(files: Sequence[FileShown]) -> tuple[AttemptShown, ...]:
    references = {one.id: one.reference for one in files}
    found = {logged.entry.id: (logged, one.log) for one in files for logged in one.log.attempts}
    rows = sorted(found.values(), key=lambda pair: (pair[0].body.at, pair[0].entry.id))
    return tuple(
        AttemptShown(
            id=logged.entry.id,
            file=log.file.id,
            words=attempt_words(logged.body),
            references=tuple(references[name] for name in logged.entry.files if name in references),
            addenda=_addenda(log, logged.entry.id),
            by=logged.entry.by,
            was_spoken=logged.body.role is not None,
            is_outside=bool(logged.body.outside_hours),
        )
        for logged, log in rows
    )


def _callbacks(files: Sequence[FileShown]) -> tuple[StandingCallback, ...]:
    found = {back.taken.entry.id: back for one in files for back in one.log.waiting_callbacks}
    return tuple(sorted(found.values(), key=lambda one: (one.taken.body.at, one.taken.entry.id)))
