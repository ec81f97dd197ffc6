"""The chart of a case as read: FHIR, notes and print-outs become one set of facts and the documents behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.fhir import read_fhir
from peercall.bootstrap.doors import Doors
from peercall.domain.charts import ChartFacts
from peercall.domain.documents import Document, DocumentKind
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.engine.chart_text import extract_facts
from peercall.engine.charts import ChartIndex, CombinedChart
from peercall.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LoadedChart:
    """The chart as read: facts, the documents behind them, and what a person should know about the reading."""

    facts: ChartFacts
    documents: tuple[Document, ...]
    warnings: tuple[str, ...]
    hashes: Mapping[str, str]


def load_chart(folder: CaseFolder, *, doors: Doors, vocabulary: Vocabulary, as_of: date) -> LoadedChart:
    """The chart folder: FHIR, notes, print-outs. A file that cannot be read is told; the others are read."""
    fhir_paths: list[Path] = []
    documents: list[Document] = []
    warnings: list[str] = []
    hashes: dict[str, str] = {}
    for path in folder.files("chart"):
        try:
            opened = doors.open(path, root=folder.root)
        except (DocumentUnreadable, InputTooLarge) as fault:
            warnings.append(str(fault))
            continue
        hashes.update((document.path, document.sha256) for document in opened.documents)
        warnings.extend(opened.warnings)
        if opened.document.kind in {DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON}:
            fhir_paths.append(path)
        else:
            documents.extend(opened.documents)
    fhir = read_fhir(fhir_paths, root=folder.root, vocabulary=vocabulary)
    documents.extend(fhir.notes)
    for inline in fhir.inline_files:
        try:
            opened = doors.open_bytes(inline.data, name=inline.name)
        except (DocumentUnreadable, InputTooLarge) as fault:
            warnings.append(str(fault))
            continue
        warnings.extend(opened.warnings)
        documents.extend(
            replace(inside, title=inline.title, author=inline.author, dated=inline.dated, resource=inline.resource)
            for inside in opened.documents
        )
    warnings.extend(_unread(document) for document in documents if document.unread_pages or not document.pages)
    doors.progress("Finding facts in the notes")
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
