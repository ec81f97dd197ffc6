"""Addresses for supervisors of a review organization."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import REVIEW

from peercall.domain.organizations import Role

SUPERVISORS = (frozenset({Role.MANAGER}), REVIEW)

EXPECTED: dict[str, Any] = {
    "review-figures:index": SUPERVISORS,
    "review-figures:table": SUPERVISORS,
    "review-figures:time": SUPERVISORS,
    "review-figures:audit": SUPERVISORS,
}
