"""Measured values in tables: flowsheets by column, laboratory rows, event tables, totals of questionnaires."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.charts import MeasureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.flat_tables import is_dated_head
from peercall.engine.chart_text.measures import caution_of, circumstances, measures_in
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.numbers import value_at
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.measure_names import MeasureWords
from peercall.engine.vocabulary import MeasureName

_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")
_NUMBER = re.compile(r"^[<>≤≥]?\s*\d+(?:\.\d+)?\s*%?$")
_OUT_OF = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*/\s*(?P<of>\d{2,3})")
_NO_VALUE = re.compile(r"\b(?:goal|target|normal|reference|predicted)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s*%")
_TOTAL = re.compile(r"^(?:total|total score|sum|score total|overall)\b", re.IGNORECASE)
_LAB_HEAD = re.compile(r"\b(?:result|value)s?\b", re.IGNORECASE)
_RESULT_SECTIONS = frozenset({"results", "vitals", "study", "scales"})


def measures_of_row(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """Measured values of one table row."""
    header = [cell.lower() for cell in statement.header]
    if header and header[-1].startswith("index") and "count" in header:
        yield from _events(statement, reading)
        return
    if is_dated_head(statement.header):
        yield from _by_day(statement, reading)
        return
    if header and any(reading.vocabulary.name_measure(cell) for cell in statement.header):
        yield from _by_column(statement, reading)
        return
    if _TOTAL.match(statement.cells[0]) and statement.note.title:
        yield from _total(statement, reading)
        return
    if header and any(_LAB_HEAD.search(cell) for cell in header) and len(statement.cells) >= 2:
        yield from _laboratory(statement, reading)
        return
    if not header or statement.section in _RESULT_SECTIONS:
        yield from measures_in(statement, reading)


def _by_day(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """A table whose columns are days: the row names the measure. Columns without a day (a goal, a reference) are no values."""
    name = reading.vocabulary.name_measure(statement.cells[0])
    if name is None or len(statement.cells) != len(statement.header):
        return
    words = reading.vocabulary.measure_words[name.measure]
    for column, title in enumerate(statement.header):
        days = [item for item in find_dates(title) if item.days.exact]
        if column == 0 or len(days) != 1 or _NO_VALUE.search(title):
            continue
        cell = statement.cells[column]
        fact = _of_cell(statement, reading, name, words, cell, days[0].days, None, column, statement.cells[0])
        if fact is not None:
            yield fact


def _by_column(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """A flowsheet: each column is a measure, each row a day or an hour."""
    cells, header = statement.cells, statement.header
    on, hour = _moment(statement)
    for column, title in enumerate(header):
        name = reading.vocabulary.name_measure(title)
        if name is None:
            continue
        words = reading.vocabulary.measure_words[name.measure]
        if len(cells) == len(header) or column < _first_gap(statement):
            cell = cells[column] if column < len(cells) else ""
        else:
            # A row with empty cells: only a cell that carries the measure's own unit can be told from the others.
            own = [cell for cell in cells if any(unit == "%" for unit, _ in words.units) and _PERCENT.search(cell)]
            cell = own[0] if len(own) == 1 else ""
        fact = _of_cell(statement, reading, name, words, cell, on, hour, column, title)
        if fact is not None:
            yield fact


def _first_gap(statement: Statement) -> int:
    """Columns before which no cell can be missing: the leading time or date, and a percent right behind it."""
    return 2 if statement.cells and _is_moment(statement.cells[0]) and len(statement.header) <= 5 else 0


def _of_cell(
    statement: Statement,
    reading: Reading,
    name: MeasureName,
    words: MeasureWords,
    cell: str,
    on: DayRange | None,
    hour: str | None,
    column: int,
    title: str,
) -> MeasureFact | None:
    if words.kind in {"ordinal", "category"}:
        level = next((level for level, pattern in words.levels if pattern.fullmatch(cell)), None)
        if level is None:
            return None
        return _row_fact(statement, reading, name, words, None, None, on, hour, column, (level,))
    percents = _PERCENT.findall(cell)
    is_percent = any(unit == "%" for unit, _ in words.units)
    if is_percent and len(percents) == 1:
        number = float(percents[0])
        return _row_fact(statement, reading, name, words, (number, number), "%", on, hour, column)
    out_of = _OUT_OF.fullmatch(cell)
    if out_of is not None:
        scale = next((s for s, _ in words.scales if s.endswith("-" + out_of["of"])), None)
        if scale is None and (words.scales or words.high != float(out_of["of"])):
            return None
        number = float(out_of["n"])
        return _row_fact(
            statement, reading, name, words, (number, number), words.implied_unit, on, hour, column, scale=scale
        )
    if _NUMBER.match(cell) is None:
        return None
    value = value_at(cell, 0)
    if value is None or (words.scales and words.implied_unit is None and title.strip().lower() in words.weak):
        return None
    stated = next((unit for unit, pattern in words.units if pattern.search(title)), None)
    return _row_fact(
        statement, reading, name, words, (value.low, value.high), stated or words.implied_unit, on, hour, column
    )


def _events(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """A sleep report's table: events counted, and their index per hour in the last column."""
    name = reading.vocabulary.name_measure(statement.cells[0])
    if name is None or len(statement.cells) != len(statement.header):
        return
    words = reading.vocabulary.measure_words[name.measure]
    for column, title in enumerate(statement.header):
        number = _plain_number(statement.cells[column])
        if number is None:
            continue
        if title.lower().startswith("index"):
            yield _row_fact(
                statement, reading, name, words, (number, number), words.implied_unit, statement.note.on, None, column
            )
        elif title.lower() == "count" and name.measure == "ahi" and name.caution is None:
            counted = reading.vocabulary.measure_words.get("respiratory_event_count")
            if counted is not None:
                yield _row_fact(
                    statement,
                    reading,
                    MeasureName(counted.id),
                    counted,
                    (number, number),
                    counted.implied_unit,
                    statement.note.on,
                    None,
                    column,
                )


