"""Where an appeal goes, as the letter states it: address, fax, and the fax of a fast one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.discussions import EXTERNAL, FILING, names_call
from peercall.engine.letters.lines import Sentence
from peercall.engine.letters.patterns import late
from peercall.engine.letters.phones import find_phones
from peercall.engine.letters.settling import found, settle
from peercall.engine.letters.text import LetterText

_ADDRESS = late(
    r"(?:P\.?\s?O\.?\s+Box\s+\d[\w-]*|\d{1,6}\s+(?:[NSEW]\.?\s+)?[A-Z][\w.'-]*(?:\s+[A-Z][\w.'-]*){0,3})"
    r"(?:,\s*(?:Suite|Ste\.?|Floor|Room|Unit|Bldg\.?|Building)\s+[\w-]+)?,\s*"
    r"[A-Z][\w.'-]*(?:\s+[A-Z][\w.'-]*){0,3},?\s+[A-Z]{2}\b(?:\s+\d{5}(?:-\d{4})?)?"
)
_STANDARD = late(r"\bstandard\b", re.IGNORECASE)
#: how far above a number the word stands that says which appeal it is for; words of a line that is but a number
#: an address goes on in the next line of its cell
_REACH, _SHORT, _NEXT_LINE = 250, 12, 60
_SECTIONS = ("appeal", "fast_appeal")


def appeal_ways(letter: LetterText) -> dict[str, LetterField]:
    """appeal_address, appeal_fax, expedited_fax. Where the letter names several of one sort, none: a person looks."""
    addresses: list[Found] = []
    faxes: dict[bool, list[Found]] = {True: [], False: []}
    since: int | None = None
    for sentence in letter.sentences:
        if sentence.section not in _SECTIONS:
            since = None
        elif since is None:
            since = sentence.start
        if not _is_of_the_appeal(letter, sentence):
            continue
        first = sentence.start if since is None else since
        for phone in find_phones(letter.body, sentence.start, sentence.end):
            if phone.is_fax:
                fast = _is_fast(letter, sentence, first, phone.start)
                faxes[fast].append(found(letter, phone.start, phone.end, phone.value))
        for match in _ADDRESS.finditer(letter.body, sentence.start, sentence.end + _NEXT_LINE):
            if match.start() < sentence.end and not _is_fast(letter, sentence, first, match.start()):
                addresses.append(found(letter, match.start(), match.end(), " ".join(match.group().split())))
    return {
        "appeal_address": _only(addresses, searched="address for appeals"),
        "appeal_fax": _only(faxes[False], searched="fax number for appeals"),
        "expedited_fax": _only(faxes[True], searched="fax number for fast appeals"),
    }


def _is_of_the_appeal(letter: LetterText, sentence: Sentence) -> bool:
    text = sentence.text
    if EXTERNAL.search(text) or names_call(letter, text):
        return False
    return FILING.search(text) is not None or (sentence.section in _SECTIONS and len(text.split()) <= _SHORT)


def _is_fast(letter: LetterText, sentence: Sentence, first: int, at: int) -> bool:
    """Whether the nearest word above says `fast` rather than `standard`; where neither stands, what its part is about."""
    before = letter.body[max(first, at - _REACH) : at]
    fast = [one.start() for one in letter.vocabulary.terms("fast").finditer(before)]
    standard = [one.start() for one in _STANDARD.finditer(before)]
    if fast or standard:
        return max(fast, default=-1) > max(standard, default=-1)
    return sentence.section == "fast_appeal"


def _only(candidates: Iterable[Found], *, searched: str) -> LetterField:
    settled = settle(candidates, searched=searched)
    return settled if isinstance(settled, Found) else NotFound(searched)
