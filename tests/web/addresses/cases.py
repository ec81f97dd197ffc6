"""Addresses of cases."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE, PRACTICE_STAFF

from peercall.domain.organizations import Role

PHYSICIANS = (frozenset({Role.PHYSICIAN}), PRACTICE)
SEEN = ("case", "progress", "criteria", "answers", "records", "facts", "brief", "output", "history")
CHANGED = ("assign", "work", "policy", "answer", "sent", "add", "place", "remove", "event")
EXPECTED: dict[str, Any] = {
    **{f"cases:{name}": PRACTICE_STAFF for name in SEEN},
    **{f"cases:{name}": CALLERS for name in CHANGED},
    "cases:attest": PHYSICIANS,
    "cases:withdraw": PHYSICIANS,
}
