"""The utilization reviewer's side: a file to review, the tries to reach the treating physician, and what was learned.

A contact attempt is structured so that its sentence in the report can be written from it. It is added, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.domain.attempts import AttemptResult
from peercall.domain.errors import EntryInvalid
from peercall.domain.terms import Funding


class ReviewProgram(StrEnum):
    """Under what kind of coverage the request was made."""

    WORKERS_COMPENSATION = "workers_compensation"
    GROUP_HEALTH = "group_health"
    INDIVIDUAL_HEALTH = "individual_health"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    AUTO = "auto"
    DISABILITY = "disability"
    OTHER = "other"


class CallDemand(StrEnum):
    """What the client asks about the peer-to-peer call."""

    REQUIRED = "required"
    REQUESTED = "requested"
    OPTIONAL = "optional"
    NONE = "none"


class ReachedRole(StrEnum):
    """Who of the office was spoken to."""

    TREATING_PHYSICIAN = "treating_physician"
    ASSOCIATE_PHYSICIAN = "associate_physician"
    NURSE_PRACTITIONER = "nurse_practitioner"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    NURSE = "nurse"
    MEDICAL_ASSISTANT = "medical_assistant"
    OTHER = "other"


class CallDirection(StrEnum):
    """Who placed the call."""

    TO_OFFICE = "to_office"
    FROM_OFFICE = "from_office"


class CallbackNumber(StrEnum):
    """Whose number is left for a call back."""

    CLIENT_ROUTING = "client_routing"
    OWN = "own"
    NONE = "none"
    """no number may be left, or none was"""


class Weighing(StrEnum):
    """What the reviewer makes of information that is not in the file."""

    ACCEPTED = "accepted"
    NEEDS_WRITTEN_RECORD = "needs_written_record"
    NOT_RELEVANT = "not_relevant"


class Discussion(StrEnum):
    """How far a determination may be talked about in the call."""

    NOT_ALLOWED = "not_allowed"
    MODIFICATION_ONLY = "modification_only"
    """a partial or modified certification may be put forward, nothing else"""
    ALLOWED = "allowed"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise EntryInvalid(f"`{name}` is no time zone", remedy="Write it like America/Chicago.") from None


@dataclass(frozen=True, slots=True)
class AvailabilityWindow:
    """When the office takes the call, by the wall clock of `zone`. weekdays: from 0, Monday; or `on`, one day alone.

    end: later than start on the same day. Raises EntryInvalid for a window that cannot be.
    """

    start: time
    end: time
    zone: str
    weekdays: frozenset[int] = frozenset()
    on: date | None = None

    def __post_init__(self) -> None:
        _zone(self.zone)
        if self.end <= self.start:
            raise EntryInvalid("an availability window ends before it begins", remedy="Give its hours in order.")
        if bool(self.weekdays) == (self.on is not None):
            raise EntryInvalid("an availability window needs days of the week or one date", remedy="Give one of them.")
        if not self.weekdays <= frozenset(range(7)):
            raise EntryInvalid("an availability window has a day that is not of the week", remedy="Use Mon to Sun.")

    def covers(self, day: date) -> bool:
        """True when the office takes calls on the day."""
        return day == self.on if self.on is not None else day.weekday() in self.weekdays


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A request as a client sent it for review.

    claimant: the client's reference of the person, never a name in a log. jurisdiction: `US` or a state's two letters.
    numbers: the office's numbers in the order to be tried. zone: the office's, None until known or chosen by a person.
    availability: as stated by the client; empty means not stated. decision_due_at: aware; None when not stated.
    callback_number: the number to leave, None where the client gave none. funding: who bears the risk of the plan, None
    when not stated. policy: id of the coverage policy the request is held to; None: chosen by service_codes, where one
    fits. service_codes: as sent. treating_specialty: as the client writes it, empty where it does not.
    """

    id: str
    client: str
    jurisdiction: str
    program: ReviewProgram
    claimant: str
    treating_physician: str
    request: str
    call: CallDemand
    numbers: tuple[str, ...] = ()
    npi: str | None = None
    office_state: str | None = None
    office_zip: str | None = None
    zone: str | None = None
    availability: tuple[AvailabilityWindow, ...] = ()
    decision_due_at: datetime | None = None
    records: tuple[str, ...] = ()
    instructions: str = ""
    callback: CallbackNumber = CallbackNumber.NONE
    callback_number: str | None = None
    policy: str | None = None
    service_codes: tuple[str, ...] = ()
    treating_specialty: str = ""
    funding: Funding | None = None

    def __post_init__(self) -> None:
        if self.decision_due_at is not None and self.decision_due_at.tzinfo is None:
            raise EntryInvalid("the decision's due time has no zone", where=self.id, remedy="Give its offset or zone.")
        if self.zone is not None:
            _zone(self.zone)


