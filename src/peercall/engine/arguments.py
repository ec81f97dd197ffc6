"""Likely objections and their answers from this chart, what the chart has against us, and the gaps to admit.

Objections come from the class of the plan's stated reason and from what the evaluation found not met, conflicting or
set aside. An answer is built from cited facts only; where there is none, the honest sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peercall.domain.call_phrases import CallPhrases
from peercall.domain.documents import Document
from peercall.domain.provenance import Source, SourceSpan
from peercall.domain.results import CriterionResult, Evidence, PolicyResult
from peercall.domain.rules import DenialReason
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.domain.triage import Triage
from peercall.engine.crosswalk import CriterionRow, all_evidence
from peercall.engine.history import PriorTreatment
from peercall.engine.severity import SeverityMeasure
from peercall.engine.wording import NOT_DOCUMENTED, OPEN_REASONS, clause, fact_text, join, named, sentence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence and what it rests on. key: criterion id or topic it belongs to."""

    key: str
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """What the reviewer may say, and the answer. kind: limb, open, usual, set_aside.

    answer None: the chart holds no answer; say so.
    """

    kind: str
    claim: str
    answer: Point | None


def quoted(evidence: Evidence) -> str:
    """The words of the chart in quotation marks, or the value of a record."""
    if isinstance(evidence.source, SourceSpan):
        return f'"{clause(evidence.source.quote)}"'
    return fact_text(evidence)


def _who(evidence: Evidence) -> str:
    author = evidence.fact.author if evidence.fact is not None else None
    return f"a note by {author}" if author else "the chart"


def contradictions(result: PolicyResult | None) -> tuple[Point, ...]:
    """What the chart says against a criterion that is met, told as it stands, with its last date and number of places.

    A quote that stands in several places is told once.
    """
    groups: dict[str, list[Evidence]] = {}
    keys: dict[str, str] = {}
    for node, evidence in all_evidence(result):
        if node.status is not CriterionStatus.MET or node.operator in {"not", "none_of"}:
            continue
        if evidence.role is EvidenceRole.CONTRADICTS or (
            evidence.role is EvidenceRole.CONSIDERED and _conflicts(evidence)
        ):
            words = clause(evidence.source.quote if isinstance(evidence.source, SourceSpan) else evidence.display)
            groups.setdefault(words.lower(), []).append(evidence)
            keys.setdefault(words.lower(), node.id)
    return tuple(
        _contradiction(keys[words], found, node=result.find(keys[words]) if result is not None else None)
        for words, found in groups.items()
    )


def _conflicts(evidence: Evidence) -> bool:
    why = (evidence.why or "").lower()
    return any(word in why for word in ("conflict", "contradict", "copied", "carried", "template", "denied", "differs"))


def _contradiction(key: str, found: Sequence[Evidence], *, node: CriterionResult | None) -> Point:
    sources = [source for e in found for source in (e.source, *e.also_at)]
    places = {(getattr(s, "document", ""), getattr(s, "page", None), getattr(s, "resource", None)) for s in sources}
    dated = sorted((e for e in found if e.on is not None), key=lambda e: (e.on.last if e.on else date.min, e.display))
    last = dated[-1] if dated else found[-1]
    when = f", last {last.on}" if len(found) > 1 and last.on else f", {last.on}" if last.on else ""
    often = f", in {len(places)} places" if len(places) > 1 else ""
    why = f"; {clause(last.why)}" if last.why else ""
    who = _who(last)
    text = sentence(f"{who[0].upper()}{who[1:]} says {quoted(last)}{often}{when}{why}")
    support = [e for e in node.evidence if e.role is EvidenceRole.SUPPORTS][:2] if node is not None else []
    if support:
        text += f" Against it stands: {sentence(join(fact_text(e) for e in support))}"
    return Point(key, text, (*sources, *_sources(support)))


