"""Getting the call: when it can be, who may speak by the plan's rule, and what the log of tries asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import PayerRule
from peercall.engine.attempt_log import failed_in_a_row
from peercall.engine.availability import (
    DeskHours,
    desk_hours,
    hours_of,
    in_time,
    merged,
    pieces,
    spread,
    within_desk_hours,
)
from peercall.engine.time_blocks import WANTED_BLOCKS, block_text
from peercall.engine.wording import EFFECTS, join, status_note

Data = Mapping[str, Any]

PURPOSES: Mapping[AttemptPurpose, str] = {
    AttemptPurpose.REQUEST: "to ask for the call",
    AttemptPurpose.CALL: "to hold the call",
    AttemptPurpose.FOLLOW_UP: "to follow up",
}
SIDES: Mapping[AttemptSide, str] = {AttemptSide.PRACTICE: "We rang", AttemptSide.PLAN: "The plan rang"}
RESULTS: Mapping[AttemptResult, str] = {
    AttemptResult.REACHED: "Reached somebody who can act",
    AttemptResult.VOICEMAIL: "Voicemail",
    AttemptResult.MESSAGE_WITH_PERSON: "Message left with a person",
    AttemptResult.NO_ANSWER: "No answer",
    AttemptResult.WRONG_NUMBER: "Wrong number",
    AttemptResult.REFUSED: "Refused",
    AttemptResult.RESCHEDULED: "Put off to another time",
    AttemptResult.CALLBACK_PROMISED: "They promised to ring back",
}
_CALL_CLOCK = "peer-to-peer"


@dataclass(frozen=True, slots=True)
class Desk:
    """When the plan's desk answers. source: `letter` or the id of the rule; status: how far that rule is confirmed."""

    hours: DeskHours
    words: str
    source: str
    status: str = ""


def desk_of(contract: Data, *, triage: Data, rulebook: Rulebook) -> Desk | None:
    """The hours of the letter, else those the plan's rules agree on; None when nothing states them."""
    said = ((contract.get("fields") or {}).get("p2p_hours") or {}).get("value")
    if (hours := desk_hours(str(said or ""))) is not None:
        return Desk(hours, str(said), "letter")
    found = {
        made: rule
        for rule in _rules(triage, rulebook=rulebook)
        if (made := hours_of(rule.hours_days, rule.hours_open, rule.hours_close, rule.hours_zone)) is not None
    }
    if len(found) != 1:
        return None
    ((hours, rule),) = found.items()
    zone = f" {hours.zone}" if hours.zone else ""
    words = f"{rule.hours_days or 'working days'} {rule.hours_open}-{rule.hours_close}{zone}"
    return Desk(hours, words, rule.id, status_note(rule.status) or "")


def _rules(triage: Data, *, rulebook: Rulebook) -> tuple[PayerRule, ...]:
    return tuple(rulebook.payers[key] for key in triage.get("payer_rules") or () if key in rulebook.payers)


@dataclass(frozen=True, slots=True)
class Window:
    """The clocks of the call. ask_by: as published (`2026-08-19` or with an hour), empty when none is counted; hold_until:
    the last moment for the discussion itself, None when no clock binds it."""

    ask_by: str = ""
    ask_left: str = ""
    ask_ended: bool = False
    hold_until: datetime | None = None


def window_of(deadlines: Data, *, zone: str) -> Window:
    """From the published clocks."""
    made = Window()
    for one in deadlines.get("deadlines") or ():
        if one.get("id") != _CALL_CLOCK or not one.get("drives"):
            continue
        if one.get("applies_to") == "discussion":
            made = Window(made.ask_by, made.ask_left, made.ask_ended, _end(str(one["drives"]), zone=zone))
        elif one.get("applies_to") == "request" and not made.ask_by:
            ended = one.get("status") == "ended"
            made = Window(str(one["drives"]), str(one.get("time_left") or ""), ended, made.hold_until)
    return made


