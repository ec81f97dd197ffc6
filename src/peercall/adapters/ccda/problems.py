"""Problems, diagnoses and the family's conditions."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.ccda.elements import Concept, Span, kid, kids, span_of
from peercall.adapters.ccda.reading import (
    Reading,
    code_is,
    has_template,
    is_negated,
    is_withdrawn,
    mood_of,
    related,
    status_of,
)
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import ConditionFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words
from peercall.engine.problem_words import assertion_of_title

#: values that name no problem: problem, condition, clinical finding, no current problems, finding by site
_NO_PROBLEM = frozenset({"55607006", "64572001", "404684003", "160245001", "418799008", "409586006", "248536006"})
_STATUS_CODES = {
    "55561003": "active",
    "73425007": "inactive",
    "413322009": "resolved",
    "277022003": "remission",
    "255227004": "recurrence",
    "263855007": "relapse",
}
_ENDED = {"completed": "inactive", "aborted": "inactive", "suspended": "inactive"}
_UNSURE = frozenset({"UN", "U"})


def is_problem(observation: Element) -> bool:
    """True for the templates of a problem observation."""
    return has_template(observation, "22.4.4", "1.28")


def condition_of(
    reading: Reading, section: Section, observation: Element, concern: Element | None
) -> Iterator[ConditionFact]:
    """A problem observation. concern: the act around it, whose status tells whether it is still followed.

    Negated problems are negated, uncertain ones uncertain; "no known problems" is no fact of any problem.
    """
    concept = reading.named(problem_in(reading, observation))
    if is_withdrawn(observation) or (concern is not None and is_withdrawn(concern)) or mood_of(observation) != "EVN":
        return
    if not concept or concept.bare in _NO_PROBLEM:
        return
    span = span_of(kid(observation, "effectiveTime"))
    clinical = clinical_status(reading, observation, concern, span)
    shown = ", ".join(code.value for code in concept.codes)
    named = f"{concept.words} ({shown})" if shown and shown != concept.words else concept.words
    assertion = _asserted(section, observation, concern, concept, clinical)
    recorded = reading.written_on(observation)
    negated = "not present" if assertion is Assertion.NEGATED else None
    yield ConditionFact(
        id=reading.fact_id(section, observation),
        source=reading.source(section, observation, "value", in_words((named, negated or clinical))),
        strength=Strength.CODED,
        on=first_days(span.start, recorded),
        assertion=assertion,
        author=reading.author(observation).name,
        codes=concept.codes,
        text=concept.words,
        clinical_status=None if negated else clinical,
        recorded=recorded,
    )


def problem_in(reading: Reading, observation: Element) -> Concept:
    """What a problem observation names: its value, else the words that stand beside it."""
    value = kid(observation, "value")
    concept = reading.concept(value)
    if concept:
        return concept
    said = reading.words.referred(value) or reading.words.referred(kid(observation, "text"))
    return Concept(names=(said,)) if said and len(said) <= 200 else Concept()


def _asserted(
    section: Section, observation: Element, concern: Element | None, concept: Concept, clinical: str | None
) -> Assertion:
    if is_negated(observation) or (concern is not None and is_negated(concern)):
        return Assertion.NEGATED
    worded = {assertion_of_title(name) for name in concept.names}
    if Assertion.FAMILY in worded:
        return Assertion.FAMILY
    unsure = kid(observation, "uncertaintyCode")
    if unsure is not None and unsure.get("code") in _UNSURE:
        return Assertion.UNCERTAIN
    if Assertion.HISTORICAL in worded or (section.kind == "past" and clinical != "active"):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def clinical_status(reading: Reading, observation: Element, concern: Element | None, span: Span) -> str | None:
    """active, resolved, inactive ...: the status stated, else resolved when an end is stated, else the concern's."""
    for other in related(observation):
        if has_template(other, "22.4.6", "22.4.28", "1.50", "1.39") or code_is(other, "33999-4"):
            value = reading.concept(kid(other, "value"))
            known = _STATUS_CODES.get(value.bare or "")
            if known or value:
                return known or value.words.lower()
    if span.ended:
        return "resolved"
    status = status_of(concern) if concern is not None else None
    if status == "active":
        return "active"
    return _ENDED.get(status or "")


def family_conditions(reading: Reading, section: Section, organizer: Element) -> Iterator[ConditionFact]:
    """Conditions of one relative. What a relative does not have is told of nobody."""
    subject = kid(organizer, "subject/relatedSubject")
    relative = reading.concept(kid(subject, "code")).words if subject is not None else ""
    for observation in kids(organizer, "component/observation"):
        if is_withdrawn(observation) or is_negated(observation) or is_withdrawn(organizer):
            reading.named(problem_in(reading, observation))
            continue
        yield from family_condition(reading, section, observation, relative or "relative")


def family_condition(
    reading: Reading, section: Section, observation: Element, relative: str
) -> Iterator[ConditionFact]:
    """One condition of a relative; nothing for what has no name or none known."""
    concept = reading.named(problem_in(reading, observation))
    if not concept or concept.bare in _NO_PROBLEM:
        return
    yield ConditionFact(
        id=reading.fact_id(section, observation),
        source=reading.source(section, observation, "value", f"{relative}: {concept.words}"),
        strength=Strength.CODED,
        on=span_of(kid(observation, "effectiveTime")).start,
        assertion=Assertion.FAMILY,
        author=reading.author(observation).name,
        codes=concept.codes,
        text=concept.words,
    )
