"""The ledger of promises: who promised what, by when, and whether it was kept; by payer and by case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

KEPT, NOT_KEPT, LATE, OPEN, DROPPED = "kept", "not kept", "late", "open", "dropped"


@dataclass(frozen=True, slots=True)
class Promise:
    """What one side promised on a call. who: plan or practice. words: as said; said_due: their words for the time."""

    case: UUID
    member_name: str
    payer: str
    who: str
    words: str
    said_due: str
    due_at: datetime | None
    made_at: datetime
    ended_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class PayerPromises:
    """A payer's promises in numbers."""

    payer: str
    promised: int
    kept: int
    not_kept: int
    late: int
    open: int


def state_of(
    *, task_state: str, who: str, kept: str, due_at: datetime | None, ended_at: datetime | None, now: datetime
) -> str:
    """kept, not kept, late (open past its time), open or dropped. Ours is kept when it was done in time, or had no time."""
    if task_state == "dropped":
        return DROPPED
    if task_state == "open":
        return LATE if due_at is not None and due_at < now else OPEN
    if who == "plan":
        return KEPT if kept == "kept" else NOT_KEPT
    return KEPT if due_at is None or ended_at is None or ended_at <= due_at else NOT_KEPT


def by_payer(promises: Iterable[Promise]) -> tuple[PayerPromises, ...]:
    """The plans' promises by payer, most first; a payer nobody named stands last."""
    found: dict[str, dict[str, int]] = {}
    for one in promises:
        if one.who == "plan" and one.state != DROPPED:
            counts = found.setdefault(one.payer, {})
            counts[one.state] = counts.get(one.state, 0) + 1
    rows = [
        PayerPromises(
            payer,
            sum(counts.values()),
            counts.get(KEPT, 0),
            counts.get(NOT_KEPT, 0),
            counts.get(LATE, 0),
            counts.get(OPEN, 0),
        )
        for payer, counts in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.payer, -row.promised, row.payer)))
