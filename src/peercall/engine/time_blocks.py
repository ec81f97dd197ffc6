"""Times proposed to the plan for the call, in the practice's zone and, where known, the plan's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.domain.clocks import Clocks, Deadline
from peercall.domain.determinations import AdverseDetermination, AvailabilityBlock, CaseFile
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import ClockTarget
from peercall.domain.triage import Triage
from peercall.engine.wording import weekday

#: Forms and scripts ask for two or more windows; three leave room for one to be refused.
WANTED_BLOCKS = 3
_CALL_CLOCK = "peer-to-peer"


@dataclass(frozen=True, slots=True)
class ProposedTimes:
    """proposed: texts to read out. notes: what is missing, and which blocks were not proposed and why."""

    proposed: tuple[str, ...]
    notes: tuple[str, ...]


def plan_zone(determination: AdverseDetermination, *, triage: Triage, rulebook: Rulebook) -> str | None:
    """The plan's time zone from the letter's hours, else from its published hours when its rules agree; else None."""
    for word in (determination.p2p_hours or "").split():
        if "/" in word and _is_zone(word):
            return word
    zones = {
        rule.hours_zone
        for key in triage.payer_rules
        if (rule := rulebook.payers.get(key)) is not None and rule.hours_zone is not None and _is_zone(rule.hours_zone)
    }
    return zones.pop() if len(zones) == 1 else None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def block_text(block: AvailabilityBlock, *, zone: str, other: str | None) -> str:
    """`Tue 2026-05-26 12:00-13:00 EDT (11:00-12:00 CDT for the plan)`."""
    text = _in_zone(block, zone, with_day=True)
    if other is None:
        return text
    day = block.start_at.astimezone(ZoneInfo(zone)).date() != block.start_at.astimezone(ZoneInfo(other)).date()
    there = _in_zone(block, other, with_day=day)
    return text if text.endswith(there) else f"{text} ({there} for the plan)"


def _in_zone(block: AvailabilityBlock, zone: str, *, with_day: bool) -> str:
    start, end = block.start_at.astimezone(ZoneInfo(zone)), block.end_at.astimezone(ZoneInfo(zone))
    hours = f"{start:%H:%M}-{end:%H:%M} {start.tzname()}"
    return f"{weekday(start)} {start:%Y-%m-%d} {hours}" if with_day else hours


def _discussion_end(clocks: Clocks, *, zone: str) -> tuple[Deadline, datetime] | None:
    """The last moment for the discussion itself; a clock on asking does not bind the call's time."""
    for deadline in clocks.deadlines:
        drives = deadline.drives
        if deadline.id != _CALL_CLOCK or deadline.target is not ClockTarget.DISCUSSION or drives is None:
            continue
        if drives.due_at is not None:
            return deadline, drives.due_at
        if drives.due_on is not None:
            last = datetime.combine(drives.due_on, datetime.max.time().replace(microsecond=0), ZoneInfo(zone))
            return deadline, last
    return None


def proposed_times(
    determination: AdverseDetermination, *, case: CaseFile, clocks: Clocks, triage: Triage, rulebook: Rulebook
) -> ProposedTimes:
    """The speaker's blocks that can be proposed, at most three, and what is wrong with or missing from the rest.

    A block that is over, or that ends after the last moment for the call, is not proposed.
    """
    other = plan_zone(determination, triage=triage, rulebook=rulebook)
    end = _discussion_end(clocks, zone=case.time_zone)
    proposed: list[str] = []
    notes: list[str] = []
    for block in sorted(case.availability, key=lambda b: (b.start_at, b.end_at)):
        text = block_text(block, zone=case.time_zone, other=other)
        if block.end_at <= clocks.as_of:
            notes.append(f"Not proposed: {text} is over.")
        elif end is not None and block.start_at >= end[1]:
            notes.append(f"Not proposed: {text} is after the last moment for the call.")
        elif end is not None and block.end_at > end[1]:
            cut = AvailabilityBlock(block.start_at, end[1])
            proposed.append(f"{block_text(cut, zone=case.time_zone, other=other)}, cut at the last moment for the call")
        else:
            proposed.append(text)
    if len(proposed) > WANTED_BLOCKS:
        notes.extend(f"In reserve: {text}" for text in proposed[WANTED_BLOCKS:])
    missing = WANTED_BLOCKS - len(proposed)
    if missing > 0:
        notes.append(
            f"Have {WANTED_BLOCKS} times to offer: {missing} more "
            f"{'is' if missing == 1 else 'are'} needed, under `availability` in case.yaml."
        )
    if other is None:
        notes.append("The plan's time zone is not known: say the zone with each time.")
    return ProposedTimes(tuple(proposed[:WANTED_BLOCKS]), tuple(notes))
