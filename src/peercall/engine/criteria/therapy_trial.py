"""One candidate drug or treatment against a therapy leaf: window, dose, duration, status, outcome, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.policies import TherapyLeaf
from peercall.domain.results import Evidence
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.criteria.answers import evidence_from
from peercall.engine.criteria.exposure_periods import (
    Period,
    Stretch,
    cut_by_stop,
    measure_length,
    period_of,
    roll_forward,
    weeks,
)
from peercall.engine.criteria.inquiry import Inquiry, words
from peercall.engine.criteria.windows import Place, add_length

MET, NOT_MET, OPEN = CriterionStatus.MET, CriterionStatus.NOT_MET, CriterionStatus.NOT_DOCUMENTED
#: an outcome that ends a trial before its time: the drug could not be taken on
_CANNOT_GO_ON = "intolerance"
_GIVEN = {"dispense", "administration", "procedure"}
_ENDED = {"stopped", "completed", "entered-in-error"}


@dataclass(slots=True)
class Trial:
    """What one candidate shows. said: dates and length in words, with "counted" or "not counted, because"."""

    name: str
    status: CriterionStatus
    reason: OpenReason | None = None
    evidence: list[Evidence] = field(default_factory=list)
    said: str | None = None

    def as_considered(self) -> list[Evidence]:
        """Its evidence where another candidate settles the leaf."""
        why = "another treatment already counts"
        return [replace(piece, role=EvidenceRole.CONSIDERED, why=piece.why or why) for piece in self.evidence]


@dataclass(slots=True)
class Finding:
    """One question about the candidate answered: status, reason when open, and the words for it."""

    status: CriterionStatus
    said: str | None = None
    reason: OpenReason | None = None
    is_outcome: bool = False


def exposure_words(fact: ExposureFact) -> str:
    """A treatment in words: name, dose, dates, outcome."""
    parts = [fact.text or ", ".join(fact.ingredients) or words(fact.treatment or "treatment")]
    if fact.dose is not None and fact.dose_unit:
        parts.append(f"{fact.dose:g} {fact.dose_unit}")
    if fact.kind == "dispense" and fact.days_supply:
        parts.append(f"{fact.days_supply} days' supply")
    if fact.start is not None or fact.stop is not None:
        start = str(fact.start) if fact.start else "start not stated"
        parts.append(f"{start} to {fact.stop}" if fact.stop else f"from {start}")
    if fact.sessions:
        parts.append(f"{fact.sessions} visits")
    if fact.outcome:
        parts.append(words(fact.outcome))
    return ", ".join(parts)


def _dose_of(fact: ExposureFact, leaf: TherapyLeaf, inquiry: Inquiry) -> bool | None:
    """True at or above the least dose, False below it, None when the dose is not known."""
    limit = leaf.min_dose
    if limit is None or (limit.or_maximum_tolerated and fact.maximum_tolerated):
        return True
    if fact.dose is None or fact.dose_unit is None:
        return None
    dose: float | None = fact.dose
    if fact.dose_unit != limit.unit:
        dose = inquiry.units.convert(fact.dose, unit=fact.dose_unit, to=limit.unit)
    return None if dose is None else dose >= limit.value


@dataclass(slots=True)
class Sorted:
    """A candidate's periods: of an adequate dose, of unknown dose, and those that cannot count, with the reason."""

    adequate: list[Period] = field(default_factory=list)
    unknown_dose: list[Period] = field(default_factory=list)
    excluded: list[tuple[Period, str, EvidenceRole]] = field(default_factory=list)
    misplaced: set[int] = field(default_factory=set)
    imprecise: bool = False
    outside: bool = False
    below: bool = False


def _stated_stops(facts: Sequence[ExposureFact]) -> list[ExposureFact]:
    """Facts that say on which day the treatment ended."""
    return [f for f in facts if f.stop is not None and f.kind not in _GIVEN]


def _names_of(fact: ExposureFact) -> set[str]:
    """What the fact is about: its ingredients, else its treatment."""
    return set(fact.ingredients) or ({fact.treatment} if fact.treatment else set())


def _ended_by(fact: ExposureFact, stops: Sequence[ExposureFact]) -> DayRange | None:
    """The stated stop that ends use recorded without an end, None when it goes on.

    An order or list entry that only looks active is weaker than a dated stop; one made, or begun again, after the stop
    is not ended by it.
    """
    if fact.status not in {"active", "on-hold"} or fact.stop is not None or fact.kind in _GIVEN:
        return None
    known = [on.last for on in (fact.start, fact.on) if on is not None]
    if not known:
        return None
    named = _names_of(fact)
    after = [
        other.stop
        for other in stops
        if other.stop is not None and named & _names_of(other) and other.stop.first >= max(known)
    ]
    return min(after, key=lambda stop: stop.first, default=None)


