"""Prior treatments: what, when, how much, how long, with what outcome, counted or not and why.

A cell the chart is silent on says "not documented". A drug that was ordered and never started is shown as that or not
at all, never as tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.charts import AllergyFact, ChartFacts, ExemptionFact, ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.policies import CoveragePolicy, TherapyLeaf
from peercall.domain.provenance import Source
from peercall.domain.results import Evidence, PolicyResult
from peercall.domain.terms import Assertion, EvidenceRole
from peercall.engine.wording import NOT_DOCUMENTED, clause, facts_text

_HAPPENED = {Assertion.PRESENT, Assertion.HISTORICAL}
_NEVER = {"never_started", "cancelled"}
#: treatments named in a row that rules out several
NAMES_TOLD = 3
#: longest verbatim outcome that stands beside its word in the table
_SHORT_TEXT = 60
_OUTCOMES = {
    "inadequate_response": "inadequate response",
    "intolerance": "not tolerated",
    "relapse": "relapse",
    "refractory": "refractory",
    "effective": "effective",
}


@dataclass(frozen=True, slots=True)
class PriorTreatment:
    """One treatment. counted: True or False when the evaluation counted it or said why not, None when it did neither.

    kind: tried, never_taken, unsuitable.
    """

    kind: str
    what: str
    dates: str
    dose: str
    duration: str
    outcome: str
    sources: tuple[Source, ...]
    counted: bool | None
    why_not: str | None = None


def _therapy_leaves(policy: CoveragePolicy | None) -> list[tuple[str, TherapyLeaf]]:
    if policy is None:
        return []
    nodes = [node for top in (policy.criteria, *policy.non_covered) for node in top.walk()]
    return [(node.id, node.leaf) for node in nodes if isinstance(node.leaf, TherapyLeaf)]


def _evidence(result: PolicyResult | None) -> list[Evidence]:
    if result is None:
        return []
    nodes = [*result.root.walk(), *(node for top in result.non_covered for node in top.walk())]
    return [evidence for node in nodes for evidence in node.evidence]


def _exposures(chart: ChartFacts, *, policy: CoveragePolicy | None, evidence: Sequence[Evidence]) -> list[ExposureFact]:
    """Exposures the policy's therapies ask about, and those the evaluation looked at, once each."""
    found: dict[str, ExposureFact] = {}
    for _, leaf in _therapy_leaves(policy):
        drugs = frozenset(leaf.drugs).union(*leaf.groups.values())
        if drugs or leaf.treatments:
            for fact in chart.exposures(ingredients=drugs, treatments=frozenset(leaf.treatments)):
                found.setdefault(fact.id, fact)
    for item in evidence:
        if isinstance(item.fact, ExposureFact):
            found.setdefault(item.fact.id, item.fact)
    return [fact for fact in found.values() if fact.assertion in _HAPPENED or fact.status in _NEVER]


def _key(fact: ExposureFact) -> str:
    return " + ".join(sorted(fact.ingredients)) or (fact.treatment or fact.text)


def _label(facts: Sequence[ExposureFact], *, key: str) -> str:
    if any(fact.ingredients for fact in facts):
        return key
    return key.replace("_", " ")


def _amount(fact: ExposureFact) -> str | None:
    if fact.dose is None:
        return None
    unit = {"mg/wk": "mg/week", "mg/d": "mg/day"}.get(fact.dose_unit or "", fact.dose_unit or "")
    return f"{fact.dose:g} {unit}".strip()


def _dose(facts: Sequence[ExposureFact]) -> str:
    """Doses in order of their start: `15 mg/week from 2025-11-03, 20 mg/week from 2025-12-01`."""
    ordered = [f for f in facts if f.kind in {"request", "statement"} and f.dose is not None and f.start is not None]
    if not ordered:
        ordered = [f for f in facts if f.dose is not None and f.start is not None]
    ordered.sort(key=lambda f: (f.start.first if f.start else f.start, f.id))
    steps: list[tuple[str, str]] = []
    for fact in ordered:
        amount = _amount(fact)
        if amount is not None and (not steps or steps[-1][0] != amount):
            steps.append((amount, str(fact.start)))
    if len(steps) == 1:
        return steps[0][0]
    if steps:
        return ", ".join(f"{amount} from {start}" for amount, start in steps)
    amounts = list(dict.fromkeys(a for a in map(_amount, facts) if a))
    if not amounts and any(fact.maximum_tolerated for fact in facts):
        return "highest tolerated dose"
    sessions = [fact.sessions for fact in facts if fact.sessions is not None]
    if amounts:
        return ", ".join(amounts)
    return f"{max(sessions)} visits" if sessions else NOT_DOCUMENTED


