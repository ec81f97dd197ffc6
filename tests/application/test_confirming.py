"""A reading on its way to being confirmed: what is open, what a person does to a field, what changed between versions."""

from __future__ import annotations

from typing import Any

import pytest

from peercall.application.site import corrections
from peercall.application.site.confirming import clock_rows, field_view, groups_of, kept_receipt, open_for_confirmation
from peercall.application.site.corrections import what_changed
from peercall.application.site.field_text import day_words, entry_text
from peercall.application.site.field_words import RECEIVED, SPECS
from peercall.domain.determinations import CaseFile, PlanFacts
from peercall.domain.errors import StepNotPossible
from peercall.domain.terms import LineOfBusiness, Side
from peercall.engine.confirmation import clock_fields_open

BY = "Alex Coordinator"


def case(**plan: Any) -> CaseFile:
    return CaseFile(
        side=Side.PROVIDER,
        time_zone="America/Chicago",
        as_of=None,
        urgency=None,
        denial_files=(),
        moments={},
        plan=PlanFacts(**plan),
    )


def found(value: Any, **more: Any) -> dict[str, Any]:
    return {"value": value, "page": 1, "quote": str(value), "span": [0, 5], "status": "found", **more}


def letter(**fields: Any) -> dict[str, Any]:
    dates = fields.pop("dates", {"notification": found("2026-08-13")})
    read = {
        "member_name": found("Ruth Vandermolen"),
        "decision": found("denied"),
        "p2p_window": {
            **found(7),
            "text": "within 7 days of this notice",
            "unit": "calendar_days",
            "counted_from": "notification_date",
        },
        "service_codes": [{"value": "E0601", "system": "HCPCS", "page": 1, "quote": "E0601", "span": [9, 14]}],
        "stated_reasons": [
            {"value": "Not necessary.", "class": "not_medically_necessary", "page": 1, "quote": "Not necessary."}
        ],
        "dates": dates,
    }
    return {
        "letter": "denial/letter.pdf",
        "sha256": "0" * 64,
        "fields": read | fields,
        "reason_class": "not_medically_necessary",
    }


TWO_DATES = {
    "notification": {
        "value": None,
        "page": None,
        "quote": None,
        "status": "conflicting",
        "why": "two dates are called the date of the notice",
        "candidates": [found("2026-08-13"), {**found("2026-08-15"), "page": 2}],
    }
}


def view(contract: dict[str, Any], path: str, **plan: Any) -> Any:
    return field_view(contract, SPECS[path], case=case(**plan), reasons={})


def test_nothing_is_open_in_a_letter_that_says_what_its_clocks_need():
    assert open_for_confirmation(letter(), case=case()) == ()


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"notification": {"value": None, "status": "not_found"}}, "the time for the call is counted from it"),
        (TWO_DATES, "the letter says more than one thing"),
        (
            {"notification": found("2026-08-13", uncertain=True)},
            "it could not be read for sure: compare it with the page",
        ),
    ],
)
def test_a_date_a_clock_needs_is_open_until_a_person_decides(dates, words):
    contract = letter(dates=dates)
    (one,) = open_for_confirmation(contract, case=case())
    assert (one.label, one.words) == ("Date of the notice", words)
    typed = corrections.correct(contract, "dates.notification", values={"value": "2026-08-14"}, by=BY)
    assert open_for_confirmation(typed, case=case()) == ()
    assert open_for_confirmation(corrections.not_stated(contract, "dates.notification", by=BY), case=case()) == ()
    assert clock_fields_open(contract, case=case()), "the command line asks the same"


def test_a_window_from_the_receipt_asks_when_the_letter_came_unless_nobody_knows():
    window = {**found(4), "unit": "business_days", "counted_from": "receipt_date"}
    contract = letter(p2p_window=window)
    (one,) = open_for_confirmation(contract, case=case())
    assert one.path == RECEIVED
    assert open_for_confirmation(corrections.not_stated(contract, RECEIVED, by=BY), case=case()) == ()
    assert kept_receipt({"denial": {"receipt_at": "2026-08-14T09:10-05:00"}}) == "2026-08-14"
    assert kept_receipt({}) == ""