def _sort(leaf: TherapyLeaf, facts: Sequence[ExposureFact], inquiry: Inquiry, until: date) -> Sorted:
    out = Sorted()
    stops = _stated_stops(facts)
    for fact in facts:
        period = cut_by_stop(period_of(fact, until=until), stops=stops, uses=facts)
        if (stop := _ended_by(fact, stops)) is not None:
            ended = replace(fact, stop=stop, status="stopped")
            period = replace(period_of(ended, until=until), fact=fact)
        if leaf.within is not None or leaf.not_within is not None:
            on = DayRange(period.possible.first, period.possible.last) if period.possible else None
            placement = inquiry.placement(leaf, on=on)
            place = placement.place
            if place is Place.OVERLAPS and leaf.within is not None and period.sure is not None:
                # use that reaches into the window is use within the window
                span = inquiry.span(leaf.within)
                inside = span is not None and span.sure is not None and period.sure.last >= span.sure.first
                place = Place.INSIDE if inside else place
            if place is not Place.INSIDE:
                role = EvidenceRole.OUT_OF_WINDOW if place is Place.OUTSIDE else EvidenceRole.CONSIDERED
                out.excluded.append((period, placement.why or "outside the window", role))
                # an undated word on the outcome still speaks of the trial; one outside the window does not
                if period.dated:
                    out.misplaced.add(id(fact))
                out.outside = out.outside or place is Place.OUTSIDE
                out.imprecise = out.imprecise or place is not Place.OUTSIDE
                continue
        enough = _dose_of(fact, leaf, inquiry)
        if enough is False:
            assert leaf.min_dose is not None
            why = f"below {leaf.min_dose.value:g} {leaf.min_dose.unit}"
            if fact.also_at:
                why += "; the same entry stands in several places, as if carried forward"
            out.excluded.append((period, why, EvidenceRole.CONSIDERED))
            out.below = True
        elif enough is None:
            out.unknown_dose.append(period)
        else:
            out.adequate.append(period)
    return out


def _duration(leaf: TherapyLeaf, groups: Sorted) -> tuple[Finding, list[Period]]:
    """Whether use was long enough, and the periods that make it so (or would)."""
    counted = [*groups.adequate, *groups.unknown_dose]
    if leaf.duration is None:
        if groups.adequate:
            return Finding(MET, _dates(groups.adequate)), groups.adequate
        if groups.unknown_dose:
            return Finding(OPEN, "the dose is not documented", OpenReason.NOT_DOCUMENTED), groups.unknown_dose
        return _nothing_counts(groups, leaf), []

    def length(stretches: Sequence[Stretch]) -> tuple[bool, str, Stretch | None]:
        assert leaf.duration is not None
        found = measure_length(stretches, leaf.duration, continuous=leaf.continuous, max_gap=leaf.max_gap)
        return found.reaches, found.text, found.stretch

    sure = [period.sure for period in groups.adequate if period.sure]
    reaches, text, run = length(sure)
    if reaches:
        used = [p for p in groups.adequate if p.sure and run and p.sure.first <= run.last and p.sure.last >= run.first]
        return Finding(MET, text + _dose_words(leaf)), used
    fills = [period.sure for period in groups.adequate if period.sure and period.derived]
    rolled, moved = roll_forward(fills)
    if moved:
        others = [period.sure for period in groups.adequate if period.sure and not period.derived]
        reaches, longer, _ = length([*others, *rolled])
        if reaches:
            said = f"{longer}{_dose_words(leaf)}, supply of early refills rolled forward"
            return Finding(MET, said), groups.adequate
    if (stated := _stated_length(leaf, groups.adequate)) is not None:
        return stated
    if not any(period.dated for period in counted):
        if not counted:
            return _nothing_counts(groups, leaf), []
        return Finding(OPEN, "no dates are documented", OpenReason.NOT_DOCUMENTED), counted
    if length([p.possible for p in groups.adequate if p.possible])[0]:
        return Finding(OPEN, f"{text}; the dates are not exact enough", OpenReason.IMPRECISE_DATE), groups.adequate
    if length([p.possible for p in counted if p.possible])[0]:
        return Finding(OPEN, f"{text}; the dose is not documented throughout", OpenReason.NOT_DOCUMENTED), counted
    if any(not period.dated for period in counted):
        return Finding(OPEN, f"{text}; further use has no dates", OpenReason.NOT_DOCUMENTED), counted
    said = f"{text}: shorter than {leaf.duration}{_dose_words(leaf)}"
    if all(period.derived for period in counted):
        # fills on file may not be all fills: too few of them is a gap, not a contradiction
        return Finding(OPEN, f"{said} by the fills on file", OpenReason.NOT_DOCUMENTED), counted
    return Finding(NOT_MET, said), counted


