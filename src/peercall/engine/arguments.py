"""Likely objections and their answers from this chart.

Objections come from the class of the plan's stated reason and from what the evaluation found not met or set aside. An
answer is built from cited facts only; where there is none, the honest sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.charts import ExposureFact, MeasureFact
from peercall.domain.results import Evidence
from peercall.domain.rules import DenialReason
from peercall.domain.terms import Assertion, CriterionStatus
from peercall.domain.triage import Triage
from peercall.engine.adverse import Point, is_contrary, quoted, sources_of
from peercall.engine.crosswalk import CriterionRow
from peercall.engine.history import PriorTreatment
from peercall.engine.severity import SeverityMeasure
from peercall.engine.wording import NOT_DOCUMENTED, clause, fact_text, facts_text, join, named, sentence

#: facts set aside for one reason that are told in one objection
SET_ASIDE_TOLD = 2


@dataclass(frozen=True, slots=True)
class Objection:
    """What the reviewer may say, and the answer. kind: limb, open, usual, value_set_aside, set_aside.

    answer None: the chart holds no answer; say so.
    """

    kind: str
    claim: str
    answer: Point | None


def _criterion_objections(rows: Sequence[CriterionRow]) -> list[Objection]:
    out = []
    for row in rows:
        if row.limb and row.status is CriterionStatus.NOT_MET and row.facts and _is_arguable(row):
            facts = facts_text(row.facts, limit=2)
            answer = f"Right: {facts}. The other limb carries: {named(row.carried_by or '')}."
            out.append(
                Objection(
                    "limb", f"{named(row.text)} is not met.", Point(row.result.id, answer, sources_of(row.facts[:2]))
                )
            )
        elif row.is_open and row.status is CriterionStatus.NOT_MET:
            facts = facts_text(row.facts, limit=2)
            text = f"That is so: {facts}. It is not argued." if facts else "That is so. It is not argued."
            out.append(
                Objection(
                    "open", f"{named(row.text)} is not met.", Point(row.result.id, text, sources_of(row.facts[:2]))
                )
            )
    return out


def _is_arguable(row: CriterionRow) -> bool:
    """True for a limb a reviewer may hold against the case: a value or a trial, or what the plan's reason speaks of.

    Another diagnosis that the patient does not have is none.
    """
    return row.for_reason or any(isinstance(e.fact, MeasureFact | ExposureFact) for e in row.facts)


def _set_aside(rows: Sequence[CriterionRow]) -> list[Objection]:
    """Facts a reader may hold against the case, and why they do not count; those of one reason together.

    A fact that says the same as one that counts is no objection, nor is a value taken in another state.
    """
    groups: dict[str, list[Evidence]] = {}
    keys: dict[str, str] = {}
    for row in rows:
        for evidence in row.against:
            if evidence.why and row.on_path and _may_be_raised(evidence) and not _repeats(evidence, row=row):
                groups.setdefault(clause(evidence.why), []).append(evidence)
                keys.setdefault(clause(evidence.why), row.result.id)
    out: list[Objection] = []
    for why, found in groups.items():
        told = list(dict.fromkeys(_said(e) for e in sorted(found, key=_page_first)))[:SET_ASIDE_TOLD]
        if all(any(words in other.claim for other in out) for words in told):
            continue
        dates = list(dict.fromkeys(str(e.on) for e in found if e.on is not None and not _about_another(e)))
        when = f" ({join(dates[:SET_ASIDE_TOLD])})" if dates else ""
        kind = "value_set_aside" if any(_is_stated_value(e) for e in found) else "set_aside"
        answer = Point(keys[why], sentence(f"Not relied on: {why}{when}"), sources_of(found))
        out.append(Objection(kind, f"The chart also has {join(told)}.", answer))
    return out


def _is_stated_value(evidence: Evidence) -> bool:
    """True for a value a reviewer may read out: one whose circumstances are written with it."""
    return isinstance(evidence.fact, MeasureFact) and bool(evidence.fact.context)


def _may_be_raised(evidence: Evidence) -> bool:
    """False for what is told elsewhere, and for what nobody would hold against the case: a plan, a suspicion."""
    vague = {Assertion.UNCERTAIN, Assertion.PLANNED, Assertion.HYPOTHETICAL}
    return not is_contrary(evidence) and (evidence.fact is None or evidence.fact.assertion not in vague)


def _said(evidence: Evidence) -> str:
    """A value with its circumstances, which its quote may lack; else the quote."""
    value = isinstance(evidence.fact, MeasureFact) and not _about_another(evidence)
    return fact_text(evidence) if value else quoted(evidence)


def _page_first(evidence: Evidence) -> bool:
    return not quoted(evidence).startswith('"')


def _about_another(evidence: Evidence) -> bool:
    return evidence.fact is not None and evidence.fact.assertion in {Assertion.FAMILY, Assertion.OTHER_PERSON}


def _repeats(evidence: Evidence, *, row: CriterionRow) -> bool:
    said = clause(evidence.display).lower()
    for counting in row.facts:
        if clause(counting.display).lower() == said:
            return True
        one, other = evidence.fact, counting.fact
        if isinstance(one, MeasureFact) and isinstance(other, MeasureFact):
            states = {one.context.get("state"), other.context.get("state")} - {None}
            if len(states) > 1 and one.measure == other.measure:
                return True
            same = (one.measure, one.variant, one.low, one.high, one.category)
            if same == (other.measure, other.variant, other.low, other.high, other.category):
                return True
    return False


def _from_topic(
    topic: str,
    *,
    rows: Sequence[CriterionRow],
    measures: Sequence[SeverityMeasure],
    treatments: Sequence[PriorTreatment],
) -> Point | None:
    """The answer to a usual question from this chart, None when the chart has none."""
    if topic == "severity" and measures:
        told = [m for m in measures if m.named][:3] or list(measures[:3])
        text = join(f"{m.name} {m.value}{f' ({m.category})' if m.category else ''} on {m.on}" for m in told)
        return Point(topic, sentence(text), tuple(source for m in told for source in m.sources))
    if topic == "treatments":
        tried = [t for t in treatments if t.kind == "tried" and t.counted is not False][:3]
        if tried:
            text = "; ".join(_told(t) for t in tried)
            return Point(topic, sentence(text), tuple(source for t in tried for source in t.sources))
    if topic == "unsuitable":
        unsuitable = [t for t in treatments if t.kind == "unsuitable"][:3]
        if unsuitable:
            text = "; ".join(f"{t.what}: {t.outcome}" for t in unsuitable)
            return Point(topic, sentence(text), tuple(source for t in unsuitable for source in t.sources))
    if topic == "unmet":
        unmet = [row for row in rows if row.is_open]
        if unmet:
            return Point(topic, sentence(f"Open on our side too: {join(clause(row.text) for row in unmet[:3])}"), ())
        if rows:
            return Point(topic, "Every criterion that applies is shown.", ())  # told, with its rule, by the bottom line
    return None


def _told(treatment: PriorTreatment) -> str:
    """`carvedilol 50 mg/day, 21 weeks: inadequate response`; what is not documented stands in the table."""
    parts = [f"{treatment.what} {treatment.dose}" if treatment.dose != NOT_DOCUMENTED else treatment.what]
    parts += [cell for cell in (treatment.duration,) if cell != NOT_DOCUMENTED]
    outcome = f": {treatment.outcome}" if treatment.outcome != NOT_DOCUMENTED else ""
    return f"{', '.join(parts)}{outcome}"


def _usual(
    triage: Triage,
    *,
    reasons: Mapping[str, DenialReason],
    phrases: CallPhrases,
    rows: Sequence[CriterionRow],
    measures: Sequence[SeverityMeasure],
    treatments: Sequence[PriorTreatment],
) -> list[Objection]:
    out: list[Objection] = []
    for match in triage.classes[:2]:
        reason = reasons.get(match.reason_class)
        if reason is None:
            continue
        claims = [objection.claim for objection in reason.objections] + list(reason.reviewer_questions)
        for claim in claims:
            topic = phrases.topic_of(claim)
            if topic is None:
                continue
            answer = _from_topic(topic, rows=rows, measures=measures, treatments=treatments)
            text = claim[0].upper() + claim[1:]
            if not any(o.answer == answer and answer is not None for o in out) and all(o.claim != text for o in out):
                out.append(Objection("usual", text, answer))
    return out


def objections(
    *,
    rows: Sequence[CriterionRow],
    measures: Sequence[SeverityMeasure],
    treatments: Sequence[PriorTreatment],
    triage: Triage,
    reasons: Mapping[str, DenialReason],
    phrases: CallPhrases,
) -> tuple[Objection, ...]:
    """Objections with answers: limbs not met, the usual ones of the reason's class, facts set aside."""
    usual = _usual(triage, reasons=reasons, phrases=phrases, rows=rows, measures=measures, treatments=treatments)
    return (*_criterion_objections(rows), *usual, *_set_aside(rows))
