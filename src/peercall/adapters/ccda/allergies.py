"""The allergy list and what it rules out."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.ccda.elements import Concept, kid, kids, span_of, text_of
from peercall.adapters.ccda.problems import clinical_status
from peercall.adapters.ccda.reading import Reading, code_is, has_template, is_negated, is_withdrawn, mood_of, related
from peercall.adapters.ccda.sections import Section
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import AllergyFact, ExemptionFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.problem_words import exemption_of

#: values that say by themselves that no allergy is known (of any kind, to drugs, to food ...), with what they deny
_NONE_KNOWN = {
    "716186003": "allergy",
    "160244002": "allergy",
    "409137002": "drug allergy",
    "429625007": "food allergy",
    "428607008": "environmental allergy",
    "428197003": "insect allergy",
    "1003774007": "hymenoptera allergy",
    "716184000": "latex allergy",
}
#: the kind of reaction an entry tells: of a drug, to food; these name no substance
_KINDS = {
    "416098002": "drug allergy",
    "414285001": "food allergy",
    "419199007": "allergy",
    "420134006": "allergy",
    "418038007": "allergy",
    "419511003": "drug allergy",
    "418471000": "food allergy",
    "59037007": "drug intolerance",
    "235719002": "food intolerance",
    "418634005": "allergy",
    "106190000": "allergy",
}
_INTOLERANCES = frozenset({"59037007", "235719002"})
_NO_SUBSTANCE = frozenset({"105590001", "410942007", "762766007", "418038007"})


def is_allergy(observation: Element) -> bool:
    """True for the templates of an allergy observation."""
    return has_template(observation, "22.4.7", "22.4.90", "1.18")


def allergy_of(
    reading: Reading, section: Section, observation: Element, concern: Element | None
) -> Iterator[AllergyFact | ExemptionFact]:
    """An entry of the allergy list and what it rules out. "No known allergies" is a negated entry without substance.

    An allergy that is denied, resolved or inactive rules nothing out.
    """
    kind = reading.concept(kid(observation, "value"))
    substance = reading.named(_substance(reading, observation))
    if is_withdrawn(observation) or (concern is not None and is_withdrawn(concern)) or mood_of(observation) != "EVN":
        return
    negated = is_negated(observation)
    denied = _NONE_KNOWN.get(kind.bare or "") or _NONE_KNOWN.get(substance.bare or "")
    if denied is None and negated and (not substance or substance.bare in _NO_SUBSTANCE):
        denied = _KINDS.get(kind.bare or "", "allergy")
    if denied is not None:
        yield _none_known(reading, section, observation, denied)
        return
    if not substance:
        return
    span = span_of(kid(observation, "effectiveTime"))
    reactions = [other for other in related(observation) if has_template(other, "22.4.9", "1.54")]
    words = joined(*dict.fromkeys(_said(reading, other) for other in reactions))
    severity = _severity(reading, observation, reactions)
    status = clinical_status(reading, observation, concern, span)
    display = in_words((substance.words, words, severity, "denied" if negated else None))
    fact = AllergyFact(
        id=reading.fact_id(section, observation),
        source=reading.source(section, observation, "participant/playingEntity", display),
        strength=Strength.CODED,
        on=first_days(span.start, reading.written_on(observation)),
        assertion=Assertion.NEGATED if negated else Assertion.PRESENT,
        author=reading.author(observation).name,
        substance=substance.words,
        codes=substance.codes,
        reaction=words or None,
        severity=severity,
    )
    yield fact
    if negated or status in {"inactive", "resolved"}:
        return
    ruled_out = exemption_of(
        fact,
        names=substance.names,
        kind="intolerance" if kind.bare in _INTOLERANCES else "allergy",
        note=reading.comments(observation),
        vocabulary=reading.vocabulary,
    )
    if ruled_out is not None:
        yield ruled_out


def _none_known(reading: Reading, section: Section, observation: Element, denied: str) -> AllergyFact:
    return AllergyFact(
        id=reading.fact_id(section, observation),
        source=reading.source(section, observation, "value", f"no known {denied}"),
        strength=Strength.CODED,
        on=first_days(span_of(kid(observation, "effectiveTime")).start, reading.written_on(observation)),
        assertion=Assertion.NEGATED,
        author=reading.author(observation).name,
        substance=denied,
    )


def _substance(reading: Reading, observation: Element) -> Concept:
    for part in kids(observation, "participant"):
        if part.get("typeCode", "CSM") == "CSM":
            entity = kid(part, "participantRole/playingEntity")
            concept = reading.concept(kid(entity, "code"))
            if concept:
                return concept
            name = text_of(kid(entity, "name"))
            if name:
                return Concept(names=(name,), bare=concept.bare)
            if concept.bare:
                return concept
    return Concept()


def _said(reading: Reading, observation: Element) -> str:
    value = reading.concept(kid(observation, "value"))
    return value.words or reading.words.referred(kid(observation, "text"))


def _severity(reading: Reading, observation: Element, reactions: list[Element]) -> str | None:
    """How severe: of the reaction, else of the allergy, else how critical."""
    for holder in (*reactions, observation):
        for other in related(holder):
            if has_template(other, "22.4.8", "1.55") or code_is(other, "SEV"):
                said = reading.concept(kid(other, "value")).words
                if said:
                    return said.lower()
    for other in related(observation):
        if has_template(other, "22.4.145") or code_is(other, "82606-5"):
            said = reading.concept(kid(other, "value")).words
            return said.lower() or None
    return None
