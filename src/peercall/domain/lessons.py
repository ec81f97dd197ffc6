"""What a case teaches: what turned it, what the chart did not show when it was denied, what the plan was missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class TurnedBy(StrEnum):
    """What changed the plan's mind, as the practice sees it."""

    NEW_RECORD = "new_record"
    RECORD_POINTED_OUT = "record_pointed_out"
    STATEMENT = "statement"
    GUIDELINE = "guideline"
    WRONG_CRITERIA = "wrong_criteria"
    CODING = "coding"
    ALTERNATIVE = "alternative"
    NOTHING = "nothing"
    OTHER = "other"


TURNED_BY_WORDS: Mapping[TurnedBy, str] = {
    TurnedBy.NEW_RECORD: "a record the plan did not have",
    TurnedBy.RECORD_POINTED_OUT: "a record the plan had, pointed out on the call",
    TurnedBy.STATEMENT: "what the physician stated",
    TurnedBy.GUIDELINE: "a guideline",
    TurnedBy.WRONG_CRITERIA: "the plan had applied the wrong criteria, or old ones",
    TurnedBy.CODING: "a code, quantity or date was put right",
    TurnedBy.ALTERNATIVE: "something else was agreed on",
    TurnedBy.NOTHING: "nothing: it was upheld",
    TurnedBy.OTHER: "something else",
}


@dataclass(frozen=True, slots=True)
class LessonCriterion:
    """A criterion that was not documented at denial. key: `policy criterion`; met_after: shown on the call or later."""

    key: str
    text: str
    met_after: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person keeps of a case, in the practice's words, without a value of the patient.

    turned_by: in the order chosen. lacking: kinds of records the plan lacked. minutes: of preparation, as told; None
    when nobody said. words: one sentence for the next time.
    """

    turned_by: tuple[TurnedBy, ...] = ()
    criteria: tuple[LessonCriterion, ...] = ()
    lacking: tuple[str, ...] = ()
    minutes: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """Something to do for every patient of a service. cases: in how many it was missing; helped: in how many of them it
    was shown afterwards, or turned the case. of: lessons of the service."""

    what: str
    kind: str  # document | send
    cases: int
    helped: int
    of: int


@dataclass(frozen=True, slots=True)
class ServiceHabits:
    """The habits of one service, what was missing most often first."""

    service: str
    lessons: int
    habits: tuple[Habit, ...]
