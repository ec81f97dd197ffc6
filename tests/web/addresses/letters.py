"""Addresses of letters."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import PRACTICE_STAFF

NAMES = ("case", "letter", "make", "change", "fill", "date", "send", "file", "answer", "sent-file")
EXPECTED: dict[str, Any] = {f"letters:{name}": PRACTICE_STAFF for name in NAMES}
