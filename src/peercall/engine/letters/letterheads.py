"""The head of a letter: its lines that can name an organization, and the name of who writes."""

from __future__ import annotations

import re

from peercall.domain.letters import Found
from peercall.engine.letters.lines import Line
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import is_person_name
from peercall.engine.letters.settling import found
from peercall.engine.letters.text import LetterText

CAPITALISED = r"[A-ZÀ-Þ][\w'&.-]*"
NAME_RUN = late(rf"{CAPITALISED}(?:\s+(?:of\s+|and\s+|the\s+|for\s+|&\s+)*{CAPITALISED}){{0,9}}")
#: words that name no plan without another before them, as the second line of a letterhead does
GENERIC_WORDS = "Employees?'?|Welfare|Health|Medicaid|Medicare|Dental|Community|Advantage|Insurance|Company|Plans?|Medical|Benefits?|Group|Care|HMO|PPO|EPO|of|and|&"
GENERIC = late(rf"(?:(?:{GENERIC_WORDS})\s*)+", re.IGNORECASE)
_HEAD_LINES = 8
#: a line that a fax machine prints: who sends, an hour, and a page or a number
_BANNER = late(r"(?=.*\b\d{1,2}:\d{2}\b)(?=.*\d[/-]\d)(?=.*\b(?:FAX|TO:|FROM:|P(?:AGE|G)?\.?\s*\d+))", re.IGNORECASE)
#: `F A C S I M I L E`
_SPACED_OUT = late(r"(?:\w\s)+\w")
_ADDRESS = late(
    r"\b(?:P\.?\s?O\.?\s+Box|Suite|Floor|Street|St\.|Avenue|Ave|Road|Rd|Blvd|Court|Lane|Drive)\b|,\s+[A-Z]{2}\s+\d{5}|^\d"
)
TITLE_WORDS = late(
    r"\b(?:notice|determination|denial|denied|decision|letter|review outcome|outcome|response form|summary|explanation|notification|transmittal|certification|precertification|authorizations?|request|record|form|report|confidential|desk|unit|department|center,|gateway|retrospective|concurrent|welcome|portal)\b",
    re.IGNORECASE,
)
_SENTENCE = late(r"[.!?]$|\b(?:is|are|was|were|has|have|we|your|our|you|this)\b", re.IGNORECASE)
_COMPANY = late(r",?\s+(?:Inc|LLC|L\.L\.C|Co|Corp|Ltd)\b\.?$", re.IGNORECASE)
_SUFFIX = late(r"\s+[-|•·]\s+.*$|,\s+an?\s+[\w ]{2,20}$|\s+\([^)]*\)$")


def head_lines(letter: LetterText, *, banners: bool = False) -> list[Line]:
    """Lines at the head of the first page that can name an organization, cells of a row taken one by one.

    banners: with the lines that fax machines print.
    """
    end = letter.page_range(0)[1]
    out: list[Line] = []
    noise = letter.vocabulary.terms("not_a_letterhead")
    for line in letter.lines:
        if line.start >= end or len(out) >= _HEAD_LINES:
            break
        for part in re.finditer(r"[^|\t>]+?(?=\s{3,}|\t|\||>|$)", line.text):
            text = part.group().strip()
            if (_BANNER.search(line.text) and not banners) or _SPACED_OUT.fullmatch(text):
                continue
            if text and not noise.match(text):
                start = line.start + part.start() + (len(part.group()) - len(part.group().lstrip()))
                out.append(Line(start, start + len(text), text, line.is_after_gap, line.is_before_gap))
    return out


def letterhead_name(letter: LetterText, head: list[Line]) -> Found | None:
    named = _known_by_ending(letter, head)
    return named if named is not None else first_line(letter, head)


def _known_by_ending(letter: LetterText, head: list[Line]) -> Found | None:
    plan = letter.names.plan
    for index, line in enumerate(head[:6]):
        if re.search(r"\d|:", line.text) or line.text[0].islower() or _SENTENCE.search(line.text):
            continue
        above = head[index - 1] if index else None
        if GENERIC.fullmatch(line.text):
            if above is not None and not line.is_after_gap and NAME_RUN.fullmatch(above.text):
                return found(letter, above.start, line.end)
            continue
        if plan.fullmatch(line.text) or (
            index == 0 and letter.names.ends_as("vendor_endings", line.text) and _is_name(line.text)
        ):
            return found(letter, line.start, line.start + len(_COMPANY.sub("", line.text)))
        below = head[index + 1] if index + 1 < len(head) else None
        if below is not None and not line.is_before_gap and not re.search(r"\d|:", below.text):
            joined = f"{line.text} {below.text}"
            if (
                plan.fullmatch(joined)
                and letter.names.ends_as("plan_endings_strong", joined)
                and not plan.fullmatch(below.text)
                and len(joined.split()) <= 8
                and not TITLE_WORDS.search(joined)
            ):
                return found(letter, line.start, below.end)
        partial = plan.match(line.text)
        if partial is not None and re.match(r"\s*(?:[-,(•]|$)", line.text[partial.end() :]):
            return found(letter, line.start, line.start + partial.end())
    return None


def _is_name(text: str) -> bool:
    return NAME_RUN.fullmatch(_COMPANY.sub("", text)) is not None


def first_line(letter: LetterText, head: list[Line]) -> Found | None:
    """The first line of the letter when it is a name and nothing else: no title, address, person or label."""
    for line in head[:2]:
        text = _SUFFIX.sub("", line.text)
        if (
            2 <= len(text.split()) <= 8
            and _is_name(text)
            and not re.search(r"\d|:", text)
            and not TITLE_WORDS.search(text)
            and not _ADDRESS.search(text)
            and not (is_person_name(text) and letter.names.person_with_credentials.match(text))
            and letter.label(text, line.start) is None
        ):
            end = line.start + len(_COMPANY.sub("", text))
            return found(letter, line.start, end, how="letterhead")
    return None
