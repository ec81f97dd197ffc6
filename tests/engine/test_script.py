"""The call guide: getting the slot, the four parts, and the one sentence about specialty that the rules allow here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.samples.okafor_chart import CENTRAL
from tests.samples.okafor_icd import case, clocks, determination, regulation, rulebook, sample

from peercall.domain.clocks import Deadline, Reading
from peercall.domain.determinations import AvailabilityBlock, CaseFile, OwnAnswer, PlanFacts
from peercall.domain.rules import Regulation
from peercall.domain.terms import ClockStatus, ClockTarget, Funding, LineOfBusiness, NoticePhase, ReviewStatus
from peercall.engine.specialty import specialty_rules


def block(day: int, start: int, *, hours: float = 1) -> AvailabilityBlock:
    begin = datetime(2026, 2, day, start, 0, tzinfo=CENTRAL)
    return AvailabilityBlock(begin, begin + timedelta(hours=hours))


def with_blocks(*blocks: AvailabilityBlock) -> CaseFile:
    return replace(case(), availability=blocks)


def test_guide_has_four_timed_parts_in_the_order_that_works() -> None:
    parts = sample().guide().parts
    assert [part.minutes for part in parts] == ["first minute", "60 seconds", "the middle minutes", "last 2 minutes"]
    assert parts[0].lines[1].text == "Which records do you have in front of you?"
    assert parts[3].lines[-1].text.startswith("I ask you to reverse the denial and approve")


def test_guide_walks_the_criteria_that_answer_the_reason_with_a_dated_fact_and_owns_the_gap() -> None:
    walk = [line.text for line in sample().guide().parts[2].lines]
    assert "NYHA functional class II or III: NYHA class III (2026-01-26)" in walk
    assert any("has not been held" in text for text in walk)
    assert any("Denies shortness of breath" in text for text in walk)


def test_guide_uses_only_marks_of_the_brief() -> None:
    known = {mark.label for mark in sample().brief().marks}
    guide = sample().guide()
    lines = [
        *guide.request_script,
        *(line for part in guide.parts for line in part.lines),
        *(a.answer for a in guide.answers),
    ]
    assert {mark.label for line in lines for mark in line.marks} <= known


def test_guide_form_has_the_fields_of_a_request_and_names_what_is_not_known() -> None:
    fields = dict(sample().guide().form_fields)
    assert fields["Member ID"] == "NHP 4471 90 2"
    assert fields["Service codes"] == "CPT 33249"
    assert fields["Direct line for the call"] == "312-555-0111"
    assert fields["First peer-to-peer for this denial"] == "yes"
    assert fields["New clinical information attached"] == "not known: ask or fill in"
    assert fields["Criteria cited"] == "not known: ask or fill in"


def test_guide_says_how_many_times_are_missing() -> None:
    guide = sample().guide()
    assert guide.blocks == ("Fri 2026-02-13 12:00-13:00 CST", "Mon 2026-02-16 07:00-07:45 CST")
    assert "Have 3 times to offer: 1 more is needed, under `availability` in case.yaml." in guide.warnings


def test_guide_gives_each_time_in_the_plans_zone_too() -> None:
    eastern = replace(determination(), p2p_hours="Mon-Fri 08:00-17:00 America/New_York")
    blocks = sample(determination=eastern).guide().blocks
    assert blocks[0] == "Fri 2026-02-13 12:00-13:00 CST (13:00-14:00 EST for the plan)"


def test_guide_with_an_unknown_plan_zone_says_so() -> None:
    silent = replace(determination(), p2p_hours=None)
    assert (
        "The plan's time zone is not known: say the zone with each time."
        in sample(determination=silent).guide().warnings
    )


def test_guide_proposes_three_times_and_keeps_the_fourth_in_reserve() -> None:
    guide = sample(case=with_blocks(block(13, 8), block(13, 10), block(13, 12), block(16, 8))).guide()
    assert len(guide.blocks) == 3
    assert "In reserve: Mon 2026-02-16 08:00-09:00 CST" in guide.warnings


def test_guide_does_not_propose_what_is_over() -> None:
    guide = sample(case=with_blocks(block(12, 8))).guide()
    assert guide.blocks == ()
    assert "Not proposed: Thu 2026-02-12 08:00-09:00 CST is over." in guide.warnings


@pytest.mark.parametrize(
    "target, proposed, because",
    [
        (ClockTarget.REQUEST, 2, "the window is for asking: the call may come later"),
        (ClockTarget.DISCUSSION, 1, "the window is for the discussion itself"),
    ],
)
def test_guide_times_against_the_last_moment(target: ClockTarget, proposed: int, because: str) -> None:
    timed = clocks()
    call = replace(timed.deadlines[0], target=target)
    guide = sample(clocks=replace(timed, deadlines=(call, *timed.deadlines[1:]), shortest=call)).guide()
    assert len(guide.blocks) == proposed, because


def test_guide_cuts_a_time_that_runs_over_the_last_moment() -> None:
    timed = clocks()
    end = datetime(2026, 2, 13, 12, 30, tzinfo=CENTRAL)
    reading = Reading("stated", "until noon thirty", None, end)
    call = replace(timed.deadlines[0], target=ClockTarget.DISCUSSION, readings=(reading,), drives=reading)
    guide = sample(clocks=replace(timed, deadlines=(call,), shortest=call)).guide()
    assert guide.blocks == ("Fri 2026-02-13 12:00-12:30 CST, cut at the last moment for the call",)


def said_of_time(deadline: Deadline) -> str:
    timed = clocks()
    lines = sample(clocks=replace(timed, deadlines=(deadline,), shortest=deadline)).guide().request_script
    (line,) = [line.text for line in lines if "count" in line.text]
    return line


def test_guide_says_the_last_day_by_the_earliest_count_as_one_says_it_on_the_phone() -> None:
    call = clocks().deadlines[0]
    assert said_of_time(replace(call, target=ClockTarget.REQUEST)) == (
        "By our count the call can be asked for until Fri 2026-02-13. Do you agree?"
    )
    assert "can be held until" in said_of_time(replace(call, target=ClockTarget.DISCUSSION))


def test_guide_asks_whether_a_late_call_is_still_taken() -> None:
    late = replace(clocks().deadlines[0], status=ClockStatus.ENDED, target=ClockTarget.REQUEST)
    assert said_of_time(late) == (
        "By our count the call could be asked for until Fri 2026-02-13: can it still be taken?"
    )


def test_guide_form_holds_no_line_breaks_of_the_letter_and_no_bare_dash() -> None:
    broken = replace(determination(), facility="Cedar\nValley")
    fields = dict(sample(determination=broken).guide().form_fields)
    assert fields["Facility"] == "Cedar Valley"
    assert fields["Admission and discharge"] == "none stated"
    assert "-" not in fields.values()


def test_guide_before_notice_asks_before_the_determination() -> None:
    pending = replace(determination(), notice_phase=NoticePhase.BEFORE_NOTICE, moments={})
    guide = sample(determination=pending).guide()
    assert "peer-to-peer call before the determination" in guide.request_script[0].text
    assert dict(guide.form_fields)["Denial date"] == "no determination yet"


def sentence(*rules: Regulation, plan: PlanFacts | None = None) -> str:
    changed = replace(case(), plan=plan) if plan is not None else case()
    return sample(rulebook=rulebook(regulations=rules), case=changed).guide().specialty_sentence.text


def test_specialty_cites_the_rule_that_reaches_an_insured_plan_of_the_state() -> None:
    text = sentence(regulation())
    assert "28 TAC 19.1710: The discussion is with a physician of the same or similar specialty." in text
    assert "let us go on, and please note that I asked" in text


@pytest.mark.parametrize(
    "rule, because",
    [
        (regulation(printable=False), "not printable"),
        (regulation(status=ReviewStatus.SECONDARY_SOURCE), "not verified"),
        (regulation(jurisdiction="OH"), "another state"),
        (regulation(trigger="appeal_filed"), "a rule on appeals"),
        (regulation(effective_from=date(2027, 1, 1)), "not yet in force"),
        (regulation(effective_to=date(2025, 12, 31)), "no longer in force"),
        (regulation(topic="p2p_right"), "another topic"),
    ],
)
def test_specialty_is_a_request_where_no_rule_may_be_cited(rule: Regulation, because: str) -> None:
    text = sentence(rule)
    assert "TAC" not in text, because
    assert "May I speak with a reviewer trained in cardiology?" in text


def test_specialty_claims_no_right_under_a_self_funded_plan() -> None:
    erisa = regulation(
        id="us-appeal-expert", jurisdiction="US", applies_to=frozenset({"erisa_self_funded"}), trigger="appeal_filed",
        citation="29 CFR 2560.503-1(h)(3)(iii)",
    )  # fmt: skip
    own = PlanFacts(line_of_business=LineOfBusiness.ERISA_SELF_FUNDED, funding=Funding.SELF_FUNDED, state="TX")
    text = sentence(erisa, regulation(), plan=own)
    assert "CFR" not in text
    assert "TAC" not in text
    assert "A request" in text


def test_specialty_with_unknown_funding_cites_nothing() -> None:
    unknown = replace(case(), plan=PlanFacts())
    book = rulebook(regulations=(regulation(),))
    assert specialty_rules(determination(), case=unknown, rulebook=book, on=date(2026, 2, 12)) == ()


def test_guide_is_the_same_for_the_same_case() -> None:
    assert sample().guide() == sample().guide()


def test_guide_and_brief_carry_the_physicians_own_answer_with_name_and_time_in_place_of_the_charts() -> None:
    before = sample().guide().answers[0]
    said = OwnAnswer(
        before.objection, "He has class III now.", "Ada Okafor, MD", datetime(2026, 2, 11, 9, tzinfo=CENTRAL)
    )
    more = replace(said, objection="Why not wait another month?", answer="The arrhythmia will not.")
    made = sample(case=replace(case(), answers=(said, more)))
    found = {row.objection: row.answer for row in made.guide().answers}
    assert found[before.objection].text == "Ada Okafor, MD answers (2026-02-11 09:00 CST): He has class III now."
    assert found["Why not wait another month?"].marks, "it resolves to the statement"
    (section,) = (one for one in made.brief().sections if one.key == "objections")
    assert [row.objection for row in section.answers][:2] == [before.objection, "Why not wait another month?"]


def test_guide_no_longer_says_that_an_objection_has_no_answer_once_a_person_gave_one() -> None:
    book = rulebook()
    (key,) = (match.reason_class for match in sample().triage.classes)
    asked = replace(book.reasons[key], reviewer_questions=("why not standard care first?",))
    asking = replace(
        book,
        reasons={**book.reasons, key: asked},
        call=replace(book.call, topics={"unsuitable": ("why not standard",)}),
    )
    told = "The chart has no answer to: Why not standard care first?"
    assert told in sample(rulebook=asking).guide().warnings
    said = OwnAnswer(
        "Why not standard care first?", "He had it.", "Ada Okafor, MD", datetime(2026, 2, 11, 9, tzinfo=CENTRAL)
    )
    assert told not in sample(rulebook=asking, case=replace(case(), answers=(said,))).guide().warnings


def test_brief_and_guide_of_one_dossier_are_those_made_apart() -> None:
    of = sample()
    dossier = of.dossier()
    assert of.brief_of(dossier) == of.brief()
    assert of.guide_of(dossier) == of.guide()
    assert dossier.book.marks == of.brief().marks, "composing either adds no mark"
