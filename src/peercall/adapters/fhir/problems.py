"""Problems, family history and the allergy list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from peercall.adapters.fhir.clinical import AllergyIntolerance, Condition, FamilyMemberHistory
from peercall.adapters.fhir.coded import CodedResources, Maker
from peercall.adapters.fhir.concepts import codes_of, day_of, days_of, names_of, note_of, plain_code, words_of
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import AllergyFact, ConditionFact, ExemptionFact
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_words import first_days, in_words, joined
from peercall.engine.problem_words import assertion_of_title, exemption_of
from peercall.engine.vocabulary import Vocabulary


def conditions(store: Store, people: People) -> CodedResources[ConditionFact]:
    """Problems and diagnoses; refuted ones are negated, unconfirmed ones uncertain, relatives' ones the family's."""
    return CodedResources((*_own(store, people), *_family(store)))


def _own(store: Store, people: People) -> Iterator[Maker[ConditionFact]]:
    make = partial(_condition, store, people)
    for condition in store.all(Condition):
        if plain_code(condition.verificationStatus) != "entered-in-error" and words_of(condition.code):
            yield condition.code, make, condition


def _condition(store: Store, people: People, condition: Condition) -> ConditionFact:
    text, codes = words_of(condition.code), codes_of(condition.code)
    verified, clinical = plain_code(condition.verificationStatus), plain_code(condition.clinicalStatus)
    recorded = day_of(condition.recordedDate)
    onset = first_days(days_of(condition.onsetDateTime, condition.onsetPeriod), day_of(condition.onsetString))
    shown = ", ".join(code.value for code in codes)
    named = f"{text} ({shown})" if shown and shown != text else text
    return ConditionFact(
        id=label(condition),
        source=store.source(condition, "code", in_words((named, clinical, verified))),
        strength=Strength.CODED,
        on=first_days(onset, recorded),
        assertion=_asserted(verified, text),
        author=people.first_name((condition.recorder, condition.asserter)),
        codes=codes,
        text=text,
        clinical_status=clinical,
        confirmed=None if verified is None else verified == "confirmed",
        recorded=recorded,
    )


def _asserted(verified: str | None, text: str) -> Assertion:
    if verified == "refuted":
        return Assertion.NEGATED
    worded = assertion_of_title(text)
    if worded is not Assertion.FAMILY and verified in {"unconfirmed", "provisional", "differential"}:
        return Assertion.UNCERTAIN
    return worded


def _family(store: Store) -> Iterator[Maker[ConditionFact]]:
    make = partial(_relatives, store)
    for history in store.all(FamilyMemberHistory):
        if history.status != "entered-in-error":
            for place, condition in enumerate(history.condition):
                if words_of(condition.code):
                    yield condition.code, make, (history, place)


def _relatives(store: Store, told: tuple[FamilyMemberHistory, int]) -> ConditionFact:
    history, place = told
    concept = history.condition[place].code
    relative, text = words_of(history.relationship) or "relative", words_of(concept)
    return ConditionFact(
        id=f"{label(history)}#condition[{place}]",
        source=store.source(history, f"condition[{place}].code", f"{relative}: {text}"),
        strength=Strength.CODED,
        on=day_of(history.date),
        assertion=Assertion.FAMILY,
        codes=codes_of(concept),
        text=text,
    )


def allergies(store: Store) -> Iterator[AllergyFact]:
    """The allergy list as written; refuted entries are negated."""
    for allergy in store.all(AllergyIntolerance):
        verified = plain_code(allergy.verificationStatus)
        substance = words_of(allergy.code) or next(
            (words for reaction in allergy.reaction if (words := words_of(reaction.substance))), ""
        )
        if verified == "entered-in-error" or not substance:
            continue
        reactions = joined(
            *(
                joined(*(words_of(m) for m in reaction.manifestation), reaction.description)
                for reaction in allergy.reaction
            )
        )
        severity = next((reaction.severity for reaction in allergy.reaction if reaction.severity), allergy.criticality)
        yield AllergyFact(
            id=label(allergy),
            source=store.source(allergy, "code", in_words((substance, reactions, severity))),
            strength=Strength.CODED,
            on=first_days(day_of(allergy.onsetDateTime), day_of(allergy.recordedDate)),
            assertion=Assertion.NEGATED if verified == "refuted" else Assertion.PRESENT,
            substance=substance,
            codes=codes_of(allergy.code),
            reaction=reactions or None,
            severity=severity,
        )


def exemptions(store: Store, vocabulary: Vocabulary) -> Iterator[ExemptionFact]:
    """What the allergy list rules out, as far as the shipped cross-reaction table goes; nothing from resolved entries."""
    entries = {label(allergy): allergy for allergy in store.all(AllergyIntolerance)}
    for fact in allergies(store):
        allergy = entries[fact.id]
        if fact.assertion is not Assertion.PRESENT or plain_code(allergy.clinicalStatus) in {"inactive", "resolved"}:
            continue
        ruled_out = exemption_of(
            fact,
            names=names_of(allergy.code),
            kind="intolerance" if allergy.type == "intolerance" else "allergy",
            note=note_of(allergy.note),
            vocabulary=vocabulary,
        )
        if ruled_out is not None:
            yield ruled_out
