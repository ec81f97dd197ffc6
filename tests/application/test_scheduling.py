"""Getting the call: the times that fit, whose hours they are, what the log asks for, the confirmation's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peercall.application.site.scheduling import (
    Desk,
    Window,
    attempt_sentence,
    demand_of,
    desk_of,
    offered_times,
    rules_of_the_call,
    times_from,
    window_of,
)
from peercall.application.site.slot_texts import AgreedTime, slot_texts
from peercall.bootstrap.rules import rules
from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.domain.determinations import AvailabilityBlock
from peercall.engine.availability import desk_hours

CHICAGO = "America/Chicago"
NOW = datetime(2026, 8, 17, 7, 0, tzinfo=ZoneInfo(CHICAGO))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


def desk(text: str) -> Desk:
    hours = desk_hours(text)
    assert hours is not None
    return Desk(hours, text, "letter")


EASTERN = "Mon-Fri 09:00-16:00 America/New_York"
FREE = [
    AvailabilityBlock(at(day, hour), at(day, hour + 1))
    for day, hour in ((17, 7), (17, 12), (18, 12), (19, 16), (20, 12))
]


def offer(**more):
    given = {"chosen": (), "desk": desk(EASTERN), "window": Window(), "now": NOW, "zone": CHICAGO} | more
    return offered_times(FREE, **given)


def test_three_times_on_different_days_are_suggested_in_both_zones():
    assert [(one.text, one.is_suggested) for one in offer()] == [
        ("Mon 2026-08-17 12:00-13:00 CDT (13:00-14:00 EDT for the plan)", True),
        ("Tue 2026-08-18 12:00-13:00 CDT (13:00-14:00 EDT for the plan)", True),
        ("Thu 2026-08-20 12:00-13:00 CDT (13:00-14:00 EDT for the plan)", True),
    ]


def test_nothing_after_the_last_moment_for_the_call_is_offered():
    assert len(offer(window=Window(hold_until=at(18, 12, 30)))) == 2
    assert offer(window=Window(hold_until=at(18, 12, 30)))[1].value.endswith("12:30-05:00")


def test_without_hours_of_a_desk_every_time_is_offered_in_our_zone_alone():
    assert offer(desk=None)[0].text == "Mon 2026-08-17 07:00-08:00 CDT"


def test_what_was_chosen_stays_chosen_and_nothing_else_is_suggested():
    kept = times_from([offer()[1].value, "no time at all"])
    assert kept == [{"from": "2026-08-18T12:00-05:00", "to": "2026-08-18T13:00-05:00"}]
    again = offer(chosen=kept)
    assert [one.is_chosen for one in again] == [False, True, False]
    assert not any(one.is_suggested for one in again)
    over = offer(chosen=[{"from": "2026-08-10T12:00-05:00", "to": "2026-08-10T13:00-05:00"}, {"from": "x"}])
    assert not any(one.is_chosen for one in over)


def test_hours_come_from_the_letter_else_from_rules_that_agree():
    rulebook = rules(())
    letter = {"fields": {"p2p_hours": {"value": EASTERN}}}
    found = desk_of(letter, triage={}, rulebook=rulebook)
    assert found is not None and (found.source, found.words) == ("letter", EASTERN)
    known = next(
        key for key, rule in rulebook.payers.items() if rule.hours_open and rule.hours_zone == "America/Chicago"
    )
    by_rule = desk_of({}, triage={"payer_rules": [known]}, rulebook=rulebook)
    assert by_rule is not None and (by_rule.source, by_rule.hours.zone) == (known, CHICAGO)
    other = next(
        key for key, rule in rulebook.payers.items() if rule.hours_open and rule.hours_zone == "America/Los_Angeles"
    )
    assert desk_of({}, triage={"payer_rules": [known, other]}, rulebook=rulebook) is None
    assert desk_of({}, triage={}, rulebook=rulebook) is None


def test_a_rule_says_who_may_speak_or_that_it_does_not_say():
    rulebook = rules(())
    for key, rule in rulebook.payers.items():
        (told,) = rules_of_the_call({"payer_rules": [key]}, rulebook=rulebook)
        assert (told.speak == "") == (set(rule.may_speak) <= {"not_stated"})
        assert told.status


def test_clocks_of_asking_and_of_holding_are_told_apart():
    clocks = [
        {
            "id": "peer-to-peer",
            "applies_to": "request",
            "drives": "2026-08-19",
            "time_left": "2 days",
            "status": "running",
        },
        {"id": "peer-to-peer", "applies_to": "discussion", "drives": "2026-08-21", "status": "running"},
        {"id": "internal-appeal", "applies_to": "filing", "drives": "2026-10-01", "status": "running"},
    ]
    found = window_of({"deadlines": clocks}, zone=CHICAGO)
    assert (found.ask_by, found.ask_left, found.ask_ended) == ("2026-08-19", "2 days", False)
    assert found.hold_until == at(21, 23, 59)
    exact = window_of({"deadlines": [{**clocks[1], "drives": "2026-08-21T15:00-05:00"}]}, zone=CHICAGO)
    assert exact.hold_until == at(21, 15) and exact.ask_by == ""
    assert window_of({}, zone=CHICAGO) == Window()


def tried(hours: int, result: AttemptResult = AttemptResult.VOICEMAIL, **more) -> CallAttempt:
    return CallAttempt(
        id=str(hours),
        at=at(17, 8) + timedelta(hours=hours),
        purpose=AttemptPurpose.REQUEST,
        side=AttemptSide.PRACTICE,
        result=result,
        **more,
    )


def test_two_failed_tries_propose_the_demand_and_one_does_not():
    assert demand_of([tried(1)], needed=2, zone=CHICAGO) is None
    found = demand_of([tried(1), tried(2, AttemptResult.NO_ANSWER, number="(800) 555-0142")], needed=2, zone=CHICAGO)
    assert found is not None
    assert found.lines == (
        "On Mon Aug 17, 2026 at 09:00 CDT we rang [number] to ask for the call: voicemail.",
        "On Mon Aug 17, 2026 at 10:00 CDT we rang (800) 555-0142 to ask for the call: no answer.",
    )


def test_a_try_is_told_with_all_that_was_written_down():
    one = tried(
        1,
        AttemptResult.MESSAGE_WITH_PERSON,
        number="(800) 555-0142",
        person="Pat",
        role="agent",
        hold_minutes=25,
        reference="R-1",
        note="Will pass it on",
    )
    assert attempt_sentence(one, zone=CHICAGO).endswith(
        "message left with a person, Pat (agent). On hold for 25 minutes. Reference R-1. Will pass it on."
    )


AGREED = AgreedTime(
    at(18, 12), 15, "Adaeze Okafor, MD", "", "(608) 555-0111", "P2P-7", "Pat", "Helen Brandt, MD", "internal medicine"
)
CONTRACT = {
    "fields": {
        "plan_name": {"value": "Northgate Senior Advantage"},
        "member_name": {"value": "Ruth Vandermolen"},
        "member_id": {"value": "NSA 3047"},
        "reference_number": {"value": "26-08-07"},
        "requested_service": {"value": "CPAP device."},
        "dates": {"notification": {"value": "2026-08-13"}},
    }
}
FACTS = {
    "practice": {"name": "Cedar Valley Sleep Clinic", "phone": "(608) 555-0110", "direct_line": "(608) 555-0111"},
    "speaker": {"name": "Adaeze Okafor, MD", "specialty": "sleep medicine"},
}


def texts(agreed=AGREED, contract=CONTRACT, facts=FACTS, other="America/New_York"):
    return {
        one.key: one for one in slot_texts(agreed, contract=contract, facts=facts, zone=CHICAGO, other=other, today=NOW)
    }


def test_the_confirmation_says_what_was_agreed_in_both_zones():
    made = texts()
    for key in ("letter", "portal"):
        assert "Tuesday, August 18, 2026, 12:00 pm CDT (1:00 pm EDT for you)" in made[key].text
        assert "Adaeze Okafor, MD, sleep medicine will speak for us." in made[key].text
        assert "peer-to-peer reference P2P-7 and reference 26-08-07" in made[key].text
        assert (
            "Please call the direct line (608) 555-0111, or (608) 555-0110 if nobody answers there." in made[key].text
        )
    assert made["letter"].open == ("name and signature",)
    assert made["portal"].open == ()
    assert "This is not an appeal." in made["letter"].text


def test_a_cover_sheet_and_a_portal_text_name_no_patient():
    for key in ("fax", "portal"):
        for value in ("Vandermolen", "NSA 3047", "CPAP"):
            assert value not in texts()[key].text


def test_what_nobody_knows_stands_in_brackets_and_is_never_made_up():
    bare = AgreedTime(at(18, 12), 15, "", "", "", "", "", "", "")
    made = texts(bare, contract={}, facts={}, other=None)
    assert made["letter"].open == (
        "name of the plan",
        "name of the agent",
        "reference number",
        "member",
        "member ID",
        "service",
        "date of the notice",
        "name of the speaker",
        "name of the reviewer",
        "specialty",
        "direct line",
        "our telephone number",
        "name of the practice",
        "name and signature",
    )
    assert "for you)" not in made["letter"].text


@pytest.mark.parametrize(
    ("theirs", "words"), [("(800) 555-0142", "We will call (800) 555-0142."), ("", "Please call the direct line")]
)
def test_who_rings_is_said(theirs, words):
    from dataclasses import replace

    assert words in texts(replace(AGREED, their_number=theirs))["letter"].text