def test_a_conflict_is_not_accepted_but_chosen_and_the_other_stays_beside_it():
    contract = letter(dates=TWO_DATES)
    with pytest.raises(StepNotPossible):
        corrections.accept(contract, "dates.notification", by=BY)
    with pytest.raises(StepNotPossible):
        corrections.choose(contract, "dates.notification", index=2, by=BY)
    chosen = view(corrections.choose(contract, "dates.notification", index=1, by=BY), "dates.notification")
    assert (chosen.state, chosen.text, chosen.mark.page) == ("chosen", "Sat Aug 15, 2026", 2)
    assert [one.text for one in chosen.choices] == ["Thu Aug 13, 2026", "Sat Aug 15, 2026"]


def test_a_typed_value_is_the_persons_own_and_keeps_what_was_read_with_its_place():
    contract = letter()
    typed = corrections.correct(contract, "member_name", values={"value": "Ruth Vandermeulen"}, by=BY)
    entry = typed["fields"]["member_name"]
    assert "quote" not in entry and entry["read"]["quote"] == "Ruth Vandermolen"
    shown = view(typed, "member_name")
    assert (shown.state, shown.text, shown.read, shown.mark.page) == (
        "corrected",
        "Ruth Vandermeulen",
        "Ruth Vandermolen",
        1,
    )
    again = corrections.correct(typed, "member_name", values={"value": "R. Vandermeulen"}, by=BY)
    assert again["fields"]["member_name"]["read"]["value"] == "Ruth Vandermolen"
    back = corrections.as_read(again, "member_name", proposal=contract)
    assert back["fields"]["member_name"] == contract["fields"]["member_name"]
    assert contract == letter(), "the contract given is not changed"


def test_typing_what_was_read_counts_as_accepting_it():
    typed = corrections.correct(letter(), "member_name", values={"value": "Ruth Vandermolen"}, by=BY)
    assert typed["fields"]["member_name"]["checked"] == "accepted"


def test_what_the_letter_does_not_say_is_neither_lost_nor_counted():
    made = corrections.not_stated(letter(), "p2p_window", by=BY)
    shown = view(made, "p2p_window")
    assert (shown.state, shown.text) == ("not_stated_checked", "")
    assert shown.read == "7 calendar days from the date of the notice"
    accepted = corrections.accept(letter(facility={"value": None, "status": "not_found"}), "facility", by=BY)
    assert view(accepted, "facility").state == "not_stated_checked"


def test_entries_of_a_list_keep_their_place_unless_they_are_changed():
    rows = [{"value": "E0601", "was": 0, "system": "HCPCS"}, {"value": "E0562", "was": None, "system": "HCPCS"}]
    made = corrections.correct_list(letter(), "service_codes", rows=rows, by=BY, reasons={})
    shown = view(made, "service_codes")
    assert [(item.words, item.mark is not None) for item in shown.items] == [
        ("HCPCS E0601", True),
        ("HCPCS E0562", False),
    ]
    assert shown.state == "corrected"
    same = corrections.correct_list(letter(), "service_codes", rows=rows[:1], by=BY, reasons={})
    assert view(same, "service_codes").state == "accepted"
    other = corrections.correct_list(
        letter(), "service_codes", rows=[{"value": "E0601", "was": 0, "system": "CPT"}], by=BY, reasons={}
    )
    assert view(other, "service_codes").items[0].words == "CPT E0601"


def test_the_class_of_the_reasons_follows_the_reasons():
    rows = [{"value": "Records were missing.", "was": None, "class": "insufficient_documentation"}]
    made = corrections.correct_list(letter(), "stated_reasons", rows=rows, by=BY, reasons={})
    assert (made["reason_class"], made["other_reason_classes"]) == ("insufficient_documentation", [])
    none = corrections.correct_list(letter(), "stated_reasons", rows=[], by=BY, reasons={})
    assert none["reason_class"] is None


