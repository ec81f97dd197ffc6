"""A sentence for a criterion whose file gives none, made from what its leaf asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.policies import (
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    DiagnosisLeaf,
    DocumentLeaf,
    Duration,
    EncounterLeaf,
    EventLeaf,
    ExternalLeaf,
    FindingLeaf,
    GenomicLeaf,
    JudgementLeaf,
    Leaf,
    MeasureLeaf,
    ProcedureLeaf,
    RequestLeaf,
    SexLeaf,
    TherapyLeaf,
    Window,
)
from peercall.domain.rules import Measure, ValueSet

_COMPARED = {">": "above {}", ">=": "of {} or more", "<": "below {}", "<=": "of {} or less", "==": "of exactly {}"}
_VERBS = {"improve": "improves", "worsen": "worsens", "rise": "rises", "fall": "falls"}
_UNITS = {"d": "day", "wk": "week", "mo": "month", "a": "year", "h": "hour"}
_WRITTEN = {"mm[Hg]": "mmHg", "{events}": "events", "{pack_years}": "pack-years"}
_UNSTATED = ("{score", "{T}")


@dataclass(frozen=True, slots=True)
class LeafWords:
    """Turns leaves into phrases. spelled: parts of keys to how people write them (`mci`, `ldct`)."""

    measures: Mapping[str, Measure]
    value_sets: Mapping[str, ValueSet]
    spelled: Mapping[str, str] = field(default_factory=dict)

    def describe(self, leaf: Leaf) -> str:
        """What the leaf asks, as one phrase without a full stop."""
        text = self._describe(leaf)
        if leaf.within is not None:
            text = f"{text}, {self._window(leaf.within)}"
        return text[:1].upper() + text[1:]

    def of_key(self, key: str) -> str:
        """A key of the data files as people write it."""
        return " ".join(self.spelled.get(part, part) for part in key.replace("-", "_").split("_") if part)

    def _describe(self, leaf: Leaf) -> str:
        match leaf:
            case AgeLeaf():
                unit = _UNITS.get(leaf.unit, leaf.unit)
                ends = [f"at least {leaf.min:g}" if leaf.min is not None else ""]
                ends.append(f"at most {leaf.max:g}" if leaf.max is not None else "")
                return f"age of {' and '.join(end for end in ends if end)} {unit}s"
            case SexLeaf():
                return f"sex {leaf.value}"
            case DiagnosisLeaf():
                what = self._set(leaf.value_set) or "a listed diagnosis"
                return f"history of {what}" if leaf.status == "history" else what
            case MeasureLeaf():
                return self._measure(leaf)
            case TherapyLeaf():
                return self._therapy(leaf)
            case EventLeaf() | ProcedureLeaf():
                kind = leaf.kind if isinstance(leaf, EventLeaf) else None
                return self._set(leaf.value_set) or self.of_key(kind or "event")
            case EncounterLeaf():
                who = f" with {self.of_key(leaf.with_role)}" if leaf.with_role else ""
                return f"visit{who}{f': {leaf.purpose}' if leaf.purpose else ''}"
            case DocumentLeaf():
                states = [self.of_key(state) for state in (*leaf.states, *leaf.states_any)]
                joined = (", " if leaf.states else " or ").join(states)
                return self.of_key(leaf.type) + (f" stating {joined}" if states else "")
            case FindingLeaf():
                return self.of_key(leaf.key)
            case ChangeLeaf():
                return self._change(leaf)
            case CountLeaf():
                return f"{self._describe(leaf.of)}: a number {_COMPARED[leaf.op].format(f'{leaf.value:g}')}"
            case GenomicLeaf():
                return " ".join(part for part in (leaf.gene, leaf.alteration, leaf.result) if part)
            case RequestLeaf():
                return self._request(leaf)
            case AttestLeaf():
                return f"statement of the {self.of_key(leaf.by)} that {leaf.that}"
            case JudgementLeaf():
                return f"judgement of the {self.of_key(leaf.by)}: {leaf.standard}"
            case ExternalLeaf():
                return f"the {self.of_key(leaf.about)} {leaf.that}"
            case _:
                raise AssertionError(f"no words for {type(leaf).__name__}")

    def _set(self, name: str | None) -> str:
        """What a value set means: its own words up to the first semicolon, else its key."""
        if name is None:
            return ""
        found = self.value_sets.get(name)
        return found.means.split(";")[0] if found and found.means else self.of_key(name)

    def _name(self, measure: str) -> str:
        found = self.measures.get(measure)
        return found.name if found else self.of_key(measure)

    def _measure(self, leaf: MeasureLeaf) -> str:
        name, unit = self._name(leaf.of), _unit(leaf.unit)
        if leaf.exists:
            text = f"{name} measured"
        elif leaf.category:
            text = f"{name} {' or '.join(leaf.category)}"
        elif leaf.op == "between":
            text = f"{name} from {leaf.low:g} {'to below' if leaf.high_open else 'to'} {leaf.high:g}{unit}"
        else:
            text = f"{name} {_COMPARED[leaf.op or '=='].format(f'{leaf.value:g}{unit}')}"
        state = ", ".join(self.of_key(value) for value in leaf.context.values())
        return f"{text} ({state})" if state else text

    def _therapy(self, leaf: TherapyLeaf) -> str:
        names = [*sorted(leaf.drugs), *(self.of_key(name) for name in (*leaf.groups, *leaf.treatments))]
        listed = (" and " if leaf.parts else " or ").join(dict.fromkeys(names))
        lasting = f" for {spell(leaf.duration)}" if leaf.duration else ""
        return f"{'current ' if leaf.status == 'current' else ''}treatment with {listed}{lasting}"

    def _change(self, leaf: ChangeLeaf) -> str:
        least = "more than" if leaf.strict else "at least"
        size = f"{leaf.percent:g}%" if leaf.percent is not None else f"{leaf.points or 0:g}{_unit(leaf.unit)}"
        by = "" if leaf.strict and not (leaf.percent or leaf.points) else f" by {least} {size}"
        return f"{self._name(leaf.of)} {_VERBS[leaf.direction]}{by}"

    def _request(self, leaf: RequestLeaf) -> str:
        asked = self.of_key(leaf.name)
        if leaf.op:
            return f"requested {asked} {_COMPARED[leaf.op].format(f'{leaf.value:g}')}"
        if leaf.one_of:
            return f"requested {asked} is {self._either(leaf.one_of)}"
        if leaf.not_one_of:
            return f"requested {asked} is not {self._either(leaf.not_one_of)}"
        if isinstance(leaf.equals, bool):
            return f"the request is {'' if leaf.equals else 'not '}a {asked}"
        return f"requested {asked} is {self.of_key(str(leaf.equals))}"

    def _either(self, values: tuple[object, ...]) -> str:
        return " or ".join(self.of_key(str(value)) for value in values)

    def _window(self, window: Window) -> str:
        """When, in words."""
        anchor = self.of_key(window.anchor)
        match window.form:
            case "last":
                return f"in the {spell(window.length)} before the {anchor}"
            case "next":
                return f"in the {spell(window.length)} after the {anchor}"
            case "before" | "after":
                most = f"at most {spell(window.length)} " if window.length else ""
                return f"{most}{window.form} the {anchor}"
            case "around":
                return f"from {spell(window.before)} before to {spell(window.after)} after the {anchor}"
            case _:
                return f"during the {anchor}"


def spell(length: Duration | None) -> str:
    """A length in words: `12 weeks`."""
    if length is None:
        return "any time"
    return f"{length.value:g} {_UNITS.get(length.unit, length.unit)}{'' if length.value == 1 else 's'}"


def _unit(unit: str | None) -> str:
    """The unit as it stands behind a value."""
    if unit is None or unit.startswith(_UNSTATED):
        return ""
    return unit if unit == "%" else f" {_WRITTEN.get(unit, unit)}"
