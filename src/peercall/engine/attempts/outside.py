"""Whether a call was placed when none might be: what the page warns of before stays marked in the log."""

from __future__ import annotations

from datetime import timedelta

from peercall.domain.review_rules import CallHours
from peercall.domain.reviews import CallDirection, ContactAttempt
from peercall.engine.attempts.windows import call_windows
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.review_log import FileLog

#: how far from the time the office set a call may be placed and still be the one that was agreed
_AGREED = timedelta(minutes=30)
_MOMENT = timedelta(minutes=1)


def is_outside_hours(attempt: ContactAttempt, *, log: FileLog, calendar: BusinessCalendar, hours: CallHours) -> bool:
    """True for a call of the reviewer at a moment that lies in no window of the file, as its office is known in the log.

    A time the office set in an earlier call is a window too. Without a zone nothing is known: False.
    """
    if attempt.direction is not CallDirection.TO_OFFICE:
        return False
    if log.file.zone is None and not log.file.availability:
        return False
    agreed = (one.rescheduled_for for one in log.contact_attempts if one.at < attempt.at)
    if any(moment is not None and abs(moment - attempt.at) <= _AGREED for moment in agreed):
        return False
    return not call_windows(log.file, calendar=calendar, hours=hours, after=attempt.at, until=attempt.at + _MOMENT)
