"""The leaves of a coverage policy: what one criterion asks of the chart, the request or a person.

Value sets and drug classes are already resolved to codes and ingredient names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from peercall.domain.codes import CodeSet


class Absence(StrEnum):
    """What finding nothing means for a leaf."""

    UNKNOWN = "unknown"
    ABSENT_OK = "absent_ok"
    STATEMENT = "statement"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length in UCUM d, wk, mo, a or h."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Window:
    """When a fact must lie. form: last, next, before, after, around, overlaps.

    last/next: `length` before/after the anchor. before/after: not later/earlier than `anchor` and at most `length`
    from it. around: from `before` ahead of the anchor to `after` behind it. overlaps: `anchor` names a period.
    anchor: request, service, order, admission, another event or a criterion id.
    """

    form: str
    anchor: str
    length: Duration | None = None
    before: Duration | None = None
    after: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What every leaf shares."""

    absence: Absence = Absence.UNKNOWN
    within: Window | None = None
    not_within: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLeaf(Leaf):
    """Age at an anchor; unit a (years), mo or d; both ends included."""

    min: float | None = None
    max: float | None = None
    unit: str = "a"
    at: str = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class SexLeaf(Leaf):
    """Administrative sex in Patient."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisLeaf(Leaf):
    """A condition. value_set: name for people. status: active, any, history."""

    codes: CodeSet
    value_set: str | None
    status: str = "active"
    confirmed: bool | None = None
    onset_at_least: Duration | None = None
    or_finding: tuple[str, ...] = ()
    evidence_kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLeaf(Leaf):
    """A measured value against a limit. measures: ids it may be answered from (a composite is expanded).

    of: the id named. op: > >= < <= == between, or None with `exists`. category: levels that meet it.
    """

    of: str
    measures: tuple[str, ...]
    op: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str | None = None
    category: tuple[str, ...] = ()
    exists: bool = False
    pick: str = "latest"
    same_test_as: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    scale: str | None = None
    side: str | None = None
    average_over: str | None = None


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Least dose; `or_maximum_tolerated` accepts a documented highest tolerated dose instead."""

    value: float
    unit: str
    or_maximum_tolerated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyLeaf(Leaf):
    """A treatment trial. groups: name to ingredients for drug classes, and for a treatment that drugs can make up
    (`analgesic_course`); drugs: ingredients named one by one; treatments: keys of courses, with the words
    (`vocabulary`) and codes (`treatment_codes`) that name each. parts: all groups of a regimen are needed."""

    drugs: frozenset[str] = frozenset()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    treatments: tuple[str, ...] = ()
    regimen: str | None = None
    parts: tuple[str, ...] = ()
    count: int = 1
    distinct: str | None = None
    duration: Duration | None = None
    continuous: bool = False
    max_gap: Duration | None = None
    min_dose: DoseLimit | None = None
    outcome: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    status: str | None = None
    sessions: int | None = None
    supervised: bool | None = None
    judged_by: str | None = None
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    treatment_codes: Mapping[str, tuple[CodeSet, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLeaf(Leaf):
    """Something that happened: a value set of procedures or conditions, or a kind by name."""

    value_set: str | None = None
    codes: tuple[CodeSet, ...] = ()
    text_terms: tuple[str, ...] = ()
    kind: str | None = None
    planned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLeaf(Leaf):
    """A procedure done."""

    value_set: str | None = None
    codes: tuple[CodeSet, ...] = ()
    text_terms: tuple[str, ...] = ()
    status: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterLeaf(Leaf):
    """A visit with someone for a purpose."""

    with_role: str | None = None
    purpose: str | None = None
    mode: tuple[str, ...] = ()
    frequency: str | None = None
    face_to_face: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLeaf(Leaf):
    """A document of a type, perhaps by someone, stating all of `states` and one of `states_any`, before an anchor.

    every: each document of the type must state them (visit notes), not just one.
    """

    type: str
    by: str | None = None
    states: tuple[str, ...] = ()
    states_any: tuple[str, ...] = ()
    signed: bool | None = None
    before: str | None = None
    every: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLeaf(Leaf):
    """A finding by key."""

    key: str
    subject: str | None = None
    onset_at_least: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLeaf(Leaf):
    """Change between two measurements of one measure and scale; start and end name how each is found.

    no_number_in_policy: the size asked for is a convention, the text itself names none.
    """

    of: str
    start: str
    end: str
    direction: str
    points: float | None = None
    percent: float | None = None
    strict: bool = False
    unit: str | None = None
    no_number_in_policy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLeaf(Leaf):
    """How many facts satisfy the inner leaf."""

    of: Leaf
    op: str
    value: float
    distinct_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenomicLeaf(Leaf):
    """A molecular finding."""

    gene: str
    alteration: str | None = None
    result: str | None = None
    method: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLeaf(Leaf):
    """A field of the request: equals, is in, is not in, or compares with a number."""

    name: str
    equals: object | None = None
    one_of: tuple[object, ...] = ()
    not_one_of: tuple[object, ...] = ()
    op: str | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestLeaf(Leaf):
    """Answered by a signed statement only."""

    by: str
    that: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementLeaf(Leaf):
    """Answered by a named professional only; the engine lists facts for and against."""

    by: str
    standard: str
    look_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalLeaf(Leaf):
    """Answered outside the chart."""

    about: str
    that: str
