"""The call guide as one printable HTML page."""

from __future__ import annotations

from html import escape

from peercall.adapters.render.html_page import heading, line_html, listed, page, pairs_table
from peercall.adapters.render.lookup_html import LOOKUP_NOTE, lookup_html
from peercall.domain.briefs import Brief, CallGuide, Line

SOURCES = "sources.html"


def _said(line: Line) -> str:
    return line_html(line, sources=SOURCES)


def render_guide(guide: CallGuide, brief: Brief) -> str:
    """Self-contained HTML in the order of use: warnings, the scheduling call, the four parts, answers, the close.

    brief: the fitted brief of the same case; what left its page is listed here. Marks lead to sources.html beside it.
    """
    body = [heading(1, guide.title), f'<p class="fine">{escape(brief.footer)}</p>']
    if guide.warnings:
        body.append('<div class="note">' + heading(2, "Know first"))
        body.append(listed(escape(text) for text in guide.warnings) + "</div>")
    body.append(heading(2, "1. Get the slot"))
    body.append('<div class="say">' + listed(map(_said, guide.request_script), ordered=True) + "</div>")
    body.append(heading(3, "Times to offer"))
    body.append(listed(map(escape, guide.blocks), ordered=True) if guide.blocks else "<p>None that can be offered.</p>")
    body.append(heading(3, "Request form"))
    body.append(pairs_table(guide.form_fields, caption="Copy into the plan's form or read out"))
    if guide.lookups:
        body.append(heading(2, "Before the call: where to look for what is open"))
        body.append(f'<p class="fine">{LOOKUP_NOTE}</p>')
        body.append(listed(lookup_html(row, sources=SOURCES) for row in guide.lookups))
    body.append(heading(2, "2. The call"))
    for number, part in enumerate(guide.parts, start=1):
        body.append("<section>" + heading(3, f"Part {number}: {part.heading}", small=part.minutes))
        body.append(listed(map(_said, part.lines)) + "</section>")
    body.append(heading(3, "About the reviewer's specialty"))
    body.append(f'<p class="say">{_said(guide.specialty_sentence)}</p>')
    if guide.answers:
        body.append(heading(2, "3. If they say"))
        body.append(listed(f"<strong>{escape(row.objection)}</strong><br>{_said(row.answer)}" for row in guide.answers))
    if guide.interruptions:
        body.append(heading(2, "4. When the call goes off course"))
        body.append(listed(f"<strong>{escape(when)}</strong><br>{escape(say)}" for when, say in guide.interruptions))
    body.append(heading(2, "5. Before you hang up"))
    body.append(listed(map(_said, guide.closing), kind="check"))
    if brief.omitted:
        body.append(heading(2, "Left off the one page for room"))
        body.append(listed(f"<em>{escape(item.section)}</em>: {escape(item.text)}" for item in brief.omitted))
    return page(guide.title, body=body)
