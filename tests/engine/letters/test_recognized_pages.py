"""A letter read from a picture: uncertain numbers are marked, accepted by nobody but a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from peercall.domain.determinations import AdverseDetermination, CaseFile, PlanFacts
from peercall.domain.documents import Document, DocumentKind, Page, RecognizedWord
from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.letters import Found, LetterReading
from peercall.domain.terms import Side
from peercall.engine.confirmation import confirm_determination
from peercall.engine.contract import reading_to_contract
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = load_rulebook()
TEXT = """Northgate Health Plan

Date of notice:\t03/12/2026
Member ID:\tNGH 4410 2077 01

The request for an MRI of the knee (CPT 73721) is denied. A peer-to-peer call may be requested within 14 calendar days of the
date of this notice. Call (402) 555-0117."""


def _read(*uncertain: str, doubt: str | None = None, more: str = "") -> LetterReading:
    words, at = [], 0
    whole = TEXT + more
    for text in whole.split():
        at = whole.index(text, at)
        confidence = 41 if text in uncertain else 95
        words.append(RecognizedWord(at, at + len(text), (0.1, 0.1, 0.2, 0.12), confidence))
        at += len(text)
    page = Page(1, whole, words=tuple(words), doubt=doubt)
    return read_letter(Document("denial/scan.tif", "ab" * 32, DocumentKind.IMAGE, (page,)), rulebook=RULEBOOK)[0]


def _accept(reading: LetterReading) -> AdverseDetermination:
    now = datetime(2026, 3, 13, 15, tzinfo=UTC)
    case = CaseFile(side=Side.PROVIDER, time_zone="America/Chicago", as_of=now, urgency=None,
                    denial_files=("denial/scan.tif",), moments={}, plan=PlanFacts())  # fmt: skip
    return confirm_determination(
        reading_to_contract(reading, reasons={}), case=case, by="Ada Okafor", at=now, accept=True
    )


def test_a_recognised_letter_without_doubt_says_that_it_was_recognised_and_can_be_accepted() -> None:
    reading = _read()
    assert reading.warnings == ("the text of page 1 was recognised from a picture; compare each value",)
    _accept(reading)


def test_an_uncertain_notice_date_is_marked_and_not_accepted_as_read() -> None:
    reading = _read("03/12/2026")
    found = reading.dates["notification"]
    assert isinstance(found, Found)
    assert found.value == "2026-03-12"
    assert found.extra["uncertain"] is True
    assert "uncertain recognition" in str(found.how)
    assert "uncertain recognition, look at the page: dates.notification" in reading.warnings
    with pytest.raises(LetterNotConfirmed, match=r"fields\.dates\.notification was not recognised for sure"):
        _accept(reading)


def test_an_uncertain_window_is_not_accepted_as_read() -> None:
    with pytest.raises(LetterNotConfirmed, match=r"fields\.p2p_window was not recognised for sure"):
        _accept(_read("14"))


def test_an_uncertain_identifier_is_marked_and_starts_no_clock() -> None:
    reading = _read("2077")
    contract = reading_to_contract(reading, reasons={})
    assert contract["fields"]["member_id"]["uncertain"] is True
    assert "uncertain" not in contract["fields"]["dates"]["notification"]
    _accept(reading)


def test_what_of_a_page_could_not_be_made_out_is_told() -> None:
    reading = _read(doubt="1 line could not be made out (handwriting, a stamp or noise), the first in the middle")
    assert any(warning.startswith("page 1: 1 line could not be made out") for warning in reading.warnings)


def test_a_code_read_as_a_number_is_proposed_for_a_person_and_not_accepted_as_read() -> None:
    reading = _read(more=" The knee hurts after a stroke (163.511).")
    (code,) = reading.lists["diagnosis_codes"]
    assert (code.value, code.span.quote, code.extra["uncertain"]) == ("I63.511", "163.511", True)
    assert "uncertain recognition, look at the page: diagnosis_codes" in reading.warnings
    assert _accept(reading).service.diagnosis_codes == ()


@pytest.mark.parametrize(
    "more", [" The score was 163.511.", " Paid ($163.51) and", " Stroke (I63.511), page (163.511)."]
)
def test_a_number_that_is_no_code_and_a_letter_with_codes_propose_none(more: str) -> None:
    codes = _read(more=more).lists["diagnosis_codes"]
    assert all("uncertain" not in code.extra for code in codes)
