"""The reviewer's report: signed only when nothing is open, kept as it was signed, and each open part told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.samples.review_files import (
    ADDED,
    BODY,
    CALLED,
    CONVERSATION,
    DETERMINED,
    FILE,
    MORNING,
    PHRASES,
    TEXAS,
    URAC,
    WHOLE,
    entry,
    ground,
    log_of,
)

from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import EntryInvalid, ReportNotFinished
from peercall.domain.review_report import CriterionFinding, Recommendation, ReviewerIdentity
from peercall.domain.reviews import CallDemand, CallDirection, ReachedRole
from peercall.domain.terms import CriterionStatus
from peercall.engine.review_log import FileLog
from peercall.engine.review_report import LACKS, check_report, missing_for_signature
from peercall.engine.review_report_data import report_body, report_data
from peercall.engine.review_report_sections import report_sections
from peercall.engine.review_report_versions import latest_body, next_version, read_version


def missing(body=BODY, log: FileLog | None = None) -> tuple[str, ...]:
    log = log or log_of(*WHOLE)
    return missing_for_signature(check_report(body, log=log, rules=(TEXAS, URAC), empty_phrases=PHRASES))


def told(body=BODY, log: FileLog | None = None) -> dict[str, str]:
    log = log or log_of(*WHOLE)
    checks = check_report(body, log=log, rules=(TEXAS, URAC), empty_phrases=PHRASES)
    return {one.key: one.why for one in checks if one.why}


def signed_log(*after):
    made = entry("s1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=True), hours=6)
    return log_of(*WHOLE, made, *after)


def test_a_report_with_nothing_open_may_be_signed():
    assert missing() == ()


def test_a_statement_that_is_not_weighed_is_named_with_who_said_it():
    (why,) = missing(log=log_of(*CALLED))
    assert why == (
        "“She finished eight visits of physical therapy elsewhere” (Jo Finch, nurse practitioner) is not weighed yet."
    )


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"rationale": "Not medically necessary."}, "rationale.substance"),
        ({"guideline_version": ""}, "rationale.guideline"),
        ({"would_change": ""}, "rationale.change"),
        ({"recommendation": None}, "recommendation"),
        ({"recommendation": Recommendation.CERTIFY_IN_PART}, "certified_part"),
        ({"criteria": ()}, "criteria"),
        ({"no_conflict": None}, "conflict"),
        ({"no_conflict": False, "conflict": "I treated her in 2024."}, "conflict"),
        ({"reviewer": ReviewerIdentity("Rhea Brandt", "MD")}, "reviewer"),
        ({"criteria": (CriterionFinding(BODY.criteria[0].text),)}, "criteria"),
        ({"criteria": (replace(BODY.criteria[0], evidence=()),)}, "evidence"),
    ],
)
def test_each_part_that_is_missing_keeps_the_report_open(change, key):
    body = replace(BODY, **change)
    assert key in told(body)
    with pytest.raises(ReportNotFinished):
        next_version(body, ground=ground(log_of(*WHOLE)), sign=True)


def test_the_credentials_that_are_missing_are_listed():
    why = told(replace(BODY, reviewer=ReviewerIdentity("Rhea Brandt", "MD", "Physical medicine")))["reviewer"]
    assert why == "Add the reviewer's license number and state of the license."


def test_of_many_open_criteria_the_first_are_named_and_the_others_counted():
    many = tuple(CriterionFinding(f"Criterion number {number}") for number in range(7))
    why = told(replace(BODY, criteria=many))["criteria"]
    assert why.startswith("“Criterion number 0” is not judged yet. “Criterion number 1” is not judged yet.")
    assert why.endswith("The same holds for 4 more.")


def test_a_criterion_the_records_are_silent_on_needs_no_page():
    silent = replace(BODY.criteria[0], status=CriterionStatus.NOT_DOCUMENTED, evidence=())
    assert missing(replace(BODY, criteria=(silent,))) == ()


def test_a_required_call_that_nobody_tried_keeps_the_report_open():
    assert told(log=log_of())["contact"] == "The client requires a call, and no attempt is logged."


def test_an_offer_a_rule_asks_for_is_told_and_does_not_keep_the_report_open():
    log = log_of(*WHOLE[1:])
    assert told(log=log)["offer"].endswith("28 TAC 19.1710 asks for its date, time and by whom.")
    assert missing(log=log) == ()
    assert "offer" not in told(replace(BODY, recommendation=Recommendation.CERTIFY, would_change=""), log)


def test_the_error_says_what_is_open_and_holds_no_words_of_the_file():
    with pytest.raises(ReportNotFinished) as refused:
        next_version(BODY, ground=ground(log_of(*CALLED)), sign=True)
    assert "because a statement of the call is not weighed." in str(refused.value)
    assert "eight visits" not in str(refused.value)


def test_every_line_that_can_keep_a_report_open_has_words_for_what_is_open():
    nothing = replace(BODY, recommendation=None, criteria=())
    for body in (nothing, BODY, replace(nothing, recommendation=Recommendation.CERTIFY_IN_PART)):
        checks = check_report(body, log=signed_log(), rules=(), empty_phrases=())
        assert {one.key for one in checks if one.blocks} <= set(LACKS)


def test_a_draft_is_kept_however_little_is_written():
    draft = next_version(replace(BODY, rationale=""), ground=ground(log_of()), sign=False)
    log = log_of(entry("d1", draft))
    report = read_version(log.reports[0], ground=ground(log))
    assert (report.version, report.signature, latest_body(log).rationale) == (1, None, "")
    assert "The rationale is empty." in report.missing


def test_only_a_signed_report_says_that_its_rationale_was_checked():
    log = signed_log(entry("d1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=False), hours=7))
    signed, draft = (read_version(one, ground=ground(log)).by_key["rationale"].note for one in log.reports)
    assert (signed[:32], draft) == ("Before it was signed it was chec", "")


def test_the_recommendation_and_the_plans_determination_stand_apart():
    log = signed_log()
    report = read_version(log.reports[0], ground=ground(log))
    assert report.by_key["recommendation"].pairs == (("Recommendation", "Do not certify"),)
    assert report.by_key["determination"].paragraphs == ("Not known when this report was made.",)
    told_first = log_of(*WHOLE, entry("p1", DETERMINED, hours=6))
    draft = next_version(BODY, ground=ground(told_first), sign=False)
    log = log_of(*WHOLE, entry("p1", DETERMINED, hours=6), entry("d1", draft, hours=7))
    assert read_version(log.reports[0], ground=ground(log)).by_key["determination"].pairs[0] == (
        "Determination",
        "Denied",
    )


def test_the_contact_summary_has_every_attempt_and_with_whom_the_conversation_was_held():
    log = signed_log()
    contact = read_version(log.reports[0], ground=ground(log)).by_key["contact"]
    assert contact.items[0].startswith("1. On November 3, 2026 at 10:15 AM CST a call was placed")
    assert dict(contact.pairs)["Conversation"] == (
        "Held on November 3, 2026 at 2:15 PM CST with Jo Finch, a nurse practitioner"
    )
    assert dict(contact.pairs)["Call offered"] == (
        "November 3, 2026 at 10:15 AM CST, by fax to Front desk, by Intake desk"
    )


def test_a_modification_that_was_put_forward_stands_in_the_contact_summary_with_the_answer():
    def typed(subject, value):
        body = CallEntry(subject, "window", 1, MORNING, "Rhea Brandt", EntryKind.CLOSING, subject, value)
        return entry(subject, body)

    log = log_of(*WHOLE, typed("modification", "One level instead of two."), typed("modification_answer", "declined"))
    sections = report_sections(BODY, log=log, rules=(TEXAS,), reference="PM-1", zone="UTC", is_signed=False)
    (contact,) = [one for one in sections if one.key == "contact"]
    assert dict(contact.pairs)["Modification put forward"] == "One level instead of two. The office: did not agree."


def test_information_stands_with_how_it_was_weighed_and_what_it_bears_on():
    log = signed_log()
    section = read_version(log.reports[0], ground=ground(log)).by_key["information"]
    assert section.table.rows == (
        (
            "She finished eight visits of physical therapy elsewhere.",
            "Jo Finch, nurse practitioner (attempt 2)",
            "Six weeks of conservative therapy within the last six months",
            "Needs a written record",
            "No note of these visits was sent.",
        ),
    )
    assert section.items[0].startswith("Asked for: Therapy notes of these visits, of Jo Finch, due November 4, 2026")


def test_information_on_a_criterion_that_was_left_out_says_so():
    body = replace(BODY, criteria=(replace(BODY.criteria[0], id="other"),))
    log = log_of(*WHOLE, entry("d1", next_version(body, ground=ground(log_of(*WHOLE)), sign=False), hours=6))
    section = read_version(log.reports[0], ground=ground(log)).by_key["information"]
    assert section.table.rows[0][2] == "A criterion that is not in this report"


def test_an_office_that_called_and_declined_was_reached_about_a_required_call():
    called = replace(
        CONVERSATION, direction=CallDirection.FROM_OFFICE, result=AttemptResult.REFUSED, role=ReachedRole.NURSE
    )
    assert "contact" not in told(log=log_of(entry("a9", called)))


def test_a_signed_report_stays_as_it_was_signed_and_later_addenda_are_added():
    before = signed_log()
    after = signed_log(entry("x1", ADDED, hours=9), entry("p1", DETERMINED, hours=9))
    first, second = (read_version(log.reports[0], ground=ground(log)) for log in (before, after))
    assert first.sections[:-1] == second.sections[:-1]
    assert second.by_key["addenda"].items[0].endswith("to attempt 1: The voicemail named the file by its reference.")


def test_a_signed_report_is_amended_only_with_a_reason():
    log = signed_log()
    again = replace(BODY, rationale=BODY.rationale + " The MRI of 2026-09-20 was read again.")
    assert missing(again, log) == ("A report is signed already: say why it is amended.",)
    made = next_version(replace(again, amends_because="The MRI came."), ground=ground(log), sign=True)
    log = signed_log(entry("s2", made, hours=8))
    assert [read_version(one, ground=ground(log)).version for one in log.reports] == [1, 2]
    assert read_version(log.reports[1], ground=ground(log)).amends_because == "The MRI came."


def test_what_was_written_comes_back_from_its_data():
    assert report_body(report_data(BODY)) == BODY
    assert report_body({}).recommendation is None


@pytest.mark.parametrize(
    "data",
    [{"rationale": 3}, {"recommendation": "denied"}, {"criteria": "pt"}, {"no_conflict": "yes"}, {"unknown": ""}],
)
def test_data_that_is_no_report_is_refused(data):
    with pytest.raises(EntryInvalid):
        report_body(data)


def test_no_part_is_left_out_when_nothing_was_logged():
    log = log_of(entry("d1", next_version(BODY, ground=ground(log_of()), sign=False)))
    keys = [one.key for one in read_version(log.reports[0], ground=ground(log)).sections]
    assert keys == [
        "file",
        "contact",
        "information",
        "criteria",
        "guideline",
        "rationale",
        "recommendation",
        "determination",
        "rules",
        "reviewer",
        "conflict",
        "addenda",
    ]


def test_a_file_without_a_call_does_not_ask_for_one():
    quiet = replace(log_of(), file=replace(FILE, call=CallDemand.NONE))
    assert {"contact", "tries"}.isdisjoint(told(log=quiet))


def test_whoever_reads_a_version_gets_the_times_and_names_it_was_saved_with():
    log = signed_log()
    elsewhere = replace(ground(log), zone="America/Anchorage", organization="Renamed", reference="other")
    assert read_version(log.reports[0], ground=elsewhere) == read_version(log.reports[0], ground=ground(log))
