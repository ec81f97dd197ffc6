"""Rules as words for people: every field of an entry by name, the same for listing, showing and comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from peercall.domain.codes import CodeSet
from peercall.domain.policies import CoveragePolicy, Duration, Node, Window
from peercall.domain.rules import Provenance

_PLACE = frozenset({"provenance", "sha256"})


def flat_fields(entry: object) -> dict[str, str]:
    """Field name (dotted where nested) to its words, in the order of the class; where it came from is left out.

    A policy's criteria are one field each, named for the criterion.
    """
    out: dict[str, str] = {}
    for name, value in _values(entry):
        if name in _PLACE:
            continue
        if isinstance(value, Node):
            out.update(_criteria(name, (value,)))
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            out.update(_criteria(name, value))
        elif is_dataclass(value) and not isinstance(value, CodeSet | Duration | Window):
            out.update({f"{name}.{inner}": words for inner, words in flat_fields(value).items()})
        else:
            out[name] = words_for(value)
    return out


def _values(entry: object) -> Iterator[tuple[str, object]]:
    if isinstance(entry, Mapping):
        yield from ((str(key), value) for key, value in entry.items())
    elif is_dataclass(entry):
        yield from ((item.name, getattr(entry, item.name)) for item in fields(entry))


def _criteria(name: str, nodes: Iterable[Node]) -> dict[str, str]:
    out: dict[str, str] = {}
    for top in nodes:
        for node in top.walk():
            asked = f" [{words_for(node.leaf)}]" if node.leaf else f" [{_operator(node)}]"
            ref = f" ({node.ref})" if node.ref else ""
            ask = f" Ask: {node.ask}" if node.ask else ""
            out[f"{name} {node.id}"] = f"{node.text}{ref}{asked}{ask}"
    return out


def _operator(node: Node) -> str:
    number = f" {node.n}" if node.n is not None else ""
    return f"{node.operator.value}{number} of {', '.join(child.id for child in node.children)}"


def words_for(value: object) -> str:
    """A value as one line; None is "not stated", nothing in a list is "none"."""
    match value:
        case None:
            return "not stated"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case str():
            return value
        case date():
            return value.isoformat()
        case int() | float():
            return f"{value:g}"
        case Duration() | Provenance():
            return str(value) if isinstance(value, Duration) else value.source
        case CodeSet():
            return _codes(value)
        case Mapping():
            return "; ".join(f"{key}: {words_for(item)}" for key, item in value.items()) or "none"
        case frozenset() | set():
            return ", ".join(sorted(words_for(item) for item in value)) or "none"
        case tuple() | list():
            joiner = ", " if all(isinstance(item, str) and len(item) < 30 for item in value) else "; "
            return joiner.join(words_for(item) for item in value) or "none"
    if is_dataclass(value):
        shown = ((name, item) for name, item in _values(value) if name not in _PLACE and item not in (None, (), {}, ""))
        kind = type(value).__name__.removesuffix("Leaf").lower() if type(value).__name__.endswith("Leaf") else ""
        return f"{kind} " * bool(kind) + ", ".join(f"{name} {words_for(item)}" for name, item in shown)
    return str(value)


def _codes(codes: CodeSet) -> str:
    listed = [*sorted(codes.exact), *(f"{prefix}*" for prefix in codes.prefixes)]
    listed += [f"{low}-{high}" for low, high in codes.ranges]
    return f"{codes.system.value} {', '.join(listed)}"


def outline(policy: CoveragePolicy) -> tuple[str, ...]:
    """The criteria as an indented list, one line each: id, sentence, and how parts combine."""
    lines: list[str] = []

    def walk(node: Node, depth: int) -> None:
        joined = "" if node.leaf else f"  [{node.operator.value}{f' {node.n}' if node.n else ''}]"
        lines.append(f"{'  ' * depth}{node.id}: {node.text}{joined}")
        for child in node.children:
            walk(child, depth + 1)

    walk(policy.criteria, 0)
    for node in policy.non_covered:
        lines.append("not covered when:")
        walk(node, 1)
    return tuple(lines)
