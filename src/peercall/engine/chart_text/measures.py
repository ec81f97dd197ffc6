"""Measured values in prose: name, number or level, unit, scale, circumstances and date.

A value without a unit or a date says so. What may be a limit, a goal or a change ("from 46% to 30%") is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from peercall.domain.charts import MeasureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.assertion import clause_end
from peercall.engine.chart_text.fact_dates import own_dates, when
from peercall.engine.chart_text.mentions import Reading, What
from peercall.engine.chart_text.note_heads import hour_after
from peercall.engine.chart_text.numbers import Value
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.value_reading import (
    ReadValue,
    level_at,
    levels_of,
    next_value,
    read_at,
    value_after,
    value_before,
)
from peercall.engine.chart_text.value_series import Series, series_behind
from peercall.engine.chart_text.written_dates import WrittenDate, find_dates
from peercall.engine.measure_names import MeasureWords, stands_alone
from peercall.engine.phrasing import Mention
from peercall.engine.vocabulary import Vocabulary

_LIMIT = re.compile(
    r"^\s*%?\s*(?:or|and)\s+(?:less|more|below|above|under|over|greater|higher|lower|fewer|better)\b", re.IGNORECASE
)
_CRITERION = re.compile(
    r"\b(?:criteri(?:a|on)|require[ds]?|qualif(?:y|ies|ied) if|goals?|targets?|thresholds?|cut-?off|policy|guidelines?)\b",
    re.IGNORECASE,
)
#: "52 -> 48": which of the two is of today is not said
_CHANGE = re.compile(r"^\s*%?\s*(?:-+>|→|=>|⇒)")
#: a date within so many characters of the beginning dates all that a sentence lists
_OPENING = 25
_CLOSES = re.compile(r"[,;)]|\.\s")
_MESSAGES = frozenset({"messages"})


def measures_in(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """Measured values that a sentence, or a row read as one, states."""
    mentions = reading.find(statement.text).of("measure")
    if not mentions:
        return
    vocabulary = reading.vocabulary
    dates = own_dates(statement)
    text = statement.text
    told: set[tuple[str, float | None, float | None, tuple[str, ...]]] = set()
    for place, mention in enumerate(mentions):
        words = vocabulary.measure_words[mention.what.key]
        if not stands_alone(text, mention.start, mention.end) or not words.speaks_of(text):
            continue
        if words.needs == () and any(
            other.what.key != mention.what.key
            and (other.start, other.end) == (mention.start, mention.end)
            and vocabulary.measure_words[other.what.key].needs
            and vocabulary.measure_words[other.what.key].speaks_of(text)
            for other in mentions
        ):
            continue
        before = mentions[place - 1].end if place else 0
        limit = (
            mentions[place + 1].start
            if place + 1 < len(mentions) and mentions[place + 1].start > mention.end
            else len(text)
        )
        for fact in _of_mention(statement, reading, mention, words, dates, before, limit):
            said = (fact.measure, fact.low, fact.high, fact.category)
            if said not in told:
                told.add(said)
                yield fact


def _of_mention(
    statement: Statement,
    reading: Reading,
    mention: Mention[What],
    words: MeasureWords,
    dates: Sequence[WrittenDate],
    before: int,
    limit: int,
) -> Iterator[MeasureFact]:
    text = statement.text
    if words.kind in {"ordinal", "category"}:
        levels, end = levels_of(text, mention, words)
        if not levels:
            return
        behind: Series[tuple[str, ...]] = series_behind(
            text, mention.end, end, limit, dates, lambda at: level_at(text, at, words)
        )
        on = _day(statement, mention.start, end, limit, dates, behind)
        yield _fact(statement, reading, mention, words, on, None, levels, (0, behind.closes or len(text)))
        for number, (level, day) in enumerate(behind.further, start=1):
            yield _fact(statement, reading, mention, words, day, None, level, (0, len(text)), serial=number)
        return
    first = value_before(text, mention, words) if words.after else value_after(text, mention, words, dates, limit)
    if first is None or _CHANGE.match(text[first.end :]):
        return
    if _LIMIT.match(text[first.end :]) or (first.value.sign and _CRITERION.search(text)):
        return
    # what another clause tells ("on echo 03/03/2026; A1c 7.9%") is not of this value
    start, window_end = text.rfind(";", 0, min(mention.start, first.value.start)) + 1, len(text)
    dates = [d for d in dates if not _parted(text, d, mention.start, first.end)]
    found = [first]
    while "gas" in words.contexts and (following := next_value(text, found[-1], words)) is not None:
        found.append(following)
    series: Series[ReadValue] = (
        series_behind(text, first.value.start, first.end, limit, dates, lambda at: read_at(text, at, words))
        if len(found) == 1
        else Series(None, (), None)
    )
    for number, read in enumerate(found):
        window_end = found[number + 1].value.start if number + 1 < len(found) else len(text)
        if number == 0 and len(found) == 1:
            window_end = min(window_end, _own_end(text, read.end, limit), series.closes or window_end)
        begin = start if number == 0 else read.value.start
        on = _day(statement, mention.start, read.end, limit, dates, series)
        fact = _fact(statement, reading, mention, words, on, read, (), (begin, window_end), serial=number)
        if "portion" in fact.context:
            near = _close_by(text, before, mention, read.end, limit)
            own = {key: value for key, value in reading.vocabulary.context(near).items() if key == "portion"}
            others = {key: value for key, value in fact.context.items() if key != "portion"}
            fact = replace(fact, context={**others, **own})
        yield fact
    for number, (read, day) in enumerate(series.further, start=len(found)):
        window = (read.value.start, read.end)
        yield _fact(statement, reading, mention, words, day, read, (), window, serial=number)


def _parted(text: str, date: WrittenDate, start: int, end: int) -> bool:
    """True for a date that a semicolon parts from the value, unless it opens the sentence."""
    if date.end <= start:
        return ";" in text[date.end : start] and date.start > _OPENING
    return ";" in text[end : date.start]


def _own_end(text: str, end: int, limit: int) -> int:
    """Where words end that may speak of a value: the last comma before the next measure's name."""
    if limit >= len(text):
        return len(text)
    parted = max(text.rfind(",", end, limit), text.rfind(";", end, limit))
    return parted if parted >= 0 else limit