def following_sentence(span: SourceSpan, *, documents: Mapping[str, Document]) -> SourceSpan | None:
    """The sentence after a span on the same page, verbatim with its offsets; None when the page ends there."""
    document = documents.get(span.document)
    if document is None or document.sha256 != span.sha256 or span.page > len(document.pages):
        return None
    text = document.pages[span.page - 1].text
    start = span.end
    while start < len(text) and text[start] in " \n\r\t.":
        start += 1
    if start >= len(text) or "\n\n" in text[span.end : start]:
        return None
    stop = _SENTENCE_END.search(text, start)
    end = stop.start() if stop else len(text)
    blank = text.find("\n\n", start)
    end = min(end, blank) if blank != -1 else end
    return SourceSpan(span.document, span.sha256, span.page, start, end, text[start:end], span.resource)


def gaps(
    rows: Sequence[CriterionRow], *, result: PolicyResult | None, documents: Mapping[str, Document]
) -> tuple[Point, ...]:
    """Each open criterion with why it is open, what the chart has instead (verbatim), and what would close it.

    Limits that the request exceeds are gaps too.
    """
    out = [
        _gap(row, documents=documents) for row in rows if row.status is CriterionStatus.NOT_DOCUMENTED and not row.limb
    ]
    for limit in result.limits if result is not None else ():
        if limit.status == "exceeds":
            note = f"; {clause(limit.note)}" if limit.note else ""
            text = f"{limit.what}: {limit.requested or 'the request'} is more than {limit.allowed}{note}"
            out.append(Point(f"limit:{limit.what}", sentence(text[0].upper() + text[1:])))
    return tuple(out)


def _gap(row: CriterionRow, *, documents: Mapping[str, Document]) -> Point:
    result = row.result
    reason = OPEN_REASONS[result.reason or OpenReason.NOT_DOCUMENTED]
    seen: list[str] = []
    sources: list[Source] = []
    for evidence in (e for e in result.evidence if e.role is not EvidenceRole.SEARCHED):
        words = quoted(evidence)
        if words in seen or len(seen) == 2:
            continue
        if isinstance(evidence.source, SourceSpan):
            more = following_sentence(evidence.source, documents=documents) if not seen else None
            if more is not None and len(more.quote) <= 170:
                words = f'"{clause(evidence.source.quote)}. {clause(more.quote)}"'
                sources.append(more)
        seen.append(words)
        sources.append(evidence.source)
    has = f" The chart says: {join(seen)}." if seen else ""
    asks = f" To close: {sentence(result.asks[0])}" if result.asks else ""
    return Point(result.id, f"{named(row.text)}: {reason}.{has}{asks}", tuple(sources))


def _criterion_objections(rows: Sequence[CriterionRow]) -> list[Objection]:
    out = []
    for row in rows:
        if row.limb and row.status is CriterionStatus.NOT_MET and row.facts:
            facts = join(fact_text(e) for e in row.facts[:2])
            answer = f"Right: {facts}. The other limb carries: {named(row.carried_by or '')}."
            out.append(
                Objection(
                    "limb", f"{named(row.text)} is not met.", Point(row.result.id, answer, _sources(row.facts[:2]))
                )
            )
        elif row.is_open and row.status is CriterionStatus.NOT_MET:
            facts = join(fact_text(e) for e in row.facts[:2])
            text = f"That is so: {facts}. It is not argued." if facts else "That is so. It is not argued."
            out.append(
                Objection("open", f"{named(row.text)} is not met.", Point(row.result.id, text, _sources(row.facts[:2])))
            )
    return out


def _sources(evidence: Sequence[Evidence]) -> tuple[Source, ...]:
    return tuple(source for e in evidence for source in (e.source, *e.also_at))


def _set_aside(rows: Sequence[CriterionRow]) -> list[Objection]:
    """Facts a reader may hold against the case, and why each does not count."""
    out: dict[str, Objection] = {}
    for row in rows:
        for evidence in row.against:
            if evidence.why and not _conflicts(evidence) and evidence.role is not EvidenceRole.CONTRADICTS:
                claim = f"The chart also has {quoted(evidence)}."
                when = f" ({evidence.on})" if evidence.on and str(evidence.on) not in claim else ""
                text = sentence(f"Not relied on: {clause(evidence.why)}{when}")
                out.setdefault(claim, Objection("set_aside", claim, Point(row.result.id, text, _sources([evidence]))))
    return list(out.values())


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
