"""Addresses of tasks and of the record."""

from __future__ import annotations

from typing import Any

from tests.web.addresses.who import CALLERS, PRACTICE_STAFF

EXPECTED: dict[str, Any] = dict.fromkeys(
    (
        "tasks:index",
        "tasks:case",
        "tasks:done",
        "tasks:statement",
        "tasks:case-statement",
        "tasks:statement-read",
        "tasks:drop",
        "tasks:due",
        "tasks:assign",
        "tasks:reopen",
        "record:case",
        "record:export",
        "record:confirm",
        "record:entry",
        "record:correct",
        "record:chart-note",
        "record:patient-copy",
    ),
    PRACTICE_STAFF,
) | {"tasks:close-case": CALLERS}
