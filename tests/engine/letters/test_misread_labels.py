"""A scanned letter: labels that recognition misread still name their field, and no value is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peercall.domain.documents import Document, DocumentKind, Page, RecognizedWord
from peercall.domain.letters import Found, LetterReading
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = replace(Rulebook("", (), {}, {}, {}, {}, {}, {}, {}, {}, {}, PhraseBook()), letters=load_rulebook().letters)
SCAN = """Northgate Health Plan

{label} {value}
Patient: Odile Marchand

Your request for an arthroscopy is denied.
"""


def _read(text: str, *, is_scan: bool) -> LetterReading:
    words = (RecognizedWord(0, 9, (0.1, 0.1, 0.2, 0.12), 95),) if is_scan else ()
    page = Page(1, text, words=words)
    (reading,) = read_letter(Document("denial/a.tiff", "0" * 64, DocumentKind.IMAGE, (page,)), rulebook=RULEBOOK)
    return reading


@pytest.mark.parametrize(
    "label, value, field",
    [
        ("Mernber ID:", "NG 4410 2077", "member_id"),
        ("Me mber 1D:", "NG 4410 2077", "member_id"),
        ("Member lD |", "NG 4410 2077", "member_id"),
        ("0ate of notice:", "03/02/2026", "dates.notification"),
        ("Date of n0tice:", "03/02/2026", "dates.notification"),
        ("Oate of birth:", "11/30/1958", "member_dob"),
        ("Reterence number:", "NR-26-1180", "reference_number"),
    ],
)
def test_misread_label_of_a_scan_names_its_field(label: str, value: str, field: str) -> None:
    reading = _read(SCAN.format(label=label, value=value), is_scan=True)
    found = reading.dates[field[6:]] if field.startswith("dates.") else reading.fields[field]
    assert isinstance(found, Found)
    assert found.span.quote == value


@pytest.mark.parametrize("value", ["O3/O2/2026", "03/02/2O26", "03/42/2026"])
def test_misread_value_is_not_mended(value: str) -> None:
    reading = _read(SCAN.format(label="Date of notice:", value=value), is_scan=True)
    assert not isinstance(reading.dates["notification"], Found)


def test_a_page_with_its_own_text_is_taken_at_its_word() -> None:
    reading = _read(SCAN.format(label="Mernber ID:", value="NG 4410 2077"), is_scan=False)
    assert not isinstance(reading.fields["member_id"], Found)
