"""The head of the page: who and what, the clocks, the warnings, the plan's reason in its own words, the ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from peercall.domain.briefs import Line
from peercall.domain.charts import ChartFacts
from peercall.domain.clocks import Clocks, Deadline, Reading
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import Source, SourceSpan
from peercall.domain.terms import Anchor, ClockStatus, NoticePhase, P2PEffect
from peercall.domain.triage import Triage
from peercall.engine.brief import order
from peercall.engine.marks import MarkBook
from peercall.engine.wording import (
    BEFORE_NOTICE_EFFECT,
    CAN_CHANGE,
    EFFECTS,
    LINES_OF_BUSINESS,
    clause,
    codes_text,
    join,
    moment_text,
    policy_name,
    quotation,
    sentence,
    status_note,
    weekday,
)

_IDENTIFIERS = {
    "reference_number": "Reference",
    "authorization_number": "Authorization",
    "claim_number": "Claim",
}
#: warnings told about the shortest clock
CLOCK_WARNINGS = 3
_WEEKEND = frozenset({"Saturday", "Sunday"})
_STANDING = {ClockStatus.RUNNING, ClockStatus.ENDED, ClockStatus.MISSED}


def is_before_notice(determination: AdverseDetermination) -> bool:
    """True while no determination has been made: then nothing was denied and no appeal clock runs."""
    return determination.notice_phase is NoticePhase.BEFORE_NOTICE


def letter_source(determination: AdverseDetermination, *fields: str) -> tuple[Source, ...]:
    """Where fields of the contract stand in the letter; a list's field gives the places of all its rows."""
    return tuple(
        source
        for field in fields
        for key, source in determination.sources.items()
        if key == field or key.startswith(f"{field}.")
    )


def service_text(determination: AdverseDetermination) -> str:
    """The request in the letter's words with its codes."""
    service = determination.service
    stated = service.description or ""
    codes = codes_text([code for code in service.service_codes if code.value not in stated])
    text = clause(service.description) if service.description else "the requested service"
    return f"{text} ({codes})" if codes else text


def _moment(determination: AdverseDetermination, case: CaseFile, anchor: Anchor) -> date | datetime | None:
    return determination.moments.get(anchor) or case.moments.get(anchor)


def header(
    determination: AdverseDetermination, *, case: CaseFile, chart: ChartFacts, clocks: Clocks, book: MarkBook
) -> tuple[tuple[str, Line], ...]:
    """Label and value pairs in print order; a value nobody stated is left out, never filled."""
    patient = chart.patient

    def line(text: str, *fields: str, also: Source | None = None) -> Line:
        return Line(text, book.of(letter_source(determination, *fields) or (also,)))

    out: list[tuple[str, Line]] = []
    name = determination.member_name or (patient.name if patient else None)
    born = determination.member_dob or (patient.birth_on if patient else None)
    who = join([name or "", f"born {born.isoformat()}" if born else ""], last=",").replace(" , ", ", ")
    if who:
        out.append(("Patient", line(who, "member_name", "member_dob", also=patient.source if patient else None)))
    if "member_id" in determination.identifiers:
        out.append(("Member ID", line(determination.identifiers["member_id"], "member_id")))
    out.append(("Plan", line(_plan_text(determination, case), "plan_name", "administrator")))
    for kind, label in _IDENTIFIERS.items():
        if kind in determination.identifiers:
            out.append((label, line(determination.identifiers[kind], kind)))
    out.append(("Dates", line(_dates_text(determination, case), "dates.notification", "dates.determination")))
    if determination.service.diagnosis_codes:
        out.append(("Diagnosis", line(codes_text(determination.service.diagnosis_codes), "diagnosis_codes")))
    if (facility := determination.facility) is not None:
        out.append(("Site", line(facility, "facility")))
    if (phone := determination.p2p_phone) is not None:
        hours = f", {determination.p2p_hours}" if determination.p2p_hours else ""
        out.append(("Call line", line(f"{phone}{hours}", "p2p_phone", "p2p_hours")))
    if case.speaker is not None:
        speaker = ", ".join(part for part in (case.speaker.name, case.speaker.specialty) if part)
        out.append(("Speaker", Line(speaker)))
    if (shortest := clocks.shortest) is not None and shortest.drives is not None:
        out.append(("Shortest clock", _clock_line(shortest, case=case, book=book, holidays=False)))
    return tuple(out)


def _plan_text(determination: AdverseDetermination, case: CaseFile) -> str:
    plan = determination.plan
    name = plan.name or case.plan.name or "plan not stated"
    line = case.plan.line_of_business or plan.line_of_business
    administrator = plan.administrator or case.plan.administrator
    extra = []
    if line is not None and LINES_OF_BUSINESS[line].lower() not in name.lower():
        extra.append(LINES_OF_BUSINESS[line])
    if administrator is not None and administrator != name:
        extra.append(f"decided by {administrator}")
    return f"{name} ({', '.join(extra)})" if extra else name


