"""What happens to a review file after it arrived, as entries that are added and never changed.

A correction is an entry of its own that names the earlier one. What stands is folded from the entries (engine/review_log).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from peercall.domain.calls import CallEntry
from peercall.domain.errors import EntryInvalid
from peercall.domain.reviews import AvailabilityWindow, ContactAttempt, NewInformation, ReviewFile, Weighing


class ReviewEntryKind(StrEnum):
    """What an entry of a review log tells. Each kind has one body."""

    OFFER = "offer"
    ATTEMPT = "attempt"
    CALLBACK = "callback"
    CALLBACK_DONE = "callback_done"
    CONSOLE = "console"
    INFORMATION = "information"
    WEIGHING = "weighing"
    RECORD = "record"
    RECORD_REQUEST = "record_request"
    OFFICE = "office"
    CLIENT = "client"
    POLICY = "policy"
    ASSIGNMENT = "assignment"
    TIME = "time"
    REPORT = "report"
    DETERMINATION = "determination"
    ADDENDUM = "addendum"


class OfferChannel(StrEnum):
    """How the opportunity for a call was given."""

    PHONE = "phone"
    FAX = "fax"
    LETTER = "letter"
    PORTAL = "portal"
    EMAIL = "email"


class Activity(StrEnum):
    """What time was spent on."""

    PREPARATION = "preparation"
    CALL = "call"
    DOCUMENTATION = "documentation"


class PlanOutcome(StrEnum):
    """What the plan decided. It is the plan's word; the reviewer's recommendation is another thing."""

    APPROVED = "approved"
    PARTLY_APPROVED = "partly_approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


def _aware(moment: datetime | None, what: str) -> None:
    if moment is not None and moment.tzinfo is None:
        raise EntryInvalid(f"{what} has no zone", remedy="Give its offset or zone.")


def _told(text: str, what: str, remedy: str) -> None:
    if not text.strip():
        raise EntryInvalid(what, remedy=remedy)


@dataclass(frozen=True, slots=True)
class CallOffered:
    """The opportunity for a call was given. at: aware. to_whom: who of the office was told. by: who told them."""

    at: datetime
    how: OfferChannel
    by: str
    to_whom: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        _aware(self.at, "the time of the offer")
        _told(self.by, "who offered the call is not said", "Write the name.")


@dataclass(frozen=True, slots=True)
class CallbackTaken:
    """The office called and somebody took the call. at: aware. routed_to: the reviewer who must see it; empty: whoever
    has the file. best_time: when they can be reached, in their words.
    """

    at: datetime
    zone: str
    caller: str
    number: str = ""
    message: str = ""
    taken_by: str = ""
    routed_to: str = ""
    best_time: str = ""

    def __post_init__(self) -> None:
        _aware(self.at, "the time of the call-back")
        _told(self.caller, "who called back is not said", "Write the name, or `not given`.")


@dataclass(frozen=True, slots=True)
class CallbackDone:
    """A call-back was dealt with. callback: id of its entry. attempt: id of the attempt that answered it, or None."""

    callback: str
    how: str
    attempt: str | None = None


@dataclass(frozen=True, slots=True)
class InformationWeighed:
    """What the reviewer makes of a statement. information: id of the statement's entry."""

    information: str
    weighed: Weighing
    why: str

    def __post_init__(self) -> None:
        _told(self.why, "information is weighed without a reason", "Write why.")


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """A record the office was asked to send. due_at: aware; None where no time was set. information: what it would prove."""

    what: str
    due_at: datetime | None = None
    asked_of: str = ""
    information: str | None = None

    def __post_init__(self) -> None:
        _told(self.what, "which record is asked for is not said", "Name the record.")
        _aware(self.due_at, "the time until when a record is due")


@dataclass(frozen=True, slots=True)
class RecordLoaded:
    """A submitted record was loaded, so that the criteria can be held against it. name: of the file, a plain file name.

    stored: where its bytes lie in the vault. sha256: of the bytes.
    """

    name: str
    stored: str
    sha256: str

    def __post_init__(self) -> None:
        _told(self.name, "a record has no name", "Give the file a name.")


