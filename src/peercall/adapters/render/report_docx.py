"""A reviewer's report as DOCX with real styles: headings, lists, tables with a head row that repeats."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any

import docx
from docx.shared import Pt

from peercall.adapters.render.report_pdf import about, draft_notice, footer, signature_lines
from peercall.adapters.render.word_paper import column_widths, set_up_sheet, signature_line, steady, titled_table
from peercall.domain.review_report import ReportSection, ReportTable, ReviewReport

_PAIR_SHARES = (1, 3)


def render_report_docx(report: ReviewReport) -> bytes:
    """The report; the same bytes for the same version."""
    document = docx.Document()
    _set_up(document, report)
    document.add_paragraph(report.organization, style="Subtitle")
    document.add_paragraph(report.title, style="Title")
    document.add_paragraph(" · ".join(about(report)))
    if notice := draft_notice(report):
        document.add_paragraph().add_run(notice).bold = True
        for one in report.missing:
            document.add_paragraph(one, style="List Bullet")
    for section in report.sections:
        _add(document, section)
    paragraph = signature_line(document)
    for line in signature_lines(report):
        paragraph.add_run().add_break()
        paragraph.add_run(line)
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue())


def _set_up(document: Any, report: ReviewReport) -> None:
    set_up_sheet(
        document,
        sizes={"Normal": 10.5, "Title": 18, "Subtitle": 11, "Heading 1": 12.5, "List Bullet": 10.5},
        title=report.title,
        author=report.signature.by if report.signature else report.organization,
        at=report.made_at.astimezone(UTC),
        footer=footer(report),
    )


def _add(document: Any, section: ReportSection) -> None:
    document.add_paragraph(section.title, style="Heading 1")
    for text in section.paragraphs:
        document.add_paragraph(text)
    if section.pairs:
        table = document.add_table(rows=0, cols=2)
        for label, value in section.pairs:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(label).bold = True
            cells[1].paragraphs[0].add_run(value)
        column_widths(table, _PAIR_SHARES)
        document.add_paragraph().paragraph_format.space_after = Pt(0)
    if section.table is not None:
        _table(document, section.table)
    for text in section.items:
        # items carry their own numbers
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(18), Pt(-14)
    if section.note:
        document.add_paragraph().add_run(section.note).italic = True


def _table(document: Any, made: ReportTable) -> None:
    table = titled_table(document, made.columns)
    for row in made.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text)
    column_widths(table, made.widths)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
