"""The clocks of a case to look at: what is left, when it ends, how it was counted and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from peercall.application.site.field_words import ANCHORS
from peercall.application.site.places import SourceLink, source_link
from peercall.application.site.views import DocumentRow
from peercall.engine.office_words import hour_words

Data = Mapping[str, Any]

_STATUS = {
    "running": "running",
    "ended": "over",
    "not_started": "has not begun",
    "not_stated": "no length stated",
    "kept": "kept",
    "missed": "missed",
    "unknown": "cannot be computed yet",
}


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One way of counting. working: the days counted and skipped, in words."""

    text: str
    due: str
    working: str
    drives: bool


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock. left: what is left, or its status in words. due: the day or moment reminders follow, empty when none is
    known. tone: bad (over), warn (ends within a day), info (within three days). more: it has an account to open."""

    id: str
    label: str
    tone: str
    left: str
    due: str
    by_rule: str
    counted: str
    readings: tuple[ReadingView, ...]
    rule: str
    rule_status: str
    citation: str
    also: tuple[tuple[str, str], ...]
    why: str
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]
    source: SourceLink | None
    quote: str


def clock_views(
    deadlines: Data, *, time_zone: str, at: datetime, documents: Sequence[DocumentRow]
) -> tuple[tuple[ClockView, ...], tuple[ClockView, ...]]:
    """The practice's clocks, those that run first and the shortest of them on top, and the plan's own."""
    own = [
        _clock(row, zone=ZoneInfo(time_zone), at=at, documents=documents) for row in deadlines.get("deadlines") or ()
    ]
    theirs = [
        _clock(row, zone=ZoneInfo(time_zone), at=at, documents=documents) for row in deadlines.get("payer_clocks") or ()
    ]
    order = {row["id"]: _order(row) for row in deadlines.get("deadlines") or ()}
    return tuple(sorted(own, key=lambda one: order[one.id])), tuple(theirs)


def _order(row: Data) -> tuple[int, str]:
    return (0 if row["status"] == "running" else 1 if row["status"] in {"ended", "missed"} else 2, row["drives"] or "~")


def _clock(row: Data, *, zone: ZoneInfo, at: datetime, documents: Sequence[DocumentRow]) -> ClockView:
    drives = row.get("drives")
    stated = row.get("due_at") or row.get("due")
    running = row["status"] == "running"
    left = (
        f"{row['time_left']} left"
        if running and row.get("time_left")
        else _STATUS.get(row["status"], str(row["status"]))
    )
    source = row.get("source")
    return ClockView(
        id=row["id"],
        label=str(row["label"]),
        tone=_tone(row, zone=zone, at=at),
        left=left,
        due=day_words(drives, zone=zone) if drives else "",
        by_rule=day_words(stated, zone=zone) if stated and stated != drives else "",
        counted=_counted(row, zone=zone),
        readings=tuple(_reading(one, drives=drives, zone=zone) for one in row.get("readings") or ()),
        rule="the letter" if row["rule"] == "letter" else str(row["rule"]),
        rule_status=str(row.get("rule_status") or ""),
        citation=str(row.get("citation") or ""),
        also=tuple((one["rule"], one["status"]) for one in row.get("also_rules") or ()),
        why=str(row.get("why") or ""),
        unknown=tuple(row.get("unknown") or ()),
        warnings=tuple(row.get("warnings") or ()),
        source=source_link(source, documents, ref=f"clock:{row['id']}") if source else None,
        quote=str((source or {}).get("quote") or ""),
    )


def _tone(row: Data, *, zone: ZoneInfo, at: datetime) -> str:
    if row["status"] in {"ended", "missed"}:
        return "bad"
    if row["status"] == "kept":
        return "good"
    drives = row.get("drives")
    if row["status"] != "running" or not drives:
        return ""
    days = (_day(drives, zone=zone) - at.astimezone(zone).date()).days
    return "warn" if days <= 1 else "info" if days <= 3 else ""


def _day(text: str, *, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(text).astimezone(zone).date() if "T" in text else date.fromisoformat(text)


def day_words(text: str, *, zone: ZoneInfo) -> str:
    """`Wed Aug 19, 2026`, with the hour and its zone where one is known."""
    day = _day(text, zone=zone)
    words = f"{day:%a %b} {day.day}, {day.year}"
    if "T" not in text:
        return words
    local = datetime.fromisoformat(text).astimezone(zone)
    return f"{words}, {hour_words(local)} {local:%Z}"


def _counted(row: Data, *, zone: ZoneInfo) -> str:
    """`7 calendar days from the date of the notice, Thu Aug 13, 2026`."""
    if not row.get("length"):
        return ""
    words = f"{row['length']} {str(row.get('unit') or '').replace('_', ' ')}"
    if row["length"] == 1:
        words = words.removesuffix("s")
    raw = str(row.get("anchor") or "")
    anchor = ANCHORS.get(raw) or (f"the {raw.replace('_', ' ')}" if raw else "")
    start = f", {day_words(row['anchor_at'], zone=zone)}" if row.get("anchor_at") else " (not known)"
    return f"{words} from {anchor}{start}" if anchor else words


def _reading(row: Data, *, drives: str | None, zone: ZoneInfo) -> ReadingView:
    due = row.get("due_at") or row.get("due") or ""
    skipped: Data = row.get("skipped_why") or {}
    parts = [str(row["working"])] if row.get("working") else []
    if row.get("counted"):
        parts.append("counted " + ", ".join(_short(day) for day in row["counted"]))
    if skipped:
        parts.append("skipped " + ", ".join(f"{_short(day)} ({why})" for day, why in skipped.items()))
    return ReadingView(
        str(row["reading"]), day_words(due, zone=zone) if due else "", "; ".join(parts), bool(due) and due == drives
    )


def _short(day: str) -> str:
    one = date.fromisoformat(day)
    return f"{one:%a %b} {one.day}"
