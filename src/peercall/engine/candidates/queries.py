"""What to look for when a criterion is open: the names its leaves go by in charts, and the policy's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peercall.domain.passages import SearchTerm
from peercall.domain.policies import (
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    CoveragePolicy,
    DiagnosisLeaf,
    DocumentLeaf,
    EncounterLeaf,
    EventLeaf,
    ExternalLeaf,
    FindingLeaf,
    GenomicLeaf,
    JudgementLeaf,
    Leaf,
    MeasureLeaf,
    Node,
    ProcedureLeaf,
    TherapyLeaf,
)
from peercall.domain.rulebook import Rulebook
from peercall.engine.candidates.words import Synonyms, search_terms
from peercall.engine.phrase_entries import by_name, flag, terms
from peercall.engine.vocabulary import Vocabulary

#: how far a judgement leads on to the criteria it looks at, and those to others
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class CriterionQuery:
    """What to look for. names: terms of the phrase files, each of which speaks of the criterion by itself. words: the
    words of the policy by root, each with those that mean the same. wants_number: the criterion asks for a value.
    of_drugs: it asks for drugs by name, so that a sentence about another drug does not speak of it."""

    criterion: str
    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    wants_number: bool = False
    of_drugs: bool = False

    def terms(self) -> list[SearchTerm]:
        """Everything to look for."""
        found = [term for name in self.names for term in search_terms(name)]
        found += [term for choices in self.words.values() for word in choices for term in search_terms(word)]
        return list(dict.fromkeys(found))


class Queries:
    """Turns criteria into queries with the phrase files and value sets of a rulebook."""

    def __init__(self, rulebook: Rulebook, *, vocabulary: Vocabulary) -> None:
        self._rulebook = rulebook
        self._phrases = rulebook.phrases
        self._synonyms = Synonyms(rulebook.phrases)
        self._drug_names: dict[str, list[str]] = {}
        for term, key in vocabulary.drug_terms():
            for ingredient in vocabulary.parts_of(key):
                self._drug_names.setdefault(ingredient, []).append(term)
        self._treatment_names: dict[str, list[str]] = {}
        for term, key in vocabulary.treatment_terms():
            self._treatment_names.setdefault(key, []).append(term)
        self._measure_names: dict[str, list[str]] = {}
        for term, key in vocabulary.measure_terms():
            self._measure_names.setdefault(key, []).append(term)

    def of(self, node: Node, *, policy: CoveragePolicy) -> CriterionQuery:
        """The query of a criterion with all leaves at or below it."""
        leaves = list(self._leaves(node, policy=policy, deep=0))
        names = dict.fromkeys(name for leaf in leaves for name in self._names(leaf))
        said = [node.text, *(words for leaf in leaves for words in _said(leaf))]
        if not node.leaf:
            said += [below.text for below in node.walk()]
        words = self._synonyms.content_words(said)
        for leaf in leaves:
            words |= dict(self._around(leaf))
        names |= dict.fromkeys(
            name for key, choices in words.items() if self._synonyms.is_name(key) for name in choices
        )
        return CriterionQuery(
            node.id,
            tuple(names),
            words,
            wants_number=any(isinstance(leaf, MeasureLeaf | ChangeLeaf) for leaf in leaves),
            of_drugs=any(isinstance(leaf, TherapyLeaf) and bool(leaf.drugs or leaf.groups) for leaf in leaves),
        )

    def _leaves(self, node: Node, *, policy: CoveragePolicy, deep: int) -> Iterator[Leaf]:
        for below in node.walk():
            leaf = below.leaf.of if isinstance(below.leaf, CountLeaf) else below.leaf
            if leaf is None:
                continue
            yield leaf
            if isinstance(leaf, JudgementLeaf) and deep < _DEEPEST:
                looked_at = [n for n in policy.criteria.walk() if n.id in leaf.look_at]
                for other in looked_at:
                    yield from self._leaves(other, policy=policy, deep=deep + 1)

    def _names(self, leaf: Leaf) -> Iterable[str]:
        match leaf:
            case FindingLeaf():
                return self._finding(leaf.key)
            case DiagnosisLeaf():
                return (*self._value_set(leaf.value_set), *(t for key in leaf.or_finding for t in self._finding(key)))
            case MeasureLeaf():
                return (name for key in dict.fromkeys((leaf.of, *leaf.measures)) for name in self._measure(key))
            case ChangeLeaf():
                return self._measure(leaf.of)
            case TherapyLeaf():
                return self._therapy(leaf)
            case DocumentLeaf():
                return self._document(leaf)
            case EncounterLeaf():
                return self._visit(leaf)
            case EventLeaf() | ProcedureLeaf():
                return (*leaf.text_terms, *self._value_set(leaf.value_set))
            case GenomicLeaf():
                return (leaf.gene,)
            case _:
                return ()

    def _around(self, leaf: Leaf) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Words for what the criterion asks beside the thing itself: circumstances of a value, outcome of a trial."""
        if isinstance(leaf, MeasureLeaf):
            for key, value in leaf.context.items():
                listed = by_name(self._phrases.contexts.get(key, {}), "values").get(value, ())
                yield f"{key} {value}", (value.replace("_", " "), *listed)
            for method in leaf.source:
                yield method, (*terms(self._phrases.methods.get(method, {})),)
        elif isinstance(leaf, TherapyLeaf):
            for outcome in (*leaf.outcome, *leaf.exempt):
                yield outcome, (*terms(self._phrases.outcomes.get(outcome, {})),)
        elif isinstance(leaf, FindingLeaf | DiagnosisLeaf) and leaf.onset_at_least is not None:
            yield "onset", self._synonyms.lasting

    def _finding(self, key: str) -> tuple[str, ...]:
        entry = self._phrases.findings.get(key, {})
        return (*terms(entry), *terms(entry, "absent_terms"))

    def _measure(self, key: str) -> tuple[str, ...]:
        entry = self._phrases.measures.get(key, {})
        levels = (term for listed in by_name(entry, "levels").values() for term in listed if " " in term)
        return (*self._measure_names.get(key, ()), *levels)

    def _value_set(self, key: str | None) -> tuple[str, ...]:
        value_set = self._rulebook.value_sets.get(key) if key is not None else None
        return value_set.text_terms if value_set is not None else ()

    def _therapy(self, leaf: TherapyLeaf) -> Iterator[str]:
        ingredients = [*sorted(leaf.drugs), *sorted(drug for drugs in leaf.groups.values() for drug in drugs)]
        for ingredient in dict.fromkeys(ingredients):
            yield from self._drug_names.get(ingredient, (ingredient,))
        for group in leaf.groups:
            yield from terms(self._phrases.drug_classes.get(group, {}))
        for treatment in leaf.treatments:
            yield from self._treatment_names.get(treatment, ())
            yield from leaf.vocabulary.get(treatment, ())

    def _document(self, leaf: DocumentLeaf) -> tuple[str, ...]:
        entry = self._phrases.documents.get(leaf.type, {})
        stated = by_name(entry, "states")
        states = (term for state in (*leaf.states, *leaf.states_any) for term in stated.get(state, ()))
        # What the phrase files take for something else than the document ("no teaching") is worth reading here.
        denied = (term for term in terms(entry, "never_with") if " " in term)
        return (*terms(entry, "titles"), *terms(entry, "text"), *states, *denied)

    def _visit(self, leaf: EncounterLeaf) -> tuple[str, ...]:
        role = self._phrases.roles.get(leaf.with_role or "", {})
        specialty = terms(role) if flag(role, "physician_only") else ()
        if leaf.purpose is None:
            return specialty
        return (leaf.purpose, *terms(self._phrases.encounters.get(leaf.purpose, {})), *specialty)


def _said(leaf: Leaf) -> Sequence[str]:
    """Words of the policy that stand in the leaf itself."""
    match leaf:
        case FindingLeaf():
            return (leaf.key,)
        case DocumentLeaf():
            return (leaf.type, *leaf.states, *leaf.states_any)
        case EncounterLeaf():
            return (leaf.purpose or "",)
        case JudgementLeaf():
            return (leaf.standard,)
        case AttestLeaf() | ExternalLeaf():
            return (leaf.that,)
        case TherapyLeaf():
            return (*leaf.treatments, *leaf.groups)
        case EventLeaf():
            return (leaf.kind or "",)
        case GenomicLeaf():
            return (leaf.gene, leaf.alteration or "")
        case _:
            return ()
