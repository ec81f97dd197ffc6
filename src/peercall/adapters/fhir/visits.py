"""Visits and stays: when, with whom, for what, and where the patient was."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.fhir.clinical import Encounter
from peercall.adapters.fhir.concepts import code_of, days_of, end_of, words_of
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import EncounterFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import in_words, joined
from peercall.engine.visit_words import mode_of_visit
from peercall.engine.vocabulary import Vocabulary


def encounters(store: Store, vocabulary: Vocabulary, people: People) -> Iterator[EncounterFact]:
    """Visits and stays that took place or are planned; cancelled ones and no-shows are none."""
    read: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for visit in store.all(Encounter):
        if visit.status in {"entered-in-error", "cancelled"}:
            continue
        wordings = tuple(words_of(concept) for concept in (*visit.type, visit.serviceType, *visit.reasonCode))
        if wordings not in read:
            text = joined(*wordings)
            named = (key for words in (*wordings, text) if words for key in vocabulary.purposes(words))
            read[wordings] = (text, tuple(dict.fromkeys(named)))
        text, purposes = read[wordings]
        seen_by = [participant.individual for participant in visit.participant]
        who = people.first_name(seen_by)
        yield EncounterFact(
            id=label(visit),
            source=store.source(visit, "type" if visit.type else "period", in_words((text or "Visit", who))),
            strength=Strength.CODED,
            on=days_of(visit.period.start if visit.period is not None else None),
            assertion=Assertion.PLANNED if visit.status == "planned" else Assertion.PRESENT,
            author=who,
            text=text,
            roles=people.all_roles(seen_by),
            purposes=purposes,
            mode=mode_of_visit(text, code_of(visit.kind)),
            status=visit.status,
            stop=end_of(visit.period),
        )
