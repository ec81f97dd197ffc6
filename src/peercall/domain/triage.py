"""Whether a call can change anything here, and what to do instead when it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.provenance import Source
from peercall.domain.terms import P2PEffect, ReviewStatus, Route, TriageOutcome


@dataclass(frozen=True, slots=True)
class ReasonMatch:
    """A denial reason class and the words that led to it. clinical: a medical director can change such a denial."""

    reason_class: str
    label: str
    fit: str
    clinical: bool
    phrases: tuple[tuple[str, Source | None], ...]
    score: float


@dataclass(frozen=True, slots=True)
class RouteAdvice:
    """A route, why, and the rule that says so. rule: "letter", a rule id, a reason class id or None."""

    route: Route
    why: str
    rule: str | None
    rule_status: ReviewStatus | None = None


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that may kill the call or waste it. code: stable key (`ma_after_notice`, `appeal_filed`, ...)."""

    code: str
    text: str
    rule: str | None
    rule_status: ReviewStatus | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """Effect before effort. effect_from: where the effect was read (letter, payer rule id, regulation id).

    classes: best first; conflict: classes that call for different routes. payer_rules: ids that fit the case, several
    shown rather than guessed.
    """

    outcome: TriageOutcome
    effect: P2PEffect
    effect_from: str
    classes: tuple[ReasonMatch, ...]
    conflict: str | None
    routes: tuple[RouteAdvice, ...]
    warnings: tuple[Warning, ...]
    payer_rules: tuple[str, ...]
    why: str
    may_speak: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
