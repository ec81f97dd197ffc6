"""Text in a letter that gives orders to software. It is data: no field is read from it, and a person is told."""

from __future__ import annotations

import re

from peercall.engine.letters.patterns import late
from peercall.engine.letters.text import LetterText

_VERBS = r"(?:ignore|disregard|override|forget|bypass|overrule|cancel)"
_ORDERS = r"(?:instructions?|directions?|prompts?|rules?|text|guidance|commands?|directives?|content|orders)"
_READERS = r"(?:automated|electronic|software|machine|AI|A\.I\.|LLM|language[- ]model|computer|bot|OCR|artificial[- ]intelligence|large language model)"
_PATTERNS: tuple[re.Pattern[str], ...] = tuple(
    late(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_VERBS}\b[^.!?\n]{{0,40}}\b(?:previous|prior|earlier|above|preceding|all|any|other|foregoing|the)\b[^.!?\n]{{0,30}}\b{_ORDERS}\b",
        rf"\b(?:notice|note|instructions?|message|attention|warning|memo)\b[^.!?\n]{{0,15}}\b(?:to|for)\b[^.!?\n]{{0,20}}\b{_READERS}\b",
        rf"\b{_READERS}[- ](?:readers?|systems?|agents?|assistants?|models?|tools?|software|processors?|processing|parsers?|scanners?)\b[^.!?\n]{{0,60}}\b(?:must|should|shall|will|are|is|please|record|treat|set|mark|report)\b",
        rf"\b(?:if|when) (?:you are|this is (?:read|processed) by|reading this as) (?:an? )?{_READERS}\b",
        r"(?:^|\n|(?<=[.!?] )|(?<=[.!?]))\s*(?:\[|<|\*\*|#+\s*)?(?:SYSTEM|ASSISTANT|USER|DEVELOPER|AI)(?:\s+(?:MESSAGE|PROMPT|NOTE|INSTRUCTIONS?|OVERRIDE))?\s*(?:\]|>|:)\s*\S",
        r"<\|?(?:system|im_start|assistant|endoftext|user)\|?>|\[/?INST\]",
        r"\byou are (?:now )?(?:an? )?(?:claims? auditor|assistant|language model|AI|chat ?bot|automated|helpful|reader|agent)\b",
        r"\bthe (?:assistant|model|agent|reader|software|system|AI|parser|tool)\b (?:reading|processing|parsing|handling) (?:this|the)\b",
        r"\bnew instructions?\s*:",
        r"\bfrom now on,? only the text\b",
        r"\b(?:do not|don't|never) (?:notify|tell|inform|alert|mention|escalate|flag|report|disclose)\b[^.!?\n]{0,50}\b(?:advocate|member|patient|user|practice|provider|coordinator|anyone|physician|office|file|this|case)\b",
        r"\bno need to (?:mention|report|tell|escalate|flag)\b",
        r"\bsuppress\b[^.!?\n]{0,20}\b(?:alerts?|warnings?|notifications?)\b",
        r"\b(?:set|write|mark|record|change|update)\b\s+(?:every |all |the |this |each )?(?:field\w*|case\w*|claim|request|denial\.\w+|patient\.\w+|[a-z]+\.[a-z_]+)\b[^.!?\n]{0,30}(?:\bas\b|\bto\b|=)\s*(?:approved|paid|closed|true|yes|human_verified|verified|overturned|withdrawn|resolved)",
        r"\b(?:tell|inform|advise) the (?:office|practice|user|reader|provider|coordinator) that (?:no|there is no|the)\b[^.!?\n]{0,40}\b(?:appeal|peer|needed|necessary|required)\b",
        r"\bwithdraw this (?:claim|case|appeal) from\b|\bthis appeal has been withdrawn\. close\b|\bcancel the appeal\b",
        r"\bauthori[sz]es closing this file\b|\bcase resolved in the insurer's favou?r\b",
        r"\bprompt injection\b|\bjailbreak\b|\bsystem prompt\b",
    )
)  # fmt: skip
_SHOWN = 120
#: lines of the same paragraph taken with an order: the false values often follow it
_LINES_AFTER = 3


def mask_planted(letter: LetterText) -> tuple[tuple[int, int], ...]:
    """Masks every line or sentence that is addressed to software, so that nothing is read from it; returns the places.

    What follows in the same paragraph is taken with it, because an order rarely comes alone. A value lost that way is not
    found, which is safer than a value that a stranger planted.
    """
    body = letter.body
    places: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(body):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            places.append(_stretch(body, start, match.end()))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    for start, end in merged:
        letter.mask(start, end)
    return tuple(merged)


def _stretch(body: str, start: int, end: int) -> tuple[int, int]:
    """From the start of the sentence to the end of its paragraph, at most a few lines on."""
    opens = max(body.rfind(mark, 0, start) + len(mark) for mark in ("\n\n", ". ", ".\n", "! ", "? ")) if start else 0
    line = body.rfind("\n", 0, start) + 1
    first = max(opens, 0)
    if first < line and body[first:line].count("\n") > 2:
        first = line
    stop = body.find("\n", end)
    for _ in range(_LINES_AFTER):
        below = body.find("\n", stop + 1)
        if stop == -1 or below == -1 or not body[stop:below].strip():
            break
        stop = below
    return first, len(body) if stop == -1 else stop


def planted_warnings(letter: LetterText, places: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """One sentence for each place, with its page and first words."""
    out: list[str] = []
    for start, end in places:
        span = letter.span(start, end)
        words = " ".join(span.quote.split())
        shown = words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + " ..."
        out.append(
            f'page {span.page}: text addressed to software was ignored as an instruction (characters {span.start}-{span.end}): "{shown}"'
        )
    return tuple(out)
