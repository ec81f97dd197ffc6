"""The chart of a case as read: FHIR, clinical documents, notes and print-outs become one set of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from peercall.adapters.case_folder import CaseFolder
from peercall.adapters.ccda.chart import ReadCcda, read_ccda
from peercall.adapters.fhir import FhirChart, FhirLimits, read_fhir
from peercall.bootstrap.clinical_documents import clinical_documents
from peercall.bootstrap.doors import Doors, Opened
from peercall.bootstrap.whose_chart import WhoseChart
from peercall.domain.charts import ChartFacts
from peercall.domain.documents import Attachment, Document, DocumentKind, InlineFile
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.engine.body_sides import other_side
from peercall.engine.chart_text import extract_facts
from peercall.engine.chart_text.assertion import Asserter
from peercall.engine.chart_text.identity import member_numbers
from peercall.engine.charts import ChartIndex, CombinedChart
from peercall.engine.denied_problems import denied_problems
from peercall.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LoadedChart:
    """The chart as read: facts, the documents behind them, and what a person should know about the reading.

    carried: bytes of the files that a bundle or a clinical document carries, by the path of their document.
    """

    facts: ChartFacts
    documents: tuple[Document, ...]
    warnings: tuple[str, ...]
    hashes: Mapping[str, str]
    carried: Mapping[str, bytes] = field(default_factory=dict)


def load_chart(
    folder: CaseFolder, *, doors: Doors, vocabulary: Vocabulary, as_of: date, whose: WhoseChart
) -> LoadedChart:
    """The chart folder: FHIR, clinical documents, notes, print-outs. What cannot be read is told; the rest is read.

    whose: chooses when a FHIR export holds several people's records. Raises CaseFolderInvalid when nothing decides.
    """
    files = _Files(folder.root, doors, vocabulary)
    for path in folder.files("chart"):
        files.open(path)
    fhir = read_fhir(
        files.fhir,
        root=folder.root,
        vocabulary=vocabulary,
        choose=whose.choose,
        limits=FhirLimits(file_bytes=doors.limits.fhir_bytes, resources=doors.limits.fhir_resources),
    )
    files.documents.extend(fhir.notes)
    for inline in fhir.inline_files:
        files.open_inline(inline)
    for read in files.clinical:  # grows when one of them carries another
        for inline in read.inline_files:
            files.open_inline(inline)
    care = clinical_documents(files.clinical, first=fhir, whose=whose, as_of=as_of)
    documents = [*files.documents, *(read.document for read in files.clinical if read.document.pages)]
    warnings = [*files.warnings, *(_unread(one) for one in documents if one.unread_pages or not one.pages)]
    warnings += _elsewhere(fhir.attachments, frozenset(Path(name).name for name in files.hashes))
    doors.progress("Finding facts in the notes")
    found = extract_facts(documents, vocabulary=vocabulary, patient=care.patient, as_of=as_of)
    text = ChartIndex(care.checked(found.facts), patient=care.patient or found.patient, passages=found.passages)
    about = whose.contradiction(care.patient or found.patient)
    if about is not None:
        warnings.append(f"{about}; check that the letter and the chart belong to one case")
    about = whose.other_number(_member_numbers(fhir, documents))
    if about is not None:
        warnings.append(f"{about}; check that both are about one person, or that the chart names an earlier plan")
    facts = CombinedChart((fhir, *care.parts, text))
    warnings += denied_problems(facts, asserter=Asserter(vocabulary.phrases))
    warnings += other_side(whose.member().service, facts)
    return LoadedChart(
        facts=facts,
        documents=tuple(documents),
        warnings=tuple(dict.fromkeys((*warnings, *fhir.warnings, *care.warnings, *found.warnings))),
        hashes=files.hashes,
        carried=files.carried,
    )


@dataclass(slots=True)
class _Files:
    """The files of a chart by who reads them. warnings: those that could not be read."""

    root: Path
    doors: Doors
    vocabulary: Vocabulary
    fhir: list[Path] = field(default_factory=list)
    clinical: list[ReadCcda] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    carried: dict[str, bytes] = field(default_factory=dict)

    def open(self, path: Path) -> None:
        """A file of the folder."""
        try:
            opened = self.doors.open(path, root=self.root)
            self.hashes.update((document.path, document.sha256) for document in opened.documents)
            self.warnings.extend(opened.warnings)
            if opened.document.kind in {DocumentKind.FHIR_JSON, DocumentKind.FHIR_NDJSON}:
                self.fhir.append(path)
            elif opened.document.kind is DocumentKind.CCDA:
                self._read_clinical(path.read_bytes(), opened.document.path)
            else:
                self.documents.extend(opened.documents)
        except (DocumentUnreadable, InputTooLarge) as fault:
            self.warnings.append(str(fault))

    def open_inline(self, inline: InlineFile) -> None:
        """A file that a bundle or clinical document carries."""
        try:
            opened = self.doors.open_bytes(inline.data, name=inline.name)
            self.warnings.extend(opened.warnings)
            if opened.document.kind is DocumentKind.CCDA:
                self._read_clinical(inline.data, inline.name)
            else:
                self.documents.extend(_of_carrier(opened, inline))
                self.carried[inline.name] = inline.data
        except (DocumentUnreadable, InputTooLarge) as fault:
            self.warnings.append(str(fault))

    def _read_clinical(self, data: bytes, name: str) -> None:
        root = self.doors.reader.clinical_tree(data, name=name, limits=self.doors.limits)
        self.clinical.append(read_ccda(data, name=name, vocabulary=self.vocabulary, root=root))


def _member_numbers(fhir: FhirChart, documents: Sequence[Document]) -> list[str]:
    """Member numbers of the chart: of its coverages, and beside their label in its documents."""
    coded = [one.subscriberId for one in fhir.coverages if one.subscriberId]
    return [*coded, *(fhir.patient.identifiers if coded and fhir.patient else ()), *member_numbers(documents)]


def _of_carrier(opened: Opened, inline: InlineFile) -> list[Document]:
    """The documents of a carried file, with what the carrying one says of it."""
    return [
        replace(inside, title=inline.title, author=inline.author, dated=inline.dated, resource=inline.resource)
        for inside in opened.documents
    ]


def _elsewhere(attachments: Sequence[Attachment], here: frozenset[str]) -> list[str]:
    """Files that notes and reports name by address and that are not in the folder, told once."""
    named = [one.resource for one in attachments if unquote(one.name).rpartition("/")[2] not in here]
    if not named:
        return []
    shown = ", ".join(dict.fromkeys(named[:5])) + (" ..." if len(named) > 5 else "")
    return [
        f"chart/: {len(named)} file(s) that notes or reports only name were not read ({shown}); put them into chart/"
    ]


def _unread(document: Document) -> str:
    """What of a document nobody has read."""
    if not document.pages:
        return f"{document.path}: this kind of file ({document.kind.value}) is not read yet"
    pages = ", ".join(str(page) for page in document.unread_pages)
    return f"{document.path}: page {pages} has no text and was not read"
