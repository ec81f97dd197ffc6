"""Addresses of the packet."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import PRACTICE_STAFF

EXPECTED: dict[str, Any] = dict.fromkeys(
    ("packet:case", "packet:progress", "packet:volume", "packet:manifest"), PRACTICE_STAFF
)
