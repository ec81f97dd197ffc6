"""Every clock of a case: the letter's, the payer's rule, the laws', the plan's own; and the rules that do not reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from peercall.domain.clock_rules import LengthChoice
from peercall.domain.clocks import Clocks, Deadline, Reading, RuleNotApplied
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import Regulation
from peercall.domain.terms import Anchor, ClockStatus, ClockTarget, ReviewStatus
from peercall.engine.calendars import BusinessCalendar
from peercall.engine.deadlines.building import LETTER, PLAN, PRACTICE, CaseFacts, Parts, bare, build
from peercall.engine.deadlines.counting import Length, day_of, end_key, reading_end, readings
from peercall.engine.deadlines.laws import LawClock, PlanLaws, holds, in_force_why_not, laws_for, missing_facts
from peercall.engine.deadlines.letter import P2P, appeal_clock, other_clocks, peer_to_peer_clock
from peercall.engine.deadlines.payer import payer_clocks
from peercall.engine.phrasing import pattern_of
from peercall.engine.plan_reach import offered_by_employer, unless_group

_DONE: Mapping[ClockTarget, Anchor] = {
    ClockTarget.REQUEST: Anchor.P2P_REQUESTED,
    ClockTarget.DISCUSSION: Anchor.P2P_COMPLETED,
    ClockTarget.PAYER_MUST_HOLD: Anchor.P2P_COMPLETED,
}
_DECISIONS_ON_THE_REQUEST = frozenset({Anchor.REQUEST_RECEIVED, Anchor.COMPLETE_REQUEST_RECEIVED})
_FIRST_APPEAL = frozenset({"internal-appeal", "reconsideration"})


def compute_clocks(
    determination: AdverseDetermination,
    *,
    case: CaseFile,
    rulebook: Rulebook,
    calendar: BusinessCalendar,
    as_of: datetime,
    state_holidays: Mapping[date, str] | None = None,
) -> Clocks:
    """Every clock that runs, may run or has ended for a confirmed determination, as of a moment.

    calendar: business days as the payer keeps them, federal holidays where nothing else is known. as_of: aware.
    state_holidays: of the plan's state; they only warn. The earlier reading drives; a clock that holds only under a
    condition, or whose starting event is unknown, drives nothing and says what would settle it.
    Raises CalendarNotCovered when a clock ends beyond the calendar.
    """
    facts = CaseFacts(determination, case, rulebook, calendar, as_of, state_holidays or {})
    laws = laws_for(determination.plan, rulebook=rulebook)
    elsewhere = [*laws.elsewhere, *_borrowed(facts, laws)]
    law_clocks = _law_clocks(facts, laws, elsewhere)
    letter_p2p = peer_to_peer_clock(facts)
    from_payer, payer_elsewhere = payer_clocks(facts, letter=letter_p2p)
    elsewhere += payer_elsewhere
    clocks = [letter_p2p, *from_payer]
    appeal = appeal_clock(facts)
    clocks += _with_appeal(appeal, _same_laws(law_clocks))
    clocks += _expedited_appeal(facts, clocks)
    clocks = _with_others(clocks, other_clocks(facts))
    found = _own_ids(_in_order(clocks))
    return Clocks(
        as_of=as_of,
        calendar=calendar.name,
        deadlines=found,
        does_not_apply=_unique(elsewhere),
        shortest=_shortest(found),
    )


def _borrowed(facts: CaseFacts, laws: PlanLaws) -> Iterable[RuleNotApplied]:
    """Medicare clocks that a borrowed Medicare text does not bring with it."""
    tables = facts.tables
    cited = " ".join(facts.determination.criteria_cited)
    if laws.plan is None or not cited:
        return
    pattern = pattern_of(tables.borrowed_terms)
    if pattern is None or not pattern.search(cited):
        return
    reached = {clock.law.id for clock in laws.clocks}
    for rule in sorted(tables.borrowed_rules - reached):
        yield RuleNotApplied(rule, tables.borrowed_why)


def _law_clocks(facts: CaseFacts, laws: PlanLaws, elsewhere: list[RuleNotApplied]) -> list[Deadline]:
    out: list[Deadline] = []
    for clock in laws.clocks:
        deadline = _law_clock(facts, clock, elsewhere)
        if deadline is not None:
            out.append(deadline)
    return out


def _law_clock(facts: CaseFacts, clock: LawClock, elsewhere: list[RuleNotApplied]) -> Deadline | None:
    determination = facts.determination
    plan = determination.plan
    applies = holds(
        clock.when,
        request_type=determination.request_type,
        urgency=determination.urgency,
        grandfathered=plan.grandfathered,
    )
    if applies is False:
        if clock.when.urgencies and determination.urgency not in clock.when.urgencies and determination.urgency:
            kinds = " or ".join(sorted(word.value for word in clock.when.urgencies))
            elsewhere.append(RuleNotApplied(clock.law.id, f"only for a request handled as {kinds}"))
        return None
    moment = facts.moments.get(clock.anchor)
    closed = in_force_why_not(clock.law, day_of(moment) if moment is not None else _rule_day(facts))
    if closed is not None:
        elsewhere.append(RuleNotApplied(clock.law.id, closed))
        return None
    choice, settled = _choose_length(facts, clock)
    condition = clock.condition
    unknown: tuple[str, ...] = ()
    if condition is not None:
        unknown = ("whether the plan is insured or self-funded",) if _funding_is_open(facts, clock) else ()
    if applies is None or not settled:
        unknown += missing_facts(clock.when, request_type=determination.request_type, urgency=determination.urgency)
        if not settled and not unknown:
            unknown = ("whether the request was handled as standard or expedited",)
        condition = condition or "depends on a fact that is not known"
    label = f"{clock.label} ({choice.text})" if choice.text else clock.label
    if facts.before_notice and clock.id in _FIRST_APPEAL:
        elsewhere.append(RuleNotApplied(clock.law.id, "starts with a notice; there is none yet"))
    parts = Parts(
        clock.id,
        label,
        clock.law.id,
        clock.target,
        who=clock.who,
        rule_status=clock.law.status,
        anchor=clock.anchor,
        length=clock.length(choice),
        more=_older(facts, clock),
        done=_done(clock),
        condition=condition,
        unknown=unknown,
        citation=clock.law.citation,
        printable=clock.law.printable and clock.condition is None and _reaches_any_market(facts, clock.law),
    )
    return _agreeing(build(parts, facts), facts)


def _reaches_any_market(facts: CaseFacts, law: Regulation) -> bool:
    """False when the law holds only if an employer offers the plan, and nobody knows that: it counts, and is not cited."""
    row = laws_for(facts.determination.plan, rulebook=facts.rulebook).plan
    return row is None or unless_group(law, plan=row, is_group=offered_by_employer(facts.determination)) is None


def _funding_is_open(facts: CaseFacts, clock: LawClock) -> bool:
    """True when the condition is about who bears the risk."""
    row = laws_for(facts.determination.plan, rulebook=facts.rulebook).plan
    return row is not None and clock.condition in {alternative.condition for alternative in row.alternatives}


def _rule_day(facts: CaseFacts) -> date:
    """The day whose laws count when the clock's own event is not known: the notice, else the request, else now."""
    decided = facts.decided or facts.moments.get(Anchor.REQUEST_RECEIVED)
    return day_of(decided) if decided is not None else facts.as_of.date()


