"""A vocabulary from the shipped phrase files, and invented notes as documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from peercall.domain.charts import Patient
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.provenance import CaseSource
from peercall.engine.chart_text import TextFacts, extract_facts
from peercall.engine.chart_text.mentions import Reading
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook

AS_OF = date(2026, 7, 1)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary of the shipped rulebook."""
    return Vocabulary.of(load_rulebook())


@pytest.fixture(scope="session")
def reading(vocabulary: Vocabulary) -> Reading:
    """One reading of it."""
    return Reading.of(vocabulary)


def document(*pages: str, path: str = "chart/notes.txt") -> Document:
    """Pages of text as a document of the case."""
    numbered = tuple(Page(number, text) for number, text in enumerate(pages, start=1))
    return Document(path, "0" * 64, DocumentKind.TEXT, numbered)


NADIA = Patient(CaseSource("case.yaml", "patient", "Nadia Ferreira"), name="Nadia Ferreira", birth_on=date(1961, 4, 12))


@pytest.fixture(scope="session")
def extract(vocabulary: Vocabulary) -> Callable[..., TextFacts]:
    """Facts of pages: extract("page 1", "page 2"); known=None checks no names."""

    def of(*pages: str, as_of: date = AS_OF, known: Patient | None = NADIA) -> TextFacts:
        return extract_facts([document(*pages)], vocabulary=vocabulary, patient=known, as_of=as_of)

    return of