def _laboratory(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """Test, result, unit, reference range."""
    name = reading.vocabulary.name_measure(statement.cells[0])
    if name is None:
        return
    words = reading.vocabulary.measure_words[name.measure]
    at = next((i for i, cell in enumerate(statement.header) if _LAB_HEAD.search(cell)), 1)
    cell = statement.cells[at] if at < len(statement.cells) else ""
    value = value_at(cell, 0)
    if value is None or words.kind in {"ordinal", "category"}:
        return
    behind = f"{cell[value.end :]} {statement.cells[at + 1] if at + 1 < len(statement.cells) else ''}".strip()
    unit = next((unit for unit, pattern in words.units if pattern.match(behind)), None)
    if unit is None and behind and not re.match(r"^[\d<>.(-]", behind) and words.units:
        return
    on, hour = statement.note.on, statement.note.hour
    limits = (value.low, value.high)
    yield _row_fact(
        statement, reading, name, words, limits, unit or (None if words.units else words.implied_unit), on, hour, at
    )


def _total(statement: Statement, reading: Reading) -> Iterator[MeasureFact]:
    """The total of a questionnaire whose title names the measure."""
    title = re.sub(r"^\s*questionnaire\s*:\s*", "", statement.note.title or "", flags=re.IGNORECASE)
    name = reading.vocabulary.name_measure(re.sub(r"\s*\([^)]*\)\s*$", "", title))
    if name is None:
        return
    words = reading.vocabulary.measure_words[name.measure]
    written = " ".join(statement.cells[1:])
    value = value_at(written, 0)
    if value is None:
        return
    percent = re.search(r"(?:=|\()\s*(\d+(?:\.\d+)?)\s*%", written)
    out_of = re.match(r"\s*(?:of|/|out of)\s*(\d{2,3})", written[value.end :])
    scale = next((s for s, _ in words.scales if out_of and s.endswith("-" + out_of[1])), None)
    limits, unit = (value.low, value.high), words.implied_unit
    if percent is not None and any(u == "%" for u, _ in words.units):
        limits, unit, scale = (float(percent[1]), float(percent[1])), "%", None
    yield _row_fact(statement, reading, name, words, limits, unit, statement.note.on, None, 0, scale=scale)


def _row_fact(
    statement: Statement,
    reading: Reading,
    name: MeasureName,
    words: MeasureWords,
    limits: tuple[float, float] | None,
    unit: str | None,
    on: DayRange | None,
    hour: str | None,
    column: int,
    levels: tuple[str, ...] = (),
    *,
    scale: str | None = None,
) -> MeasureFact:
    about = " ".join(statement.cells)
    context = {**circumstances(statement, about, words, reading.vocabulary), **name.context}
    return MeasureFact(
        id=f"{statement.place}:{words.id}:{column}",
        source=statement.source(),
        strength=Strength.STATED,
        on=on,
        assertion=Assertion.FAMILY if statement.section == "family_history" else Assertion.PRESENT,
        author=statement.note.author,
        caution=caution_of(statement) or name.caution or words.caution_in(about),
        measure=words.id,
        variant=name.variant,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        category=levels,
        unit=unit,
        scale=scale or name.scale,
        context=context,
        hour=hour,
    )


def _moment(statement: Statement) -> tuple[DayRange | None, str | None]:
    """Day and hour of a flowsheet's row."""
    on, hour = statement.note.on, None
    for cell in statement.cells[:2]:
        clock = _TIME.match(cell)
        if clock is not None and on is not None and on.exact:
            hour = f"{on.first.isoformat()}T{int(clock[1]):02d}:{clock[2]}"
            continue
        dates = find_dates(cell)
        if len(dates) == 1 and dates[0].start == 0:
            on = dates[0].days
    if any(cell.lower().startswith("date") for cell in statement.header) and not any(
        find_dates(cell) for cell in statement.cells[:2]
    ):
        return None, None
    return on, hour


def _is_moment(cell: str) -> bool:
    return _TIME.match(cell) is not None or bool(find_dates(cell))


def _plain_number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"\d+(?:\.\d+)?", cell) else None
