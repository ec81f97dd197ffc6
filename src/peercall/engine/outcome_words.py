"""What a note beside a drug says became of it: outcome, state and the day it stopped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from peercall.domain.dates import DayRange, day, parse_partial
from peercall.engine.phrase_entries import terms
from peercall.engine.phrasing import PhraseIndex, outermost_of_any, pattern_of
from peercall.engine.vocabulary import Vocabulary

_STATES = ("never_started", "cancelled", "stopped", "completed", "past", "active")
_DATE = r"(\d{4}(?:-\d{2}(?:-\d{2})?)?|\d{1,2}/\d{1,2}/\d{4})(?![\d/-])"
_STOP = re.compile(
    rf"\b(?:stopped|discontinued|ended|cancell?ed|until|through)\b[\s:,]*(?:on|in|since)?\s*{_DATE}", re.I
)
_START = re.compile(rf"\b(?:started|begun|began|since|from)\b[\s:,]*(?:on|in)?\s*{_DATE}", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """What a note tells. state: never_started, cancelled, stopped, completed, past, active; None when it does not say."""

    outcome: str | None = None
    state: str | None = None
    start: DayRange | None = None
    stop: DayRange | None = None
    maximum_tolerated: bool = False


class OutcomeWords:
    """The outcomes of the phrase file, for short notes that stand beside one drug. Kept per distinct note."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        entries = vocabulary.phrases.outcomes
        self._index: PhraseIndex[str] = PhraseIndex((term, key) for key in entries for term in terms(entries[key]))
        self._never = {key: pattern_of(terms(entry, "never_with")) for key, entry in entries.items()}
        self._kept: dict[str, Told] = {}

    def read(self, note: str) -> Told:
        """What the note tells; the first outcome named counts, where several are."""
        if note not in self._kept:
            self._kept[note] = self._read(note)
        return self._kept[note]

    def _read(self, note: str) -> Told:
        if not note:
            return Told()
        named = [
            mention.what
            for mention in outermost_of_any(self._index.find(note))
            if (never := self._never.get(mention.what)) is None or not never.search(note)
        ]
        outcomes = [key for key in named if key not in _STATES and key != "maximum_tolerated"]
        return Told(
            outcome=outcomes[0] if outcomes else None,
            state=next((state for state in _STATES if state in named), None),
            start=_day_after(_START, note),
            stop=_day_after(_STOP, note),
            maximum_tolerated="maximum_tolerated" in named,
        )


@lru_cache(maxsize=4)
def outcome_words(vocabulary: Vocabulary) -> OutcomeWords:
    """The outcome words of a vocabulary; made once, as the patterns take longer than a chart."""
    return OutcomeWords(vocabulary)


def _day_after(pattern: re.Pattern[str], note: str) -> DayRange | None:
    found = pattern.search(note)
    if found is None:
        return None
    text = found.group(1)
    if "/" not in text:
        return parse_partial(text)
    month, number, year = (int(part) for part in text.split("/"))
    written = parse_partial(f"{year:04d}-{month:02d}-{number:02d}")
    return day(written.first) if written is not None else None
