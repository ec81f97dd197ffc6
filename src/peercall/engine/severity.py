"""Severity: the measured values that matter to the request, each with date, scale and, where the bands fit, category.

A category is given only when the value stands on the scale the bands were made for. A value without the scale that a
measure needs is shown as such and never graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.charts import ChartFacts, MeasureFact
from peercall.domain.policies import CoveragePolicy, MeasureLeaf
from peercall.domain.provenance import Source
from peercall.domain.results import CriterionResult, PolicyResult
from peercall.domain.rules import Band, Measure
from peercall.domain.terms import Assertion, CriterionStatus, EvidenceRole

_COUNTED = {EvidenceRole.SUPPORTS, EvidenceRole.CONTRADICTS}
_SHOWN_CONTEXT = ("rule", "gas", "state", "method", "side", "pain")


@dataclass(frozen=True, slots=True)
class SeverityMeasure:
    """One value as printed. category: of the bands, with `category_source` the file's source for them, else None.

    named: the policy or the evaluation rests on this measure. earlier: the value before treatment of the same scale.
    """

    measure: str
    name: str
    value: str
    on: str
    category: str | None
    category_source: str | None
    note: str | None
    sources: tuple[Source, ...]
    named: bool
    order: tuple[int, str]
    earlier: str | None = None
    earlier_sources: tuple[Source, ...] = ()


def _live(result: CriterionResult) -> set[str]:
    """Ids of the nodes that apply; a part of what does not apply does not either."""
    if result.status is CriterionStatus.NOT_APPLICABLE:
        return set()
    return {result.id}.union(*(_live(child) for child in result.children))


def named_measures(policy: CoveragePolicy | None, *, result: PolicyResult | None = None) -> tuple[str, ...]:
    """Ids of the measures the policy asks for, in file order; with a result only where the criterion applies."""
    if policy is None:
        return ()
    tops = (result.root, *result.non_covered) if result is not None else ()
    live = set().union(*(_live(top) for top in tops)) if tops else None
    out: dict[str, None] = {}
    for top in (policy.criteria, *policy.non_covered):
        for node in top.walk():
            if isinstance(node.leaf, MeasureLeaf) and (live is None or node.id in live):
                out.update(dict.fromkeys(node.leaf.measures))
    return tuple(out)


#: circumstances for which no band was made: a saturation on oxygen or on exertion is not graded as one at rest
_UNGRADED = frozenset({("gas", "oxygen"), ("state", "exercise"), ("state", "sleep")})


def category_of(fact: MeasureFact, *, measure: Measure) -> str | None:
    """The band label of a value; None when no band fits or the value's scale is not the bands' own.

    The value must lie in one band as a whole: a range across two bands has no category.
    """
    if fact.category:
        return None
    if fact.low is None or fact.high is None or not measure.bands:
        return None
    if not _on_band_scale(fact, measure=measure):
        return None
    fits = [band for band in measure.bands if _holds(band, fact.low) and _holds(band, fact.high)]
    return fits[0].label if len(fits) == 1 else None


def _on_band_scale(fact: MeasureFact, *, measure: Measure) -> bool:
    if any(fact.context.get(key) == word for key, word in _UNGRADED):
        return False
    if fact.variant is not None and fact.variant not in {measure.id, *measure.bands_for}:
        return False
    if fact.unit is not None and measure.unit is not None and fact.unit != measure.unit:
        return False
    if fact.variant is None and measure.variants and fact.scale is None:
        return False
    if fact.scale is not None and measure.high is not None:
        top = fact.scale.replace(" ", "").rpartition("-")[2]
        if top != f"{measure.high:g}":
            return False
    if measure.high is not None and fact.high is not None and fact.high > measure.high:
        return False
    return not (measure.low is not None and fact.low is not None and fact.low < measure.low)


def _holds(band: Band, value: float) -> bool:
    if band.low is None and band.high is None:
        return False
    above = band.low is None or value > band.low or (value == band.low and not band.low_open)
    below = band.high is None or value < band.high or (value == band.high and not band.high_open)
    return above and below


def value_text(fact: MeasureFact, *, measure: Measure | None) -> str:
    """`9.4 /h`, `30-35 %`, `III`, `15 of 50`: as the chart gives it."""
    if fact.category:
        return "-".join(fact.category)
    if fact.low is None:
        return ""
    number = f"{fact.low:g}" if fact.low == fact.high or fact.high is None else f"{fact.low:g}-{fact.high:g}"
    if fact.unit == "%":
        return f"{number}%"
    if fact.scale is not None and not (fact.unit or "").startswith("%"):
        return f"{number} of {fact.scale.replace(' ', '').rpartition('-')[2]}"
    unit = fact.unit or ""
    if unit.startswith("{"):
        unit = ""
    unit = unit.replace("[", "").replace("]", "").replace("{", "").replace("}", "")
    if not unit and measure is not None and measure.high is not None and fact.variant is None and not measure.variants:
        return f"{number} of {measure.high:g}" if measure.low == 0 else number
    return f"{number} {unit}".strip()


def _context_text(fact: MeasureFact, *, phrases: CallPhrases) -> str | None:
    words = [fact.context[key] for key in _SHOWN_CONTEXT if key in fact.context]
    text = ", ".join(dict.fromkeys(phrases.circumstances.get(word, word.replace("_", " ")) for word in words))
    return text or None


def _name(fact: MeasureFact, *, measure: Measure, phrases: CallPhrases) -> str:
    name = phrases.measure_names.get(measure.id, measure.name)
    if fact.variant is not None and fact.variant.startswith(f"{measure.id}_"):
        return f"{name}-{fact.variant.removeprefix(f'{measure.id}_').upper()}"
    return name


def _one(fact: MeasureFact, *, measure: Measure, named: bool, place: int, phrases: CallPhrases) -> SeverityMeasure:
    category = category_of(fact, measure=measure)
    notes = [_context_text(fact, phrases=phrases)]
    if category is None and measure.variants and fact.variant is None and fact.scale is None and not fact.category:
        notes.append("scale not stated, not graded")
    if fact.caution:
        notes.append(fact.caution)
    return SeverityMeasure(
        measure=measure.id,
        name=_name(fact, measure=measure, phrases=phrases),
        value=value_text(fact, measure=measure),
        on=str(fact.on) if fact.on else "no date",
        category=category,
        category_source=(measure.source or f"bands {measure.checked}") if category else None,
        note="; ".join(note for note in notes if note) or None,
        sources=(fact.source, *fact.also_at),
        named=named,
        order=(place, str(fact.on) if fact.on else ""),
    )


def _identity(fact: MeasureFact) -> tuple[str, str | None, str | None, str]:
    shown = " ".join(f"{key}={fact.context[key]}" for key in _SHOWN_CONTEXT if key in fact.context)
    return (fact.measure, fact.variant, fact.scale, shown)


def _same_value(one: MeasureFact, other: MeasureFact) -> bool:
    return (one.low, one.high, one.category, one.on) == (other.low, other.high, other.category, other.on)


def _counted_facts(result: PolicyResult | None) -> list[MeasureFact]:
    if result is None:
        return []
    tops = (result.root, *result.non_covered)
    live = set().union(*(_live(top) for top in tops))
    nodes = [node for top in tops for node in top.walk() if node.id in live]
    return [
        evidence.fact
        for node in nodes
        for evidence in node.evidence
        if evidence.role in _COUNTED and isinstance(evidence.fact, MeasureFact)
    ]


def _usable(facts: Iterable[MeasureFact]) -> list[MeasureFact]:
    return [
        f for f in facts if f.assertion is Assertion.PRESENT and f.caution is None and (f.category or f.low is not None)
    ]


def severity_measures(
    chart: ChartFacts,
    *,
    policy: CoveragePolicy | None,
    result: PolicyResult | None,
    measures: Mapping[str, Measure],
    phrases: CallPhrases,
    near: frozenset[str] = frozenset(),
) -> tuple[SeverityMeasure, ...]:
    """Values to print, those the policy asks for first, then graded ones of the days in `near`.

    near: days of the evidence that answers the plan's reason; routine values of those days are left out.

    For each measure, variant, scale and circumstance the value the evaluation counted, else the latest dated one, with
    the first value of the months before beside it.
    """
    counted = _counted_facts(result)
    named = named_measures(policy, result=result)
    out: list[SeverityMeasure] = []
    taken: set[str] = set()
    for place, key in enumerate(dict.fromkeys((*(fact.measure for fact in counted), *named))):
        if (measure := measures.get(key)) is None or measure.kind == "composite":
            continue
        taken.add(key)
        every = _usable(chart.measures(key))
        mine = [fact for fact in _usable(counted) if fact.measure == key]
        out.extend(_latest(mine or every, measure=measure, named=True, place=place, phrases=phrases, before=every))
    for place, (key, measure) in enumerate(sorted(measures.items()), start=len(taken)):
        if key in taken or key in phrases.routine_measures or not measure.bands:
            continue
        facts = [f for f in _usable(chart.measures(key)) if f.on is not None and str(f.on) in near]
        out.extend(_latest(facts, measure=measure, named=False, place=place, phrases=phrases))
    return tuple(sorted(out, key=lambda item: (not item.named, item.order)))


def _latest(
    facts: Sequence[MeasureFact],
    *,
    measure: Measure,
    named: bool,
    place: int,
    phrases: CallPhrases,
    before: Sequence[MeasureFact] = (),
) -> list[SeverityMeasure]:
    """One printed value for each variant, scale and circumstance, with the first one of the months before beside it.

    before: values of the measure among which the earlier one is looked for.
    """
    groups: dict[tuple[str, str | None, str | None, str], list[MeasureFact]] = {}
    for fact in facts:
        groups.setdefault(_identity(fact), []).append(fact)
    out = []
    for group in groups.values():
        dated = sorted((f for f in group if f.on is not None), key=lambda f: (f.on.last if f.on else date.min, f.id))
        chosen = dated[-1] if dated else group[-1]
        same = [f for f in group if f is not chosen and _same_value(f, chosen)]
        shown = _one(chosen, measure=measure, named=named, place=place, phrases=phrases)
        sources = (*shown.sources, *(s for f in same for s in (f.source, *f.also_at)))
        first = _first_before(chosen, among=before, within_days=phrases.earlier_within_days)
        out.append(_with(shown, sources=sources, earlier=first, measure=measure))
    return _without_repeats(out)


def _first_before(chosen: MeasureFact, *, among: Sequence[MeasureFact], within_days: int) -> MeasureFact | None:
    """The first value of the same scale and circumstances in the days before, None when there is no other."""
    if chosen.on is None:
        return None
    since, until = chosen.on.first - timedelta(days=within_days), chosen.on.first
    found = [
        f
        for f in among
        if _identity(f) == _identity(chosen)
        and f.unit == chosen.unit
        and f.on is not None
        and since <= f.on.first < until
    ]
    return min(found, key=lambda f: (f.on.first if f.on else date.max, f.id), default=None)


def _with(
    shown: SeverityMeasure, *, sources: tuple[Source, ...], earlier: MeasureFact | None, measure: Measure
) -> SeverityMeasure:
    return SeverityMeasure(
        measure=shown.measure,
        name=shown.name,
        value=shown.value,
        on=shown.on,
        category=shown.category,
        category_source=shown.category_source,
        note=shown.note,
        sources=sources,
        named=shown.named,
        order=shown.order,
        earlier=f"{value_text(earlier, measure=measure)} on {earlier.on}" if earlier is not None else None,
        earlier_sources=(earlier.source, *earlier.also_at) if earlier is not None else (),
    )


def _without_repeats(items: list[SeverityMeasure]) -> list[SeverityMeasure]:
    """Each value once: a restatement without circumstances adds nothing, the same day on another scale one word."""
    kept: list[SeverityMeasure] = []
    for item in sorted(items, key=lambda i: (i.category is None, -len(i.note or ""), i.on)):
        same_value = any((k.name, k.value) == (item.name, item.value) for k in kept)
        restated = same_value and (not item.note or any(k.on == item.on for k in kept))
        twin = next((k for k in kept if k.name == item.name and k.on == item.on and k.note == item.note), None)
        if restated:
            continue
        if twin is not None and item.category is None:
            if " of " in item.value:
                kept[kept.index(twin)] = replace(twin, note=", ".join(p for p in (item.value, twin.note) if p))
            continue
        kept.append(item)
    return kept
