"""Words for the call as data: questions to open with, answers to interruptions, closing requests, names of measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OffTopic:
    """A sentence that moves no reviewer. words: how it begins to sound; why: what is wrong with it; say: what to do
    instead; use: where the measured fact is taken from (severity, criteria, treatments, harm, none)."""

    words: tuple[str, ...]
    why: str
    say: str
    use: str


@dataclass(frozen=True, slots=True)
class CallPhrases:
    """The wording file of the call (data/call/phrases.yaml).

    questions_first: asked before presenting. interruptions: what happens and what to say. closing: asked before hanging
    up. topics: where the answer to a usual question is looked for (severity, treatments, unsuitable, unmet), by the words
    that show it. harm_words: words by which a note says what happens without the service. measure_names and
    circumstances: how ids and context keys are printed. routine_measures: taken at most visits, shown only when
    the policy asks for them. earlier_within_days: how far back an earlier value is shown beside the present one.
    off_topic: sentences that help nobody, and what to say instead.
    """

    questions_first: tuple[str, ...] = ()
    interruptions: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    harm_words: tuple[str, ...] = ()
    measure_names: Mapping[str, str] = field(default_factory=dict)
    circumstances: Mapping[str, str] = field(default_factory=dict)
    routine_measures: frozenset[str] = frozenset()
    earlier_within_days: int = 0
    off_topic: tuple[OffTopic, ...] = ()

    def topic_of(self, question: str) -> str | None:
        """The topic whose words stand in a question, None when no topic's do."""
        words = question.lower()
        return next((topic for topic, terms in self.topics.items() if any(term in words for term in terms)), None)
