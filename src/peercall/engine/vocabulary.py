"""What the words of a chart mean: measures, drugs, treatments, roles, purposes, kinds of document.

Every answer rests on the phrase files. Answers are kept per distinct text, because a chart repeats its names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from peercall.domain.codes import Code, CodeSystem
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import DrugClass, Measure, Treatment
from peercall.engine.measure_names import MeasureName, MeasureWords, measure_terms, measure_words, stands_alone
from peercall.engine.phrase_entries import by_name, flag, terms, texts
from peercall.engine.phrasing import Mention, PhraseIndex, outermost_of_any, pattern_of
from peercall.engine.role_words import RoleWords

__all__ = ["Exempted", "MeasureName", "Vocabulary"]

T = TypeVar("T")

_PROCEDURES = frozenset({CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10PCS})


@dataclass(frozen=True, slots=True)
class Exempted:
    """What an allergy or intolerance to a substance rules out, and no more."""

    ingredients: tuple[str, ...] = ()
    drug_classes: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ingredients or self.drug_classes or self.treatments)


class Vocabulary:
    """The phrase files made ready for use. Build it once for a rulebook; it may then be asked any number of times."""

    def __init__(
        self,
        phrases: PhraseBook,
        *,
        measures: Mapping[str, Measure],
        drug_classes: Mapping[str, DrugClass],
        treatments: Mapping[str, Treatment],
        procedures: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.phrases = phrases
        self.drug_classes = drug_classes
        self.procedures = procedures or {}
        self.measure_words: Mapping[str, MeasureWords] = measure_words(phrases.measures, measures)
        self._by_loinc = {code: measure.id for measure in measures.values() for code in measure.loinc if not measure.of}
        self._treatment_words = treatments
        self.measure_index = PhraseIndex(self.measure_terms())
        self.drug_index: PhraseIndex[str] = PhraseIndex(self.drug_terms())
        self.class_index: PhraseIndex[str] = PhraseIndex(
            (term, key) for key, entry in phrases.drug_classes.items() for term in terms(entry)
        )
        self.treatment_index: PhraseIndex[str] = PhraseIndex(self.treatment_terms())
        self._combinations = {
            key: tuple(item.lower() for item in texts(entry.get("ingredients")))
            for key, entry in phrases.drugs.items()
            if entry.get("ingredients")
        }
        self.weekly = frozenset(key for key, entry in phrases.drugs.items() if flag(entry, "weekly"))
        self._never = {
            (kind, key): pattern
            for kind, entries in (
                ("drug", phrases.drugs),
                ("class", phrases.drug_classes),
                ("treatment", phrases.treatments),
                ("method", phrases.methods),
                ("purpose", phrases.encounters),
                ("document", phrases.documents),
                ("finding", phrases.findings),
                ("outcome", phrases.outcomes),
            )
            for key, entry in entries.items()
            if (pattern := pattern_of(terms(entry, "never_with"))) is not None
        }
        self._purposes: PhraseIndex[str] = PhraseIndex(
            (term, key) for key, entry in phrases.encounters.items() for term in (key, *terms(entry))
        )
        self._method_order = {key: at for at, key in enumerate(phrases.methods)}
        self._methods: PhraseIndex[str] = PhraseIndex(
            (term, key) for key, entry in phrases.methods.items() for term in (key.replace("_", " "), *terms(entry))
        )
        self._contexts: PhraseIndex[tuple[str, str]] = PhraseIndex(
            (term, (key, value))
            for key, entry in phrases.contexts.items()
            for value, words in by_name(entry, "values").items()
            for term in words
        )
        self.role_words = RoleWords(phrases)
        self._titles: PhraseIndex[str] = PhraseIndex(
            (term, key) for key, entry in phrases.documents.items() for term in terms(entry, "titles")
        )
        self._order_codes = {
            (system, code.replace(".", "").upper()): key
            for key, entry in phrases.documents.items()
            for system, codes in by_name(entry, "order_codes").items()
            for code in codes
        }
        self._allergies = [
            (
                pattern,
                Exempted(
                    texts(entry.get("ingredients")), texts(entry.get("drug_classes")), texts(entry.get("treatments"))
                ),
            )
            for entry in phrases.allergies.values()
            if (pattern := pattern_of(terms(entry))) is not None
        ]
        self._kept_measures: dict[tuple[str, str | None], MeasureName | None] = {}
        self._kept: dict[str, dict[str, object]] = {}
        self.kept_reading: object | None = None

    @classmethod
    def of(cls, rulebook: Rulebook) -> Vocabulary:
        """The vocabulary of a rulebook."""
        return cls(
            rulebook.phrases,
            measures=rulebook.measures,
            drug_classes=rulebook.drug_classes,
            treatments=rulebook.treatments,
            procedures={
                key: value_set.text_terms
                for key, value_set in rulebook.value_sets.items()
                if value_set.text_terms and any(codes.system in _PROCEDURES for codes in value_set.codes)
            },
        )

    def measure_terms(self) -> Iterator[tuple[str, str]]:
        """Every name of every measure, with the measure's id."""
        return measure_terms(self.phrases.measures)

    def drug_terms(self) -> Iterator[tuple[str, str]]:
        """Every name of every drug, with its key; ingredients of drug classes name themselves."""
        for key, entry in self.phrases.drugs.items():
            for term in (key, *terms(entry), *terms(entry, "brands")):
                yield term, key
        listed = {ingredient for drug_class in self.drug_classes.values() for ingredient in drug_class.ingredients}
        for ingredient in sorted(listed - set(self.phrases.drugs)):
            yield ingredient, ingredient

    def treatment_terms(self) -> Iterator[tuple[str, str]]:
        """Every name of every treatment, with its key."""
        for key, entry in self.phrases.treatments.items():
            for term in terms(entry):
                yield term, key
        # Words of the rule files are for people; where the phrase files know the treatment, theirs are narrower.
        for key, treatment in self._treatment_words.items():
            if key not in self.phrases.treatments:
                for term in treatment.text_terms:
                    yield term, key

    def name_measure(self, text: str, *, loinc: str | None = None) -> MeasureName | None:
        """The measure a name means (an Observation's text, a row's label); a LOINC code goes before the words.

        None when the name is of no measure of the rulebook, or of two.
        """
        key = (text, loinc)
        if key not in self._kept_measures:
            self._kept_measures[key] = self._name_measure(text, loinc)
        return self._kept_measures[key]

    def _name_measure(self, text: str, loinc: str | None) -> MeasureName | None:
        measure = self._by_loinc.get(loinc) if loinc is not None else None
        if measure is None:
            measure = self._measure_in(text)
        words = self.measure_words.get(measure) if measure is not None else None
        if words is None:
            return None if measure is None else MeasureName(measure)
        around = {key: value for key, value in self.context(text).items() if key in words.contexts}
        context = {**words.context_of_name(text), **around}
        if loinc is not None:
            context.update(words.loinc_context.get(loinc, {}))
        if (method := self.method(text)) is not None:
            context.setdefault("method", method)
        return MeasureName(
            words.id, words.variant_in(text), words.scale_in(text), context, caution=words.caution_in(text)
        )

    def _measure_in(self, text: str) -> str | None:
        named: list[Mention[str]] = []
        for mention in outermost_of_any(self.measure_index.find(text)):
            words = self.measure_words[mention.what]
            whole = text[mention.start : mention.end].strip().lower()
            if words.weak and whole in words.weak and text.strip().lower() != whole:
                continue
            if words.speaks_of(text) and stands_alone(text, mention.start, mention.end):
                named.append(mention)
        # Where needs settle between two readings of one name (CDAI), the one that needs words wins.
        strict = [m for m in named if self.measure_words[m.what].needs]
        found = {m.what for m in (strict or named)}
        return found.pop() if len(found) == 1 else None

    def ingredients(self, text: str) -> tuple[str, ...]:
        """RxNorm ingredient names in the text, lower case, in order; a combination product gives each of its own."""
        return self._keep("ingredients", text, self._ingredients)

    def _ingredients(self, text: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for mention in self.drug_mentions(text):
            found.update(dict.fromkeys(self.parts_of(mention.what)))
        return tuple(found)

    def drug_mentions(self, text: str) -> list[Mention[str]]:
        """Drugs named in a text, by key of the phrase file, each where it stands."""
        return [
            mention
            for mention in outermost_of_any(self.drug_index.find(text))
            if not self.is_never("drug", mention.what, text)
        ]

    def parts_of(self, drug: str) -> tuple[str, ...]:
        """Ingredients of a drug named by its key."""
        return self._combinations.get(drug, (drug,))

    def treatments(self, text: str) -> tuple[str, ...]:
        """Keys of non-drug treatments and courses named in the text."""
        return self._keep("treatments", text, self._treatments)

    def _treatments(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.what for mention in self.treatment_mentions(text)))

    def treatment_mentions(self, text: str) -> list[Mention[str]]:
        """Treatments named in a text, each where it stands."""
        return [m for m in self.treatment_index.find(text) if not self.is_never("treatment", m.what, text)]

    def class_mentions(self, text: str) -> list[Mention[str]]:
        """Drug classes named in a text, each where it stands."""
        return [m for m in self.class_index.find(text) if not self.is_never("class", m.what, text)]

    def exempted_by(self, substance: str) -> Exempted:
        """What an allergy or intolerance to the substance rules out: the table of allergies.yaml, else the drug named."""
        return self._keep("exempted", substance, self._exempted_by)

    def _exempted_by(self, substance: str) -> Exempted:
        ingredients: dict[str, None] = {}
        treatments: dict[str, None] = {}
        classes: dict[str, None] = {}
        for pattern, exempted in self._allergies:
            if pattern.search(substance):
                ingredients.update(dict.fromkeys(exempted.ingredients))
                classes.update(dict.fromkeys(exempted.drug_classes))
                treatments.update(dict.fromkeys(exempted.treatments))
        ingredients.update(dict.fromkeys(self.ingredients(substance)))
        classes.update(dict.fromkeys(mention.what for mention in self.class_mentions(substance)))
        return Exempted(tuple(ingredients), tuple(classes), tuple(treatments))

    def substance_at_start(self, text: str) -> str | None:
        """The allergen or drug that a line begins with, with a bracket that belongs to it."""
        ends = [match.end() for pattern, _ in self._allergies if (match := pattern.match(text)) is not None]
        ends += [mention.end for mention in self.drug_mentions(text) if mention.start == 0]
        if not ends:
            return None
        end = max(ends)
        bracket = re.match(r"\s*\([^)]*\)", text[end:])
        return text[: end + (bracket.end() if bracket else 0)]

    def roles(self, text: str) -> tuple[str, ...]:
        """Role keys of a person, from credentials and specialty in one text ("Tobias Roe, MD, rheumatology").

        A specialty beside another profession's credential is the department, not the role: "NP, rheumatology" is no
        rheumatologist.
        """
        return self._keep("roles", text, self.role_words.of)

    def purposes(self, text: str) -> tuple[str, ...]:
        """Encounter purposes, as the policies word them, that the reason or note of a visit shows."""
        return self._keep("purposes", text, self._purposes_of)

    def _purposes_of(self, text: str) -> tuple[str, ...]:
        found = dict.fromkeys(mention.what for mention in self._purposes.find(text))
        return tuple(key for key in found if not self.is_never("purpose", key, text))

    def document_types(self, title: str, *, codes: Sequence[Code] = ()) -> tuple[str, ...]:
        """Kinds of document that a title or the codes ordered show."""
        named = self._keep("documents", title, self._document_types)
        ordered = tuple(
            key for code in codes if (key := self._order_codes.get((code.system.value, code.normal))) is not None
        )
        return tuple(dict.fromkeys((*named, *ordered)))

    def _document_types(self, title: str) -> tuple[str, ...]:
        found = dict.fromkeys(mention.what for mention in self._titles.find(title))
        return tuple(key for key in found if not self.is_never("document", key, title))

    def method(self, text: str) -> str | None:
        """How a value was obtained; the first of methods.yaml that the text names."""
        return self._keep("method", text, self._method)

    def _method(self, text: str) -> str | None:
        named = {mention.what for mention in self._methods.find(text)}
        order = sorted(named, key=self._method_order.__getitem__)
        return next((key for key in order if not self.is_never("method", key, text)), None)

    def context(self, text: str) -> Mapping[str, str]:
        """Circumstances of a value; a context named in two ways ("at rest and walking") is left out."""
        return self._keep("context", text, self._context)

    def _context(self, text: str) -> Mapping[str, str]:
        found: dict[str, set[str]] = {}
        for mention in self._contexts.find(text):
            key, value = mention.what
            found.setdefault(key, set()).add(value)
        return {key: values.pop() for key, values in found.items() if len(values) == 1}

    def is_never(self, kind: str, key: str, text: str) -> bool:
        """True when the text holds words with which the entry never speaks of its key."""
        pattern = self._never.get((kind, key))
        return pattern is not None and pattern.search(text) is not None

    def _keep(self, what: str, text: str, make: Callable[[str], T]) -> T:
        kept = self._kept.setdefault(what, {})
        if text not in kept:
            kept[text] = make(text)
        return kept[text]  # type: ignore[return-value]
