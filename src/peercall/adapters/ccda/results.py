"""Results, vital signs and scores as values of measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peercall.adapters.ccda.elements import Concept, kid, kids, local, path, span_of, value_of
from peercall.adapters.ccda.reading import Reading, is_negated, is_withdrawn, mood_of, status_of
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import MeasureFact
from peercall.domain.codes import CodeSystem
from peercall.engine.chart_words import first_days, joined
from peercall.engine.vocabulary import MeasureName

_NEVER_A_RESULT = frozenset({"cancelled", "aborted"})
_NOT_FINAL = frozenset({"active", "held", "suspended", "new"})


@dataclass(frozen=True, slots=True)
class Panel:
    """The organizer around results, as one test."""

    statement: Element
    label: str
    title: str


def panel_of(reading: Reading, section: Section, organizer: Element) -> Panel:
    """An organizer of results as one test."""
    return Panel(organizer, reading.label(section, organizer), reading.concept(kid(organizer, "code")).words)


def measure_of(reading: Reading, section: Section, observation: Element, panel: Panel | None) -> Iterator[MeasureFact]:
    """The values of an observation under the measure it names; none for what names no measure or states no value.

    A result that is cancelled, denied or has a null flavour states nothing; one still active is not final.
    """
    status = status_of(observation)
    concept = reading.concept(kid(observation, "code"))
    name = measure_name(reading, concept)
    if name is not None or section.kind in {"results", "vitals"}:
        reading.named(concept)
    if name is None or not _is_result(observation, panel):
        return
    method = joined(*(reading.concept(part).words for part in kids(observation, "methodCode")))
    around = joined(method, *_written_beside(reading, observation))
    span = span_of(kid(observation, "effectiveTime"))
    outer = span_of(kid(panel.statement, "effectiveTime")) if panel is not None else span
    flag = reading.concept(kid(observation, "interpretationCode")).words
    for number, element in enumerate(kids(observation, "value")):
        value = value_of(element, reading.words)
        if value is None:
            continue
        shown = f"{concept.words} {value.display}".strip()
        place = f"value[{number + 1}]" if number else value.element
        yield reading.values.measured(
            reading.values.beside(name, method, around),
            value,
            id=reading.fact_id(section, observation) + (f"#{place}" if number else ""),
            source=reading.source(section, observation, place, f"{shown} ({flag})" if flag else shown),
            on=first_days(span.days, outer.days),
            author=reading.performer(observation).name or reading.author(observation).name,
            hour=span.hour if span.days is not None else outer.hour,
            test=(panel.label, panel.title) if panel is not None else None,
            not_final="result not final" if status in _NOT_FINAL else None,
        )


def row_of(reading: Reading, observation: Element, panel: Panel | None) -> str | None:
    """A result that names no measure as a row of words (name, value, day), for the readers of notes; None for others."""
    concept = reading.concept(kid(observation, "code"))
    if not concept or not _is_result(observation, panel) or measure_name(reading, concept) is not None:
        return None
    values = [
        value for element in kids(observation, "value") if (value := value_of(element, reading.words)) is not None
    ]
    if not values:
        return None
    span = span_of(kid(observation, "effectiveTime"))
    outer = span_of(kid(panel.statement, "effectiveTime")) if panel is not None else span
    on = first_days(span.days, outer.days)
    shown = "; ".join(dict.fromkeys(value.display for value in values))
    return "\t".join((concept.words, shown, *((str(on),) if on is not None else ())))


def _is_result(observation: Element, panel: Panel | None) -> bool:
    """False for what is withdrawn, denied, cancelled or not there yet."""
    if is_withdrawn(observation) or is_negated(observation) or mood_of(observation) != "EVN":
        return False
    statuses = {status_of(observation), status_of(panel.statement) if panel is not None else None}
    return statuses.isdisjoint(_NEVER_A_RESULT)


def measure_name(reading: Reading, concept: Concept) -> MeasureName | None:
    """By each LOINC code with the words beside it, then by each wording alone."""
    for code in concept.codes:
        if code.system is CodeSystem.LOINC:
            name = reading.vocabulary.name_measure(concept.words, loinc=code.value)
            if name is not None:
                return name
    return next((name for text in concept.names if (name := reading.vocabulary.name_measure(text))), None)


def _written_beside(reading: Reading, observation: Element) -> Iterator[str]:
    """Remarks, body site, and what a range of reference says in words."""
    yield reading.comments(observation)
    for site in kids(observation, "targetSiteCode"):
        yield reading.concept(site).words
    for part in kids(observation, "referenceRange/observationRange/text"):
        yield reading.words.referred(part)


def inner_observations(statement: Element) -> Iterator[Element]:
    """Observations that are parts of a score (its single items), or stand in an organizer."""
    for holder in (*kids(statement, "entryRelationship"), *kids(statement, "component")):
        if local(statement) == "observation" and holder.get("typeCode") != "COMP":
            continue
        yield from holder.iterfind(path("observation"))
