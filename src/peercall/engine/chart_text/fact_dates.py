"""The date of something stated: the date in its own clause, else that of the note; and what makes a date implausible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from peercall.domain.charts import Patient
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source, SourceSpan
from peercall.engine.chart_text.numbers import LENGTH, ago
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import WrittenDate, find_dates

#: a date behind one of these is no day of measuring
_NOT_WHEN = re.compile(
    r"\b(?:since|until|till|after|before|by|from|through|to|next|planned|scheduled|due|starting|started|begun|beginning|"
    r"stopped|ended|off|expected|expire[sd]?|return|follow-up|goal|between)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
#: words before a value that say it was taken some other day
_EARLIER = re.compile(
    r"\b(?:his|her|their|the|most|prior|previous|as of)?\s*(?:last|recent|latest|previous|prior|earlier)\s+"
    r"(?!time\b|night\b|seen\b)",
    re.IGNORECASE,
)
_AGO = re.compile(LENGTH.pattern + r"\s+ago\b", re.IGNORECASE)
_DAY_MONTH_YEAR = re.compile(r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])")
_RANGE = re.compile(r"^\s*(?:-|–|to|through|until)\s*$")


def own_dates(statement: Statement) -> list[WrittenDate]:
    """Dates in a statement that may say when something was found."""
    near = statement.note.on
    dates = find_dates(statement.text, near=near)
    return [item for item in dates if not _NOT_WHEN.search(statement.text[: item.start])]


def spans_of_time(statement: Statement, dates: Sequence[WrittenDate]) -> list[tuple[WrittenDate, WrittenDate]]:
    """Pairs "11/03/2025 to 04/27/2026" among the dates."""
    return [(one, other) for one, other in pairwise(dates) if _RANGE.match(statement.text[one.end : other.start])]


def when(statement: Statement, start: int, end: int, *, dates: Sequence[WrittenDate] | None = None) -> DayRange | None:
    """Day of what stands at `start` to `end`: the one own date of the statement, or the one beside it, else the note's.

    Two own dates, none beside the words: not known, rather than guessed. The note's date does not date what a comparison
    section or a history says.
    """
    if statement.note.head is statement:
        return statement.note.on
    own = own_dates(statement) if dates is None else list(dates)
    note_on = statement.note.on
    if len(own) == 1 and (own[0].days != note_on):
        return own[0].days
    if len(own) > 1:
        near = [item for item in own if 0 <= item.start - end <= 30 or 0 <= start - item.end <= 12]
        if len(near) == 1:
            return near[0].days
        return own[0].days if len({item.days for item in own}) == 1 else None
    if statement.section == "comparison":
        return None
    if note_on is not None and (then := _AGO.search(statement.text)) is not None:
        return ago(then, note_on)
    return None if _EARLIER.search(statement.text[:start]) else note_on


def implausible(on: DayRange | None, *, patient: Patient | None, as_of: date) -> str | None:
    """Why a date cannot be right: after the day of asking, or before birth."""
    if on is None:
        return None
    if on.first > as_of:
        return "dated after the day of this review"
    if patient is not None and patient.birth_on is not None and on.last < patient.birth_on:
        return "dated before the patient's birth"
    return None


def impossible(source: Source) -> str | None:
    """Why no date can be trusted where the words hold a day that no calendar has (02/30/2026, 13/05/2026)."""
    if not isinstance(source, SourceSpan):
        return None
    for match in _DAY_MONTH_YEAR.finditer(source.quote):
        try:
            date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return "an impossible date stands beside it"
    return None
