"""What a letter may cite and count by while a fact of the plan is not known, and how it tells what was said and written."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from datetime import date

import pytest
from tests.application.letters.conftest import PLANS, confirmed, record, tries

from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import assess_denial
from peercall.application.contract_forms import clocks_data
from peercall.application.write_letter import draft_letter, letter_offers
from peercall.domain.correspondence import LetterKind
from peercall.domain.determinations import PlanFacts, StatedWindow
from peercall.domain.errors import LetterNotApplicable
from peercall.domain.terms import Anchor, ClockTarget, Funding, LineOfBusiness, RequestType, TimeUnit

K = LetterKind
TEXAS = PLANS["texas"]
ERISA_DAY = "February 10, 2027"  # 180 days after the receipt of August 14, 2026


def words(draft):
    return "\n".join(one.text for one in draft.said)


def counted(case, rulebook, *, plan, group_number="", appeal_window=None):
    """The case for another plan, with its clocks."""
    identifiers = {**case.determination.identifiers, **({"group_number": group_number} if group_number else {})}
    determination = replace(case.determination, plan=plan, identifiers=identifiers, appeal_window=appeal_window)
    made = assess_denial(determination, case=case.case, rulebook=rulebook, holidays=holiday_table, as_of=case.today)
    told = clocks_data(made.clocks, determination=determination, time_zone=case.case.time_zone)
    return replace(case, determination=determination, analysis={**case.analysis, "deadlines": told})


@pytest.fixture
def upheld(case_of):
    return case_of("texas", record=record(), moments={Anchor.RECEIPT_DATE: date(2026, 8, 14)})


@pytest.mark.parametrize("kind", [K.INTERNAL_APPEAL, K.EXPEDITED_APPEAL, K.PATIENT_COPY])
@pytest.mark.parametrize(
    ("market", "group_number", "is_counted"),
    [(None, "", False), ("individual", "", False), ("large_group", "", True), (None, "G-77", True)],
)
def test_the_days_of_erisa_count_only_where_an_employer_offers_the_plan(
    kind, market, group_number, is_counted, upheld, rulebook
):
    case = counted(upheld, rulebook, plan=replace(TEXAS, market=market), group_number=group_number)
    said = words(draft_letter(kind, case, rulebook=rulebook))
    assert (ERISA_DAY in said) is is_counted
    assert ("29 CFR 2560" in said) is is_counted
    if not is_counted:  # it asks instead
        assert "by what date?" in said or "[last day for the appeal]" in said


def test_a_commercial_plan_of_which_nothing_else_is_known_is_held_to_no_law(upheld, rulebook):
    plan = PlanFacts("Quillon Health", None, None, LineOfBusiness.COMMERCIAL, None, None)
    case = counted(upheld, rulebook, plan=plan)
    for offer in letter_offers(case, rulebook=rulebook).offers:
        if offer.applies:
            assert not re.search(r"\d+ CFR \d", words(draft_letter(offer.template.kind, case, rulebook=rulebook)))


@pytest.mark.parametrize(
    ("grandfathered", "line", "said"),
    [
        (None, LineOfBusiness.COMMERCIAL, "(45 CFR 147.136(b)(2)(ii)(C), unless the plan is grandfathered)"),
        (False, LineOfBusiness.COMMERCIAL, "(45 CFR 147.136(b)(2)(ii)(C))"),
        (True, LineOfBusiness.COMMERCIAL, ""),
        (None, LineOfBusiness.ACA_MARKETPLACE, "(45 CFR 147.136(b)(2)(ii)(C))"),
    ],
)
def test_a_right_that_grandfathered_plans_need_not_give_prints_with_its_condition(
    grandfathered, line, said, upheld, rulebook
):
    plan = PlanFacts("Saltbrook Health", None, None, line, Funding.FULLY_INSURED, "TX", grandfathered=grandfathered)
    letter = words(draft_letter(K.INTERNAL_APPEAL, counted(upheld, rulebook, plan=plan), rulebook=rulebook))
    assert said in letter if said else "147.136" not in letter


def test_the_last_day_is_that_of_the_notice_and_not_of_an_older_text_of_the_law(case_of, rulebook):
    case = case_of("medicare", record=record(), moments={Anchor.RECEIPT_DATE: date(2026, 8, 14)})
    window = StatedWindow(
        "within 65 days of this notice", ClockTarget.FILING, 65, TimeUnit.CALENDAR_DAYS, Anchor.NOTIFICATION_DATE
    )
    case = counted(case, rulebook, plan=PLANS["medicare"], appeal_window=window)
    (clock,) = (one for one in case.analysis["deadlines"]["deadlines"] if one["id"] == "reconsideration")
    assert (clock["due"], clock["drives"]) == ("2026-10-17", "2026-10-12")  # 65 days, and the 60 of the older text
    for kind in (K.INTERNAL_APPEAL, K.PATIENT_COPY):
        said = words(draft_letter(kind, case, rulebook=rulebook))
        assert "October 17, 2026" in said and "October 12" not in said


@pytest.mark.parametrize(
    ("reported", "clause"),
    [
        ("upheld", "by telephone that the determination is upheld."),
        ("partially_overturned", "by telephone that the determination is overturned in part."),
        ("alternative_offered", "by telephone that another service could be approved instead."),
        ("no_decision", "by telephone that nothing is decided yet."),
    ],
)
def test_what_was_said_is_a_sentence_whatever_the_end_of_the_call(reported, clause, case_of, rulebook):
    case = case_of("texas", record=record(reported_disposition=reported))
    assert clause in words(draft_letter(K.RATIONALE_REQUEST, case, rulebook=rulebook))


@pytest.mark.parametrize("wrote", ["upheld", "partially_overturned"])
def test_a_writing_that_gives_less_than_was_said_is_held_against_it(wrote, case_of, rulebook):
    case = case_of("texas", record=confirmed(record(reported_disposition="overturned"), wrote))
    letter = words(draft_letter(K.REVERSAL_CONFIRMATION, case, rulebook=rulebook))
    assert "What came in writing on August 20, 2026 says that the determination is" in letter
    assert "Please confirm this in writing" not in letter
    due = {one.template.kind for one in letter_offers(case, rulebook=rulebook).offers if one.is_due}
    assert {K.REVERSAL_CONFIRMATION, K.REGULATOR_COMPLAINT} <= due


def test_a_partial_reversal_written_as_it_was_said_needs_no_confirmation(case_of, rulebook):
    case = case_of(
        "texas", record=confirmed(record(reported_disposition="partially_overturned"), "partially_overturned")
    )
    with pytest.raises(LetterNotApplicable, match="the reversal is confirmed in writing"):
        draft_letter(K.REVERSAL_CONFIRMATION, case, rulebook=rulebook)


def test_no_letter_prints_a_day_as_a_row_of_numbers(case_of, rulebook):
    promises = [
        {"who": "plan", "what": "faxes the approval", "due": "2026-08-21"},
        {"who": "practice", "what": "send the film of 2026-08-02"},
    ]
    entries = record(
        reported_disposition="partially_overturned",
        commitments=promises,
        new_to_them=["the note of 2026-06-16"],
        objections=["no answer since 2026-08-14"],
        their_reasons=["nothing after 2026-05"],
        notes=[{"text": "rang again on 2026-08-18"}],
        closing={
            "rationale": "no note since 2026-05-02",
            "approved_for": "94660, 2026-09-01 to 2026-11-30",
            "reference": "P2P-2026-08-18",
            "next_step": "they write by 2026-08-25",
        },
    )
    for written in (entries, confirmed(entries, "upheld")):
        case = case_of(
            "texas",
            record=written,
            attempts=tries(2),
            moments={Anchor.RECEIPT_DATE: date(2026, 8, 14), Anchor.FINAL_DECISION_RECEIVED: date(2026, 8, 18)},
        )
        for offer in letter_offers(case, rulebook=rulebook).offers:
            if offer.applies:
                said = words(draft_letter(offer.template.kind, case, rulebook=rulebook)).replace("P2P-2026-08-18", "")
                assert not re.search(r"\d{4}-\d\d(-\d\d)?", said), offer.template.kind


def test_before_a_notice_the_patient_is_not_told_that_the_plan_refused(case_of, rulebook):
    case = case_of("texas", after_notice=False, record=record(reported_disposition="deferred"))
    said = words(draft_letter(K.PATIENT_COPY, case, rulebook=rulebook))
    assert "It has not yet said if it will pay" in said and "did not agree" not in said


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        (LineOfBusiness.MEDICARE, "Appeal: "),
        (LineOfBusiness.WORKERS_COMP, "Appeal: "),
        (LineOfBusiness.MEDICARE_ADVANTAGE, "Reconsideration: "),
        (LineOfBusiness.COMMERCIAL, "Internal appeal: "),
    ],
)
def test_the_first_level_has_its_programs_name_or_none(line, subject, upheld, rulebook):
    case = counted(upheld, rulebook, plan=PlanFacts("Quillon", None, None, line, None, None))
    assert draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook).subject.text.startswith(subject)


@pytest.mark.parametrize(
    ("grandfathered", "said"),
    [
        (None, "(29 CFR 2590.715-2719(b)(2)(ii)(C), unless the plan is grandfathered)"),
        (False, "(29 CFR 2590.715-2719(b)(2)(ii)(C))"),
        (True, ""),
    ],
)
def test_a_self_funded_plan_owes_the_claim_file_by_the_rules_of_the_department_of_labor(
    grandfathered, said, upheld, rulebook
):
    plan = replace(PLANS["self_funded"], grandfathered=grandfathered)
    letter = words(draft_letter(K.INTERNAL_APPEAL, counted(upheld, rulebook, plan=plan), rulebook=rulebook))
    assert "45 CFR" not in letter
    assert said in letter if said else "2590.715-2719" not in letter


TRIAL = "methotrexate: 2025-11-03 to 2026-08-24, 42 weeks 1 day at 15 mg/wk or more, inadequate response"


def with_trial(case, *, criteria, treatments):
    brief = copy.deepcopy(dict(case.analysis["brief"]))
    brief["sections"] = [
        {"key": "criteria", "lines": [], "criteria": criteria},
        {"key": "treatments", "treatments": treatments, "lines": []},
    ]
    return replace(case, analysis={**case.analysis, "brief": brief})


def criterion(text, **more):
    fact = {"text": text, "marks": ["B10", "B12"]}
    return {"id": text[:9], "text": "A trial of 12 weeks", "status": "met", "fact": fact, **more}


EARLIER = {
    "what": "methotrexate", "dates": "2025-11-03 to 2026-04-27", "dose": "15 mg/week", "duration": "25 weeks",
    "outcome": "inadequate response", "marks": ["B4", "B10"], "counted": True,
}  # fmt: skip


def rows(case, rulebook):
    draft = draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook)
    table = next(block for block in draft.blocks if block.id == "treatments")
    return [[cell.text for cell in row] for row in table.rows], table


def test_a_trial_has_one_length_in_a_letter_and_the_pages_of_both(upheld, rulebook):
    told, table = rows(with_trial(upheld, criteria=[criterion(TRIAL)], treatments=[EARLIER]), rulebook)
    assert told[0][1:4] == ["November 3, 2025 to August 24, 2026", "15 mg/week", "42 weeks 1 day"]
    assert [mark.label for mark in table.rows[0][4].sources] == ["B4", "B10", "B12"]


@pytest.mark.parametrize(
    ("criteria", "treatments"),
    [
        ([criterion(TRIAL + "; not needed: another way is met")], [EARLIER]),
        ([criterion(TRIAL, status="not_met")], [EARLIER]),
        ([criterion(TRIAL), criterion(TRIAL.replace("2025-11-03", "2025-12-01"))], [EARLIER]),
        ([criterion(TRIAL)], [EARLIER, {**EARLIER, "dose": "20 mg/week"}]),
        ([criterion(TRIAL.replace("methotrexate", "leflunomide"))], [EARLIER]),
    ],
)
def test_a_trial_that_cannot_be_told_apart_keeps_what_the_chart_says(criteria, treatments, upheld, rulebook):
    told, _ = rows(with_trial(upheld, criteria=criteria, treatments=treatments), rulebook)
    assert {row[3] for row in told} == {"25 weeks"}


def test_what_the_chart_does_not_say_of_a_treatment_is_a_dash(upheld, rulebook):
    told, _ = rows(with_trial(upheld, criteria=[], treatments=[{**EARLIER, "dose": "not documented"}]), rulebook)
    assert told[0][2] == "-"


@pytest.mark.parametrize(
    ("request_type", "expects"), [(RequestType.PROSPECTIVE, True), (None, False), (RequestType.RETROSPECTIVE, False)]
)
def test_the_thirty_days_of_a_request_before_care_are_named_only_for_one(request_type, expects, upheld, rulebook):
    case = counted(upheld, rulebook, plan=PLANS["self_funded"])
    case = replace(case, determination=replace(case.determination, request_type=request_type))
    letter = words(draft_letter(K.INTERNAL_APPEAL, case, rulebook=rulebook))
    assert ("We expect the decision within 30 days" in letter) is expects
    assert ("Please tell us by which day the decision is due" in letter) is not expects
