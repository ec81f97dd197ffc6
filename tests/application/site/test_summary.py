"""Which clock the work list shows: that of the call only until the call is behind."""

from __future__ import annotations

from typing import Any

import pytest

from peercall.application.site.summary import shortest_clock, shortest_running
from peercall.domain.workflow import Stage


def clock(id: str, drives: str | None, status: str = "running") -> dict[str, Any]:
    return {"id": id, "drives": drives, "status": status}


def deadlines(*rows: dict[str, Any]) -> dict[str, Any]:
    drives = {row["id"]: row["drives"] for row in rows if row["drives"]}
    return {"shortest": rows[0]["id"], "deadlines": list(rows), "drives": drives}


CALL = clock("peer-to-peer", "2026-08-19")


@pytest.mark.parametrize(
    ("stage", "shown", "because"),
    [
        (Stage.CONFIRMED, "peer-to-peer", "the call is to be asked for"),
        (Stage.REQUESTED, "peer-to-peer", "a second call is asked for"),
        (Stage.FOLLOW_UP, "expedited-appeal", "the call was held: the next clock drives"),
        (Stage.CLOSED, "expedited-appeal", "the call is behind"),
    ],
)
def test_clock_of_the_call_is_shown_until_the_call_is_behind(stage: Stage, shown: str, because: str) -> None:
    found = deadlines(
        CALL,
        clock("external-review", None, "not_started"),
        clock("reconsideration", "2026-10-12"),
        clock("internal-appeal", "2026-09-01", "ended"),
        clock("expedited-appeal", "2026-10-12T10:00-05:00"),
    )
    assert shortest_running(found, stage=stage) == shown, because


def test_no_other_clock_is_none() -> None:
    assert shortest_clock(deadlines(CALL), time_zone="America/Chicago", stage=Stage.FOLLOW_UP) == (None, True, "")
