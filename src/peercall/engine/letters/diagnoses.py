"""The diagnoses of the request, as ICD-10-CM codes."""

from __future__ import annotations

import re

from peercall.domain.letters import Found
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

_ICD = late(r"(?<![\w.-])(?P<code>[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?)(?![\w]|\.\d)")
_ICD_PLAIN = late(r"(?<![\w.-])(?P<code>[A-TV-Z]\d[0-9AB][0-9A-Z]{0,4})(?![\w.])")
_ICD_LEAD = late(
    r"\bICD[- ]?10(?:[- ]CM)?\s*(?:codes?|dx)?\s*:?\s*|\b(?:diagnos[ei]s|dx)\b(?:\s+codes?)?(?:\s+of)?\s*:?\s*[^.;]{0,60}?\(?",
    re.IGNORECASE,
)


def diagnosis_codes(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[Found, ...]:
    """ICD-10-CM codes of the request; codes that only the plan's text lists are left out when the request names some."""
    out: dict[str, Found] = {}
    listed: dict[str, Found] = {}
    for value in values:
        if value.field in ("diagnosis_codes", "requested_service", "quantity_requested"):
            pattern = _ICD_PLAIN if value.field == "diagnosis_codes" and "." not in value.text else _ICD
            for match in pattern.finditer(letter.body, value.start, value.end):
                if value.field == "diagnosis_codes" or "." in match.group("code"):
                    _add_diagnosis(out, letter, match)
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "keep", "help", "closing"):
            continue
        is_led = False
        for match in _ICD.finditer(letter.body, sentence.start, sentence.end):
            before = letter.body[sentence.start : match.start()]
            is_led = led = is_led or _ICD_LEAD.search(before[-90:]) is not None
            if (
                "." not in match.group("code")
                and re.search(r"ICD[- ]?10(?:[- ]CM)?(?:\s+codes?)?\s*:?\s*$", before, re.IGNORECASE) is None
            ):
                continue
            bracket = before.rstrip().endswith("(") or before.endswith((", ", "; ", "and "))
            target = listed if sentence.section == "reason" and not led else out
            if led or bracket or sentence.section != "reason":
                _add_diagnosis(target, letter, match)
    return tuple(out.values()) or tuple(listed.values())


def _add_diagnosis(out: dict[str, Found], letter: LetterText, match: re.Match[str]) -> None:
    value = match.group("code").upper()
    out.setdefault(value, found(letter, match.start("code"), match.end("code"), value, extra={"system": "ICD10CM"}))
