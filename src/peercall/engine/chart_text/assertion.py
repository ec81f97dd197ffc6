"""What a mention asserts: present, denied, past, planned, only if, of a relative, of someone else, or uncertain.

Rules in the manner of ConText: a cue before a mention reaches to the end of its clause; a cue behind it reaches back to
the clause's beginning. Cues are data (phrases/assertions.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peercall.domain.phrases import PhraseBook
from peercall.domain.terms import Assertion
from peercall.engine.phrase_entries import terms
from peercall.engine.phrasing import Mention, PhraseIndex

_CLAUSE_END = re.compile(
    r"[;]|\.\s|:\s(?=[a-z])|,?\s+\b(?:but|however|although|though|except|yet|whereas|while|which|because)\b|,?\s+(?=despite\b)"
    r"|,\s+(?=(?:and\s+)?(?:he|she|they|patient|the patient|now|currently|has|have|had|is|was|reports|complains|started|takes)\b)",
    re.IGNORECASE,
)
#: "Physical therapy: No." answers a form; "PT: no relief" does not
_ANSWERED_NO = re.compile(
    r"\s*[:?]\s*(?:no|none|never|negative|neg|denies|denied|n/a|n)\s*(?:[.;,]|$|\n)", re.IGNORECASE
)
#: a box left empty before the words, with no other box between
_UNTICKED = re.compile(r"(?:\[\s?\]|\(\s\)|☐)[^\[\](☐☑☒.;]*$")
_PATIENT = re.compile(r"\b(?:patient|pt|he|she|his own|her own)\b", re.IGNORECASE)
#: in this order: who it is about, then whether it is real, then when
_RANK = (
    Assertion.FAMILY,
    Assertion.OTHER_PERSON,
    Assertion.HYPOTHETICAL,
    Assertion.NEGATED,
    Assertion.PLANNED,
    Assertion.UNCERTAIN,
    Assertion.HISTORICAL,
)
_PEOPLE = frozenset({Assertion.FAMILY, Assertion.OTHER_PERSON})
_FAMILY_SECTIONS = frozenset({"family_history"})


@dataclass(frozen=True, slots=True)
class _Cue:
    assertion: Assertion
    where: str


class Asserter:
    """The cues made ready; judges mentions in sentences."""

    def __init__(self, phrases: PhraseBook) -> None:
        known = {item.value: item for item in Assertion}
        self._cues: PhraseIndex[_Cue] = PhraseIndex(
            (term, cue)
            for key, entry in phrases.assertions.items()
            for where in ("before", "after", "not_cues")
            for term in terms(entry, where)
            for cue in (_Cue(known[key], where),)
        )

    def cues_in(self, text: str) -> list[Mention[_Cue]]:
        """Cues of a sentence that are really cues."""
        found = self._cues.find(text)
        blocked = [(m.what.assertion, m.start, m.end) for m in found if m.what.where == "not_cues"]
        return [
            m
            for m in found
            if m.what.where != "not_cues"
            and not any(m.what.assertion is of and start <= m.start and m.end <= end for of, start, end in blocked)
        ]

    def judge(
        self,
        text: str,
        start: int,
        end: int,
        *,
        section: str | None = None,
        cues: Sequence[Mention[_Cue]] | None = None,
    ) -> Assertion:
        """What the mention at `start` to `end` of the sentence asserts."""
        held = {Assertion.FAMILY} if section in _FAMILY_SECTIONS else set()
        if _ANSWERED_NO.match(text, end):
            held.add(Assertion.NEGATED)
        if _UNTICKED.search(text, max(0, start - 40), start):
            held.add(Assertion.UNCERTAIN)
        clause = _clause(text, start, end)
        for cue in self.cues_in(text) if cues is None else cues:
            if cue.start < end and start < cue.end:
                continue
            if _reaches(text, cue, start, end, clause):
                held.add(cue.what.assertion)
        return next((assertion for assertion in _RANK if assertion in held), Assertion.PRESENT)


def clause_end(text: str, at: int) -> int:
    """Where the clause that holds a place of the sentence ends."""
    return _clause(text, at, at)[1]


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = 0, len(text)
    for match in _CLAUSE_END.finditer(text):
        # A label of a word or two ("Goals:", "Prior study:") speaks of what follows it.
        if match.group().startswith(":") and len(text[: match.start()].split()) <= 2:
            continue
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return first, last


def _reaches(text: str, cue: Mention[_Cue], start: int, end: int, clause: tuple[int, int]) -> bool:
    if cue.what.assertion in _PEOPLE:
        # A relative named speaks of the rest of the sentence, until the patient is named again.
        return cue.end <= start and not _PATIENT.search(text, cue.end, start)
    if cue.what.where == "before":
        # "X (asthma, never taken), Y": what a bracket says of X is not said of Y
        closed = text.find(")", cue.end, start)
        if closed >= 0 and text.rfind("(", 0, cue.start) > text.rfind(")", 0, cue.start):
            return False
        return clause[0] <= cue.start and cue.end <= start
    return end <= cue.start and cue.end <= max(clause[1], cue.end if cue.start < clause[1] else 0)
