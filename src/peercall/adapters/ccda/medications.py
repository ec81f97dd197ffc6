"""Drugs: taken, prescribed, given, dispensed or planned; vaccinations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peercall.adapters.ccda.elements import (
    NEVER,
    Concept,
    Span,
    is_release_two,
    kid,
    kids,
    number_of,
    span_of,
    text_of,
    type_of,
)
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
from peercall.domain.charts import ExposureFact, OrderFact, ProcedureFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.dosing import Dose, Rate, amount_of, dose_from, dose_in_words, rate_of

#: substances that name no drug: drug or medicament, substance
_NO_DRUG = frozenset({"410942007", "105590001", "763158003"})
_ENDED_WORDS = ("no longer active", "discontinued", "stopped", "prior history", "aborted", "cancelled")
_ONCE_A_DAY = frozenset({"HS", "WAKE", "ACM", "ACD", "ACV", "PCM", "PCD", "PCV", "CM", "CD", "CV", "ICM", "ICD", "ICV"})
_PRESCRIBED = frozenset({"INT", "RQO"})


@dataclass(frozen=True, slots=True)
class _Schedule:
    """When a drug is taken: over which days, how often; regular is False when it is as needed or in several ways."""

    span: Span = NEVER
    rate: Rate | None = None
    regular: bool = True


def exposures_of(reading: Reading, section: Section, given: Element) -> Iterator[ExposureFact | OrderFact]:
    """A medication activity and the fills recorded with it. "No known medications" is no fact.

    Taken (EVN) is a statement, prescribed (INT) a request; in a plan of treatment both are planned. What is said not to
    be taken is negated. A status of completed without an end is unknown before R2.0, where it was the only one allowed.
    """
    drug = reading.named(_drug(reading, kid(given, "consumable")))
    if is_withdrawn(given) or not drug or drug.bare in _NO_DRUG:
        return
    mood = mood_of(given)
    if mood not in {"EVN", *_PRESCRIBED}:
        return
    schedule = _schedule(given)
    ingredients = _ingredients(reading, drug)
    instructions = _instructions(reading, given)
    note = joined(reading.comments(given), *_reactions(reading, given))
    told = reading.outcomes.read(note)
    dose = _dose(given, schedule, drug, instructions)
    status = _status(reading, given, schedule.span)
    if told.state == "never_started":
        status = "never_started"
    assertion = Assertion.PRESENT
    planned = section.kind == "plan" or has_template(given, "22.4.42")
    if is_negated(given):
        assertion, status = Assertion.NEGATED, "never_started"
    elif planned:
        assertion = Assertion.PLANNED
    written = reading.written_on(given)
    span = schedule.span
    point = span.at is not None
    ordered = mood in _PRESCRIBED
    yield ExposureFact(
        id=reading.fact_id(section, given),
        source=reading.source(
            section,
            given,
            "consumable",
            in_words((drug.words, instructions, "not taken" if is_negated(given) else status_of(given), note)),
        ),
        strength=Strength.CODED,
        on=first_days(written, span.start)
        if ordered
        else first_days(span.days, written if status == "active" else None),
        assertion=assertion,
        author=reading.author(given).name,
        kind="request" if ordered else _kind(section),
        ingredients=ingredients,
        text=drug.words,
        status=status,
        start=first_days(span.start, told.start),
        stop=first_days(span.high, span.at if point and not ordered else None, told.stop),
        dose=dose[0] if dose is not None else None,
        dose_unit=dose[1] if dose is not None else None,
        maximum_tolerated=told.maximum_tolerated,
        outcome=told.outcome,
        outcome_text=note or None,
    )
    if ordered and not is_negated(given):
        yield _order(reading, section, given, drug, planned=planned)
    for supply in kids(given, "entryRelationship/supply"):
        yield from fill_of(reading, section, supply, drug)


def fill_of(reading: Reading, section: Section, supply: Element, drug: Concept | None = None) -> Iterator[ExposureFact]:
    """A fill (a supply that happened). drug: of the activity around it, where the supply names none."""
    if is_withdrawn(supply) or mood_of(supply) != "EVN" or not has_template(supply, "22.4.18", "1.34"):
        return
    named = _drug(reading, kid(supply, "product")) or drug
    if not named or is_negated(supply) or status_of(supply) in {"aborted", "cancelled"}:
        return
    span = span_of(kid(supply, "effectiveTime"))
    on = first_days(span.at, span.low)
    yield ExposureFact(
        id=reading.fact_id(section, supply),
        source=reading.source(section, supply, "product", in_words((named.words, "dispensed"))),
        strength=Strength.CODED,
        on=on,
        kind="dispense",
        ingredients=_ingredients(reading, named),
        text=named.words,
        status="completed" if status_of(supply) == "completed" else "unknown",
        start=on,
    )


def vaccination_of(reading: Reading, section: Section, given: Element) -> Iterator[ProcedureFact]:
    """A vaccination given, refused (negated) or planned."""
    vaccine = reading.named(_drug(reading, kid(given, "consumable")))
    if is_withdrawn(given) or not vaccine:
        return
    negated, mood = is_negated(given), mood_of(given)
    status = "not-done" if negated else status_of(given)
    span = span_of(kid(given, "effectiveTime"))
    planned = mood != "EVN" or section.kind == "plan"
    yield ProcedureFact(
        id=reading.fact_id(section, given),
        source=reading.source(section, given, "consumable", in_words((vaccine.words, status))),
        strength=Strength.CODED,
        on=span.days,
        assertion=Assertion.NEGATED if negated else (Assertion.PLANNED if planned else Assertion.PRESENT),
        codes=vaccine.codes,
        text=vaccine.words,
        status=status,
        kind="immunization",
    )


def _order(reading: Reading, section: Section, given: Element, drug: Concept, *, planned: bool) -> OrderFact:
    author = reading.author(given)
    return OrderFact(
        id=f"{reading.fact_id(section, given)}#order",
        source=reading.source(section, given, "consumable", in_words((drug.words, status_of(given)))),
        strength=Strength.CODED,
        on=reading.written_on(given),
        assertion=Assertion.PLANNED if planned and mood_of(given) != "RQO" else Assertion.PRESENT,
        author=author.name,
        codes=drug.codes,
        text=drug.words,
        status=status_of(given),
        roles=reading.vocabulary.roles(author.words) if author.words else (),
    )


def _kind(section: Section) -> str:
    return "administration" if section.label == "Medications administered" else "statement"


def _drug(reading: Reading, holder: Element | None) -> Concept:
    """The drug of a consumable or product: its code with all wordings, and its name in words."""
    if holder is None:
        return Concept()
    material = kid(holder, "manufacturedProduct/manufacturedMaterial")
    if material is None:
        material = kid(holder, "manufacturedProduct/manufacturedLabeledDrug")
    concept = reading.concept(kid(material, "code"))
    name = text_of(kid(material, "name"))
    if name and name not in concept.names:
        return Concept(concept.codes, (*concept.names, name), concept.bare, concept.null)
    return concept


def _ingredients(reading: Reading, drug: Concept) -> tuple[str, ...]:
    for wording in drug.names:
        if found := reading.vocabulary.ingredients(wording):
            return found
    return ()


def _schedule(given: Element) -> _Schedule:
    span, rates, regular = NEVER, [], True
    for time in kids(given, "effectiveTime"):
        kind = type_of(time)
        if kind == "PIVL_TS" or kid(time, "period") is not None:
            period = kid(time, "period")
            value = number_of(period.get("value")) if period is not None else None
            rate = rate_of(1, value, period.get("unit")) if value and period is not None else None
            regular = regular and rate is not None
            rates.append(rate)
        elif kind in {"EIVL_TS", "EIVL"} or kid(time, "event") is not None:
            event = kid(time, "event")
            once = event is not None and event.get("code") in _ONCE_A_DAY
            rates.append((1.0, "d") if once else None)
            regular = regular and once
        elif kind in {"SXPR_TS", "PIVLPPD_TS"}:
            regular = False
        elif span is NEVER:
            span = span_of(time)
    if len(rates) > 1 or kid(given, "precondition") is not None:
        return _Schedule(span, None, regular=False)
    return _Schedule(span, rates[0] if rates else None, regular)


def _dose(given: Element, schedule: _Schedule, drug: Concept, instructions: str) -> Dose:
    if not schedule.regular or kid(given, "precondition") is not None:
        return None
    quantity = kid(given, "doseQuantity")
    if quantity is not None and schedule.rate is not None:
        value = number_of(quantity.get("value"))
        if value is not None:
            for name in drug.names:
                amount = amount_of(value, quantity.get("unit"), drug=name)
                if amount is not None and _counts(given):
                    return dose_from(amount, schedule.rate)
    return dose_in_words(instructions, drug=drug.words) if instructions else None


def _counts(given: Element) -> bool:
    """False when the amount is counted in something else than tablets or capsules (puffs, drops, patches)."""
    form = kid(given, "administrationUnitCode")
    if form is None or form.get("nullFlavor"):
        return True
    words = f"{form.get('displayName') or ''} {form.get('code') or ''}".lower()
    return any(kind in words for kind in ("tab", "cap", "pill", "c48542", "c48480"))


def _instructions(reading: Reading, given: Element) -> str:
    """The directions as written: of the activity's sig, else of its instructions."""
    for sig in kids(given, "entryRelationship/substanceAdministration"):
        if has_template(sig, "22.4.147"):
            said = reading.words.referred(kid(sig, "text"))
            if said:
                return said
    text = reading.words.referred(kid(given, "text"))
    return text if 0 < len(text) <= 200 else ""


def _reactions(reading: Reading, given: Element) -> Iterator[str]:
    for other in related(given):
        if has_template(other, "22.4.9"):
            said = reading.concept(kid(other, "value")).words
            if said:
                yield f"reaction: {said}"


def _status(reading: Reading, given: Element, span: Span) -> str:
    for other in related(given):
        if has_template(other, "1.47") or code_is(other, "33999-4"):
            said = reading.concept(kid(other, "value")).words.lower()
            if any(words in said for words in _ENDED_WORDS):
                return "stopped"
            if "active" in said and "inactive" not in said:
                return "active"
    status = status_of(given)
    if status == "completed":
        return "completed" if span.ended or span.at is not None or is_release_two(given) else "unknown"
    return {"active": "active", "aborted": "stopped", "cancelled": "cancelled"}.get(status or "", "unknown")
