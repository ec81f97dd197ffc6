"""What triage knows as data: defaults by line of business, routes by reason, settings, payers' names, speakers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.terms import LineOfBusiness, NoticePhase, P2PEffect, RequestType, Route


@dataclass(frozen=True, slots=True)
class LineDefault:
    """What a call can do where neither letter nor payer says: by line of business and phase.

    rule: a law or reason for it, shown with its status; warning: code and text told with it.
    """

    line: LineOfBusiness
    phase: NoticePhase | None
    effect: P2PEffect
    why: str
    rule: str | None = None
    warning: tuple[str, str] | None = None
    routes: tuple[tuple[Route, str, str | None], ...] = ()
    """Ways onward, best first: route, why, and the law it rests on."""
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingFit:
    """Which requests a payer's `setting` word covers. inpatient, emergent: None asks nothing; None of the case is unknown.

    only: what else must hold and no document says (a programme, a drug), shown as a condition.
    """

    request_types: frozenset[RequestType] = frozenset()
    inpatient: bool | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonRoutes:
    """Ways onward from one reason class, best first, each with why."""

    routes: tuple[tuple[Route, str], ...]


@dataclass(frozen=True, slots=True)
class TriageTables:
    """All tables of triage.

    payer_names: PayerRule.payer to the names under which letters know it. speakers: a rule's role word to credentials
    and relationships that fill it. compatible: reason classes that do not contradict each other. inpatient_classes,
    inpatient_codes: what shows an inpatient stay. ask: question by the circumstance that calls for it.
    """

    lines: tuple[LineDefault, ...] = ()
    settings: Mapping[str, SettingFit] = field(default_factory=dict)
    routes: Mapping[str, ReasonRoutes] = field(default_factory=dict)
    payer_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    speakers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    compatible: tuple[frozenset[str], ...] = ()
    inpatient_classes: frozenset[str] = frozenset()
    inpatient_codes: tuple[str, ...] = ()
    ask: Mapping[str, str] = field(default_factory=dict)
