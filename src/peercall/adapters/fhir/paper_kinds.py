"""Notes, reports, orders and plans of a kind the policies ask for. What they state is read from their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peercall.adapters.fhir.clinical import DiagnosticReport, DocumentReference
from peercall.adapters.fhir.concepts import codes_of, concept_key, day_of, days_of, names_of, words_of
from peercall.adapters.fhir.elements import Concept, Reference, Resource
from peercall.adapters.fhir.ordered import ordered_as
from peercall.adapters.fhir.orders import CarePlan, DeviceRequest, ServiceRequest
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import DocumentFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import in_words
from peercall.engine.charts import by_date
from peercall.engine.vocabulary import Vocabulary

Paper = DocumentReference | DiagnosticReport | CarePlan | ServiceRequest | DeviceRequest
_WITHDRAWN = frozenset({"entered-in-error", "cancelled", "revoked"})
_NOT_FINAL = frozenset({"preliminary", "registered", "partial"})


class PaperKinds:
    """DocumentFacts of a chart. Kinds are worked out once for each distinct title, facts for the kinds asked for."""

    def __init__(self, store: Store, vocabulary: Vocabulary, people: People) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._people = people
        self._named: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._papers: dict[str, list[Paper]] | None = None
        self._facts: dict[str, tuple[DocumentFact, ...]] = {}

    def of(self, type: str) -> tuple[DocumentFact, ...]:
        """Documents of one type, in date order."""
        if type not in self._facts:
            if self._papers is None:
                self._papers = self._by_kind()
            self._facts[type] = by_date(self._fact(paper, type) for paper in self._papers.get(type, ()))
        return self._facts[type]

    def _by_kind(self) -> dict[str, list[Paper]]:
        papers: dict[str, list[Paper]] = {}
        for note in self._store.all(DocumentReference):
            if note.status not in _WITHDRAWN and note.docStatus not in _WITHDRAWN:
                titles = [content.attachment.title for content in note.content if content.attachment is not None]
                for key in self._kinds(note, (note.type,), (note.description, *titles)):
                    papers.setdefault(key, []).append(note)
        for report in self._store.all(DiagnosticReport):
            if report.status not in _WITHDRAWN:
                for key in self._kinds(report, (report.code,)):
                    papers.setdefault(key, []).append(report)
        for plan in self._store.all(CarePlan):
            if plan.status not in _WITHDRAWN:
                for key in self._kinds(plan, plan.category, (plan.title,)):
                    papers.setdefault(key, []).append(plan)
        for service in self._store.all(ServiceRequest):
            if service.status not in _WITHDRAWN and not service.doNotPerform:
                for key in self._kinds(service, (service.code,)):
                    papers.setdefault(key, []).append(service)
        for device in self._store.all(DeviceRequest):
            if device.status not in _WITHDRAWN:
                for key in self._kinds(device, (device.codeCodeableConcept,)):
                    papers.setdefault(key, []).append(device)
        return papers

    def _fact(self, paper: Paper, key: str) -> DocumentFact:
        if isinstance(paper, DocumentReference):
            title = words_of(paper.type) or paper.description
            signed = True if paper.authenticator is not None else None
            return self._made(paper, "type", key, title, on=day_of(paper.date), authors=paper.author, signed=signed)
        if isinstance(paper, DiagnosticReport):
            on = days_of(paper.effectiveDateTime, paper.effectivePeriod)
            caution = f"{paper.status} report" if paper.status in _NOT_FINAL else None
            title = words_of(paper.code)
            return self._made(paper, "code", key, title, on=on, authors=paper.performer, caution=caution)
        if isinstance(paper, CarePlan):
            on = day_of(paper.created or (paper.period.start if paper.period is not None else None))
            title = paper.title or next((words for part in paper.category if (words := words_of(part))), None)
            return self._made(paper, "title" if paper.title else "category", key, title, on=on, authors=(paper.author,))
        is_service = isinstance(paper, ServiceRequest)
        concept = paper.code if isinstance(paper, ServiceRequest) else paper.codeCodeableConcept
        return self._made(
            paper,
            "code" if is_service else "codeCodeableConcept",
            key,
            words_of(concept),
            on=day_of(paper.authoredOn),
            authors=(paper.requester,),
            assertion=ordered_as(paper.status, paper.intent, None),
        )

    def _kinds(
        self, resource: Resource, concepts: Iterable[Concept | None], titles: Iterable[str | None] = ()
    ) -> tuple[str, ...]:
        """Types that the titles and codes show: an order's never a report's, a report's never an order's."""
        written = tuple(titles)
        key = (type(resource), *[concept_key(concept) for concept in concepts if concept is not None], written)
        named = self._named.get(key)
        if named is None:
            named = self._named[key] = tuple(self._read_kinds(resource, tuple(concepts), written))
        return named

    def _read_kinds(
        self, resource: Resource, concepts: tuple[Concept | None, ...], written: tuple[str | None, ...]
    ) -> Iterator[str]:
        wordings = [name for concept in concepts for name in names_of(concept)]
        wordings += [title.strip() for title in written if title and title.strip()]
        codes = codes_of(*concepts)
        is_ordering = isinstance(resource, (ServiceRequest, DeviceRequest))
        for key in dict.fromkeys(
            key for title in wordings or [""] for key in self._vocabulary.document_types(title, codes=codes)
        ):
            is_order = self._vocabulary.phrases.documents.get(key, {}).get("is_order") is True
            if is_order is is_ordering or (is_order and isinstance(resource, DocumentReference)):
                yield key

    def _made(
        self,
        resource: Resource,
        element: str,
        key: str,
        title: str | None,
        *,
        on: DayRange | None,
        authors: Iterable[Reference | None],
        assertion: Assertion = Assertion.PRESENT,
        signed: bool | None = None,
        caution: str | None = None,
    ) -> DocumentFact:
        who = tuple(authors)
        author = self._people.first_name(who)
        return DocumentFact(
            id=f"{label(resource)}#{key}",
            source=self._store.source(resource, element, in_words((title or key.replace("_", " "), author))),
            strength=Strength.CODED,
            on=on,
            assertion=assertion,
            author=author,
            caution=caution,
            type=key,
            roles=self._people.all_roles(who),
            signed=signed,
        )
