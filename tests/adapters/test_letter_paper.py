"""A letter on paper: PDF with links for a packet and without, DOCX with real styles, the same bytes for the same letter."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pikepdf
import pypdfium2

from peercall.adapters.render.letter_docx import render_letter_docx
from peercall.adapters.render.letter_pdf import render_letter
from peercall.domain.correspondence import (
    BlockKind,
    LetterBlock,
    LetterDraft,
    LetterKind,
    Mark,
    Sentence,
    SourceKind,
)

PAGE, ENTRY = Mark(SourceKind.PAGE, "C14"), Mark(SourceKind.PAGE, "B-2")
LAW = Mark(SourceKind.RULE, "29 CFR 2560.503-1(h)", "us-erisa")


def letter(*, last: str = "We ask for approval.") -> LetterDraft:
    return LetterDraft(
        kind=LetterKind.MEDICAL_NECESSITY,
        title="Letter of medical necessity",
        written_on=date(2026, 8, 19),
        sender=("Cedar Valley Sleep Clinic", "Telephone (608) 555-0110"),
        to=(Sentence("Northgate"), Sentence("Appeals")),
        subject=Sentence("Letter of medical necessity: CPAP"),
        about=(("Member ID", Sentence("NSA 1")),),
        blocks=(
            LetterBlock("h", BlockKind.HEADING, (Sentence("What the chart shows"),)),
            LetterBlock(
                "t",
                BlockKind.TABLE,
                (),
                ("Criterion", "Fact"),
                ((Sentence("AHI"), Sentence("12.5 /h", (PAGE, ENTRY))),),
            ),
            LetterBlock("l", BlockKind.LIST, (Sentence("copies (29 CFR 2560.503-1(h)).", (LAW,)),)),
            LetterBlock("p", BlockKind.PARAGRAPH, (Sentence(last),)),
            LetterBlock("s", BlockKind.SIGNATURE, (Sentence("Adaeze Okafor, MD"),)),
        ),
    )


def links(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [str(note.A.URI) for page in opened.pages for note in page.get("/Annots", []) if "/A" in note]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_marks_of_a_packets_letter_lead_to_their_pages_and_others_are_plain():
    assert links(render_letter(letter(), for_packet=True)) == ["peercall:C/14", "peercall:B-2"]
    plain = render_letter(letter())
    assert links(plain) == []
    assert "(C14, B-2)" in text_of(plain)


def test_an_open_letter_says_so_at_its_top_and_a_finished_one_does_not():
    assert "Draft, not to be sent: fill in or strike the 1 place" in text_of(
        render_letter(letter(last="Send to [fax]."))
    )
    assert "Draft" not in text_of(render_letter(letter()))


def test_pdf_is_tagged_in_english_and_the_same_twice():
    first = render_letter(letter())
    assert first == render_letter(letter())
    with pikepdf.open(io.BytesIO(first)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang).startswith("en")


def test_docx_has_real_styles_a_header_row_and_is_the_same_twice():
    data = render_letter_docx(letter(last="Send to [fax]."))
    assert data == render_letter_docx(letter(last="Send to [fax]."))
    opened = docx.Document(io.BytesIO(data))
    styles = {paragraph.style.name for paragraph in opened.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    assert opened.tables[1].rows[0]._tr.trPr.xpath("w:tblHeader")
    assert "12.5 /h (C14, B-2)" in opened.tables[1].rows[1].cells[1].text
    marked = [run.text for paragraph in opened.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert marked == ["[fax]"]


def test_a_letter_is_read_back_from_its_data_as_it_was():
    assert LetterDraft.from_data(letter().to_data()) == letter()


def test_the_patients_copy_prints_no_marks():
    copy = replace(letter(), kind=LetterKind.PATIENT_COPY)
    assert "C14" not in text_of(
        render_letter(copy.with_blocks((LetterBlock("p", BlockKind.PARAGRAPH, (Sentence("It is so.", (PAGE,)),)),)))
    )


def test_one_entry_of_the_record_is_named_once_behind_a_paragraph_that_tells_it():
    entry = Mark(SourceKind.RECORD, "our record, entry 1")
    said = (Sentence("On Monday we spoke.", (entry,)), Sentence("It was upheld.", (entry,)), Sentence("Why?", (PAGE,)))
    draft = replace(letter(), blocks=(LetterBlock("p", BlockKind.PARAGRAPH, said),))
    told = " ".join(text_of(render_letter(draft)).split())
    assert "On Monday we spoke. It was upheld. (our record, entry 1) Why? (C14)" in told
