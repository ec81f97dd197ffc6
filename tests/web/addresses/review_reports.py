"""Addresses of a review file's report."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import REVIEW

from peercall.domain.organizations import Role

REVIEWERS = (frozenset({Role.REVIEWER, Role.MANAGER}), REVIEW)

EXPECTED: dict[str, Any] = {
    "review-report:edit": REVIEWERS,
    "review-report:checks": REVIEWERS,
    "review-report:version": REVIEWERS,
    "review-report:paper": REVIEWERS,
    "review-report:weigh": REVIEWERS,
    "review-report:addendum": REVIEWERS,
    "review-report:determination": REVIEWERS,
    "review-report:minutes": REVIEWERS,
}
