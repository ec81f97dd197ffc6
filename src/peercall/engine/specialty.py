"""What may be said about the reviewer's specialty here: a rule only where one that may be printed reaches the call.

Nothing is claimed under a self-funded (ERISA) plan: its rule on consulting a specialist concerns the appeal.
"""

from __future__ import annotations

from datetime import date

from peercall.domain.briefs import Line
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Regulation
from peercall.domain.terms import Funding, LineOfBusiness, ReviewStatus
from peercall.engine.wording import clause, sentence

TOPIC = "reviewer_specialty"
#: the events at which a rule on the reviewer concerns the denial and the call, not the appeal after it
CALL_TRIGGERS = frozenset({"denial_pending", "p2p_requested"})

_PLAN_TYPES = {
    LineOfBusiness.MEDICARE_ADVANTAGE: frozenset({"medicare_advantage"}),
    LineOfBusiness.MEDICAID_MANAGED_CARE: frozenset({"medicaid_managed_care"}),
    LineOfBusiness.MEDICAID_FFS: frozenset({"medicaid_ffs"}),
    LineOfBusiness.CHIP: frozenset({"chip"}),
    LineOfBusiness.ACA_MARKETPLACE: frozenset({"fully_insured_state", "qhp_ffe", "aca_individual"}),
    LineOfBusiness.ERISA_SELF_FUNDED: frozenset({"erisa_self_funded"}),
    LineOfBusiness.WORKERS_COMP: frozenset({"workers_comp"}),
    LineOfBusiness.FEDERAL_EMPLOYEES: frozenset({"fehb"}),
}


def plan_types(line: LineOfBusiness | None, *, funding: Funding | None) -> frozenset[str]:
    """The plan types of the regulations a plan belongs to; empty when line or funding leaves it unknown."""
    if line is LineOfBusiness.COMMERCIAL:
        if funding is Funding.FULLY_INSURED:
            return frozenset({"fully_insured_state"})
        return frozenset({"erisa_self_funded"}) if funding is Funding.SELF_FUNDED else frozenset()
    return _PLAN_TYPES.get(line, frozenset()) if line is not None else frozenset()


def specialty_rules(
    determination: AdverseDetermination, *, case: CaseFile, rulebook: Rulebook, on: date
) -> tuple[Regulation, ...]:
    """Verified rules on the reviewer's qualification that may be printed and reach this plan's call on that day."""
    line = case.plan.line_of_business or determination.plan.line_of_business
    types = plan_types(line, funding=case.plan.funding or determination.plan.funding)
    state = case.plan.state or determination.plan.state
    return tuple(
        rule
        for _, rule in sorted(rulebook.regulations.items())
        if rule.topic == TOPIC
        and rule.printable
        and rule.status is ReviewStatus.VERIFIED
        and rule.trigger in CALL_TRIGGERS
        and rule.applies_to & types
        and rule.jurisdiction in {"US", state}
        and rule.in_force(on)
    )


def specialty_sentence(determination: AdverseDetermination, *, case: CaseFile, rulebook: Rulebook, on: date) -> Line:
    """The sentence to say about the reviewer's field: with the rule where one reaches the call, else as a request."""
    speaker = case.speaker
    field = speaker.specialty if speaker is not None else None
    who = f"I practice {field}. " if field else ""
    ask = f"May I speak with a reviewer trained in {field}?" if field else "What is your specialty?"
    rules = specialty_rules(determination, case=case, rulebook=rulebook, on=on)
    if rules:
        rule = rules[0]
        return Line(
            f"{who}{ask} {rule.citation}: {sentence(clause(rule.subject))} If none is free, let us go on, and please note "
            "that I asked.",
            rule=rule.id,
        )
    return Line(
        f"{who}{ask} If none is free, let us go on, and please note that I asked. (A request: no rule that may be cited "
        "gives a matched reviewer at this call.)"
    )
