"""A reviewer's report on paper: PDF/A and PDF/UA, DOCX with real styles, the same bytes for the same version."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pikepdf
import pypdfium2
from tests.samples.review_files import ADDED, BODY, CALLED, WHOLE, entry, ground, log_of

from peercall.adapters.render.report_docx import render_report_docx
from peercall.adapters.render.report_pdf import render_report
from peercall.domain.review_report import ReviewReport
from peercall.engine.review_report_versions import next_version, read_version


def signed() -> ReviewReport:
    made = entry("s1", next_version(BODY, ground=ground(log_of(*WHOLE)), sign=True), hours=6)
    log = log_of(*WHOLE, made, entry("x1", ADDED, hours=9))
    return read_version(log.reports[0], ground=ground(log))


def draft(**changes) -> ReviewReport:
    made = next_version(replace(BODY, **changes), ground=ground(log_of(*CALLED)), sign=False)
    log = log_of(*CALLED, entry("d1", made, hours=6))
    return read_version(log.reports[0], ground=ground(log))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join("\n".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def words_of(package: bytes) -> str:
    document = docx.Document(io.BytesIO(package))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_pdf_is_marked_for_archives_and_for_screen_readers():
    with pikepdf.open(io.BytesIO(render_report(signed()))) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert str(opened.Root.Lang) == "en-US"


def test_every_part_and_every_word_of_the_report_is_on_both_papers():
    report = signed()
    printed, written = text_of(render_report(report)), " ".join(words_of(render_report_docx(report)).split())
    for section in report.sections:
        cells = [cell for row in section.table.rows for cell in row] if section.table else []
        assert section.title in printed
        for text in (
            section.title,
            *section.paragraphs,
            *section.items,
            *(value for _, value in section.pairs),
            *cells,
        ):
            assert " ".join(text.split()) in written
    assert "Signed electronically by Rhea Brandt on November 3, 2026 at 4:15 PM CST" in printed
    assert "Draft" not in printed


def test_a_draft_says_so_with_what_is_open():
    report = draft(rationale="")
    for text in (text_of(render_report(report)), words_of(render_report_docx(report))):
        assert "Draft, not signed. Still open:" in text
        assert "The rationale is empty." in text
        assert "Not signed" in text


def test_the_same_version_is_the_same_bytes():
    assert render_report(signed()) == render_report(signed())
    assert render_report_docx(signed()) == render_report_docx(signed())


def test_markup_in_a_reviewers_words_is_printed_as_words():
    report = draft(rationale="#emph[x] *bold* $1 + 1$ <b>7</b> shows a finding of 3 degrees.\n\nSecond paragraph.")
    assert "#emph[x] *bold* $1 + 1$ <b>7</b> shows" in text_of(render_report(report))


def test_the_docx_has_headings_and_tables_with_a_head_row():
    document = docx.Document(io.BytesIO(render_report_docx(signed())))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [section.title for section in signed().sections]
    assert sum("w:tblHeader" in table._tbl.xml for table in document.tables) == 3
