"""What a client says otherwise when a file arrives a second time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from peercall.domain.reviews import AvailabilityWindow, ReviewFile
from peercall.engine.availability import DAYS

FIELDS: Mapping[str, str] = {
    "decision_due_at": "Decision due",
    "call": "Call",
    "numbers": "Numbers of the office",
    "availability": "Hours of the office",
    "zone": "Time zone of the office",
    "treating_physician": "Treating physician",
    "npi": "NPI",
    "office_state": "State of the office",
    "office_zip": "ZIP code of the office",
    "request": "Request",
    "service_codes": "Service codes",
    "policy": "Coverage policy",
    "jurisdiction": "Jurisdiction",
    "program": "Program",
    "funding": "Funding",
    "claimant": "Claimant",
    "records": "Records",
    "instructions": "Instructions",
    "callback": "Call-back rule",
    "callback_number": "Number to leave",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. field: its name in the file. before: what is kept. now: what was sent again."""

    field: str
    label: str
    before: str
    now: str


def differences(kept: ReviewFile, sent: ReviewFile) -> tuple[Difference, ...]:
    """Every value that differs, those that bind the call first. A value that is not sent again is no difference:
    nothing is taken away by silence."""
    out = []
    for field, label in FIELDS.items():
        before, now = getattr(kept, field), getattr(sent, field)
        if now in (None, "", ()) or before == now or _same_moment(before, now):
            continue
        out.append(Difference(field, label, *_both(before, now)))
    return tuple(out)


def told_words(file: ReviewFile, names: Iterable[str]) -> str:
    """Some values of a file in words, each with its label: `Decision due: Fri 2026-12-04 17:00 CST.`"""
    return " ".join(f"{FIELDS.get(name, name)}: {_words(getattr(file, name))}." for name in names)


def _same_moment(one: object, other: object) -> bool:
    return isinstance(one, datetime) and isinstance(other, datetime) and one.timestamp() == other.timestamp()


def _both(before: object, now: object) -> tuple[str, str]:
    """In words; two moments by one clock, so that they can be compared."""
    if isinstance(before, datetime) and isinstance(now, datetime):
        clock = (
            now.tzinfo if isinstance(now.tzinfo, ZoneInfo) or not isinstance(before.tzinfo, ZoneInfo) else before.tzinfo
        )
        return _words(before.astimezone(clock)), _words(now.astimezone(clock))
    return _words(before), _words(now)


def _words(value: object) -> str:
    if value in (None, "", ()):
        return "not stated"
    if isinstance(value, tuple):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, AvailabilityWindow):
        return window_words(value)
    if isinstance(value, datetime):
        return f"{DAYS[value.weekday()]} {value:%Y-%m-%d %H:%M %Z}"
    return value.value.replace("_", " ") if isinstance(value, StrEnum) else str(value)


def window_words(window: AvailabilityWindow) -> str:
    """`Mon, Tue, Wed 09:00-12:00 America/Chicago`, `2026-12-04 14:00-16:00 America/Chicago`."""
    days = window.on.isoformat() if window.on is not None else ", ".join(DAYS[day] for day in sorted(window.weekdays))
    return f"{days} {window.start:%H:%M}-{window.end:%H:%M} {window.zone}"
