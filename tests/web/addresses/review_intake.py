"""Addresses of the reviewer's intake."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import PUBLIC, REVIEW

from peercall.domain.organizations import Role

EXPECTED: dict[str, Any] = {
    **{
        f"review-intake:{name}": (frozenset({Role.REVIEWER, Role.MANAGER}), REVIEW)
        for name in ("index", "new", "batch", "rows", "take")
    },
    **{f"review-intake:{name}": (frozenset({Role.ADMINISTRATOR}), REVIEW) for name in ("tokens", "revoke")},
    "review-intake:api": PUBLIC,
}
