"""What a policy's leaves need of other files: words to search charts for, and units to compare in."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.domain.phrases import PhraseBook
from peercall.domain.policies import (
    CountLeaf,
    CoveragePolicy,
    DiagnosisLeaf,
    DocumentLeaf,
    EncounterLeaf,
    FindingLeaf,
    Leaf,
    MeasureLeaf,
    TherapyLeaf,
)


def leaves_of(policy: CoveragePolicy) -> Iterator[tuple[str, Leaf]]:
    """Criterion id and leaf, the leaf inside a count included."""
    for top in (policy.criteria, *policy.non_covered):
        for node in top.walk():
            if node.leaf is not None:
                yield node.id, node.leaf
                if isinstance(node.leaf, CountLeaf):
                    yield node.id, node.leaf.of


def units_of(policy: CoveragePolicy) -> Iterator[tuple[str, str, str]]:
    """Criterion id, measure and the unit it is compared in; a composite is judged by its parts."""
    for node_id, leaf in leaves_of(policy):
        if isinstance(leaf, MeasureLeaf) and leaf.unit is not None:
            for measure in leaf.measures:
                yield node_id, measure, leaf.unit


def unworded_keys(policy: CoveragePolicy, phrases: PhraseBook) -> Iterator[tuple[str, str]]:
    """Kind of phrase file and key, each once, for keys that no phrase file has."""
    seen: set[tuple[str, str]] = set()
    for _node_id, leaf in leaves_of(policy):
        for kind, key in _needed(leaf, phrases):
            if (kind, key) not in seen:
                seen.add((kind, key))
                yield kind, key


def _needed(leaf: Leaf, phrases: PhraseBook) -> Iterator[tuple[str, str]]:
    match leaf:
        case FindingLeaf():
            if leaf.key not in phrases.findings:
                yield "findings", leaf.key
        case DiagnosisLeaf():
            yield from (("findings", key) for key in leaf.or_finding if key not in phrases.findings)
        case DocumentLeaf():
            entry = phrases.documents.get(leaf.type)
            if entry is None:
                yield "documents", leaf.type
            else:
                stated = entry.get("states", {})
                known = {*stated} if isinstance(stated, dict) else set()
                known |= {*sections} if isinstance(sections := entry.get("state_sections", {}), dict) else set()
                for state in (*leaf.states, *leaf.states_any):
                    if state not in known:
                        yield "documents", f"{leaf.type}: {state}"
            if leaf.by is not None and leaf.by not in _roles(phrases):
                yield "roles", leaf.by
        case EncounterLeaf():
            if leaf.purpose is not None and leaf.purpose not in phrases.encounters:
                yield "encounters", leaf.purpose
            if leaf.with_role is not None and leaf.with_role not in _roles(phrases):
                yield "roles", leaf.with_role
        case MeasureLeaf():
            yield from (("measures", key) for key in leaf.measures if key not in phrases.measures)
            yield from (("methods", key) for key in leaf.source if key not in phrases.methods)
        case TherapyLeaf():
            yield from (("outcomes", key) for key in leaf.outcome if key not in phrases.outcomes)


def _roles(phrases: PhraseBook) -> frozenset[str]:
    """Roles that have words, and those that such a role implies."""
    implied: set[str] = set(phrases.roles)
    for entry in phrases.roles.values():
        implied.update(str(name) for name in _listed(entry.get("implies")))
    return frozenset(implied)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
