"""Several services in one letter, each on a line that ends with what was decided of it."""

from __future__ import annotations

import pytest
from tests.engine.letters.test_letters_as_files import RULEBOOK

from peercall.adapters.documents import read_document_bytes
from peercall.domain.letters import Found, LetterReading
from peercall.engine.letters import read_letter

HEAD = "Blue Heron Health Plan\nNotice date: November 20, 2026\nMember: Ida Quintero\n"
TAIL = "\nThe records do not show six weeks of conservative treatment.\n"


def readings(text: str) -> tuple[LetterReading, ...]:
    return read_letter(read_document_bytes((HEAD + text + TAIL).encode(), name="denial/a.txt"), rulebook=RULEBOOK)


def told(reading: LetterReading) -> tuple[object, object, list[object]]:
    def value(name: str) -> object:
        field = reading.fields[name]
        return field.value if isinstance(field, Found) else None

    return value("requested_service"), value("decision"), [code.value for code in reading.lists["service_codes"]]


@pytest.mark.parametrize(
    "text",
    [
        "Service requested: Lumbar MRI (CPT 72148) - DENIED\n"
        "Service requested: Physical therapy (CPT 97110) - APPROVED 12 visits\n"
        "Service requested: Epidural injection (CPT 62323) - DENIED",
        "We decided:\n1. Lumbar MRI, CPT 72148 -- Not approved\n2. Physical therapy (97110) \u2013 Approved for 12 visits\n"
        "3. Epidural injection (CPT 62323) \u2014 denied",
        "\f2. page\nLumbar MRI (CPT 72148) - Denied\nPhysical therapy (97110) - Approved\nEpidural injection (62323) - Denied",
    ],
    ids=["labels", "items", "second page"],
)
def test_each_denied_service_is_a_determination_and_the_approved_one_is_told(text: str) -> None:
    first, second = readings(text)
    assert told(first) == ("Lumbar MRI", "denied", ["72148"])
    assert told(second) == ("Epidural injection", "denied", ["62323"])
    for reading in (first, second):
        assert [item.value for item in reading.lists["approved_services"]] == ["Physical therapy"]
        assert not isinstance(reading.fields["quantity_requested"], Found)
        assert not isinstance(reading.fields["quantity_approved"], Found)


def test_one_outcome_for_all_lines_stays_one_determination() -> None:
    (reading,) = readings("Lumbar MRI (CPT 72148) - Denied\nEpidural injection (CPT 62323) - Denied")
    assert [code.value for code in reading.lists["service_codes"]] == ["72148", "62323"]


def test_line_that_ends_with_other_words_says_nothing_of_its_service() -> None:
    (reading,) = readings("Lumbar MRI (CPT 72148) - without contrast\nPhysical therapy (CPT 97110) - Approved")
    assert reading.lists["approved_services"] == ()


def test_day_of_no_calendar_is_told_with_its_page() -> None:
    (reading,) = readings("Dear Dr. Okafor,\fWe received the request on November 31, 2026.")
    assert 'page 2: "November 31, 2026" is on no calendar and was not read as a date' in reading.warnings
