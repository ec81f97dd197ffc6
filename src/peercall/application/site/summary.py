"""What lists show of a case, taken from what was read, confirmed and computed. Unconfirmed values carry no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.workflow import Stage

Data = Mapping[str, Any]

_NEXT: Mapping[Stage, str] = {
    Stage.CONFIRMED: "ask for the call",
    Stage.REQUESTED: "agree a time",
    Stage.SCHEDULED: "prepare and hold the call",
    Stage.IN_CALL: "finish the record of the call",
    Stage.FOLLOW_UP: "follow up what was promised",
    Stage.OTHER_ROUTE: "take the other route",
    Stage.CLOSED: "",
}


#: the clock of the call itself, and the stages in which the call is behind: held, or given up
CALL_CLOCK = "peer-to-peer"
AFTER_THE_CALL = frozenset({Stage.FOLLOW_UP, Stage.CLOSED})


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """Columns of the work list. due_at: aware, the end of the day where only a day is known; None: no clock runs."""

    member_name: str = ""
    plan_name: str = ""
    service: str = ""
    reason_class: str = ""
    line_of_business: str = ""
    triage: str = ""
    effect: str = ""
    due_at: datetime | None = None
    due_is_day: bool = True
    due_clock: str = ""
    next_step: str = ""


def summarise(
    *, contract: Data | None, analysis: Data | None, stage: Stage, time_zone: str, has_letter: bool
) -> CaseSummary:
    """contract: the confirmed determination, else the proposal. analysis: as stored, None before confirmation."""
    fields: Data = contract.get("fields", {}) if contract else {}
    triage: Data = (analysis or {}).get("triage") or (contract or {}).get("triage") or {}
    due_at, is_day, clock = shortest_clock((analysis or {}).get("deadlines") or {}, time_zone=time_zone, stage=stage)
    return CaseSummary(
        member_name=_text(fields, "member_name"),
        plan_name=_text(fields, "plan_name"),
        service=_text(fields, "requested_service") or _codes(fields),
        reason_class=str((contract or {}).get("reason_class") or ""),
        line_of_business=_text(fields, "line_of_business"),
        triage=str(triage.get("expected") or ""),
        effect=str(triage.get("effect") or ""),
        due_at=due_at,
        due_is_day=is_day,
        due_clock=clock,
        next_step=next_step_of(stage, has_letter=has_letter, triage=str(triage.get("expected") or "")),
    )


def shortest_running(deadlines: Data, *, stage: Stage) -> str | None:
    """The id of the practice's clock that ends first; once the call is behind, of those that are not the call's."""
    shortest = deadlines.get("shortest")
    if shortest != CALL_CLOCK or stage not in AFTER_THE_CALL:
        return str(shortest) if shortest else None
    others = [
        row
        for row in deadlines.get("deadlines") or ()
        if row["id"] != CALL_CLOCK and row["status"] == "running" and row.get("drives")
    ]
    # a day ends after every hour of it
    return min(others, key=lambda row: (row["drives"][:10], row["drives"][10:] or "~"))["id"] if others else None


def shortest_clock(
    deadlines: Data, *, time_zone: str, stage: Stage = Stage.CONFIRMED
) -> tuple[datetime | None, bool, str]:
    """When the shortest running clock of the practice ends (the earliest reading), whether that is a day, and its id."""
    shortest = shortest_running(deadlines, stage=stage)
    drives = (deadlines.get("drives") or {}).get(shortest) if shortest else None
    if not shortest or not drives:
        return None, True, ""
    if "T" in drives:
        return datetime.fromisoformat(drives), False, str(shortest)
    end = datetime.combine(date.fromisoformat(drives) + timedelta(days=1), time.min, tzinfo=ZoneInfo(time_zone))
    return end, True, str(shortest)


def next_step_of(stage: Stage, *, has_letter: bool, triage: str) -> str:
    """What to do next, in words. triage: as in the list; it matters only once the letter is confirmed."""
    if stage is Stage.RECEIVED:
        return "confirm the letter" if has_letter else "add the denial letter"
    if stage is Stage.CONFIRMED and triage == "other_route":
        return "take the other route: a call changes nothing here"
    return _NEXT[stage]


def _text(fields: Data, name: str) -> str:
    entry = fields.get(name)
    value = entry.get("value") if isinstance(entry, Mapping) else None
    return str(value)[:200] if value is not None else ""


def _codes(fields: Data) -> str:
    listed = fields.get("service_codes")
    codes = [str(item.get("value")) for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    return ", ".join(codes)[:200]
