"""What letters and reports as DOCX share: the sheet, a table with a head row that repeats, the line to sign on, equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

_TEXT_INCHES = 6.5
_EPOCH = (1980, 1, 1, 0, 0, 0)


def set_up_sheet(
    document: Any, *, sizes: Mapping[str, float], title: str, author: str, at: datetime, footer: str
) -> None:
    """A US letter sheet with its styles (name to points), properties and foot. at: aware, in UTC."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin = section.bottom_margin = Inches(0.8)
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = None
        style.paragraph_format.space_after = Pt(4)
    core = document.core_properties
    core.title, core.author = title, author
    core.created = core.modified = at
    core.language, core.comments = "en-US", ""
    section.footer.paragraphs[0].text = footer


def titled_table(document: Any, columns: Iterable[str]) -> Any:
    """A table with its titles in a head row that repeats on each page."""
    titles = tuple(columns)
    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    return table


def signature_line(document: Any) -> Any:
    """The line to sign on; the paragraph, for the lines below it."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(28)
    paragraph.paragraph_format.keep_together = True
    paragraph.add_run("_" * 38)
    return paragraph


def column_widths(table: Any, shares: Sequence[int]) -> None:
    """The columns of the table take these shares of the text's width."""
    total = sum(shares)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Inches(_TEXT_INCHES * share / total)


def steady(data: bytes) -> bytes:
    """The same package with fixed times, so that equal letters are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename, _EPOCH), old.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()
