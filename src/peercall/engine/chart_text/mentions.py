"""Everything the phrase files know, found in one walk over a sentence; kept per distinct sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from peercall.domain.terms import Assertion
from peercall.engine.chart_text.assertion import Asserter
from peercall.engine.phrase_entries import by_name, terms
from peercall.engine.phrasing import Mention, PhraseIndex, outermost_of_any
from peercall.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class What:
    """Kind (measure, drug, class, treatment, finding, absent, document, state, outcome) and key."""

    kind: str
    key: str
    part: str | None = None


@dataclass(slots=True)
class Found:
    """The mentions of one sentence by kind. allowed: the entry's own conditions on the sentence are met."""

    by_kind: dict[str, list[Mention[What]]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Mention[What]]:
        """Mentions of a kind, in order of place."""
        return self.by_kind.get(kind, [])

    def __bool__(self) -> bool:
        return bool(self.by_kind)


_NOTHING = Found()


class Reading:
    """One run over a chart: the vocabulary, the asserter, and what was already found in a sentence."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.asserter = Asserter(vocabulary.phrases)
        self._index: PhraseIndex[What] = PhraseIndex(_all_terms(vocabulary))
        self._found: dict[str, Found] = {}

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Reading:
        """The reading of a vocabulary; made once, what it found before is kept."""
        kept = vocabulary.kept_reading
        if not isinstance(kept, cls):
            kept = vocabulary.kept_reading = cls(vocabulary)
        return kept

    def find(self, text: str) -> Found:
        """Mentions in a sentence or row."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(text)
        return found

    def _find(self, text: str) -> Found:
        mentions = self._index.find(text)
        if not mentions:
            return _NOTHING
        by_kind: dict[str, list[Mention[What]]] = {}
        for mention in mentions:
            by_kind.setdefault(mention.what.kind, []).append(mention)
        for kind in ("measure", "drug"):
            if kind in by_kind:
                by_kind[kind] = outermost_of_any(by_kind[kind])
        return Found(by_kind)

    def judge(self, text: str, mention: Mention[What], section: str | None = None) -> Assertion:
        """What the mention asserts in its sentence."""
        return self.asserter.judge(text, mention.start, mention.end, section=section)


def _all_terms(vocabulary: Vocabulary) -> Iterator[tuple[str, What]]:
    phrases = vocabulary.phrases
    for term, key in vocabulary.measure_terms():
        yield term, What("measure", key)
    for term, key in vocabulary.drug_terms():
        yield term, What("drug", key)
    for key, entry in phrases.drug_classes.items():
        for term in terms(entry):
            yield term, What("class", key)
    for term, key in vocabulary.treatment_terms():
        yield term, What("treatment", key)
    for key, words in vocabulary.procedures.items():
        for term in (*words, *terms(phrases.treatments.get(key, {}))):
            yield term, What("procedure", key)
    for key, entry in phrases.findings.items():
        for term in terms(entry):
            yield term, What("finding", key)
        for term in terms(entry, "absent_terms"):
            yield term, What("absent", key)
    for key, entry in phrases.documents.items():
        for term in terms(entry, "text"):
            yield term, What("document", key)
        for state, words in by_name(entry, "states").items():
            for term in words:
                yield term, What("state", key, state)
    for key, entry in phrases.outcomes.items():
        for term in terms(entry):
            yield term, What("outcome", key)
