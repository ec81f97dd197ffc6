"""Whose pages these are: sex and record numbers beside the names and birth dates of banners.py, and notes of another
patient that begin in the middle of a page.

A sex or a number that does not fit is reported. It makes nothing doubtful on a page whose name or birth date is the
patient's: clerks mistype them, and each house has numbers of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.charts import Patient
from peercall.domain.documents import Document
from peercall.domain.provenance import SourceSpan
from peercall.engine.chart_text.banners import births_in, names_in, wrong_patient
from peercall.engine.chart_text.lines import Line, PageLines
from peercall.engine.identity import names_fit

_SEX = re.compile(r"\b(?:sex|gender)\b(?:\s+at birth)?\s*[:#|]?\s*(?P<sex>male|female|m|f)\b", re.IGNORECASE)
_SEXES = {"m": "male", "f": "female"}
_NUMBER = re.compile(
    r"\b(?P<label>MRN|medical record (?:number|no\.?|#)|member (?:id|number|no\.?|#)|subscriber id|patient id)\s*[:#|]*\s*"
    r"(?P<number>[A-Z0-9][A-Z0-9-]{3,19})\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_KINDS = {"mrn": "record number", "medical": "record number", "member": "member number", "subscriber": "member number"}
_HEAD_LINES = 6
_HEAD_CHARACTERS = 800
#: as many pages of a document must carry one number before another is odd
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is odd about a page's identity, without values. caution: why nothing of the page may count."""

    caution: str | None = None
    warnings: tuple[str, ...] = ()


class PageIdentity:
    """Judges the pages of one document."""

    def __init__(self, pages: Sequence[PageLines], patient: Patient | None) -> None:
        self.patient = patient
        self._usual = _usual_numbers(pages) if patient is not None else {}

    def of_page(self, page: PageLines) -> Verdict:
        """The verdict on a page as a whole, from its head."""
        if self.patient is None:
            return Verdict()
        lines = head_lines(page)
        why = wrong_patient(page, self.patient)
        sex = self._odd_sex(lines)
        odd = [*((sex,) if sex else ()), *self._odd_numbers(lines)]
        if why is None and odd and not self._fits(lines, by_name=sex is not None):
            why = odd.pop(0)
        warnings = tuple(dict.fromkeys([why, *odd] if why else odd))
        return Verdict(f"{why}: it may be another patient's" if why else None, warnings)

    def of_lines(self, lines: Sequence[Line]) -> bool | None:
        """False where the first of these lines names another patient, True where it names this one, None where nobody.

        A birth date on the lines right behind settles a name, as on the head of a page.
        """
        if self.patient is None or not _LABEL.search(lines[0].text):
            return None
        births = births_in(lines[:1]) or (births_in(lines) if list(names_in(lines[:1])) else set())
        if births and self.patient.birth_on is not None:
            return self.patient.birth_on in births
        names = list(names_in(lines[:1]))
        if names and self.patient.name:
            return any(names_fit(name, self.patient.name) for name in names)
        return None

    def names_anybody(self, lines: Sequence[Line]) -> bool:
        """True when any of the lines gives a name, a birth date or a number."""
        return bool(births_in(lines)) or any(True for _ in names_in(lines)) or bool(numbers_in(lines))

    def _fits(self, lines: Sequence[Line], *, by_name: bool) -> bool:
        """True when the name on the lines is this patient's, or the birth date, which twins share (by_name: not enough)."""
        patient = self.patient
        if patient is None:
            return True
        if not by_name and patient.birth_on is not None and patient.birth_on in births_in(lines):
            return True
        name = patient.name
        return name is not None and any(names_fit(found, name) for found in names_in(lines))

    def _odd_sex(self, lines: Sequence[Line]) -> str | None:
        known = self.patient.sex if self.patient is not None else None
        if known not in {"male", "female"}:
            return None
        found = {
            _SEXES.get(match["sex"].lower(), match["sex"].lower())
            for line in lines
            for match in _SEX.finditer(line.text)
        }
        return "the page carries another sex" if len(found) == 1 and known not in found else None

    def _odd_numbers(self, lines: Sequence[Line]) -> list[str]:
        odd: list[str] = []
        known = {_plain(number) for number in (self.patient.identifiers if self.patient is not None else ())}
        for kind, number in numbers_in(lines):
            usual = self._usual.get(kind)
            if number not in known and usual is not None and number != usual:
                odd.append(f"the page carries another {kind}")
        return odd


_LABEL = re.compile(
    r"\b(?:DOB|D\.O\.B|date of birth|birth\s?date)\b|^\s*(?:patient(?: name)?|name|pt)\s*:", re.IGNORECASE
)


def head_lines(page: PageLines) -> list[Line]:
    """The lines that may say whose page it is."""
    return [*page.header, *page.body[:_HEAD_LINES]]


def numbers_in(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Record and member numbers with their kind; words without a digit are no numbers."""
    found: list[tuple[str, str]] = []
    for line in lines:
        for match in _NUMBER.finditer(line.text):
            if _DIGIT.search(match["number"]):
                kind = _KINDS.get(match["label"].split()[0].lower(), "patient number")
                found.append((kind, _plain(match["number"])))
    return found


def member_numbers(documents: Sequence[Document]) -> tuple[str, ...]:
    """Member numbers beside their label on the first lines of the pages, as written."""
    found: dict[str, None] = {}
    for document in documents:
        for page in document.pages:
            head = page.text[:_HEAD_CHARACTERS]
            for match in _NUMBER.finditer(head):
                is_member = _KINDS.get(match["label"].split()[0].lower()) == "member number"
                if is_member and _DIGIT.search(match["number"]):
                    found.setdefault(match["number"])
    return tuple(found)


def patient_on_pages(documents: Sequence[tuple[Document, Sequence[PageLines]]]) -> Patient | None:
    """The patient that the heads of the pages agree on, for charts that come on paper alone: one birth date on more than
    half of the pages that carry any; else None."""
    births: Counter[date] = Counter()
    first: dict[date, SourceSpan] = {}
    for document, pages in documents:
        for page in pages:
            for line in head_lines(page):
                for born in births_in([line]):
                    births[born] += 1
                    first.setdefault(born, _place(document, page, line))
    if not births:
        return None
    best, count = births.most_common(1)[0]
    if count * 2 <= sum(births.values()):
        return None
    return Patient(first[best], birth_on=best)


def _place(document: Document, page: PageLines, line: Line) -> SourceSpan:
    return SourceSpan(
        document.path, document.sha256, page.page.number, line.start, line.end, page.page.text[line.start : line.end]
    )


def _usual_numbers(pages: Sequence[PageLines]) -> Mapping[str, str]:
    counted: dict[str, Counter[str]] = {}
    for page in pages:
        for kind, number in dict.fromkeys(numbers_in(head_lines(page))):
            counted.setdefault(kind, Counter())[number] += 1
    usual: dict[str, str] = {}
    for kind, numbers in counted.items():
        number, count = numbers.most_common(1)[0]
        if count >= _ENOUGH and count * 2 > sum(numbers.values()):
            usual[kind] = number
    return usual


def _plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())
