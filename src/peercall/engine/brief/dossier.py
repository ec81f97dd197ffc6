"""Everything composed from one case, once, for the brief and for the call guide, so that both carry the same marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peercall.domain.briefs import Answer, CrosswalkRow, Line, TreatmentRow
from peercall.domain.charts import ChartFacts
from peercall.domain.clocks import Clocks
from peercall.domain.determinations import AdverseDetermination, CaseFile, OwnAnswer
from peercall.domain.documents import Document
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import Attestation
from peercall.domain.results import PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.triage import Triage
from peercall.engine.adverse import Point, contradictions, gaps, said_instead
from peercall.engine.arguments import Objection, objections
from peercall.engine.brief import case_points, opening, order
from peercall.engine.brief.bottom_line import bottom_lines
from peercall.engine.crosswalk import CriterionRow, criterion_rows
from peercall.engine.history import PriorTreatment, prior_treatments
from peercall.engine.marks import MarkBook
from peercall.engine.severity import SeverityMeasure, severity_measures
from peercall.engine.wording import clause, moment_text, sentence

#: attestations of this criterion tell what happens if the denial stands
IF_UPHELD_KEYS = frozenset({"if_upheld", "harm_if_upheld"})

_OBJECTION_WEIGHTS = {
    "limb": order.LIMB_CONCEDED,
    "open": order.GAPS,
    "usual": order.USUAL_QUESTIONS,
    "value_set_aside": order.CHART_OBJECTIONS,
    "set_aside": order.OTHER_SET_ASIDE,
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """The composed pieces of one case. rows, measures, treatments: as reasoned; the lines beside them as printed."""

    header: tuple[tuple[str, Line], ...]
    warnings: tuple[Line, ...]
    reasons: tuple[Line, ...]
    ask: Line
    bottom_line: tuple[Line, ...]
    questions_first: tuple[Line, ...]
    policy: Line | None
    rows: tuple[CriterionRow, ...]
    crosswalk: tuple[CrosswalkRow, ...]
    measures: tuple[SeverityMeasure, ...]
    severity: tuple[Line, ...]
    treatments: tuple[PriorTreatment, ...]
    treatment_rows: tuple[TreatmentRow, ...]
    unsuitable: tuple[Line, ...]
    gaps: tuple[Line, ...]
    contradictions: tuple[Line, ...]
    records: tuple[Line, ...]
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]
    guidelines: tuple[Line, ...]
    upheld: tuple[Line, ...]
    clocks: tuple[Line, ...]
    attested: tuple[Line, ...]
    book: MarkBook


def _point_lines(
    points: Sequence[Point], *, book: MarkBook, kept: int, weight: int, limit: int = 3
) -> tuple[Line, ...]:
    """Points as lines; the first `kept` never leave the page."""
    return tuple(
        Line(sentence(point.text), book.of(point.sources, limit=limit), order.NEVER if n < kept else weight)
        for n, point in enumerate(points)
    )


def _answers(found: Sequence[Objection], *, case: CaseFile, book: MarkBook) -> tuple[Answer, ...]:
    """Answers of a person first: they stand in place of those of the chart, with that person's name."""
    said = {one.objection: one for one in case.answers}
    out = [_own_answer(one, zone=case.time_zone, book=book) for one in said.values()]
    conceded = 0
    for objection in found:
        if objection.answer is None or not objection.answer.sources or objection.claim in said:
            continue
        weight = _OBJECTION_WEIGHTS[objection.kind]
        if objection.kind == "limb":
            conceded += 1
            weight = order.LIMB_CONCEDED if conceded <= order.CONCEDED_FIRST else order.CHART_OBJECTIONS
        marks = book.of(objection.answer.sources, limit=3)
        out.append(Answer(objection.claim, Line(sentence(objection.answer.text), marks, weight), weight))
    return tuple(out)


def _own_answer(own: OwnAnswer, *, zone: str, book: MarkBook) -> Answer:
    marks = book.of((Attestation(own.by, own.at, own.answer),))
    text = f"{own.by} answers ({moment_text(own.at, zone=zone)}): {sentence(own.answer)}"
    return Answer(own.objection, Line(text, marks, order.OWN_ANSWERS), order.OWN_ANSWERS)


