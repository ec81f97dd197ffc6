"""A time for the call whose number cannot be right: its words are kept and told, nothing is counted from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.letters import Found, LetterReading
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.engine.contract import reading_to_contract
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = replace(Rulebook("", (), {}, {}, {}, {}, {}, {}, {}, {}, {}, PhraseBook()), letters=load_rulebook().letters)


def _read(window: str, appeal: str = "180 days") -> LetterReading:
    text = (
        "Northgate Health Plan\nNotice date: 03/02/2026\nMember: Odile Marchand\n\nThe request is denied. The notes do not "
        f"show a trial of therapy.\n\nA peer-to-peer may be requested within {window} of the notice date. Call (402) "
        f"555-0118.\n\nYou may appeal within {appeal} of receipt of this notice.\n"
    )
    return read_letter(Document("denial/a.txt", "0" * 64, DocumentKind.TEXT, (Page(1, text),)), rulebook=RULEBOOK)[0]


@pytest.mark.parametrize("window", ["9999 days", "1,500 business days", "thirty (60) days", "0 days", "4000000 hours"])
def test_a_number_that_cannot_be_right_is_told_and_not_used(window: str) -> None:
    reading = _read(window)
    field = reading.fields["p2p_window"]
    assert isinstance(field, Found) and window in str(field.value)
    assert "value" not in field.extra and "unit" not in field.extra
    entry = reading_to_contract(reading, reasons={})["fields"]["p2p_window"]
    assert (entry["status"], entry["value"], entry["unit"]) == ("found", None, None) and window in entry["text"]
    (told,) = reading.warnings
    assert told.startswith(f'page 1: "within {window}') and told.endswith("was not used; ask the plan")
    appeal = reading.fields["appeal_deadline"]
    assert isinstance(appeal, Found) and appeal.extra["value"] == 180


@pytest.mark.parametrize(
    ("window", "value"), [("999 days", 999), ("1,098 days", 1098), ("1 day", 1), ("sixty (60) days", 60)]
)
def test_the_longest_that_still_counts(window: str, value: int) -> None:
    reading = _read(window)
    field = reading.fields["p2p_window"]
    assert isinstance(field, Found) and field.extra["value"] == value
    assert reading.warnings == ()


def test_an_appeal_of_a_senseless_length_is_told_and_gives_no_deadline() -> None:
    reading = _read("5 business days", appeal="8000 days")
    assert not isinstance(reading.fields["appeal_deadline"], Found)
    (told,) = reading.warnings
    assert '"within 8000 days' in told
