"""Documents of a kind the policies ask for: the clinical document itself, panels of results, orders."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.ccda.care import is_ahead, ordered_as
from peercall.adapters.ccda.elements import kid, span_of
from peercall.adapters.ccda.header import Header
from peercall.adapters.ccda.reading import Person, Reading, is_negated, is_withdrawn, mood_of, status_of
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import DocumentFact
from peercall.domain.codes import Code
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words

_WITHDRAWN = frozenset({"aborted", "cancelled"})


def document_of_header(reading: Reading, header: Header) -> Iterator[DocumentFact]:
    """The document by its title and code. signed: True when someone authenticated it legally."""
    concept = reading.concept(kid(reading.root, "code"))
    signer = kid(reading.root, "legalAuthenticator")
    yield from _documents(
        reading,
        f"{reading.document}#Header",
        reading.header_source("Header/ClinicalDocument", "title", in_words((header.title, header.author.name))),
        names=(header.title, *concept.names),
        codes=concept.codes,
        ordering=False,
        on=header.on,
        person=header.author,
        signed=True if signer is not None else None,
    )


def document_of_results(
    reading: Reading, section: Section, statement: Element, panel: Element | None
) -> Iterator[DocumentFact]:
    """A panel of results, or a result of its own, as the report it is; nothing for one withdrawn or denied."""
    if is_withdrawn(statement) or is_negated(statement) or status_of(statement) in _WITHDRAWN:
        return
    concept = reading.concept(kid(statement, "code"))
    around = span_of(kid(panel, "effectiveTime")) if panel is not None else None
    performer = reading.performer(statement)
    caution = "result not final" if status_of(statement) == "active" else None
    yield from _documents(
        reading,
        reading.fact_id(section, statement),
        reading.source(section, statement, "code", concept.words),
        names=concept.names,
        codes=concept.codes,
        ordering=False,
        on=first_days(span_of(kid(statement, "effectiveTime")).days, around.days if around is not None else None),
        person=performer if performer.name else reading.author(statement),
        caution=caution,
    )


def document_of_order(reading: Reading, section: Section, statement: Element) -> Iterator[DocumentFact]:
    """What a plan asks for as the order it is, dated by who wrote it."""
    if is_withdrawn(statement) or is_negated(statement) or mood_of(statement) in {"GOL", "DEF"}:
        return
    if not is_ahead(section, statement):
        return
    concept = reading.concept(kid(statement, "code"))
    yield from _documents(
        reading,
        reading.fact_id(section, statement),
        reading.source(section, statement, "code", concept.words),
        names=concept.names,
        codes=concept.codes,
        ordering=True,
        on=reading.written_on(statement),
        person=reading.author(statement),
        assertion=ordered_as(statement),
    )


def _documents(
    reading: Reading,
    id: str,
    source: Source,
    *,
    names: tuple[str, ...],
    codes: tuple[Code, ...],
    ordering: bool,
    on: DayRange | None,
    person: Person,
    assertion: Assertion = Assertion.PRESENT,
    signed: bool | None = None,
    caution: str | None = None,
) -> Iterator[DocumentFact]:
    """Kinds that titles and codes show: an order's never a report's, a report's never an order's."""
    kinds = (
        key for name in names or ("",) if name or codes for key in reading.vocabulary.document_types(name, codes=codes)
    )
    for key in dict.fromkeys(kinds):
        entry = reading.vocabulary.phrases.documents.get(key, {})
        if (entry.get("is_order") is True) is ordering:
            yield DocumentFact(
                id=f"{id}#{key}",
                source=source,
                strength=Strength.CODED,
                on=on,
                assertion=assertion,
                author=person.name,
                caution=caution,
                type=key,
                roles=reading.vocabulary.roles(person.words) if person.words else (),
                signed=signed,
            )
