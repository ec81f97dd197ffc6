"""A sentence for a criterion whose file gives none, made from what its leaf asks."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.policies import (
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
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
    ProcedureLeaf,
    RequestLeaf,
    SexLeaf,
    TherapyLeaf,
    Window,
)
from peercall.domain.rules import Measure, ValueSet

_COMPARED = {">": "above {}", ">=": "{} or more", "<": "below {}", "<=": "{} or less", "==": "of exactly {}"}


def describe(leaf: Leaf, *, measures: Mapping[str, Measure], value_sets: Mapping[str, ValueSet]) -> str:
    """What the leaf asks, as one phrase without a full stop."""
    text = _describe(leaf, measures=measures, value_sets=value_sets)
    if leaf.within is not None:
        text = f"{text}, {window_words(leaf.within)}"
    return text[:1].upper() + text[1:]


def _describe(leaf: Leaf, *, measures: Mapping[str, Measure], value_sets: Mapping[str, ValueSet]) -> str:
    match leaf:
        case AgeLeaf():
            ends = [
                f"at least {leaf.min:g}" if leaf.min is not None else "",
                f"at most {leaf.max:g}" if leaf.max else "",
            ]
            return f"age {' and '.join(end for end in ends if end)} {leaf.unit}"
        case SexLeaf():
            return f"sex {leaf.value}"
        case DiagnosisLeaf():
            named = value_sets.get(leaf.value_set or "")
            what = (named.means if named and named.means else None) or words_of(leaf.value_set or "a listed diagnosis")
            return f"history of {what}" if leaf.status == "history" else what
        case MeasureLeaf():
            return _measure(leaf, measures)
        case TherapyLeaf():
            names = [*sorted(leaf.drugs), *(words_of(name) for name in (*leaf.groups, *leaf.treatments))]
            listed = ", ".join(dict.fromkeys(names))
            lasting = f" for {leaf.duration}" if leaf.duration else ""
            return f"{'current ' if leaf.status == 'current' else ''}treatment with {listed}{lasting}"
        case EventLeaf():
            return words_of(leaf.value_set or leaf.kind or "event")
        case ProcedureLeaf():
            return words_of(leaf.value_set or "procedure")
        case EncounterLeaf():
            who = f" with {words_of(leaf.with_role)}" if leaf.with_role else ""
            return f"visit{who}{f': {leaf.purpose}' if leaf.purpose else ''}"
        case DocumentLeaf():
            states = [words_of(state) for state in (*leaf.states, *leaf.states_any)]
            return words_of(leaf.type) + (f" stating {', '.join(states)}" if states else "")
        case FindingLeaf():
            return words_of(leaf.key)
        case ChangeLeaf():
            size = (
                f"{leaf.percent:g} %" if leaf.percent is not None else f"{leaf.points or 0:g} {leaf.unit or ''}".strip()
            )
            least = "more than" if leaf.strict else "at least"
            return f"{_name(leaf.of, measures)} {leaf.direction} by {least} {size}"
        case CountLeaf():
            inner = _describe(leaf.of, measures=measures, value_sets=value_sets)
            return f"number of times: {inner}: {_COMPARED[leaf.op].format(f'{leaf.value:g}')}"
        case GenomicLeaf():
            return " ".join(part for part in (leaf.gene, leaf.alteration, leaf.result) if part)
        case RequestLeaf():
            return _request(leaf)
        case AttestLeaf():
            return f"statement of the {words_of(leaf.by)} that {leaf.that}"
        case JudgementLeaf():
            return f"judgement of the {words_of(leaf.by)}: {leaf.standard}"
        case ExternalLeaf():
            return f"the {words_of(leaf.about)} {leaf.that}"
        case _:
            raise AssertionError(f"no words for {type(leaf).__name__}")


def _measure(leaf: MeasureLeaf, measures: Mapping[str, Measure]) -> str:
    name = _name(leaf.of, measures)
    state = ", ".join(words_of(value) for value in leaf.context.values())
    unit = f" {leaf.unit.strip('{}').replace('_', ' ')}" if leaf.unit and leaf.unit != "%" else leaf.unit or ""
    if leaf.exists:
        text = f"{name} measured"
    elif leaf.category:
        text = f"{name} {' or '.join(leaf.category)}"
    elif leaf.op == "between":
        end = "to below" if leaf.high_open else "to"
        text = f"{name} from {leaf.low:g} {end} {leaf.high:g}{unit}"
    else:
        text = f"{name} {_COMPARED[leaf.op or '=='].format(f'{leaf.value:g}{unit}')}"
    return f"{text} ({state})" if state else text


def _request(leaf: RequestLeaf) -> str:
    field = words_of(leaf.name)
    if leaf.op:
        return f"requested {field} {_COMPARED[leaf.op].format(f'{leaf.value:g}')}"
    if leaf.one_of:
        return f"requested {field} is {_either(leaf.one_of)}"
    if leaf.not_one_of:
        return f"requested {field} is not {_either(leaf.not_one_of)}"
    if isinstance(leaf.equals, bool):
        return f"the request is {'' if leaf.equals else 'not '}a {field}"
    return f"requested {field} is {words_of(str(leaf.equals))}"


def _either(values: tuple[object, ...]) -> str:
    return " or ".join(words_of(str(value)) for value in values)


def _name(measure: str, measures: Mapping[str, Measure]) -> str:
    found = measures.get(measure)
    return found.name if found else words_of(measure)


def words_of(key: str) -> str:
    """A key as words."""
    return key.replace("_", " ").replace("-", " ").strip()


def window_words(window: Window) -> str:
    """When, in words."""
    anchor = words_of(window.anchor)
    match window.form:
        case "last":
            return f"in the {window.length} before the {anchor}"
        case "next":
            return f"in the {window.length} after the {anchor}"
        case "before" | "after":
            most = f"at most {window.length} " if window.length else ""
            return f"{most}{window.form} the {anchor}"
        case "around":
            return f"from {window.before} before to {window.after} after the {anchor}"
        case _:
            return f"during the {anchor}"
