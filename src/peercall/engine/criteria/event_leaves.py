"""Events, procedures and counts: what happened when, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from peercall.domain.charts import ChartFact, ConditionFact, EncounterFact, MeasureFact, ProcedureFact
from peercall.domain.codes import CodeSet, CodeSystem
from peercall.domain.dates import DayRange
from peercall.domain.policies import (
    CountLeaf,
    DiagnosisLeaf,
    EventLeaf,
    FindingLeaf,
    Leaf,
    MeasureLeaf,
    ProcedureLeaf,
)
from peercall.domain.results import Evidence
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import (
    Answer,
    evidence_from,
    merge_places,
    met,
    not_met,
    open_because,
    searched_evidence,
    shorten_considered,
    uncounted_because,
)
from peercall.engine.criteria.evidence_rules import Found, open_reason, settle
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.measure_leaf import facts_of, sort_out
from peercall.engine.criteria.presence_leaves import condition_words
from peercall.engine.criteria.values import value_words
from peercall.engine.criteria.windows import Place

_DIAGNOSIS_SYSTEMS = {CodeSystem.ICD10CM}
_NOT_DONE = {"not-done", "cancelled", "canceled", "stopped", "entered-in-error", "preparation", "on-hold"}


@lru_cache(maxsize=512)
def _term_pattern(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    """Terms on word boundaries, without regard to case, runs of white space equal."""
    parts = [r"\s+".join(re.escape(word) for word in term.split()) for term in terms if term.strip()]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE) if parts else None


def names_it(text: str, terms: tuple[str, ...]) -> bool:
    """True when the text holds one of the terms."""
    pattern = _term_pattern(terms)
    return pattern is not None and pattern.search(text) is not None


@dataclass(slots=True)
class Happening:
    """A fact that may be the event, when it happened as far as known, and why it does not count."""

    fact: ChartFact
    display: str
    on: DayRange | None
    why: str | None = None


def _procedures(codes: tuple[CodeSet, ...], terms: tuple[str, ...], inquiry: Inquiry) -> tuple[ProcedureFact, ...]:
    """Procedures by code, and those without a code by their words; looked up once in an evaluation."""
    key = (codes, terms)
    if key not in inquiry.named_procedures:
        found: dict[str, ProcedureFact] = {}
        for code_set in codes:
            if code_set.system not in _DIAGNOSIS_SYSTEMS:
                found.update((fact.id, fact) for fact in inquiry.chart.procedures(code_set))
        if terms:
            for fact in inquiry.chart.procedures():
                if not fact.codes and names_it(fact.text, terms):
                    found.setdefault(fact.id, fact)
        inquiry.named_procedures[key] = tuple(found.values())
    return inquiry.named_procedures[key]


def happened_on(fact: ConditionFact) -> DayRange | None:
    """When a recorded condition happened: its onset, or no later than its recording when no onset is stated."""
    if fact.on is None or (fact.recorded is not None and fact.on == fact.recorded):
        known = fact.recorded or fact.on
        return DayRange(date.min, known.last) if known is not None else None
    return fact.on


def happenings(leaf: EventLeaf | ProcedureLeaf, inquiry: Inquiry) -> list[Happening]:
    """Every fact that names the event, counted or not."""
    out: list[Happening] = []
    for procedure in _procedures(leaf.codes, leaf.text_terms, inquiry):
        why = None
        if procedure.status in _NOT_DONE and procedure.assertion is not Assertion.NEGATED:
            why = f"recorded as {procedure.status}"
        out.append(Happening(procedure, procedure.text or words(leaf.value_set or "procedure"), procedure.on, why))
    for code_set in leaf.codes:
        if code_set.system in _DIAGNOSIS_SYSTEMS:
            for condition in inquiry.chart.conditions(code_set):
                out.append(Happening(condition, condition_words(condition), happened_on(condition)))
    if isinstance(leaf, EventLeaf) and leaf.kind is not None and leaf.value_set is None:
        out += _by_kind(leaf.kind, inquiry)
    return out


def _by_kind(kind: str, inquiry: Inquiry) -> Iterator[Happening]:
    for fact in inquiry.chart.procedures():
        if fact.kind == kind:
            yield Happening(fact, fact.text or words(kind), fact.on)
    for visit in inquiry.chart.encounters():
        if kind in visit.purposes or words(kind) in visit.purposes:
            yield Happening(visit, visit.text or words(kind), visit.on)
    for finding in inquiry.chart.findings(kind):
        yield Happening(finding, finding.text or words(kind), finding.onset or finding.on)


def _sort(leaf: Leaf, items: Sequence[Happening], inquiry: Inquiry, *, planned: bool | None = None) -> Found:
    found = Found.empty()
    for item in items:
        fact = item.fact
        if planned and fact.assertion is Assertion.PLANNED and not fact.caution:
            why = item.why
        else:
            why = item.why or uncounted_because(fact, historical_counts=True)
        if why is not None:
            found.considered.append(evidence_from(fact, EvidenceRole.CONSIDERED, item.display, why=why))
            continue
        if fact.assertion is Assertion.NEGATED:
            found.contradicts.append(evidence_from(fact, EvidenceRole.CONTRADICTS, item.display))
            continue
        placement = inquiry.placement(leaf, on=item.on)
        if placement.place is Place.INSIDE:
            found.supports.append(evidence_from(fact, EvidenceRole.SUPPORTS, item.display))
        elif placement.place is Place.OUTSIDE:
            found.out_of_window.append(evidence_from(fact, EvidenceRole.OUT_OF_WINDOW, item.display, why=placement.why))
        else:
            found.uncertain.append(evidence_from(fact, EvidenceRole.CONSIDERED, item.display, why=placement.why))
    return found


def answer_event(leaf: EventLeaf | ProcedureLeaf, inquiry: Inquiry) -> Answer:
    """An event or procedure leaf. An event known only to lie outside the window is no event in the window."""
    planned = leaf.planned if isinstance(leaf, EventLeaf) else None
    items = happenings(leaf, inquiry)
    if isinstance(leaf, ProcedureLeaf) and leaf.outcome is not None:
        for item in items:
            outcome = item.fact.outcome if isinstance(item.fact, ProcedureFact) else None
            if outcome != leaf.outcome:
                item.why = item.why or f"the outcome {words(leaf.outcome)} is not stated"
    found = _sort(leaf, items, inquiry, planned=planned)
    what = words(leaf.value_set or (leaf.kind if isinstance(leaf, EventLeaf) and leaf.kind else "the event"))
    answer = settle(found)
    if answer is None:
        windowed = leaf.within is not None or leaf.not_within is not None
        if found.uncertain:
            answer = open_because(OpenReason.IMPRECISE_DATE, found.loose)
        elif found.out_of_window and windowed and leaf.absence.value != "absent_ok":
            answer = open_because(open_reason(found), found.loose)
        else:
            answer = inquiry.nothing_found(leaf, what, merge_places(found.loose))
    answer.evidence, note = shorten_considered(answer.evidence)
    answer.note = answer.note or note
    return answer


@dataclass(slots=True)
class Tally:
    """Facts that satisfy a leaf, those that might, and the rest."""

    certain: list[Evidence] = field(default_factory=list)
    uncertain: list[Evidence] = field(default_factory=list)
    denied: list[Evidence] = field(default_factory=list)
    loose: list[Evidence] = field(default_factory=list)
    seen_elsewhere: bool = False


def _tally(leaf: CountLeaf, inquiry: Inquiry) -> Tally:
    inner = leaf.of
    if leaf.within is not None and inner.within is None:
        inner = replace(inner, within=leaf.within)
    if isinstance(inner, MeasureLeaf):
        return _tally_measures(inner, inquiry)
    if isinstance(inner, EventLeaf | ProcedureLeaf):
        items = happenings(inner, inquiry)
    elif isinstance(inner, FindingLeaf):
        items = [Happening(f, f.text or words(inner.key), f.on) for f in inquiry.chart.findings(inner.key)]
    elif isinstance(inner, DiagnosisLeaf):
        items = [Happening(f, condition_words(f), happened_on(f)) for f in inquiry.chart.conditions(inner.codes)]
    else:
        return Tally()
    found = _sort(inner, items, inquiry)
    tally = Tally(found.supports, found.uncertain, found.contradicts, [*found.out_of_window, *found.considered])
    tally.seen_elsewhere = bool(found.out_of_window)
    kind = inner.kind if isinstance(inner, EventLeaf) and inner.value_set is not None else None
    if kind is not None:
        # the chart does not say of each event whether it is of this kind (same region, same tumour)
        why = f"whether it is {words(kind)} is not stated"
        tally.uncertain += [replace(piece, role=EvidenceRole.CONSIDERED, why=why) for piece in tally.certain]
        tally.certain = []
    return tally


def _tally_measures(inner: MeasureLeaf, inquiry: Inquiry) -> Tally:
    groups = sort_out(inner, inquiry, facts_of(inner, inquiry))
    tally = Tally(denied=[], loose=groups.loose(inquiry.measures))
    for item in groups.usable:
        display = value_words(item.fact, inquiry.measures[item.fact.measure])
        if item.status is CriterionStatus.MET:
            tally.certain.append(evidence_from(item.fact, EvidenceRole.SUPPORTS, display, value=item.value.text))
        elif item.status is CriterionStatus.NOT_DOCUMENTED:
            why = "only part of the stated range meets the limit"
            tally.uncertain.append(evidence_from(item.fact, EvidenceRole.CONSIDERED, display, why=why))
    for item in groups.unknown_unit:
        display = value_words(item.fact, inquiry.measures[item.fact.measure])
        tally.uncertain.append(evidence_from(item.fact, EvidenceRole.CONSIDERED, display, why=item.value.problem))
    return tally


def _distinct(evidence: Sequence[Evidence], by: str | None) -> int:
    """How many separate occurrences: by day (also when unsaid: one event told twice is one), or by the hour."""
    keys: set[object] = set()
    for piece in evidence:
        hour = piece.fact.hour if by == "event" and isinstance(piece.fact, MeasureFact) else None
        keys.add(hour or piece.on or (piece.fact.id if piece.fact else piece.display))
    return len(keys)


def _holds(count: int, leaf: CountLeaf) -> bool:
    return {
        ">=": count >= leaf.value,
        ">": count > leaf.value,
        "<=": count <= leaf.value,
        "<": count < leaf.value,
        "==": count == leaf.value,
    }[leaf.op]


def answer_count(leaf: CountLeaf, inquiry: Inquiry) -> Answer:
    """How many facts satisfy the inner leaf, against the limit.

    Facts that may count make the number a range. An upper limit with nothing found is met only on a statement, or
    presumed where the chart records such events at other times; a silent chart leaves it open.
    """
    tally = _tally(leaf, inquiry)
    certain = merge_places(tally.certain)
    lowest = _distinct(certain, leaf.distinct_by)
    highest = _distinct([*certain, *tally.uncertain], leaf.distinct_by)
    counted = f"{lowest} counted" if lowest == highest else f"{lowest} to {highest} counted"
    computed = f"{counted}, limit {leaf.op} {leaf.value:g}"
    loose = merge_places([*tally.uncertain, *tally.loose])
    loose, note = shorten_considered(loose)
    holds = [_holds(lowest, leaf), _holds(highest, leaf)]
    if highest == 0:
        return _none_counted(leaf, inquiry, tally, loose, computed)
    if all(holds):
        return met([*certain, *tally.denied, *loose], computed=computed, note=note)
    if not any(holds):
        contradicting = [replace(piece, role=EvidenceRole.CONTRADICTS) for piece in certain]
        return not_met([*contradicting, *tally.denied, *loose], computed=computed, note=note)
    reason = OpenReason.CONFLICT if all(p.on and p.on.exact for p in tally.uncertain) else OpenReason.IMPRECISE_DATE
    return open_because(reason, [*certain, *tally.denied, *loose], computed=computed, note=note)


def _none_counted(leaf: CountLeaf, inquiry: Inquiry, tally: Tally, loose: list[Evidence], computed: str) -> Answer:
    if not _holds(0, leaf):
        if tally.denied:
            return not_met([*tally.denied, *loose], computed=computed)
        return open_because(
            OpenReason.OUT_OF_WINDOW if tally.seen_elsewhere else OpenReason.NOT_DOCUMENTED, loose, computed=computed
        )
    if tally.denied:
        stated = [replace(piece, role=EvidenceRole.SUPPORTS) for piece in tally.denied]
        return met([*stated, *loose], computed=computed)
    silent = inquiry.nothing_found(leaf, "such events", loose)
    if tally.seen_elsewhere or silent.presumed:
        answer = met(loose, computed=computed)
        answer.evidence.append(
            silent.evidence[-1] if silent.presumed else searched_evidence("such events in the window", inquiry.searched)
        )
        answer.presumed = True
        return answer
    silent.computed = computed
    return silent


def stay_days(visit: EncounterFact) -> int | None:
    """Nights of a stay, the discharge day not counted; None when either end is not exact."""
    if visit.on is None or visit.stop is None or not (visit.on.exact and visit.stop.exact):
        return None
    return (visit.stop.first - visit.on.first).days
