"""The brief of Dr. Okafor's case: what must stand on it, what may never stand there, and that all of it has a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.samples.okafor_chart import AS_OF, CENTRAL, DOCUMENTS, VISIT_NOTE, evidence
from tests.samples.okafor_icd import REASON, case, clocks, determination, leaf, policy, result, rulebook, sample, triage

from peercall.domain.briefs import Brief, Line, Section
from peercall.domain.clocks import Clocks
from peercall.domain.determinations import StatedReason
from peercall.domain.provenance import SourceSpan
from peercall.domain.results import PolicyResult
from peercall.domain.terms import Anchor, CriterionStatus, Decision, EvidenceRole, NoticePhase, OpenReason, P2PEffect


def section(brief: Brief, key: str) -> Section:
    return next(s for s in brief.sections if s.key == key)


def texts(brief: Brief) -> list[str]:
    out = [f"{label}: {line.text}" for label, line in brief.header]
    for part in brief.sections:
        out += [line.text for line in part.lines]
        out += [f"{row.text} {row.status} {row.fact.text}" for row in part.crosswalk]
        out += [f"{row.what} {row.dates} {row.dose} {row.duration} {row.outcome}" for row in part.treatments]
        out += [f"{row.objection} {row.answer.text}" for row in part.answers]
    return out


def whole(brief: Brief) -> str:
    return "\n".join(texts(brief))


def test_brief_header_carries_the_identifiers_the_dates_and_the_call_line() -> None:
    header = dict(sample().brief().header)
    assert header["Patient"].text == "Nadia Farouk, born 1961-08-14"
    assert header["Member ID"].text == "NHP 4471 90 2"
    assert header["Reference"].text == "NG-2026-11873"
    assert header["Dates"].text == "notice 2026-02-09, received 2026-02-11"
    assert header["Call line"].text == "312-555-0141, Mon-Fri 08:00-17:00 America/Chicago"


def test_brief_shortest_clock_shows_both_readings_and_the_holiday_between_them() -> None:
    brief = sample().brief()
    clock = dict(brief.header)["Shortest clock"].text
    assert clock == "Ask for the call: by Fri 2026-02-13 (earlier reading; Tue 2026-02-17 by the other)"
    assert section(brief, "clocks").lines[1].text == "Not counted in it: 2026-02-16 Washington's Birthday."


def test_brief_reason_is_verbatim_and_marked() -> None:
    (line,) = section(sample().brief(), "reason").lines
    assert line.text == f"\u201c{REASON}\u201d"
    assert [mark.label for mark in line.marks] == ["A1"]


def test_brief_bottom_line_has_three_sentences_who_what_shows_what_is_open() -> None:
    first, second, third = section(sample().brief(), "bottom_line").lines
    assert first.text.startswith("64-year-old female with nonischemic cardiomyopathy (ICD-10 I42.0, I50.22)")
    assert "NYHA class III (2026-01-26)" in second.text
    assert "carvedilol" in second.text
    assert "shared decision" in third.text
    assert "all else that applies is shown" in third.text


def test_brief_with_several_reasons_numbers_them_and_says_which_fact_answers_which() -> None:
    quotes = (
        "The plan uses its own guideline.",
        "No 3 months of medical therapy.",
        "The NYHA functional class is not stated.",
    )
    several = replace(determination(), reasons=tuple(StatedReason(quote, None) for quote in quotes))
    brief = sample(determination=several).brief()
    assert [line.text[:5] for line in section(brief, "reason").lines] == ["(1) \u201c", "(2) \u201c", "(3) \u201c"]
    shown = section(brief, "bottom_line").lines[1].text
    assert shown.startswith("The chart shows against (2): carvedilol")
    assert "; against (3): NYHA class III (2026-01-26)" in shown
    assert "(1)" not in shown
    rows = {row.criterion: row.answers for row in section(brief, "criteria").crosswalk}
    assert (rows["therapy"], rows["nyha"], rows["adult"]) == ((2,), (3,), ())


def test_brief_criteria_open_first_then_those_that_answer_the_reason_then_the_limb_not_needed() -> None:
    rows = section(sample().brief(), "criteria").crosswalk
    assert [row.criterion for row in rows] == ["shared", "therapy", "nyha", "adult", "ef", "ischemic"]
    assert next(row.weight for row in rows) == 0
    limb = rows[-1]
    assert limb.status == "not_met"
    assert limb.fact.text == "Nonischemic cardiomyopathy; not needed: \u201cNonischemic disease\u201d carries"


def test_brief_leaves_out_what_does_not_apply() -> None:
    assert "renewal" not in {row.criterion for row in section(sample().brief(), "criteria").crosswalk}


def test_brief_gap_quotes_the_chart_and_the_sentence_after_it() -> None:
    gap = section(sample().brief(), "gaps").lines[0]
    assert (
        '"The shared decision visit has not been held. It can be held with the nurse on 02/17/2026 at 09:00"'
        in gap.text
    )
    assert "Date of the visit and the decision aid used?" in gap.text
    assert gap.weight == 0


def test_brief_owns_what_the_chart_says_against_it() -> None:
    line = section(sample().brief(), "gaps").lines[-1]
    assert 'A note by primary care says "Denies shortness of breath", 2025-12-15; copied from 2024.' in line.text
    assert "Against it stands: NYHA class III (2026-01-26)." in line.text
    assert line.weight == 0


def test_brief_tells_what_was_sent_and_what_is_not_on_the_list() -> None:
    sent, new = section(sample().brief(), "records").lines
    assert "echocardiogram report 2026-01-22" in sent.text
    assert "2026-01-26" in new.text
    assert "2026-01-22" not in new.text


def test_brief_if_upheld_is_only_in_the_words_of_the_chart() -> None:
    (line,) = section(sample().brief(), "upheld").lines
    assert line.text.startswith('"Without the device the risk of sudden death in the next year is substantial')
    assert line.marks


def test_brief_has_no_if_upheld_where_chart_and_physician_are_silent() -> None:
    book = rulebook()
    silent = replace(book, call=replace(book.call, harm_words=("no such words",)))
    assert all(s.key != "upheld" for s in sample(rulebook=silent).brief().sections)


def test_brief_if_upheld_by_a_named_physician_is_printed_as_such() -> None:
    said = ("if_upheld", "Adaeze Okafor, MD", datetime(2026, 2, 12, 8, 0, tzinfo=CENTRAL), "She would wait at risk.")
    lines = section(sample(case=replace(case(), attestations=(said,))).brief(), "upheld").lines
    assert lines[0].text == "Adaeze Okafor, MD states (2026-02-12 08:00 CST): She would wait at risk."


def test_brief_guideline_names_organization_and_year_and_drops_what_was_not_read() -> None:
    statement, against = section(sample().brief(), "guidelines").lines
    assert statement.text.startswith(
        "American Heart Association, Guideline for the Management of Heart Failure, 2022: ICD"
    )
    assert "nobody has read" not in statement.text
    assert against.text.startswith("The policy is narrower than this guideline")


def test_brief_guideline_that_nobody_read_is_a_lead() -> None:
    book = rulebook()
    unread = {key: replace(g, checked="unverified") for key, g in book.guidelines.items()}
    (line,) = section(sample(rulebook=replace(book, guidelines=unread)).brief(), "guidelines").lines
    assert line.text.startswith("Lead, not read:")
    assert line.status == "unverified"


def test_brief_keeps_a_guidelines_notice_on_payment_beside_it() -> None:
    book = rulebook()
    notice = "The society states that it is not meant to dictate payment or insurance decisions"
    careful = {key: replace(g, caution=(notice, "Another caution.")) for key, g in book.guidelines.items()}
    line = section(sample(rulebook=replace(book, guidelines=careful)).brief(), "guidelines").lines[0]
    assert notice in line.text
    assert "Another caution" not in line.text


def test_brief_every_clinical_line_has_a_mark() -> None:
    brief = sample().brief()
    for key in ("reason", "ask", "bottom_line", "severity", "gaps", "upheld"):
        for line in section(brief, key).lines:
            assert line.marks, line.text
    for row in section(brief, "criteria").crosswalk:
        assert row.fact.marks, row.criterion
    for treatment in section(brief, "treatments").treatments:
        assert treatment.marks, treatment.what
    for answer in section(brief, "objections").answers:
        assert answer.answer.marks, answer.objection


def test_brief_every_mark_resolves_to_a_verbatim_quote() -> None:
    pages = {(d.path, p.number): p.text for d in DOCUMENTS for p in d.pages}
    brief = sample().brief()
    spans = [source for mark in brief.marks for source in mark.sources if isinstance(source, SourceSpan)]
    assert spans
    for span in spans:
        assert pages[span.document, span.page][span.start : span.end] == span.quote


def test_brief_marks_name_exhibit_and_page() -> None:
    brief = sample().brief()
    labels = {mark.label: (mark.exhibit, mark.page) for mark in brief.marks}
    assert labels["A1"] == ("A", 1)
    assert labels["B3"] == ("B", 3)
    assert labels["D-1"] == ("D", None)
    assert brief.exhibits[0] == ("A", "denial/letter.pdf")
    assert len(labels) == len(brief.marks)


def test_brief_rule_that_is_not_verified_shows_its_status() -> None:
    warning = section(sample().brief(), "warnings").lines[1]
    assert warning.status == "payer page read, currency unknown"
    words, _, appeal = section(sample().brief(), "clocks").lines
    assert words.text == "Shortest clock in the letter's words: \u201cwithin 5 business days of this letter\u201d"
    assert appeal.status == "secondary source"


def before_notice() -> Brief:
    pending = replace(
        determination(),
        notice_phase=NoticePhase.BEFORE_NOTICE,
        decision=Decision.PENDING_ADVERSE,
        moments={Anchor.RECEIPT_DATE: date(2026, 2, 11)},
    )
    return sample(determination=pending, triage=replace(triage(), effect=P2PEffect.BEFORE_NOTICE_ONLY)).brief()


def test_brief_before_notice_says_no_determination_and_no_appeal_date() -> None:
    brief = before_notice()
    text = whole(brief)
    assert "no determination yet" in text
    assert "denied" not in text.lower()
    assert "2026-08-10" not in text
    assert section(brief, "ask").lines[0].text.endswith("before a determination is made.")


def test_brief_after_a_notice_that_a_call_cannot_change_asks_for_the_next_step() -> None:
    told = replace(triage(), effect=P2PEffect.INFORMATIONAL_ONLY)
    (line,) = section(sample(triage=told).brief(), "ask").lines
    assert "if this call cannot change the decision, say which document would" in line.text


def test_brief_with_every_criterion_met_says_so() -> None:
    shown = result()
    root = replace(
        shown.root, status=CriterionStatus.MET, children=tuple(c for c in shown.root.children if c.id != "shared")
    )
    met = replace(shown, root=root, overall=CriterionStatus.MET, to_approve=())
    assert section(sample(result=met).brief(), "bottom_line").lines[-1].text == (
        "Every criterion of NG-207 that applies is shown in the chart."
    )


def test_brief_without_a_policy_says_that_criteria_were_not_checked() -> None:
    brief = sample(policy=None, result=None).brief()
    assert brief.warnings == ("No coverage policy was chosen: the criteria were not checked.",)
    assert all(s.key != "criteria" for s in brief.sections)


def test_brief_with_a_silent_chart_and_letter_fills_nothing() -> None:
    bare = replace(determination(), member_name=None, member_dob=None, identifiers={}, p2p_phone=None, p2p_hours=None)
    labels = [label for label, _ in sample(determination=bare).brief().header]
    assert "Member ID" not in labels
    assert "Call line" not in labels


def test_brief_exclusion_that_the_chart_shows_is_an_adverse_row() -> None:
    shown = result()
    exclusion = leaf("poor-prognosis", "Survival under one year expected", CriterionStatus.MET)
    excluded: PolicyResult = replace(shown, non_covered=(exclusion,))
    row = section(sample(result=excluded).brief(), "criteria").crosswalk[1]
    assert (row.criterion, row.status, row.weight) == ("poor-prognosis", "not_met", 0)
    assert row.text == "Exclusion: Survival under one year expected"


def test_brief_document_that_is_not_whole_is_told_by_what_it_lacks_and_not_by_its_head() -> None:
    note = evidence(
        "visit note", VISIT_NOTE.source, role=EvidenceRole.CONSIDERED, on=date(2026, 1, 26),
        why="does not state treatment given", fact=VISIT_NOTE,
    )  # fmt: skip
    asked = leaf("visits", "Visit note", CriterionStatus.NOT_DOCUMENTED, note, reason=OpenReason.NOT_DOCUMENTED)
    root = replace(result().root, children=(asked, *result().root.children))
    rows = section(sample(result=replace(result(), root=root)).brief(), "criteria").crosswalk
    (row,) = (row for row in rows if row.criterion == "visits")
    assert row.fact.text == "the visit note of 2026-01-26 does not state treatment given"
    assert row.fact.marks


def test_brief_clock_that_the_letter_does_not_state_is_not_invented() -> None:
    none: Clocks = replace(clocks(), deadlines=(), shortest=None)
    text = whole(sample(clocks=none).brief())
    assert "2026-02-13" not in text


def test_brief_is_the_same_for_the_same_case() -> None:
    assert sample().brief() == sample().brief()


@pytest.mark.parametrize("word", ["None", "[]", "{}", "not_documented", "CriterionStatus"])
def test_brief_prints_no_word_of_the_machine(word: str) -> None:
    printed = [line for line in whole(sample().brief()).splitlines() if " not_documented " not in line]
    assert not [line for line in printed if word in line]


def test_brief_hashes_and_moment_stand_in_the_footer() -> None:
    brief = sample().brief()
    assert AS_OF.strftime("%Y-%m-%d") in brief.footer
    assert f"policy sample-icd {policy().sha256[:10]}" in brief.footer
    assert brief.hashes["rulebook"] == "f" * 64


def test_brief_lines_are_lines() -> None:
    assert all(isinstance(line, Line) for part in sample().brief().sections for line in part.lines)
