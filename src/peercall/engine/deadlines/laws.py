"""The laws that make clocks for a plan: chosen once for each kind of plan and kept, so that a work list is quick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from peercall.domain.clock_rules import LengthChoice, PlanClass, When
from peercall.domain.clocks import RuleNotApplied
from peercall.domain.determinations import AdverseDetermination, PlanFacts
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Regulation
from peercall.domain.terms import Anchor, ClockTarget, RequestType, Urgency
from peercall.engine.deadlines.counting import Length
from peercall.engine.plan_reach import FEDERAL, find_plan, plan_types, reach_of


@dataclass(frozen=True, slots=True)
class LawClock:
    """One law as a clock for one kind of plan. condition: under what it would hold, None when it does."""

    law: Regulation
    id: str
    label: str
    who: str
    target: ClockTarget
    anchor: Anchor
    both: bool
    when: When
    lengths: tuple[LengthChoice, ...]
    older: tuple[LengthChoice, ...]
    excludes: frozenset[str]
    condition: str | None

    def length(self, choice: LengthChoice) -> Length:
        """A length of this law, ready to count."""
        return Length(choice.number, choice.unit, self.both, self.excludes)


@dataclass(frozen=True, slots=True)
class PlanLaws:
    """What reaches one kind of plan. elsewhere: laws someone might expect that do not."""

    plan: PlanClass | None
    clocks: tuple[LawClock, ...]
    elsewhere: tuple[RuleNotApplied, ...]


@dataclass(frozen=True, slots=True)
class CertainClock:
    """A law's clock that holds for certain in some circumstances, stripped to what counting needs."""

    id: str
    rule: str
    who: str
    anchor: Anchor
    length: Length
    older: tuple[Length, ...]
    starts: date | None
    stops: date | None

    def in_force(self, on: date) -> bool:
        """True when the law's dates cover the day."""
        return (self.starts is None or self.starts <= on) and (self.stops is None or on <= self.stops)


Key = tuple[object, ...]


@dataclass(slots=True)
class _Shelf:
    """The last rulebook asked and what was found for it; a rulebook never changes, so identity is enough."""

    rulebook: Rulebook | None = None
    found: dict[Key, PlanLaws] = field(default_factory=dict)
    certain: dict[Key, tuple[CertainClock, ...]] = field(default_factory=dict)


_shelf = _Shelf()


def laws_for(plan: PlanFacts, *, rulebook: Rulebook) -> PlanLaws:
    """The laws that make clocks for such a plan, in the order of the topics' table, and those that do not reach it."""
    _shelve(rulebook)
    key = (plan.line_of_business, plan.funding, plan.market, plan.state)
    laws = _shelf.found.get(key)
    if laws is None:
        laws = _shelf.found[key] = _choose(plan, rulebook)
    return laws


def _shelve(rulebook: Rulebook) -> None:
    if _shelf.rulebook is not rulebook:
        _shelf.rulebook, _shelf.found, _shelf.certain = rulebook, {}, {}


def certain_clocks(determination: AdverseDetermination, *, rulebook: Rulebook) -> tuple[CertainClock, ...]:
    """The laws' clocks that hold for certain for such a plan, request and urgency; dates are not looked at."""
    _shelve(rulebook)
    plan = determination.plan
    key = (
        plan.line_of_business,
        plan.funding,
        plan.market,
        plan.state,
        plan.grandfathered,
        determination.request_type,
        determination.urgency,
    )
    clocks = _shelf.certain.get(key)
    if clocks is None:
        clocks = _shelf.certain[key] = tuple(_certain(determination, laws_for(plan, rulebook=rulebook)))
    return clocks


def _certain(determination: AdverseDetermination, laws: PlanLaws) -> Iterator[CertainClock]:
    for clock in laws.clocks:
        if clock.condition is not None:
            continue
        answers = [
            holds(
                when,
                request_type=determination.request_type,
                urgency=determination.urgency,
                grandfathered=determination.plan.grandfathered,
            )
            for when in (clock.when, *(choice.when for choice in clock.lengths))
        ]
        if answers[0] is not True:
            continue
        first = next((place for place, answer in enumerate(answers[1:]) if answer is not False), None)
        if first is None or answers[1 + first] is None:
            continue
        law = clock.law
        older = tuple(Length(choice.number, choice.unit) for choice in clock.older)
        length = clock.length(clock.lengths[first])
        yield CertainClock(
            clock.id, law.id, clock.who, clock.anchor, length, older, law.effective_from, law.effective_to
        )


