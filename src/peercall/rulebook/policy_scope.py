"""What a policy may refer to, and the references that can only be checked when its whole tree is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.policies import Window
from peercall.domain.rules import DrugClass, Guideline, Measure, Treatment, ValueSet
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything loaded before policies, by id; classes resolved."""

    words: Words
    measures: Mapping[str, Measure]
    value_sets: Mapping[str, ValueSet]
    treatments: Mapping[str, Treatment]
    drug_classes: Mapping[str, DrugClass]
    guidelines: Mapping[str, Guideline]


@dataclass(slots=True)
class Scope:
    """One policy's view: the shelves with its own sets laid over them, and what still has to be checked."""

    words: Words
    measures: Mapping[str, Measure]
    value_sets: Mapping[str, ValueSet]
    treatments: Mapping[str, Treatment]
    drug_classes: Mapping[str, DrugClass]
    guidelines: Mapping[str, Guideline]
    own_moments: frozenset[str] = frozenset()
    pending: list[tuple[Table, str, str, bool]] = field(default_factory=list)
    """Table, key, the id named, and whether a moment will do instead of a criterion."""

    def expect(self, table: Table, key: str, name: str | None, *, moment: bool) -> None:
        """Notes that `name` must be a criterion of this policy, or (moment) a known event."""
        if name is not None:
            self.pending.append((table, key, name, moment))

    def expect_window(self, table: Table, key: str, window: Window | None) -> None:
        """Notes the anchor of a window."""
        if window is not None:
            self.expect(table, key, window.anchor, moment=True)

    def check(self, criteria: frozenset[str]) -> None:
        """Refuses the first reference that is neither a criterion nor, where one will do, a known event."""
        for table, key, name, moment in self.pending:
            if name in criteria or (moment and (name in self.words.moments or name in self.own_moments)):
                continue
            kind = "criterion of this policy, nor an event of anchors.yaml" if moment else "criterion of this policy"
            raise table.refuse(f"`{key}` names `{name}`, which is no {kind}", key=key)

    def measure(self, table: Table, key: str) -> str:
        """The id of a measure."""
        return table.one_of(key, self.measures)

    def measure_parts(self, name: str) -> tuple[str, ...]:
        """The measures a composite may be answered from; the measure itself otherwise."""
        measure = self.measures[name]
        if measure.kind != "composite":
            return (name,)
        parts: list[str] = []
        for part in measure.of:
            parts += [item for item in self.measure_parts(part) if item not in parts]
        return tuple(parts)
