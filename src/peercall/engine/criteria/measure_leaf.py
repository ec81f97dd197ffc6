"""Measures against limits: which values may be compared, which of them is picked, and what the pick says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from peercall.domain.charts import MeasureFact
from peercall.domain.policies import MeasureLeaf
from peercall.domain.results import CriterionResult, Evidence
from peercall.domain.rules import Measure
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import (
    Answer,
    evidence_from,
    merge_places,
    met,
    not_met,
    open_because,
    shorten_considered,
    uncounted_because,
)
from peercall.engine.criteria.composition import all_of, any_of
from peercall.engine.criteria.inquiry import Inquiry
from peercall.engine.criteria.values import Comparable, comparable, compare, value_words
from peercall.engine.criteria.windows import Place

#: a resting value is a value of a patient who is awake
_ALSO_MEANS = {"awake": {"awake", "rest"}}
#: circumstances that a leaf must ask for by name: a value under treatment, or scored by a wider rule, is another value
_ONLY_WHEN_ASKED: dict[str, frozenset[str]] = {
    "gas": frozenset({"oxygen"}),
    "rule": frozenset({"3pct"}),
    "events": frozenset({"with_arousals"}),
    "portion": frozenset({"one_body_position_or_part_of_the_night"}),
    "pain": frozenset({"worst", "rest", "least"}),
}


@dataclass(slots=True)
class Candidate:
    """A value that may be compared. status: what it says by itself; None while it cannot be compared."""

    fact: MeasureFact
    value: Comparable
    status: CriterionStatus | None
    at: datetime | None


class Looked(NamedTuple):
    """A value that does not count, and why."""

    fact: MeasureFact
    role: EvidenceRole
    why: str | None


#: of many values that do not count the newest are put into words; the rest is told as a number
_WORDED = 14


@dataclass(slots=True)
class Sorted:
    """Values apart: to compare, of unknown unit, and the rest with the reason why it does not count."""

    usable: list[Candidate]
    unknown_unit: list[Candidate]
    uncertain: list[Looked]
    outside: list[Looked]
    negated: list[Looked]
    considered: list[Looked]

    def loose(self, measures: Mapping[str, Measure]) -> list[Evidence]:
        """What does not count, as evidence; of each group the newest."""
        return [
            evidence_from(item.fact, item.role, value_words(item.fact, measures[item.fact.measure]), why=item.why)
            for group in (self.uncertain, self.outside, self.negated, self.considered)
            for item in group[-_WORDED:]
        ]

    @property
    def unworded(self) -> int:
        """How many older values are not put into words."""
        return sum(
            max(len(group) - _WORDED, 0) for group in (self.uncertain, self.outside, self.negated, self.considered)
        )


def hour_of(fact: MeasureFact) -> datetime | None:
    """The hour of a value; None when the chart states only the day."""
    if fact.hour is None:
        return None
    try:
        return datetime.fromisoformat(fact.hour)
    except ValueError:
        return None


def _context_mismatch(fact: MeasureFact, leaf: MeasureLeaf, inquiry: Inquiry) -> str | None:
    for key, asked in leaf.context.items():
        has = fact.context.get(key)
        if has is None:
            return f"{key.replace('_', ' ')} is not stated; {asked.replace('_', ' ')} is asked for"
        if has not in _ALSO_MEANS.get(asked, {asked}):
            return f"{has.replace('_', ' ')}, not {asked.replace('_', ' ')}"
    for key, values in _ONLY_WHEN_ASKED.items():
        if key not in leaf.context and fact.context.get(key) in values and not (leaf.exists and key in {"gas", "pain"}):
            return f"{fact.context[key].replace('_', ' ')}: not the value the criterion asks for"
    if leaf.source:
        method = fact.context.get("method")
        if method is None:
            return "how it was measured is not stated"
        if method not in leaf.source:
            return f"measured by {method.replace('_', ' ')}, which is not a listed method"
    if leaf.side is not None:
        side = inquiry.request.get("side") or inquiry.request.get("laterality")
        wanted = side if leaf.side == "same_as_request" else leaf.side
        has = fact.context.get("side")
        if isinstance(wanted, str) and has is not None and has not in {wanted, "both"}:
            return f"{has} side; {wanted} is asked for"
    return None


def _same_test(fact: MeasureFact, test: CriterionResult | None) -> bool:
    """True when a value belongs to the test that answers another criterion: same study, or same day."""
    if test is None:
        return False
    for piece in test.evidence:
        if piece.role is not EvidenceRole.SUPPORTS or not isinstance(piece.fact, MeasureFact):
            continue
        if fact.context.get("test") is not None and fact.context.get("test") == piece.fact.context.get("test"):
            return True
        if piece.on is not None and fact.on == piece.on:
            return True
    return False


def _evidence(item: Candidate, measure: Measure, role: EvidenceRole, why: str | None = None) -> Evidence:
    value = item.value.text or None
    display = value_words(item.fact, measure)
    if item.value.converted and value:
        display += f" = {value}{'' if item.value.unit == '%' else ' '}{(item.value.unit or '').strip('{}')}".rstrip()
    return evidence_from(item.fact, role, display, why=why, value=value, unit=item.value.unit)


def facts_of(leaf: MeasureLeaf, inquiry: Inquiry) -> list[MeasureFact]:
    """Every value of the measures that may answer, in date order, undated last."""
    if len(leaf.measures) == 1:
        return list(inquiry.chart.measures(leaf.measures[0]))
    facts = [fact for measure in leaf.measures for fact in inquiry.chart.measures(measure)]
    return sorted(facts, key=lambda fact: fact.on.first if fact.on else date.max)


def sort_out(leaf: MeasureLeaf, inquiry: Inquiry, facts: Iterable[MeasureFact]) -> Sorted:
    """Each value in its group: comparable, of unknown unit, out of window, contradicted, or merely considered."""
    out = Sorted([], [], [], [], [], [])
    considered, out_of_window = EvidenceRole.CONSIDERED, EvidenceRole.OUT_OF_WINDOW
    bounded = leaf.within is not None or leaf.not_within is not None or inquiry.known_until is not None
    asks_more = bool(leaf.context or leaf.source or leaf.side)
    for fact in facts:
        if fact.assertion is Assertion.NEGATED:
            out.negated.append(Looked(fact, considered, "stated as not done"))
            continue
        why = None
        if fact.caution is not None or fact.assertion is not Assertion.PRESENT:
            why = uncounted_because(fact, historical_counts=fact.on is not None)
        if why is None and (fact.context or asks_more):
            why = _context_mismatch(fact, leaf, inquiry)
        if why is not None:
            out.considered.append(Looked(fact, considered, why))
            continue
        at = hour_of(fact)
        if bounded:
            placement = inquiry.placement(leaf, on=fact.on, at=at)
            if placement.place is Place.OUTSIDE:
                out.outside.append(Looked(fact, out_of_window, placement.why))
                continue
            if placement.place is not Place.INSIDE:
                out.uncertain.append(Looked(fact, considered, placement.why))
                continue
        if leaf.exists:
            out.usable.append(Candidate(fact, Comparable(fact.low, fact.high, fact.category), CriterionStatus.MET, at))
            continue
        value = comparable(fact, inquiry.measures[fact.measure], inquiry.units, unit=leaf.unit)
        if value.problem is not None:
            out.unknown_unit.append(Candidate(fact, value, None, at))
        else:
            status = compare(value, leaf, inquiry.measures[fact.measure])
            out.usable.append(Candidate(fact, value, status, at))
    return out


def newest(items: Sequence[Candidate], *, by_hour: bool = True) -> list[Candidate]:
    """The candidates that may be the latest: those whose date can be as late as any other's, by the hour if stated."""
    dated = [item for item in items if item.fact.on is not None]
    if not dated:
        return list(items)
    edge = max(item.fact.on.first for item in dated if item.fact.on)
    group = [item for item in dated if item.fact.on and item.fact.on.last >= edge]
    hours = [item.at for item in group if item.at is not None]
    if by_hour and len(group) > 1 and len(hours) == len(group) and len({hour.tzinfo is None for hour in hours}) == 1:
        last = max(hours)
        group = [item for item in group if item.at == last]
    return group


