"""The same letter as PDF with tables by position, as a Word file, and in two columns: the same fields."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from reportlab.lib.pagesizes import letter as us_letter
from reportlab.pdfgen.canvas import Canvas

from peercall.adapters.documents import read_document_bytes
from peercall.domain.letters import Found, LetterReading
from peercall.domain.phrases import PhraseBook
from peercall.domain.rulebook import Rulebook
from peercall.engine.letters import read_letter
from peercall.rulebook.load import load_rulebook

RULEBOOK = replace(Rulebook("", (), {}, {}, {}, {}, {}, {}, {}, {}, {}, PhraseBook()), letters=load_rulebook().letters)
TITLES = ("Patient", "Member ID", "Date of birth", "Case number")
VALUES = ("Odile Marchand", "NG 4410 2077 01", "11/30/1958", "NR-26-1180")
HEAD = ("Northgate Health Plan", "Notice date: 03/02/2026")
PARAGRAPHS = (
    "Dear Dr. Okafor:",
    "We received your request for a left shoulder arthroscopy (CPT 29826) on 02/24/2026. The request is not approved.",
    "Reason for the decision",
    "The notes do not show six weeks of supervised exercise. No imaging report was sent.",
    "Peer-to-peer",
    "The surgeon may request a peer-to-peer within 7 calendar days of the date of this notice. Call (402) 555-0118, "
    "weekdays 8 a.m. to 5 p.m. Central time.",
    "Appeal",
    "You may appeal within 180 days of receipt of this notice. For an expedited appeal call (402) 555-0120.",
)
EXPECTED = {
    "plan_name": "Northgate Health Plan",
    "member_name": "Odile Marchand",
    "member_id": "NG 4410 2077 01",
    "member_dob": "1958-11-30",
    "reference_number": "NR-26-1180",
    "requested_service": "left shoulder arthroscopy",
    "decision": "denied",
    "p2p_offered": True,
    "p2p_phone": "(402) 555-0118",
    "p2p_hours": "Mon-Fri 08:00-17:00 America/Chicago",
    "expedited_phone": "(402) 555-0120",
    "p2p_window": "within 7 calendar days of the date of this notice",
    "appeal_deadline": "within 180 days of receipt of this notice",
}


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _as_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=us_letter, invariant=1)
    canvas.setFont("Helvetica", 10)
    y = 740
    for line in HEAD:
        canvas.drawString(72, y, line)
        y -= 13
    for row in (TITLES, VALUES):
        y -= 14
        for x, cell in zip((72, 190, 320, 430), row, strict=True):
            canvas.drawString(x, y, cell)
    for paragraph in PARAGRAPHS:
        y -= 14
        for line in _wrapped(paragraph, 90):
            canvas.drawString(72, y - 10, line)
            y -= 13
    canvas.save()
    return out.getvalue()


def _as_columns() -> bytes:
    """Two columns, drawn line by line across the page as some print drivers do."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=us_letter, invariant=1)
    canvas.setFont("Helvetica", 10)
    for number, line in enumerate((*HEAD, *(f"{a}: {b}" for a, b in zip(TITLES, VALUES, strict=True)))):
        canvas.drawString(72, 740 - 13 * number, line)
    left = [line for paragraph in PARAGRAPHS[:4] for line in _wrapped(paragraph, 38)]
    right = [line for paragraph in PARAGRAPHS[4:] for line in _wrapped(paragraph, 38)]
    for number in range(max(len(left), len(right))):
        for x, column in ((72, left), (320, right)):
            if number < len(column):
                canvas.drawString(x, 620 - 13 * number, column[number])
    canvas.save()
    return out.getvalue()


def _as_word() -> bytes:
    word = docx.Document()
    for line in HEAD:
        word.add_paragraph(line)
    table = word.add_table(rows=4, cols=2)
    for row, pair in zip(table.rows, zip(TITLES, VALUES, strict=True), strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            cell.text = text
    for paragraph in PARAGRAPHS:
        word.add_paragraph(paragraph)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _read(data: bytes) -> LetterReading:
    (reading,) = read_letter(read_document_bytes(data, name="denial/letter"), rulebook=RULEBOOK)
    return reading


@pytest.mark.parametrize("make", [_as_pdf, _as_columns, _as_word])
def test_letter_gives_the_same_fields_in_every_kind_of_file(make) -> None:
    reading = _read(make())
    got = {name: field.value if isinstance(field := reading.fields[name], Found) else field for name in EXPECTED}
    assert got == EXPECTED
    dates = {role: field.value for role, field in reading.dates.items() if isinstance(field, Found)}
    assert dates == {"notification": "2026-03-02", "request_received": "2026-02-24"}
    assert [item.value for item in reading.lists["stated_reasons"]] == [
        "The notes do not show six weeks of supervised exercise.",
        "No imaging report was sent.",
    ]