def _end(text: str, *, zone: str) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text)
    return datetime.combine(date.fromisoformat(text), time(23, 59), tzinfo=ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """A time that could be read out. value: `from/to` as ISO texts, for the form. is_chosen: it is among those proposed."""

    value: str
    text: str
    is_chosen: bool
    is_suggested: bool


def offered_times(
    free: Iterable[AvailabilityBlock],
    *,
    chosen: Sequence[Data],
    desk: Desk | None,
    window: Window,
    now: datetime,
    zone: str,
) -> tuple[OfferedTime, ...]:
    """The speaker's times that fit the plan's desk and clock, in both zones, the earliest first.

    chosen: `from`, `to` as the case has them; those stay in the list while they are not over. Of the others, enough to
    make three on different days are suggested.
    """
    fits = merged(free)
    if desk is not None:
        fits = within_desk_hours(fits, desk=desk.hours, zone=zone)
    fits = pieces(in_time(fits, after=now, until=window.hold_until))
    kept = [block for one in chosen if (block := _block(one)) is not None and block.end_at > now]
    blocks = sorted({*fits, *kept}, key=lambda one: (one.start_at, one.end_at))
    suggested = set(spread(fits, wanted=WANTED_BLOCKS, zone=zone)) if not kept else set()
    other = desk.hours.zone if desk is not None else None
    return tuple(
        OfferedTime(
            value="/".join(
                at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for at in (one.start_at, one.end_at)
            ),
            text=block_text(one, zone=zone, other=other),
            is_chosen=one in kept,
            is_suggested=one in suggested,
        )
        for one in blocks[:60]
    )


def _block(one: Data) -> AvailabilityBlock | None:
    try:
        start, end = datetime.fromisoformat(str(one["from"])), datetime.fromisoformat(str(one["to"]))
    except (KeyError, ValueError):
        return None
    return AvailabilityBlock(start, end) if start.tzinfo and end.tzinfo and end > start else None


def times_from(values: Iterable[str]) -> list[dict[str, str]]:
    """What a form sends back, as the case keeps it; a value that is no time is left out."""
    out = []
    for value in values:
        start, _, end = value.partition("/")
        if _block({"from": start, "to": end}) is not None:
            out.append({"from": start, "to": end})
    return sorted(out, key=lambda one: datetime.fromisoformat(one["from"]))


@dataclass(frozen=True, slots=True)
class RuleOfTheCall:
    """What one rule of the plan says about asking for and holding the call, in words; empty: not stated."""

    id: str
    payer: str
    covers: str
    speak: str
    ask: str
    note: str
    effect: str
    doors: tuple[str, ...]
    attempts: str
    call_back: str
    status: str


def rules_of_the_call(triage: Data, *, rulebook: Rulebook) -> tuple[RuleOfTheCall, ...]:
    """The plan's rules that fit this case; several are shown rather than one guessed."""
    return tuple(_rule(rule) for rule in _rules(triage, rulebook=rulebook))


def _rule(rule: PayerRule) -> RuleOfTheCall:
    attempts = (
        f"{rule.callback_attempts} tries of theirs before the call counts as missed" if rule.callback_attempts else ""
    )
    return RuleOfTheCall(
        id=rule.id,
        payer=rule.payer,
        covers=rule.line_text,
        speak=_roles(rule.may_speak),
        ask=_roles(rule.may_request),
        note=rule.participants_note or "",
        effect=EFFECTS.get(rule.effect, ""),
        doors=tuple(f"{one.type.replace('_', ' ')}{f': {one.value}' if one.value else ''}" for one in rule.channels),
        attempts="; ".join(part for part in (attempts, rule.callback_rule or "") if part),
        call_back=rule.provider_callback_window or "",
        status=status_note(rule.status) or "verified",
    )


def _roles(roles: Sequence[str]) -> str:
    return join(role.replace("_", " ") for role in roles if role != "not_stated")


@dataclass(frozen=True, slots=True)
class Demand:
    """Two tries in a row reached nobody: what to write down for the demand in writing. It is proposed, never sent."""

    tries: tuple[CallAttempt, ...]
    lines: tuple[str, ...]

    @property
    def occasion(self) -> str:
        """What its tasks belong to: tries that fail again later are another occasion."""
        return f"attempts {self.tries[0].id}"


def demand_of(attempts: Iterable[CallAttempt], *, needed: int, zone: str) -> Demand | None:
    """The proposal, or None while fewer than `needed` tries failed in a row."""
    failed = failed_in_a_row(attempts)
    if len(failed) < needed:
        return None
    return Demand(failed, tuple(attempt_sentence(one, zone=zone) for one in failed))


def attempt_sentence(one: CallAttempt, *, zone: str) -> str:
    """`On Mon Aug 17, 2026 at 10:12 CDT we rang (800) 555-0142 to ask for the call: voicemail. ...`"""
    local = one.at.astimezone(ZoneInfo(zone))
    who = "we rang" if one.side is AttemptSide.PRACTICE else "the plan rang"
    number = f" {one.number}" if one.number else " [number]"
    person = f", {one.person}{f' ({one.role})' if one.role else ''}" if one.person else ""
    parts = [
        f"On {local:%a %b} {local.day}, {local.year} at {local:%H:%M} {local.tzname()} {who}{number} {PURPOSES[one.purpose]}: "
        f"{RESULTS[one.result][:1].lower()}{RESULTS[one.result][1:]}{person}."
    ]
    if one.hold_minutes:
        parts.append(f"On hold for {one.hold_minutes} minutes.")
    if one.reference:
        parts.append(f"Reference {one.reference}.")
    if one.note:
        parts.append(one.note if one.note.endswith((".", "?", "!")) else f"{one.note}.")
    return " ".join(parts)
