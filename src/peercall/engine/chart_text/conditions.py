"""Problems with their ICD-10-CM codes: rows of problem lists, and codes written in assessments and orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.domain.charts import ConditionFact
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import find_dates

_CODE = re.compile(r"(?<![\w.-])(?P<code>[A-TV-Z]\d[0-9A-B](?:\.[0-9A-Z]{1,4})?)(?![\w.-]*\w)")
_DOTTED = re.compile(r"(?<![\w.-])[A-TV-Z]\d[0-9A-B]\.[0-9A-Z]{1,4}(?![\w-])")
_SAYS_CODE = re.compile(r"\b(?:diagnos[ie]s|dx|icd-?10|icd)\b", re.IGNORECASE)
_NOT_CODE = re.compile(r"\b(?:HCPCS|CPT)\b")
_STATUS = {
    "active": "active",
    "resolved": "resolved",
    "inactive": "inactive",
    "chronic": "active",
    "current": "active",
    "remission": "remission",
}
_RULED_OUT = re.compile(
    r"\s*(?:ruled out|excluded|refuted|not confirmed|disproved|entered in error|error)\b", re.IGNORECASE
)
_UNSURE = re.compile(
    r"\s*(?:suspected|possible|probable|provisional|differential|unconfirmed|to be confirmed|rule out|r/o)\b",
    re.IGNORECASE,
)
_SUSPECTED = re.compile(
    r"(?:,\s*|\()(?:suspected|possible|probable|provisional|unconfirmed|rule out|r/o)\b\)?|^\s*(?:suspected|possible|probable|rule out|r/o)\b",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"assessment", "assessment_plan", "diagnosis", "orders", "impression", "findings"})


def conditions_of_row(statement: Statement, reading: Reading) -> Iterator[ConditionFact]:
    """A problem list's row: words, code, when noted, status."""
    header = [cell.lower() for cell in statement.header]
    if not any(cell.startswith(("problem", "diagnos", "condition", "icd")) for cell in header):
        return
    cells = statement.cells
    coded = [(i, m["code"]) for i, cell in enumerate(cells) if (m := _CODE.fullmatch(cell)) is not None]
    status = next((_STATUS[cell.lower()] for cell in reversed(cells) if cell.lower() in _STATUS), None)
    doubted = next((said for cell in reversed(cells[1:]) if (said := _doubt(cell)) is not None), None)
    noted = next((dates[0].days for cell in cells[1:] if len(dates := find_dates(f"since {cell}")) == 1), None)
    if not coded and status is None:
        return
    yield ConditionFact(
        id=f"{statement.place}:problem",
        source=statement.source(),
        strength=Strength.CODED if coded else Strength.STATED,
        on=noted,
        assertion=doubted or _asserted(cells[0], reading, coded=bool(coded)),
        caution=caution_of(statement),
        codes=tuple(Code(CodeSystem.ICD10CM, code) for _, code in coded),
        text=cells[0],
        clinical_status=status,
        recorded=noted,
    )


def _doubt(cell: str) -> Assertion | None:
    """What a status column says that is no status: ruled out, or not yet known."""
    if _RULED_OUT.match(cell):
        return Assertion.NEGATED
    return Assertion.UNCERTAIN if _UNSURE.match(cell) else None


def _asserted(name: str, reading: Reading, *, coded: bool) -> Assertion:
    """A coded problem is one, unless its own name calls it suspected or a relative's."""
    if coded:
        return Assertion.UNCERTAIN if _SUSPECTED.search(name) else Assertion.PRESENT
    return reading.asserter.judge(name, 0, len(name))


def conditions_in(statement: Statement, reading: Reading) -> Iterator[ConditionFact]:
    """Codes written in a sentence of an assessment, a diagnosis line or an order."""
    text = statement.text
    if _CODE.search(text) is None:
        return
    if statement.is_row or (_NOT_CODE.search(text) and not _SAYS_CODE.search(text)):
        return
    known = statement.section in _SECTIONS or _SAYS_CODE.search(text) is not None
    pattern = _CODE if known else _DOTTED
    found = list(pattern.finditer(text))
    if _SAYS_CODE.search(text) and _NOT_CODE.search(text):
        said = _SAYS_CODE.search(text)
        found = [m for m in found if said is not None and m.start() > said.start()]
    if not found or statement.section in {"family_history", "submission"}:
        return
    if not known and "(" not in text:
        return
    for match in found:
        code = match.group()
        if re.fullmatch(r"[CTLS]\d{1,2}", code):
            continue
        assertion = reading.asserter.judge(text, match.start(), match.end(), section=statement.section)
        yield ConditionFact(
            id=f"{statement.place}:{code}",
            source=statement.source(),
            strength=Strength.CODED,
            on=_onset(statement),
            assertion=assertion,
            author=statement.note.author,
            caution=caution_of(statement),
            codes=(Code(CodeSystem.ICD10CM, code),),
            text=text,
            recorded=statement.note.on,
        )


def _onset(statement: Statement) -> DayRange | None:
    return statement.note.on