def _stated_length(leaf: TherapyLeaf, periods: Sequence[Period]) -> tuple[Finding, list[Period]] | None:
    """A length in the chart's own words ("six weeks of therapy") that is long enough, although no dates are given."""
    assert leaf.duration is not None
    reference = date(2001, 1, 1)
    needed = (add_length(reference, leaf.duration) - reference).days
    told = [period for period in periods if not period.dated and (period.fact.duration_days or 0) >= needed]
    if not told:
        return None
    return Finding(MET, f"{weeks(told[0].fact.duration_days or 0)} as stated, without dates{_dose_words(leaf)}"), told


def _nothing_counts(groups: Sorted, leaf: TherapyLeaf) -> Finding:
    if groups.imprecise:
        return Finding(OPEN, "the dates are not exact enough for the window", OpenReason.IMPRECISE_DATE)
    if groups.outside:
        return Finding(OPEN, "outside the window", OpenReason.OUT_OF_WINDOW)
    if groups.below:
        assert leaf.min_dose is not None
        return Finding(NOT_MET, f"below {leaf.min_dose.value:g} {leaf.min_dose.unit}")
    return Finding(OPEN, "nothing countable", OpenReason.NOT_DOCUMENTED)


def _dose_words(leaf: TherapyLeaf) -> str:
    return f" at {leaf.min_dose.value:g} {leaf.min_dose.unit} or more" if leaf.min_dose else ""


def _dates(periods: Sequence[Period]) -> str | None:
    known = [period.possible for period in periods if period.possible]
    if not known:
        return None
    return str(Stretch(min(s.first for s in known), max(s.last for s in known)))


def _current(leaf: TherapyLeaf, facts: Sequence[ExposureFact], groups: Sorted, until: date) -> Finding:
    """Whether use goes on at the request (`status: current`) or has ended (`past`)."""
    if leaf.status not in {"current", "past"}:
        return Finding(MET)
    periods = [*groups.adequate, *groups.unknown_dose]
    running = [
        p
        for p in periods
        if p.fact.status in {"active", "on-hold"} and not p.ended and (p.dated or p.fact.start is None)
    ]
    covered = [p for p in periods if p.sure is not None and p.sure.last >= until and p.sure.first <= until]
    now = bool(covered) or bool(running)
    if leaf.status == "past":
        return Finding(MET)
    if now:
        return Finding(MET, f"current on {until.isoformat()}")
    stops = _stated_stops(facts)
    silent = [fact for fact in facts if fact.status == "unknown" and fact.stop is None and fact.kind != "dispense"]
    if any(not _told_of_the_past(fact, stops) for fact in silent):
        return Finding(OPEN, "whether it is still taken is not stated", OpenReason.NOT_DOCUMENTED)
    return Finding(NOT_MET, f"not current on {until.isoformat()}")


def _told_of_the_past(fact: ExposureFact, stops: Sequence[ExposureFact]) -> bool:
    """True for a mention that does not say whether the drug is still taken, where a stated stop settles it.

    It was made before the stop, or it tells how the treatment ended.
    """
    named = _names_of(fact)
    ends = [f.stop.last for f in stops if f.stop is not None and named & _names_of(f)]
    if not ends:
        return False
    ended = fact.outcome is not None and fact.outcome != "effective"
    return ended or (fact.on is not None and fact.on.last <= max(ends))


def _outcome(leaf: TherapyLeaf, facts: Sequence[ExposureFact]) -> tuple[Finding, list[ExposureFact]]:
    """Whether an outcome asked for is documented; the last one stated counts where two differ."""
    if not leaf.outcome:
        return Finding(MET), []
    stated = [fact for fact in facts if fact.outcome is not None]
    hits = [fact for fact in stated if fact.outcome in leaf.outcome]
    if hits:
        last_hit = max((fact.on.last for fact in hits if fact.on), default=None)
        later = [f for f in stated if f.outcome == "effective" and f.on and last_hit and f.on.first > last_hit]
        if later:
            return Finding(OPEN, "a later note calls it effective", OpenReason.CONFLICT), [*hits, *later]
        return Finding(MET, words(str(hits[-1].outcome))), hits
    if stated:
        said = f"the outcome stated is {words(str(stated[-1].outcome))}"
        return Finding(NOT_MET, said, is_outcome=True), stated
    # a fill is complete once handed over; that says nothing about the treatment
    taken = [fact for fact in facts if fact.kind not in {"dispense", "administration", "procedure"}]
    goes_on = any(fact.status == "active" and fact.stop is None for fact in taken)
    ended = not goes_on and any(fact.status in _ENDED or fact.stop is not None for fact in taken)
    said = "stopped without a stated reason" if ended else "no outcome is stated"
    return Finding(OPEN, said, OpenReason.OUTCOME_MISSING), []


