"""The lines of a page with their places, and which of them are the running header and footer of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from peercall.domain.documents import Document, Page

_LINE = re.compile(r"[^\r\n]+")
_PAGE_DIGITS = re.compile(r"(?<=page)\d+(?:of\d*)?")
_NOT_WORD = re.compile(r"[\W_]+")
_BANNER = re.compile(r"^page\s+\d+\s+of\b|\bMRN\b|\bDOB\b|^Printed\b", re.IGNORECASE)
_CELL_GAP = re.compile(r"\t+|\s{3,}")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s*:?\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE)
TITLE_WORDS = re.compile(
    r"\b(?:notes?|visit|report|results?|list|history|orders?|consult(?:ation)?|questionnaire|record|letter|messages?|encounter"
    r"|summary|plan|evaluation|examination|re-examination|flowsheet|sheet|log|notice|consent|request|stud(?:y|ies)|laboratory"
    r"|education|medications?|allerg(?:y|ies)|immunizations?|echocardiogram|electrocardiogram|management|form|intake|screen"
    r"|check|submitted|radiology|imaging|spirometry|polysomnogram|assessment|admission|discharge|operative|procedure|therapy"
    r"|referral|prescription|conference|test|survey|vitals|signs|physical|progress|H&P)\b",
    re.IGNORECASE,
)
#: bars in a line that make it a table's row; between bars an empty cell stays one
_BARS = 3
_BULLET = re.compile(r"^(?:[-–•●○▪◦*+]|o|\d{1,2}[.)])\s+(?=\S)")
_RULE = re.compile(r"[\s|:+=-]+")
_TOP, _BOTTOM = 12, 4
#: lines that may run above every page without a page number or a patient's name beside them
_UNMARKED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its place on the page, its words, its cells where gaps part it, and whether a blank line precedes."""

    start: int
    end: int
    text: str
    cells: tuple[str, ...]
    after_blank: bool


def page_lines(text: str) -> list[Line]:
    """Lines of a page that hold any words, in order."""
    lines: list[Line] = []
    last_end = 0
    for match in _LINE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if not stripped:
            continue
        start = match.start() + (len(words) - len(words.lstrip()))
        end = start + len(stripped)
        gap = text.count("\n", last_end, match.start())
        if stripped.count("|") >= _BARS:
            if _RULE.fullmatch(stripped):
                continue
            cells = tuple(part.strip() for part in stripped.strip("|").split("|"))
        elif "\t" in stripped or "   " in stripped:
            # a bullet and the tab behind it make no table row of a list item
            item = _BULLET.sub("", stripped, count=1)
            cells = tuple(cell for part in _CELL_GAP.split(item) if (cell := part.strip()))
        else:
            cells = (stripped,)
        lines.append(Line(start, end, stripped, cells, after_blank=gap > 1))
        last_end = match.end()
    return lines


def _shape(line: Line) -> str:
    plain = _NOT_WORD.sub("", line.text).lower()
    return _PAGE_DIGITS.sub("#", plain) if not plain.isdigit() else "#"


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's own lines, and the running lines above and below them."""

    page: Page
    header: tuple[Line, ...]
    body: tuple[Line, ...]


def without_running_lines(document: Document) -> list[PageLines]:
    """Each page that was read, its running header (and footer) set apart.

    A line is running when the same words, page numbers aside, stand at the top or bottom of most pages.
    """
    pages = [(page, page_lines(page.text)) for page in document.pages if page.unread is None]
    top: Counter[str] = Counter()
    bottom: Counter[str] = Counter()
    for _, lines in pages:
        top.update({_shape(line) for line in lines[:_TOP]})
        bottom.update({_shape(line) for line in lines[-_BOTTOM:]})
    enough = max(3, round(0.6 * len(pages)))
    return [_split(page, lines, top, bottom, enough) for page, lines in pages]


def _split(page: Page, lines: Sequence[Line], top: Counter[str], bottom: Counter[str], enough: int) -> PageLines:
    first = 0
    while first < min(len(lines), _TOP) and (
        top[_shape(lines[first])] >= enough or (first < 2 and len(lines) > 2 and _BANNER.search(lines[first].text))
    ):
        first += 1
    # Titles right below the running lines ("Office visit") belong to the notes, however often they recur.
    while first and not _BANNER.search(lines[first - 1].text) and TITLE_WORDS.search(lines[first - 1].text):
        first -= 1
    if not any(_is_banner(line) for line in lines[:first]):
        first = min(first, _UNMARKED)
    last = len(lines)
    while last > max(first, len(lines) - _BOTTOM):
        line = lines[last - 1]
        if bottom[_shape(line)] < enough and not _is_page_number(line):
            break
        last -= 1
    # A paragraph copied to the foot of every note is no running line: those stand with a page number or a banner.
    if not any(_is_banner(line) for line in lines[last:]):
        last = len(lines)
    return PageLines(page, (*lines[:first], *lines[last:]), tuple(lines[first:last]))


def _is_banner(line: Line) -> bool:
    return _BANNER.search(line.text) is not None or _is_page_number(line)


def _is_page_number(line: Line) -> bool:
    return "page" in line.text.lower() and _PAGE_NUMBER.fullmatch(line.text) is not None
