"""Documents of the kinds that policies ask for: recognised by title, order code or the record itself, with what they state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from peercall.domain.charts import DocumentFact
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.fact_dates import when
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.people import people
from peercall.engine.chart_text.statements import Note, Statement, opening
from peercall.engine.phrase_entries import Entry, flag, groups, terms, texts
from peercall.engine.phrasing import Terms, pattern_of

_SERVICE = re.compile(r"\b(?P<code>\d{5}|[A-V]\d{4})\b")
_SAYS_SERVICE = re.compile(r"\b(?:CPT|HCPCS)\b|\(")
_ORDER = re.compile(r"^\s*(?:order|prescription)\b", re.IGNORECASE)
_ORDERED = re.compile(r"^\s*order(?:ed)?\b|\bOrdering (?:physician|practitioner|provider)\b", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:electronically signed|signed (?:electronically|by)|e-signed|/s/)\b", re.IGNORECASE)
_UNSIGNED = re.compile(r"\b(?:unsigned|not (?:yet )?signed|awaiting signature|signature pending)\b", re.IGNORECASE)
_ORDERER = re.compile(
    r"\b(?:ordering (?:physician|practitioner|provider|clinician)|ordered by|prescribed by|prescriber)\s*:?\s*",
    re.IGNORECASE,
)
_REPORT_TITLE = re.compile(r"\breports?\b", re.IGNORECASE)
_NO_DOCUMENT = frozenset({"administration", "submission", "template_text", "messages"})
_BESIDE = 400
_REAL = frozenset({Assertion.PRESENT, Assertion.HISTORICAL})


class DocumentKinds:
    """The entries of kind `documents` made ready."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        entries = reading.vocabulary.phrases.documents
        self._entries = entries
        self._needs = {
            key: tuple(pattern for group in groups(entry) if (pattern := pattern_of(group)) is not None)
            for key, entry in entries.items()
        }
        self._state_sections = {key: _headings(entry) for key, entry in entries.items()}

    def documents_in(self, note: Note, parts: Mapping[int, str]) -> Iterator[DocumentFact]:
        """Documents that a note is or records. parts: headings as written, by index of the statement that follows."""
        if not note.statements or note.statements[0].section in _NO_DOCUMENT:
            return
        told: dict[str, tuple[Statement, DayRange | None, bool]] = {}
        for key in self.reading.vocabulary.document_types(note.title or "", codes=self._ordered(note)):
            told[key] = (note.statements[0], note.on, True)
        for key in self._entries:
            roles = texts(self._entries[key].get("roles"))
            if key not in told and roles and not terms(self._entries[key], "titles"):
                continue
            if key == "chiropractic_note" and key not in told and note.dated == "head" and set(roles) & set(note.roles):
                told[key] = (note.statements[0], note.on, True)
        for statement in note.statements:
            for mention in self.reading.find(statement.text).of("document"):
                key = mention.what.key
                if key in told and told[key][2]:
                    continue
                if self._records(statement, key, mention.start, mention.end):
                    on = when(statement, mention.start, mention.end)
                    yield self._fact(note, key, statement, on, parts, whole=False)
        for key, (statement, on, _) in told.items():
            if self._by_someone(key, note):
                yield self._fact(note, key, statement, on, parts, whole=True)

    def _ordered(self, note: Note) -> list[Code]:
        if not _ORDER.search(note.title or "") and not any(_ORDERED.search(s.text) for s in note.statements[:3]):
            return []
        found: list[Code] = []
        for statement in note.statements:
            if statement.is_row or not _SAYS_SERVICE.search(statement.text):
                continue
            for match in _SERVICE.finditer(statement.text):
                system = CodeSystem.CPT if match["code"].isdigit() else CodeSystem.HCPCS
                found.append(Code(system, match["code"]))
        return found

    def _by_someone(self, key: str, note: Note) -> bool:
        roles = texts(self._entries[key].get("roles"))
        return not roles or not note.roles or bool(set(roles) & set(note.roles))

    def _records(self, statement: Statement, key: str, start: int, end: int) -> bool:
        entry = self._entries[key]
        if statement.section in texts(entry.get("not_sections")) or statement.template:
            return False
        if self.reading.vocabulary.is_never("document", key, statement.text):
            return False
        if not all(pattern.search(statement.text) for pattern in self._needs[key]):
            return False
        # A result that reads "negative" is a result, not a denied mention.
        if self._needs[key]:
            rest = pattern_free(statement.text, self._needs[key])
            return self.reading.asserter.judge(rest, start, end, section=statement.section) in _REAL
        return self.reading.asserter.judge(statement.text, start, end, section=statement.section) in _REAL

    def _fact(
        self,
        note: Note,
        key: str,
        statement: Statement,
        on: DayRange | None,
        parts: Mapping[int, str],
        *,
        whole: bool,
    ) -> DocumentFact:
        entry = self._entries[key]
        author, roles = note.author, note.roles
        if flag(entry, "is_order"):
            author, roles = self._orderer(note) or (author, roles)
        # A report's own page holds its findings and its impression under headings of their own.
        told_in_passing = key.endswith("_report") and _REPORT_TITLE.search(note.title or "") is None
        span = opening(note) if whole and not statement.is_row else statement.source()
        return DocumentFact(
            id=f"{statement.place}:{key}",
            source=span,
            strength=Strength.STATED,
            on=on,
            author=author,
            caution=caution_of(statement),
            type=key,
            roles=roles,
            signed=_signed(note),
            states=self._states(note, key, parts, near=None if whole or not told_in_passing else statement),
        )

    def _states(self, note: Note, key: str, parts: Mapping[int, str], *, near: Statement | None) -> dict[str, Source]:
        """What the note states. near: of a study told in a longer note, only what stands beside it is of the study."""
        states: dict[str, Source] = {}
        headings = self._state_sections[key]
        for index, statement in enumerate(note.statements):
            if statement.template or statement.caution:
                continue
            if near is not None and (statement.section != near.section or abs(statement.start - near.start) > _BESIDE):
                continue
            for mention in self.reading.find(statement.text).of("state"):
                if mention.what.key != key or mention.what.part is None or mention.what.part in states:
                    continue
                said = self.reading.asserter.judge(
                    statement.text, mention.start, mention.end, section=statement.section
                )
                if said in _REAL:
                    states[mention.what.part] = statement.source()
            labels = (parts.get(index, ""), statement.cells[0] if len(statement.cells) > 1 else "")
            for label in labels:
                for state in headings.get(label.strip(" :").lower(), ()):
                    states.setdefault(state, statement.source())
        return states

    def _orderer(self, note: Note) -> tuple[str, tuple[str, ...]] | None:
        for statement in note.statements:
            match = _ORDERER.search(statement.text)
            named = people(statement.text[match.end() :], self.reading.vocabulary) if match is not None else []
            if named:
                return named[0].name, self.reading.vocabulary.roles(named[0].words)
        return None


def pattern_free(text: str, patterns: tuple[Terms, ...]) -> str:
    """The text with what the patterns match blanked out, places unchanged."""
    for terms_of in patterns:
        text = terms_of.pattern.sub(lambda match: "x" * len(match.group()), text)
    return text


def _headings(entry: Entry) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for state, sections in _lists(entry).items():
        for section in sections:
            found.setdefault(section.lower(), []).append(state)
    return {section: tuple(states) for section, states in found.items()}


def _lists(entry: Entry) -> dict[str, tuple[str, ...]]:
    value = entry.get("state_sections")
    return {str(state): texts(item) for state, item in value.items()} if isinstance(value, Mapping) else {}


def _signed(note: Note) -> bool | None:
    for statement in reversed(note.statements):
        if _UNSIGNED.search(statement.text):
            return False
        if _SIGNED.search(statement.text):
            return True
    return None
