"""Problems, family history and the allergy list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercall.adapters.fhir.clinical import AllergyIntolerance, Condition, FamilyMemberHistory
from peercall.adapters.fhir.concepts import (
    codes_of,
    days_of,
    first_days,
    in_words,
    joined,
    names_of,
    note_of,
    plain_code,
    words_of,
)
from peercall.adapters.fhir.people import People
from peercall.adapters.fhir.store import Store, label
from peercall.domain.charts import AllergyFact, ConditionFact, ExemptionFact
from peercall.domain.dates import DayRange, parse_partial
from peercall.domain.terms import Assertion, Strength
from peercall.engine.vocabulary import Vocabulary

_HISTORY = re.compile(r"^\s*(?:personal\s+)?(?:history of|hx of|h/o|past history of)\b", re.I)
_FAMILY = re.compile(r"^\s*(?:family history of|fh of|fhx)\b", re.I)


def _day(text: str | None) -> DayRange | None:
    return parse_partial(text) if text else None


def conditions(store: Store, people: People) -> Iterator[ConditionFact]:
    """Problems and diagnoses; refuted ones are negated, unconfirmed ones uncertain, relatives' ones the family's."""
    for condition in store.all(Condition):
        verified = plain_code(condition.verificationStatus)
        if verified == "entered-in-error":
            continue
        text = words_of(condition.code)
        if not text:
            continue
        clinical = plain_code(condition.clinicalStatus)
        recorded = _day(condition.recordedDate)
        shown = ", ".join(code.value for code in codes_of(condition.code))
        yield ConditionFact(
            id=label(condition),
            source=store.source(
                condition,
                "code",
                in_words((f"{text} ({shown})" if shown and shown != text else text, clinical, verified)),
            ),
            strength=Strength.CODED,
            on=first_days(
                days_of(condition.onsetDateTime, condition.onsetPeriod), _day(condition.onsetString), recorded
            ),
            assertion=_asserted(verified, text),
            author=people.first_name((condition.recorder, condition.asserter)),
            codes=codes_of(condition.code),
            text=text,
            clinical_status=clinical,
            confirmed=None if verified is None else verified == "confirmed",
            recorded=recorded,
        )
    yield from _family(store)


def _asserted(verified: str | None, text: str) -> Assertion:
    if verified == "refuted":
        return Assertion.NEGATED
    if _FAMILY.match(text):
        return Assertion.FAMILY
    if verified in {"unconfirmed", "provisional", "differential"}:
        return Assertion.UNCERTAIN
    return Assertion.HISTORICAL if _HISTORY.match(text) else Assertion.PRESENT


def _family(store: Store) -> Iterator[ConditionFact]:
    for history in store.all(FamilyMemberHistory):
        if history.status == "entered-in-error":
            continue
        relative = words_of(history.relationship) or "relative"
        for place, condition in enumerate(history.condition):
            text = words_of(condition.code)
            if text:
                yield ConditionFact(
                    id=f"{label(history)}#condition[{place}]",
                    source=store.source(history, f"condition[{place}].code", f"{relative}: {text}"),
                    strength=Strength.CODED,
                    on=_day(history.date),
                    assertion=Assertion.FAMILY,
                    codes=codes_of(condition.code),
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
            on=first_days(_day(allergy.onsetDateTime), _day(allergy.recordedDate)),
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
        for substance in dict.fromkeys((fact.substance, *names_of(allergy.code))):
            ruled_out = vocabulary.exempted_by(substance)
            if not ruled_out:
                continue
            yield ExemptionFact(
                id=f"{fact.id}#exemption",
                source=fact.source,
                strength=fact.strength,
                on=fact.on,
                kind="intolerance" if allergy.type == "intolerance" else "allergy",
                text=in_words((substance, fact.reaction, note_of(allergy.note))),
                ingredients=ruled_out.ingredients,
                drug_classes=ruled_out.drug_classes,
                treatments=ruled_out.treatments,
            )
            break
