"""What stands beside a coded value: circumstances, variant, scale, levels and the unit's UCUM spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peercall.domain.charts import MeasureFact
from peercall.domain.dates import DayRange
from peercall.domain.provenance import Source
from peercall.domain.terms import Strength
from peercall.engine.chart_words import joined
from peercall.engine.read_values import ReadValue
from peercall.engine.vocabulary import MeasureName, Vocabulary


@dataclass(frozen=True, slots=True)
class Beside:
    """Circumstances of a value. name: kept, so that the key by its identity stays true."""

    name: MeasureName
    context: Mapping[str, str]
    caution: str | None
    variant: str | None
    scale: str | None


class ValueWords:
    """The phrase files' words about values, each pair of wordings worked out once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._besides: dict[tuple[int, str, str], Beside] = {}

    def beside(self, name: MeasureName, method: str, around: str) -> Beside:
        """What the name and the words beside a value say of it, worked out once for each pair of wordings."""
        key = (id(name), method, around)
        if key not in self._besides:
            self._besides[key] = self._read_beside(name, method, around)
        return self._besides[key]

    def measured(
        self,
        beside: Beside,
        value: ReadValue,
        *,
        id: str,
        source: Source,
        on: DayRange | None,
        author: str | None,
        hour: str | None,
        test: tuple[str, str] | None,
        not_final: str | None,
    ) -> MeasureFact:
        """A coded value with its circumstances as a fact. test: label and title of the study it belongs to, whose method
        is the value's where nothing nearer says. not_final: why the value may still change."""
        context = beside.context
        if test is not None:
            context = {**context, "test": test[0]}
            if "method" not in context and (means := self._vocabulary.method(test[1])) is not None:
                context["method"] = means
        measure = beside.name.measure
        levels = self.levels(measure, value)
        return MeasureFact(
            id=id,
            source=source,
            strength=Strength.CODED,
            on=on,
            author=author,
            caution=joined(not_final, beside.caution) or None,
            measure=measure,
            variant=beside.variant,
            low=value.low if not levels else None,
            high=value.high if not levels else None,
            category=levels or ((value.words,) if value.low is None and value.words else ()),
            unit=self.unit(measure, value),
            scale=beside.scale,
            context=context,
            hour=hour,
        )

    def _read_beside(self, name: MeasureName, method: str, around: str) -> Beside:
        words = self._vocabulary.measure_words.get(name.measure)
        if words is None or not around:
            return Beside(name, name.context, name.caution, name.variant, name.scale)
        told = {key: value for key, value in self._vocabulary.context(around).items() if key in words.contexts}
        differ = sorted(key for key, value in told.items() if name.context.get(key, value) != value)
        context = {key: value for key, value in {**told, **name.context}.items() if key not in differ}
        means = (self._vocabulary.method(method) if method else None) or self._vocabulary.method(around)
        if means is not None:
            context["method"] = means
        problem = f"the name and the note disagree on {' and '.join(differ)}" if differ else None
        return Beside(
            name,
            context,
            joined(name.caution, words.caution_in(around), problem) or None,
            name.variant or words.variant_in(around),
            name.scale or words.scale_in(around),
        )

    def levels(self, measure: str, value: ReadValue) -> tuple[str, ...]:
        """Levels of an ordinal measure that the value names ("class II-III" names two)."""
        words = self._vocabulary.measure_words.get(measure)
        if words is None or words.kind not in {"ordinal", "category"} or not value.words:
            return ()
        return tuple(level for level, pattern in words.levels if pattern.search(value.words))

    def unit(self, measure: str, value: ReadValue) -> str | None:
        """UCUM where the phrase file knows the spelling, else the unit as the chart gives it."""
        words = self._vocabulary.measure_words.get(measure)
        if value.unit is None or words is None:
            return value.unit
        return next((unit for unit, pattern in words.units if pattern.fullmatch(value.unit)), value.unit)