def _oldest(items: Sequence[Candidate]) -> list[Candidate]:
    dated = [item for item in items if item.fact.on is not None]
    if not dated:
        return list(items)
    edge = min(item.fact.on.last for item in dated if item.fact.on)
    return [item for item in dated if item.fact.on and item.fact.on.first <= edge]


def _preferred(items: Sequence[Candidate], inquiry: Inquiry) -> list[Candidate]:
    """Of values that disagree, those by the method an evidence rule trusts most; all of them without a rule."""
    for rule in inquiry.policy.evidence_rules:
        if rule.rule != "prefer":
            continue
        for method in rule.order:
            best = [item for item in items if item.fact.context.get("method") == method]
            if best:
                return best
    return list(items)


def _telling(item: Candidate, inquiry: Inquiry) -> tuple[bool, int, date, str]:
    """Order of values where any will do: not under treatment, by the method a rule trusts most, the newest."""
    order = next((rule.order for rule in inquiry.policy.evidence_rules if rule.rule == "prefer"), ())
    method = item.fact.context.get("method")
    rank = -order.index(method) if method in order else -len(order)
    on = item.fact.on.last if item.fact.on else date.min
    return (item.fact.context.get("gas") != "oxygen", rank, on, item.fact.hour or "")


def _apart(items: Sequence[Candidate], key: str, leaf: MeasureLeaf) -> list[list[Candidate]]:
    """Values apart by a circumstance the leaf does not name; one group when it names it."""
    groups: dict[str | None, list[Candidate]] = {}
    for item in items:
        groups.setdefault(None if key in leaf.context else item.fact.context.get(key), []).append(item)
    return list(groups.values())


