"""Date, author, roles and method of a note that only the whole note shows."""

from __future__ import annotations

import re

from peercall.engine.chart_text.note_heads import hour_after
from peercall.engine.chart_text.people import people
from peercall.engine.chart_text.statements import Note
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.vocabulary import Vocabulary

_SINCE = re.compile(
    r"\b(?:since|until|after|before|by|due|next|planned|scheduled|through|to|DOB|D\.O\.B|date of birth|birth\s?date|born|"
    r"printed|print date)\W*$",
    re.IGNORECASE,
)
_GAS = re.compile(r"\binspired gas\b|\bFiO2\b|\bspecimen:\s*arterial|\bArterial\.", re.IGNORECASE)
_VISIT_TITLE = re.compile(r"\b(?:visit|note|consult(?:ation)?)\b", re.IGNORECASE)
_NOT_VISIT = re.compile(r"\breferral|\brequest|\brecords?\b", re.IGNORECASE)
_UNDATED = frozenset({"administration", "template_text"})
_READER = re.compile(r"\b(radiologist|pathologist)\b[^.]{0,30}$", re.IGNORECASE)
_STUDY_TITLE = re.compile(
    r"\b(?:report|laboratory|study|results?|questionnaire|echocardiogram|electrocardiogram|spirometry|test|flowsheet|gas)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:orders?|letter|request|list|medications?|allerg\w+|referral|messages?|consent)\b", re.IGNORECASE
)


def settle(note: Note, vocabulary: Vocabulary) -> None:
    """Date, author, roles and method that only the whole note shows."""
    first = note.statements[:3]
    if first and first[0].section in _UNDATED:
        return
    if note.on is None:
        for statement in first:
            exact = [
                item
                for item in find_dates(statement.text)
                if item.days.exact and not _SINCE.search(statement.text[: item.start])
            ]
            if exact and not statement.is_row and not note.is_list:
                note.on, note.dated = exact[0].days, "first sentence"
                note.hour = hour_after(statement.text[exact[0].end :], exact[0].days)
                break
    if note.author is None:
        for statement in (*first, *note.statements[-3:]):
            if (named := people(statement.text, vocabulary)) and not statement.is_row:
                note.author, note.credentials = named[0].name, named[0].words
                if reader := _READER.search(statement.text[: named[0].start]):
                    note.credentials = f"{note.credentials}, {reader[1]}"
                break
    described = note.credentials
    title = note.title or ""
    if described and _VISIT_TITLE.search(title) and not _NOT_VISIT.search(title) and "," not in described:
        described = f"{described}, {title}"
    note.roles = vocabulary.roles(described) if described else ()
    if note.title is not None and _STUDY_TITLE.search(note.title):
        words = " ".join((note.title, *(s.text for s in first if not s.is_row)))
        note.method = vocabulary.method(words)
    for statement in note.statements[:4]:
        if not statement.is_row and _GAS.search(statement.text):
            found = vocabulary.context(statement.text)
            note.context.update({key: value for key, value in found.items() if key in {"state", "gas"}})


def inherit_date(note: Note, before: Note | None) -> None:
    """A part of a visit that has a title of its own ("Seizure log", "Procedure history") holds on the visit's day; a report,
    a result or a list does not."""
    if note.on is not None or before is None or note.title is None or note.is_list or before.on is None:
        return
    if note.first_page != before.first_page or _STUDY_TITLE.search(note.title) or _PAPER.search(note.title):
        return
    if before.title is None or not _VISIT_TITLE.search(before.title):
        return
    note.on, note.dated = before.on, "note before"
