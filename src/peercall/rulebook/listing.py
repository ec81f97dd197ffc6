"""Rules listed, shown and found, as plain structures for a screen or `--json`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from peercall.domain.errors import RuleNotFound
from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import (
    DenialReason,
    DrugClass,
    Guideline,
    Measure,
    PayerRule,
    Provenance,
    Regulation,
    Treatment,
    ValueSet,
)
from peercall.rulebook.wording import flat_fields, outline

Entry = Regulation | PayerRule | DenialReason | Guideline | Measure | ValueSet | DrugClass | Treatment | CoveragePolicy

KINDS = ("regulation", "payer", "reason", "guideline", "measure", "value_set", "drug_class", "treatment", "policy")
"""Kinds of entry, in listing order."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One entry in a list. title: what people call it. detail: citation, window or the like. version: of a policy.

    place: file and line within its layer. printable: False unless the rule says so; None where the word has no sense.
    """

    id: str
    kind: str
    title: str
    detail: str
    version: str | None
    status: str
    printable: bool | None
    source: str
    layer: str
    place: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One entry in full. fields: name to words, in reading order. outline: a policy's criteria, else empty."""

    line: RuleLine
    fields: tuple[tuple[str, str], ...]
    outline: tuple[str, ...]


def list_rules(rulebook: Rulebook, *, kind: str | None = None) -> tuple[RuleLine, ...]:
    """Every entry, or those of one kind, by kind and id."""
    return tuple(line_of(name, entry) for name, entry in entries(rulebook) if kind in (None, name))


def show_rule(rulebook: Rulebook, rule_id: str) -> tuple[RuleCard, ...]:
    """Every entry of that id: one, or several where kinds share a name or a policy has versions.

    Raises RuleNotFound with the ids that look alike.
    """
    cards = tuple(
        RuleCard(
            line=line_of(kind, entry),
            fields=tuple(flat_fields(entry).items()),
            outline=outline(entry) if isinstance(entry, CoveragePolicy) else (),
        )
        for kind, entry in entries(rulebook)
        if entry.id == rule_id
    )
    if cards:
        return cards
    alike = difflib.get_close_matches(rule_id, sorted({entry.id for _kind, entry in entries(rulebook)}), n=3)
    remedy = f"Did you mean {' or '.join(alike)}?" if alike else "`peercall rules search WORDS` finds ids."
    raise RuleNotFound(f"there is no rule `{rule_id}`", remedy=remedy)


def search_rules(rulebook: Rulebook, words: str) -> tuple[RuleLine, ...]:
    """Entries that hold every word somewhere in id, title, text, citation or codes; hits in id and title come first."""
    wanted = words.lower().split()
    if not wanted:
        return ()
    found: list[tuple[int, int, RuleLine]] = []
    for position, (kind, entry) in enumerate(entries(rulebook)):
        line = line_of(kind, entry)
        heads = f"{line.id} {line.title} {line.detail}".lower()
        if all(word in heads for word in wanted):
            found.append((0, position, line))
            continue
        body = " ".join((heads, kind, line.source, *flat_fields(entry).values())).lower()
        if all(word in body for word in wanted):
            found.append((1, position, line))
    return tuple(line for _rank, _position, line in sorted(found, key=lambda item: item[:2]))


def entries(rulebook: Rulebook) -> Iterator[tuple[str, Entry]]:
    """Every entry with its kind; a policy once per version."""
    yield from (("regulation", entry) for _id, entry in sorted(rulebook.regulations.items()))
    yield from (("payer", entry) for _id, entry in sorted(rulebook.payers.items()))
    yield from (("reason", entry) for entry in rulebook.reasons.values())
    yield from (("guideline", entry) for _id, entry in sorted(rulebook.guidelines.items()))
    yield from (("measure", entry) for _id, entry in sorted(rulebook.measures.items()))
    yield from (("value_set", entry) for _id, entry in sorted(rulebook.value_sets.items()))
    yield from (("drug_class", entry) for _id, entry in sorted(rulebook.drug_classes.items()))
    yield from (("treatment", entry) for _id, entry in sorted(rulebook.treatments.items()))
    yield from (("policy", version) for _id, versions in sorted(rulebook.policies.items()) for version in versions)


def line_of(kind: str, entry: Entry) -> RuleLine:
    """The entry as one row."""
    title, detail, status = _heading(entry)
    provenance: Provenance = entry.provenance
    return RuleLine(
        id=entry.id,
        kind=kind,
        title=title,
        detail=detail,
        version=entry.effective_text if isinstance(entry, CoveragePolicy) else None,
        status=status,
        printable=entry.printable if isinstance(entry, Regulation) else None,
        source=provenance.source,
        layer=provenance.layer,
        place=f"{provenance.file}:{provenance.line}",
    )


def _heading(entry: Entry) -> tuple[str, str, str]:
    """Title, detail and status."""
    match entry:
        case Regulation():
            return entry.subject, f"{entry.jurisdiction}, {entry.citation}", entry.status.value
        case PayerRule():
            return f"{entry.payer}: {entry.line_text}", f"{entry.setting}, {_window(entry)}", entry.status.value
        case DenialReason():
            return entry.label, f"call: {entry.p2p_fit}; {entry.best_route}", "editorial"
        case Guideline():
            return entry.name, f"{entry.organization}, {entry.year}", entry.checked
        case Measure():
            return entry.name, entry.unit or entry.kind, entry.checked
        case ValueSet():
            return entry.means or entry.id.replace("_", " "), "codes and words", entry.status
        case DrugClass():
            return entry.label or entry.id.replace("_", " "), ", ".join(sorted(entry.ingredients)), "illustrative"
        case Treatment():
            return entry.id.replace("_", " "), ", ".join(entry.text_terms), "illustrative"
        case CoveragePolicy():
            return entry.title, f"{entry.issuer}, {entry.kind} {entry.number}", entry.status.value


def _window(rule: PayerRule) -> str:
    window = rule.window
    if window.value is None or window.unit is None:
        return window.rule or window.kind.replace("_", " ")
    counted = f" from {window.counted_from.replace('_', ' ')}" if window.counted_from else ""
    return f"{window.value} {window.unit.value.replace('_', ' ')}{counted}"
