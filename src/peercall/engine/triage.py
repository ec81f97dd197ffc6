"""Effect before effort: whether a call can change anything here, what may kill it, and what to do beside or instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from peercall.domain.determinations import AdverseDetermination, CaseFile, StatedReason
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import NoticePhase, P2PEffect, ReviewStatus, Route, TriageOutcome, Urgency
from peercall.domain.triage import ReasonMatch, RouteAdvice, Triage, Warning
from peercall.engine.call_effect import CallEffect, find_effect, outcome_of
from peercall.engine.call_warnings import call_warnings, may_speak
from peercall.engine.payer_rules import PayerFit, fitting_rules, is_inpatient
from peercall.engine.plan_reach import find_plan, reach_of
from peercall.engine.reasons import CLINICAL_FITS, classify_reason

_RIGHTS = frozenset({"p2p_right", "p2p_window"})
_AFTER_A_NOTICE = frozenset({Route.INTERNAL_APPEAL, Route.EXPEDITED_APPEAL, Route.EXTERNAL_REVIEW, Route.REOPENING})
_CANNOT_WAIT = frozenset({Urgency.EXPEDITED, Urgency.CONCURRENT})


def triage(determination: AdverseDetermination, *, case: CaseFile, rulebook: Rulebook, as_of: datetime) -> Triage:
    """Reason classes, the effect of a call for this payer, line, setting and phase, routes, warnings and questions.

    The classes a person confirmed count; the words that led to them are looked up. The letter's own words on the call
    go before the payer's rules, those before the default of the line of business; several rules that fit are shown,
    never guessed between. as_of: aware.
    """
    tables = rulebook.triage
    fits = fitting_rules(determination, rulebook=rulebook, on=as_of.date())
    classes = reason_classes(determination, rulebook=rulebook)
    effect = find_effect(determination, fits=fits, rulebook=rulebook, tables=tables)
    conflict = _conflict(classes, rulebook)
    warnings = call_warnings(
        determination,
        case=case,
        rulebook=rulebook,
        effect=effect,
        fits=fits,
        classes=classes,
        conflict=conflict,
        as_of=as_of,
    )
    outcome, why = _outcome(determination, classes, effect, conflict, warnings)
    return Triage(
        outcome=outcome,
        effect=effect.effect,
        effect_from=effect.source,
        classes=classes,
        conflict=conflict,
        routes=(
            *_routes(determination, rulebook, classes, effect, outcome),
            *_rights(determination, rulebook, outcome, as_of),
        ),
        warnings=warnings,
        payer_rules=tuple(fit.rule.id for fit in fits),
        why=why,
        may_speak=may_speak(fits),
        ask=tuple(_questions(determination, rulebook, effect, warnings, fits, classes, outcome)),
    )


def reason_classes(determination: AdverseDetermination, *, rulebook: Rulebook) -> tuple[ReasonMatch, ...]:
    """The classes of the stated reasons, clinical ones first; classified from the words where nobody confirmed one."""
    service = " ".join(
        [determination.service.description or "", *(code.value for code in determination.service.service_codes)]
    )
    found: dict[str, ReasonMatch] = {}
    for stated in determination.reasons:
        match = _match(stated, rulebook, service)
        if match is None:
            continue
        before = found.get(match.reason_class)
        found[match.reason_class] = (
            match
            if before is None
            else replace(before, phrases=(*before.phrases, *match.phrases), score=before.score + match.score)
        )
    return tuple(sorted(found.values(), key=lambda match: (not match.clinical, -match.score)))


def _match(stated: StatedReason, rulebook: Rulebook, service: str) -> ReasonMatch | None:
    matches = classify_reason(stated.quote, reasons=rulebook.reasons, service=service)
    if stated.reason_class is None or stated.reason_class not in rulebook.reasons:
        best = matches[0] if matches else None
    else:
        best = next((match for match in matches if match.reason_class == stated.reason_class), None)
        if best is None:
            reason = rulebook.reasons[stated.reason_class]
            best = ReasonMatch(reason.id, reason.label, reason.p2p_fit, reason.p2p_fit in CLINICAL_FITS, (), 1.0)
    if best is None:
        return None
    phrases = best.phrases or ((stated.quote, None),)
    return replace(best, phrases=tuple((words, stated.source) for words, _ in phrases))


def _conflict(classes: tuple[ReasonMatch, ...], rulebook: Rulebook) -> str | None:
    """Classes that call for different routes in one letter, told in a sentence."""
    clinical = [match for match in classes if match.clinical]
    others = [match for match in classes if not match.clinical]
    for one in clinical:
        for other in others:
            pair = {one.reason_class, other.reason_class}
            if not any(pair <= group for group in rulebook.triage.compatible):
                return (
                    f"the letter gives a clinical reason ({one.label}) and one that no call can change ({other.label}): "
                    "both are kept; ask first which stands"
                )
    return None


_DOWNGRADES = frozenset(
    {
        "conflicting_reasons",
        "window_unknown",
        "window_ended",
        "appeal_filed",
        "appeal_filed_unknown_effect",
        "speaker_not_allowed",
        "not_first_call",
        "ma_after_notice",
        "wc_not_told_by_phone",
        "new_records_by_appeal",
    }
)


def _outcome(
    determination: AdverseDetermination,
    classes: tuple[ReasonMatch, ...],
    effect: CallEffect,
    conflict: str | None,
    warnings: tuple[Warning, ...],
) -> tuple[TriageOutcome, str]:
    codes = {warning.code for warning in warnings}
    outcome = outcome_of(effect.effect, determination=determination)
    if outcome is TriageOutcome.OTHER_ROUTE:
        return outcome, f"no call: {effect.why}"
    if "appeal_closes_the_call" in codes:
        return TriageOutcome.OTHER_ROUTE, "an appeal is filed, and that closes the call"
    if classes and not any(match.clinical for match in classes):
        return _not_clinical(determination, classes[0], effect)
    if not classes:
        return TriageOutcome.P2P_WITH_WARNING, f"the reason could not be classed; {effect.why}"
    downgraded = sorted(codes & _DOWNGRADES)
    if outcome is TriageOutcome.P2P and downgraded:
        outcome = TriageOutcome.P2P_WITH_WARNING
    reason = classes[0].label
    if conflict is not None:
        return outcome, f"{conflict}. {_sentence(effect.why)}"
    lead = "call" if outcome is TriageOutcome.P2P else "call, with the warnings below"
    return outcome, f"{lead}: {reason}; {effect.why}"


def _not_clinical(
    determination: AdverseDetermination, best: ReasonMatch, effect: CallEffect
) -> tuple[TriageOutcome, str]:
    """A reason that a medical director cannot, or can hardly, change."""
    can_change = effect.effect in (P2PEffect.CAN_OVERTURN, P2PEffect.PRESUMED_CAN_OVERTURN)
    if best.fit == "poor" and determination.p2p_offered and can_change:
        return TriageOutcome.P2P_WITH_WARNING, f"{best.label}: a call seldom helps, but the letter offers one that can"
    return TriageOutcome.OTHER_ROUTE, f"{best.label}: no clinical talk changes it"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _routes(
    determination: AdverseDetermination,
    rulebook: Rulebook,
    classes: tuple[ReasonMatch, ...],
    effect: CallEffect,
    outcome: TriageOutcome,
) -> Iterator[RouteAdvice]:
    """Ways onward, the recommended one first; a route stands once."""
    told: set[Route] = set()
    advices = list(_advices(determination, rulebook, classes, effect, outcome))
    if outcome is not TriageOutcome.OTHER_ROUTE:
        advices.sort(key=lambda advice: advice.route is not Route.P2P)
    elif determination.urgency in _CANNOT_WAIT or is_inpatient(determination, tables=rulebook.triage):
        advices.sort(key=lambda advice: advice.route is not Route.EXPEDITED_APPEAL)
    before = determination.notice_phase is NoticePhase.BEFORE_NOTICE
    for advice in advices:
        if before and advice.route in _AFTER_A_NOTICE:
            continue
        if advice.route not in told:
            told.add(advice.route)
            yield advice


def _advices(
    determination: AdverseDetermination,
    rulebook: Rulebook,
    classes: tuple[ReasonMatch, ...],
    effect: CallEffect,
    outcome: TriageOutcome,
) -> Iterator[RouteAdvice]:
    callable_here = outcome is not TriageOutcome.OTHER_ROUTE
    if callable_here:
        yield from _call_advice(rulebook, effect)
    if effect.default is not None:
        for route, why, rule in effect.default.routes:
            yield RouteAdvice(route, why, rule, _status_of(rule, rulebook))
    for match in classes:
        steps = rulebook.triage.routes.get(match.reason_class)
        for route, why in steps.routes if steps else ():
            if route is Route.P2P and not callable_here:
                continue
            yield RouteAdvice(route, why, match.reason_class)
    if determination.urgency in _CANNOT_WAIT:
        yield RouteAdvice(Route.EXPEDITED_APPEAL, "the request cannot wait: ask for the fast appeal", None)
    if classes and not any(match.clinical for match in classes):
        return
    why = "its clock runs beside the call" if callable_here else "the way that can change the decision"
    yield RouteAdvice(Route.INTERNAL_APPEAL, why, None)


def _call_advice(rulebook: Rulebook, effect: CallEffect) -> Iterator[RouteAdvice]:
    """The call, with the rule that says what it can do."""
    rule = rulebook.payers.get(effect.source)
    status = rule.status if rule is not None else _status_of(effect.source, rulebook)
    yield RouteAdvice(Route.P2P, effect.why, None if effect.source == "unknown" else effect.source, status)


def _rights(
    determination: AdverseDetermination, rulebook: Rulebook, outcome: TriageOutcome, as_of: datetime
) -> tuple[RouteAdvice, ...]:
    if outcome is TriageOutcome.OTHER_ROUTE:
        return ()
    return rights_to_a_call(determination, rulebook=rulebook, on=as_of.date())


def rights_to_a_call(determination: AdverseDetermination, *, rulebook: Rulebook, on: date) -> tuple[RouteAdvice, ...]:
    """Laws on peer-to-peer calls that reach the plan for certain and are in force on the day, each with its status."""
    plan = find_plan(determination.plan, tables=rulebook.clocks)
    if plan is None:
        return ()
    told = {rule.rule for rule in rulebook.clocks.told}
    out = []
    for law in rulebook.regulations.values():
        if law.topic not in _RIGHTS or law.id in told or not law.in_force(on):
            continue
        reach = reach_of(law, plan=plan, state=determination.plan.state, tables=rulebook.clocks)
        if reach is not None and reach.condition is None:
            out.append(RouteAdvice(Route.P2P, law.subject, law.id, law.status))
    return tuple(out)


def _status_of(rule: str | None, rulebook: Rulebook) -> ReviewStatus | None:
    law = rulebook.regulations.get(rule) if rule else None
    return law.status if law is not None else None


def _questions(
    determination: AdverseDetermination,
    rulebook: Rulebook,
    effect: CallEffect,
    warnings: tuple[Warning, ...],
    fits: tuple[PayerFit, ...],
    classes: tuple[ReasonMatch, ...],
    outcome: TriageOutcome,
) -> Iterator[str]:
    """What to ask when booking or at the beginning of the call."""
    ask = rulebook.triage.ask
    codes = {warning.code for warning in warnings}
    wanted: list[str] = []
    if "conflicting_reasons" in codes:
        wanted.append("conflict")
    if outcome is not TriageOutcome.OTHER_ROUTE:
        if determination.p2p_offered is None:
            wanted.append("offered")
        if effect.effect in (P2PEffect.UNKNOWN, P2PEffect.BY_CASE, P2PEffect.BEFORE_NOTICE_ONLY):
            wanted.append("effect")
        if effect.default is not None:
            wanted += effect.default.ask
        if "window_not_stated" in codes:
            wanted.append("window")
        if "window_unknown" in codes:
            wanted.append("anchor")
        if determination.plan.line_of_business is None:
            wanted.append("line")
        if codes & {"appeal_filed", "appeal_filed_unknown_effect"}:
            wanted.append("appeal")
        if not may_speak(fits):
            wanted.append("speaker")
        wanted += ["new_records", "criteria", "records"]
    elif any(match.clinical for match in classes):
        wanted += ["criteria", "records"]
    seen: set[str] = set()
    for key in wanted:
        if key in ask and key not in seen:
            seen.add(key)
            yield ask[key]
