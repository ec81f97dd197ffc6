"""What a call can do here: the letter's words first, then the payer's rule, then the default of the line of business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peercall.domain.determinations import AdverseDetermination
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import NoticePhase, P2PEffect, TriageOutcome
from peercall.domain.triage_rules import LineDefault, TriageTables
from peercall.engine.payer_rules import PayerFit

LETTER = "letter"
UNKNOWN = "unknown"
_REFUSED = "the letter says that no call is available"

_AFTER_THE_NOTICE: Mapping[P2PEffect, TriageOutcome] = {
    P2PEffect.CAN_OVERTURN: TriageOutcome.P2P,
    P2PEffect.PRESUMED_CAN_OVERTURN: TriageOutcome.P2P,
    P2PEffect.ON_ORIGINAL_RECORD_ONLY: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.BY_CASE: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.DISCUSSION_ONLY: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.DISCUSSION_ONLY_UNLESS_RECONSIDERATION: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.PAYMENT_SEVERITY_ONLY: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.EVIDENCE_GATHERING: TriageOutcome.P2P_WITH_WARNING,
    P2PEffect.INFORMATIONAL_ONLY: TriageOutcome.OTHER_ROUTE,
    P2PEffect.NOT_OFFERED: TriageOutcome.OTHER_ROUTE,
}


@dataclass(frozen=True, slots=True)
class CallEffect:
    """The effect, where it was read (letter, a rule's id), why in words, and the line's default that was used."""

    effect: P2PEffect
    source: str
    why: str
    default: LineDefault | None = None


def find_effect(
    determination: AdverseDetermination, *, fits: tuple[PayerFit, ...], rulebook: Rulebook, tables: TriageTables
) -> CallEffect:
    """The effect of a call for this letter, payer, line, setting and phase; UNKNOWN when nothing says it."""
    if determination.p2p_effect_stated is not None:
        stated = determination.p2p_effect_stated
        if stated is P2PEffect.NOT_OFFERED:
            return CallEffect(stated, LETTER, _REFUSED)
        words = rulebook.meanings.get("p2p_effects", {}).get(stated.value, stated.value.replace("_", " "))
        return CallEffect(stated, LETTER, f"by the letter: {words}")
    if determination.p2p_offered is False:
        return CallEffect(P2PEffect.NOT_OFFERED, LETTER, _REFUSED)
    # A rule on calls before the denial still tells, once the notice is out, that the door is closed.
    certain = [
        fit.rule
        for fit in fits
        if fit.certain
        and fit.rule.effect is not P2PEffect.UNKNOWN
        and (fit.in_phase or fit.rule.effect is P2PEffect.BEFORE_NOTICE_ONLY)
    ]
    effects = {rule.effect for rule in certain}
    if len(effects) == 1:
        rule = certain[0]
        return CallEffect(rule.effect, rule.id, f"by the rule of {rule.payer}")
    default = line_default(determination, tables=tables)
    if default is not None:
        return CallEffect(default.effect, default.rule or f"default:{default.line.value}", default.why, default)
    if len(effects) > 1:
        return CallEffect(P2PEffect.UNKNOWN, UNKNOWN, "rules of the payer that fit say different things")
    return CallEffect(
        P2PEffect.UNKNOWN, UNKNOWN, "neither the letter nor a rule says whether a call can change the decision"
    )


def line_default(determination: AdverseDetermination, *, tables: TriageTables) -> LineDefault | None:
    """The row of triage.yaml for the line of business and phase."""
    for row in tables.lines:
        if row.line is determination.plan.line_of_business and row.phase in (None, determination.notice_phase):
            return row
    return None


def outcome_of(effect: P2PEffect, *, determination: AdverseDetermination) -> TriageOutcome:
    """Call, call with a warning, or another route, by the effect alone."""
    before = determination.notice_phase is NoticePhase.BEFORE_NOTICE
    if effect is P2PEffect.BEFORE_NOTICE_ONLY:
        if before:
            return TriageOutcome.P2P
        offered = determination.p2p_offered is True
        return TriageOutcome.P2P_WITH_WARNING if offered else TriageOutcome.OTHER_ROUTE
    if effect is P2PEffect.UNKNOWN:
        # A call that the letter offers is taken at its word; one that nobody names must be asked for first.
        return TriageOutcome.P2P if determination.p2p_offered else TriageOutcome.P2P_WITH_WARNING
    return _AFTER_THE_NOTICE[effect]
