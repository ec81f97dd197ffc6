"""Sentences of the chart's passages, verbatim with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from peercall.domain.charts import Passage
from peercall.domain.documents import Document
from peercall.domain.provenance import SourceSpan

_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"])|\n\s*\n")
#: sections that speak of others, or list without saying
_SILENT_SECTIONS = frozenset({"family_history", "medications", "allergies"})


def sentence_at(passage: Passage, position: int) -> SourceSpan:
    """The sentence of a passage that holds a position, with its offsets into the page."""
    start, end = 0, len(passage.text)
    for stop in _END.finditer(passage.text):
        if stop.end() <= position:
            start = stop.end()
        elif stop.start() >= position:
            end = stop.start()
            break
    text = passage.text[start:end]
    lead = len(text) - len(text.lstrip())
    quote = text.strip()
    begin = passage.start + start + lead
    return SourceSpan(passage.document, passage.sha256, passage.page, begin, begin + len(quote), quote)


def sentences_with(passages: Iterable[Passage], words: Sequence[str]) -> Iterator[tuple[Passage, SourceSpan]]:
    """Sentences that hold one of the words (lower case), in the order of the passages; template text and pages of
    another patient are passed over."""
    if not words:
        return
    for passage in passages:
        if passage.template or passage.caution or passage.section in _SILENT_SECTIONS:
            continue
        low = passage.text.lower()
        for word in words:
            at = low.find(word)
            if at >= 0:
                yield passage, sentence_at(passage, at)


def following_sentence(span: SourceSpan, *, documents: Mapping[str, Document]) -> SourceSpan | None:
    """The sentence after a span on the same page, verbatim with its offsets; None when the page ends there."""
    document = documents.get(span.document)
    if document is None or document.sha256 != span.sha256 or span.page > len(document.pages):
        return None
    text = document.pages[span.page - 1].text
    start = span.end
    while start < len(text) and text[start] in " \n\r\t.":
        start += 1
    if start >= len(text) or "\n\n" in text[span.end : start]:
        return None
    stop = _END.search(text, start)
    end = stop.start() if stop else len(text)
    quote = text[start:end].rstrip()
    return SourceSpan(span.document, span.sha256, span.page, start, start + len(quote), quote, span.resource)
