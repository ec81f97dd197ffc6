"""A chart out of FHIR files: facts are made when a criterion asks for them, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from peercall.adapters.fhir.coded import CodedResources
from peercall.adapters.fhir.courses import Courses
from peercall.adapters.fhir.decoding import Decoded
from peercall.adapters.fhir.drugs import Drugs
from peercall.adapters.fhir.limits import FhirLimits
from peercall.adapters.fhir.observations import Measurements
from peercall.adapters.fhir.ordered import orders
from peercall.adapters.fhir.paper_kinds import PaperKinds
from peercall.adapters.fhir.papers import Papers, read_papers
from peercall.adapters.fhir.payer import Claim, ClaimResponse, Coverage, ExplanationOfBenefit
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.problems import allergies, conditions, exemptions
from peercall.adapters.fhir.procedures import procedures
from peercall.adapters.fhir.store import ChartFile, Choose, Store, as_patient, most_records, read_store, store_of
from peercall.adapters.fhir.visits import encounters
from peercall.domain.charts import (
    AllergyFact,
    ConditionFact,
    DocumentFact,
    EncounterFact,
    ExemptionFact,
    ExposureFact,
    FindingFact,
    MeasureFact,
    OrderFact,
    Passage,
    Patient,
    ProcedureFact,
)
from peercall.domain.codes import CodeSet
from peercall.domain.documents import Attachment, Document, InlineFile
from peercall.engine.charts import by_date
from peercall.engine.outcome_words import outcome_words
from peercall.engine.vocabulary import Vocabulary

_LIMITS = FhirLimits()


def read_fhir(
    files: Sequence[Path],
    *,
    root: Path,
    vocabulary: Vocabulary,
    limits: FhirLimits = _LIMITS,
    choose: Choose = most_records,
) -> FhirChart:
    """One patient's chart from FHIR R4 bundles, single resources and NDJSON.

    files: within `root`, the case folder; their paths relative to it name them in every source. No files, no facts.
    choose: asked whose records to keep when the files hold several people's; the others' are left out and told.
    Raises DocumentUnreadable or InputTooLarge when none of the files can be read; what could not be read of the others is in `warnings`.
    """
    return FhirChart(read_store(files, root=root, limits=limits, choose=choose), vocabulary=vocabulary)


def chart_of(contents: Sequence[tuple[ChartFile, Decoded]], *, vocabulary: Vocabulary) -> FhirChart:
    """The same from files that are decoded already."""
    return FhirChart(store_of(contents), vocabulary=vocabulary)


class FhirChart:
    """ChartFacts over decoded resources. A second lookup of the same thing gives the same facts.

    coverages, claims, responses, explanations: the payer's side as decoded, for the readers of denials and payments.
    """

    def __init__(self, store: Store, *, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = People(store, vocabulary)
        self._measurements = Measurements(store, vocabulary, self._people)
        outcomes = outcome_words(vocabulary)
        self._drugs = Drugs(store, vocabulary, self._people, outcomes)
        self._courses = Courses(store, vocabulary, self._people, outcomes)
        self._paper_kinds = PaperKinds(store, vocabulary, self._people)
        self._exposures: dict[tuple[frozenset[str], frozenset[str]], tuple[ExposureFact, ...]] = {}

    @cached_property
    def patient(self) -> Patient | None:
        """Who most resources are about; None when the files hold no Patient. A partial birth date is not a day."""
        found = self._store.patient
        if found is None:
            return None
        told = f"born {found.birthDate}" if found.birthDate else "patient"
        return as_patient(found, self._store.source(found, "birthDate", told))

    def conditions(self, codes: CodeSet | None = None) -> Sequence[ConditionFact]:
        """Problems and diagnoses, the family's among them."""
        return self._conditions.find(codes)

    def measures(self, measure: str) -> Sequence[MeasureFact]:
        """Values of one measure id."""
        return self._measurements.of(measure)

    def exposures(
        self, *, ingredients: frozenset[str] = frozenset(), treatments: frozenset[str] = frozenset()
    ) -> Sequence[ExposureFact]:
        """Drugs with one of the ingredients and treatments of one of the keys; all when neither is given."""
        key = (ingredients, treatments)
        found = self._exposures.get(key)
        if found is None:
            everything = not ingredients and not treatments
            drugs = self._drugs.of(None if everything else ingredients) if everything or ingredients else []
            courses = self._courses.of(None if everything else treatments) if everything or treatments else []
            found = self._exposures[key] = by_date([*drugs, *courses])
        return found

    def exemptions(self) -> Sequence[ExemptionFact]:
        """What the allergy list rules out."""
        return self._exemptions

    def allergies(self) -> Sequence[AllergyFact]:
        """The allergy list."""
        return self._allergies

    def procedures(self, codes: CodeSet | None = None) -> Sequence[ProcedureFact]:
        """Procedures and vaccinations."""
        return self._procedures.find(codes)

    def encounters(self) -> Sequence[EncounterFact]:
        """Visits and stays."""
        return self._encounters

    def orders(self, codes: CodeSet | None = None) -> Sequence[OrderFact]:
        """Services, devices and drugs ordered."""
        return self._orders.find(codes)

    def documents(self, type: str) -> Sequence[DocumentFact]:
        """Documents of one type, in date order; the texts behind them are in `notes`."""
        return self._paper_kinds.of(type)

    def findings(self, key: str) -> Sequence[FindingFact]:  # noqa: ARG002
        """None: findings are read from words, and those of the bundle are in `notes`."""
        return ()

    def passages(self) -> Iterable[Passage]:
        """None: see `notes`."""
        return ()

    @cached_property
    def _conditions(self) -> CodedResources[ConditionFact]:
        return conditions(self._store, self._people)

    @cached_property
    def _procedures(self) -> CodedResources[ProcedureFact]:
        return procedures(self._store, self._people)

    @cached_property
    def _orders(self) -> CodedResources[OrderFact]:
        return orders(self._store, self._people, self._drugs)

    @cached_property
    def _allergies(self) -> tuple[AllergyFact, ...]:
        return by_date(allergies(self._store))

    @cached_property
    def _exemptions(self) -> tuple[ExemptionFact, ...]:
        return by_date(exemptions(self._store, self._vocabulary))

    @cached_property
    def _encounters(self) -> tuple[EncounterFact, ...]:
        return by_date(encounters(self._store, self._vocabulary, self._people))

    @cached_property
    def _papers(self) -> Papers:
        return read_papers(self._store, self._people)

    @property
    def notes(self) -> tuple[Document, ...]:
        """Text that the bundle carries: notes, forms of reports, conclusions, descriptions of plans; each text once."""
        return tuple(self._papers.documents)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Files that the bundle names by address."""
        return tuple(self._papers.attachments)

    @property
    def inline_files(self) -> tuple[InlineFile, ...]:
        """Files in the bundle that are not text, for the reader of documents."""
        return tuple(self._papers.inline_files)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was left out or could not be read, one sentence each."""
        return (*self._store.warnings, *self._papers.warnings)

    @property
    def ignored(self) -> Mapping[str, int]:
        """Resource types that are not read, with how many there were."""
        return dict(sorted(self._store.ignored.items()))

    @property
    def coverages(self) -> Sequence[Coverage]:
        """Coverage resources."""
        return self._store.all(Coverage)

    @property
    def claims(self) -> Sequence[Claim]:
        """Claims and requests for authorization."""
        return self._store.all(Claim)

    @property
    def responses(self) -> Sequence[ClaimResponse]:
        """The payer's answers."""
        return self._store.all(ClaimResponse)

    @property
    def explanations(self) -> Sequence[ExplanationOfBenefit]:
        """Explanations of benefit."""
        return self._store.all(ExplanationOfBenefit)
