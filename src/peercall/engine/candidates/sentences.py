"""The passages of a chart as whole sentences, each once, for a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from peercall.domain.charts import Passage
from peercall.domain.passages import ChartSentence
from peercall.domain.provenance import SourceSpan
from peercall.engine.chart_text.sentences import sentence_spans

#: longest quote shown; a longer sentence is quoted by its clauses
QUOTE_LENGTH = 240
_CLAUSE_END = re.compile(r";\s+|\.\s+|[\n\t]|,\s+")
_SPACE = re.compile(r"\s+")


def chart_sentences(passages: Iterable[Passage]) -> tuple[ChartSentence, ...]:
    """Sentences and rows in the order of the chart. The same words in several places are one sentence, that of the
    latest note, with its further places; pages of another patient are left out."""
    kept: dict[str, ChartSentence] = {}
    places: dict[str, list[SourceSpan]] = {}
    for passage in passages:
        if passage.caution is not None:
            continue
        for span in _spans(passage):
            words = _SPACE.sub(" ", span.quote).lower()
            sentence = ChartSentence(
                span, passage.section, passage.note_on, passage.author, passage.template, passage.recognized
            )
            places.setdefault(words, []).append(span)
            if words not in kept or _stands_before(sentence, kept[words]):
                kept[words] = sentence
    return tuple(
        replace(sentence, also_at=tuple(place for place in places[words] if place != sentence.source))
        if len(places[words]) > 1
        else sentence
        for words, sentence in kept.items()
    )


def _stands_before(one: ChartSentence, other: ChartSentence) -> bool:
    """True when `one` is to be shown for both: a writer's own words before a template's, text before a picture, then the
    later note."""
    if one.template != other.template:
        return other.template
    if one.recognized != other.recognized:
        return other.recognized
    if one.on is None or other.on is None:
        return one.on is not None
    return one.on.last > other.on.last


def _spans(passage: Passage) -> Iterator[SourceSpan]:
    for start, end in sentence_spans(passage.text):
        for first, last in _pieces(passage.text, start, end):
            yield SourceSpan(
                passage.document,
                passage.sha256,
                passage.page,
                passage.start + first,
                passage.start + last,
                passage.text[first:last],
            )


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or its clauses where it is longer than a quote may be; a clause too long by itself is left out."""
    while end - start > QUOTE_LENGTH:
        stops = [stop for stop in _CLAUSE_END.finditer(text, start, start + QUOTE_LENGTH) if stop.start() > start]
        if not stops:
            following = _CLAUSE_END.search(text, start + QUOTE_LENGTH, end)
            if following is None:
                return
            start = following.end()
            continue
        strong = [stop for stop in stops if not stop.group().startswith(",")]
        stop = (strong or stops)[-1]
        yield start, stop.start() + len(stop.group().rstrip(" \n"))
        start = stop.end()
    if start < end:
        yield start, end
