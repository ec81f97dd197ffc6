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
#: rules on claims and appeals within the plan, which have a twin for employers' plans
_INTERNAL_CLAIMS = "45 CFR 147.136(b)(2)"
_MARKETPLACE, _SELF_FUNDED = "qhp_ffe", "erisa_self_funded"


def why_not(law: Regulation, *, facts: LetterFacts, tables: ClockTables) -> str | None:
    """Why the law may not be cited in this letter; None when it may."""
    if not law.printable or law.status is not ReviewStatus.VERIFIED:
        return "its text is not confirmed for print"
    if not law.in_force(facts.on):
        return f"it is not in force on {facts.on.isoformat()}"
    if facts.plan is None:
        return "the plan's line of business is not known"
    reach = reach_of(law, plan=facts.plan, state=facts.state, tables=tables)
    if reach is None and _by_twin(law, facts):
        return "the plan is grandfathered" if facts.grandfathered else None
    if reach is None:
        return f"it does not reach this plan ({facts.plan.label})"
    if reach.condition is not None:
        return reach.condition
    if condition := unless_group(law, plan=facts.plan, is_group=bool(facts.words.get("group"))):
        return condition
    if law.citation.startswith(_ACA) and facts.grandfathered:
        return "the plan is grandfathered"
    return None


def _by_twin(law: Regulation, facts: LetterFacts) -> bool:
    """True where the twin of the law in the Department of Labor's rules holds for a self-funded employer plan.

    Source: 29 CFR 2590.715-2719(b)(2), whose paragraphs are those of 45 CFR 147.136(b)(2); vocabulary.yaml, parallel_citation.
    """
    return (
        law.parallel_citation is not None
        and law.citation.startswith(_INTERNAL_CLAIMS)
        and facts.plan is not None
        and all(_SELF_FUNDED in one.types for one in facts.plan.alternatives)
    )


def cited(law: Regulation, *, facts: LetterFacts) -> tuple[str, str]:
    """The citation, and as it prints: with its condition where nobody knows whether the plan is grandfathered.

    Plans of the marketplace never are: they were not in force on March 23, 2010.
    """
    citation = str(law.parallel_citation) if _by_twin(law, facts) else law.citation
    if not citation.startswith(_ACA) or facts.grandfathered is not None:
        return citation, citation
    if facts.plan is not None and all(_MARKETPLACE in one.types for one in facts.plan.alternatives):
        return citation, citation
    return citation, f"{citation}, unless the plan is grandfathered"


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
