"""Addresses of confirming a letter."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF

EXPECTED: dict[str, Any] = {
    "confirm:letter": PRACTICE_STAFF,
    "confirm:edit": CALLERS,
    "confirm:field": CALLERS,
    "confirm:received": CALLERS,
    "confirm:confirm": CALLERS,
    "confirm:drop": CALLERS,
}
