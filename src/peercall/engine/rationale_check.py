"""Whether a rationale says something: its criterion, its finding, its guideline, and what would change it.

A bare "not medically necessary" tells a physician nothing. The check asks for substance; it does not judge medicine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peercall.domain.reviews import NewInformation

#: words that must remain when the empty phrases are taken out
FEWEST_WORDS = 20
_WORD = re.compile(r"[a-z0-9][a-z0-9'/.%-]*")
#: a value or day, a result, or what the records do not hold; a bare `not` says nothing of them, nor does `no reason`
_FINDING = re.compile(
    r"\d|\b(?:absent|denies|denied\s+(?:any|having)|negative|positive|normal|abnormal|unchanged|progressive|resolved)\b"
    r"|\b(?:no|without)\s+(?!(?:further|other|more|additional|such|medical|medically|need|reason|basis|doubt|question|case|justification)\b)[a-z]{3,}"
    r"|\b(?:is|are|was|were|do|does|did|has|have)\s+not\s+(?:been\s+)?"
    r"(?:document|show|describ|includ|contain|record|stat|mention|demonstrat|reveal|list|report|tried|attempted|present|sent)"
)
_STOP = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "from",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "not",
        "does",
        "did",
        "our",
        "his",
        "her",
        "its",
        "their",
        "any",
        "all",
        "been",
        "because",
        "therefore",
        "request",
        "requested",
        "service",
        "services",
        "criteria",
        "criterion",
        "guideline",
        "guidelines",
        "medical",
        "medically",
        "necessary",
        "necessity",
        "patient",
        "claimant",
        "treatment",
        "must",
        "when",
        "other",
        "than",
        "least",
        "more",
    ]
)


@dataclass(frozen=True, slots=True)
class RationaleItem:
    """One line of the checklist. key: stable. why: what is missing, empty when it is met."""

    key: str
    label: str
    why: str = ""

    @property
    def is_met(self) -> bool:
        """Nothing is missing."""
        return not self.why


def check_rationale(
    text: str,
    *,
    is_adverse: bool,
    criteria: Sequence[str],
    guideline: str,
    guideline_version: str,
    would_change: str,
    information: Iterable[NewInformation],
    empty_phrases: Sequence[str],
) -> tuple[RationaleItem, ...]:
    """The checklist; a report is finished only when every line is met.

    is_adverse: the recommendation does not certify all that was asked. criteria: texts of the criteria that were judged.
    would_change: what would support certification. information: what was said and was not in the file.
    """
    rest = _without(text, empty_phrases)
    words = _WORD.findall(rest)
    return (
        RationaleItem("substance", "It says more than a phrase", _substance(text, words)),
        RationaleItem("finding", "It names a finding of the records or the call", _finding(rest)),
        RationaleItem("criterion", "It names the criterion it rests on", _criterion(words, criteria)),
        RationaleItem(
            "guideline",
            "Guideline and version are named",
            "" if guideline.strip() and guideline_version.strip() else "Name the guideline and its version.",
        ),
        RationaleItem(
            "change",
            "It says what would support certification",
            "Say which record or finding would support certification."
            if is_adverse and not would_change.strip()
            else "",
        ),
        RationaleItem("information", "New information is weighed", _unweighed(information)),
    )


def _without(text: str, phrases: Sequence[str]) -> str:
    """The text in small letters without the empty phrases, the longest taken first."""
    rest = " ".join(text.lower().replace("’", "'").split())
    for phrase in sorted(phrases, key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(phrase)}\b", " ", rest)
    return rest


def _substance(text: str, words: Sequence[str]) -> str:
    if not text.strip():
        return "The rationale is empty."
    if len(words) < FEWEST_WORDS:
        return "Say what was found, by which record, and how it meets or fails the criterion."
    return ""


def _finding(rest: str) -> str:
    return "" if _FINDING.search(rest) else "Name a finding with its date, value or result."


def _criterion(words: Sequence[str], criteria: Sequence[str]) -> str:
    if not criteria:
        return "No criterion was judged: choose the policy or write the criterion."
    said = set(words)
    for criterion in criteria:
        key = {word for word in _WORD.findall(criterion.lower()) if len(word) > 2} - _STOP
        if key and len(key & said) >= min(2, len(key)):
            return ""
    return "Say which criterion is not met, in its own words."


def _unweighed(information: Iterable[NewInformation]) -> str:
    open_ones = sum(1 for one in information if one.weighed is None)
    if not open_ones:
        return ""
    return f"{open_ones} {'statement is' if open_ones == 1 else 'statements are'} not weighed yet."
