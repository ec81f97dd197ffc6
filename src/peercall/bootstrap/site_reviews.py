"""The review organization's side with the rules and calendars of this installation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache

import msgspec

from peercall.adapters.db import review_reports
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.office_zones import office_zone
from peercall.application.review.queue import Queue, queue_of
from peercall.application.review.standing import FileStanding, OfficeCalendar, standing_of
from peercall.application.review.supervise import FileAtRisk, watch
from peercall.application.review.views import FileView
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_assess import site_rules
from peercall.domain.office_zones import ZoneFinding
from peercall.domain.reviews import ReviewFile
from peercall.engine.calendars import BusinessCalendar, make_calendar


def office_calendar(as_of: datetime) -> OfficeCalendar:
    """Business days where an office is: federal holidays and those of its state, from a year before to two after."""
    return lambda state: _calendar(state, as_of.year - 1, as_of.year + 2)


@lru_cache(maxsize=256)
def _calendar(state: str | None, first: int, last: int) -> BusinessCalendar:
    return make_calendar(
        f"business days, {state or 'federal'}",
        holidays=holiday_table(state=state, first_year=first, last_year=last),
        first=date(first, 1, 1),
        last=date(last, 12, 31),
    )


def site_queue(views: Iterable[FileView], *, as_of: datetime) -> Queue:
    """The queue of these files at a moment."""
    return queue_of(views, tables=site_rules().reviews, calendar=office_calendar(as_of), as_of=as_of)


def site_standing(view: FileView, *, as_of: datetime) -> FileStanding:
    """How one file stands at a moment."""
    return standing_of(view.log, tables=site_rules().reviews, calendar=office_calendar(as_of), as_of=as_of)


def zone_finding(file: ReviewFile) -> ZoneFinding:
    """The zones the office may lie in, and from what that is known."""
    return office_zone(postal_code=file.office_zip, state=file.office_state, numbers=file.numbers, confirmed=file.zone)


def site_risks(viewer: Viewer, *, as_of: datetime) -> tuple[FileAtRisk, ...]:
    """Every open file of the viewer's organization that is at risk; those that are known to be quiet are not worked out."""
    rules = _rules_mark()
    views = review_reports.watched_calls(viewer, rules=rules, as_of=as_of)
    found = watch(views, tables=site_rules().reviews, calendar=office_calendar(as_of), as_of=as_of)
    review_reports.keep_quiet(viewer, found.quiet, rules=rules)
    return found.risks


@cache
def _rules_mark() -> str:
    """A mark of the rules in force: other rules have another one, the same have the same in every process."""
    return hashlib.sha256(msgspec.json.encode(site_rules().reviews, order="deterministic")).hexdigest()[:16]
