"""How long a treatment was taken: intervals from dispenses, orders and statements, merged or summed.

Every interval has two sizes: what the dates surely cover and what they may cover. Source: docs/policy-language.md,
"Treatment trials".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.policies import Duration
from peercall.engine.criteria.windows import add_length

#: the longest gap between fills that still is continuous use, unless the policy names its own (policy language, 3.5)
DEFAULT_MAX_GAP = Duration(14, "d")
_ONE_DAY = timedelta(days=1)
_GIVEN = {"dispense", "administration", "procedure"}
_RUNNING = {"active", "on-hold"}


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Days of use, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Period:
    """One fact's days. sure: covered whatever the exact dates; possible: may be covered. derived: from a dispense.

    begun: the day use had surely begun. ended: an end is stated, so that the length is known.
    """

    fact: ExposureFact
    sure: Stretch | None
    possible: Stretch | None
    derived: bool
    ended: bool

    @property
    def dated(self) -> bool:
        """True when at least the beginning or a day of use is known."""
        return self.possible is not None


def _span(first: date, last: date) -> Stretch | None:
    return Stretch(first, last) if first <= last else None


def period_of(fact: ExposureFact, *, until: date) -> Period:
    """The days a fact covers up to `until` (the request); use that is active and has no stated end runs to that day.

    A stopped drug without a stop date, or a mention without dates, has no sure days.
    """
    period = _given(fact) if fact.kind in _GIVEN else _stated(fact, until)
    return replace(period, sure=_clipped(period.sure, until), possible=_clipped(period.possible, until))


def cut_by_stop(period: Period, *, stops: Sequence[ExposureFact], uses: Sequence[ExposureFact]) -> Period:
    """A fill's supply ends with a stated stop inside it, unless use begins anew on or after that stop.

    stops: facts of the same treatment that say when it ended; uses: all its facts.
    """
    if period.fact.kind != "dispense" or period.possible is None:
        return period
    begun = [on.first for use in uses if (on := use.start or (use.on if use.kind in _GIVEN else None)) is not None]
    for stop in sorted(other.stop.last for other in stops if other.stop is not None):
        if period.possible.first <= stop < period.possible.last and not any(day >= stop for day in begun):
            ended = replace(period, sure=_clipped(period.sure, stop), possible=_clipped(period.possible, stop))
            return replace(ended, ended=True)
    return period


def _clipped(stretch: Stretch | None, until: date) -> Stretch | None:
    return None if stretch is None else _span(stretch.first, min(stretch.last, until))


def _stated(fact: ExposureFact, until: date) -> Period:
    start = fact.start or (fact.on if fact.kind == "request" else None)
    if start is None:
        return _dated_by_its_end(fact)
    if fact.stop is not None:
        sure = _span(start.last, fact.stop.first)
        possible = Stretch(start.first, max(start.first, fact.stop.last))
        return Period(fact, sure, possible, derived=False, ended=True)
    length = fact.duration_days or (fact.days_supply if fact.status not in _RUNNING else None)
    if length is not None:
        supply = timedelta(days=length - 1)
        return Period(
            fact,
            _span(start.last, start.first + supply),
            Stretch(start.first, start.last + supply),
            derived=fact.duration_days is None,
            ended=True,
        )
    if fact.status in _RUNNING:
        if start.first > until:
            return Period(fact, None, None, derived=False, ended=False)
        return Period(fact, _span(start.last, until), Stretch(start.first, until), derived=False, ended=False)
    # stopped, completed or of unknown status without a stop date: how long it was taken is not known
    only = Stretch(start.last, start.last) if start.exact else None
    possible = Stretch(start.first, max(start.first, until))
    return Period(fact, only, possible, derived=False, ended=False)


def _dated_by_its_end(fact: ExposureFact) -> Period:
    """A stated length ("six weeks") up to a known stop; without any date it covers no known days."""
    if fact.stop is None or fact.duration_days is None:
        return Period(fact, None, None, derived=False, ended=False)
    back = timedelta(days=fact.duration_days - 1)
    sure = _span(fact.stop.last - back, fact.stop.first)
    return Period(fact, sure, Stretch(fact.stop.first - back, fact.stop.last), derived=False, ended=True)


def _given(fact: ExposureFact) -> Period:
    on = fact.start or fact.on
    if on is None:
        return Period(fact, None, None, derived=True, ended=False)
    supply = timedelta(days=max((fact.days_supply or 1) - 1, 0))
    stop = fact.stop
    first, last = on.first, (stop.last if stop is not None else on.last + supply)
    sure_last = stop.first if stop is not None else on.first + supply
    return Period(fact, _span(on.last, sure_last), Stretch(first, max(first, last)), derived=True, ended=True)


def collapse(stretches: Iterable[Stretch], *, gap: int = 0) -> list[Stretch]:
    """Overlapping stretches as one, and those with at most `gap` days between them."""
    out: list[Stretch] = []
    for stretch in sorted(stretches):
        if out and (stretch.first - out[-1].last).days - 1 <= gap:
            out[-1] = Stretch(out[-1].first, max(out[-1].last, stretch.last))
        else:
            out.append(stretch)
    return out


def roll_forward(stretches: Sequence[Stretch]) -> tuple[list[Stretch], bool]:
    """Fills collected early are used up after the one before: each begins when its predecessor ends. True when any moved."""
    out: list[Stretch] = []
    moved = False
    for stretch in sorted(stretches):
        if out and stretch.first <= out[-1].last:
            shift = (out[-1].last + _ONE_DAY) - stretch.first
            stretch = Stretch(stretch.first + shift, stretch.last + shift)
            moved = True
        out.append(stretch)
    return out, moved


def gap_days(max_gap: Duration | None, *, around: date) -> int:
    """A longest gap in days."""
    return (add_length(around, max_gap or DEFAULT_MAX_GAP) - around).days


@dataclass(frozen=True, slots=True)
class Length:
    """Use measured: the longest run or the sum, as counted."""

    days: int
    reaches: bool
    stretch: Stretch | None
    text: str


def measure_length(
    stretches: Sequence[Stretch], duration: Duration, *, continuous: bool, max_gap: Duration | None
) -> Length:
    """Whether the stretches reach the duration, as one run with bridged gaps or summed once."""
    if not stretches:
        return Length(0, False, None, "no dated use")
    gap = gap_days(max_gap, around=min(stretches).first) if continuous else 0
    runs = collapse(stretches, gap=gap)
    if continuous:
        longest = max(runs, key=lambda run: run.days)
        reaches = add_length(longest.first, duration) <= longest.last + _ONE_DAY
        return Length(longest.days, reaches, longest, f"{longest}, {weeks(longest.days)}")
    total = sum(run.days for run in runs)
    needed = (add_length(runs[0].first, duration) - runs[0].first).days
    whole = Stretch(runs[0].first, runs[-1].last)
    parts = "" if len(runs) == 1 else f" in {len(runs)} stretches"
    return Length(total, total >= needed, whole, f"{whole}, {weeks(total)}{parts}")


def weeks(days: int) -> str:
    """A number of days in words, in whole weeks from two weeks on ("25 weeks")."""
    if days < 14:
        return f"{days} day{'' if days == 1 else 's'}"
    whole, rest = divmod(days, 7)
    return f"{whole} weeks" + (f" {rest} day{'' if rest == 1 else 's'}" if rest else "")


def day_of_use(fact: ExposureFact) -> DayRange | None:
    """The day a fact is dated by: its start, else its own date."""
    return fact.start or fact.on
