"""Addresses of calls."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF

EXPECTED: dict[str, Any] = {
    "calls:index": PRACTICE_STAFF,
    "calls:start": CALLERS,
    "calls:console": CALLERS,
    "calls:entries": CALLERS,
    "calls:end": CALLERS,
    "calls:resume": CALLERS,
    "calls:abandon": CALLERS,
    "calls:finish": CALLERS,
}
