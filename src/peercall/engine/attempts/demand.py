"""What the rules of a file ask for together: how many tries, how far apart, and at which different times of day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import DayPart
from peercall.engine.calendars import BusinessCalendar

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AttemptDemand:
    """The strictest of the rules. attempts None: no rule gives a number. sources: the rules that ask for something."""

    attempts: int | None = None
    spacing_hours: int = 0
    spacing_business_days: int = 0
    day_parts: tuple[DayPart, ...] = ()
    sources: tuple[ReviewRule, ...] = ()

    def part_of(self, moment: datetime, *, zone: str) -> str | None:
        """Name of the part of the office's day; None where no rule tells parts, or the moment lies in none."""
        at = moment.astimezone(ZoneInfo(zone)).time()
        return next((part.name for part in self.day_parts if part.holds(at)), None)

    def earliest_after(self, moment: datetime, *, zone: str, calendar: BusinessCalendar) -> datetime:
        """When the next try may be placed."""
        soonest = moment.astimezone(UTC) + max(timedelta(hours=self.spacing_hours), _MINUTE)
        if not self.spacing_business_days:
            return soonest
        day = calendar.due_after(moment.astimezone(ZoneInfo(zone)).date(), self.spacing_business_days)
        return max(soonest, _midnight(day, zone))

    def latest_before(self, moment: datetime, *, zone: str, calendar: BusinessCalendar) -> datetime:
        """The last minute for a try after which another may still be placed at the moment."""
        latest = moment.astimezone(UTC) - max(timedelta(hours=self.spacing_hours), _MINUTE)
        if not self.spacing_business_days:
            return latest
        day = calendar.days_back(moment.astimezone(ZoneInfo(zone)).date(), self.spacing_business_days - 1)
        return min(latest, _midnight(day, zone) - _MINUTE)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def demand_of(rules: Iterable[ReviewRule]) -> AttemptDemand:
    """The strictest of what the rules ask; the parts of the day are those of the rule with most of them."""
    asking = tuple(
        one
        for one in rules
        if one.attempts is not None or one.spacing_hours or one.spacing_business_days or one.day_parts
    )
    return AttemptDemand(
        attempts=max((one.attempts for one in asking if one.attempts is not None), default=None),
        spacing_hours=max((one.spacing_hours or 0 for one in asking), default=0),
        spacing_business_days=max((one.spacing_business_days or 0 for one in asking), default=0),
        day_parts=max((one.day_parts for one in asking), key=len, default=()),
        sources=asking,
    )
