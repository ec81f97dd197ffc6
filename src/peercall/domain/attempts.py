"""One try to reach the other side, with how it ended. The same words on both sides of the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AttemptPurpose(StrEnum):
    """What the try was for."""

    REQUEST = "request"
    """to ask for the call"""
    CALL = "call"
    """to hold it"""
    FOLLOW_UP = "follow_up"


class AttemptSide(StrEnum):
    """Who tried."""

    PRACTICE = "practice"
    PLAN = "plan"


class AttemptResult(StrEnum):
    """How it ended."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    MESSAGE_WITH_PERSON = "message_with_person"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    RESCHEDULED = "rescheduled"
    CALLBACK_PROMISED = "callback_promised"


@dataclass(frozen=True, slots=True)
class CallAttempt:
    """An entry of the log. number: the one dialled. person, role: who answered. corrects: id of the entry it stands for.

    recorded_by, recorded_at: who wrote it down and when; that may be later than the try.
    """

    id: str
    at: datetime
    purpose: AttemptPurpose
    side: AttemptSide
    result: AttemptResult
    number: str = ""
    person: str = ""
    role: str = ""
    hold_minutes: int | None = None
    callback_at: datetime | None = None
    reference: str = ""
    note: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None
    corrects: str | None = None
