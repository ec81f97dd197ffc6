"""A call attempt, a call and what is said in it. Everything of a call is an entry that is added, never changed.

An attempt is one try to reach someone; a call was held. What was said is reported; what comes in writing is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Disposition(StrEnum):
    """How a call ended, as said by the reviewer."""

    OVERTURNED = "overturned"
    PARTIALLY_OVERTURNED = "partially_overturned"
    UPHELD = "upheld"
    DEFERRED = "deferred"
    ALTERNATIVE_OFFERED = "alternative_offered"
    WITHDRAWN = "withdrawn"
    NO_DECISION = "no_decision"


class PointMark(StrEnum):
    """What became of a criterion or fact in the call; one key each."""

    SAID = "said"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    NEW_TO_THEM = "new_to_them"
    NOT_DISCUSSED = "not_discussed"


class EntryKind(StrEnum):
    """What an entry of a call is about. `subject` says which one of its kind."""

    REVIEWER = "reviewer"
    """subject: name, credentials, specialty, criteria_set, criteria_version, records_held, recorded_line"""
    PART = "part"
    """subject: the timed part that began; value: its number"""
    REASON = "reason"
    """their reason as given in the call; subject: its own id"""
    MARK = "mark"
    """subject: criterion id or objection id; value: a PointMark"""
    NOTE = "note"
    """subject: its own id; value: text"""
    NEW_FACT = "new_fact"
    """a fact that was not in the file; subject: its own id; value: text, optionally with `criterion`"""
    OBJECTION = "objection"
    """an objection of ours to the conduct of the call; subject: its own id"""
    COMMITMENT = "commitment"
    """subject: its own id; value: who (practice, plan), what in their words, due_at or due_text"""
    CLOSING = "closing"
    """subject: disposition, authorization_number, approved_for, reference, next_step, confirmation, rationale, ended_at"""


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One thing typed or marked during a call.

    id: made by the window that typed it (UUID). writer: the window; seq: its count of entries, from 1. at: aware, the
    writer's clock. by: the person. value: text, a number, a flag, or a mapping of texts; None takes the subject back.
    replaces: ids of the entries this one stands for from now on; those the writer had seen, and only those.
    """

    id: str
    writer: str
    seq: int
    at: datetime
    by: str
    kind: EntryKind
    subject: str
    value: str | int | bool | Mapping[str, str] | None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one subject. others: values of other windows nobody has decided between; shown, never dropped."""

    entry: CallEntry
    others: tuple[CallEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CallState:
    """The call as its entries tell it. by_kind: what stands, by kind and subject, in the order in which subjects began."""

    by_kind: Mapping[EntryKind, Mapping[str, Standing]] = field(default_factory=dict)

    def value(self, kind: EntryKind, subject: str) -> str | int | bool | Mapping[str, str] | None:
        """What stands for this subject; None when nothing does."""
        standing = self.by_kind.get(kind, {}).get(subject)
        return standing.entry.value if standing is not None else None

    def text(self, kind: EntryKind, subject: str) -> str:
        """The same as text; empty when nothing stands."""
        value = self.value(kind, subject)
        return value.strip() if isinstance(value, str) else ""

    def all_of(self, kind: EntryKind) -> tuple[Standing, ...]:
        """Everything of a kind that stands."""
        return tuple(self.by_kind.get(kind, {}).values())

    @property
    def undecided(self) -> tuple[Standing, ...]:
        """Subjects of which two windows say different things."""
        return tuple(one for kind in self.by_kind.values() for one in kind.values() if one.others)