def _choose(plan: PlanFacts, rulebook: Rulebook) -> PlanLaws:
    tables = rulebook.clocks
    row = find_plan(plan, tables=tables)
    if row is None:
        return PlanLaws(None, (), ())
    order = {topic: place for place, topic in enumerate(tables.topics)}
    clocks: list[LawClock] = []
    elsewhere: list[RuleNotApplied] = []
    for law in rulebook.regulations.values():
        reach = reach_of(law, plan=row, state=plan.state, tables=tables)
        if reach is None:
            why = _why_not(law, row=row, plan=plan, rulebook=rulebook)
            if why is not None:
                elsewhere.append(RuleNotApplied(law.id, why))
            continue
        clock = _clock(law, rulebook, reach.condition)
        if clock is not None:
            clocks.append(clock)
    types = plan_types(row)
    certain = frozenset.intersection(*(alternative.types for alternative in row.alternatives))
    for told in tables.told:
        if not told.types or told.types & (certain or types):
            elsewhere.append(RuleNotApplied(told.rule, told.why))
    clocks.sort(key=lambda clock: order[clock.law.topic])
    return PlanLaws(row, tuple(clocks), tuple(elsewhere))


def _why_not(law: Regulation, *, row: PlanClass, plan: PlanFacts, rulebook: Rulebook) -> str | None:
    """Why a law that someone might expect does not reach the plan; None when nobody would."""
    tables = rulebook.clocks
    if law.id in tables.expected:
        meanings: Mapping[str, str] = rulebook.meanings.get("plan_types", {})
        names = " or ".join(sorted(meanings.get(word, word) for word in law.applies_to))
        return f"the plan is {row.label}; this rule is for: {names}"
    if law.jurisdiction != FEDERAL and law.jurisdiction == plan.state and law.topic in tables.state_topics:
        return row.state_law or f"the plan is {row.label}; this rule is for another kind of plan"
    return None


def _clock(law: Regulation, rulebook: Rulebook, condition: str | None) -> LawClock | None:
    topic = rulebook.clocks.topics.get(law.topic)
    rule = rulebook.clocks.rules.get(law.id)
    if topic is None or (rule is not None and rule.no_clock is not None):
        return None
    lengths = rule.lengths if rule is not None and rule.lengths else ()
    if not lengths:
        if law.number is None or law.unit is None:
            return None
        lengths = (LengthChoice(law.number, law.unit),)
    anchor = (rule.anchor if rule else None) or topic.anchor or law.anchor
    if anchor is None:
        return None
    return LawClock(
        law=law,
        id=(rule.id if rule else None) or topic.id,
        label=(rule.label if rule else None) or topic.label,
        who=(rule.who if rule else None) or topic.who,
        target=(rule.target if rule else None) or topic.target,
        anchor=anchor,
        both=rule.both_readings if rule is not None and rule.both_readings is not None else topic.both_readings,
        when=rule.when if rule is not None and rule.when is not None else topic.when,
        lengths=lengths,
        older=rule.older if rule else (),
        excludes=rule.excludes if rule else frozenset(),
        condition=condition,
    )


def holds(
    when: When, *, request_type: RequestType | None, urgency: Urgency | None, grandfathered: bool | None
) -> bool | None:
    """Whether circumstances hold: True, False, or None when a fact is missing. Unknown grandfathering counts as none."""
    answer: bool | None = True
    if when.request_types:
        if request_type is None:
            answer = None
        elif request_type not in when.request_types:
            return False
    if when.urgencies:
        if urgency is None:
            answer = None
        elif urgency not in when.urgencies:
            return False
    if when.grandfathered is not None and grandfathered is not None and grandfathered is not when.grandfathered:
        return False
    return answer


def missing_facts(when: When, *, request_type: RequestType | None, urgency: Urgency | None) -> tuple[str, ...]:
    """The facts that would settle circumstances whose answer is None."""
    out = []
    if when.request_types and request_type is None:
        out.append("whether the request was before, during or after the care")
    if when.urgencies and urgency is None:
        out.append("whether the request was handled as standard or expedited")
    return tuple(out)


def in_force_why_not(law: Regulation, on: date) -> str | None:
    """Why a law is not in force on a day, None when it is as far as its dates are known."""
    if law.effective_from is not None and on < law.effective_from:
        return f"not in force before {law.effective_from.isoformat()}"
    if law.effective_to is not None and on > law.effective_to:
        return f"this text was in force until {law.effective_to.isoformat()}; read the later one"
    return None
