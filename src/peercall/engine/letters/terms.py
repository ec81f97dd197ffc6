"""The letter's own terms for the call: what must come first, which records it takes, who may speak."""

from __future__ import annotations

import re

from peercall.domain.letters import Found
from peercall.engine.letters.discussions import p2p_sentences
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

_FILING = r"(?:appeal|grievance|reconsideration)"
_ORDER = late(
    rf"\b(?:once|if|after|when)\b[^.;]{{0,40}}\b{_FILING}\b[^.;]{{0,40}}\b(?:filed|submitted|received|requested|begun)\b"
    rf"[^.;]{{0,80}}\b(?:no\s+longer|not|unavailable|closed)\b"
    rf"|\b(?:no\s+longer|not|unavailable)\b[^.;]{{0,80}}\b(?:once|if|after|when)\b[^.;]{{0,40}}\b{_FILING}\b"
    rf"|\b(?:before|prior\s+to)\b[^.;]{{0,40}}\b{_FILING}\b[^.;]{{0,40}}\b(?:filed|submitted|requested|begun)\b"
    rf"|\b(?:before|prior\s+to)\s+(?:filing|submitting|requesting)\b[^.;]{{0,30}}\b{_FILING}\b",
    re.IGNORECASE,
)
_RECORDS = late(
    r"\b(?:new|additional|further|other|more)\s+(?:clinical\s+|medical\s+)?(?:information|records|documentation|clinical|"
    r"evidence|facts)\b|\bnot\s+(?:accepted|considered)\b[^.;]{0,30}\b(?:call|conversation|discussion)\b"
    r"|\b(?:fax|send|submit|upload)(?:ed)?\b[^.;]{0,60}\b(?:records|results?|notes|documentation)\b"
    r"|\b(?:records|results?|notes|documentation)\b[^.;]{0,60}\b(?:fax|send|sent|submit|upload)(?:ed)?\b",
    re.IGNORECASE,
)
_SPEAKER = late(
    r"\b(?:only|must\s+be|may\s+be)\b[^.;]{0,60}\b(?:physician|prescriber|surgeon|practitioner|provider|assistant)\b"
    r"|\b(?:physician|prescriber|surgeon|provider)\b[^.;]{0,30},\s+or\s+an?\b[^.;]{0,80}\b(?:of|in)\s+the\s+same\b",
    re.IGNORECASE,
)


def call_terms(letter: LetterText) -> tuple[Found, ...]:
    """Sentences about the call that set a term, verbatim, in the letter's order; `extra.about` is order, records or speaker."""
    out: list[Found] = []
    for sentence in p2p_sentences(letter):
        about = (
            "order"
            if _ORDER.search(sentence.text)
            else "records"
            if _RECORDS.search(sentence.text)
            else "speaker"
            if _SPEAKER.search(sentence.text)
            else None
        )
        if about is not None:
            out.append(found(letter, sentence.start, sentence.end, extra={"about": about}))
    return tuple(out)
