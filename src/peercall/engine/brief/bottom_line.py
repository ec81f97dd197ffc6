"""The bottom line: who and what, what the chart shows against the stated reason, what is still open. Three sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from peercall.domain.briefs import Line
from peercall.domain.charts import ChartFacts, ConditionFact
from peercall.domain.determinations import AdverseDetermination
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import ResourceSource, Source, SourceSpan
from peercall.domain.results import Evidence, PolicyResult
from peercall.domain.terms import Assertion, CriterionStatus, Strength
from peercall.engine.adverse import Point
from peercall.engine.brief.opening import is_before_notice, letter_source, service_text
from peercall.engine.crosswalk import CriterionRow, tells_trial
from peercall.engine.marks import MarkBook
from peercall.engine.wording import age_on, clause, codes_text, fact_text, join, named, policy_name, sentence

#: facts told in the second sentence, and of them for one reason where the plan gave several
FACTS_TOLD = 4
FACTS_FOR_A_REASON = 2
#: a policy's name longer than this stands in the criteria only
SPOKEN_NAME = 30


def bottom_lines(
    determination: AdverseDetermination,
    *,
    chart: ChartFacts,
    policy: CoveragePolicy | None,
    result: PolicyResult | None,
    rows: Sequence[CriterionRow],
    gaps: Sequence[Point],
    book: MarkBook,
    on: date,
) -> tuple[Line, ...]:
    """Three lines at most; a sentence with nothing behind it is left out."""
    lines = [_who(determination, chart=chart, book=book, on=on)]
    if (shown := _shown(rows, reasons=len(determination.reasons), book=book)) is not None:
        lines.append(shown)
    if result is not None and policy is not None:
        lines.append(_standing(policy, result=result, rows=rows, gaps=gaps, book=book))
    return tuple(lines)


def _condition(determination: AdverseDetermination, *, chart: ChartFacts) -> ConditionFact | None:
    wanted = {code.normal for code in determination.service.diagnosis_codes}
    found = [
        fact
        for fact in chart.conditions()
        if fact.assertion is Assertion.PRESENT
        and any(code.normal in wanted for code in fact.codes)
        and fact.text
        and not any(code.value in fact.text for code in fact.codes)
    ]
    return min(found, key=lambda fact: (fact.strength is not Strength.CODED, len(fact.text), fact.id), default=None)


def _who(determination: AdverseDetermination, *, chart: ChartFacts, book: MarkBook, on: date) -> Line:
    patient = chart.patient
    born = determination.member_dob or (patient.birth_on if patient is not None else None)
    sex = patient.sex if patient is not None and patient.sex in {"female", "male"} else None
    who = f"{age_on(born, on=on)}-year-old {sex or 'patient'}" if born is not None else (sex or "patient").capitalize()
    condition = _condition(determination, chart=chart)
    codes = codes_text(determination.service.diagnosis_codes)
    diagnosis = " ".join(
        part for part in (clause(condition.text) if condition else "", f"({codes})" if codes else "") if part
    )
    verb = "a decision is pending on" if is_before_notice(determination) else "the plan denied"
    text = f"{who}{f' with {diagnosis}' if diagnosis else ''}: {verb} {service_text(determination)}."
    sources: list[Source] = list(letter_source(determination, "member_dob", "diagnosis_codes", "requested_service"))
    if condition is not None:
        sources.append(condition.source)
    sources = sources or [reason.source for reason in determination.reasons if reason.source is not None]
    return Line(text, book.of(sources))


def _shown(rows: Sequence[CriterionRow], *, reasons: int, book: MarkBook) -> Line | None:
    met = [row for row in rows if row.status is CriterionStatus.MET and not row.limb and _from_chart(row)]
    answering = [row for row in met if row.for_reason]
    if reasons > 1 and any(row.answers for row in answering):
        told = _by_reason(answering, reasons)
        parts = [f"against {numbers}: {_facts_in_words(found)}" for numbers, found in told]
        text = f"The chart shows {'; '.join(parts)}"
        shown = [row for _, found in told for row in found]
    else:
        shown = (answering or met)[:FACTS_TOLD]
        lead = "Against the stated reason the chart shows" if answering else "The chart shows"
        text = f"{lead}: {_facts_in_words(shown)}"
    if not shown:
        return None
    facts = [_from_chart(row)[0] for row in shown]
    return Line(sentence(text), book.of_each((e.source, *e.also_at) for e in facts))


def _by_reason(rows: Sequence[CriterionRow], reasons: int) -> list[tuple[str, list[CriterionRow]]]:
    """The rows told for each reason, in the plan's order, with the numbers they answer; each row is told once."""
    out: list[tuple[str, list[CriterionRow]]] = []
    seen: set[str] = set()
    room = FACTS_TOLD
    answered: set[int] = set()
    for number in range(1, reasons + 1):
        new = [row for row in rows if number in row.answers and row.result.id not in seen]
        found = new[: min(FACTS_FOR_A_REASON, room)]
        if found:
            numbers = sorted({n for row in found for n in row.answers} - answered | {number})
            out.append((join([f"({n})" for n in numbers]), found))
            answered |= set(numbers)
            seen |= {row.result.id for row in found}
            room -= len(found)
    return out


def _facts_in_words(rows: Sequence[CriterionRow]) -> str:
    return join(dict.fromkeys(_spoken(row, _from_chart(row)[0]) for row in rows))


def _spoken(row: CriterionRow, fact: Evidence) -> str:
    if tells_trial(row) and row.result.computed:
        return clause(row.result.computed.split(";")[0]).replace("_", " ")
    return fact_text(fact)


def _from_chart(row: CriterionRow) -> list[Evidence]:
    """Facts a page or a record states, pages first; not who the patient is nor what case.yaml says of the request."""
    found = [
        e
        for e in row.facts
        if isinstance(e.source, SourceSpan)
        or (isinstance(e.source, ResourceSource) and not e.source.resource.startswith("Patient/"))
    ]
    return sorted(found, key=lambda e: not isinstance(e.source, SourceSpan))


def _standing(
    policy: CoveragePolicy, *, result: PolicyResult, rows: Sequence[CriterionRow], gaps: Sequence[Point], book: MarkBook
) -> Line:
    opened = [row for row in rows if row.is_open]
    if result.overall is CriterionStatus.MET and not opened:
        return Line(f"Every criterion of {policy_name(policy)} that applies is shown in the chart.", rule=policy.id)
    not_met = [named(row.text) for row in opened if row.status is CriterionStatus.NOT_MET]
    silent = [named(row.text) for row in opened if row.status is CriterionStatus.NOT_DOCUMENTED]
    parts = []
    if not_met:
        parts.append(f"Not met: {join(not_met[:2])}{_more(not_met)}")
    if silent:
        parts.append(f"{'still' if parts else 'Still'} open: {join(silent[:2])}{_more(silent)}")
    rest = "; all else that applies is shown" if parts else ""
    text = "; ".join(parts) if parts else f"{policy_name(policy)} could not be answered as a whole"
    sources = [
        source for point in gaps if any(point.key == row.result.id for row in opened) for source in point.sources
    ]
    name = policy_name(policy)
    under = f" ({name})" if len(name) <= SPOKEN_NAME else ""
    return Line(f"{text}{rest}{under}.", book.of(sources), rule=policy.id)


def _more(items: Sequence[str], *, told: int = 2) -> str:
    return f" and {len(items) - told} more" if len(items) > told else ""
