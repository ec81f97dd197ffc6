"""Which laws a letter may cite: read and printable, in force on its day, and reaching the plan for certain."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.domain.clock_rules import ClockTables
from peercall.domain.correspondence import LawSentence
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Regulation
from peercall.domain.terms import ReviewStatus
from peercall.engine.correspondence.facts import LetterFacts
from peercall.engine.plan_reach import FEDERAL, reach_of, unless_group

#: plan types to which a law reaches only while the plan is not grandfathered (45 CFR 147.136(a)(1)(ii))
_ACA = ("45 CFR 147.136", "29 CFR 2590.715-2719")
_MARKETPLACE = "qhp_ffe"


def why_not(law: Regulation, *, facts: LetterFacts, tables: ClockTables) -> str | None:
    """Why the law may not be cited in this letter; None when it may."""
    if not law.printable or law.status is not ReviewStatus.VERIFIED:
        return "its text is not confirmed for print"
    if not law.in_force(facts.on):
        return f"it is not in force on {facts.on.isoformat()}"
    if facts.plan is None:
        return "the plan's line of business is not known"
    reach = reach_of(law, plan=facts.plan, state=facts.state, tables=tables)
    if reach is None:
        return f"it does not reach this plan ({facts.plan.label})"
    if reach.condition is not None:
        return reach.condition
    if condition := unless_group(law, plan=facts.plan, is_group=bool(facts.words.get("group"))):
        return condition
    if law.citation.startswith(_ACA) and facts.grandfathered:
        return "the plan is grandfathered"
    return None


def cited(law: Regulation, *, facts: LetterFacts) -> str:
    """The citation as it prints: with its condition where nobody knows whether the plan is grandfathered.

    Plans of the marketplace never are: they were not in force on March 23, 2010.
    """
    if not law.citation.startswith(_ACA) or facts.grandfathered is not None:
        return law.citation
    if facts.plan is not None and all(_MARKETPLACE in one.types for one in facts.plan.alternatives):
        return law.citation
    return f"{law.citation}, unless the plan is grandfathered"


def laws_of(
    sentence: LawSentence, *, facts: LetterFacts, rulebook: Rulebook
) -> Iterator[tuple[Regulation, str | None]]:
    """The laws that a sentence of a template is about, each with why it may not be cited.

    A topic means the laws of the plan's own state; those of other states are not even looked at.
    """
    if sentence.rule:
        found = [rulebook.regulations[sentence.rule]] if sentence.rule in rulebook.regulations else []
    else:
        found = [
            law
            for law in rulebook.regulations.values()
            if law.topic == sentence.topic
            and law.jurisdiction not in ("", FEDERAL)
            and law.jurisdiction == facts.state
            and (not sentence.triggers or law.trigger in sentence.triggers)
        ]
    for law in found:
        yield law, why_not(law, facts=facts, tables=rulebook.clocks)