def _choose_length(facts: CaseFacts, clock: LawClock) -> tuple[LengthChoice, bool]:
    """The first length whose circumstances hold; the first that may hold, unsettled, when a fact is missing."""
    determination = facts.determination
    open_choices: list[LengthChoice] = []
    for choice in clock.lengths:
        answer = holds(
            choice.when,
            request_type=determination.request_type,
            urgency=determination.urgency,
            grandfathered=determination.plan.grandfathered,
        )
        if answer is True and not open_choices:
            return choice, True
        if answer is not False:
            open_choices.append(choice)
    return (open_choices or list(clock.lengths))[0], False


def _older(facts: CaseFacts, clock: LawClock) -> tuple[Reading, ...]:
    """Readings of earlier texts, kept because a plan may still count by them."""
    moment = facts.anchor_moment(clock.anchor)
    if moment is None:
        return ()
    out: list[Reading] = []
    for choice in clock.older:
        found = readings(Length(choice.number, choice.unit), clock.anchor, moment, calendar=facts.calendar)
        out += [replace(reading, key="older", text=choice.text or "older text") for reading in found]
    return tuple(out)


def _done(clock: LawClock) -> Anchor | None:
    if clock.who != PLAN:
        return Anchor.APPEAL_FILED if clock.id in _FIRST_APPEAL else _DONE.get(clock.target)
    if clock.anchor in _DECISIONS_ON_THE_REQUEST:
        return Anchor.NOTIFICATION_DATE
    if clock.anchor is Anchor.APPEAL_RECEIVED:
        return Anchor.FINAL_DECISION_RECEIVED
    return _DONE.get(clock.target)


