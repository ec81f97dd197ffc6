"""Passages of the chart to read for what is open: short in the guide, with every place on the sources page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from peercall.adapters.render.html_page import heading, listed, words
from peercall.domain.briefs import Lookup
from peercall.domain.results import Candidate
from peercall.engine.lookups import care

LOOKUP_NOTE = (
    "Found by their words only. Nothing here was counted and nothing was decided by it: read the page, judge, and add "
    "what is missing to the record."
)
Exhibits = Sequence[tuple[str, str]]
NOTHING = "Nothing in the chart looks like it."


def _anchor(row: Lookup) -> str:
    return f"read-{row.criterion}"


def _place(candidate: Candidate, exhibits: Exhibits) -> str:
    source = candidate.source
    note = [f"note of {candidate.on}"] if candidate.on is not None else []
    note += [candidate.author] if candidate.author else []
    marks = [f"{letter}{source.page}" for letter, name in exhibits if name == source.document]
    said = ", ".join((*marks, *note))
    return f"{source.document} page {source.page}" + (f" ({said})" if said else "")


def _mind(candidate: Candidate) -> str:
    said = care(candidate)
    return f' <span class="status">({escape(said)})</span>' if said else ""


def lookup_html(row: Lookup, *, sources: str, exhibits: Exhibits = ()) -> str:
    """One open criterion with its passages, for the guide; its name leads to the passages on the sources page.

    exhibits: letters and documents of the brief, so that a page is named as the brief names it.
    """
    name = f'<a class="plain" href="{escape(sources)}#{escape(_anchor(row))}"><strong>{escape(row.text)}</strong></a>'
    if not row.passages:
        return f"<strong>{escape(row.text)}</strong><br>{NOTHING}"
    passages = listed(
        f"look at {words(_place(c, exhibits))}: “{escape(' '.join(c.source.quote.split()))}”{_mind(c)}"
        for c in row.passages
    )
    return f"{name}{passages}"


def lookup_section(row: Lookup, *, exhibits: Exhibits = ()) -> str:
    """One open criterion with its passages, their further places and the words they were found by."""
    body = ['<section class="keep">', heading(3, row.text, id=_anchor(row))]
    for candidate in row.passages:
        quote = " ".join(part.strip() for part in candidate.source.quote.splitlines())
        body.append(f"<blockquote>{escape(quote)}</blockquote>")
        where = f"{_place(candidate, exhibits)}, characters {candidate.source.start}-{candidate.source.end}"
        body.append(
            f'<p class="where">{words(where)}{_mind(candidate)}; found by: {escape(", ".join(candidate.found_by))}</p>'
        )
        if candidate.also_at:
            also = "; ".join(f"{place.document} page {place.page}" for place in candidate.also_at)
            body.append(f'<p class="where">The same words: {escape(also)}</p>')
    if not row.passages:
        body.append(f"<p>{NOTHING}</p>")
    return "".join((*body, "</section>"))
