"""Addresses of the reviewer's call and of call-backs."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import REVIEW

from peercall.domain.organizations import Role

_REVIEWING = (frozenset({Role.REVIEWER, Role.MANAGER}), REVIEW)

EXPECTED: dict[str, Any] = {
    f"review-call:{name}": _REVIEWING
    for name in (
        "call",
        "entries",
        "log",
        "statements",
        "zone",
        "records",
        "load",
        "weigh",
        "addendum",
        "callbacks",
        "find",
        "waiting",
        "done",
    )
}
