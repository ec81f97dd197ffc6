"""Chart note and the patient's copy: what the record says, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from peercall.application.site.after_texts import AboutCase, chart_note, patient_copy
from peercall.domain.calls import Disposition
from peercall.engine.record_chain import next_entry
from peercall.engine.record_view import disposition_state, standing_calls

BODY = {
    "started_at": "2026-08-18T15:00:00+00:00",
    "ended_at": "2026-08-18T15:14:00+00:00",
    "minutes": 14,
    "spoke": "Adaeze Okafor, MD",
    "reviewer": {"name": "Morgan Hale", "credentials": "MD", "specialty": "not given", "criteria_set": "NCD 240.4"},
    "their_reasons": ["no note of symptoms"],
    "points": [
        {"about": "AHI of 5 to 14 with symptoms", "mark": "accepted"},
        {"about": "trial of 12 weeks", "mark": "not_discussed"},
    ],
    "new_to_them": ["note of June 16"],
    "objections": [],
    "notes": [],
    "commitments": [{"who": "plan", "what": "faxes the approval", "due": "tomorrow noon"}],
    "reported_disposition": "overturned",
    "closing": {"authorization_number": "A-4471", "reference": "not given", "next_step": "they fax it"},
}
LETTER_CLOCK = {"id": "reconsideration", "rule": "letter", "drives": "2026-10-12", "status": "running"}
ABOUT = AboutCase(
    "Cedar Valley Sleep Clinic",
    "(608) 555-0110",
    "CPAP device",
    "Northgate",
    ZoneInfo("America/Chicago"),
    date(2026, 8, 18),
    {},
)


def texts(*, about=ABOUT, wrote=None, **changes):
    entries = [
        next_entry(
            None, at=datetime(2026, 8, 18, 15, 16, tzinfo=UTC), by="A. Okafor", kind="call", body={**BODY, **changes}
        )
    ]
    if wrote:
        body = {"confirmed_disposition": wrote, "received_on": "2026-08-20"}
        entries.append(next_entry(entries[0], at=entries[0].at, by="B", kind="confirmation", body=body))
    (call,), state = standing_calls(entries), disposition_state(entries)
    return chart_note(call, state=state, about=about), patient_copy(call, state=state, about=about)


def test_chart_note_tells_who_when_what_and_that_it_is_not_decided():
    note, _ = texts()
    for line in (
        "When: August 18, 2026, 10:00 am CDT, 14 minutes",
        "Reviewer: Morgan Hale, MD",
        "  - AHI of 5 to 14 with symptoms: accepted by the reviewer",
        "  - note of June 16",
        "Disposition as said on the telephone: overturned (not a decision)",
        "Confirmed in writing: not yet",
        "Reference: not given",
        "Authorization number: A-4471",
        "  - the plan: faxes the approval, tomorrow noon",
        "Recorded by A. Okafor, August 18, 2026, 10:16 am CDT; entry 1 of the record",
    ):
        assert line in note.splitlines()
    assert "trial of 12 weeks" not in note  # it was not discussed


def test_chart_note_names_the_writing_beside_what_was_said():
    note, _ = texts(wrote="upheld")
    assert "Disposition as said on the telephone: overturned (not a decision)" in note
    assert "Confirmed in writing: upheld, received August 20, 2026" in note


@pytest.mark.parametrize("wrote", [None, "overturned", "partially_overturned", "upheld"])
@pytest.mark.parametrize("reported", [*Disposition, None])
def test_patient_copy_reads_at_grade_eight_or_less_without_terms_of_the_trade(reported, wrote):
    _, copy = texts(
        reported_disposition=reported, wrote=wrote, about=replace(ABOUT, deadlines={"deadlines": [LETTER_CLOCK]})
    )
    assert 0 < copy.grade <= 8
    for term in (
        "overturned",
        "upheld",
        "peer-to-peer",
        "authorization",
        "determination",
        "medical director",
        "utilization",
    ):
        assert term not in copy.text.lower()
    assert "(608) 555-0110" in copy.text


def test_patient_is_never_told_that_a_spoken_yes_is_final():
    _, said = texts()
    assert "This is not final yet." in said.text
    _, written = texts(wrote="overturned")
    assert "This is not final yet." not in written.text and "said yes in writing" in written.text
    _, contrary = texts(wrote="upheld")
    assert "less than they told us on the phone" in contrary.text


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        (LETTER_CLOCK, "ask by October 12, 2026 to be safe. We counted from the plan's letter."),
        (
            {**LETTER_CLOCK, "rule": "x", "rule_status": "verified", "printable": True, "citation": "29 CFR 1"},
            "ask by October 12, 2026 to be safe. The rule: 29 CFR 1.",
        ),
        (
            {**LETTER_CLOCK, "rule": "x", "rule_status": "unverified", "printable": True, "citation": "29 CFR 1"},
            "by what date?",
        ),
        (
            {**LETTER_CLOCK, "rule": "x", "rule_status": "verified", "printable": False, "citation": "29 CFR 1"},
            "by what date?",
        ),
        ({**LETTER_CLOCK, "status": "ended"}, "by what date?"),
        ({**LETTER_CLOCK, "drives": "2026-08-17"}, "by what date?"),
        (None, "by what date?"),
    ],
)
def test_law_is_named_only_where_it_may_be_printed_else_the_patient_is_told_what_to_ask(clock, says):
    about = replace(ABOUT, deadlines={"deadlines": [clock] if clock else []})
    _, copy = texts(reported_disposition="upheld", about=about)
    assert says in copy.text
    assert (says == "by what date?") == ("October 12" not in copy.text)
    if says == "by what date?":
        assert "29 CFR" not in copy.text and "October 12" not in copy.text


def test_day_that_had_passed_when_the_call_was_held_is_not_told():
    about = replace(ABOUT, deadlines={"deadlines": [LETTER_CLOCK]})
    _, copy = texts(reported_disposition="upheld", about=about, started_at="2026-11-28T15:00:00+00:00")
    assert "October 12" not in copy.text and "by what date?" in copy.text


@pytest.mark.parametrize(
    ("credentials", "who"),
    [("MD", "doctor"), ("D.O., FACP", "doctor"), ("RN", "reviewer"), ("not given", "reviewer"), ("PharmD", "reviewer")],
)
def test_patient_is_told_of_a_doctor_only_where_the_reviewer_is_one(credentials, who):
    _, copy = texts(reviewer={"name": "Morgan Hale", "credentials": credentials})
    other = {"doctor": "reviewer", "reviewer": "doctor"}[who]
    assert f"a {who} of the plan" in copy.text and f"the plan's {who} said" in copy.text
    assert f"a {other} of the plan" not in copy.text and f"plan's {other}" not in copy.text
    assert copy.grade <= 8


def test_chart_note_writes_days_and_a_single_minute_as_an_office_does():
    note, _ = texts(wrote="overturned", minutes=1, points=[{"about": "AHI 12.5 (2026-07-07)", "mark": "said"}])
    assert "When: August 18, 2026, 10:00 am CDT, 1 minute" in note.splitlines()
    assert "Confirmed in writing: overturned, received August 20, 2026" in note.splitlines()
    assert "  - AHI 12.5 (July 7, 2026): said" in note.splitlines()
