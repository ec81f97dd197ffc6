"""Who the chart is about, from its face sheet: for charts that come on paper alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from peercall.domain.charts import Patient
from peercall.engine.chart_text.statements import Note, Statement
from peercall.engine.chart_text.written_dates import find_dates

_TITLE = re.compile(r"\b(?:face sheet|demographics|patient information|registration)\b", re.IGNORECASE)
_FIELD = re.compile(
    r"^(?P<label>patient name|name|date of birth|dob|birth ?date|sex|gender|mrn|member id)\s*[:\t ]\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_SEXES = {"male": "male", "m": "male", "female": "female", "f": "female"}


def patient_on_face_sheet(notes: Iterable[Note]) -> Patient | None:
    """The patient as a face sheet states: it needs a birth date, and all sheets must give the same one; else None."""
    fields: dict[str, str] = {}
    births: dict[date, Statement] = {}
    identifiers: list[str] = []
    for note in notes:
        if note.title is None or not _TITLE.search(note.title):
            continue
        for statement in note.statements:
            match = _FIELD.match(statement.text)
            if match is None or statement.caution is not None:
                continue
            label, value = match["label"].lower(), match["value"].strip()
            if label in {"mrn", "member id"}:
                identifiers.append(value)
            elif label in {"date of birth", "dob", "birthdate", "birth date"}:
                for found in find_dates(value):
                    if found.days.exact:
                        births.setdefault(found.days.first, statement)
            else:
                fields.setdefault("sex" if label in {"sex", "gender"} else "name", value)
    if len(births) != 1:
        return None
    born, statement = next(iter(births.items()))
    return Patient(
        statement.source(),
        name=fields.get("name"),
        birth_on=born,
        sex=_SEXES.get(fields.get("sex", "").lower()),
        identifiers=tuple(dict.fromkeys(identifiers)),
    )
