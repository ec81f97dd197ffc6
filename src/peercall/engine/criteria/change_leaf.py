"""Change between two measurements of one measure on one scale: which two, how much, and whether it is enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.dates import day
from peercall.domain.policies import ChangeLeaf, Duration, MeasureLeaf
from peercall.domain.results import Evidence
from peercall.domain.rules import Measure
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import Answer, evidence_from, met, not_met, open_because, shorten_considered
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.measure_leaf import Candidate, newest, sort_out
from peercall.engine.criteria.values import short_name, value_words
from peercall.engine.criteria.windows import add_length

_STATES = {"rest", "sleep", "awake", "exercise"}
_SPAN_START = re.compile(r"start_of_(\d+)_days|(\d+)_days_ago")
_NAMED = re.compile(r"(before|during|after)_(.+)")
_NO_CHANGE = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two measurements to compare."""

    start: Candidate
    end: Candidate


def _circumstances(selector: str) -> dict[str, str] | None:
    """The context a selector names ("exercise_on_oxygen"), or None when it names a moment."""
    state = next((state for state in _STATES if selector == state or selector.startswith(f"{state}_")), None)
    if state is None:
        return None
    rest = selector[len(state) :].strip("_")
    gas = {"room_air": "room_air", "on_oxygen": "oxygen", "": None}.get(rest)
    return {"state": state, "gas": gas} if gas else {"state": state}


def _last_before(items: Sequence[Candidate], on: date, *, included: bool) -> list[Candidate]:
    dated = [i for i in items if i.fact.on is not None and (i.fact.on.last <= on if included else i.fact.on.last < on)]
    return newest(dated) if dated else []


def _from(items: Sequence[Candidate], on: date) -> list[Candidate]:
    return [item for item in items if item.fact.on is not None and item.fact.on.first >= on]


def _selected(selector: str, items: Sequence[Candidate], inquiry: Inquiry) -> list[Candidate] | None:
    """The measurements a selector names, None when the moment it counts from is not known."""
    if selector in {"latest", "follow_up"} or selector.startswith("end_of_"):
        return newest(items)
    if (span := _SPAN_START.fullmatch(selector)) is not None:
        ends = newest(items)
        if not ends or ends[0].fact.on is None:
            return []
        edge = add_length(ends[0].fact.on.first, Duration(float(span[1] or span[2]), "d"), sign=-1)
        return _last_before(items, edge, included=True)
    named = _NAMED.fullmatch(selector)
    form, name = (named[1], named[2]) if named else ("at", selector)
    anchor = inquiry.moment(name) or inquiry.moment(f"{name}_start")
    if anchor is None:
        return None
    if form == "before":
        return _last_before(items, anchor.days.first, included=True)
    later = _from(items, anchor.days.first)
    if form in {"during", "after"}:
        end = inquiry.moments.get(f"{name}_end")
        if form == "during" and end is not None:
            last = day(end).first
            later = [item for item in later if item.fact.on is not None and item.fact.on.first <= last]
        return newest(later) if later else []
    # the value of the day a course began, else the last one before it
    on_day = [item for item in later if item.fact.on and item.fact.on.last <= anchor.days.last]
    return newest(on_day) if on_day else _last_before(items, anchor.days.first, included=True)


def _candidates(
    leaf: ChangeLeaf, measure: str, selector: str, inquiry: Inquiry
) -> tuple[list[Candidate], list[Evidence]]:
    context = _circumstances(selector) or {}
    alone = MeasureLeaf(
        of=measure,
        measures=(measure,),
        op=">=",
        value=float("-inf"),
        unit=leaf.unit,
        context=context,
        within=leaf.within,
    )
    groups = sort_out(alone, inquiry, inquiry.chart.measures(measure))
    unknown = [
        evidence_from(
            item.fact,
            EvidenceRole.CONSIDERED,
            value_words(item.fact, inquiry.measures[item.fact.measure]),
            why=item.value.problem,
        )
        for item in groups.unknown_unit
    ]
    return groups.usable, [*unknown, *groups.loose(inquiry.measures)]