def _picked(leaf: MeasureLeaf, usable: list[Candidate], inquiry: Inquiry) -> tuple[list[Candidate], CriterionStatus]:
    """The candidates the pick chooses, and what they say together (open when they contradict each other)."""

    def together(items: Sequence[Candidate]) -> CriterionStatus:
        statuses = {item.status for item in items if item.status is not None}
        if len(statuses) == 1:
            return statuses.pop()
        return CriterionStatus.NOT_DOCUMENTED

    if leaf.pick == "any":
        return usable, any_of([item.status for item in usable if item.status])
    if leaf.pick == "every":
        return usable, all_of([item.status for item in usable if item.status])
    if leaf.pick in {"lowest", "highest"} and usable[0].value.low is not None:
        low = leaf.pick == "lowest"
        edge = (min if low else max)((item.value.low if low else item.value.high) or 0.0 for item in usable)
        chosen = [item for item in usable if (item.value.low if low else item.value.high) == edge]
        return chosen, together(chosen)
    chosen = []
    sides = []
    for side in _apart(usable, "side", leaf):
        day_values = _oldest(side) if leaf.pick == "baseline" else newest(side, by_hour=False)
        statuses = []
        for state in _apart(day_values, "state", leaf):
            latest = state if leaf.pick == "baseline" else newest(state)
            if together(latest) is CriterionStatus.NOT_DOCUMENTED:
                latest = _preferred(latest, inquiry)
            chosen += latest
            statuses.append(together(latest))
        sides.append(any_of(statuses))
    if leaf.side is not None and len(set(sides)) > 1:
        return chosen, CriterionStatus.NOT_DOCUMENTED
    return chosen, any_of(sides)


def _why_not_picked(leaf: MeasureLeaf) -> str:
    return {"lowest": "not the lowest value", "highest": "not the highest value", "baseline": "not the baseline"}.get(
        leaf.pick, "not the latest value"
    )


def answer_measure(leaf: MeasureLeaf, inquiry: Inquiry) -> Answer:
    """A measure leaf from the chart's values."""
    facts: Iterable[MeasureFact] = facts_of(leaf, inquiry)
    if leaf.pick == "same_test_as" or leaf.same_test_as:
        test = inquiry.answer_node(leaf.same_test_as) if leaf.same_test_as else None
        facts = [fact for fact in facts if _same_test(fact, test)]
    groups = sort_out(leaf, inquiry, facts)
    what = inquiry.measures[leaf.of].name if leaf.of in inquiry.measures else leaf.of
    if leaf.average_over and len(groups.usable) > 1:
        return _average(leaf, groups, inquiry)
    answer = _answer(leaf, inquiry, groups, what)
    answer.evidence, note = shorten_considered(merge_places(answer.evidence), more=groups.unworded)
    answer.note = "; ".join(part for part in (answer.note, note) if part) or None
    return answer


