"""The call guide as one printable HTML page."""

from __future__ import annotations

from html import escape

from peercall.adapters.render.html_page import contents, heading, line_html, listed, page, pairs_table, words
from peercall.adapters.render.lookup_html import LOOKUP_NOTE, lookup_html
from peercall.domain.briefs import Brief, CallGuide, Line

SOURCES = "sources.html"
#: sections of the brief that the guide has in full, so that nothing of them is missing here
_IN_THE_GUIDE = frozenset({"objections"})


def _said(line: Line) -> str:
    return line_html(line, sources=SOURCES)


def render_guide(guide: CallGuide, brief: Brief) -> str:
    """Self-contained HTML in the order of use: warnings, the scheduling call, what to read first, the call, the close.

    brief: the fitted brief of the same case; what left its page and stands nowhere here is listed at the end. Marks lead
    to sources.html beside it. On paper the call begins a page of its own.
    """
    parts = _parts(guide, brief)
    numbered = [(f"part-{number}", f"{number}. {title}", body) for number, (title, body) in enumerate(parts, start=1)]
    out = [heading(1, guide.title), f'<p class="fine">{words(brief.footer)}</p>']
    out.append(contents((anchor, title) for anchor, title, _ in numbered))
    if guide.warnings:
        out.append('<div class="note">' + heading(2, "Know first"))
        out.append(listed(words(text) for text in guide.warnings) + "</div>")
    for anchor, title, body in numbered:
        out.append(heading(2, title, id=anchor, new_page=title.endswith(_CALL)))
        out.extend(body)
    left = [item for item in brief.omitted if item.section not in _IN_THE_GUIDE]
    if left:
        out.append(heading(2, "Left off the one page for room"))
        out.append(listed(f"<em>{escape(item.section)}</em>: {words(item.text)}" for item in left))
    return page(guide.title, body=out)


_CALL = "The call"


def _parts(guide: CallGuide, brief: Brief) -> list[tuple[str, list[str]]]:
    """Headings with what stands under them, in the order of use; an empty part has no heading."""
    parts = [("Get the slot", _slot(guide))]
    if guide.lookups:
        note = f'<p class="fine">{LOOKUP_NOTE}</p>'
        found = listed(lookup_html(row, sources=SOURCES, exhibits=brief.exhibits) for row in guide.lookups)
        parts.append(("Before the call: where to look for what is open", [note, found]))
    parts.append((_CALL, _call(guide)))
    if guide.answers:
        rows = listed(f"<strong>{words(row.objection)}</strong><br>{_said(row.answer)}" for row in guide.answers)
        parts.append(("If they say", [rows]))
    if guide.interruptions:
        rows = listed(f"<strong>{escape(when)}</strong><br>{escape(say)}" for when, say in guide.interruptions)
        parts.append(("When the call goes off course", [rows]))
    parts.append(("Before you hang up", [listed(map(_said, guide.closing), kind="check")]))
    return parts


def _slot(guide: CallGuide) -> list[str]:
    return [
        '<div class="say">' + listed(map(_said, guide.request_script), ordered=True) + "</div>",
        heading(3, "Times to offer"),
        listed(map(words, guide.blocks), ordered=True) if guide.blocks else "<p>None that can be offered.</p>",
        heading(3, "Request form"),
        pairs_table(guide.form_fields, caption="Copy into the plan's form or read out"),
    ]


def _call(guide: CallGuide) -> list[str]:
    out = []
    for number, part in enumerate(guide.parts, start=1):
        out.append("<section>" + heading(3, f"Part {number}: {part.heading}", small=part.minutes))
        out.append(listed(map(_said, part.lines)) + "</section>")
    out.append(heading(3, "About the reviewer's specialty"))
    out.append(f'<p class="say">{_said(guide.specialty_sentence)}</p>')
    return out
