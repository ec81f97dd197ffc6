"""How far a determination may be talked about in a call: from the rules of client and state, never from code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peercall.domain.review_rules import ReviewRule
from peercall.domain.reviews import Discussion

_STRICTNESS = (Discussion.NOT_ALLOWED, Discussion.MODIFICATION_ONLY, Discussion.ALLOWED)


@dataclass(frozen=True, slots=True)
class Guard:
    """What the screen offers. discussion: how far it may go. sentence: what may be said. rule: the one that decides;
    None when no rule speaks of it. against: rules of the same rank that say otherwise and were less strict."""

    discussion: Discussion
    sentence: str
    rule: ReviewRule | None
    against: tuple[ReviewRule, ...] = ()

    @property
    def has_decision_field(self) -> bool:
        """A field for a determination is shown."""
        return self.discussion is Discussion.ALLOWED

    @property
    def has_modification_field(self) -> bool:
        """A field for a partial or modified certification is shown."""
        return self.discussion is not Discussion.NOT_ALLOWED


_SILENT = Guard(
    Discussion.NOT_ALLOWED,
    "No rule says that a determination may be discussed in this call: it is told in writing.",
    None,
)


def call_guard(rules: Iterable[ReviewRule]) -> Guard:
    """The guard for a file. rules: those that apply to it (`ReviewTables.for_file`).

    A client's rule stands before a state's, a state's before one for all, one for named programs before one for every
    program; of equals the strictest counts. Without any rule nothing is discussed.
    """
    speaking = [rule for rule in rules if rule.discussion is not None]
    if not speaking:
        return _SILENT
    top = max(_rank(rule) for rule in speaking)
    equals = sorted((rule for rule in speaking if _rank(rule) == top), key=lambda rule: (_strictness(rule), rule.id))
    first = equals[0]
    assert first.discussion is not None
    return Guard(
        discussion=first.discussion,
        sentence=first.sentence or "",
        rule=first,
        against=tuple(rule for rule in equals[1:] if rule.discussion is not first.discussion),
    )


def _rank(rule: ReviewRule) -> tuple[bool, bool, bool]:
    return rule.client is not None, rule.jurisdiction != "US", bool(rule.programs)


def _strictness(rule: ReviewRule) -> int:
    assert rule.discussion is not None
    return _STRICTNESS.index(rule.discussion)