def _answer(leaf: MeasureLeaf, inquiry: Inquiry, groups: Sorted, what: str) -> Answer:
    measures = inquiry.measures
    unknown = [
        _evidence(item, measures[item.fact.measure], EvidenceRole.CONSIDERED, item.value.problem)
        for item in groups.unknown_unit
    ]
    loose = [*unknown, *groups.loose(inquiry.measures)]
    if not groups.usable:
        if unknown:
            return open_because(OpenReason.UNIT, loose)
        if groups.uncertain:
            return open_because(OpenReason.IMPRECISE_DATE, loose)
        if groups.outside:
            return open_because(OpenReason.OUT_OF_WINDOW, loose)
        return inquiry.nothing_found(leaf, what, loose)
    if leaf.exists:
        best = sorted(groups.usable, key=lambda item: _telling(item, inquiry), reverse=True)
        return met([*_shown(best, measures), *loose])
    if leaf.pick in {"latest", "same_test_as"} and groups.unknown_unit and not _known_is_latest(groups):
        usable = [_evidence(c, measures[c.fact.measure], EvidenceRole.CONSIDERED, "older") for c in groups.usable]
        return open_because(OpenReason.UNIT, [*unknown, *usable, *groups.loose(inquiry.measures)])
    chosen, status = _picked(leaf, groups.usable, inquiry)
    picked = {id(item) for item in chosen}
    evidence = []
    for item in chosen:
        why = None
        role = EvidenceRole.SUPPORTS if item.status is CriterionStatus.MET else EvidenceRole.CONTRADICTS
        if item.status is CriterionStatus.NOT_DOCUMENTED:
            role, why = EvidenceRole.CONSIDERED, "only part of the stated range meets the limit"
        elif status is CriterionStatus.MET and role is EvidenceRole.CONTRADICTS:
            role, why = EvidenceRole.CONSIDERED, "measured in other circumstances; another value meets the limit"
        evidence.append(_evidence(item, measures[item.fact.measure], role, why))
    evidence.sort(key=lambda piece: piece.role is not EvidenceRole.SUPPORTS)
    others = [
        _evidence(item, measures[item.fact.measure], EvidenceRole.CONSIDERED, _why_not_picked(leaf))
        for item in reversed(groups.usable)
        if id(item) not in picked
    ]
    answer = {CriterionStatus.MET: met, CriterionStatus.NOT_MET: not_met}.get(status)
    if answer is not None:
        return answer([*evidence, *others, *loose])
    exact = all(item.fact.on is None or item.fact.on.exact for item in chosen)
    return open_because(OpenReason.CONFLICT if exact else OpenReason.IMPRECISE_DATE, [*evidence, *others, *loose])


def _shown(best: Sequence[Candidate], measures: Mapping[str, Measure]) -> Iterator[Evidence]:
    """The best value and all of its day as what shows it; older ones are considered."""
    days = best[0].fact.on
    for item in best:
        on = item.fact.on
        older = on is not None and days is not None and on.last < days.first
        role = EvidenceRole.CONSIDERED if older else EvidenceRole.SUPPORTS
        yield _evidence(item, measures[item.fact.measure], role, "older than the value that counts" if older else None)


def _known_is_latest(groups: Sorted) -> bool:
    """True when a comparable value is at least as late as every value of unknown unit."""
    known = [item.fact.on.last for item in groups.usable if item.fact.on]
    unknown = [item.fact.on.first for item in groups.unknown_unit if item.fact.on]
    return not unknown or (bool(known) and max(known) >= max(unknown))


def _average(leaf: MeasureLeaf, groups: Sorted, inquiry: Inquiry) -> Answer:
    """`average_over: 5 d of 7`: the mean of the n highest days among the m days before the latest value."""
    measure = inquiry.measures[leaf.of]
    numbers = [int(part) for part in (leaf.average_over or "").replace("d", " ").split() if part.isdigit()]
    n, m = (numbers[0], numbers[1]) if len(numbers) > 1 else (1, 1)
    dated = [item for item in groups.usable if item.fact.on is not None and item.fact.on.exact]
    by_day: dict[date, Candidate] = {item.fact.on.first: item for item in dated if item.fact.on}
    last = max(by_day, default=None)
    days = sorted(by_day, key=lambda on: by_day[on].value.low or 0.0, reverse=True)
    recent = [on for on in days if last is not None and (last - on).days < m][:n]
    evidence = [_evidence(by_day[on], measure, EvidenceRole.CONSIDERED, "one day of the average") for on in recent]
    if len(recent) < n:
        return open_because(OpenReason.NOT_DOCUMENTED, [*evidence, *groups.loose(inquiry.measures)])
    low = sum(by_day[on].value.low or 0.0 for on in recent) / n
    high = sum(by_day[on].value.high or 0.0 for on in recent) / n
    status = compare(Comparable(low, high, unit=leaf.unit), leaf, measure)
    role = EvidenceRole.SUPPORTS if status is CriterionStatus.MET else EvidenceRole.CONTRADICTS
    counted = [replace(piece, role=role, why=None) for piece in evidence]
    computed = f"mean of {n} days {low:g} {leaf.unit or ''}".rstrip()
    if status is CriterionStatus.NOT_DOCUMENTED:
        return open_because(OpenReason.CONFLICT, [*counted, *groups.loose(inquiry.measures)], computed=computed)
    return (met if status is CriterionStatus.MET else not_met)(
        [*counted, *groups.loose(inquiry.measures)], computed=computed
    )
