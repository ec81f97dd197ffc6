"""Text in a chart that gives orders to who or what reads it. It stays what it is, words on a page; a person is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.documents import Document

# Narrower than the patterns for letters: "cancel all previous orders", "Assistant: J. Doe, PA" and "AI: mild" are charting.
_READER = r"(?:AI|A\.I\.|LLM|(?:large[- ])?language[- ]models?|artificial[- ]intelligence|chat ?bots?|automated (?:readers?|reviewers?|systems?|tools?|agents?))"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignore|disregard|override|forget|bypass|overrule)\b[^.!?\n]{0,40}\b(?:previous|prior|earlier|above|preceding|all|any|foregoing)\b[^.!?\n]{0,30}\b(?:instructions?|prompts?|rules|commands?|directives?)\b",
        rf"\b(?:notice|note|instructions?|message|attention|memo)\b[^.!?\n]{{0,15}}\b(?:to|for)\b[^.!?\n]{{0,20}}\b{_READER}\b",
        rf"\b{_READER}(?:[- ](?:readers?|reviewers?|systems?|agents?|assistants?|tools?))?\b[^.!?\n]{{0,40}}\b(?:must|should|shall)\b[^.!?\n]{{0,20}}\b(?:record|treat|set|mark|report|ignore|approve|count|conclude|state|answer)\b",
        rf"\b(?:if|when) (?:you are|this is (?:read|processed) by|reading this as) (?:an? )?{_READER}\b",
        r"<\|?(?:system|im_start|im_end|endoftext)\|?>|\[/?INST\]",
        r"\byou are now (?:an? )?(?:\w+ ){0,2}(?:assistant|auditor|agent|model|AI|reviewer|reader)\b",
        r"\bnew instructions?\s*:|\bprompt injection\b|\bjailbreak\b|\bsystem prompt\b|\bsystem (?:message|override)\s*:",
        r"\b(?:mark|record|count|treat|report|set|consider)\b[^.!?\n]{0,40}\b(?:criteri(?:on|a)|requirements?)\b[^.!?\n]{0,30}\bas (?:met|satisfied|fulfilled|not applicable|verified)\b",
        r"\b(?:set|mark|record|change|update)\b\s+(?:every|all|the|this|each)\s+(?:field|denial|claim|request|determination)s?\b[^.!?\n]{0,20}\bas\s+(?:approved|paid|verified|human_verified|overturned|withdrawn)",
        r"\b(?:do not|don't|never) (?:mention|report|tell|flag|disclose)\b[^.!?\n]{0,30}\b(?:to the (?:user|physician advisor|coordinator|person who reads)|this instruction|these instructions)\b",
    )
)  # fmt: skip
#: one of these stands in whatever a pattern finds; most pages hold none, and are passed over at once
_SIGNS = re.compile(
    r"instruction|prompt|\brules\b|commands?\b|directives?\b|\bai\b|\ba\.i\.|\bllm\b|language[- ]model|intelligence|chat ?bot"
    r"|\bautomated |<\|?(?:system|im_|endof)|inst\]|you are now|jailbreak|system (?:message|override)|\bas (?:met|satisfied"
    r"|fulfilled|not applicable|verified|approved|paid|human_verified|overturned|withdrawn)|to the (?:user|physician|coord|person)"
)
_SHOWN = 120


def planted_orders(document: Document) -> Iterator[str]:
    """One sentence for each place that gives orders to a reader, with document, page and first words."""
    for page in document.pages:
        if _SIGNS.search(page.text.lower()) is None:
            continue
        lines = sorted({_line(page.text, match) for pattern in _PATTERNS for match in pattern.finditer(page.text)})
        for start, end in lines:
            words = " ".join(page.text[start:end].split())
            shown = words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + " ..."
            yield (
                f"{document.path}, page {page.number}: text that gives orders to the reader was taken as words alone; "
                f'nobody followed it: "{shown}"'
            )


def _line(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The line in which a match begins."""
    end = text.find("\n", match.start())
    return text.rfind("\n", 0, match.start()) + 1, end if end != -1 else len(text)
