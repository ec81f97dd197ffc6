"""Addresses of cases."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import PRACTICE, PRACTICE_STAFF

from peercall.domain.organizations import Role

PHYSICIANS = (frozenset({Role.PHYSICIAN}), PRACTICE)
EXPECTED: dict[str, Any] = {
    **{
        f"cases:{name}": PRACTICE_STAFF
        for name in (
            *(
                "case",
                "assign",
                "progress",
                "work",
                "criteria",
                "policy",
                "answers",
                "answer",
                "records",
                "sent",
                "add",
            ),
            *("place", "remove", "facts", "brief", "output", "history", "event"),
        )
    },
    "cases:attest": PHYSICIANS,
    "cases:withdraw": PHYSICIANS,
}
