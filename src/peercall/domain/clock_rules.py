"""How laws, letters and plans become clocks: tables of data/clocks.yaml and data/plan_types.yaml.

A Regulation says what the law says; a ClockRule says what its entry cannot: which reading of a number applies to an
urgent case, which days an hour count leaves out, which older reading is kept beside the present one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peercall.domain.terms import Anchor, ClockTarget, Funding, LineOfBusiness, RequestType, TimeUnit, Urgency


@dataclass(frozen=True, slots=True)
class When:
    """Circumstances in which something holds; an empty set asks nothing."""

    request_types: frozenset[RequestType] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    grandfathered: bool | None = None

    @property
    def always(self) -> bool:
        """True when nothing is asked."""
        return not self.request_types and not self.urgencies and self.grandfathered is None


@dataclass(frozen=True, slots=True)
class LengthChoice:
    """A length that holds in some circumstances, and why in words."""

    number: int
    unit: TimeUnit
    when: When = field(default_factory=When)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ClockTopic:
    """The clock that laws of one topic make. both_readings: the day count is rarely stated, so both are computed."""

    topic: str
    id: str
    label: str
    who: str
    target: ClockTarget
    both_readings: bool = False
    anchor: Anchor | None = None
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """What one law adds to its topic. lengths: in place of the law's number, first that holds. older: readings of
    earlier texts, kept; the earlier day drives. excludes: `weekends`, `holidays` left out of an hour count.
    no_clock: why the law makes none here."""

    regulation: str
    id: str | None = None
    label: str | None = None
    who: str | None = None
    target: ClockTarget | None = None
    anchor: Anchor | None = None
    both_readings: bool | None = None
    excludes: frozenset[str] = frozenset()
    lengths: tuple[LengthChoice, ...] = ()
    older: tuple[LengthChoice, ...] = ()
    when: When | None = None
    no_clock: str | None = None


@dataclass(frozen=True, slots=True)
class LetterWindowKind:
    """What a further window of a letter is about, by its words (phrase syntax of domain/phrases.py)."""

    id: str
    label: str
    terms: tuple[str, ...]
    who: str
    target: ClockTarget
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class PlanAlternative:
    """Plan types of the laws' vocabulary that hold under a condition; None: they hold."""

    types: frozenset[str]
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class PlanClass:
    """Which plan types a plan is. funding, market: None matches any; funding_unknown: matches only an unknown one."""

    line: LineOfBusiness
    alternatives: tuple[PlanAlternative, ...]
    label: str
    funding: Funding | None = None
    funding_unknown: bool = False
    market: str | None = None
    state_law: str | None = None
    """Why state insurance law does not reach it, None where it does or may."""
    unless_group: PlanAlternative | None = None
    """What it is where no employer offers it, with the condition of the laws that then do not hold; None: it makes no odds."""


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule that someone might expect and that gives no clock: `why` when it reaches the plan types named."""

    rule: str
    why: str
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ClockTables:
    """All tables of clocks. expected: laws told as not reaching when their plan types are others."""

    topics: Mapping[str, ClockTopic] = field(default_factory=dict)
    rules: Mapping[str, ClockRule] = field(default_factory=dict)
    windows: tuple[LetterWindowKind, ...] = ()
    appeal_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Line of business (or `any`) to the id and label of its first appeal."""
    plans: tuple[PlanClass, ...] = ()
    expected: tuple[str, ...] = ()
    told: tuple[ToldRule, ...] = ()
    borrowed_terms: tuple[str, ...] = ()
    """Words in the criteria cited that show a Medicare text."""
    borrowed_rules: frozenset[str] = frozenset()
    borrowed_why: str = ""
    conditional_types: Mapping[str, str] = field(default_factory=dict)
    """Plan types that no line of business shows, with the condition told (a payer's accreditation)."""
    state_topics: frozenset[str] = frozenset()
    """Topics of state law that are told when they do not reach the plan."""
