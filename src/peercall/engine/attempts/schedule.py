"""Times for the tries still due: the earliest that keep spacing and times of day, and the last moment to begin them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from peercall.engine.attempts.demand import AttemptDemand
from peercall.engine.attempts.windows import CallWindow, wall_stretch
from peercall.engine.calendars import BusinessCalendar

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a window within one part of the day, in UTC: from start_at, before end_at. part: None in no part."""

    start_at: datetime
    end_at: datetime
    part: str | None


def pieces_by_part(windows: Iterable[CallWindow], *, demand: AttemptDemand, zone: str) -> tuple[Piece, ...]:
    """The windows cut where the parts of the office's day begin and end."""
    out: list[Piece] = []
    for window in windows:
        start, end = window.start_at.astimezone(UTC), window.end_at.astimezone(UTC)
        edges = sorted({start, end, *(edge for edge in _edges(window, demand, zone) if start < edge < end)})
        out += [Piece(one, other, demand.part_of(one, zone=zone)) for one, other in pairwise(edges)]
    return tuple(out)


def _edges(window: CallWindow, demand: AttemptDemand, zone: str) -> list[datetime]:
    """Where parts begin and end, and each midnight, from the day before the window to the day after."""
    here = ZoneInfo(zone)
    day, last = window.start_at.astimezone(here).date(), window.end_at.astimezone(here).date()
    out: list[datetime] = []
    while day <= last:
        out.append(datetime.combine(day, time.min, tzinfo=here).astimezone(UTC))
        for part in demand.day_parts:
            stretch = wall_stretch(day, part.start, part.end, zone=zone)
            out += [edge.astimezone(UTC) for edge in stretch or ()]
        day += timedelta(days=1)
    return out


@dataclass(frozen=True, slots=True)
class Schedule:
    """times: the earliest moments for the tries due, in UTC. begin_by: the last minute for the first of them."""

    times: tuple[datetime, ...]
    begin_by: datetime


def plan_tries(
    pieces: Sequence[Piece],
    *,
    number: int,
    used: Sequence[str | None],
    not_before: datetime,
    demand: AttemptDemand,
    zone: str,
    calendar: BusinessCalendar,
) -> Schedule | None:
    """The schedule of `number` further tries; None when they do not all fit.

    used: parts of the day of the tries made. As many different parts as there are tries must be used, or all of them.
    """
    early: list[tuple[datetime, ...]] = []
    late: list[datetime] = []
    for parts in _orders(number, used, demand):
        times = _earliest(pieces, parts, not_before, demand, zone, calendar)
        if times is not None:
            early.append(times)
            begin = _latest_begin(pieces, parts, not_before, demand, zone, calendar)
            if begin is not None:
                late.append(begin)
    return Schedule(min(early), max(late)) if early and late else None


def _orders(number: int, used: Sequence[str | None], demand: AttemptDemand) -> Iterable[tuple[str | None, ...]]:
    """Every order of parts for the tries that brings enough different ones; None stands for any time."""
    names = [part.name for part in demand.day_parts]
    had = {name for name in used if name is not None}
    wanted = min(len(names), len(used) + number)
    if len(had) >= wanted:
        return ((None,) * number,)
    missing = wanted - len(had)
    choices: list[str | None] = [*(name for name in names if name not in had), None]
    return (
        order
        for order in product(choices, repeat=number)
        if sum(one is not None for one in order) == missing and len(set(order) - {None}) == missing
    )


def _fits(piece: Piece, part: str | None) -> bool:
    return part is None or piece.part == part


def _earliest(
    pieces: Sequence[Piece],
    parts: Sequence[str | None],
    not_before: datetime,
    demand: AttemptDemand,
    zone: str,
    calendar: BusinessCalendar,
) -> tuple[datetime, ...] | None:
    soonest, times = not_before.astimezone(UTC), []
    for part in parts:
        moment = next((max(one.start_at, soonest) for one in pieces if _fits(one, part) and soonest < one.end_at), None)
        if moment is None:
            return None
        times.append(moment)
        soonest = demand.earliest_after(moment, zone=zone, calendar=calendar)
    return tuple(times)


def _latest_begin(
    pieces: Sequence[Piece],
    parts: Sequence[str | None],
    not_before: datetime,
    demand: AttemptDemand,
    zone: str,
    calendar: BusinessCalendar,
) -> datetime | None:
    latest: datetime | None = None
    for part in reversed(parts):
        bound = None if latest is None else demand.latest_before(latest, zone=zone, calendar=calendar)
        moments = (
            one.end_at - _MINUTE if bound is None else min(one.end_at - _MINUTE, bound)
            for one in reversed(pieces)
            if _fits(one, part) and (bound is None or one.start_at <= bound)
        )
        latest = next(moments, None)
        if latest is None:
            return None
    return latest if latest is not None and latest >= not_before.astimezone(UTC) else None
