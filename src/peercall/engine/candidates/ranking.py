"""Which sentences found are worth a person's time, in which order, and what each asserts.

The search finds any shared word; here a sentence must name what the criterion asks for, or share enough of its words.
"Nothing in the chart looks like it" is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.passages import ChartSentence, ScoredSentence
from peercall.domain.provenance import Source, SourceSpan
from peercall.domain.results import Candidate
from peercall.domain.terms import Assertion
from peercall.engine.candidates.queries import CriterionQuery
from peercall.engine.candidates.words import root
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.phrasing import PhraseIndex, outermost_of_any
from peercall.engine.vocabulary import Vocabulary

#: sentences asked of the index for one criterion, and shown of them
FOUND, SHOWN = 40, 3
#: a sentence that names nothing must share so many words of the policy, or two that are this share of them or so long,
#: or one that is longer still
_ENOUGH_WORDS, _LEAST_SHARE, _LONG, _VERY_LONG = 3, 0.3, 7, 10
#: a sentence that names nothing and scores below this share of the best one is not shown
_LEAST_OF_BEST = 0.3
#: what a name and each word of the policy add to the score of the search, and what a sentence loses that was found by
#: nothing new beside those already chosen
_NAME, _WORDS, _NOTHING_NEW = 0.5, 0.2, 0.6

_ASSERTED: Mapping[Assertion, float] = {
    Assertion.PRESENT: 1.0,
    Assertion.UNCERTAIN: 0.9,
    Assertion.NEGATED: 0.85,
    Assertion.PLANNED: 0.8,
    Assertion.HISTORICAL: 0.75,
    Assertion.HYPOTHETICAL: 0.6,
    Assertion.FAMILY: 0.4,
    Assertion.OTHER_PERSON: 0.4,
}
_TEMPLATE = 0.5
_SUBMITTED = 0.6
_WITHOUT_NUMBER = 0.6
_OLDER = ((400, 1.0), (1100, 0.9))
_OLD, _UNDATED = 0.8, 0.85
#: sections whose words are not a clinician's account of the patient
_SECTIONS = frozenset({"submission", "administration", "template_text"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class _Hit:
    sentence: ChartSentence
    score: float
    assertion: Assertion
    found_by: tuple[str, ...]
    named: bool


class Ranker:
    """Judges the sentences found. as_of: the day of the review, for the age of notes."""

    def __init__(self, vocabulary: Vocabulary, *, as_of: date) -> None:
        self._reading = Reading.of(vocabulary)
        self._as_of = as_of

    def candidates(
        self, query: CriterionQuery, *, found: Iterable[ScoredSentence], told: Iterable[Source] = ()
    ) -> tuple[Candidate, ...]:
        """At most three sentences, best first. told: places already shown for the criterion, which are left out."""
        shown = [span for span in told if isinstance(span, SourceSpan)]
        names = PhraseIndex((name, name) for name in query.names)
        phrases = PhraseIndex((w, key) for key, choices in query.words.items() for w in choices if not w.isalnum())
        hits = [
            hit
            for scored in found
            if not _is_told(scored.sentence, shown) and (hit := self._hit(scored, query, names, phrases)) is not None
        ]
        best = max((hit.score for hit in hits), default=0.0)
        chosen: list[_Hit] = []
        seen: set[str] = set()
        left = [hit for hit in hits if hit.named or hit.score >= _LEAST_OF_BEST * best]
        while left and len(chosen) < SHOWN:
            following = max(left, key=lambda hit: hit.score * (_NOTHING_NEW if seen.issuperset(hit.found_by) else 1.0))
            left.remove(following)
            chosen.append(following)
            seen.update(following.found_by)
        return tuple(_candidate(hit) for hit in chosen)

    def _hit(
        self, scored: ScoredSentence, query: CriterionQuery, names: PhraseIndex[str], phrases: PhraseIndex[str]
    ) -> _Hit | None:
        sentence = scored.sentence
        text = sentence.source.quote
        named = [(name.start, name.end) for name in outermost_of_any(names.find(text))]
        words = _words_of(query, text, phrases)
        if not named and not _is_enough(words, text, query):
            return None
        if not named and query.of_drugs and self._reading.find(text).of("drug"):
            return None
        assertion = self._asserted(sentence, named, words=words.values())
        distinct = dict.fromkeys(text[start:end].lower() for start, end in named)
        strength = 1 + _NAME * min(len(distinct), 2) + _WORDS * len(words)
        score = strength * (1 + scored.score) * _ASSERTED[assertion] * self._trust(sentence)
        if query.wants_number and not any(letter.isdigit() for letter in text):
            score *= _WITHOUT_NUMBER
        found_by = tuple(dict.fromkeys((*distinct, *(text[start:end].lower() for start, end in words.values()))))
        return _Hit(sentence, score, assertion, found_by, bool(named))

    def _asserted(
        self, sentence: ChartSentence, named: Sequence[tuple[int, int]], *, words: Iterable[tuple[int, int]]
    ) -> Assertion:
        """What the sentence asserts of what it names; of words only, the most careful reading.

        A name that is itself a denial ("no teaching") is judged by its last word.
        """
        text = sentence.source.quote
        places = [(start + text[start:end].rstrip().rfind(" ") + 1, end) for start, end in named] or list(words)
        asserted = [self._reading.asserter.judge(text, start, end, section=sentence.section) for start, end in places]
        pick = max if named else min
        return pick(asserted, key=lambda one: _ASSERTED[one])

    def _trust(self, sentence: ChartSentence) -> float:
        trust = _TEMPLATE if sentence.template else _SUBMITTED if sentence.section in _SECTIONS else 1.0
        if sentence.on is None:
            return trust * _UNDATED
        age = (self._as_of - sentence.on.last).days
        return trust * next((factor for days, factor in _OLDER if age <= days), _OLD)


def _is_enough(words: Mapping[str, tuple[int, int]], text: str, query: CriterionQuery) -> bool:
    if len(words) >= _ENOUGH_WORDS or (len(words) > 1 and len(words) >= _LEAST_SHARE * len(query.words)):
        return True
    said = [end - start for key, (start, end) in words.items() if root(text[start:end]) == key]
    return sum(length >= _LONG for length in said) > 1 or (not query.names and max(said, default=0) >= _VERY_LONG)


def _words_of(query: CriterionQuery, text: str, phrases: PhraseIndex[str]) -> dict[str, tuple[int, int]]:
    """Words of the policy, or words that mean the same, that the sentence holds, each where it stands."""
    places: dict[str, tuple[int, int]] = {}
    for match in _WORD.finditer(text):
        places.setdefault(root(match.group()), match.span())
    several = {found.what: (found.start, found.end) for found in phrases.find(text)}
    held: dict[str, tuple[int, int]] = {}
    for key, choices in query.words.items():
        place = next((places[one] for word in choices if word.isalnum() and (one := root(word)) in places), None)
        if place is None:
            place = several.get(key)
        if place is not None:
            held[key] = place
    return held


def _is_told(sentence: ChartSentence, told: Sequence[SourceSpan]) -> bool:
    """True when the sentence, or a copy of it, stands already among the evidence."""
    return any(
        place.document == span.document
        and place.page == span.page
        and place.start < span.end
        and span.start < place.end
        for place in (sentence.source, *sentence.also_at)
        for span in told
    )


def _candidate(hit: _Hit) -> Candidate:
    sentence = hit.sentence
    cautions = []
    if sentence.template:
        cautions.append("template text or a list carried forward")
    elif sentence.section in _SECTIONS:
        cautions.append("not from a clinical note")
    if sentence.recognized:
        cautions.append("recognised from a picture: compare with the page")
    return Candidate(
        source=sentence.source,
        assertion=hit.assertion,
        found_by=hit.found_by,
        section=sentence.section,
        on=sentence.on,
        author=sentence.author,
        caution="; ".join(cautions) or None,
        also_at=sentence.also_at,
    )
