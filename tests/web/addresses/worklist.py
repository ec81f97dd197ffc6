"""Addresses of the work list."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE, PRACTICE_STAFF

from peercall.domain.organizations import Role

EXPECTED: dict[str, Any] = {
    "search": PRACTICE_STAFF,
    "worklist:index": PRACTICE_STAFF,
    "worklist:views": PRACTICE_STAFF,
    "worklist:save-view": PRACTICE_STAFF,
    "worklist:view": PRACTICE_STAFF,
    "worklist:remove-view": PRACTICE_STAFF,
    "worklist:people": CALLERS,
    "worklist:assign": CALLERS,
    "worklist:new-case": CALLERS,
    "worklist:examples": (frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}), PRACTICE),
}
