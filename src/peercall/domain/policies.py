"""A coverage policy as a tree of criteria (schema `peercall.policy/1`; docs/policy-language.md tells the semantics).

Value sets and drug classes are already resolved to codes and ingredient names; `use` is already expanded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from peercall.domain.codes import CodeSet
from peercall.domain.policy_leaves import (
    Absence,
    AgeLeaf,
    AttestLeaf,
    ChangeLeaf,
    CountLeaf,
    DiagnosisLeaf,
    DocumentLeaf,
    DoseLimit,
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
from peercall.domain.rules import Provenance
from peercall.domain.terms import ReviewStatus

__all__ = [
    "Absence",
    "AgeLeaf",
    "AttestLeaf",
    "ChangeLeaf",
    "CountLeaf",
    "CoveragePolicy",
    "DiagnosisLeaf",
    "DocumentLeaf",
    "DoseLimit",
    "Duration",
    "EncounterLeaf",
    "EventLeaf",
    "EvidenceRule",
    "ExternalLeaf",
    "FindingLeaf",
    "GenomicLeaf",
    "JudgementLeaf",
    "Leaf",
    "Limit",
    "MeasureLeaf",
    "Node",
    "Operator",
    "PolicyGuideline",
    "PolicyReading",
    "PolicySource",
    "ProcedureLeaf",
    "RequestLeaf",
    "ServiceGroup",
    "SexLeaf",
    "TherapyLeaf",
    "Vignette",
    "Window",
]


class Operator(StrEnum):
    """How a node combines its parts; LEAF has none."""

    ALL = "all"
    ANY = "any"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    NOT = "not"
    IF = "if"
    LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class Node:
    """One criterion. id: the file's, or made from its place (`part.1`) when the file names none (`anonymous`).

    children: of ALL, ANY, NONE_OF, AT_LEAST (`n`), NOT (one), IF (condition, then, and perhaps else).
    """

    id: str
    text: str
    operator: Operator
    anonymous: bool = False
    ref: str | None = None
    ask: str | None = None
    n: int | None = None
    children: tuple[Node, ...] = ()
    leaf: Leaf | None = None

    def walk(self) -> Iterator[Node]:
        """This node and all below, in file order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Codes a policy covers, with a label of our own words (never a CPT descriptor)."""

    codes: CodeSet
    label: str
    codes_checked: bool
    checked_in: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A quantity limit, checked against the request and reported apart."""

    what: str
    max: float
    unit: str | None = None
    per: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Vignette:
    """A worked example: given leaf statuses and request facts, expected node statuses. The test of a policy."""

    name: str
    leaves: Mapping[str, str]
    given: Mapping[str, object]
    expect: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """How conflicting evidence is weighed; `order` is most trusted first for rule `prefer`."""

    rule: str
    order: tuple[str, ...] = ()
    when: str | None = None
    factors: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """A place where the text can be read two ways, the choice made here, and the other reading."""

    issue: str
    choice: str
    other: str | None


@dataclass(frozen=True, slots=True)
class PolicyGuideline:
    """How a guideline stands to the policy: consistent, broader, conflicts, consult ..."""

    id: str
    relation: str
    note: str | None


@dataclass(frozen=True, slots=True)
class PolicySource:
    """A text that was read for the policy, and how much of it."""

    url: str
    read: str
    how: str


@dataclass(frozen=True, slots=True)
class CoveragePolicy:
    """One version of a coverage policy. sha256: of the file's bytes. ended: last day in force when superseded.

    effective: None when the text carries no date ("longstanding"); `notes["effective"]` then has its words.
    """

    id: str
    title: str
    issuer: str
    kind: str
    number: str
    version: str
    effective: date | None
    ended: date | None
    status: ReviewStatus
    status_note: str | None
    jurisdiction: str | None
    services: tuple[ServiceGroup, ...]
    phases: tuple[str, ...]
    criteria: Node
    non_covered: tuple[Node, ...]
    limits: tuple[Limit, ...]
    evidence_rules: tuple[EvidenceRule, ...]
    readings: tuple[PolicyReading, ...]
    guidelines: tuple[PolicyGuideline, ...]
    vignettes: tuple[Vignette, ...]
    sources: tuple[PolicySource, ...]
    sha256: str
    provenance: Provenance
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def effective_text(self) -> str:
        """The effective day as ISO text, or the source's words where it posts no day."""
        return self.effective.isoformat() if self.effective else self.notes.get("effective", "date not posted")

    def in_force(self, on: date) -> bool:
        """True when its dates, as far as known, cover the day."""
        return (self.effective is None or self.effective <= on) and (self.ended is None or on <= self.ended)