def _dates_text(determination: AdverseDetermination, case: CaseFile) -> str:
    told = (
        ("determination", Anchor.DETERMINATION_DATE),
        ("notice", Anchor.NOTIFICATION_DATE),
        ("told by phone", Anchor.VERBAL_NOTIFICATION),
        ("received", Anchor.RECEIPT_DATE),
    )
    before = is_before_notice(determination)
    parts = ["no determination yet"] if before else []
    for word, anchor in told:
        if before and anchor in {Anchor.DETERMINATION_DATE, Anchor.NOTIFICATION_DATE}:
            continue
        moment = _moment(determination, case, anchor)
        if moment is not None:
            parts.append(f"{word} {moment_text(moment, zone=case.time_zone)}")
    return ", ".join(parts) or "no date stated"


def reading_text(reading: Reading, *, zone: str) -> str:
    """The day or moment a reading ends: `Tue 2026-05-26`, or with the hour in the practice's zone and the plan's."""
    if reading.due_at is not None:
        here = moment_text(reading.due_at, zone=zone)
        there = moment_text(reading.due_at)
        local_day = date.fromisoformat(here[:10])
        same = here[:16] == there[:16]
        return f"{weekday(local_day)} {here}" if same else f"{weekday(local_day)} {here} ({there[11:]} as stated)"
    return f"{weekday(reading.due_on)} {reading.due_on.isoformat()}" if reading.due_on is not None else "no day"


def clock_text(deadline: Deadline, *, zone: str, holidays: bool = True) -> str:
    """One clock in words: the driving reading, the others, the holidays that were not counted."""
    drives = deadline.drives
    if drives is None:
        return sentence(f"{deadline.label[:1].upper()}{deadline.label[1:]}: {deadline.why or 'no date can be given'}")
    verb = "by" if deadline.status is ClockStatus.RUNNING else "ended"
    text = f"{deadline.label[:1].upper()}{deadline.label[1:]}: {verb} {reading_text(drives, zone=zone)}"
    if deadline.or_event is not None:
        text += f", or {deadline.or_event.value.replace('_', ' ')} if earlier"
    others = [reading_text(r, zone=zone) for r in deadline.readings if r != drives and (r.due_on or r.due_at)]
    distinct = [other for other in dict.fromkeys(others) if other != reading_text(drives, zone=zone)]
    if distinct:
        text += f" (earlier reading; {join(distinct, last='or')} by the other)"
    skipped = _holidays(deadline) if holidays else []
    if skipped:
        text += f"; not counted: {join(skipped)}"
    return text


def _holidays(deadline: Deadline) -> list[str]:
    found = {f"{s.day.isoformat()} {s.why}" for r in deadline.readings for s in r.skipped if s.why not in _WEEKEND}
    return sorted(found)


def _clock_line(
    deadline: Deadline, *, case: CaseFile, book: MarkBook, weight: int = order.NEVER, holidays: bool = True
) -> Line:
    marks = book.of((deadline.source,))
    status = None if deadline.printable or marks else status_note(deadline.rule_status)
    text = clock_text(deadline, zone=case.time_zone, holidays=holidays)
    return Line(text, marks, weight, rule=deadline.rule, status=status)


def clock_lines(
    clocks: Clocks, *, determination: AdverseDetermination, case: CaseFile, book: MarkBook
) -> tuple[Line, ...]:
    """Every other clock that stands, the practice's first. Before the notice no appeal date is ever shown."""
    said = determination.p2p_hours if determination.p2p_phone is not None else None
    out = list(_shortest_notes(clocks.shortest, book=book, said=said)) if clocks.shortest is not None else []
    before = is_before_notice(determination)
    for deadline in sorted(clocks.deadlines, key=lambda d: d.who != "practice"):
        if _same_end(deadline, clocks.shortest) or (
            before and deadline.id not in {"peer-to-peer", "organization-determination"}
        ):
            continue
        stated = deadline.status in _STANDING and deadline.drives is not None
        silent = deadline.status is ClockStatus.NOT_STATED and deadline.id == "peer-to-peer"
        if (stated and (deadline.who == "practice" or deadline.status is ClockStatus.RUNNING)) or silent:
            line = _clock_line(deadline, case=case, book=book, weight=order.OTHER_CLOCKS)
            if deadline.warnings:
                note = sentence(f"{clause(line.text)}; {'; '.join(clause(w) for w in deadline.warnings[:1])}")
                line = Line(note, line.marks, line.weight, line.rule, line.status)
            out.append(line)
    return tuple(out)


