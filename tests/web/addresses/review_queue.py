"""Addresses of the reviewer's queue and of review files."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import REVIEW, REVIEWING

from peercall.domain.organizations import Role

EXPECTED: dict[str, Any] = {
    "review-queue:index": REVIEWING,
    "review-queue:take": REVIEWING,
    "review-queue:examples": (frozenset({Role.MANAGER, Role.ADMINISTRATOR}), REVIEW),
    "review-files:index": REVIEWING,
    "review-files:search": REVIEWING,
    "review-files:give": (frozenset({Role.MANAGER}), REVIEW),
    "review-files:file": REVIEWING,
    "review-files:assign": REVIEWING,
    "review-files:office": REVIEWING,
    "review-files:policy": REVIEWING,
}
