"""Addresses of getting the call."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF, PUBLIC

EXPECTED: dict[str, Any] = {
    "schedule:case": PRACTICE_STAFF,
    "schedule:propose": CALLERS,
    "schedule:request": CALLERS,
    "schedule:attempt": CALLERS,
    "schedule:agree": CALLERS,
    "schedule:reject": CALLERS,
    "schedule:forfeit": CALLERS,
    "schedule:demand": CALLERS,
    "schedule:lost": CALLERS,
    "schedule:confirmed": CALLERS,
    "schedule:texts": PRACTICE_STAFF,
    "schedule:slot-file": PRACTICE_STAFF,
    "schedule:availability": PRACTICE_STAFF,
    "schedule:week": CALLERS,
    "schedule:day": CALLERS,
    "schedule:upload": CALLERS,
    "schedule:remove": CALLERS,
    "schedule:feed": PRACTICE_STAFF,
    "schedule:calendar": PUBLIC,
}
