"""A letter as DOCX with real styles (headings, list, table, letterhead), to be edited in a word processor."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt

from peercall.adapters.render.letter_pdf import as_printed, draft_notice, legend, printed_marks, widths
from peercall.adapters.render.word_paper import column_widths, set_up_sheet, signature_line, steady, titled_table
from peercall.domain.correspondence import BlockKind, LetterBlock, LetterDraft, Sentence, pieces


def render_letter_docx(draft: LetterDraft) -> bytes:
    """The letter; the same bytes for the same letter. What is open is highlighted."""
    draft = as_printed(draft)
    document = docx.Document()
    _set_up(document, draft)
    for number, line in enumerate(draft.sender):
        document.add_paragraph(line, style="Title" if number == 0 else "Subtitle")
    if notice := draft_notice(draft):
        document.add_paragraph(style="Normal").add_run(notice).bold = True
    document.add_paragraph(f"{draft.written_on:%B} {draft.written_on.day}, {draft.written_on.year}")
    address = document.add_paragraph()
    for number, one in enumerate(draft.to):
        if number:
            address.add_run().add_break()
        _say(address, one)
    _say(document.add_paragraph(style="Heading 1"), draft.subject, marked=False)
    if draft.about:
        table = document.add_table(rows=0, cols=2)
        for label, text in draft.about:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(label).bold = True
            _say(cells[1].paragraphs[0], text)
        column_widths(table, (1, 3))
    for block in draft.blocks:
        _add(document, block)
    if draft.cited_exhibits:
        document.add_paragraph("Sources", style="Heading 2")
        for letter, name, labels in draft.cited_exhibits:
            document.add_paragraph(style="List Bullet").add_run(f"{letter}: {name}: {', '.join(labels)}")
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue())


def _set_up(document: Any, draft: LetterDraft) -> None:
    set_up_sheet(
        document,
        sizes={"Normal": 10.5, "Title": 16, "Subtitle": 10, "Heading 1": 12.5, "Heading 2": 11, "List Bullet": 10.5},
        title=draft.title,
        author=draft.sender[0] if draft.sender else "",
        at=datetime.combine(draft.written_on, time(12), tzinfo=UTC),
        footer=legend(draft),
    )
    document.styles["Title"].paragraph_format.space_after = Pt(0)


def _add(document: Any, block: LetterBlock) -> None:
    if block.kind is BlockKind.HEADING:
        _say(document.add_paragraph(style="Heading 2"), block.sentences[0])
    elif block.kind is BlockKind.LIST:
        for one in block.sentences:
            _say(document.add_paragraph(style="List Bullet"), one)
    elif block.kind is BlockKind.TABLE:
        table = titled_table(document, block.columns)
        for row in block.rows:
            for cell, said in zip(table.add_row().cells, row, strict=True):
                _say(cell.paragraphs[0], said)
        column_widths(table, widths(block))
        document.add_paragraph()
    elif block.kind is BlockKind.SIGNATURE:
        paragraph = signature_line(document)
        for one in block.sentences:
            paragraph.add_run().add_break()
            _say(paragraph, one)
    else:
        paragraph = document.add_paragraph()
        for number, one in enumerate(block.sentences):
            if number:
                paragraph.add_run(" ")
            _say(paragraph, one)


def _say(paragraph: Any, sentence: Sentence, *, marked: bool = True) -> None:
    for text, is_open in pieces(sentence.text):
        run = paragraph.add_run(text)
        if is_open:
            run.bold, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
    marks = printed_marks(sentence) if marked else ()
    if marks:
        run = paragraph.add_run(f" ({', '.join(one.label for one in marks)})")
        run.bold, run.font.size = True, Pt(8)
