"""What a notice approves in words beside what it refuses: sections and sentences that grant, with their codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.letters import Found
from peercall.engine.letters.decisions import approves, denies
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.sections import Section
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

_CODE = late(
    r"(?:\s*\((?:(?:CPT|HCPCS|CDT)\s+)?(?:codes?\s+)?|,?\s+(?:CPT|HCPCS|CDT)\s+)(?:\d{5}|\d{4}[TFUM]|[A-V]\d{4})\b"
)
_LEAD = late(
    r"\W*(?:(?:approved|authorized|certified)\s*:\s*|we\s+(?:have\s+|can\s+)?(?:approved?|authorized?|certif(?:y|ied)|agreed\s+to)\s+)",
    re.IGNORECASE,
)
_MOST_WORDS = 16


def granting_sections(letter: LetterText) -> tuple[Section, ...]:
    """Sections whose heading says that what stands under it is approved: `What we agreed to`."""
    return tuple(section for section in letter.sections if _grants(section.heading))


def _grants(heading: str) -> bool:
    return bool(heading) and _GRANTED.search(heading) is not None and _REFUSED.search(heading) is None


_REFUSED = late(r"\b(?:not|no|never|denied|non\w*|un\w+|cannot|partial\w*|if|how|get|may)\b|n't\b|\?", re.IGNORECASE)


_GRANTED = late(r"\b(?:agreed?\s+to|approved?|authorized?|certif(?:ied|y)|allowed?)\b", re.IGNORECASE)
_NOT = late(r"\b(?:not|could\s+not|cannot)\b|n't\b", re.IGNORECASE)


def is_granted(letter: LetterText, at: int) -> bool:
    """True where the words at an offset stand in what the notice approves and does not refuse in the same breath."""
    if _grants(letter.section_at(at).heading):
        return True
    sentence = _sentence_at(letter, at)
    return sentence is not None and approves(sentence) and not denies(sentence)


def _sentence_at(letter: LetterText, at: int) -> Sentence | None:
    return next((sentence for sentence in letter.sentences if sentence.start <= at < sentence.end), None)


def refused_services(letter: LetterText) -> Iterator[Found]:
    """The first words under a heading that refuses, in a notice that has a heading that grants."""
    for section in letter.sections if granting_sections(letter) else ():
        if section.heading and _GRANTED.search(section.heading) and _NOT.search(section.heading):
            yield from _first_words(letter, section)


def _first_words(letter: LetterText, section: Section) -> Iterator[Found]:
    inside = [s for s in letter.sentences if section.start + len(section.heading) <= s.start < section.end]
    for sentence in inside[:1]:
        code = _CODE.search(letter.body, sentence.start, sentence.end)
        end = code.start() if code is not None else sentence.end
        if 0 < len(letter.words(sentence.start, end).split()) <= _MOST_WORDS:
            yield found(letter, sentence.start, end)


def granted_services(letter: LetterText) -> Iterator[Found]:
    """The first words under each heading that grants, up to their code, and those before a code in a sentence that grants."""
    for section in granting_sections(letter):
        yield from _first_words(letter, section)
    for sentence in letter.sentences:
        code = _CODE.search(letter.body, sentence.start, sentence.end)
        if code is None or _grants(sentence.heading) or not approves(sentence) or denies(sentence):
            continue
        lead = _LEAD.match(letter.body, sentence.start, code.start())
        start = lead.end() if lead is not None else sentence.start
        if 0 < len(letter.words(start, code.start()).split()) <= _MOST_WORDS:
            yield found(letter, start, code.start())
