"""A calendar file somebody brings, read in the process that reads documents: a rule in it can be made to count for ever."""

from __future__ import annotations

from datetime import datetime

import msgspec

from peercall.adapters.calendar_files import BusyTimes
from peercall.adapters.isolation import ProcessLimits
from peercall.bootstrap.document_child import BUSY_TIMES, CalendarOptions
from peercall.bootstrap.isolated_reading import shared_process
from peercall.domain.errors import DocumentUnreadable

_NAME = "the calendar"
_LIMITS = ProcessLimits(seconds=15, steps=0, output_bytes=8 << 20)


def busy_times(
    data: bytes, *, first: datetime, last: datetime, zone: str, limits: ProcessLimits = _LIMITS
) -> BusyTimes:
    """See adapters.calendar_files.busy_times; further, DocumentUnreadable when counting takes too long."""
    answer = shared_process().run(
        BUSY_TIMES,
        data,
        name=_NAME,
        options=msgspec.msgpack.encode(CalendarOptions(first, last, zone)),
        limits=limits,
    )
    try:
        return msgspec.msgpack.decode(answer, type=BusyTimes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DocumentUnreadable(
            "the process that read it answered with what is no calendar", where=_NAME, remedy="Export it once more."
        ) from None
