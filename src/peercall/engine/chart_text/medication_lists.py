"""Rows of medication lists, fill histories and allergy lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.charts import AllergyFact, ExemptionFact, ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.doses import dose_of_fill, dose_of_row
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.therapies import outcome_of
from peercall.engine.chart_text.written_dates import find_dates

_STATUS = {
    "active": "active",
    "current": "active",
    "past": "completed",
    "stopped": "stopped",
    "discontinued": "stopped",
    "completed": "completed",
}
_RANK = ("never_started", "cancelled", "stopped", "completed", "past", "active")
_NOT_GIVEN = re.compile(
    r"\b(?:held|not given|not administered|refused|cancel+ed|missed|no[- ]show|scheduled|due|planned)\b", re.IGNORECASE
)
_NO_ALLERGY = re.compile(r"\b(?:no|nkda|none|denies|not)\b", re.IGNORECASE)
_STOP_COLUMNS = ("stop", "end", "discontinued", "last taken", "last dose", "until", "to")
_FILLED = ("filled", "fill date", "date filled", "dispensed", "fill dt")
_DRUG = ("drug", "medication", "infusion")
_HARMLESS = re.compile(r"\b(?:none known|unknown substance)\b", re.IGNORECASE)


def exposures_of_row(statement: Statement, reading: Reading) -> Iterator[ExposureFact]:
    """A medication list's or fill history's row."""
    header = [cell.lower() for cell in statement.header]
    if _column(header, _FILLED) is not None:
        yield from _fill(statement, reading, header)
    elif _column(header, ("date", "given")) == 0 and _column(header, _DRUG) is not None:
        yield from _given(statement, reading, header)
    elif _column(header, ("medication", "drug")) == 0 and not any(re.search(r"\d", cell) for cell in header):
        yield from _listed(statement, reading, header)


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((i for i, cell in enumerate(header) if any(cell.startswith(name) for name in names)), None)


def _cell(statement: Statement, at: int | None) -> str:
    whole = len(statement.cells) == len(statement.header)
    return statement.cells[at] if at is not None and whole and at < len(statement.cells) else ""


def _fill(statement: Statement, reading: Reading, header: list[str]) -> Iterator[ExposureFact]:
    on = find_dates(_cell(statement, _column(header, _FILLED)))
    name = _cell(statement, _column(header, _DRUG))
    quantity = _cell(statement, _column(header, ("quantity", "qty")))
    days = _cell(statement, _column(header, ("days", "ds", "d/s", "day supply", "supply"))).removesuffix(" days")
    ingredients = reading.vocabulary.ingredients(name)
    if len(on) != 1 or not ingredients or not days.isdigit():
        return
    weekly = len(ingredients) == 1 and ingredients[0] in reading.vocabulary.weekly
    dose = (
        dose_of_fill(name, quantity=float(quantity), days=int(days), weekly=weekly)
        if re.fullmatch(r"\d+(?:\.\d+)?", quantity) and len(ingredients) == 1
        else None
    )
    yield ExposureFact(
        id=f"{statement.place}:fill",
        source=statement.source(),
        strength=Strength.STATED,
        on=on[0].days,
        caution=caution_of(statement),
        kind="dispense",
        ingredients=ingredients,
        text=" ".join(statement.cells),
        status="completed",
        start=on[0].days,
        days_supply=int(days),
        dose=dose[0] if dose else None,
        dose_unit=dose[1] if dose else None,
    )


def _given(statement: Statement, reading: Reading, header: list[str]) -> Iterator[ExposureFact]:
    """A row of an infusion or administration log: one dose given on its day, and what the row says of it."""
    on = find_dates(_cell(statement, 0))
    ingredients = reading.vocabulary.ingredients(_cell(statement, _column(header, _DRUG)))
    amount = _cell(statement, _column(header, ("dose", "amount")))
    if len(on) != 1 or not on[0].days.exact or not ingredients or not any(char.isdigit() for char in amount):
        return
    if _NOT_GIVEN.search(statement.text):
        return
    outcome, words = outcome_of(statement.text, reading.find(statement.text).of("outcome"), reading)
    yield ExposureFact(
        id=f"{statement.place}:given",
        source=statement.source(),
        strength=Strength.STATED,
        on=on[0].days,
        caution=caution_of(statement),
        kind="administration",
        ingredients=ingredients,
        text=" ".join(statement.cells),
        status="completed",
        start=on[0].days,
        outcome=outcome,
        outcome_text=words,
    )


def _listed(statement: Statement, reading: Reading, header: list[str]) -> Iterator[ExposureFact]:
    ingredients = reading.vocabulary.ingredients(statement.cells[0])
    if not ingredients:
        return
    text = statement.text
    outcomes = reading.find(text).of("outcome")
    told = _cell(statement, _column(header, ("status",))) or " ".join(statement.cells[1:])
    status = next(
        (key for key in _RANK if any(m.what.key == key for m in outcomes)),
        next((value for word, value in _STATUS.items() if told.lower().startswith(word)), None),
    )
    outcome, words = outcome_of(text, outcomes, reading)
    started = find_dates(f"since {_cell(statement, _column(header, ('start',)))}")
    directions = _cell(statement, _column(header, ("directions", "sig", "dose", "dosage")))
    dose = (
        dose_of_row(statement.cells[0], directions or " ".join(statement.cells[1:])) if len(ingredients) == 1 else None
    )
    start = started[0].days if len(started) == 1 else None
    ended = find_dates(f"until {_cell(statement, _column(header, _STOP_COLUMNS))}")
    stop = _stopped(told) or (ended[0].days if len(ended) == 1 else None)
    yield ExposureFact(
        id=f"{statement.place}:listed",
        source=statement.source(),
        strength=Strength.STATED,
        on=statement.note.on or start,
        caution=caution_of(statement),
        kind="statement",
        ingredients=ingredients,
        text=" ".join(statement.cells),
        status={"past": "completed", None: _status_by_dates(start, stop)}.get(status, status or "unknown"),
        start=start,
        stop=stop,
        dose=dose.amount if dose else None,
        dose_unit=dose.unit if dose else None,
        outcome=outcome,
        outcome_text=words,
    )


def _status_by_dates(start: DayRange | None, stop: DayRange | None) -> str:
    """A list that gives an end says that the drug was stopped; one with a beginning alone, that it is taken."""
    if stop is not None:
        return "stopped"
    return "active" if start is not None else "unknown"


def _stopped(told: str) -> DayRange | None:
    match = re.search(r"\b(?:stopped|discontinued|ended|quit)\b", told, re.IGNORECASE)
    if match is None:
        return None
    dates = [item for item in find_dates(told) if 0 <= item.start - match.end() <= 6]
    return dates[0].days if len(dates) == 1 else None


def allergies_of_row(statement: Statement, reading: Reading) -> Iterator[AllergyFact | ExemptionFact]:
    """An allergy list's row: the allergy, and what it exempts."""
    header = [cell.lower() for cell in statement.header]
    at = _column(header, ("substance", "allergen", "allergy", "agent", "drug"))
    if statement.section != "allergies" or (statement.header and at is None):
        return
    substance = statement.cells[at or 0]
    if len(statement.cells) == 1 < len(statement.header):
        substance = reading.vocabulary.substance_at_start(substance) or substance
    if _NO_ALLERGY.search(substance) or _HARMLESS.search(substance):
        return
    reaction = _cell(statement, _column(header, ("reaction",))) or (
        statement.cells[1] if len(statement.cells) > 1 else None
    )
    noted = find_dates(f"since {_cell(statement, _column(header, ('noted', 'onset', 'date')))}")
    on = noted[0].days if len(noted) == 1 else statement.note.on
    yield AllergyFact(
        id=f"{statement.place}:allergy",
        source=statement.source(),
        strength=Strength.STATED,
        on=on,
        caution=caution_of(statement),
        substance=substance,
        reaction=reaction,
        severity=_cell(statement, _column(header, ("severity",))) or None,
    )
    exempted = reading.vocabulary.exempted_by(substance)
    if exempted:
        yield ExemptionFact(
            id=f"{statement.place}:exempts",
            source=statement.source(),
            strength=Strength.STATED,
            on=on,
            assertion=Assertion.PRESENT,
            caution=caution_of(statement),
            kind="allergy",
            text=" ".join(statement.cells),
            ingredients=exempted.ingredients,
            drug_classes=exempted.drug_classes,
            treatments=exempted.treatments,
        )