def _agreeing(deadline: Deadline, facts: CaseFacts) -> Deadline:
    """Compared with the day or hour by which the letter itself says the plan must decide."""
    stated = facts.moments.get(Anchor.DECISION_DUE)
    if stated is None or deadline.anchor not in _DECISIONS_ON_THE_REQUEST or deadline.drives is None:
        return deadline
    end = reading_end(deadline.drives)
    if isinstance(stated, datetime) and isinstance(end, datetime):
        agrees = stated == end
    else:
        agrees = day_of(stated) == day_of(end)
    note = "agrees with the letter" if agrees else f"the letter names another end: {stated.isoformat()}"
    return replace(deadline, why=note) if agrees else replace(deadline, warnings=(*deadline.warnings, note))


def _same_laws(clocks: list[Deadline]) -> list[Deadline]:
    """Laws that give one and the same clock stand as one, the others beside it."""
    out: list[Deadline] = []
    for clock in clocks:
        twin = next((c for c in out if c.id == clock.id and c.anchor is clock.anchor and _same_length(c, clock)), None)
        if twin is None or twin.why != clock.why or twin.readings != clock.readings:
            out.append(clock)
            continue
        status = clock.rule_status or ReviewStatus.UNVERIFIED
        out[out.index(twin)] = replace(twin, also_rules=(*twin.also_rules, (clock.rule, status)))
    return out


def _expedited_appeal(facts: CaseFacts, clocks: list[Deadline]) -> list[Deadline]:
    """The fast appeal: it has no period of its own, and lies within that of the appeal."""
    appeal = next((clock for clock in clocks if clock.id in _FIRST_APPEAL), None)
    if appeal is None or not facts.determination.expedited_phone or facts.before_notice:
        return []
    parts = Parts("expedited-appeal", "fast appeal (letter)", LETTER, ClockTarget.FILING)
    why = "the letter names no period of its own: ask within the appeal period, by telephone when waiting does harm"
    return [bare(parts, ClockStatus.NOT_STATED, why=why)]


def _with_appeal(appeal: Deadline | None, laws: list[Deadline]) -> list[Deadline]:
    """The letter's appeal with the law that gives the same clock beside it; a law that differs stands by itself."""
    if appeal is None:
        return laws
    out: list[Deadline] = []
    for law in laws:
        same = law.id in _FIRST_APPEAL and _same_length(law, appeal)
        certain = law.status is not ClockStatus.UNKNOWN or law.why is None  # a condition would say why
        if same and certain and (law.anchor is appeal.anchor or appeal.anchor is None):
            appeal = _joined(appeal, law)
        else:
            out.append(law)
    return [appeal, *out]


