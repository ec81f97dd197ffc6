"""Procedures done or planned, orders, treatments that are no drugs, and visits."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.ccda.elements import Span, kid, kids, name_of, span_of
from peercall.adapters.ccda.reading import (
    Person,
    Reading,
    has_template,
    is_negated,
    is_withdrawn,
    mood_of,
    related,
    status_of,
)
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import EncounterFact, ExposureFact, OrderFact, ProcedureFact
from peercall.domain.provenance import ResourceSource
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.visit_words import mode_of_visit

#: statusCode of CDA in the words of ProcedureFact
_STATUS = {
    "completed": "completed",
    "active": "in-progress",
    "aborted": "stopped",
    "cancelled": "not-done",
    "held": "on-hold",
    "suspended": "on-hold",
    "new": "preparation",
}
_AHEAD = frozenset({"INT", "RQO", "PRMS", "PRP", "ARQ", "APT"})


def is_ahead(section: Section, statement: Element) -> bool:
    """True for what is asked for, intended or proposed, and for everything in a plan of treatment."""
    return mood_of(statement) in _AHEAD or section.kind == "plan"


def procedure_of(
    reading: Reading, section: Section, statement: Element
) -> Iterator[ProcedureFact | OrderFact | ExposureFact]:
    """A procedure, procedure observation or act. Planned, it is also an order; it is never one that was done."""
    concept = reading.named(reading.concept(kid(statement, "code")))
    if not concept or is_withdrawn(statement) or mood_of(statement) in {"GOL", "DEF"}:
        return
    text = in_words((concept.words, *(reading.concept(site).words for site in kids(statement, "targetSiteCode"))))
    negated, ahead = is_negated(statement), is_ahead(section, statement)
    status = "not-done" if negated else _STATUS.get(status_of(statement) or "")
    note = reading.comments(statement)
    span = span_of(kid(statement, "effectiveTime"))
    performer = reading.performer(statement)
    author = performer.name or reading.author(statement).name
    if negated or (status == "not-done" and not ahead):
        assertion = Assertion.NEGATED
    elif ahead:
        assertion, status = Assertion.PLANNED, "planned"
    else:
        assertion = Assertion.PLANNED if status in {"preparation", "on-hold"} else Assertion.PRESENT
    source = reading.source(section, statement, "code", in_words((text, status, note)))
    yield ProcedureFact(
        id=reading.fact_id(section, statement),
        source=source,
        strength=Strength.CODED,
        on=span.days,
        assertion=assertion,
        author=author,
        codes=concept.codes,
        text=text,
        status=status,
        outcome=note or None,
    )
    if ahead and not negated:
        yield from _order(reading, section, statement, text)
    for key in dict.fromkeys(key for name in concept.names for key in reading.vocabulary.treatments(name)):
        done = assertion is Assertion.PRESENT and status in {"completed", None}
        told = reading.outcomes.read(note)
        yield ExposureFact(
            id=f"{reading.fact_id(section, statement)}#{key}",
            source=source,
            strength=Strength.CODED,
            on=span.days,
            assertion=assertion,
            author=author,
            kind="request" if ahead else "procedure",
            treatment=key,
            text=concept.words,
            status="completed" if done else ("never_started" if negated else "unknown"),
            start=span.start if not ahead else None,
            stop=first_days(span.high, span.at) if done else None,
            sessions=1 if done else None,
            outcome=told.outcome,
            outcome_text=note or None,
        )


def _order(reading: Reading, section: Section, statement: Element, text: str) -> Iterator[OrderFact]:
    """What is asked for as an order: a request is one, an intention or proposal is planned. Dated by who wrote it."""
    author = reading.author(statement)
    status = status_of(statement)
    yield OrderFact(
        id=f"{reading.fact_id(section, statement)}#order",
        source=reading.source(section, statement, "code", in_words((text, status))),
        strength=Strength.CODED,
        on=reading.written_on(statement),
        assertion=ordered_as(statement),
        author=author.name,
        codes=reading.concept(kid(statement, "code")).codes,
        text=text,
        status=status,
        roles=_roles(reading, author),
    )


def ordered_as(statement: Element) -> Assertion:
    """What an order asserts: a request is one, an intention or proposal planned, a withdrawn one negated."""
    if status_of(statement) in {"aborted", "cancelled"}:
        return Assertion.NEGATED
    return Assertion.PRESENT if mood_of(statement) == "RQO" else Assertion.PLANNED


def visit_of(reading: Reading, section: Section, statement: Element) -> Iterator[EncounterFact | ExposureFact]:
    """A visit or stay that took place or is planned; cancelled ones are none."""
    concept = reading.named(reading.concept(kid(statement, "code")))
    if is_withdrawn(statement) or status_of(statement) in {"cancelled", "aborted"} or is_negated(statement):
        return
    performers = [reading.person(holder) for holder in kids(statement, "performer")]
    reasons = [reading.concept(kid(other, "value")).words for other in related(statement) if _is_reason(other)]
    place = next((name_of(kid(p, "participantRole/playingEntity/name")) for p in kids(statement, "participant")), None)
    text = joined(*dict.fromkeys((*concept.names[:2], *reasons)))
    ahead = is_ahead(section, statement)
    span = span_of(kid(statement, "effectiveTime"))
    kind = kid(statement, "code/translation")
    yield _visit(
        reading,
        reading.fact_id(section, statement),
        reading.source(section, statement, "code", in_words((text or "Visit", _first_name(performers), place))),
        text=text,
        people=performers,
        span=span,
        kind=concept.bare
        if concept.bare in {"AMB", "IMP", "EMER"}
        else (kind.get("code") if kind is not None else None),
        ahead=ahead,
    )
    for key in dict.fromkeys(key for name in concept.names for key in reading.vocabulary.treatments(name)):
        if not ahead:
            yield ExposureFact(
                id=f"{reading.fact_id(section, statement)}#{key}",
                source=reading.source(section, statement, "code", text),
                strength=Strength.CODED,
                on=span.days,
                author=_first_name(performers),
                kind="procedure",
                treatment=key,
                text=text,
                status="completed",
                start=span.start,
                stop=first_days(span.high, span.start),
                sessions=1,
            )


def _is_reason(observation: Element) -> bool:
    return has_template(observation, "22.4.19") or observation.getparent().get("typeCode") == "RSON"


def visit_of_header(reading: Reading) -> EncounterFact | None:
    """The visit the document is about (`encompassingEncounter`); None when it names none or does not date it."""
    visit = kid(reading.root, "componentOf/encompassingEncounter")
    span = span_of(kid(visit, "effectiveTime"))
    if visit is None or span.days is None:
        return None
    concept = reading.concept(kid(visit, "code"))
    holders = [*kids(visit, "responsibleParty"), *kids(visit, "encounterParticipant")]
    people = [reading.person(holder) for holder in holders]
    text = concept.words
    parts = [part.get("extension") or part.get("root") or "" for part in kids(visit, "id")]
    name = f"Header/encompassingEncounter[{parts[0] if parts and parts[0] else '1'}]"
    bare = concept.bare if concept.bare in {"AMB", "IMP", "EMER"} else None
    source = reading.header_source(name, "effectiveTime", in_words((text or "Visit", _first_name(people))))
    return _visit(
        reading, f"{reading.document}#{name}", source, text=text, people=people, span=span, kind=bare, ahead=False
    )


def _visit(
    reading: Reading,
    id: str,
    source: ResourceSource,
    *,
    text: str,
    people: list[Person],
    span: Span,
    kind: str | None,
    ahead: bool,
) -> EncounterFact:
    roles = dict.fromkeys(role for person in people for role in _roles(reading, person))
    return EncounterFact(
        id=id,
        source=source,
        strength=Strength.CODED,
        on=span.start,
        assertion=Assertion.PLANNED if ahead else Assertion.PRESENT,
        author=_first_name(people),
        text=text,
        roles=tuple(roles),
        purposes=tuple(reading.vocabulary.purposes(text)) if text else (),
        mode=mode_of_visit(text, kind),
        status="planned" if ahead else "finished",
        stop=span.high,
    )


def _roles(reading: Reading, person: Person) -> tuple[str, ...]:
    return reading.vocabulary.roles(person.words) if person.words else ()


def _first_name(people: list[Person]) -> str | None:
    return next((person.name for person in people if person.name), None)
