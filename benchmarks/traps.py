"""The planted traps of the practice cases: what a chart says that must not count, and what peercall made of it.

A trap is *counted* when a criterion of its own rests on it, *shown* when it stands among what was considered or speaks
against, *left out* when the criterion does not mention it. Only counted is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.practice_cases import cases, expected, true_determination
from peercall.bootstrap.local import LocalCase
from peercall.domain.provenance import ResourceSource, Source, SourceSpan
from peercall.domain.results import CriterionResult, Evidence
from peercall.domain.terms import CriterionStatus, EvidenceRole

_WORD = re.compile(r"\w+")


def judge_traps() -> Counter[str]:
    """Every planted trap of the complete cases, printed where it is counted or left out; the tally."""
    tally: Counter[str] = Counter()
    for case in cases():
        if not (case / "expected" / "criteria.yaml").is_file():
            continue
        key = expected(case, "criteria.yaml")
        result = LocalCase(case).evaluate(true_determination(case)).result
        if result is None:
            continue
        for want in [*key["criteria"], *key.get("non_covered", ())]:
            node = result.find(want["id"])
            for trap in want.get("considered_not_counted", ()):
                word = _verdict(node, trap)
                tally[word] += 1
                if word != "shown":
                    place = trap.get("quote") or trap.get("resource")
                    print(f"  {word:8} {case.name} {want['id']}: {place} ({trap['why']})")
    print("traps: " + ", ".join(f"{count} {word}" for word, count in tally.most_common()))
    return tally


def _verdict(node: CriterionResult | None, trap: Mapping[str, Any]) -> str:
    if node is None:
        return "left out"
    there = [p for p in _pieces(node) if any(_is_at(source, trap) for source in (p.source, *p.also_at))]
    roles = {piece.role for piece in there}
    # "ODI 15 (0-50 scale) = 30%" is the trap read right: what was planted is the unconverted figure
    if any(" = " in piece.display for piece in there):
        return "shown"
    if EvidenceRole.SUPPORTS in roles and node.status is CriterionStatus.MET:
        return "counted"
    return "shown" if roles else "left out"


def _pieces(node: CriterionResult) -> Iterator[Evidence]:
    for part in node.walk():
        yield from part.evidence


def _is_at(source: Source, trap: Mapping[str, Any]) -> bool:
    if "resource" in trap:
        return isinstance(source, ResourceSource) and source.resource == trap["resource"]
    if not isinstance(source, SourceSpan) or (source.document, source.page) != (trap["document"], trap["page"]):
        return False
    said, planted = _words(source.quote), _words(trap["quote"])
    return planted in said or said in planted


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
