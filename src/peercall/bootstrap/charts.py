"""The chart of a case as read: FHIR, notes and print-outs become one set of facts and the documents behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.documents import DocumentLimits, read_document, read_document_bytes
from peercall.adapters.fhir import read_fhir
from peercall.domain.charts import ChartFacts
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.engine.chart_text import extract_facts
from peercall.engine.charts import ChartIndex, CombinedChart
from peercall.engine.vocabulary import Vocabulary

#: called with what is being done, for a progress line
Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress line."""


@dataclass(frozen=True, slots=True)
class LoadedChart:
    """The chart as read: facts, the documents behind them, and what a person should know about the reading."""

    facts: ChartFacts
    documents: tuple[Document, ...]
    warnings: tuple[str, ...]
    hashes: Mapping[str, str]


def load_chart(
    folder: CaseFolder, *, vocabulary: Vocabulary, as_of: date, limits: DocumentLimits, progress: Progress = silent
) -> LoadedChart:
    """The chart folder: FHIR, notes, print-outs. A file that cannot be read is told; the others are read."""
    fhir_paths, documents, warnings, hashes = [], [], [], {}
    for path in folder.files("chart"):
        name = folder.relative(path)
        progress(f"Reading {name}")
        try:
            document = read_document(path, root=folder.root, limits=limits)
        except (DocumentUnreadable, InputTooLarge) as fault:
            warnings.append(str(fault))
            continue
        hashes[name] = document.sha256
        if document.kind in {DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON}:
            fhir_paths.append(path)
        else:
            documents.append(document)
    fhir = read_fhir(fhir_paths, root=folder.root, vocabulary=vocabulary)
    documents.extend(fhir.notes)
    for inline in fhir.inline_files:
        try:
            inside = read_document_bytes(inline.data, name=inline.name, limits=limits)
        except (DocumentUnreadable, InputTooLarge) as fault:
            warnings.append(str(fault))
            continue
        documents.append(
            replace(inside, title=inline.title, author=inline.author, dated=inline.dated, resource=inline.resource)
        )
    warnings.extend(_unread(document) for document in documents if document.unread_pages or not document.pages)
    progress("Finding facts in the notes")
    found = extract_facts(documents, vocabulary=vocabulary, patient=fhir.patient, as_of=as_of)
    text = ChartIndex(found.facts, patient=fhir.patient or found.patient, passages=found.passages)
    return LoadedChart(
        facts=CombinedChart((fhir, text)),
        documents=tuple(documents),
        warnings=(*warnings, *fhir.warnings, *found.warnings),
        hashes=hashes,
    )


def _unread(document: Document) -> str:
    """What of a document nobody has read."""
    if not document.pages:
        return f"{document.path}: this kind of file ({document.kind.value}) is not read yet"
    pages = ", ".join(str(page) for page in document.unread_pages)
    return f"{document.path}: page {pages} has no text and was not read"