def _pair(
    leaf: ChangeLeaf, measure: str, inquiry: Inquiry, loose: list[Evidence]
) -> tuple[Pair | None, OpenReason | None]:
    """The two measurements, or why they cannot be named."""
    chosen: list[list[Candidate]] = []
    reason = OpenReason.NOT_DOCUMENTED
    for selector in (leaf.start, leaf.end):
        items, considered = _candidates(leaf, measure, selector, inquiry)
        loose += considered
        if not items and any(piece.why and "unit" in piece.why for piece in considered):
            reason = OpenReason.UNIT
        if _circumstances(selector) is not None:
            picked: list[Candidate] | None = newest(items)
        else:
            picked = _selected(selector, items, inquiry)
        if picked is None:
            return None, OpenReason.IMPRECISE_DATE
        chosen.append(picked)
    if not chosen[0] or not chosen[1]:
        return None, reason
    for start in chosen[0]:
        for end in chosen[1]:
            if start.fact is not end.fact and start.fact.variant == end.fact.variant:
                return Pair(start, end), None
    return None, OpenReason.UNIT if chosen[0][0].fact is not chosen[1][0].fact else OpenReason.NOT_DOCUMENTED


def _gain(pair: Pair, leaf: ChangeLeaf, measure: Measure) -> tuple[float, float, float] | None:
    """Least and greatest change in the direction asked for, and the start it is a percentage of; None when unsaid."""
    direction = leaf.direction
    if direction in {"improve", "worsen"}:
        if measure.better is None:
            return None
        direction = "fall" if (measure.better == "lower") is (direction == "improve") else "rise"
    start, end = pair.start.value, pair.end.value
    assert start.low is not None and start.high is not None and end.low is not None and end.high is not None
    if direction == "fall":
        return start.low - end.high, start.high - end.low, start.high
    return end.low - start.high, end.high - start.low, start.high


def _enough(leaf: ChangeLeaf) -> Callable[[float, float], bool]:
    if leaf.percent is not None:
        limit = leaf.percent
        size: Callable[[float, float], float] = lambda gain, base: 100 * gain / base if base else 0.0  # noqa: E731
    else:
        limit = leaf.points or 0.0
        size = lambda gain, _: gain  # noqa: E731
    if leaf.strict:
        return lambda gain, base: size(gain, base) > limit + _NO_CHANGE
    return lambda gain, base: size(gain, base) >= limit - _NO_CHANGE


def answer_change(leaf: ChangeLeaf, inquiry: Inquiry) -> Answer:
    """A change leaf: for a measure made of several, the first that has both measurements and is enough."""
    measure = inquiry.measures.get(leaf.of)
    names = measure.of if measure is not None and measure.of else (leaf.of,)
    answers = [_one_measure(leaf, name, inquiry) for name in names if name in inquiry.measures]
    for status in (CriterionStatus.MET, CriterionStatus.NOT_MET):
        if (found := next((answer for answer in answers if answer.status is status), None)) is not None:
            return found
    best = next((answer for answer in answers if answer.evidence), answers[0] if answers else None)
    return best or open_because(OpenReason.NOT_DOCUMENTED)


def _one_measure(leaf: ChangeLeaf, name: str, inquiry: Inquiry) -> Answer:
    measure = inquiry.measures[name]
    loose: list[Evidence] = []
    pair, reason = _pair(leaf, name, inquiry, loose)
    unique = list({(piece.display, piece.on, piece.why): piece for piece in loose}.values())
    loose, note = shorten_considered(unique)
    if pair is None:
        answer = open_because(reason or OpenReason.NOT_DOCUMENTED, loose, note=note)
        answer.asks = (f"{measure.name} at two moments: {words(leaf.start)} and {words(leaf.end)}, with dates",)
        return answer
    gain = _gain(pair, leaf, measure)
    shown = [
        evidence_from(
            item.fact,
            EvidenceRole.SUPPORTS,
            value_words(item.fact, measure),
            value=item.value.text,
            unit=item.value.unit,
        )
        for item in (pair.start, pair.end)
    ]
    said = f"{short_name(name, measure)} from {pair.start.value.text} to {pair.end.value.text}"
    if gain is None:
        return open_because(
            OpenReason.UNIT, [*shown, *loose], computed=said, note="which direction is better is not known"
        )
    least, most, base = gain
    if least == most:
        size = f"{least:g}" + (f" ({100 * least / base:.0f}%)" if base else "")
        said += f": {size} in the direction asked for"
    enough = _enough(leaf)
    verdicts = {enough(least, base), enough(most, base)}
    more = "the text itself names no number; the size asked for is a convention" if leaf.no_number_in_policy else note
    if verdicts == {True}:
        return met([*shown, *loose], computed=said, note=more)
    if verdicts == {False}:
        against = [
            evidence_from(p.fact, EvidenceRole.CONTRADICTS, p.display, value=p.value, unit=p.unit)
            for p in shown
            if p.fact
        ]
        return not_met([*against, *loose], computed=said, note=more)
    return open_because(OpenReason.CONFLICT, [*shown, *loose], computed=said, note=more)
