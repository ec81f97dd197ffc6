"""Which of the plan's stated reasons a criterion answers, told by the words both share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peercall.domain.determinations import StatedReason

_WORD = re.compile(r"[a-z]{4,}")
_DENIES = re.compile(
    r"\b(no|none|not|nor|neither|nothing|never|without|lacks?|lacked|lacking|absent|absence|missing|unable"
    r"|fail(s|ed|ure)?|exceed(s|ed)?|cannot|insufficient|incomplete|inadequate)\b|n['’]t\b",
    re.I,
)
_COMMON = frozenset(
    [
        "with",
        "that",
        "this",
        "from",
        "have",
        "been",
        "were",
        "shows",
        "show",
        "shown",
        "does",
        "documented",
        "document",
        "documentation",
        "records",
        "record",
        "criteria",
        "criterion",
        "policy",
        "request",
        "requested",
        "service",
        "services",
        "medical",
        "medically",
        "necessary",
        "necessity",
        "coverage",
        "covered",
        "patient",
        "plan",
        "information",
        "provided",
        "submitted",
        "supports",
        "support",
        "least",
        "more",
        "than",
        "into",
        "your",
        "their",
        "there",
        "when",
        "which",
        "would",
        "could",
        "should",
        "because",
        "after",
        "before",
        "under",
        "only",
        "other",
        "another",
        "listed",
        "required",
        "requires",
        "hour",
        "hours",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "first",
        "last",
        "either",
        "also",
        "part",
        "units",
        "unit",
        "given",
        "found",
        "sent",
    ]
)
#: a criterion's own words count double against those of the groups it stands in
_OWN_WORDS = 2


def _roots(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.lower()) if word not in _COMMON)


def shared_words(one: str, other: str) -> int:
    """Words that two texts have in common, common words aside."""
    return len(_roots(one) & _roots(other))


def asks_for_an_answer(quote: str) -> bool:
    """True for a sentence that finds something missing or exceeded, not one that only states a finding."""
    return _DENIES.search(quote) is not None


def denying_reasons(reasons: Sequence[StatedReason]) -> tuple[int, ...]:
    """The stated reasons that ask for an answer, counted from 1: sentences that only state a finding are passed over,
    unless the plan gave no other.
    """
    numbers = range(1, len(reasons) + 1)
    return tuple(n for n in numbers if asks_for_an_answer(reasons[n - 1].quote)) or tuple(numbers)


def reason_scores(
    own: str, *, groups: Sequence[str] = (), reasons: Sequence[StatedReason]
) -> tuple[tuple[int, int], ...]:
    """How far a criterion speaks of what each of the plan's reasons finds missing: number of the reason and score.

    own: the criterion's words and id. groups: texts of the groups it stands in. Reasons it does not speak of are left out.
    """
    own_roots, around = _roots(own), _roots(" ".join(groups))
    out = []
    for number in denying_reasons(reasons):
        asked = _roots(reasons[number - 1].quote)
        shared = len(own_roots & asked)
        score = _OWN_WORDS * shared + len((around & asked) - own_roots)
        if shared >= 2 or (shared and (3 * shared >= len(own_roots) or score > _OWN_WORDS)):
            out.append((number, score))
    return tuple(out)
