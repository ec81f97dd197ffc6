"""Addresses of the inbox."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF

EXPECTED: dict[str, Any] = {
    "inbox:index": PRACTICE_STAFF,
    "inbox:files": PRACTICE_STAFF,
    "inbox:readings": PRACTICE_STAFF,
    "inbox:again": PRACTICE_STAFF,
    "inbox:item-cases": PRACTICE_STAFF,
    "inbox:dismiss": PRACTICE_STAFF,
    "inbox:find-case": CALLERS,
    "inbox:remove": CALLERS,
    "inbox:place": CALLERS,
    "inbox:make-case": CALLERS,
}