def _joined(letter: Deadline, law: Deadline) -> Deadline:
    """The letter's clock, with the law's status and the law's further readings."""
    status = law.rule_status or ReviewStatus.UNVERIFIED
    also = (*letter.also_rules, (law.rule, status))
    if letter.anchor is None:
        return replace(
            law,
            rule=LETTER,
            rule_status=None,
            also_rules=also,
            source=letter.source,
            why="counted as the rule says; the letter does not say from when",
        )
    joined = replace(letter, also_rules=also, citation=law.citation, printable=law.printable)
    if letter.drives is None or not any(reading.key == "older" for reading in law.readings):
        return joined
    return replace(
        joined,
        readings=law.readings,
        drives=law.drives,
        status=law.status,
        time_left=law.time_left,
        unknown=law.unknown,
        warnings=law.warnings,
    )


def _with_others(clocks: list[Deadline], others: tuple[Deadline, ...]) -> list[Deadline]:
    """Further windows of the letter; one that repeats a law's clock only adds the letter to it."""
    out = list(clocks)
    for other in others:
        twin = next((c for c in out if c.id == other.id and c.rule != LETTER and _same_length(c, other)), None)
        if twin is not None and (other.anchor is twin.anchor or other.why is not None):
            out[out.index(twin)] = replace(twin, why=twin.why or "the letter says the same", source=other.source)
            continue
        floors = tuple(
            f"{c.rule}: {c.length} {c.unit.value.replace('_', ' ')}"
            for c in out
            if c.id == other.id and c.rule != LETTER and c.unit is not None and not _same_length(c, other)
        )
        notes = tuple(f"the law gives another length ({floor})" for floor in floors)
        out.append(replace(other, warnings=(*other.warnings, *notes)))
    return out


def _same_length(one: Deadline, other: Deadline) -> bool:
    return one.length == other.length and one.unit is other.unit


_ORDER = (
    P2P,
    "peer-to-peer-payer",
    "peer-to-peer-statute",
    "peer-to-peer-held",
    "peer-to-peer-outcome",
    "internal-appeal",
    "reconsideration",
    "expedited-appeal",
    "external-review",
    "fair-hearing",
)


def _in_order(clocks: Iterable[Deadline]) -> list[Deadline]:
    places = {name: place for place, name in enumerate(_ORDER)}
    return sorted(
        clocks, key=lambda clock: (clock.who == PLAN, places.get(clock.id, len(_ORDER)), clock.rule != LETTER)
    )


def _own_ids(clocks: list[Deadline]) -> tuple[Deadline, ...]:
    """Ids that stand once: a second clock of the same kind carries its rule (`internal-appeal/rule-id`)."""
    seen: set[str] = set()
    out = []
    for clock in clocks:
        name = clock.id if clock.id not in seen else f"{clock.id}/{clock.rule}"
        number = 2
        while name in seen:
            name, number = f"{clock.id}/{clock.rule}-{number}", number + 1
        seen.add(name)
        out.append(clock if name == clock.id else replace(clock, id=name))
    return tuple(out)


def _shortest(clocks: Iterable[Deadline]) -> Deadline | None:
    running = [
        clock
        for clock in clocks
        if clock.who == PRACTICE and clock.status is ClockStatus.RUNNING and clock.drives is not None
    ]
    return min(running, key=lambda clock: end_key(reading_end(clock.drives)), default=None)  # type: ignore[arg-type]


def _unique(rules: Iterable[RuleNotApplied]) -> tuple[RuleNotApplied, ...]:
    """One entry for each rule; several reasons are joined."""
    whys: dict[str, list[str]] = {}
    for rule in rules:
        listed = whys.setdefault(rule.rule, [])
        if rule.why not in listed:
            listed.append(rule.why)
    return tuple(RuleNotApplied(rule, "; ".join(listed)) for rule, listed in whys.items())
