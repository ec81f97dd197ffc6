"""Findings by key: what sentences say of the patient, a caregiver or the home, when it began, and whether it is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peercall.domain.charts import FindingFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.fact_dates import own_dates
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.numbers import LENGTH, ago
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.phrase_entries import Entry, groups, text, texts
from peercall.engine.phrasing import Terms, pattern_of

_SINCE = re.compile(
    r"\b(?:since|began|started|starting|onset|from)\s+(?:on\s+|in\s+|about\s+|around\s+)?(?:early|mid|late)?[\s-]*$",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"(?:\bfor(?:\s+(?:the\s+)?(?:past|last|about|over|at least))*|\bx|×|,|\bafter|\()\s*$", re.IGNORECASE
)
_LASTED = re.compile(r"^\s*(?:of\b|history of\b|duration\b|with\b|,|\.|\)|$)", re.IGNORECASE)
_SILENT = frozenset({"submission", "administration", "goals"})


@dataclass(frozen=True, slots=True)
class _Terms:
    needs: tuple[Terms, ...]
    sections: frozenset[str]
    not_sections: frozenset[str]
    subject: str


class FindingTerms:
    """The conditions of the entries of kind `findings`, made ready."""

    def __init__(self, reading: Reading) -> None:
        self._entries = {key: _terms(entry) for key, entry in reading.vocabulary.phrases.findings.items()}
        self.reading = reading

    def findings_in(self, statement: Statement) -> Iterator[FindingFact]:
        """Every finding a sentence or row states; one fact a key, the present mention before the denied one."""
        found = self.reading.find(statement.text)
        mentions = [*found.of("finding"), *found.of("absent")]
        if not mentions or statement.section in _SILENT:
            return
        told: dict[str, FindingFact] = {}
        for mention in mentions:
            key = mention.what.key
            entry = self._entries[key]
            if not self._holds(statement, key, entry):
                continue
            if mention.what.kind == "absent":
                assertion = Assertion.NEGATED
            else:
                assertion = self.reading.judge(statement.text, mention, statement.section)
            if entry.subject != "patient" and assertion in {Assertion.FAMILY, Assertion.OTHER_PERSON}:
                assertion = Assertion.PRESENT
            before = told.get(key)
            if before is not None and (before.assertion is Assertion.PRESENT or assertion is not Assertion.PRESENT):
                continue
            told[key] = FindingFact(
                id=f"{statement.place}:{key}",
                source=statement.source(),
                strength=Strength.STATED,
                on=_observed(statement, assertion),
                assertion=assertion,
                author=statement.note.author,
                caution=caution_of(statement),
                key=key,
                text=statement.text,
                subject=entry.subject,
                onset=onset_in(statement) if assertion is Assertion.PRESENT else None,
            )
        yield from told.values()

    def _holds(self, statement: Statement, key: str, entry: _Terms) -> bool:
        if entry.sections and statement.section is not None and statement.section not in entry.sections:
            return False
        if statement.section in entry.not_sections:
            return False
        if self.reading.vocabulary.is_never("finding", key, statement.text):
            return False
        return all(pattern.search(statement.text) for pattern in entry.needs)


def _terms(entry: Entry) -> _Terms:
    return _Terms(
        needs=tuple(pattern for group in groups(entry) if (pattern := pattern_of(group)) is not None),
        sections=frozenset(texts(entry.get("sections"))),
        not_sections=frozenset(texts(entry.get("not_sections"))),
        subject=text(entry, "subject") or "patient",
    )


def _observed(statement: Statement, assertion: Assertion) -> DayRange | None:
    return None if assertion is Assertion.HISTORICAL else statement.note.on


def onset_in(statement: Statement) -> DayRange | None:
    """When it began, as far as the sentence says: a date behind "since", or a length that ends on the note's day.

    "since mid-February 2026" is the whole of February: whatever is said of it then holds for each of its days.
    """
    words = statement.text
    since = [d.days for d in find_dates(words, near=statement.note.on) if _SINCE.search(words[: d.start])]
    if len({str(days) for days in since}) == 1:
        return since[0]
    if since or statement.note.on is None or own_dates(statement):
        return None
    lasting = [
        m for m in LENGTH.finditer(words) if _LASTING.search(words[: m.start()]) and _LASTED.match(words[m.end() :])
    ]
    return ago(lasting[0], statement.note.on) if len(lasting) == 1 else None
