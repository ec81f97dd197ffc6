"""One clock from its parts: anchor, readings, the one that drives, status, time left, unknowns and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from peercall.domain.clock_rules import ClockTables
from peercall.domain.clocks import Deadline, Reading
from peercall.domain.determinations import AdverseDetermination, CaseFile, Moment
from peercall.domain.provenance import Source
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, NoticePhase, ReviewStatus
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.deadlines.counting import (
    ANCHOR_WORDS,
    Length,
    day_of,
    earliest,
    end_key,
    happened,
    is_past,
    reading_end,
    readings,
    time_left,
)
from peercall.engine.deadlines.warnings import clock_warnings

PRACTICE, PLAN = "practice", "plan"
LETTER = "letter"

#: events that have not happened until somebody says so
FUTURE = frozenset(
    {
        Anchor.P2P_REQUESTED,
        Anchor.P2P_COMPLETED,
        Anchor.APPEAL_FILED,
        Anchor.APPEAL_RECEIVED,
        Anchor.FINAL_DECISION_RECEIVED,
        Anchor.DISCHARGE,
    }
)
#: events that only a notice brings about
OF_THE_NOTICE = frozenset(
    {
        Anchor.DETERMINATION_DATE,
        Anchor.NOTIFICATION_DATE,
        Anchor.MAILED_ON,
        Anchor.RECEIPT_DATE,
        Anchor.VERBAL_NOTIFICATION,
    }
)
#: days that together say when the plan had decided, best first
DECIDED = (Anchor.NOTIFICATION_DATE, Anchor.MAILED_ON, Anchor.DETERMINATION_DATE, Anchor.VERBAL_NOTIFICATION)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a clock of one case is made from."""

    determination: AdverseDetermination
    case: CaseFile
    rulebook: Rulebook
    calendar: BusinessCalendar
    as_of: datetime
    state_holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def tables(self) -> ClockTables:
        """Tables of clocks."""
        return self.rulebook.clocks

    @property
    def moments(self) -> Mapping[Anchor, Moment]:
        """Known events."""
        return self.determination.moments

    @property
    def before_notice(self) -> bool:
        """True while nothing has been notified."""
        return self.determination.notice_phase is NoticePhase.BEFORE_NOTICE

    @property
    def decided(self) -> Moment | None:
        """When the plan had decided, as far as known; a telephone call counts with its hour."""
        if self.before_notice:
            return None
        return next((self.moments[anchor] for anchor in DECIDED if anchor in self.moments), None)

    def anchor_moment(self, anchor: Anchor) -> Moment | None:
        """When the event happened or will. Before the notice, what reached the practice is no notice."""
        if self.before_notice and anchor in OF_THE_NOTICE:
            return None
        return self.moments.get(anchor)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a clock is, before it is counted. done: the event that meets it. condition: under what it would hold.

    more: further readings (an older text). unknown: facts missing beside the anchor.
    """

    id: str
    label: str
    rule: str
    target: ClockTarget
    who: str = PRACTICE
    rule_status: ReviewStatus | None = None
    anchor: Anchor | None = None
    length: Length | None = None
    more: tuple[Reading, ...] = ()
    done: Anchor | None = None
    condition: str | None = None
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    why: str | None = None
    or_event: Anchor | None = None
    also_rules: tuple[tuple[str, ReviewStatus], ...] = ()
    citation: str | None = None
    printable: bool = False
    source: Source | None = None


def build(parts: Parts, facts: CaseFacts) -> Deadline:
    """The clock counted from its anchor; NOT_STARTED or UNKNOWN with what is missing when it cannot be."""
    assert parts.anchor is not None and parts.length is not None
    moment = facts.anchor_moment(parts.anchor)
    if moment is None:
        return without_anchor(parts, facts)
    found = (*readings(parts.length, parts.anchor, moment, calendar=facts.calendar), *parts.more)
    return from_readings(parts, facts, found, moment=moment)


def without_anchor(parts: Parts, facts: CaseFacts) -> Deadline:
    """A clock whose starting event is not known, or has not happened."""
    anchor = parts.anchor
    assert anchor is not None
    word = ANCHOR_WORDS[anchor]
    if facts.before_notice and anchor in OF_THE_NOTICE:
        return _bare(parts, ClockStatus.NOT_STARTED, why="starts with a notice; there is none yet")
    if anchor in FUTURE:
        unknown = (parts.condition,) if parts.condition else ()
        return _bare(parts, ClockStatus.NOT_STARTED, why=parts.why or f"starts with the {word}", unknown=unknown)
    unknown = (f"the date of the {word}",)
    return _bare(parts, ClockStatus.UNKNOWN, why=parts.why, unknown=unknown)


def from_readings(parts: Parts, facts: CaseFacts, found: tuple[Reading, ...], *, moment: Moment | None) -> Deadline:
    """The clock of some readings, the earliest driving; one that holds only under a condition drives nothing."""
    drives = earliest(found)
    assert drives is not None
    hour_missing = _hour_is_missing(parts, moment)
    if parts.condition is not None or hour_missing:
        unknown = (f"the hour of the {ANCHOR_WORDS[parts.anchor]}",) if hour_missing and parts.anchor else ()
        status = _plan_kept(found, facts.decided) if hour_missing and parts.condition is None else None
        return _bare(
            parts,
            status or ClockStatus.UNKNOWN,
            why=parts.condition or parts.why,
            unknown=unknown,
            found=found,
            moment=moment,
        )
    status, notes, open_facts = _status(parts, facts, found, moment)
    running = status in (ClockStatus.RUNNING, ClockStatus.ENDED, ClockStatus.NOT_STARTED)
    unit = parts.length.unit if parts.length else None
    return Deadline(
        id=parts.id,
        label=parts.label,
        rule=parts.rule,
        rule_status=parts.rule_status,
        target=parts.target,
        status=status,
        anchor=parts.anchor,
        anchor_moment=moment,
        length=parts.length.number if parts.length else None,
        unit=unit,
        readings=found,
        drives=drives,
        who=parts.who,
        or_event=parts.or_event,
        also_rules=parts.also_rules,
        citation=parts.citation,
        printable=parts.printable,
        time_left=time_left(reading_end(drives), unit, as_of=facts.as_of, calendar=facts.calendar) if running else None,
        why=parts.why,
        unknown=(*parts.unknown, *open_facts),
        warnings=(*parts.warnings, *notes, *_warnings(parts, facts, found, moment, status)),
        source=parts.source,
    )


def _warnings(
    parts: Parts, facts: CaseFacts, found: tuple[Reading, ...], moment: Moment | None, status: ClockStatus
) -> tuple[str, ...]:
    if status not in (ClockStatus.RUNNING, ClockStatus.NOT_STARTED) or (parts.who == PLAN and not parts.length):
        return ()
    return clock_warnings(
        found,
        length=parts.length,
        moment=moment,
        target=parts.target,
        practice=parts.who != PLAN,
        calendar=facts.calendar,
        as_of=facts.as_of,
        moments=facts.moments,
        state_holidays=facts.state_holidays,
    )


def _hour_is_missing(parts: Parts, moment: Moment | None) -> bool:
    """An hour count from a bare day."""
    hours = parts.length is not None and parts.length.unit.value == "hours"
    return hours and moment is not None and not isinstance(moment, datetime)


def _bare(
    parts: Parts,
    status: ClockStatus,
    *,
    why: str | None,
    unknown: tuple[str, ...] = (),
    found: tuple[Reading, ...] = (),
    moment: Moment | None = None,
) -> Deadline:
    """A clock that drives nothing."""
    return Deadline(
        id=parts.id,
        label=parts.label,
        rule=parts.rule,
        rule_status=parts.rule_status,
        target=parts.target,
        status=status,
        anchor=parts.anchor,
        anchor_moment=moment,
        length=parts.length.number if parts.length else None,
        unit=parts.length.unit if parts.length else None,
        readings=found,
        drives=None,
        who=parts.who,
        or_event=parts.or_event,
        also_rules=parts.also_rules,
        citation=parts.citation,
        printable=parts.printable,
        why=why,
        unknown=(*parts.unknown, *unknown),
        warnings=parts.warnings,
        source=parts.source,
    )


def bare(parts: Parts, status: ClockStatus, *, why: str | None, unknown: tuple[str, ...] = ()) -> Deadline:
    """A clock without an end: not stated, not started, or not applying."""
    return _bare(parts, status, why=why, unknown=unknown)


def _plan_kept(found: tuple[Reading, ...], decided: Moment | None) -> ClockStatus | None:
    """KEPT or MISSED where the days alone already tell; None when the hour decides."""
    latest = max(day_of(reading_end(reading)) for reading in found)
    if decided is None or day_of(decided) == latest:
        return None
    return ClockStatus.KEPT if day_of(decided) < latest else ClockStatus.MISSED


def _status(
    parts: Parts, facts: CaseFacts, found: tuple[Reading, ...], moment: Moment | None
) -> tuple[ClockStatus, tuple[str, ...], tuple[str, ...]]:
    """Status, warnings that go with it, and facts that would settle it."""
    as_of = facts.as_of
    last = max((reading_end(reading) for reading in found), key=end_key)
    first = min((reading_end(reading) for reading in found), key=end_key)
    done = facts.decided if parts.done is Anchor.NOTIFICATION_DATE else None
    if parts.done is not None and parts.done is not Anchor.NOTIFICATION_DATE:
        done = facts.moments.get(parts.done)
    if done is not None and happened(done, as_of=as_of):
        return _done_status(done, first, last)
    if moment is not None and not happened(moment, as_of=as_of):
        return ClockStatus.NOT_STARTED, ("counted from a planned event",), ()
    if is_past(last, as_of=as_of):
        if parts.who != PLAN:
            return ClockStatus.ENDED, (), ()
        if parts.done is Anchor.NOTIFICATION_DATE:
            if facts.before_notice:
                return ClockStatus.MISSED, (), ()
            return ClockStatus.UNKNOWN, (), ("the day of the notice",)
        return ClockStatus.ENDED, ("nothing on record says that the plan has done it",), ()
    if is_past(first, as_of=as_of) and parts.who != PLAN:
        note = "the stricter reading has ended: act today and say by which count you are in time"
        return ClockStatus.RUNNING, (note,), ()
    return ClockStatus.RUNNING, (), ()


def _done_status(done: Moment, first: Moment, last: Moment) -> tuple[ClockStatus, tuple[str, ...], tuple[str, ...]]:
    if _within(done, first):
        return ClockStatus.KEPT, (), ()
    if isinstance(last, datetime) and not isinstance(done, datetime) and done == last.date():
        return ClockStatus.UNKNOWN, (), ("the hour at which it was done",)
    if _within(done, last):
        return ClockStatus.KEPT, ("kept by the usual count, late by the stricter one",), ()
    return ClockStatus.MISSED, (), ()


def _within(done: Moment, end: Moment) -> bool:
    if isinstance(end, datetime):
        return done.timestamp() <= end.timestamp() if isinstance(done, datetime) else done < end.date()
    return day_of(done) <= end