def _day(
    statement: Statement,
    start: int,
    end: int,
    limit: int,
    dates: Sequence[WrittenDate],
    series: Series[Any],
) -> DayRange | None:
    """The value's own day, else that of the statement: never a date that belongs to a value behind it."""
    if series.own is not None:
        return series.own
    closes = series.closes
    left = [item for item in dates if closes is None or item.end <= closes]
    if closes is None and limit < len(statement.text):
        behind = [item for item in dates if item.start >= limit]
        if behind and len(behind) == len(dates) and any(item.days != statement.note.on for item in behind):
            return None  # the only date stands behind the next measure: perhaps of both, perhaps not
    return when(statement, start, end, dates=left)


def _close_by(text: str, before: int, mention: Mention[What], end: int, limit: int) -> str:
    """Words that belong to one value among several: from the end of the clause before it to the end of its own."""
    ended = _CLOSES.search(text, before, mention.start) if before else None
    begin = ended.end() if ended is not None else before
    behind = text[end:limit]
    opened = behind.rfind("(")
    if opened > behind.rfind(")"):
        behind = behind[:opened]  # the bracket holds the next value
    closed = _CLOSES.search(behind)
    return f"{text[begin : mention.end]} {behind[: closed.start()] if closed is not None else behind}"


def _fact(
    statement: Statement,
    reading: Reading,
    mention: Mention[What],
    words: MeasureWords,
    on: DayRange | None,
    read: ReadValue | None,
    levels: tuple[str, ...],
    window: tuple[int, int],
    *,
    serial: int = 0,
) -> MeasureFact:
    text = statement.text
    end = read.end if read is not None else mention.end
    about = text[window[0] : window[1]]
    beside = text[window[0] : max(end, min(window[1], clause_end(text, end)))]
    # "(previously 0 in 6/2025)" behind a value makes the value itself no past one
    said = text[: window[1]] if window[0] == 0 else text
    assertion = reading.judge(said, mention, statement.section)
    if words.kind == "category" and assertion is Assertion.HISTORICAL:
        assertion = Assertion.PRESENT
    if statement.section in {"comparison"} and assertion is Assertion.PRESENT:
        assertion = Assertion.HISTORICAL
    dated = next((d for d in find_dates(text) if d.days == on), None)
    if assertion is Assertion.HISTORICAL and on == statement.note.on and dated is None:
        on = None
    own_hour = hour_after(text[dated.end :], dated.days) if dated is not None else None
    value = read.value if read is not None else None
    return MeasureFact(
        id=f"{statement.place}:{words.id}" + (f":{mention.start}:{serial}" if mention.start or serial else ""),
        source=statement.source(),
        strength=Strength.STATED,
        on=on,
        assertion=assertion,
        author=statement.note.author,
        caution=caution_of(statement) or words.caution_in(about) or _out_of_scale(value, read, words),
        measure=words.id,
        variant=words.variant_in(beside),
        low=value.low if value else None,
        high=value.high if value else None,
        category=levels,
        unit=read.unit if read else None,
        scale=read.scale if read else None,
        context=circumstances(statement, beside, words, reading.vocabulary),
        hour=own_hour or (statement.note.hour if on is not None and on == statement.note.on else None),
    )


def caution_of(statement: Statement) -> str | None:
    """Why nothing in the statement may count."""
    if statement.caution is not None:
        return statement.caution
    if statement.template:
        return "template text"
    return "said in a message" if statement.section in _MESSAGES else None


def circumstances(statement: Statement, about: str, words: MeasureWords, vocabulary: Vocabulary) -> dict[str, str]:
    """Context of a value: what the name carries, what the words around say, else what the specimen line of the note says."""
    context = words.context_of_name(about)
    said = vocabulary.context(about)
    context.update({key: value for key, value in said.items() if key in words.contexts and key not in context})
    for key, value in statement.note.context.items():
        if key in words.contexts:
            context.setdefault(key, value)
    method = vocabulary.method(about) or statement.note.method
    if method is not None:
        context.setdefault("method", method)
    if statement.note.method is not None:
        context["test"] = f"{statement.document.path}#{statement.note.first_page}"
    return context


def _out_of_scale(value: Value | None, read: ReadValue | None, words: MeasureWords) -> str | None:
    if value is None or read is None or words.low is None or words.high is None:
        return None
    if read.scale is not None:
        top = float(read.scale.rpartition("-")[2])
        return "outside the scale it names" if value.high > top else None
    if read.unit is not None and read.unit != words.implied_unit and read.unit != "%":
        return None
    inside = words.low <= value.low and value.high <= words.high
    return None if inside or value.sign else "outside the range of the measure"