def _sessions(leaf: TherapyLeaf, facts: Sequence[ExposureFact]) -> Finding:
    if leaf.sessions is None:
        return Finding(MET)
    stated = max((fact.sessions for fact in facts if fact.sessions is not None), default=0)
    days = {fact.on for fact in facts if fact.kind in {"procedure", "administration"} and fact.on}
    number = max(stated, len(days))
    if number >= leaf.sessions:
        return Finding(MET, f"{number} sessions")
    if number == 0:
        return Finding(OPEN, "the number of sessions is not stated", OpenReason.NOT_DOCUMENTED)
    return Finding(NOT_MET if stated else OPEN, f"{number} of {leaf.sessions} sessions", OpenReason.NOT_DOCUMENTED)


def judge_trial(leaf: TherapyLeaf, name: str, facts: Sequence[ExposureFact], inquiry: Inquiry) -> Trial:
    """The candidate against the leaf, with its evidence.

    Not met outranks open: a trial known to be too short, or with another outcome, fails whatever else is missing.
    """
    anchor = inquiry.moment("request")
    until = anchor.days.last if anchor is not None else inquiry.as_of
    groups = _sort(leaf, facts, inquiry, until)
    outcome, outcome_facts = _outcome(leaf, [fact for fact in facts if id(fact) not in groups.misplaced])
    current = _current(leaf, facts, groups, until)
    duration, used = _duration(leaf, groups)
    ended_early = (
        _CANNOT_GO_ON in leaf.outcome
        and outcome.status is MET
        and any(fact.outcome == _CANNOT_GO_ON for fact in outcome_facts)
        and bool(groups.adequate or groups.unknown_dose)
    )
    if ended_early and duration.status is not MET:
        duration = Finding(MET, f"not tolerated, so {leaf.duration or 'the length'} is not asked of it")
        used = [*groups.adequate, *groups.unknown_dose]
    findings = [duration, current, _sessions(leaf, facts), outcome]
    failed = [finding for finding in findings if finding.status is NOT_MET]
    open_ = [finding for finding in findings if finding.status is OPEN]
    if failed:
        status, because = NOT_MET, failed[0]
    elif open_:
        status, because = OPEN, open_[0]
    else:
        status, because = MET, duration
    told = [finding.said for finding in findings if finding.said and finding.status is MET]
    verdict = "counted" if status is MET else f"not counted, because {because.said}"
    said = ", ".join(told) + ("; " if told else "") + verdict
    reason = because.reason if status is OPEN else None
    return Trial(name, status, reason, _evidence(facts, groups, used, outcome_facts, status, because), said)


def _evidence(
    facts: Sequence[ExposureFact],
    groups: Sorted,
    used: Sequence[Period],
    outcome_facts: Sequence[ExposureFact],
    status: CriterionStatus,
    because: Finding,
) -> list[Evidence]:
    excluded = {id(period.fact): (why, role) for period, why, role in groups.excluded}
    about_outcome = {id(fact) for fact in outcome_facts}
    deciding = about_outcome if because.is_outcome and outcome_facts else {id(p.fact) for p in used} | about_outcome
    plain = {MET: EvidenceRole.SUPPORTS, NOT_MET: EvidenceRole.CONTRADICTS, OPEN: EvidenceRole.CONSIDERED}[status]
    out = []
    why: str | None
    for fact in sorted(facts, key=_telling):
        if id(fact) in excluded and id(fact) not in about_outcome:
            why, role = excluded[id(fact)]
        elif id(fact) in deciding:
            why, role = because.said if status is OPEN else None, plain
        else:
            role = EvidenceRole.CONSIDERED
            why = because.said if status is not MET else "adds nothing to the trial that counts"
        out.append(evidence_from(fact, role, exposure_words(fact), why=why, on=fact.on or fact.start))
    return sorted(out, key=lambda piece: piece.role is not plain)


def _telling(fact: ExposureFact) -> tuple[bool, bool, int]:
    """What says most first: a stated outcome, a stated trial, an order, a fill."""
    kinds = ("stated", "statement", "request", "dispense")
    return (
        fact.outcome is None,
        fact.stop is None,
        kinds.index(fact.kind) if fact.kind in kinds else len(kinds),
    )
