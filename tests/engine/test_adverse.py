"""What stands against us: told as it stands, once, with its places; gaps with the chart's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.samples.okafor_chart import DENIES, DOCUMENTS, LVEF, NOTE, NYHA, PRINTOUT, VISIT_NOTE, at, evidence
from tests.samples.okafor_icd import MET, determination, leaf, node, phrases, policy, result, rulebook, triage

from peercall.domain.charts import Passage
from peercall.domain.dates import day
from peercall.domain.phrases import PhraseBook
from peercall.domain.policies import DocumentLeaf, Node, Operator
from peercall.domain.results import LimitResult
from peercall.domain.terms import CriterionStatus, EvidenceRole, OpenReason
from peercall.engine.adverse import contradictions, gaps, said_instead
from peercall.engine.arguments import Objection, objections
from peercall.engine.crosswalk import criterion_rows
from peercall.engine.passages import following_sentence

PAGES = {document.path: document for document in DOCUMENTS}


def against(text: str, source: str, on: date, why: str = "copied forward") -> object:
    return evidence(text, at(PRINTOUT, 5, source), role=EvidenceRole.CONTRADICTS, on=on, why=why, fact=DENIES)


def test_contrary_statements_of_one_author_are_one_sentence_with_the_last_date() -> None:
    found = leaf(
        "nyha", "NYHA class II or III", MET,
        evidence("NYHA class III", NYHA.source, on=date(2026, 1, 26), fact=NYHA),
        against("Denies shortness of breath", "Denies shortness of breath.", date(2025, 6, 1)),
        against("Walks daily", "Walks daily.", date(2025, 12, 15)),
    )  # type: ignore[arg-type]  # fmt: skip
    (point,) = contradictions(replace(result(), root=node("root", "Covered", MET, "all", found)))
    assert point.text == (
        'A note by primary care says "Walks daily" and "Denies shortness of breath", 2025-12-15; copied forward. '
        "Against it stands: NYHA class III (2026-01-26)."
    )


def test_contradiction_of_what_is_not_met_is_no_contradiction() -> None:
    open_leaf = leaf("x", "X", CriterionStatus.NOT_MET, against("Walks daily", "Walks daily.", date(2025, 12, 15)))  # type: ignore[arg-type]
    assert (
        contradictions(replace(result(), root=node("root", "Covered", CriterionStatus.NOT_MET, "all", open_leaf))) == ()
    )


def test_following_sentence_is_verbatim_at_its_offsets() -> None:
    span = following_sentence(at(NOTE, 1, "The shared decision visit has not been held."), documents=PAGES)
    assert span is not None
    assert span.quote == "It can be held with the nurse on 02/17/2026 at 09:00."
    assert PAGES[NOTE].pages[0].text[span.start : span.end] == span.quote


def test_following_sentence_ends_with_the_page() -> None:
    assert following_sentence(at(NOTE, 1, "Not yet booked."), documents=PAGES) is None


def test_gap_says_why_it_is_open() -> None:
    conflict = leaf(
        "x", "Level agreed", CriterionStatus.NOT_DOCUMENTED, reason=OpenReason.CONFLICT, asks=("Which level is right?",)
    )
    whole = replace(result(), root=node("root", "Covered", CriterionStatus.NOT_DOCUMENTED, "all", conflict))
    (gap,) = gaps(criterion_rows(whole, reasons=()), result=whole, documents=PAGES)
    assert gap.text == "\u201cLevel agreed\u201d: the sources conflict. To close: Which level is right?"


def test_gap_of_a_document_that_is_not_whole_says_what_it_lacks() -> None:
    note = evidence(
        "visit note", VISIT_NOTE.source, role=EvidenceRole.CONSIDERED, on=date(2026, 1, 26),
        why="does not state treatment given", fact=VISIT_NOTE,
    )  # fmt: skip
    asked = leaf("visits", "Visit note", CriterionStatus.NOT_DOCUMENTED, note, reason=OpenReason.NOT_DOCUMENTED)
    whole = replace(result(), root=node("root", "Covered", CriterionStatus.NOT_DOCUMENTED, "all", asked))
    (gap,) = gaps(criterion_rows(whole, reasons=()), result=whole, documents=PAGES)
    assert gap.text == (
        '\u201cVisit note\u201d: not documented. The chart says: "NYHA class III" (does not state treatment given).'
    )


def test_limit_that_the_request_exceeds_is_a_gap() -> None:
    whole = replace(
        result(),
        limits=(LimitResult("visits", "12", "24", "exceeds", "justify"), LimitResult("days", "9", "9", "within")),
    )
    texts = [point.text for point in gaps((), result=whole, documents=PAGES)]
    assert texts == ["Visits: 24 is more than 12; justify."]


def found(*, measured: bool = False) -> tuple[Objection, ...]:
    whole = result()
    if measured:
        limb = leaf(
            "ischemic", "Ischemic disease with LVEF of 30% or less", CriterionStatus.NOT_MET,
            evidence("LVEF 34%", LVEF.source, role=EvidenceRole.CONTRADICTS, fact=LVEF),
        )  # fmt: skip
        heart = node(
            "heart", "Weak heart of either origin", MET, "any", limb, leaf("nonischemic", "Nonischemic disease", MET)
        )
        whole = replace(whole, root=node("root", "Covered", MET, "all", heart))
    rows = criterion_rows(whole, reasons=determination().reasons)
    return objections(
        rows=rows, measures=(), treatments=(), triage=triage(), reasons=rulebook().reasons, phrases=phrases()
    )


def test_limb_not_met_is_conceded_with_the_fact_and_the_limb_that_carries() -> None:
    limb = next(o for o in found(measured=True) if o.kind == "limb")
    assert limb.claim == "\u201cIschemic disease with LVEF of 30% or less\u201d is not met."
    assert limb.answer is not None
    assert limb.answer.text == "Right: LVEF 34%. The other limb carries: \u201cNonischemic disease\u201d."


def test_question_without_an_answer_in_the_chart_has_none() -> None:
    usual = [o for o in found() if o.kind == "usual"]
    assert usual
    assert all(o.answer is None for o in usual)


def test_value_set_aside_is_told_with_its_reason_and_a_repeat_is_not() -> None:
    older = replace(LVEF, id="m9", low=24, high=24)
    node_ef = leaf(
        "ef", "LVEF of 35% or less", MET,
        evidence("LVEF 27%", LVEF.source, on=date(2026, 1, 22), fact=LVEF),
        evidence("LVEF 24%", at(PRINTOUT, 3, "08/20/2025: 24%"), role=EvidenceRole.OUT_OF_WINDOW, on=date(2025, 8, 20), why="older than 90 days", fact=older),
        evidence("LVEF 27%", at(PRINTOUT, 2, "LVEF 27%"), role=EvidenceRole.CONSIDERED, why="not the latest value", fact=LVEF),
    )  # fmt: skip
    whole = replace(result(), root=node("root", "Covered", MET, "all", node_ef), path=("root", "ef"))
    rows = criterion_rows(whole, reasons=())
    (one,) = objections(rows=rows, measures=(), treatments=(), triage=triage(), reasons={}, phrases=phrases())
    assert one.claim == "The chart also has LVEF 24% (2025-08-20)."
    assert one.answer is not None
    assert one.answer.text == "Not relied on: older than 90 days (2025-08-20)."


def test_another_diagnosis_that_the_patient_does_not_have_is_no_objection() -> None:
    assert all(o.kind != "limb" for o in found())


def test_open_document_criterion_tells_the_latest_sentence_that_says_there_is_none() -> None:
    text = "Nurse note. No decision visit was held. Later."
    wanted = Node("shared", "Shared decision visit", Operator.LEAF, leaf=DocumentLeaf(type="shared_decision_record"))
    asked = replace(policy(), criteria=Node("root", "Covered", Operator.ALL, children=(wanted,)))
    words = PhraseBook(
        documents={"shared_decision_record": {"never_with": ["no decision visit", "not yet", "inhaler"]}}
    )
    early, late = (
        Passage(NOTE, "0" * 64, n, 10, 10 + len(text), text, "plan", day(date(2026, 1, n)), None) for n in (1, 2)
    )
    found_there = said_instead(asked, passages=(late, early), phrases=words, open_ids=frozenset({"shared"}))
    span = found_there["shared"]
    assert (span.page, span.quote) == (2, "No decision visit was held.")
    assert text[span.start - 10 : span.end - 10] == span.quote
    assert said_instead(asked, passages=(late,), phrases=words, open_ids=frozenset()) == {}
