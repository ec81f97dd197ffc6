"""How measures are named: the phrase entry of each measure made ready for names and for prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from peercall.domain.phrases import Entries
from peercall.domain.rules import Measure
from peercall.engine.phrase_entries import by_name, flag, groups, maps_by_name, terms, text, text_map, texts
from peercall.engine.phrasing import Terms, pattern_of


@dataclass(frozen=True, slots=True)
class MeasureName:
    """What a name means. variant, scale: when the name or the words beside it say so. caution: why a value under this
    name may not count as evidence (a consumer device, another hypopnea rule)."""

    measure: str
    variant: str | None = None
    scale: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    caution: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MeasureWords:
    """One measure's entry with its patterns. low, high: ends of the scale where the measure has them."""

    id: str
    kind: str
    low: float | None
    high: float | None
    implied_unit: str | None
    units: tuple[tuple[str, Terms], ...]
    scales: tuple[tuple[str, Terms], ...]
    variants: tuple[tuple[str, Terms], ...]
    levels: tuple[tuple[str, Terms], ...]
    cautions: tuple[tuple[str, Terms], ...]
    needs: tuple[Terms, ...]
    never: Terms | None
    fixed_context: Mapping[str, str]
    term_context: tuple[tuple[Terms, Mapping[str, str]], ...]
    loinc_context: Mapping[str, Mapping[str, str]]
    contexts: frozenset[str]
    weak: frozenset[str]
    after: bool

    def speaks_of(self, sentence: str) -> bool:
        """True when the words around allow the name to mean this measure."""
        if self.never is not None and self.never.search(sentence):
            return False
        return all(pattern.search(sentence) for pattern in self.needs)

    def caution_in(self, words: str) -> str | None:
        """The first reason among these words why a value may not count."""
        return next((why for why, pattern in self.cautions if pattern.search(words)), None)

    def variant_in(self, words: str) -> str | None:
        """The variant named; None when none or when two are."""
        return only([name for name, pattern in self.variants if pattern.search(words)])

    def scale_in(self, words: str) -> str | None:
        """The scale stated; None when none or when two are."""
        return only([name for name, pattern in self.scales if pattern.search(words)])

    def context_of_name(self, words: str) -> dict[str, str]:
        """Context that the name itself carries."""
        context = dict(self.fixed_context)
        for pattern, extra in self.term_context:
            if pattern.search(words):
                context.update(extra)
        return context


def stands_alone(text: str, start: int, end: int) -> bool:
    """False where a name is half of another ("FEV1/FVC", "SpO2/FiO2")."""
    if text[end : end + 1] == "/" and text[end + 1 : end + 2].isalpha():
        return False
    return not (start > 1 and text[start - 1] == "/" and text[start - 2].isalpha())


def only(names: list[str]) -> str | None:
    """The one name of the list, else None."""
    return names[0] if len(set(names)) == 1 else None


def measure_words(entries: Entries, measures: Mapping[str, Measure]) -> dict[str, MeasureWords]:
    """The entries of kind `measures` by measure id; entries of measures the rulebook does not hold are kept, unbounded."""
    return {key: _words(key, entry, measures.get(key)) for key, entry in entries.items()}


def measure_terms(entries: Entries) -> Iterator[tuple[str, str]]:
    """Every name of every measure, with the measure's id."""
    for key, entry in entries.items():
        for term in (*terms(entry), *terms(entry, "weak")):
            yield term, key
        for names in by_name(entry, "variants").values():
            for term in names:
                yield term, key


def _words(key: str, entry: Mapping[str, object], measure: Measure | None) -> MeasureWords:
    return MeasureWords(
        id=key,
        kind=measure.kind if measure is not None else "numeric",
        low=measure.low if measure is not None else None,
        high=measure.high if measure is not None else None,
        implied_unit=text(entry, "implied_unit"),
        units=_patterns(by_name(entry, "units")),
        scales=_patterns(by_name(entry, "scales")),
        variants=_patterns(by_name(entry, "variants")),
        levels=_patterns(by_name(entry, "levels")),
        cautions=_patterns(by_name(entry, "caution")),
        needs=tuple(pattern for group in groups(entry) if (pattern := pattern_of(group)) is not None),
        never=pattern_of(terms(entry, "never_with")),
        fixed_context=text_map(entry.get("fixed_context")),
        term_context=tuple(
            (pattern, context)
            for term, context in maps_by_name(entry, "term_context").items()
            if (pattern := pattern_of((term,))) is not None
        ),
        loinc_context=maps_by_name(entry, "loinc_context"),
        contexts=frozenset(texts(entry.get("contexts"))),
        weak=frozenset(term.lower() for term in terms(entry, "weak")),
        after=flag(entry, "after"),
    )


def _patterns(named: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, Terms], ...]:
    return tuple((name, pattern) for name, words in named.items() if (pattern := pattern_of(words)) is not None)
