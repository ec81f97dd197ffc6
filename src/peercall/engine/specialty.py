"""What may be said about the reviewer's specialty here: a rule only where one that may be printed reaches the call.

Nothing is claimed under a self-funded (ERISA) plan: its rule on consulting a specialist concerns the appeal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from peercall.domain.briefs import Line
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlanFacts
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Regulation
from peercall.domain.terms import ReviewStatus
from peercall.engine.plan_reach import Reach, find_plan, reach_of
from peercall.engine.wording import clause, sentence

TOPIC = "reviewer_specialty"
#: the events at which a rule on the reviewer concerns the denial and the call, not the appeal after it
CALL_TRIGGERS = frozenset({"denial_pending", "p2p_requested"})


def _plan_facts(letter: PlanFacts, case: PlanFacts) -> PlanFacts:
    """What is known of the plan: case.yaml before the letter."""
    return replace(
        letter,
        line_of_business=case.line_of_business or letter.line_of_business,
        funding=case.funding or letter.funding,
        state=case.state or letter.state,
        market=case.market or letter.market,
    )


def specialty_rules(
    determination: AdverseDetermination, *, case: CaseFile, rulebook: Rulebook, on: date
) -> tuple[Regulation, ...]:
    """Verified rules on the reviewer's qualification that may be printed and reach this plan's call on that day."""
    facts = _plan_facts(determination.plan, case.plan)
    plan = find_plan(facts, tables=rulebook.clocks)
    if plan is None:
        return ()
    return tuple(
        rule
        for _, rule in sorted(rulebook.regulations.items())
        if rule.topic == TOPIC
        and rule.printable
        and rule.status is ReviewStatus.VERIFIED
        and rule.trigger in CALL_TRIGGERS
        and reach_of(rule, plan=plan, state=facts.state, tables=rulebook.clocks) == Reach()
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
