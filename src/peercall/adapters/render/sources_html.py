"""Every source mark of the brief with its words and place, as one HTML page with an anchor for each mark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from peercall.adapters.render.html_page import heading, line_html, listed, page, words
from peercall.adapters.render.lookup_html import LOOKUP_NOTE, lookup_section
from peercall.domain.briefs import Brief, Line, Lookup, Mark
from peercall.domain.documents import Document
from peercall.domain.provenance import Attestation, CaseSource, ResourceSource, SegmentSource, Source, SourceSpan
from peercall.engine.office_words import office_words
from peercall.engine.wording import moment_text


def _source(source: Source, *, place_told: bool) -> str:
    """The words of a source with their place. place_told: the heading above names document and page already."""
    words, where = _words_and_place(source, place_told=place_told)
    return (
        f'<div class="source"><blockquote>{escape(words)}</blockquote><span class="where">{escape(where)}</span></div>'
    )


def _words_and_place(source: Source, *, place_told: bool) -> tuple[str, str]:
    match source:
        case SourceSpan():
            where = f"characters {source.start}-{source.end}"
            if not place_told:
                where = f"{source.document}, page {source.page}, {where}"
            if source.resource is not None:
                where = f"{where}, {source.resource}"
            return _on_one_line(source.quote), where
        case ResourceSource():
            return source.display, f"{source.document}, {source.resource}, {source.element}"
        case CaseSource():
            return source.display, f"{source.document}, {source.key}: entered by the practice"
        case SegmentSource():
            return source.quote, f"{source.document}, segment {source.segment}"
        case Attestation():
            return source.statement, f"stated by {source.by}, {office_words(moment_text(source.at))}"


def _on_one_line(quote: str) -> str:
    """The quote without the line breaks of its page; the gaps of a table row stay."""
    return " ".join(part.strip() for part in quote.splitlines())


def _page_of(mark: Mark) -> str | None:
    """Document and page when all sources of the mark stand on one page, else None."""
    places = {(s.document, s.page) if isinstance(s, SourceSpan) else None for s in mark.sources}
    place = places.pop() if len(places) == 1 else None
    return f"{place[0]}, page {place[1]}" if place is not None else None


def _used(brief: Brief) -> dict[str, list[str]]:
    """Sentences of the brief by the marks they carry."""
    out: dict[str, list[str]] = {}

    def note(text: str, marks: Sequence[Mark]) -> None:
        for mark in marks:
            texts = out.setdefault(mark.label, [])
            if text not in texts:
                texts.append(text)

    for label, line in brief.header:
        note(f"{label}: {line.text}", line.marks)
    for section in brief.sections:
        for line in section.lines:
            note(line.text, line.marks)
        for row in section.crosswalk:
            note(f"{row.text}: {row.fact.text}", row.fact.marks)
        for treatment in section.treatments:
            note(f"{treatment.what}, {treatment.dates}: {treatment.outcome}", treatment.marks)
        for answer in section.answers:
            note(f"{answer.objection} {answer.answer.text}", answer.answer.marks)
    return out


def render_sources(brief: Brief, documents: Sequence[Document], lookups: Sequence[Lookup] = ()) -> str:
    """Self-contained HTML; the anchor of mark B18 is `#B18`.

    documents: those read; pages that could not be read are named, since no mark can lead there. lookups: passages to
    read for what is open; they stand apart from the marks, since nothing rests on them.
    """
    used = _used(brief)
    body = [heading(1, "Sources of the brief"), f'<p class="fine">{words(brief.footer)}</p>']
    body.append(heading(2, "Exhibits"))
    body.append(listed(f"<strong>{escape(letter)}</strong> {escape(name)}" for letter, name in brief.exhibits))
    unread = [(d.path, p.number, p.unread) for d in documents for p in d.pages if p.unread is not None]
    if unread:
        body.append(heading(3, "Pages that could not be read"))
        body.append(listed(f"{escape(path)}, page {number}: {escape(why or '')}" for path, number, why in unread))
    body.append(heading(2, "Marks"))
    for mark in brief.marks:
        place = _page_of(mark)
        body.append('<section class="keep">' + heading(3, mark.label, small=place, id=mark.label))
        body.extend(_source(source, place_told=place is not None) for source in mark.sources)
        carried = used.get(mark.label, [])
        if carried:
            body.append(
                '<p class="where">Printed with this mark:</p>'
                + listed(f'<span class="where">{words(t)}</span>' for t in carried)
            )
        body.append("</section>")
    if lookups:
        body.append(heading(2, "Passages to read for what is open"))
        body.append(f'<p class="fine">{LOOKUP_NOTE}</p>')
        body.extend(lookup_section(row, exhibits=brief.exhibits) for row in lookups)
    rules = [line for section in brief.sections for line in section.lines if line.rule]
    if rules:
        body.append(heading(2, "Rules and texts behind the page"))
        body.append(listed(_rule(line) for line in rules))
    if brief.omitted:
        body.append(heading(2, "Left off the one page for room"))
        body.append(listed(f"<em>{escape(item.section)}</em>: {words(item.text)}" for item in brief.omitted))
    if brief.hashes:
        body.append(heading(2, "Hashes"))
        rows = listed(
            f'{escape(name)} <span class="fine">{escape(value)}</span>' for name, value in brief.hashes.items()
        )
        body.append(rows)
    return page("Sources of the brief", body=body)


def _rule(line: Line) -> str:
    return f"{escape(line.rule or '')}: {line_html(line, sources='')}"
