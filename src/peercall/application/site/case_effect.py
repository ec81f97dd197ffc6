"""What a call can do in a case, for its overview: each thing said once, each rule by the name of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peercall.domain.rulebook import Rulebook
from peercall.engine.reason_words import shared_words

#: how triage begins its account; the page says it with a mark of its own
_LEADS = ("call, with the warnings below: ", "call: ", "no call: ")
_BY_LETTER = "by the letter: "
#: a clause is told already when this share of its telling words, and at least so many, stand in another sentence
_SHARE, _FEWEST = 0.5, 3


def why_left(triage: Mapping[str, Any], *, rulebook: Rulebook, effect: str) -> str:
    """The account of triage without the clauses that the page says elsewhere; empty when nothing is left.

    effect: the sentence on the page that says what a call can do; the warnings stand there too. The class of the plan's
    reason is told as the plan's: it is no finding of ours.
    """
    why = str(triage.get("why") or "")
    for lead in _LEADS:
        why = why.removeprefix(lead)
    meaning = rulebook.meanings.get("p2p_effects", {}).get(str(triage.get("effect") or ""), "")
    told = [effect, *(str(one["text"]) for one in triage.get("warnings") or ())]
    labels = {reason.label for reason in rulebook.reasons.values()}
    clauses = [one.strip() for one in why.split("; ")]
    left = [one for one in clauses if one and (one in labels or not _is_told(one, meaning=meaning, told=told))]
    return "; ".join(f"the plan's reason: {one}" if one in labels else one for one in left)


def _is_told(clause: str, *, meaning: str, told: Sequence[str]) -> bool:
    if meaning and clause.removeprefix(_BY_LETTER) == meaning:
        return True
    words = shared_words(clause, clause)
    return any(
        (shared := shared_words(clause, sentence)) >= _FEWEST and shared >= _SHARE * words
        for text in told
        for sentence in text.split(". ")
    )


def rule_name(rulebook: Rulebook, rule: str) -> str:
    """A rule as people name it: the citation of a law, the payer with what its rule covers, the label of a reason.

    Empty for what the rulebook does not hold.
    """
    if (law := rulebook.regulations.get(rule)) is not None:
        return law.citation
    if (payer := rulebook.payers.get(rule)) is not None:
        return f"{payer.payer}, {payer.line_text}" if payer.line_text else payer.payer
    if (reason := rulebook.reasons.get(rule)) is not None:
        return reason.label
    return ""
