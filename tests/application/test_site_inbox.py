"""What the inbox proposes and in what order it shows items."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from peercall.application.site.inbox import (
    NEVER,
    OpenCase,
    Shown,
    entry_amount,
    entry_order,
    proposals_for,
    shows_a_denial,
)
from peercall.domain.remittances import InboxLetter

CASE = OpenCase(UUID(int=1), "Ruth Vandermolen", "1955-08-19", "Northgate", "CPAP device")
LETTER = InboxLetter(
    document="letter.pdf",
    sha256="",
    number=1,
    payer="Northgate",
    service_codes=(),
    decision="denied",
    reason_classes=(),
    outcome=None,
    why="",
    window=None,
    notified_on=None,
    clock=None,
    unread_pages=(),
    open_fields=(),
    warnings=(),
)


@pytest.mark.parametrize(
    ("name", "birth_on", "why"),
    [
        ("Ruth Vandermolen", "1955-08-19", "same name and birth date"),
        ("VANDERMOLEN, RUTH", "1955-08-19", "same name and birth date"),
        ("Ruth A. Vandermolen", "", "same name; the birth date could not be compared"),
        ("Ruth Vandermolen", "1955-08-18", None),
        ("Rita Roe", "1955-08-19", None),
        ("Theo Vandermolen", "", None),
        ("", "1955-08-19", None),
    ],
)
def test_a_case_is_proposed_for_the_same_person_only(name, birth_on, why):
    found = proposals_for(Shown(member_name=name, birth_on=birth_on), [CASE])
    assert [one.why for one in found] == ([why] if why else [])


def test_cases_with_the_same_birth_date_come_first_and_at_most_three_are_shown():
    unknown = [replace(CASE, id=UUID(int=number), birth_on="") for number in range(2, 6)]
    found = proposals_for(Shown(member_name="Ruth Vandermolen", birth_on="1955-08-19"), [*unknown, CASE])
    assert [one.case.id.int for one in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("letter", "is_denial"),
    [
        (LETTER, True),
        (replace(LETTER, payer=None, window="within 14 days"), True),
        (replace(LETTER, payer=None), False),
        (replace(LETTER, decision=None, reason_classes=("step_therapy",)), False),
        (replace(LETTER, decision="approved"), False),
        (replace(LETTER, decision="pending_adverse"), True),
    ],
    ids=["who and what", "what and until when", "what alone", "a reason alone", "an approval", "an intent to deny"],
)
def test_a_letter_becomes_a_case_when_it_says_who_decided_what(letter, is_denial):
    assert shows_a_denial([letter]) is is_denial


def test_items_stand_by_their_provisional_day_then_those_without_a_clock_then_those_past():
    def order(clock):
        return entry_order({"clock": clock}, time_zone="America/Chicago")

    soon = order({"ends_if": "2026-12-01", "past": False})
    assert soon == datetime(2026, 12, 2, 6, 0, tzinfo=UTC)
    assert soon < order({"ends_if": "2027-12-01", "past": False}) < order(None) == NEVER
    assert order(None) < order({"ends_if": "2026-01-01", "past": True})


@pytest.mark.parametrize(("text", "amount"), [("1400.00", "1400.00"), (None, "None"), ("?", "None")])
def test_an_amount_nobody_could_read_is_none(text, amount):
    assert str(entry_amount({"amount_at_stake": text})) == amount
