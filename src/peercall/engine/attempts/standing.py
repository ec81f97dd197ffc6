"""How a file stands with its calls: callable now, the next window, the tries due, and what becomes impossible when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from peercall.domain.attempts import AttemptResult
from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import PEERS, CallDemand, CallDirection, ContactAttempt, ReviewFile
from peercall.engine.attempts.demand import AttemptDemand
from peercall.engine.attempts.schedule import Schedule, pieces_by_part, plan_tries
from peercall.engine.attempts.windows import CallWindow, call_windows
from peercall.engine.calendars import BusinessCalendar

#: how far ahead windows are looked for where no decision time is known
LOOK_AHEAD = timedelta(days=14)
#: how far ahead a decision is reckoned with; one due later, perhaps by a slip, has no last minute for a call yet
FURTHEST = timedelta(days=120)


class Standing(StrEnum):
    """Where a file's calls stand."""

    NOT_ASKED = "not_asked"
    HELD = "held"
    TRIES_DONE = "tries_done"
    """as many tries as the rules ask were made"""
    ZONE_UNKNOWN = "zone_unknown"
    """a person must choose the office's zone first"""
    OVERDUE = "overdue"
    """the decision time has passed"""
    NOT_POSSIBLE = "not_possible"
    """the tries asked for no longer fit before the decision"""
    DUE = "due"


@dataclass(frozen=True, slots=True)
class CallStanding:
    """What the queue shows of one file.

    made: tries that count. left: tries still due, None where no rule gives a number. callable_now: the rules and hours
    allow a call at this moment. next_window: the first one in which a call is allowed and not before spacing has
    passed; the one that is open counts. times: moments at which the tries still due could be placed. begin_by: the last
    minute for the next try, after which not all of them fit. notes: what becomes impossible, or what is not known.
    """

    standing: Standing
    made: tuple[ContactAttempt, ...]
    left: int | None
    callable_now: bool = False
    windows: tuple[CallWindow, ...] = ()
    next_window: CallWindow | None = None
    times: tuple[datetime, ...] = ()
    begin_by: datetime | None = None
    notes: tuple[str, ...] = ()


def counting_tries(attempts: Iterable[ContactAttempt], *, file: str) -> tuple[ContactAttempt, ...]:
    """The reviewer's own tries for the file, in order; a wrong number reached no office and does not count."""
    mine = (
        one
        for one in attempts
        if file in one.files
        and one.direction is CallDirection.TO_OFFICE
        and one.result is not AttemptResult.WRONG_NUMBER
    )
    return tuple(sorted(mine, key=lambda one: (one.at.astimezone(UTC), one.id)))


def conversation_held(attempts: Iterable[ContactAttempt], *, file: str) -> bool:
    """True when a peer of the office was spoken to about the file, whoever called."""
    return any(file in one.files and one.result is AttemptResult.REACHED and one.role in PEERS for one in attempts)


def call_standing(
    file: ReviewFile,
    *,
    attempts: Sequence[ContactAttempt],
    demand: AttemptDemand,
    calendar: BusinessCalendar,
    hours: CallHours,
    as_of: datetime,
) -> CallStanding:
    """How the file stands at a moment. as_of: aware. calendar: business days where the office is."""
    made = counting_tries(attempts, file=file.id)
    left = None if demand.attempts is None else max(0, demand.attempts - len(made))
    settled = _settled(file, attempts, left, as_of)
    if settled is not None:
        return CallStanding(settled, made, left, notes=_settled_notes(settled))
    zone = file.zone or (file.availability[0].zone if file.availability else None)
    if zone is None:
        return CallStanding(Standing.ZONE_UNKNOWN, made, left, notes=_settled_notes(Standing.ZONE_UNKNOWN))
    due = file.decision_due_at
    is_far = due is not None and due - as_of > FURTHEST
    until = as_of + LOOK_AHEAD if due is None or is_far else due
    soonest = as_of
    if made:
        soonest = max(soonest, demand.earliest_after(made[-1].at, zone=zone, calendar=calendar))
    windows = call_windows(file, calendar=calendar, hours=hours, after=as_of, until=until)
    open_to_us = tuple(one for one in windows if soonest.astimezone(UTC) < one.end_at.astimezone(UTC))
    schedule = plan_tries(
        pieces_by_part(windows, demand=demand, zone=zone),
        number=1 if left is None else left,
        used=[demand.part_of(one.at, zone=zone) for one in made],
        not_before=soonest,
        demand=demand,
        zone=zone,
        calendar=calendar,
    )
    return CallStanding(
        standing=Standing.NOT_POSSIBLE if schedule is None and not is_far else Standing.DUE,
        made=made,
        left=left,
        callable_now=soonest <= as_of and any(one.holds(as_of) for one in windows),
        windows=open_to_us,
        next_window=_from(open_to_us[0], soonest) if open_to_us else None,
        times=() if schedule is None else schedule.times,
        begin_by=None if schedule is None or due is None or is_far else schedule.begin_by,
        notes=_notes(file, demand, left, schedule, is_far=is_far),
    )


def _settled(
    file: ReviewFile, attempts: Sequence[ContactAttempt], left: int | None, as_of: datetime
) -> Standing | None:
    if conversation_held(attempts, file=file.id):
        return Standing.HELD
    if file.call is CallDemand.NONE:
        return Standing.NOT_ASKED
    if left == 0:
        return Standing.TRIES_DONE
    if file.decision_due_at is not None and file.decision_due_at <= as_of:
        return Standing.OVERDUE
    return None


def _settled_notes(standing: Standing) -> tuple[str, ...]:
    if standing is Standing.ZONE_UNKNOWN:
        return ("The office's time zone is not known: choose it before a call is placed.",)
    if standing is Standing.OVERDUE:
        return ("The decision time has passed.",)
    return ()


def _from(window: CallWindow, soonest: datetime) -> CallWindow:
    start = max(window.start_at.astimezone(UTC), soonest.astimezone(UTC)).astimezone(window.start_at.tzinfo)
    return CallWindow(start, window.end_at, window.basis)


def _notes(
    file: ReviewFile, demand: AttemptDemand, left: int | None, schedule: Schedule | None, *, is_far: bool
) -> tuple[str, ...]:
    out = []
    if demand.attempts is None:
        out.append("No rule on file says how many tries are asked for: ask the client.")
    if file.decision_due_at is None:
        out.append("The decision time is not stated: what becomes impossible cannot be told.")
    if is_far:
        out.append(f"The decision is due in more than {FURTHEST.days} days: check that its time is right.")
        return tuple(out)
    number = left or 1
    tries = "one try" if number == 1 else f"{number} tries"
    if schedule is None:
        out.append(f"Still due: {tries}. Not enough allowed time is left before the decision.")
    elif file.decision_due_at is not None:
        out.append(f"Still due: {tries}. After the time to begin by, not enough allowed time is left.")
    return tuple(out)
