"""Clinical documents of a chart: read, checked against whose chart it is, and made parts of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from peercall.adapters.ccda.chart import ReadCcda
from peercall.bootstrap.whose_chart import WhoseChart
from peercall.domain.charts import ChartFact, ChartFacts, Patient
from peercall.domain.provenance import ResourceSource, SourceSpan
from peercall.domain.terms import Assertion
from peercall.engine.chart_text.fact_dates import implausible
from peercall.engine.charts import ChartIndex
from peercall.engine.identity import other_person
from peercall.engine.part_conflicts import conflicts_between


@dataclass(frozen=True, slots=True)
class ClinicalDocuments:
    """parts: each document's coded facts. patient: whose chart it is. cautions: by path of a document that may be
    another patient's, why none of its facts counts. warnings: what a person should know."""

    parts: tuple[ChartIndex, ...]
    patient: Patient | None
    cautions: dict[str, str]
    warnings: tuple[str, ...]

    def caution_of(self, path: str) -> str | None:
        """Why nothing in a document, or in a file it carries, counts; None when nothing speaks against it."""
        return next((why for name, why in self.cautions.items() if path == name or path.startswith(f"{name}#")), None)

    def checked(self, facts: Iterable[ChartFact]) -> list[ChartFact]:
        """Facts read from words, those of another patient's documents with the caution."""
        if not self.cautions:
            return list(facts)
        return [_with_caution(fact, self.caution_of(_document_of(fact))) for fact in facts]


def clinical_documents(
    read: Sequence[ReadCcda], *, first: ChartFacts, whose: WhoseChart, as_of: date
) -> ClinicalDocuments:
    """Documents as parts of a chart. first: what other files say, and whose chart they say it is; when they do not, it is
    the letter's member among the documents' people, else the person most documents are about. Contradictions are told.
    """
    people = [document.patient for document in read if document.patient is not None]
    patient = first.patient or (whose.among(people) if people else None) or _most(people)
    parts: list[ChartIndex] = []
    cautions: dict[str, str] = {}
    warnings: list[str] = []
    for document in read:
        path = document.document.path
        why = None
        if patient is not None and document.patient is not None:
            why = other_person(document.patient, of=patient)
        if why is not None:
            cautions[path] = f"{why}: it may be another patient's"
            warnings.append(
                f"{path}: {why} than this patient's; nothing in it counts. Take it out of the chart folder."
            )
        warnings += document.warnings
        facts = [_dated_rightly(_with_caution(fact, cautions.get(path)), patient, as_of) for fact in document.facts]
        odd = sum(1 for one, other in zip(facts, document.facts, strict=True) if one.caution and not other.caution)
        if odd and path not in cautions:
            warnings.append(f"{path}: {odd} entries carry a date that cannot be right.")
        warnings += [told for part in (first, *parts) for told in conflicts_between(part, facts)]
        parts.append(ChartIndex(facts, patient=document.patient if why is None else None))
    return ClinicalDocuments(tuple(parts), patient, cautions, tuple(warnings))


def _most(people: Sequence[Patient]) -> Patient | None:
    """The person most documents are about, the first of them when they are evenly many."""
    fits = [sum(other_person(other, of=one) is None for other in people) for one in people]
    return people[fits.index(max(fits))] if people else None


def _dated_rightly(fact: ChartFact, patient: Patient | None, as_of: date) -> ChartFact:
    if fact.assertion in {Assertion.FAMILY, Assertion.PLANNED}:
        return fact
    return _with_caution(fact, implausible(fact.on, patient=patient, as_of=as_of))


def _with_caution(fact: ChartFact, caution: str | None) -> ChartFact:
    return replace(fact, caution=fact.caution or caution) if caution is not None else fact


def _document_of(fact: ChartFact) -> str:
    return fact.source.document if isinstance(fact.source, SourceSpan | ResourceSource) else ""
