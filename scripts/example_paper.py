"""Typesets the papers of an example from plain blocks: a letter (PDF or DOCX) and a chart print-out (PDF).

The same blocks give the same bytes: no clock, no random name, no compression (whose bytes differ between zlib builds).
A block is a mapping with one key that names its kind:

    h: heading              p: paragraph            lines: one paragraph a line      bullets: list
    kv: label/value pairs   table: {head, rows, widths}   box: framed paragraph       columns: [left blocks, right blocks]
    space: points           break: page break (letters only)
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt
from reportlab.lib import colors, pagesizes
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, PageBreak, Paragraph, Spacer, Table, TableStyle

FICTIONAL = "Fictional example. No real person, plan or practice."
WIDTH, HEIGHT = pagesizes.letter
MARGIN = 54.0

Block = Mapping[str, Any]


class Stationery:
    """Fonts, sizes and colour of one kind of paper."""

    def __init__(self, *, family: str = "Helvetica", size: float = 10, accent: str = "#000000") -> None:
        self.accent = colors.HexColor(accent)
        roman, bold = ("Times-Roman", "Times-Bold") if family == "Times" else (family, f"{family}-Bold")
        self.roman, self.bold = roman, bold
        self.body = ParagraphStyle("body", fontName=roman, fontSize=size, leading=size * 1.27, spaceAfter=size * 0.45)
        self.line = ParagraphStyle("line", parent=self.body, spaceAfter=1.5)
        self.cell = ParagraphStyle("cell", parent=self.body, spaceAfter=0, fontSize=size - 0.7, leading=size * 1.18)
        self.head = ParagraphStyle("head", parent=self.cell, fontName=bold)
        self.heading = ParagraphStyle(
            "heading",
            parent=self.body,
            fontName=bold,
            fontSize=size + 1.2,
            textColor=self.accent,
            spaceBefore=size * 0.55,
            spaceAfter=size * 0.3,
        )
        self.title = ParagraphStyle("title", parent=self.heading, fontSize=size + 5, leading=size + 8, spaceBefore=0)
        self.small = ParagraphStyle("small", parent=self.body, fontSize=size - 2, leading=size, textColor=colors.grey)
        self.center = ParagraphStyle("center", parent=self.title, alignment=TA_CENTER)
        self.right = ParagraphStyle("right", parent=self.body, alignment=TA_RIGHT, spaceAfter=0)


def _table(rows: Sequence[Sequence[Any]], *, style: Stationery, widths: Sequence[float], head: bool) -> Table:
    set_rows = [
        [Paragraph(escape(str(cell)), style.head if head and number == 0 else style.cell) for cell in row]
        for number, row in enumerate(rows)
    ]
    table = Table(set_rows, colWidths=list(widths), hAlign="LEFT", repeatRows=1 if head else 0)
    rules = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.Color(0.75, 0.75, 0.75)),
    ]
    if head:
        rules += [
            ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.92, 0.92, 0.92)),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, style.accent),
        ]
    table.setStyle(TableStyle(rules))
    return table


def _widths(shares: Sequence[float] | None, columns: int, width: float) -> list[float]:
    shares = shares or [1.0] * columns
    return [width * share / sum(shares) for share in shares]


def flow(blocks: Iterable[Block], *, style: Stationery, width: float) -> list[Flowable]:
    """The blocks as things that can be set on a page of `width` points. Raises KeyError for an unknown kind."""
    out: list[Flowable] = []
    for block in blocks:
        ((kind, value),) = block.items()
        if kind in {"h", "title", "center"}:
            out.append(
                Paragraph(escape(value), {"h": style.heading, "title": style.title, "center": style.center}[kind])
            )
        elif kind in {"p", "small", "right"}:
            out.append(Paragraph(escape(value), {"p": style.body, "small": style.small, "right": style.right}[kind]))
        elif kind == "lines":
            out += [Paragraph(escape(line), style.line) for line in value]
            out.append(Spacer(1, 4))
        elif kind == "bullets":
            out += [Paragraph(escape(text), style.body, bulletText=f"{n}.") for n, text in enumerate(value, start=1)]
            for bullet in out[-len(value) :]:
                bullet.style = ParagraphStyle(
                    "bullet", parent=style.body, leftIndent=16, bulletIndent=2, bulletFontName=style.roman
                )
        elif kind == "kv":
            rows = [[label, text] for label, text in value]
            out += [_table(rows, style=style, widths=_widths([1, 2.4], 2, width), head=False), Spacer(1, 7)]
        elif kind == "table":
            rows = [value["head"], *value["rows"]]
            widths = _widths(value.get("widths"), len(value["head"]), width)
            out += [_table(rows, style=style, widths=widths, head=True), Spacer(1, 7)]
        elif kind == "box":
            box = Table([[flow(value, style=style, width=width - 18)]], colWidths=[width])
            box.setStyle(
                TableStyle([("BOX", (0, 0), (-1, -1), 0.9, style.accent), ("LEFTPADDING", (0, 0), (-1, -1), 8)])
            )
            out += [box, Spacer(1, 7)]
        elif kind == "columns":
            half = (width - 14) / 2
            columns = Table([[flow(side, style=style, width=half - 12) for side in value]], colWidths=[half + 7] * 2)
            columns.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
            out += [columns, Spacer(1, 5)]
        elif kind == "space":
            out.append(Spacer(1, float(value)))
        elif kind == "break":
            out.append(PageBreak())
        else:
            raise KeyError(kind)
    return out


def _canvas(stream: io.BytesIO, *, title: str, author: str) -> Canvas:
    canvas = Canvas(stream, pagesize=pagesizes.letter, pageCompression=0, invariant=1, lang="en-US")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("peercall examples")
    return canvas


def _fill(canvas: Canvas, story: list[Flowable], *, top: float, bottom: float, where: str) -> None:
    """Sets the story on the current page. Raises ValueError when it does not fit: page numbers must not move."""
    frame = Frame(MARGIN, bottom, WIDTH - 2 * MARGIN, top - bottom, 0, 0, 0, 0)
    frame.addFromList(story, canvas)
    if story:
        raise ValueError(f"{where}: the page is too full by {len(story)} blocks")


def letter_pdf(source: Mapping[str, Any]) -> bytes:
    """The denial letter: letterhead on page 1, a short head on the others, form number and page count at the foot.

    source: `look` (family, size, accent, band), `sender` (name and lines), `form`, `blocks` with `break: true` between
    pages.
    """
    look = dict(source["look"])
    band = look.pop("band", False)
    style = Stationery(**look)
    sender = source["sender"]
    pages: list[list[Block]] = [[]]
    for block in source["blocks"]:
        if "break" in block:
            pages.append([])
        else:
            pages[-1].append(block)
    stream = io.BytesIO()
    canvas = _canvas(stream, title=source["title"], author=sender["name"])
    for number, blocks in enumerate(pages, start=1):
        top = HEIGHT - (112 if number == 1 else 78)
        canvas.setFillColor(style.accent)
        if number == 1 and band:
            canvas.rect(0, HEIGHT - 92, WIDTH, 92, stroke=0, fill=1)
            canvas.setFillColor(colors.white)
            canvas.setFont(style.bold, 19)
            canvas.drawString(MARGIN, HEIGHT - 46, sender["name"])
            canvas.setFont(style.roman, 9)
            for row, text in enumerate(sender["lines"]):
                canvas.drawString(MARGIN, HEIGHT - 62 - 11 * row, text)
        elif number == 1:
            canvas.setFont(style.bold, 17)
            canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 52, sender["name"])
            canvas.setFont(style.roman, 9)
            canvas.setFillColor(colors.black)
            for row, text in enumerate(sender["lines"]):
                canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 66 - 11 * row, text)
            canvas.setStrokeColor(style.accent)
            canvas.setLineWidth(1.4)
            canvas.line(MARGIN, HEIGHT - 102, WIDTH - MARGIN, HEIGHT - 102)
        else:
            canvas.setFont(style.roman, 8.5)
            canvas.drawString(MARGIN, HEIGHT - 56, source["running_head"])
            canvas.setStrokeColor(style.accent)
            canvas.line(MARGIN, HEIGHT - 62, WIDTH - MARGIN, HEIGHT - 62)
        _fill(
            canvas,
            flow(blocks, style=style, width=WIDTH - 2 * MARGIN),
            top=top,
            bottom=58,
            where=f"{source['title']}, page {number}",
        )
        canvas.setFont(style.roman, 7.5)
        canvas.setFillColor(colors.Color(0.35, 0.35, 0.35))
        canvas.drawString(MARGIN, 34, f"{source['form']}     {FICTIONAL}")
        canvas.drawRightString(WIDTH - MARGIN, 34, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def printout_pdf(source: Mapping[str, Any], *, pages: Sequence[tuple[str, Sequence[Block]]]) -> bytes:
    """The chart print-out: one sheet a (title, blocks) pair, the patient in the head of every sheet.

    source: `practice`, `patient_line`, `printed`, `size`.
    """
    style = Stationery(size=source.get("size", 10))
    stream = io.BytesIO()
    canvas = _canvas(stream, title=f"Chart print-out, {source['practice']}", author=source["practice"])
    for number, (title, blocks) in enumerate(pages, start=1):
        canvas.setFont("Helvetica-Bold", 8.5)
        canvas.drawString(MARGIN, HEIGHT - 36, source["practice"])
        canvas.setFont("Helvetica", 8.5)
        canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 36, source["patient_line"])
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, HEIGHT - 41, WIDTH - MARGIN, HEIGHT - 41)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(MARGIN, HEIGHT - 60, title)
        _fill(
            canvas,
            flow(blocks, style=style, width=WIDTH - 2 * MARGIN),
            top=HEIGHT - 70,
            bottom=50,
            where=f"{source['practice']}, page {number} ({title})",
        )
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(MARGIN, 32, f"Printed {source['printed']}     {FICTIONAL}")
        canvas.drawRightString(WIDTH - MARGIN, 32, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def letter_docx(source: Mapping[str, Any]) -> bytes:
    """The denial letter as a word-processor file with header, footer, tables and an explicit page break.

    Same source as `letter_pdf`, plus `made_on` (ISO day) for its properties.
    """
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = source["look"]["family"], Pt(source["look"]["size"])
    normal.paragraph_format.space_after = Pt(5)
    properties = document.core_properties
    properties.title, properties.author = source["title"], source["sender"]["name"]
    properties.last_modified_by, properties.comments, properties.revision = source["sender"]["name"], FICTIONAL, 1
    made = dt.datetime.combine(dt.date.fromisoformat(source["made_on"]), dt.time(9, 0), dt.UTC).replace(tzinfo=None)
    properties.created = properties.modified = made
    section = document.sections[0]
    section.left_margin = section.right_margin = Pt(64)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = header.add_run(source["sender"]["name"])
    run.bold, run.font.size = True, Pt(16)
    for line in source["sender"]["lines"]:
        paragraph = section.header.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
    footer = section.footer.paragraphs[0]
    footer.text, footer.alignment = f"{source['form']}   {FICTIONAL}", WD_ALIGN_PARAGRAPH.CENTER
    for block in source["blocks"]:
        ((kind, value),) = block.items()
        if kind in {"h", "title"}:
            run = document.add_paragraph().add_run(value)
            run.bold, run.font.size = True, Pt(source["look"]["size"] + (3 if kind == "title" else 1))
        elif kind in {"p", "small"}:
            document.add_paragraph(value)
        elif kind == "lines":
            for line in value:
                document.add_paragraph(line).paragraph_format.space_after = Pt(0)
            document.add_paragraph()
        elif kind == "bullets":
            for text in value:
                document.add_paragraph(text, style="List Bullet")
        elif kind == "kv":
            table = document.add_table(rows=0, cols=2, style="Table Grid")
            for label, text in value:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = label, text
                cells[0].paragraphs[0].runs[0].bold = True
            document.add_paragraph()
        elif kind == "break":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            raise KeyError(kind)
    _drop_unused(document)
    stream = io.BytesIO()
    document.save(stream)
    return _stable_zip(stream.getvalue())


def _drop_unused(document: Any) -> None:
    """Takes out what the word processor's template brings along and the letter does not use (nine tenths of its size)."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in {"Table Grid", "Normal Table"}:
            style.element.getparent().remove(style.element)
    for owner in (document.part, document.part.package):
        for name, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in {"stylesWithEffects", "thumbnail", "customXml"}:
                owner.rels.pop(name)


def _stable_zip(data: bytes) -> bytes:
    """The same archive with fixed times, fixed order and no compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr, info.create_system = 0o600 << 16, 3
            new.writestr(info, old.read(name))
    return out.getvalue()