@dataclass(frozen=True, slots=True)
class ContactAttempt:
    """One call between reviewer and office, with who was reached and what was left.

    files: the review files it documents. at: aware. zone: the office's. role, person: who was spoken to, also who took
    a message. role_words: the role in words where it is `other`. left: whose
    call-back number was left; left_number: that number. rescheduled_for: aware. recorded_by: who wrote it down.
    outside_hours: those of its files for which no call might be placed at that moment, as known when it was logged.
    Raises EntryInvalid where the parts contradict each other, so that no sentence is ever written from them.
    """

    id: str
    files: tuple[str, ...]
    at: datetime
    zone: str
    physician: str
    number: str
    result: AttemptResult
    direction: CallDirection = CallDirection.TO_OFFICE
    role: ReachedRole | None = None
    role_words: str = ""
    person: str = ""
    left: CallbackNumber = CallbackNumber.NONE
    left_number: str = ""
    hold_minutes: int | None = None
    rescheduled_for: datetime | None = None
    recorded_by: str = ""
    recorded_at: datetime | None = None
    outside_hours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _zone(self.zone)
        problem = self._contradiction()
        if problem is not None:
            raise EntryInvalid(problem, where=f"contact attempt {self.id}", remedy="Mend the entry and save it again.")

    def _contradiction(self) -> str | None:
        spoke = self.result in _SPOKE
        checks = (
            (not self.files, "it belongs to no file"),
            (self.at.tzinfo is None, "its time has no zone"),
            (spoke and self.role is None, "someone was spoken to, and who is not said"),
            (not spoke and self.role is not None, "nobody was spoken to, and a person is named"),
            (not spoke and bool(self.person), "nobody was spoken to, and a person is named"),
            (self.result is AttemptResult.MESSAGE_WITH_PERSON and not self.person, "who took the message is not named"),
            (self.role is ReachedRole.OTHER and not self.role_words, "the other person's role is not said"),
            (self.role is not ReachedRole.OTHER and bool(self.role_words), "a role is given twice"),
            (
                self.result is AttemptResult.RESCHEDULED and self.rescheduled_for is None,
                "the call was rescheduled, and to when is not said",
            ),
            (
                self.rescheduled_for is not None
                and (self.result is not AttemptResult.RESCHEDULED or self.rescheduled_for.tzinfo is None),
                "another time is given that does not fit how the call ended",
            ),
            (
                (self.left is CallbackNumber.NONE) != (not self.left_number),
                "a call-back number and whose it is must be given together",
            ),
            (
                self.left is not CallbackNumber.NONE and self.result in _NOTHING_LEFT,
                "a call-back number was left where nobody could take it",
            ),
            (self.hold_minutes is not None and self.hold_minutes < 0, "the minutes on hold are less than none"),
            (
                self.direction is CallDirection.FROM_OFFICE and self.result not in _FROM_OFFICE,
                "a call from the office cannot end like this",
            ),
        )
        return next((text for wrong, text in checks if wrong), None)


_SPOKE = frozenset(
    {
        AttemptResult.REACHED,
        AttemptResult.MESSAGE_WITH_PERSON,
        AttemptResult.REFUSED,
        AttemptResult.RESCHEDULED,
        AttemptResult.CALLBACK_PROMISED,
    }
)
_NOTHING_LEFT = frozenset({AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER})
_FROM_OFFICE = _SPOKE | {AttemptResult.VOICEMAIL}
#: who can hold the peer-to-peer conversation for the office
PEERS = frozenset(
    {
        ReachedRole.TREATING_PHYSICIAN,
        ReachedRole.ASSOCIATE_PHYSICIAN,
        ReachedRole.NURSE_PRACTITIONER,
        ReachedRole.PHYSICIAN_ASSISTANT,
    }
)


@dataclass(frozen=True, slots=True)
class NewInformation:
    """A statement of the call that the file does not hold. criterion: id of the criterion it bears on, None for none.

    weighed None: not weighed yet, and the report cannot be finished. why: the reason for the weighing, never empty.
    record_due_at: until when a written record was asked for.
    """

    id: str
    file: str
    attempt: str
    statement: str
    said_by: str
    criterion: str | None = None
    weighed: Weighing | None = None
    why: str = ""
    record_due_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.statement.strip() or not self.said_by.strip():
            raise EntryInvalid("new information needs its words and who said them", remedy="Write both.")
        if self.weighed is not None and not self.why.strip():
            raise EntryInvalid("new information is weighed without a reason", remedy="Write why.")
        if self.record_due_at is not None and self.record_due_at.tzinfo is None:
            raise EntryInvalid("the time until when a record is due has no zone", remedy="Give its offset or zone.")


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the office's day that a rule tells from others: from `start`, before `end`."""

    name: str
    start: time
    end: time

    def holds(self, at: time) -> bool:
        """True when the wall clock stands in it."""
        return self.start <= at < self.end
