"""Addresses of documents."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF

EXPECTED: dict[str, Any] = {
    "documents:view": PRACTICE_STAFF,
    "documents:file": PRACTICE_STAFF,
    "documents:download": PRACTICE_STAFF,
    "documents:sheet": PRACTICE_STAFF,
    "documents:unlock": CALLERS,
}
