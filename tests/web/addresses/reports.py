"""Addresses of the reports."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE, PRACTICE_STAFF

from peercall.domain.organizations import Role

MANAGERS = (frozenset({Role.MANAGER}), PRACTICE)

EXPECTED: dict[str, Any] = {
    "reports:index": MANAGERS,
    "reports:table": MANAGERS,
    "reports:counting": MANAGERS,
    "reports:habits": PRACTICE_STAFF,
    "reports:check": CALLERS,
    "reports:promises": PRACTICE_STAFF,
    "reports:case-promises": PRACTICE_STAFF,
    "reports:lesson": PRACTICE_STAFF,
}