def _span(facts: Sequence[ExposureFact]) -> tuple[DayRange | None, DayRange | None, bool]:
    courses = [f for f in facts if f.kind != "dispense"] or list(facts)
    starts = [f.start for f in courses if f.start is not None]
    stops = [f.stop for f in courses if f.stop is not None]
    going_on = any(f.status == "active" and f.stop is None for f in courses)
    start = min(starts, key=lambda r: (r.first, r.last)) if starts else None
    stop = max(stops, key=lambda r: (r.last, r.first)) if stops else None
    return start, stop, going_on


def _dates(start: DayRange | None, stop: DayRange | None, *, going_on: bool) -> str:
    if start is None and stop is None:
        return NOT_DOCUMENTED
    end = "ongoing" if going_on and stop is None else str(stop) if stop is not None else "end not documented"
    begin = str(start) if start is not None else "start not documented"
    return begin if start is not None and start == stop else f"{begin} to {end}"


def _duration(start: DayRange | None, stop: DayRange | None) -> str:
    """Whole weeks between exact days, else the least and most the stated dates allow."""
    if start is None or stop is None or stop.last < start.first:
        return NOT_DOCUMENTED
    least, most = (stop.first - start.last).days // 7, (stop.last - start.first).days // 7
    if most < 1:
        return f"{(stop.last - start.first).days} days"
    if least == most:
        return f"{most} weeks" if most != 1 else "1 week"
    return f"{max(least, 0)}-{most} weeks"


def _so_far(start: DayRange | None, *, as_of: date, going_on: bool) -> str:
    """Weeks of a treatment that the chart has as active, up to the day of the page."""
    if start is None or not going_on or as_of < start.last:
        return NOT_DOCUMENTED
    text = _duration(start, DayRange(as_of, as_of))
    return f"{text} so far"


def _outcome(facts: Sequence[ExposureFact]) -> str:
    texts = [clause(fact.outcome_text) for fact in facts if fact.outcome_text]
    words = [_OUTCOMES.get(fact.outcome, fact.outcome.replace("_", " ")) for fact in facts if fact.outcome]
    if words:
        told = "; ".join(dict.fromkeys(words))
        short = min((text for text in texts if len(text.split()) > 2), key=len, default="")
        return f"{told}: {short}" if short and len(short) <= _SHORT_TEXT and short.lower() not in told else told
    return min(texts, key=len) if texts else NOT_DOCUMENTED


def _sources(facts: Iterable[ExposureFact]) -> tuple[Source, ...]:
    return tuple(place for fact in facts for place in (fact.source, *fact.also_at))


def _tried(key: str, facts: Sequence[ExposureFact], *, evidence: Sequence[Evidence], as_of: date) -> PriorTreatment:
    ids = {fact.id for fact in facts}
    mine = [e for e in evidence if isinstance(e.fact, ExposureFact) and e.fact.id in ids]
    counted: bool | None = None
    why = None
    supports = [e for e in mine if e.role is EvidenceRole.SUPPORTS]
    against = [e for e in mine if e.role is not EvidenceRole.SUPPORTS and e.why]
    counting: Sequence[ExposureFact] = [f for f in facts if f.caution is None]
    if supports:
        counted = True
        set_aside = {e.fact.id for e in against if e.fact is not None} - {
            e.fact.id for e in supports if e.fact is not None
        }
        counting = [fact for fact in counting if fact.id not in set_aside]
    elif against:
        counted = False
        why = "; ".join(dict.fromkeys(clause(e.why) for e in against if e.why))
    counting = counting or facts
    start, stop, going_on = _span(counting)
    deciding = [f for f in counting if f.outcome or f.outcome_text] or list(counting)
    return PriorTreatment(
        kind="tried",
        what=_label(facts, key=key),
        dates=_dates(start, stop, going_on=going_on),
        dose=_dose(counting),
        duration=_duration(start, stop) if stop is not None else _so_far(start, as_of=as_of, going_on=going_on),
        outcome=_outcome(counting),
        sources=(*_sources(deciding), *(e.source for e in supports), *_sources(counting)),
        counted=counted,
        why_not=why,
    )


