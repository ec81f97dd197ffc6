"""Codes, words and dates of FHIR elements in the product's terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from peercall.adapters.fhir.elements import Coding, Concept, HumanName, Note, Period
from peercall.domain.codes import Code
from peercall.domain.dates import DayRange, parse_partial
from peercall.engine.chart_words import joined
from peercall.engine.code_addresses import code_at


def codes_of(*concepts: Concept | None) -> tuple[Code, ...]:
    """Codes of known systems, in order, each once."""
    found = [
        code
        for concept in concepts
        if concept is not None
        for coding in concept.coding
        if (code := code_at(coding.system, coding.code)) is not None
    ]
    return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


def words_of(concept: Concept | None) -> str:
    """The concept in words: its text, else its first display, else its first code; empty when it says nothing."""
    if concept is None:
        return ""
    if concept.text and concept.text.strip():
        return concept.text.strip()
    for coding in concept.coding:
        if coding.display and (words := coding.display.strip()):
            return words
    return _first_code(concept)


def _first_code(concept: Concept) -> str:
    for coding in concept.coding:
        if coding.code:
            return coding.code
    return ""


def names_of(concept: Concept | None) -> tuple[str, ...]:
    """Every wording of a concept: its text and its displays, each once."""
    if concept is None:
        return ()
    wordings = (concept.text, *(coding.display for coding in concept.coding))
    return tuple(dict.fromkeys(wording.strip() for wording in wordings if wording and wording.strip()))


def plain_code(concept: Concept | str | None) -> str | None:
    """The code of a status-like concept (`active`, `refuted`), lower case; its text when it has no code."""
    if concept is None:
        return None
    if isinstance(concept, str):
        return concept.strip().lower() or None
    return (_first_code(concept) or (concept.text or "").strip()).lower() or None


def code_of(coding: Coding | None) -> str | None:
    """The bare code of a Coding."""
    return coding.code if coding is not None else None


def note_of(notes: Sequence[Note]) -> str:
    """All notes in one line."""
    return joined(*[note.text for note in notes]) if notes else ""


def days_of(moment: str | None, period: Period | None = None) -> DayRange | None:
    """Days of a date, else of a period with a start (an open period is its first days); None when undated."""
    if moment is not None:
        return day_of(moment)
    if period is None:
        return None
    start, end = day_of(period.start), day_of(period.end)
    if start is None or end is None:
        return start
    return DayRange(start.first, end.last) if start.first <= end.last else start


def end_of(period: Period | None) -> DayRange | None:
    """When a period ended; None when it does not say."""
    return day_of(period.end) if period is not None else None


def start_of(period: Period | None) -> DayRange | None:
    """When a period began; None when it does not say."""
    return day_of(period.start) if period is not None else None


def day_of(text: str | None) -> DayRange | None:
    """The day, month or year of a date or dateTime; None without one."""
    # a dateTime counts by its first ten characters alone, and a chart repeats its days
    return _kept_day(text[:10]) if text else None


@lru_cache(maxsize=16_384)
def _kept_day(text: str) -> DayRange | None:
    return parse_partial(text)


def concept_key(concept: Concept) -> tuple[str | None, ...]:
    """Equal for concepts of the same words and first code, so that each is worked out once."""
    coding = concept.coding
    return (concept.text, coding[0].code, coding[0].display) if coding else (concept.text,)


def hour_of(moment: str | None) -> str | None:
    """The dateTime when it states an hour."""
    return moment if moment is not None and "T" in moment else None


def exact_day(text: str | None) -> date | None:
    """A known day, None for a partial date."""
    found = day_of(text)
    return found.first if found is not None and found.exact else None


def full_name(names: Iterable[HumanName]) -> str | None:
    """The name in use: official first, else the first given; None when there is none."""
    listed = list(names)
    if not listed:
        return None
    name = next((name for name in listed if name.use == "official"), listed[0])
    if name.text and not name.family:
        return name.text.strip() or None
    words = " ".join(part for part in (*name.given, name.family) if part)
    return ", ".join(part for part in (words, *name.suffix) if part) or None
