"""When the clocks of a case end, without the account behind them: for work lists of thousands of cases."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from peercall.domain.determinations import AdverseDetermination, Moment
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import NoticePhase, TimeUnit
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.deadlines.building import LETTER, OF_THE_NOTICE, PRACTICE
from peercall.engine.deadlines.counting import Length, day_of, end_key, ends
from peercall.engine.deadlines.laws import certain_clocks
from peercall.engine.deadlines.letter import P2P

_APPEAL = "internal-appeal"
_BOTH_READINGS = 2
_LETTER_LENGTHS: dict[tuple[int, TimeUnit, bool], Length] = {}


class DueDay(NamedTuple):
    """One clock's end. drives: the earlier reading; usual: the other way of counting, the same where there is one."""

    id: str
    rule: str
    who: str
    drives: Moment
    usual: Moment


def due_days(
    determination: AdverseDetermination, *, rulebook: Rulebook, calendar: BusinessCalendar
) -> tuple[DueDay, ...]:
    """The ends of the letter's windows and of the laws that hold for certain, as `compute_clocks` would count them.

    Clocks whose event is unknown, that hold under a condition, or that an event may end earlier (`or discharge`) are
    left out: a person looks at those. Raises CalendarNotCovered beyond the calendar.
    """
    moments = determination.moments
    out: list[DueDay] = []
    before = determination.notice_phase is NoticePhase.BEFORE_NOTICE
    window = determination.p2p_window
    if window is not None and determination.p2p_offered is not False and window.or_event is None:
        if window.value is not None and window.unit is not None and window.counted_from is not None:
            moment = None if before and window.counted_from in OF_THE_NOTICE else moments.get(window.counted_from)
            if moment is not None and (window.unit is not TimeUnit.HOURS or not _is_day(moment)):
                length = _length(window.value, window.unit, window.unit is not TimeUnit.MONTHS)
                out.append(_row(P2P, LETTER, PRACTICE, ends(length, moment, calendar=calendar)))
        elif window.until is not None:
            out.append(DueDay(P2P, LETTER, PRACTICE, window.until, window.until))
    appeal = determination.appeal_window
    if appeal is not None and appeal.value is not None and appeal.unit is not None and appeal.counted_from is not None:
        moment = None if before else moments.get(appeal.counted_from)
        if moment is not None:
            length = _length(appeal.value, appeal.unit, appeal.unit is TimeUnit.BUSINESS_DAYS)
            out.append(_row(_APPEAL, LETTER, PRACTICE, ends(length, moment, calendar=calendar)))
    for clock in certain_clocks(determination, rulebook=rulebook):
        moment = moments.get(clock.anchor)
        if moment is None or (before and clock.anchor in OF_THE_NOTICE):
            continue
        if (clock.starts is not None or clock.stops is not None) and not clock.in_force(day_of(moment)):
            continue
        if clock.length.unit is TimeUnit.HOURS and _is_day(moment):
            continue
        found = ends(clock.length, moment, calendar=calendar)
        for older in clock.older:
            found += ends(older, moment, calendar=calendar)
        out.append(_row(clock.id, clock.rule, clock.who, found))
    return tuple(out)


def _is_day(moment: Moment) -> bool:
    return type(moment) is date


def _length(number: int, unit: TimeUnit, both: bool) -> Length:
    key = (number, unit, both)
    length = _LETTER_LENGTHS.get(key)
    if length is None:
        length = _LETTER_LENGTHS[key] = Length(number, unit, both)
    return length


def _row(name: str, rule: str, who: str, found: tuple[Moment, ...]) -> DueDay:
    if len(found) == 1:
        return DueDay(name, rule, who, found[0], found[0])
    if len(found) == _BOTH_READINGS and _is_day(found[0]) and _is_day(found[1]):
        return DueDay(name, rule, who, min(found), found[0])
    return DueDay(name, rule, who, min(found, key=end_key), found[0])