@dataclass(frozen=True, slots=True)
class OfficeTold:
    """What was learned about reaching the office. None and empty: not learned. numbers: added to those on file."""

    zone: str | None = None
    availability: tuple[AvailabilityWindow, ...] | None = None
    numbers: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ClientTold:
    """Values that the client sent anew for its file, taken by a person: they count from here on.

    file: as sent now. fields: names of those of its values that count. source: how it came.
    """

    file: ReviewFile
    fields: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        _told(self.source, "how the client's values came is not said", "Write where they come from.")
        known = {one.name for one in fields(ReviewFile)} - {"id", "client"}
        if not self.fields or not set(self.fields) <= known:
            raise EntryInvalid("which of the client's values count is not said", remedy="Name them.")


@dataclass(frozen=True, slots=True)
class PolicyChosen:
    """A person chose which policy the file is held to. policy: its id; empty: what the client named, or its codes say.

    title: its title at that moment, so that the log can be read without the rules.
    """

    policy: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The file went to a reviewer. reviewer: public id of the person; None takes it back to the queue."""

    reviewer: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Time on the files of the entry, shared equally between them. seconds: at least one."""

    activity: Activity
    seconds: int

    def __post_init__(self) -> None:
        if self.seconds < 1:
            raise EntryInvalid("no time was spent", remedy="Give at least a second.")


@dataclass(frozen=True, slots=True)
class ReportSaved:
    """A version of the report as plain data (domain/review_report). A signed one is finished."""

    data: Mapping[str, Any]
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class PlanDetermined:
    """What the client told about the plan's determination. at: aware, when it was made. source: how it was told."""

    outcome: PlanOutcome
    at: datetime
    source: str

    def __post_init__(self) -> None:
        _aware(self.at, "the time of the determination")
        _told(self.source, "how the determination was told is not said", "Write where it comes from.")


@dataclass(frozen=True, slots=True)
class Addendum:
    """Words added to an earlier entry, whose own words stay. to: id of that entry."""

    to: str
    text: str

    def __post_init__(self) -> None:
        _told(self.text, "an addendum says nothing", "Write what is to be added.")


ReviewBody = (
    CallOffered
    | ContactAttempt
    | CallbackTaken
    | CallbackDone
    | CallEntry
    | NewInformation
    | InformationWeighed
    | RecordAsked
    | RecordLoaded
    | OfficeTold
    | ClientTold
    | PolicyChosen
    | Assigned
    | TimeSpent
    | ReportSaved
    | PlanDetermined
    | Addendum
)

#: the one body of each kind
BODIES: Mapping[ReviewEntryKind, type[Any]] = {
    ReviewEntryKind.OFFER: CallOffered,
    ReviewEntryKind.ATTEMPT: ContactAttempt,
    ReviewEntryKind.CALLBACK: CallbackTaken,
    ReviewEntryKind.CALLBACK_DONE: CallbackDone,
    ReviewEntryKind.CONSOLE: CallEntry,
    ReviewEntryKind.INFORMATION: NewInformation,
    ReviewEntryKind.WEIGHING: InformationWeighed,
    ReviewEntryKind.RECORD: RecordLoaded,
    ReviewEntryKind.RECORD_REQUEST: RecordAsked,
    ReviewEntryKind.OFFICE: OfficeTold,
    ReviewEntryKind.CLIENT: ClientTold,
    ReviewEntryKind.POLICY: PolicyChosen,
    ReviewEntryKind.ASSIGNMENT: Assigned,
    ReviewEntryKind.TIME: TimeSpent,
    ReviewEntryKind.REPORT: ReportSaved,
    ReviewEntryKind.DETERMINATION: PlanDetermined,
    ReviewEntryKind.ADDENDUM: Addendum,
}


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """One thing that happened. id: made by who wrote it (UUID), so that sending it twice adds it once.

    files: ids of the review files it belongs to. at: aware, when it was written. by: the person's name.
    Raises EntryInvalid where kind and body do not belong together.
    """

    id: str
    files: tuple[str, ...]
    at: datetime
    by: str
    kind: ReviewEntryKind
    body: ReviewBody

    def __post_init__(self) -> None:
        _aware(self.at, "the time of an entry")
        if not self.files:
            raise EntryInvalid("an entry belongs to no file", remedy="Name the files it belongs to.")
        if not isinstance(self.body, BODIES[self.kind]):
            raise EntryInvalid(f"an entry says it is `{self.kind}` and holds something else", remedy="Send it again.")