def _counts(facts: Sequence[ExposureFact], *, evidence: Sequence[Evidence]) -> bool:
    ids = {fact.id for fact in facts}
    return any(e.role is EvidenceRole.SUPPORTS and e.fact is not None and e.fact.id in ids for e in evidence)


def _never_taken(key: str, facts: Sequence[ExposureFact]) -> PriorTreatment:
    ends = [str(f.stop or f.on) for f in facts if f.stop or f.on]
    return PriorTreatment(
        kind="never_taken",
        what=_label(facts, key=key),
        dates="never started",
        dose="-",
        duration="-",
        outcome=f"order cancelled {ends[-1]}" if ends else "ordered, never started",
        sources=_sources(facts),
        counted=False,
        why_not="ordered, never started: not a trial",
    )


def _unsuitable(evidence: Sequence[Evidence], *, labels: Mapping[str, str]) -> list[PriorTreatment]:
    """Treatments that cannot be used, from the exemptions the evaluation counted; one row for each treatment."""
    groups: list[tuple[set[str], list[Evidence]]] = []
    for item in evidence:
        fact = item.fact
        if item.role is not EvidenceRole.SUPPORTS or not isinstance(fact, ExemptionFact | AllergyFact):
            continue
        names = _exempted_names(fact)
        group = next((found for found in groups if found[0] & names), None)
        if group is None:
            groups.append((names, [item]))
        else:
            group[0].intersection_update(names)
            group[1].append(item)
    return [_unsuitable_row(names, found, labels=labels) for names, found in groups]


def _exempted_names(fact: ExemptionFact | AllergyFact) -> set[str]:
    if isinstance(fact, AllergyFact):
        return {fact.substance.lower()}
    return {*fact.drug_classes, *fact.ingredients, *fact.treatments} or {fact.kind}


def _unsuitable_row(names: set[str], found: Sequence[Evidence], *, labels: Mapping[str, str]) -> PriorTreatment:
    listed = sorted(names)
    what = ", ".join(labels.get(name) or name.replace("_", " ") for name in listed[:NAMES_TOLD])
    more = f" and {len(listed) - NAMES_TOLD} more" if len(listed) > NAMES_TOLD else ""
    return PriorTreatment(
        kind="unsuitable",
        what=f"{what}{more}",
        dates="not used",
        dose="-",
        duration="-",
        outcome=facts_text(found, limit=1),
        sources=tuple(place for item in found for place in (item.source, *item.also_at)),
        counted=True,
    )


def prior_treatments(
    chart: ChartFacts,
    *,
    policy: CoveragePolicy | None,
    result: PolicyResult | None,
    as_of: date,
    requested: str = "",
    labels: Mapping[str, str] | None = None,
) -> tuple[PriorTreatment, ...]:
    """The treatments the policy asks about: tried and counted first, then not counted, unsuitable, never taken.

    requested: words of the request: the product asked for is no prior treatment unless a trial of it counted.
    labels: printed names of drug classes by id.
    """
    evidence = _evidence(result)
    groups: dict[str, list[ExposureFact]] = {}
    for fact in _exposures(chart, policy=policy, evidence=evidence):
        groups.setdefault(_key(fact), []).append(fact)
    rows: list[PriorTreatment] = []
    for key, facts in groups.items():
        if key in requested.lower() and not _counts(facts, evidence=evidence):
            continue
        taken = [fact for fact in facts if fact.status not in _NEVER]
        if taken:
            rows.append(_tried(key, taken, evidence=evidence, as_of=as_of))
        elif facts:
            rows.append(_never_taken(key, facts))
    rows.extend(_unsuitable(evidence, labels=labels or {}))
    rank = {("tried", True): 0, ("unsuitable", True): 1, ("tried", None): 2, ("tried", False): 3}
    return tuple(sorted(rows, key=lambda row: (rank.get((row.kind, row.counted), 4), row.what)))
