"""Whose page it is: names and birth dates in page headers against the patient's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from peercall.domain.charts import Patient
from peercall.engine.chart_text.lines import Line, PageLines
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.identity import names_fit

_BIRTH = re.compile(r"\b(?:DOB|D\.O\.B\.?|date of birth|birth\s?date|born)\b\s*[:#|]?\s*", re.IGNORECASE)
_LAST_FIRST = re.compile(r"\b([A-Z][A-Za-z'’-]+(?:\s[A-Z][A-Za-z'’-]+)?),\s*([A-Z][A-Za-z'’-]+)")
_LABELLED = re.compile(
    r"^(?:patient(?: name)?|name)\s*[:\t]\s*([A-Z][A-Za-z'’. -]+?)(?=\s{2,}|\t|\||\bDOB\b|$)", re.IGNORECASE
)
_BANNER = re.compile(
    r"\b(?:DOB|D\.O\.B|date of birth|birth\s?date|born|MRN|medical record|patient (?:name|id)|member (?:name|id)|"
    r"chart (?:no|number|#)|acct|account)\b|\bpatient\s*:",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"^[\s|/,;()-]*$")
_HEAD_LINES = 6


def wrong_patient(page: PageLines, patient: Patient | None) -> str | None:
    """Why the page may be another patient's, in words without values; None when nothing contradicts.

    A birth date that fits settles a name that does not (a maiden name); one that differs settles everything.
    """
    if patient is None:
        return None
    lines = (*page.header, *page.body[:_HEAD_LINES])
    births = births_in(lines)
    if patient.birth_on is not None and births:
        return None if patient.birth_on in births else "the page carries another birth date"
    if patient.name and (names := list(names_in(lines))) and not any(names_fit(name, patient.name) for name in names):
        return "the page carries another name"
    return None


def births_in(lines: Sequence[Line]) -> set[date]:
    """Birth dates that the lines state: labelled, or right behind a name written last name first."""
    found: set[date] = set()
    for line in lines:
        for item in find_dates(line.text):
            if not item.days.exact:
                continue
            before = line.text[: item.start]
            label = list(_BIRTH.finditer(before))[-1:]
            named = list(_LAST_FIRST.finditer(before))[-1:]
            if (label and label[0].end() == len(before)) or (named and _SEPARATED.match(before[named[0].end() :])):
                found.add(item.days.first)
    return found


def names_in(lines: Iterable[Line]) -> Iterable[str]:
    """Names that the lines give as the patient's: labelled, or last name first beside what a banner carries."""
    for number, line in enumerate(lines):
        if (label := _LABELLED.match(line.text)) is not None:
            yield label[1]
        elif number < _HEAD_LINES and _looks_like_banner(line.text):
            # "Tobias Roe, MD" has the same form: a given name is longer, or not in capitals beside a name that is not.
            for match in _LAST_FIRST.finditer(line.text):
                if match[1].isupper() or not match[2].isupper():
                    yield f"{match[2]} {match[1]}"


def _looks_like_banner(text: str) -> bool:
    """A name written last name first is the patient's only beside what a banner carries; a heading in capitals is none."""
    return _BANNER.search(text) is not None
