"""Use case: a confirmed denial becomes its clocks and its triage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from peercall.application.ports import HolidayTables
from peercall.domain.clocks import Clocks
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.rulebook import Rulebook
from peercall.domain.triage import Triage
from peercall.engine.calendars import BusinessCalendar, make_calendar
from peercall.engine.deadlines import compute_clocks
from peercall.engine.triage import triage

#: Years covered on each side of the case: an appeal in the past, an external review and its months ahead.
YEARS_BEFORE, YEARS_AFTER = 2, 3


@dataclass(frozen=True, slots=True)
class Assessment:
    """Triage and clocks of one determination as of one moment."""

    triage: Triage
    clocks: Clocks


def calendar_for(*, around: date, holidays: HolidayTables) -> BusinessCalendar:
    """The federal business calendar around a day; the engine tells what changes if a day is worked."""
    first, last = around.year - YEARS_BEFORE, around.year + YEARS_AFTER
    table = holidays(state=None, first_year=first, last_year=last)
    return _calendar(tuple(sorted(table.items())), first, last)


@lru_cache(maxsize=8)
def _calendar(holidays: tuple[tuple[date, str], ...], first: int, last: int) -> BusinessCalendar:
    """Made once for these holidays and years: each look at a case asks for the same one."""
    return make_calendar(
        "US federal holidays", holidays=dict(holidays), first=date(first, 1, 1), last=date(last, 12, 31)
    )


def assess_denial(
    determination: AdverseDetermination,
    *,
    case: CaseFile,
    rulebook: Rulebook,
    holidays: HolidayTables,
    as_of: datetime,
) -> Assessment:
    """Every clock that runs and what a call can do here, as of a moment.

    as_of: aware. Raises CalendarNotCovered when a clock ends beyond the holiday table.
    """
    calendar = calendar_for(around=as_of.date(), holidays=holidays)
    state = determination.plan.state
    of_the_state = holidays(state=state, first_year=as_of.year - 1, last_year=as_of.year + 1) if state else {}
    return Assessment(
        triage=triage(determination, case=case, rulebook=rulebook, as_of=as_of),
        clocks=compute_clocks(
            determination, case=case, rulebook=rulebook, calendar=calendar, as_of=as_of, state_holidays=of_the_state
        ),
    )
