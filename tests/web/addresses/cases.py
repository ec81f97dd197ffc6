"""Addresses of cases."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import PRACTICE_STAFF

EXPECTED: dict[str, Any] = {
    "cases:case": PRACTICE_STAFF,
}
