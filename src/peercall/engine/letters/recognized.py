"""What a letter on recognised pages proposes with uncertain numbers: marked, so that a person looks at the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from peercall.domain.documents import Document, Page
from peercall.domain.letters import Conflicting, Found, LetterField, LetterReading
from peercall.domain.provenance import SourceSpan
from peercall.engine.letters.patterns import late

#: companion of a found field whose words hold an uncertain number
UNCERTAIN = "uncertain"
UNCERTAIN_HOW = "uncertain recognition, compare with the page"
#: a diagnosis code in brackets whose letter I was read as a one: `after a stroke (163.511)`
#: a small l among capitals, a letter O among digits, a bar within a word: what a scanner's reading leaves in a text layer
_MISREAD_WORD = late(r"\b(?=\w*[A-Z]{2})[A-Z]*[A-Z]l[A-Z]+\b|\blD\b|\b\d+O\d*\b(?!-)|\bO\d{2,}\b|(?<=[a-z])\|(?=[a-z])")
_LEAST_MISREAD = 2
_MISREAD_CODE = late(r"(?<=[a-z] \()[1l|](?P<rest>\d[0-9AB]\.\d{2,4}[A-Z]?)(?=\))")


def looks_misread(text: str) -> bool:
    """True for a text layer that a scanner's reading made: several of its words are misread as no typist would write them."""
    return len(_MISREAD_WORD.findall(text)) >= _LEAST_MISREAD


def with_uncertain_marked(reading: LetterReading, document: Document) -> LetterReading:
    """The reading with `extra["uncertain"]` on each field whose quoted words hold a number that was not read for sure.

    Its warnings say which pages were recognised, which fields are uncertain, and what of a page could not be made out.
    """
    pages = {page.number: page for page in document.pages if page.is_recognized or page.doubt}
    if not pages:
        return reading
    uncertain: list[str] = []
    if not reading.lists["diagnosis_codes"]:
        codes = tuple(code for page in pages.values() if page.is_recognized for code in _misread_codes(page, document))
        reading = replace(reading, lists={**reading.lists, "diagnosis_codes": codes})

    def mark(name: str) -> Callable[[Found], Found]:
        def marked(found: Found) -> Found:
            if UNCERTAIN not in found.extra and not _is_uncertain(found, pages):
                return found
            uncertain.append(name)
            how = f"{found.how}; {UNCERTAIN_HOW}" if found.how else UNCERTAIN_HOW
            return replace(found, how=how, extra={**found.extra, UNCERTAIN: True})

        return marked

    fields = {name: _each(field, mark(name)) for name, field in reading.fields.items()}
    dates = {role: _each(field, mark(f"dates.{role}")) for role, field in reading.dates.items()}
    lists = {name: tuple(map(mark(name), items)) for name, items in reading.lists.items()}
    recognized = [str(page.number) for page in pages.values() if page.is_recognized]
    warnings = [f"page {page.number}: {page.doubt}" for page in pages.values() if page.doubt]
    if recognized:
        which = f"page{'s' if len(recognized) > 1 else ''} {', '.join(recognized)}"
        warnings.append(f"the text of {which} was recognised from a picture; compare each value")
    if uncertain:
        warnings.append("uncertain recognition, look at the page: " + ", ".join(dict.fromkeys(uncertain)))
    return replace(reading, fields=fields, dates=dates, lists=lists, warnings=(*reading.warnings, *warnings))


def _misread_codes(page: Page, document: Document) -> Iterator[Found]:
    """Diagnosis codes that a page may hold under the shape of a number: proposals for a person, never taken as read."""
    for match in _MISREAD_CODE.finditer(page.text):
        span = SourceSpan(document.path, document.sha256, page.number, match.start(), match.end(), match.group())
        how = f"read as {match.group()}; a code begins with a letter"
        yield Found(f"I{match['rest']}", span, how, {"system": "ICD10CM", UNCERTAIN: True})


def _each(field: LetterField, mark: Callable[[Found], Found]) -> LetterField:
    if isinstance(field, Found):
        return mark(field)
    if isinstance(field, Conflicting):
        return replace(field, candidates=tuple(map(mark, field.candidates)))
    return field


def _is_uncertain(found: Found, pages: dict[int, Page]) -> bool:
    page = pages.get(found.span.page)
    return page is not None and bool(page.uncertain_numbers(found.span.start, found.span.end))