def _attested(case: CaseFile, *, upheld: bool, book: MarkBook) -> tuple[Line, ...]:
    out = []
    for criterion, by, at, statement in case.attestations:
        if (criterion in IF_UPHELD_KEYS) is not upheld:
            continue
        marks = book.of((Attestation(by, at, statement),))
        text = f"{by} states ({moment_text(at, zone=case.time_zone)}): {clause(statement)}."
        out.append(Line(text, marks, order.IF_UPHELD if upheld else order.ANSWERS))
    return tuple(out)


def gather(
    *,
    determination: AdverseDetermination,
    case: CaseFile,
    triage: Triage,
    clocks: Clocks,
    policy: CoveragePolicy | None,
    result: PolicyResult | None,
    chart: ChartFacts,
    rulebook: Rulebook,
    documents: Sequence[Document],
) -> Dossier:
    """The case, composed in print order, so that exhibit letters follow first use."""
    book = MarkBook(letter=determination.letter, documents=documents)
    by_path: Mapping[str, Document] = {document.path: document for document in documents}
    rows = criterion_rows(result, reasons=determination.reasons) if result is not None else ()
    measures = severity_measures(
        chart,
        policy=policy,
        result=result,
        measures=rulebook.measures,
        phrases=rulebook.call,
        near=frozenset(str(e.on) for row in rows if row.for_reason for e in row.facts if e.on is not None),
    )
    treatments = prior_treatments(
        chart,
        policy=policy,
        result=result,
        as_of=clocks.as_of.date(),
        requested=determination.service.description or "",
        labels={key: drugs.label for key, drugs in rulebook.drug_classes.items() if drugs.label},
    )
    open_ids = frozenset(leaf.id for row in rows if row.is_open for leaf in (row.folded or (row.result,)))
    instead = said_instead(policy, passages=chart.passages(), phrases=rulebook.phrases, open_ids=open_ids)
    found_gaps = gaps(rows, result=result, documents=by_path, instead=instead)
    against = contradictions(result)
    found = objections(
        rows=rows,
        measures=measures,
        treatments=treatments,
        triage=triage,
        reasons=rulebook.reasons,
        phrases=rulebook.call,
    )
    answered = {one.objection for one in case.answers}
    header = opening.header(determination, case=case, chart=chart, clocks=clocks, book=book)
    warnings = opening.warning_lines(triage, determination=determination, book=book)
    reasons = opening.reason_lines(determination, book=book)
    ask = opening.ask_line(determination, triage=triage, policy=policy, book=book)
    bottom = bottom_lines(
        determination,
        chart=chart,
        policy=policy,
        result=result,
        rows=rows,
        gaps=found_gaps,
        book=book,
        on=clocks.as_of.date(),
    )
    questions = tuple(Line(text, weight=order.QUESTIONS_FIRST) for text in rulebook.call.questions_first)
    return Dossier(
        header=header,
        warnings=warnings,
        reasons=reasons,
        ask=ask,
        bottom_line=bottom,
        questions_first=questions,
        policy=case_points.policy_line(policy) if policy is not None else None,
        rows=rows,
        crosswalk=case_points.crosswalk_rows(rows, book=book),
        measures=measures,
        severity=case_points.severity_lines(measures, book=book),
        treatments=treatments,
        treatment_rows=case_points.treatment_rows(treatments, book=book),
        unsuitable=case_points.unsuitable_lines(treatments, book=book),
        gaps=_point_lines(found_gaps, book=book, kept=order.KEPT_GAPS, weight=order.GAPS),
        contradictions=_point_lines(against, book=book, kept=order.KEPT_CONTRADICTIONS, weight=order.CONTRADICTIONS),
        records=case_points.record_lines(determination, case=case, rows=rows, book=book),
        answers=_answers(found, case=case, book=book),
        unanswered=tuple(o.claim for o in found if o.answer is None and o.claim not in answered),
        guidelines=case_points.guideline_lines(policy, guidelines=rulebook.guidelines, reasons=determination.reasons),
        upheld=(
            *_attested(case, upheld=True, book=book),
            *case_points.upheld_lines(chart=chart, harm_words=rulebook.call.harm_words, book=book),
        ),
        clocks=opening.clock_lines(clocks, determination=determination, case=case, book=book),
        attested=_attested(case, upheld=False, book=book),
        book=book,
    )
