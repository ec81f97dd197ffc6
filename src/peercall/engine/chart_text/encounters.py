"""Visits from note heads: who saw the patient, for what, in person or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.charts import EncounterFact, ProcedureFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.fact_dates import when
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.statements import Note, Statement, opening

_FACE = re.compile(
    r"\b(?:face[\s-]to[\s-]face|in[\s-]person|office visit|clinic visit|seen and examined)\b", re.IGNORECASE
)
_REMOTE = re.compile(r"\b(?:telehealth|telemedicine|video visit|virtual visit|by video)\b", re.IGNORECASE)
_PHONE = re.compile(r"\b(?:telephone|phone call|portal|message)\b", re.IGNORECASE)
_NO_VISIT = re.compile(
    r"\b(?:report|laboratory|order|questionnaire|letter|request|list|history\b(?! and physical)|flowsheet|immunizations|log|record release|"
    r"consent|privacy|eligibility|messages?|prescription|gas|echocardiogram|electrocardiogram|plan|case management|education|form)\b",
    re.IGNORECASE,
)
_SILENT = frozenset({"template_text", "family_history", "submission", "administration", "messages", "goals"})
_ADMITTED = re.compile(
    r"\b(?:admitted (?:from|to|as|for)|inpatient admission|admitted to the hospital)\b", re.IGNORECASE
)


def encounter_of(note: Note, reading: Reading) -> EncounterFact | None:
    """The visit a note records: it needs a date and someone who saw the patient."""
    title = note.title or ""
    if note.on is None or not note.roles or note.dated != "head" or not note.statements:
        return None
    if _NO_VISIT.search(title) and not re.search(
        r"\b(?:visit|consultation|progress note|examination)\b", title, re.IGNORECASE
    ):
        return None
    first = note.statements[0]
    words = " ".join(s.text for s in note.statements[:4])
    whole = f"{title} {words}"
    mode: str | None
    if _PHONE.search(title):
        mode = "telephone"
    elif _REMOTE.search(whole):
        mode = "telehealth"
    else:
        mode = "in_person" if _FACE.search(whole) else None
    reasons = _purposes(note, reading)
    return EncounterFact(
        id=f"{first.place}:visit",
        source=opening(note),
        strength=Strength.STATED,
        on=note.on,
        author=note.author,
        caution=caution_of(first),
        text=" ".join(part for part in (title, first.text) if part),
        roles=note.roles,
        also_at=tuple(dict.fromkeys(s.source() for s in reasons.values() if s is not None))[:3],
        purposes=tuple(reasons),
        mode=mode,
        status="finished",
    )


def _purposes(note: Note, reading: Reading) -> dict[str, Statement | None]:
    """Purposes with the statement that shows each; None where the title does."""
    found: dict[str, Statement | None] = dict.fromkeys(reading.vocabulary.purposes(note.title or ""))
    for statement in note.statements:
        if _speaks(statement):
            for purpose in reading.vocabulary.purposes(statement.text):
                found.setdefault(purpose, statement)
    return found


def _speaks(statement: Statement) -> bool:
    return not statement.template and statement.caution is None and statement.section not in _SILENT


def procedures_in(statement: Statement, reading: Reading) -> Iterator[ProcedureFact]:
    """Procedures of the value sets that a sentence names: done, denied or planned."""
    mentions = reading.find(statement.text).of("procedure")
    if not mentions or statement.section in {"submission", "administration", "family_history", "goals"}:
        return
    seen: set[str] = set()
    title = statement.note.title or ""
    for mention in mentions:
        if mention.what.key in seen:
            continue
        seen.add(mention.what.key)
        assertion = reading.judge(statement.text, mention, statement.section)
        if assertion is Assertion.PRESENT and (
            statement.section in {"plan", "assessment_plan", "orders"}
            or re.search(r"\border\b|\brequest\b", title, re.IGNORECASE)
        ):
            assertion = Assertion.PLANNED
        on = when(statement, mention.start, mention.end)
        if assertion is Assertion.HISTORICAL and on == statement.note.on:
            on = None
        yield ProcedureFact(
            id=f"{statement.place}:{mention.what.key}",
            source=statement.source(),
            strength=Strength.STATED,
            on=on,
            assertion=assertion,
            author=statement.note.author,
            caution=caution_of(statement),
            codes=(),
            text=statement.text,
            kind=mention.what.key,
            status="completed" if assertion in {Assertion.PRESENT, Assertion.HISTORICAL} else None,
        )
