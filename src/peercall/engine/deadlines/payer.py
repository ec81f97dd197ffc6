"""Clocks of the payer's published rules and of the site's contracts with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from peercall.domain.clocks import Deadline, Reading, RuleNotApplied
from peercall.domain.rules import PayerRule
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, TimeUnit
from peercall.engine.deadlines.building import PLAN, PRACTICE, CaseFacts, Parts, bare, build, from_readings
from peercall.engine.deadlines.counting import Length, day_of, readings
from peercall.engine.payer_rules import CONTRACT, PayerFit, fitting_rules

ID = "peer-to-peer-payer"
_PLAN_ACTS = frozenset({ClockTarget.PAYER_MUST_HOLD, ClockTarget.PAYER_DECISION})
_NO_LENGTH: Mapping[str, str] = {
    "any_time": "the payer states no limit",
    "per_notice": "the payer's rule: as the notice says",
    "payer_initiated": "the payer calls",
    "unspecified": "the text read states no window",
}


def payer_clocks(facts: CaseFacts, *, letter: Deadline) -> tuple[list[Deadline], list[RuleNotApplied]]:
    """A clock for each rule that fits, contracts first; and rules of the same payer that a contract beats.

    letter: the letter's own clock; a rule without a number adds nothing where the letter states one.
    """
    decided = facts.decided
    on = day_of(decided) if decided is not None else facts.as_of.date()
    fits = fitting_rules(facts.determination, rulebook=facts.rulebook, on=on)
    out: list[Deadline] = []
    for fit in fits:
        if not fit.in_phase:
            continue
        deadline = _clock(fit, facts, letter=letter)
        if deadline is not None:
            out.append(deadline)
    contracts = {fit.rule.payer: fit.rule.id for fit in fits if fit.rule.origin == CONTRACT and fit.certain}
    shown = {fit.rule.id for fit in fits}
    beaten = [
        RuleNotApplied(rule.id, f"the contract {contracts[rule.payer]} beats the payer's manual")
        for rule in facts.rulebook.payers.values()
        if rule.payer in contracts and rule.origin != CONTRACT and rule.id not in shown
    ]
    return out, beaten


def _parts(fit: PayerFit) -> Parts:
    rule = fit.rule
    what = {
        ClockTarget.REQUEST: "ask for the peer-to-peer call",
        ClockTarget.DISCUSSION: "hold the peer-to-peer call",
        ClockTarget.PAYER_MUST_HOLD: "the payer holds or offers the call",
    }.get(rule.window.applies_to, "the payer decides")
    origin = "contract" if rule.origin == CONTRACT else "payer's rule"
    unknown = tuple(f"whether this holds: {condition}" for condition in fit.conditions)
    return Parts(
        ID,
        f"{what} ({origin}, {rule.payer})",
        rule.id,
        rule.window.applies_to,
        who=PLAN if rule.window.applies_to in _PLAN_ACTS else PRACTICE,
        rule_status=rule.status,
        done=Anchor.P2P_REQUESTED if rule.window.applies_to is ClockTarget.REQUEST else Anchor.P2P_COMPLETED,
        condition=None if fit.certain else "applies only if: " + "; ".join(fit.conditions),
        unknown=unknown,
        citation=rule.provenance.source,
    )


def _clock(fit: PayerFit, facts: CaseFacts, *, letter: Deadline) -> Deadline | None:
    rule, window = fit.rule, fit.rule.window
    parts = _parts(fit)
    if window.kind == "not_offered":
        return bare(parts, ClockStatus.DOES_NOT_APPLY, why=window.rule or "the payer offers no call")
    if window.value is None or window.unit is None:
        return _without_length(parts, rule, facts, letter=letter)
    if window.anchor is None:
        event = (f"the date of: {window.counted_from or 'an event that the rule does not name'}",)
        length = Length(window.value, window.unit)
        return bare(replace(parts, length=length), ClockStatus.UNKNOWN, why=parts.condition, unknown=event)
    parts = replace(parts, anchor=window.anchor, length=_length(window.value, window.unit))
    more, unknown = _alternates(rule, facts)
    return build(replace(parts, more=more, unknown=(*parts.unknown, *unknown)), facts)


def _length(value: int, unit: TimeUnit) -> Length:
    return Length(value, unit, both=unit in (TimeUnit.BUSINESS_DAYS, TimeUnit.CALENDAR_DAYS))


def _without_length(parts: Parts, rule: PayerRule, facts: CaseFacts, *, letter: Deadline) -> Deadline | None:
    window = rule.window
    if window.kind == "event_bound" and window.anchor in (
        Anchor.DISCHARGE,
        Anchor.PAYER_OUTREACH,
        Anchor.DETERMINATION_DATE,
    ):
        return _until_event(parts, rule, facts)
    if letter.drives is not None or window.kind not in _NO_LENGTH:
        return None
    why = window.rule or _NO_LENGTH[window.kind]
    return bare(parts, ClockStatus.NOT_STATED, why=why)


def _until_event(parts: Parts, rule: PayerRule, facts: CaseFacts) -> Deadline | None:
    """A window that discharge, or the determination, ends."""
    window = rule.window
    if window.anchor is Anchor.DISCHARGE:
        end = facts.moments.get(Anchor.DISCHARGE) or facts.moments.get(Anchor.DISCHARGE_EXPECTED)
        word = "discharge"
    else:
        if not facts.before_notice:
            return None
        end, word = facts.moments.get(Anchor.DECISION_DUE), "determination"
    parts = replace(parts, or_event=window.anchor)
    if end is None:
        unknown = (f"when the {word} is",)
        return bare(parts, ClockStatus.RUNNING, why=window.rule or f"runs until the {word}", unknown=unknown)
    at = end if hasattr(end, "hour") else None
    reading = Reading("event", f"until the {word}", None if at else day_of(end), at)  # type: ignore[arg-type]
    return from_readings(parts, facts, (reading,), moment=None)


def _alternates(rule: PayerRule, facts: CaseFacts) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Further ways a rule counts ("or five business days after discharge"); the earlier end drives."""
    found: list[Reading] = []
    unknown: list[str] = []
    for alternate in rule.window.alternates:
        anchor, value, unit = alternate.get("anchor"), alternate.get("value"), alternate.get("unit")
        join = str(alternate.get("join") or "or").replace("_", " ")
        if not isinstance(anchor, Anchor):
            continue
        moment = facts.anchor_moment(anchor)
        words = str(alternate.get("counted_from") or anchor.value).replace("_", " ")
        if not isinstance(value, int) or not isinstance(unit, TimeUnit):
            unknown.append(f"{join}: {words}")
            continue
        if moment is None:
            unknown.append(f"{join}: {value} {unit.value.replace('_', ' ')} from {words}, whose day is not known")
            continue
        for reading in readings(_length(value, unit), anchor, moment, calendar=facts.calendar):
            found.append(replace(reading, key=f"{reading.key}_{anchor.value}", text=f"{join}: {reading.text}"))
    return tuple(found), tuple(unknown)
