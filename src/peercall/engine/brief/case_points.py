"""Severity, treatments, criteria, guidelines, records: each as lines of the page with its marks and weight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peercall.domain.briefs import CrosswalkRow, Line, TreatmentRow
from peercall.domain.charts import ChartFacts, Passage
from peercall.domain.determinations import AdverseDetermination, CaseFile, SentItem, StatedReason
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import SourceSpan
from peercall.domain.results import Evidence
from peercall.domain.rules import Guideline
from peercall.domain.terms import CriterionStatus
from peercall.engine.brief import order
from peercall.engine.brief.opening import letter_source
from peercall.engine.crosswalk import CriterionRow, tells_trial
from peercall.engine.history import PriorTreatment
from peercall.engine.marks import MarkBook
from peercall.engine.passages import sentences_with
from peercall.engine.reason_words import shared_words
from peercall.engine.severity import SeverityMeasure
from peercall.engine.wording import (
    OPEN_REASONS,
    clause,
    document_parts,
    documents_text,
    fact_text,
    join,
    named,
    policy_name,
    sentence,
    status_note,
)

#: words of a guideline's caution that must stand beside every citation
_PAYMENT_NOTICE = ("payment", "insurance")
_AGAINST = {
    "broader": "The policy is narrower than this guideline; its criteria are answered all the same",
    "conflicts": "Policy and guideline conflict; the policy's criteria are answered all the same",
    "narrower": "This guideline asks for more than the policy",
}
#: statements of one guideline that are told, nearest to the policy and the plan's reason first
STATEMENTS_TOLD = 2
#: sentences of a note taken as what happens without the service
_HARM_SENTENCES = 2

#: how a row begins whose limb another limb of the same rule carries
NOT_NEEDED = "not needed"


def severity_lines(measures: Sequence[SeverityMeasure], *, book: MarkBook) -> tuple[Line, ...]:
    """`AHI 9.4 /h (mild), 4% rule, 2026-04-07`; values the policy does not ask about leave the page first."""
    out = []
    for item in measures:
        category = f" ({item.category})" if item.category else ""
        parts = [f"{item.name} {item.value}{category}", item.note or "", item.on]
        text = ", ".join(part for part in parts if part)
        if item.earlier:
            text += f"; earlier {item.earlier}"
        marks = book.of_each((item.sources, item.earlier_sources) if item.earlier else (item.sources,))
        out.append(Line(text, marks, order.MEASURES if item.named else order.NEAR_MEASURES))
    return tuple(out)


def treatment_rows(treatments: Sequence[PriorTreatment], *, book: MarkBook) -> tuple[TreatmentRow, ...]:
    """The table of prior treatments; why a row does not count stands in its outcome."""
    out = []
    for item in treatments:
        if item.kind == "unsuitable":
            continue
        outcome = item.outcome
        if item.counted is False and item.why_not:
            outcome = f"{outcome}; not counted: {clause(item.why_not)}" if item.kind == "tried" else outcome
        counts = item.counted is not False
        out.append(
            TreatmentRow(
                what=item.what,
                dates=item.dates,
                dose=item.dose,
                duration=item.duration,
                outcome=outcome,
                marks=book.of(item.sources),
                counted=item.counted,
                weight=order.TREATMENTS if counts else order.NOT_COUNTED_TREATMENTS,
            )
        )
    return tuple(out)


def unsuitable_lines(treatments: Sequence[PriorTreatment], *, book: MarkBook) -> tuple[Line, ...]:
    """Treatments that cannot be used, and why."""
    return tuple(
        Line(f"Cannot be used: {item.what}. {sentence(item.outcome)}", book.of(item.sources, limit=3), order.TREATMENTS)
        for item in treatments
        if item.kind == "unsuitable"
    )


def crosswalk_rows(rows: Sequence[CriterionRow], *, book: MarkBook) -> tuple[CrosswalkRow, ...]:
    """The criteria table; what is open or not met never leaves first."""
    out = []
    kept = 0
    for row in rows:
        if row.is_open:
            kept += 1
            weight = order.NEVER if kept <= order.KEPT_OPEN_CRITERIA else order.FURTHER_OPEN_CRITERIA
        elif row.limb:
            weight = (
                order.REASON_CRITERIA
                if row.for_reason and row.status is CriterionStatus.NOT_MET
                else order.LIMB_NOT_NEEDED
            )
        else:
            weight = order.REASON_CRITERIA if row.for_reason else order.BACKGROUND_CRITERIA
        out.append(
            CrosswalkRow(
                criterion=row.result.id,
                text=_criterion_text(row),
                status=row.status.value,
                fact=_fact_line(row, book=book),
                weight=weight,
                decisive=row.is_open or row.for_reason,
                answers=row.answers,
            )
        )
    return tuple(out)


def _criterion_text(row: CriterionRow) -> str:
    ref = f" [{row.result.ref}]" if row.result.ref else ""
    return f"{clause(row.text)}{ref}"


def _fact_line(row: CriterionRow, *, book: MarkBook) -> Line:
    facts = _distinct(row.facts)[: _facts_told(row)]
    result = row.result
    told = "" if tells_trial(row) else documents_text(row.facts) or "; ".join(fact_text(e) for e in facts)
    lacking = _lacking(row)
    parts = [lacking or told]
    if result.computed and result.computed not in told:
        parts.append(clause(result.computed).replace("_", " "))
    if result.presumed:
        parts.append("nothing found in the chart searched: confirm on the call")
    if row.status is CriterionStatus.NOT_DOCUMENTED and not row.limb and not row.folded and not lacking:
        parts.append(OPEN_REASONS[result.reason] if result.reason else "not documented")
    if row.folded:
        open_parts = [clause(leaf.text) for leaf in row.folded if leaf.status is CriterionStatus.NOT_DOCUMENTED]
        if open_parts:
            parts.append(f"not documented: {join(open_parts[:3], last='and' if row.limb else 'or')}")
    if row.limb:
        parts.append(NOT_NEEDED if row.folded else f"{NOT_NEEDED}: {named(row.carried_by or '')} carries")
    text = "; ".join(part for part in parts if part) or "no fact recorded"
    marked = document_parts(row.facts) or facts
    return Line(text, book.of_each((e.source, *e.also_at) for e in marked))


def _lacking(row: CriterionRow) -> str:
    """What the latest document misses that was looked at and does not count; its head alone would say nothing."""
    if row.status is not CriterionStatus.NOT_DOCUMENTED:
        return ""
    parts = document_parts(row.facts)
    if not parts or any(part.why is None for part in parts):
        return ""
    kind = clause(parts[0].display).split(":")[0]
    day = f" of {parts[0].on}" if parts[0].on is not None else ""
    return f"the {kind}{day} {join(list(dict.fromkeys(part.why or '' for part in parts)))}"


def _facts_told(row: CriterionRow) -> int:
    """A row that tells several criteria together tells more facts; background tells one."""
    if row.result.children and row.result.operator not in {"not", "none_of"}:
        return 3
    return 2 if row.is_open or row.for_reason else 1


def _distinct(facts: Iterable[Evidence]) -> list[Evidence]:
    seen: dict[str, Evidence] = {}
    for evidence in sorted(facts, key=lambda e: not isinstance(e.source, SourceSpan)):
        seen.setdefault(clause(evidence.display).lower(), evidence)
    return list(seen.values())


def policy_line(policy: CoveragePolicy) -> Line:
    """Which text the criteria are from, and how far it is confirmed."""
    day = policy.effective.isoformat() if policy.effective is not None else "a day not known"
    issuer = clause(policy.issuer.split("(")[0])
    text = f"{policy_name(policy)}, {clause(policy.title)} ({issuer}), in force from {day}."
    return Line(text, rule=policy.id, status=status_note(policy.status))


def guideline_lines(
    policy: CoveragePolicy | None, *, guidelines: Mapping[str, Guideline], reasons: Sequence[StatedReason]
) -> tuple[Line, ...]:
    """Guidelines by organization, name and year. Only what was read is stated; the rest is a lead, named as such.

    A guideline that asks not to be used for payment decisions keeps that notice beside it.
    """
    out = []
    for link in policy.guidelines if policy is not None else ():
        guideline = guidelines.get(link.id)
        if guideline is None:
            continue
        name = f"{guideline.organization}, {guideline.name}, {guideline.year}"
        said = [s for s in guideline.says if "unverified" not in (s.strength or "").lower()]
        if guideline.checked == "unverified" or not said:
            out.append(Line(f"Lead, not read: {name}.", weight=order.LEADS, rule=guideline.id, status="unverified"))
            continue
        about = " ".join((link.note or "", *(reason.quote for reason in reasons)))
        near = sorted(said, key=lambda s: -shared_words(s.text, about))[:STATEMENTS_TOLD]
        statements = "; ".join(f"{clause(s.text)}{f' ({s.strength})' if s.strength else ''}" for s in near)
        notice = " ".join(sentence(c) for c in guideline.caution if all(word in c for word in _PAYMENT_NOTICE))
        status = "read in part" if guideline.checked == "partly" else None
        out.append(
            Line(
                f"{name}: {sentence(statements)}{f' {notice}' if notice else ''}",
                weight=order.GUIDELINES,
                rule=guideline.id,
                status=status,
            )
        )
        if (how := _AGAINST.get(link.relation)) is not None:
            note = f": {clause(link.note)}" if link.note else ""
            out.append(Line(f"{how}{note}.", weight=order.GUIDELINES, rule=guideline.id, status=status))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Harm:
    span: SourceSpan
    on: str


def upheld_lines(*, chart: ChartFacts, harm_words: Sequence[str], book: MarkBook) -> tuple[Line, ...]:
    """What happens if the denial stands, from a named physician's statement or the chart's own words; else nothing."""
    from_chart = _harm_sentences(chart.passages(), harm_words=harm_words)
    return tuple(
        Line(
            f'"{clause(harm.span.quote)}"{f" (note of {harm.on})" if harm.on else ""}',
            book.of((harm.span,)),
            order.IF_UPHELD,
        )
        for harm in from_chart
    )


def _harm_sentences(passages: Iterable[Passage], *, harm_words: Sequence[str]) -> list[_Harm]:
    found: dict[str, _Harm] = {}
    for passage, span in sentences_with(passages, harm_words):
        harm = _Harm(span, str(passage.note_on) if passage.note_on else "")
        found.setdefault(" ".join(span.quote.split()).lower(), harm)
    latest = sorted(found.values(), key=lambda h: (h.on, h.span.document, h.span.page), reverse=True)
    return latest[:_HARM_SENTENCES]


def record_lines(
    determination: AdverseDetermination, *, case: CaseFile, rows: Sequence[CriterionRow], book: MarkBook
) -> tuple[Line, ...]:
    """What the plan was sent, what its letter says it read, and what of our evidence is on neither list."""
    out = [Line(_sent_text(group), weight=order.PLAN_HOLDS) for group in _sendings(case.sent)]
    if determination.records_reviewed:
        listed = join(clause(record) for record in determination.records_reviewed)
        marks = book.of(letter_source(determination, "records_reviewed"))
        out.append(Line(f"The letter says it read: {listed}.", marks, order.PLAN_HOLDS))
    new = _not_sent(case.sent, rows=rows)
    if new and case.sent:
        days = join(f"{day}" for day, _ in new[:5])
        marks = book.of((e.source for _, found in new[:5] for e in found), limit=5)
        out.append(Line(f"Not on our list of what was sent: entries of {days}.", marks, order.NOT_SENT))
    return tuple(out)


def _sendings(sent: Sequence[SentItem]) -> list[list[SentItem]]:
    groups: dict[tuple[str | None, str | None], list[SentItem]] = {}
    for item in sent:
        groups.setdefault((item.sent_on, (item.channel or "").split(" ")[0]), []).append(item)
    return list(groups.values())


def _sent_text(items: Sequence[SentItem]) -> str:
    first = items[0]
    how = "".join((f" {first.sent_on}" if first.sent_on else "", f" by {first.channel}" if first.channel else ""))

    def told(item: SentItem) -> str:
        pages = f"{item.pages} p" if item.pages else ""
        inside = ", ".join(part for part in (pages, clause(item.note) if item.note else "") if part)
        day = f" {item.document_date}" if item.document_date else ""
        return f"{clause(item.item)}{day}{f' ({inside})' if inside else ''}"

    return sentence(f"Sent{how}: {'; '.join(told(item) for item in items)}")


def _not_sent(sent: Sequence[SentItem], *, rows: Sequence[CriterionRow]) -> list[tuple[str, list[Evidence]]]:
    have = {day for item in sent for day in (item.document_date or "").split("/")}
    new: dict[str, list[Evidence]] = {}
    for row in rows:
        if row.status is not CriterionStatus.MET or row.limb:
            continue
        for evidence in row.facts[:2]:
            if evidence.on is not None and evidence.on.exact and str(evidence.on) not in have:
                new.setdefault(str(evidence.on), []).append(evidence)
    return list(new.items())