def _same_end(deadline: Deadline, shortest: Deadline | None) -> bool:
    """True for the shortest clock itself and for another rule that ends it on the same moment."""
    if shortest is None or deadline.drives is None or shortest.drives is None:
        return deadline == shortest
    ends = (deadline.drives.due_on, deadline.drives.due_at) == (shortest.drives.due_on, shortest.drives.due_at)
    return ends and deadline.target is shortest.target


def _shortest_notes(shortest: Deadline, *, book: MarkBook, said: str | None) -> Iterator[Line]:
    """The letter's own words for the shortest clock, and what may move it. said: the hours that the head names already."""
    warnings = [one for one in shortest.warnings if said is None or not one.endswith(said)][:CLOCK_WARNINGS]
    if isinstance(shortest.source, SourceSpan):
        words = quotation(shortest.source.quote)
        yield Line(f"Shortest clock in the letter's words: {words}", book.of((shortest.source,)), order.OTHER_CLOCKS)
    holidays = [one for one in _holidays(shortest) if not any(_names(warning, one) for warning in warnings)]
    if holidays:
        yield Line(f"Not counted in it: {join(holidays)}.", weight=order.OTHER_CLOCKS, rule=shortest.rule)
    for warning in warnings:
        yield Line(sentence(warning[:1].upper() + warning[1:]), weight=order.OTHER_CLOCKS, rule=shortest.rule)


def _names(warning: str, holiday: str) -> bool:
    """True when a warning speaks of the holiday, by its day and its name."""
    day, _, name = holiday.partition(" ")
    return day in warning and name in warning


def warning_lines(triage: Triage, *, determination: AdverseDetermination, book: MarkBook) -> tuple[Line, ...]:
    """What a call can do here, then what may kill or waste it; the first few are never left out."""
    effect = Line(
        sentence(_effect_text(triage, determination=determination)),
        book.of(letter_source(determination, "p2p_effect")) if triage.effect_from == "letter" else (),
        rule=triage.effect_from,
    )
    warnings = [
        Line(sentence(warning.text), rule=warning.rule, status=status_note(warning.rule_status))
        for warning in triage.warnings
    ]
    terms = [
        Line(
            f"The letter: {quotation(term)}",
            book.of(letter_source(determination, f"p2p_terms.{n}")),
            order.LETTER_TERMS,
        )
        for n, term in enumerate(determination.p2p_terms)
    ]
    lines = [effect, *warnings]
    kept = tuple(
        Line(
            line.text,
            line.marks,
            order.NEVER if n < order.KEPT_WARNINGS else order.FURTHER_WARNINGS,
            line.rule,
            line.status,
        )
        for n, line in enumerate(lines)
    )
    return (*kept, *terms)


def _effect_text(triage: Triage, *, determination: AdverseDetermination) -> str:
    if is_before_notice(determination) and triage.effect is P2PEffect.BEFORE_NOTICE_ONLY:
        return BEFORE_NOTICE_EFFECT
    return EFFECTS[triage.effect]


def reason_lines(determination: AdverseDetermination, *, book: MarkBook) -> tuple[Line, ...]:
    """Each stated reason verbatim, in quotation marks; several are numbered, so that the bottom line can answer each."""
    reasons = determination.reasons
    numbered = len(reasons) > 1
    return tuple(
        Line(f"{f'({n}) ' if numbered else ''}{quotation(one.quote)}", book.of((one.source,)))
        for n, one in enumerate(reasons, start=1)
    )


def ask_line(
    determination: AdverseDetermination, *, triage: Triage, policy: CoveragePolicy | None, book: MarkBook
) -> Line:
    """What we want, in one line; where a call cannot change the decision, what it can still give."""
    what = service_text(determination)
    dates = _service_dates(determination)
    under = f" under {policy_name(policy)}" if policy is not None else ""
    sources = letter_source(determination, "requested_service", "service_codes")
    if is_before_notice(determination):
        text = f"Approve {what}{dates}{under} now, before a determination is made."
    elif triage.effect in CAN_CHANGE:
        text = f"Reverse the denial and approve {what}{dates}{under}."
    else:
        text = (
            f"Approve {what}{dates}{under}; if this call cannot change the decision, say which document would, and "
            "where it must go."
        )
    return Line(text, book.of(sources or [reason.source for reason in determination.reasons]))


def _service_dates(determination: AdverseDetermination) -> str:
    quantity = determination.service.quantity_requested
    if quantity is not None and clause(quantity).lower() in (determination.service.description or "").lower():
        quantity = None
    service = determination.moments.get(Anchor.SERVICE)
    parts = [f"{clause(quantity)}" if quantity else "", f"on {moment_text(service)}" if service else ""]
    text = ", ".join(part for part in parts if part)
    return f", {text}" if text else ""