def test_every_field_stands_in_one_group_and_what_is_open_comes_first():
    contract = letter(dates=TWO_DATES)
    groups = groups_of(contract, case=case(), open_fields=open_for_confirmation(contract, case=case()), reasons={})
    assert groups[0].title == "To decide first"
    assert [one.path for one in groups[0].fields] == ["dates.notification"]
    paths = [one.path for group in groups for one in (*group.fields, *group.quiet)]
    assert sorted(paths) == sorted(SPECS)


def test_what_the_case_says_of_the_plan_is_told_where_the_letter_says_otherwise():
    contract = letter(line_of_business=found("commercial"))
    shown = view(contract, "line_of_business", line_of_business=LineOfBusiness.MEDICARE_ADVANTAGE)
    assert shown.case_says == "Medicare Advantage"
    assert view(contract, "line_of_business", line_of_business=LineOfBusiness.COMMERCIAL).case_says == ""


def test_two_versions_differ_in_words():
    after = corrections.correct(letter(), "dates.notification", values={"value": "2026-08-14"}, by=BY)
    after = corrections.not_stated(after, "member_name", by=BY)
    assert [(one.label, one.before, one.after) for one in what_changed(letter(), after)] == [
        ("Member", "Ruth Vandermolen", ""),
        ("Date of the notice", "Thu Aug 13, 2026", "Fri Aug 14, 2026"),
    ]
    assert what_changed(letter(), corrections.accept(letter(), "member_name", by=BY)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-08-13", "Thu Aug 13, 2026"),
        ("2026-01-31T16:10-06:00", "Sat Jan 31, 2026, 4:10 pm (UTC-0600)"),
        ("2026-06-25/2026-08-31", "Thu Jun 25, 2026 to Mon Aug 31, 2026"),
        ("August", "August"),
    ],
)
def test_days_are_shown_in_words(text, words):
    assert day_words(text) == words


def test_a_window_is_told_in_words():
    spec = SPECS["p2p_window"]
    assert entry_text(
        spec, {"value": 5, "unit": "business_days", "counted_from": None, "applies_to": "discussion"}
    ) == ("5 business days, counted from what is not said, to hold the call")
    assert entry_text(spec, {"value": None, "until": "2026-09-01"}) == "until Tue Sep 1, 2026"
    assert entry_text(spec, {"value": None, "text": "promptly"}) == "promptly"


def test_a_clock_stands_beside_the_letters_words():
    deadlines = {
        "deadlines": [
            {"id": "external-review", "label": "external review", "rule": "x", "status": "not_started", "drives": None},
            {
                "id": "peer-to-peer",
                "label": "ask for the call",
                "rule": "letter",
                "status": "running",
                "drives": "2026-08-19",
                "time_left": "5 days",
                "readings": [{"reading": "one", "due": "2026-08-20"}, {"reading": "other", "due": "2026-08-19"}],
                "warnings": ["their desk closes early"],
            },
        ]
    }
    first, second = clock_rows(deadlines, contract=letter())
    assert (first.label, first.letter, first.due) == (
        "Ask for the call",
        "within 7 days of this notice",
        "Wed Aug 19, 2026",
    )
    assert first.readings == ("Thu Aug 20, 2026: one", "Wed Aug 19, 2026: other")
    assert (second.letter, second.due, second.rule) == ("", "", "x")


def test_a_sentence_of_the_letter_stays_itself_when_another_is_added():
    term = {"value": 30, "quote": "within\n30 days", "page": 2, "kind": "plan_decision", "unit": "calendar_days"}
    contract = letter(other_windows=[term])
    (item,) = view(contract, "other_windows").items
    rows = [{"value": item.value, "was": 0}, {"value": "within four months", "was": None}]
    made = corrections.correct_list(contract, "other_windows", rows=rows, by=BY, reasons={})
    assert made["fields"]["other_windows"][0] == term
    assert made["fields"]["other_windows"][1]["quote"] == "within four months"
