"""After the call: the right letters, the right law and nothing else, by the kind of plan."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest
from tests.application.letters.conftest import BRIEF, confirmed, record, tries

from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import assess_denial
from peercall.application.contract_forms import clocks_data
from peercall.application.write_letter import draft_letter, letter_offers, ready_to_send
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.correspondence import LetterKind, SourceKind
from peercall.domain.determinations import RequestedService, StatedReason, StatedWindow
from peercall.domain.errors import LetterNotApplicable, LetterOpen
from peercall.domain.provenance import SourceSpan
from peercall.domain.terms import Anchor, ClockTarget

K = LetterKind
ERISA, ACA, MEDICARE, TEXAS = "29 CFR 2560", "45 CFR 147", "42 CFR 422", ("28 TAC", "Tex. Ins.")


def words(draft):
    return "\n".join(one.text for one in draft.said)


def due(case, rulebook):
    return {one.template.kind for one in letter_offers(case, rulebook=rulebook).offers if one.is_due}


def applying(case, rulebook):
    return {one.template.kind for one in letter_offers(case, rulebook=rulebook).offers if one.applies}


AFTER_UPHELD = {
    K.CRITERIA_REQUEST,
    K.SPECIALTY_REQUEST,
    K.RATIONALE_REQUEST,
    K.INTERNAL_APPEAL,
    K.MEDICAL_NECESSITY,
    K.PATIENT_COPY,
    K.CHART_NOTE,
}


@pytest.mark.parametrize("plan", ["self_funded", "texas", "medicare"])
def test_upheld_on_the_call_makes_the_same_letters_due_for_every_plan(plan, case_of, rulebook):
    assert due(case_of(plan, record=record()), rulebook) == AFTER_UPHELD


def test_upheld_for_a_self_funded_plan_rests_on_erisa_and_on_no_state(case_of, rulebook):
    case = case_of("self_funded", record=record())
    for kind in sorted(applying(case, rulebook)):
        said = words(draft_letter(kind, case, rulebook=rulebook))
        for absent in (ACA, MEDICARE, "42 CFR 438", *TEXAS):
            assert absent not in said, kind
    appeal = words(draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook))
    assert "29 CFR 2560.503-1(h)(3)(ii)" in appeal
    assert "within 30 days where the plan has one level of appeal (29 CFR 2560.503-1(i)(2)(ii))" in appeal
    assert "29 CFR 2560.503-1(h)(2)(iii)" in words(draft_letter(K.CRITERIA_REQUEST, case, rulebook=rulebook))


def test_upheld_for_a_texas_insured_plan_rests_on_texas_and_federal_law(case_of, rulebook):
    case = case_of("texas", record=record())
    appeal = words(draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook))
    assert "Tex. Ins. Code 4201.356(b)" in appeal
    assert "45 CFR 147.136(b)(2)(ii)(C)" in appeal
    assert "28 TAC 19.1710" not in appeal  # that duty comes before the denial, and a call was held
    for kind in sorted(applying(case, rulebook)):
        said = words(draft_letter(kind, case, rulebook=rulebook))
        for absent in (MEDICARE, "42 CFR 438", "Cal. ", "N.Y. "):
            assert absent not in said, kind


def test_texas_call_before_the_notice_names_the_duty_to_offer_it(case_of, rulebook):
    said = words(draft_letter(K.P2P_REQUEST, case_of("texas", after_notice=False), rulebook=rulebook))
    assert "28 TAC 19.1710" in said
    after = words(draft_letter(K.P2P_REQUEST, case_of("texas"), rulebook=rulebook))
    assert "28 TAC 19.1710" not in after


def test_upheld_for_medicare_advantage_after_notice_is_a_reconsideration(case_of, rulebook):
    case = case_of("medicare", record=record())
    appeal = draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook)
    said = words(appeal)
    assert appeal.subject.text.startswith("Reconsideration: ")
    assert "42 CFR 422.590(a)" in said
    assert "us-ma-reconsideration-physician" in appeal.left_out  # a secondary source is not printed
    for kind in sorted(applying(case, rulebook)):
        said = words(draft_letter(kind, case, rulebook=rulebook))
        for absent in (ERISA, ACA, "29 CFR", *TEXAS):
            assert absent not in said, kind
    with pytest.raises(LetterNotApplicable, match="Medicare has its own next level"):
        draft_letter(K.EXTERNAL_REVIEW, case, rulebook=rulebook)


@pytest.mark.parametrize(
    "known, cites", [({}, False), ({"identifiers": {"group_number": "40291"}}, True), ({"market": "large_group"}, True)]
)
def test_an_insured_plan_is_held_to_erisa_only_where_an_employer_offers_it(known, cites, case_of, rulebook):
    about = case_of("texas", record=record())
    plan = replace(about.determination.plan, market=known.get("market"))
    identifiers = {**about.determination.identifiers, **known.get("identifiers", {})}
    about = replace(about, determination=replace(about.determination, plan=plan, identifiers=identifiers))
    draft = draft_letter(K.INTERNAL_APPEAL, about, rulebook=rulebook)
    assert (ERISA in words(draft)) is cites
    assert "45 CFR 147.136(b)(2)(ii)(C)" in words(draft)  # holds for group and individual plans
    if not cites:
        assert draft.left_out["us-erisa-appeal-no-deference"] == "applies only if an employer offers the plan"


def test_a_plan_of_unknown_kind_gets_questions_and_no_law(case_of, rulebook):
    case = case_of("unknown", record=record())
    for kind in sorted(applying(case, rulebook)):
        draft = draft_letter(kind, case, rulebook=rulebook)
        assert draft.laws == (), kind
        assert "CFR" not in words(draft)
    assert "tell us which rule governs this review" in words(draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook))
    assert K.REGULATOR_COMPLAINT not in applying(case, rulebook)


@pytest.mark.parametrize(
    "plan, regulator",
    [
        ("self_funded", "Employee Benefits Security Administration"),
        ("texas", "the state's insurance department (TX)"),
        ("medicare", "Medicare (CMS)"),
    ],
)
def test_a_complaint_goes_to_whoever_has_jurisdiction(plan, regulator, case_of, rulebook):
    draft = draft_letter(K.REGULATOR_COMPLAINT, case_of(plan, attempts=tries(2)), rulebook=rulebook)
    assert regulator.casefold() in draft.to[0].text.casefold()
    # no regulator's name was read in a law: the letter asks for it and asserts nobody's jurisdiction
    (asked,) = draft.to[0].open
    assert asked.startswith("who regulates this plan; our proposal, which nobody has verified: ")
    assert regulator not in "\n".join(one.text for block in draft.blocks for one in block.said)


def test_a_complaint_needs_something_that_happened(case_of, rulebook):
    assert K.REGULATOR_COMPLAINT not in applying(case_of("texas", attempts=tries(1)), rulebook)
    assert K.REGULATOR_COMPLAINT in applying(case_of("texas", record=record()), rulebook)


@pytest.mark.parametrize("count, is_due", [(1, False), (2, True)])
def test_a_demand_follows_two_failed_tries(count, is_due, case_of, rulebook):
    case = case_of("self_funded", attempts=tries(count))
    assert (K.WRITTEN_DEMAND in due(case, rulebook)) is is_due
    if is_due:
        said = words(draft_letter(K.WRITTEN_DEMAND, case, rulebook=rulebook))
        assert "tried 2 times" in said
        assert "August 17, 2026, 9:05 am CDT" in said
        assert "voicemail" in said.casefold()


def test_the_appeal_tells_the_call_who_when_what_new_and_promised(case_of, rulebook):
    said = words(draft_letter(K.INTERNAL_APPEAL, case_of("texas", record=record()), rulebook=rulebook))
    for part in (
        "On Tuesday, August 18, 2026, 10:00 am CDT, Adaeze Okafor, MD spoke with Morgan Hale, MD, internal medicine",
        "P2P-77",
        "“symptoms are not documented”",
        "New to the plan on the call: the note of June 16",
        "The plan promised: faxes the criteria, tomorrow noon",
        "Our objection, noted on the call: the reviewer had two pages",
    ):
        assert part in said


def test_a_reversal_is_asked_for_in_writing_until_it_is_there(case_of, rulebook):
    entries = record(reported_disposition="overturned")
    assert K.REVERSAL_CONFIRMATION in due(case_of("texas", record=entries), rulebook)
    written = case_of("texas", record=confirmed(entries, "overturned"))
    assert K.REVERSAL_CONFIRMATION not in due(written, rulebook)
    assert K.INTERNAL_APPEAL not in applying(written, rulebook)
    contrary = case_of("texas", record=confirmed(entries, "upheld"))
    assert "says that the determination is upheld. Please tell us which of the two holds" in words(
        draft_letter(K.REVERSAL_CONFIRMATION, contrary, rulebook=rulebook)
    )
    assert K.REGULATOR_COMPLAINT in due(contrary, rulebook)


@pytest.mark.parametrize(
    "plan, citation", [("self_funded", "29 CFR 2590.715-2719(d)(2)(i)"), ("texas", "45 CFR 147.136(c)(2)(vi)")]
)
def test_external_review_waits_for_the_final_decision(plan, citation, case_of, rulebook):
    assert K.EXTERNAL_REVIEW not in applying(case_of(plan, record=record()), rulebook)
    final = case_of(plan, record=record(), moments={Anchor.FINAL_DECISION_RECEIVED: date(2026, 8, 18)})
    assert citation in words(draft_letter(K.EXTERNAL_REVIEW, final, rulebook=rulebook))


def test_a_clinical_sentence_names_its_page_or_is_open(case_of, rulebook):
    draft = draft_letter(K.MEDICAL_NECESSITY, case_of("medicare"), rulebook=rulebook)
    table = next(one for one in draft.blocks if one.id == "criteria-table")
    shown = {row[0].text: row[1] for row in table.rows}
    assert [one.label for one in shown["AHI from 5 to 14 (B.3)"].sources] == ["C14", "B-2"]
    assert [one.to_data()["key"] for one in shown["AHI from 5 to 14 (B.3)"].sources] == ["C/14", "B-2"]
    assert "counted" not in shown["AHI from 5 to 14 (B.3)"].text
    assert shown["A symptom"].open == ("page that shows it",)
    assert "what the chart shows for this, or strike it" in draft.open
    with pytest.raises(LetterOpen):
        ready_to_send(draft)


def test_the_fax_cover_names_no_patient_and_no_service(case_of, rulebook):
    said = words(draft_letter(K.FAX_COVER, case_of("texas", record=record()), rulebook=rulebook))
    for value in ("Vandermolen", "CPAP", "G47"):
        assert value not in said


def test_the_patients_copy_has_its_grade_measured(case_of, rulebook):
    draft = draft_letter(K.PATIENT_COPY, case_of("texas", record=record()), rulebook=rulebook)
    assert draft.grade is not None
    assert 0 < draft.grade < 8
    assert draft.laws == ()


def test_records_in_a_letter_are_the_records_own_words(case_of, rulebook):
    draft = draft_letter(K.RATIONALE_REQUEST, case_of("texas", record=record()), rulebook=rulebook)
    kinds = {one.kind for sentence in draft.said for one in sentence.sources}
    assert SourceKind.RECORD in kinds


def test_what_the_chart_only_does_not_deny_is_asked_of_whoever_signs(case_of, rulebook):
    brief = copy.deepcopy(BRIEF)
    brief["sections"][0]["criteria"][0]["fact"]["text"] = "nothing found in the chart searched: confirm on the call"
    draft = draft_letter(
        LetterKind.INTERNAL_APPEAL, replace(case_of("texas"), analysis={"brief": brief}), rulebook=rulebook
    )
    assert "confirm that this is so" in draft.open
    assert "on the call" not in " ".join(one.text for one in draft.said)


def test_value_on_a_scale_is_told_in_words(case_of, rulebook):
    brief = copy.deepcopy(BRIEF)
    brief["sections"][0]["criteria"][0]["fact"]["text"] = "RAPID3 15.5 (0-30 scale) = 5.16667 score_0_10 (2026-09-21)"
    draft = draft_letter(
        LetterKind.INTERNAL_APPEAL, replace(case_of("texas"), analysis={"brief": brief}), rulebook=rulebook
    )
    assert any("= 5.2 on a scale of 0 to 10 (September 21, 2026)" in one.text for one in draft.said)


def answered(case_of, rulebook, *, answers, reasons):
    """The appeal of a case whose first criterion answers the reasons of these numbers."""
    brief = copy.deepcopy(BRIEF)
    brief["sections"][0]["criteria"][0]["answers"] = answers
    brief["sections"][1]["lines"] += [
        {"text": "The chart shows against (1): AHI 12.5.", "marks": ["C14"]},
        {"text": "Still open: the patient was taught.", "marks": ["C14"], "rule": "cms-ncd-240.4"},
    ]
    case = replace(case_of("texas"), analysis={"brief": brief})
    stated = tuple(StatedReason(quote, None) for quote in reasons)
    case = replace(case, determination=replace(case.determination, reasons=stated))
    return draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook)


def test_the_appeal_answers_each_reason_with_the_facts_that_bear_on_it(case_of, rulebook):
    reasons = ("The test shows 12.5 events.", "No event count is documented.", "No symptom is documented.")
    draft = answered(case_of, rulebook, answers=[2], reasons=reasons)
    table = next(block for block in draft.blocks if block.id == "answers")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["“The test shows 12.5 events.” “No event count is documented.”", "AHI 12.5"],
        ["“No symptom is documented.”", "[what answers this reason, or strike it]"],
    ]
    assert [mark.label for mark in table.rows[0][1].sources] == ["C14", "B-2"]
    assert "what answers this reason, or strike it" in draft.open
    assert not any(block.id == "reasons" for block in draft.blocks)


def test_a_fact_that_answers_two_reasons_is_told_once_for_both(case_of, rulebook):
    reasons = ("No event count is documented.", "No symptom is documented.")
    draft = answered(case_of, rulebook, answers=[1, 2], reasons=reasons)
    table = next(block for block in draft.blocks if block.id == "answers")
    assert [row[0].text for row in table.rows] == [" ".join(f"“{quote}”" for quote in reasons)]


def test_what_the_brief_calls_open_is_not_said_to_the_plan(case_of, rulebook):
    said = words(answered(case_of, rulebook, answers=[1], reasons=("No event count is documented.",)))
    assert "Still open" not in said
    assert "against (1)" not in said


def test_head_holds_the_address_and_a_single_reference_stands_alone(case_of, rulebook):
    about = case_of("texas")
    about = replace(about, case=replace(about.case, practice_address="12 Mill Road, Cedar Valley, WI 53000"))
    draft = draft_letter(LetterKind.INTERNAL_APPEAL, about, rulebook=rulebook)
    assert draft.sender[:2] == ("Cedar Valley Sleep Clinic", "12 Mill Road, Cedar Valley, WI 53000")
    assert dict(draft.about)["Reference number"].text == "26-0417"
    assert draft.exhibits == (("A", "the plan's notice"), ("C", "printout"))


@pytest.mark.parametrize(
    "plan, clocks, sentence",
    [
        (
            "self_funded",
            {"internal-appeal": "2027-02-10", "external-review": None},
            "We count its last day as February 10, 2027; this appeal is made within it.",
        ),
        # nobody knows whether an employer offers it: the days of ERISA remind, and the letter asks
        (
            "texas",
            {"internal-appeal": "2027-02-10", "external-review": None, "specialty-review": None},
            "This appeal is made within the time limit of the notice, [last day for the appeal].",
        ),
        # the 65 days are not confirmed for print: they remind, and the letter asks
        (
            "medicare",
            {"reconsideration": "2026-10-12"},
            "This appeal is made within the time limit of the notice, [last day for the appeal].",
        ),
        ("unknown", {}, "This appeal is made within the time limit of the notice, [last day for the appeal]."),
    ],
)
def test_upheld_runs_the_clocks_of_its_plan_and_no_other(plan, clocks, sentence, case_of, rulebook):
    about = case_of(plan, record=record(), moments={Anchor.RECEIPT_DATE: date(2026, 8, 14)})
    determination = replace(about.determination, appeal_window=None)
    made = assess_denial(determination, case=about.case, rulebook=rulebook, holidays=holiday_table, as_of=about.today)
    told = clocks_data(made.clocks, determination=determination, time_zone=about.case.time_zone)
    found = {one["id"]: one["drives"] for one in told["deadlines"] if one["id"] != "peer-to-peer"}
    assert found == clocks
    about = replace(about, determination=determination, analysis={**about.analysis, "deadlines": told})
    draft = draft_letter(LetterKind.INTERNAL_APPEAL, about, rulebook=rulebook)
    assert sentence in words(draft)


def test_the_chart_note_tells_lists_in_their_line_and_documents_have_names(case_of, rulebook):
    told = words(draft_letter(LetterKind.CHART_NOTE, case_of("texas", record=record()), rulebook=rulebook))
    assert "Their reasons: no note of symptoms" in told.splitlines()
    cover = words(draft_letter(LetterKind.DOCUMENTS_COVER, case_of("texas"), rulebook=rulebook))
    assert "Printout" in cover.splitlines()


@pytest.mark.parametrize("status, is_told", [("running", True), ("ended", False), (None, False)])
def test_a_request_says_that_it_is_in_time_only_while_the_time_runs(status, is_told, case_of, rulebook):
    about = case_of("texas")
    window = StatedWindow("within 7 days of this notice", ClockTarget.REQUEST)
    clocks = [{"id": "peer-to-peer", "status": status}] if status else []
    about = replace(
        about,
        determination=replace(about.determination, p2p_window=window),
        analysis={**about.analysis, "deadlines": {"deadlines": clocks}},
    )
    said = words(draft_letter(K.P2P_REQUEST, about, rulebook=rulebook))
    assert "Your notice gives this window for it: “within 7 days of this notice”." in said
    assert ("This request is made within it." in said) is is_told


def test_codes_that_the_service_names_itself_are_not_said_twice(case_of, rulebook):
    about = case_of("texas")
    service = RequestedService("Manipulation, CPT 98940, 8 visits", (Code(CodeSystem.CPT, "98940"),))
    about = replace(about, determination=replace(about.determination, service=service))
    draft = draft_letter(K.INTERNAL_APPEAL, about, rulebook=rulebook)
    assert dict(draft.about)["Service"].text == "Manipulation, CPT 98940, 8 visits"


@pytest.mark.parametrize(
    "kind, told",
    [
        (K.INTERNAL_APPEAL, "PO Box 12, Marl, OH; fax 1-800-555-0181"),
        (K.EXPEDITED_APPEAL, "Fax 1-800-555-0182; telephone 1-800-555-0183"),
        (K.CRITERIA_REQUEST, "[address or fax number of the plan]"),
    ],
)
def test_an_appeal_goes_where_the_confirmed_notice_says(kind, told, case_of, rulebook):
    about = case_of("texas")
    notice = replace(
        about.determination,
        appeal_address="PO Box 12, Marl, OH",
        appeal_fax="1-800-555-0181",
        expedited_fax="1-800-555-0182",
        expedited_phone="1-800-555-0183",
        sources={"appeal_fax": SourceSpan("denial/letter.pdf", "0" * 64, 2, 0, 14, "1-800-555-0181")},
    )
    draft = draft_letter(kind, replace(about, determination=notice), rulebook=rulebook)
    assert draft.to[-1].text == told
    if kind is K.INTERNAL_APPEAL:
        assert [mark.label for mark in draft.to[-1].sources] == ["A2"]


def test_before_the_notice_a_letter_asks_for_no_day_of_it(case_of, rulebook):
    about = case_of("texas", after_notice=False, attempts=tries(2))
    about = replace(about, determination=replace(about.determination, moments={}))
    draft = draft_letter(K.WRITTEN_DEMAND, about, rulebook=rulebook)
    assert "Date of the notice" not in dict(draft.about)
    assert "peer-to-peer call about the request named above" in words(draft)
    after = draft_letter(K.WRITTEN_DEMAND, case_of("texas", attempts=tries(2)), rulebook=rulebook)
    assert "about the determination named above" in words(after)
