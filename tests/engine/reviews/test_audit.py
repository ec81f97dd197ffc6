"""The log for an audit: what the rule asks, when and by whom, and each thing that was not logged told as such."""

from __future__ import annotations

from dataclasses import replace

from tests.samples.review_files import BODY, DETERMINED, MORNING, TEXAS, URAC, WHOLE, ZONE, entry, ground, log_of

from peercall.domain.calls import CallEntry, EntryKind
from peercall.engine.review_audit import NOT_LOGGED, asking_rules, audit_table, audited_file
from peercall.engine.review_report_versions import next_version

SIGNED = (*WHOLE, entry("s1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=True), hours=6))


def line(rule, *entries) -> dict[str, str]:
    table = audit_table(rule, [audited_file("PM-2026-118", log_of(*entries), rules=(TEXAS, URAC), zone=ZONE)])
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_a_texas_log_has_offer_conversation_and_outcome_with_its_rule():
    found = line(TEXAS, *SIGNED, entry("p1", DETERMINED, hours=50))
    assert found == {
        "rule": TEXAS.title,
        "citation": "28 TAC 19.1710",
        "rule_status": "verified",
        "client": "Prairie Mutual",
        "reference": "PM-2026-118",
        "jurisdiction": "TX",
        "program": "Group health",
        "request": "Lumbar epidural steroid injection, L4-L5",
        "treating_physician": "Dr. Adaeze Okafor",
        "reviewer": "Rhea Brandt",
        "offered_date": "2026-11-03",
        "offered_time": "10:15",
        "offered_zone": "America/Chicago (UTC-0600)",
        "offered_how": "by fax",
        "offered_to": "Front desk",
        "offered_by": "Intake desk",
        "offers": "1",
        "call_held": "yes",
        "held_date": "2026-11-03",
        "held_time": "14:15",
        "held_zone": "America/Chicago (UTC-0600)",
        "held_with": "Jo Finch, a nurse practitioner",
        "discussed": "",
        "recommendation": "Do not certify",
        "recommended_on": "2026-11-03",
        "plan_determination": "Denied",
        "determined_on": "2026-11-05",
        "not_logged": "",
    }


def test_what_was_not_logged_is_said():
    found = line(TEXAS)
    assert (found["offered_date"], found["call_held"], found["recommendation"]) == (NOT_LOGGED,) * 3
    assert found["not_logged"] == "the offer of a call; whether a call was held; the outcome"


def test_a_call_that_was_tried_and_not_held_is_no_gap():
    found = line(TEXAS, *WHOLE[:2])
    assert (found["call_held"], found["not_logged"]) == ("no", "the outcome")


def test_appeal_rights_stand_where_the_rule_asks_for_them():
    assert line(URAC, *SIGNED)["appeal_rights_explained"] == "yes"
    silent = next_version(replace(BODY, appeal_rights_told=None), ground=ground(log_of(*WHOLE)), sign=True)
    found = line(URAC, *WHOLE, entry("s1", silent, hours=6))
    assert found["not_logged"] == "whether appeal rights were explained"
    assert "appeal_rights_explained" not in line(TEXAS, *SIGNED)


def test_a_modification_that_was_put_forward_is_part_of_the_outcome():
    typed = [
        entry(
            f"c{number}", CallEntry(f"c{number}", "w", number, MORNING, "R", EntryKind.CLOSING, subject, value), hours=4
        )
        for number, (subject, value) in enumerate(
            (("modification", "Two of three injections"), ("modification_answer", "agreed")), start=1
        )
    ]
    log = log_of(*WHOLE, *typed)
    signed = entry("s1", next_version(BODY, ground=ground(log), sign=True), hours=6)
    found = line(TEXAS, *WHOLE, signed)
    assert found["discussed"] == "Modification put forward: Two of three injections. The office: agreed."


def test_a_file_the_rule_does_not_reach_has_no_line():
    one = audited_file("PM-1", log_of(*SIGNED), rules=(URAC,), zone=ZONE)
    assert (audit_table(TEXAS, [one]).rows, len(audit_table(URAC, [one]).rows)) == ((), 1)


def test_each_thing_a_rule_may_ask_for_has_its_columns():
    rule = replace(TEXAS, log=("each_attempt", "spoken_to", "new_information"))
    found = line(rule, *SIGNED)
    assert found["attempts"] == "2"
    assert found["attempts_in_words"].count("a call was placed") == 2
    assert found["spoken_to"] == "Jo Finch, a nurse practitioner"
    assert (found["statements"], found["all_weighed"]) == ("1", "yes")


def test_rules_that_ask_for_no_log_are_not_offered():
    assert asking_rules([URAC, replace(TEXAS, log=()), TEXAS]) == (TEXAS, URAC)
