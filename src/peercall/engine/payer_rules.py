"""Payers' published rules and a site's contracts that fit a case: by name, line, state, request and setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from peercall.domain.codes import CodeSystem
from peercall.domain.determinations import AdverseDetermination, PlanFacts
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import PayerRule
from peercall.domain.terms import Funding, LineOfBusiness, NoticePhase
from peercall.domain.triage_rules import TriageTables

CONTRACT, STATE_RULE, ACCREDITATION = "contract", "state_rule", "accreditation"
PRE_DENIAL, POST_DENIAL = "pre_denial", "post_denial"
_REVENUE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class PayerFit:
    """A rule that fits the case. conditions: what must also hold and is not known; empty when it fits for certain.

    in_phase: False for a rule on calls before the denial once the notice is out (and the other way round): it tells what
    the payer does, and gives no clock.
    """

    rule: PayerRule
    conditions: tuple[str, ...]
    in_phase: bool

    @property
    def certain(self) -> bool:
        """True when nothing else must hold."""
        return not self.conditions


def fitting_rules(determination: AdverseDetermination, *, rulebook: Rulebook, on: date) -> tuple[PayerFit, ...]:
    """Rules of the payer that fit, contracts first; several are returned rather than one guessed.

    on: the day whose rules count. A contract that fits for certain leaves out the payer's manual. Accreditation is left
    out: no document says who holds it. A payer without an entry in payer_names.yaml is known by its own name.
    """
    tables = rulebook.triage
    names = tables.payer_names
    own = {
        rule.payer: (rule.payer,) for rule in rulebook.payers.values() if rule.payer not in names and _has_name(rule)
    }
    payers = matching_payers(determination.plan, names={**names, **own} if own else names)
    named = determination.plan.payer_id
    inpatient = is_inpatient(determination, tables=tables)
    fits = []
    for rule in rulebook.payers.values():
        if rule.origin == ACCREDITATION or rule.superseded_by is not None or not rule.in_force(on):
            continue
        if rule.origin != STATE_RULE and rule.payer not in payers and named not in (rule.id, rule.payer):
            continue
        fit = _fit(rule, determination, inpatient=inpatient, tables=tables)
        if fit is not None:
            fits.append(fit)
    contracts = {fit.rule.payer for fit in fits if fit.certain and fit.in_phase and fit.rule.origin == CONTRACT}
    kept = [fit for fit in fits if fit.rule.origin == CONTRACT or fit.rule.payer not in contracts]
    return tuple(sorted(kept, key=lambda fit: (fit.rule.origin != CONTRACT, not fit.certain, not fit.in_phase)))


def _has_name(rule: PayerRule) -> bool:
    """False for rules of a state or an accrediting body, which no letter names as its plan."""
    return rule.origin not in (STATE_RULE, ACCREDITATION)


def matching_payers(plan: PlanFacts, *, names: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Payers whose names stand in the plan's or administrator's name; a longer name hides one that is part of it."""
    found: set[str] = set()
    for text in (plan.name, plan.administrator, plan.payer_id):
        if not text:
            continue
        low = text.lower()
        hits = [
            (name, payer)
            for payer, listed in names.items()
            for name in listed
            if name.split(maxsplit=1)[0].lower() in low and _stands_in(name, text)
        ]
        for name, payer in hits:
            if not any(name != other and _stands_in(name, other) for other, _ in hits):
                found.add(payer)
    return frozenset(found)


def _stands_in(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    words = r"\W+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def is_inpatient(determination: AdverseDetermination, *, tables: TriageTables) -> bool | None:
    """True when reason, revenue code or admission show an inpatient stay; None when nothing tells."""
    if any(reason.reason_class in tables.inpatient_classes for reason in determination.reasons):
        return True
    for code in determination.service.service_codes:
        room = code.system is CodeSystem.REVENUE or len(code.value) == _REVENUE_DIGITS
        if room and code.value.startswith(tables.inpatient_codes):
            return True
    return None


def _fit(
    rule: PayerRule, determination: AdverseDetermination, *, inpatient: bool | None, tables: TriageTables
) -> PayerFit | None:
    conditions: list[str] = []
    plan = determination.plan
    line = _line(plan)
    if rule.lines and line is None:
        conditions.append(f"line of business: {rule.line_text}")
    elif rule.lines and line not in rule.lines:
        return None
    if rule.states and plan.state is None:
        conditions.append("state: " + ", ".join(sorted(rule.states)))
    elif rule.states and plan.state not in rule.states:
        return None
    if rule.origin == STATE_RULE and plan.state is None:
        return None
    if rule.origin == STATE_RULE and plan.funding is Funding.SELF_FUNDED:
        return None
    if rule.origin == STATE_RULE and line is LineOfBusiness.COMMERCIAL and plan.funding is None:
        conditions.append("an insured plan")
    setting = tables.settings.get(rule.setting)
    if setting is None:
        conditions.append(f"setting: {rule.setting.replace('_', ' ')}")
    else:
        if setting.request_types and determination.request_type is None:
            conditions.append("request: " + " or ".join(sorted(setting.request_types)))
        elif setting.request_types and determination.request_type not in setting.request_types:
            return None
        if setting.inpatient is not None and inpatient is None:
            conditions.append("an inpatient stay" if setting.inpatient else "an outpatient service")
        elif setting.inpatient is not None and inpatient is not setting.inpatient:
            return None
        if setting.only:
            conditions.append(setting.only)
    return PayerFit(rule, tuple(conditions), _in_phase(rule, determination))


def _in_phase(rule: PayerRule, determination: AdverseDetermination) -> bool:
    if determination.notice_phase is NoticePhase.BEFORE_NOTICE:
        return rule.phase != POST_DENIAL
    return rule.phase != PRE_DENIAL


def _line(plan: PlanFacts) -> LineOfBusiness | None:
    if plan.line_of_business is LineOfBusiness.COMMERCIAL and plan.funding is Funding.SELF_FUNDED:
        return LineOfBusiness.ERISA_SELF_FUNDED
    return plan.line_of_business
