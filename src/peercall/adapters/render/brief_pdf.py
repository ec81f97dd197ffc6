"""The brief as a PDF of exactly one US-Letter page: PDF/A-2a and PDF/UA-1, the same bytes for the same brief.

The type shrinks to a legible least size, then lines leave in the order of their weights; what left is told in
`Brief.omitted`. What may never be left out and does not fit raises BriefDoesNotFit: no sentence is ever cut.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from peercall.adapters.render.glyphs import BOX, FONTS, printable
from peercall.domain.briefs import Brief, Line, Mark, Omission, Section, mark_parts
from peercall.domain.errors import BriefDoesNotFit
from peercall.engine.office_words import office_words

TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"
FONT_FAMILIES = ("Source Sans Pro",)
#: Body sizes in points, largest first; the last is the least that is read at arm's length.
SIZES = (11.0, 10.75, 10.5, 10.25, 10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5)


@dataclass(frozen=True, slots=True)
class _Item:
    """A line or row of the page with its place in the order of leaving."""

    section: str
    text: str
    weight: int


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def _said(text: str) -> str:
    """The text as the page shows it: days and hours in an office's words, in letters the font has."""
    return printable(office_words(text))


def _labels(marks: Sequence[Mark]) -> list[str]:
    return [printable(mark.label) for mark in marks]


def _line(line: Line) -> dict[str, Any]:
    return {"text": _said(line.text), "marks": _labels(line.marks), "status": line.status}


def section_items(section: Section) -> list[tuple[str, int]]:
    """Text and weight of everything a section holds, in page order: lines, criteria, treatments, answers."""
    return [
        *((line.text, line.weight) for line in section.lines),
        *((f"{row.text}: {row.fact.text}", row.weight) for row in section.crosswalk),
        *((f"{row.what}: {row.dates}, {row.dose}, {row.outcome}", row.weight) for row in section.treatments),
        *((f"{row.objection} {row.answer.text}", row.weight) for row in section.answers),
    ]


def _leaving_order(brief: Brief) -> list[tuple[int, int]]:
    """(section number, place in it) of everything that may leave, first to leave first; of equals the lowest leaves."""
    places = [
        (weight, -number, -place)
        for number, section in enumerate(brief.sections)
        for place, (_, weight) in enumerate(section_items(section))
        if weight > 0
    ]
    return [(-number, -place) for _, number, place in sorted(places)]


def _badge(status: str, *, decisive: bool, fact: str) -> str:
    carried = "not needed:" in fact
    if carried and not decisive:
        return "limb" if status == "not_met" else "limb_open"
    return "limb" if carried and status == "not_met" else status


def _section(section: Section, *, number: int, ranks: Mapping[tuple[int, int], int]) -> dict[str, Any]:
    place = iter(range(len(section_items(section))))

    def ranked(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "rank": ranks.get((number, next(place)))}

    return {
        "key": section.key,
        "heading": printable(section.heading),
        "lines": [ranked(_line(line)) for line in section.lines],
        "crosswalk": [
            ranked(
                {
                    "text": _said(row.text),
                    "background": row.status == "met" and not row.decisive,
                    "badge": _badge(row.status, decisive=row.decisive, fact=row.fact.text),
                    "fact": _line(row.fact),
                }
            )
            for row in section.crosswalk
        ],
        "treatments": [
            ranked(
                {
                    "what": _said(row.what),
                    "dates": _said(row.dates),
                    "dose": _said(row.dose),
                    "duration": _said(row.duration),
                    "outcome": _said(row.outcome),
                    "marks": _labels(row.marks),
                }
            )
            for row in section.treatments
        ],
        "answers": [
            ranked({"objection": _said(row.objection), "answer": _line(row.answer)}) for row in section.answers
        ],
    }


def _legend(brief: Brief) -> str:
    named = "; ".join(f"{letter} {_short_name(name)}" for letter, name in brief.exhibits)
    page = next((mark.label for mark in brief.marks if mark.page is not None and mark.exhibit != "A"), None)
    exhibit, _, number = mark_parts(page or "")
    example = f" {page} is page {number} of {exhibit};" if page is not None else ""
    return printable(f"{named}.{example} every mark is resolved in sources.html.")


def _short_name(name: str) -> str:
    """The file's name without its folder; what stands inside the file after it."""
    file, mark, inside = name.partition("#")
    return f"{file.rpartition('/')[2]}{mark}{inside}"


def _page_data(brief: Brief, *, order: Sequence[tuple[int, int]]) -> dict[str, Any]:
    ranks = {place: rank for rank, place in enumerate(order)}
    clock = next((line for label, line in brief.header if label == "Shortest clock"), None)
    return {
        "title": printable(brief.title),
        "font": list(FONT_FAMILIES),
        "sizes": list(SIZES),
        "ranks": len(order),
        "header": [{"label": printable(label), **_line(line)} for label, line in brief.header if line is not clock],
        "clock": _line(clock) if clock is not None else None,
        "sections": [_section(s, number=n, ranks=ranks) for n, s in enumerate(brief.sections)],
        "legend": _legend(brief),
        "footer": _said(brief.footer),
    }


def render_brief(brief: Brief, *, as_of: datetime) -> tuple[bytes, Brief]:
    """The PDF bytes, and the brief with `omitted` telling what the page left out, in the order it left.

    as_of: aware; becomes the document's date. Raises BriefDoesNotFit when the part that may never be left out is too
    long for one page.
    """
    order = _leaving_order(brief)
    inputs = {"case": json.dumps(_page_data(brief, order=order), ensure_ascii=False)}
    compiler = _compiler()
    pdf = compiler.compile(
        sys_inputs=inputs, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(as_of.timestamp())
    )
    fit = json.loads(compiler.query("<fit>", field="value", one=True))
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    if pages != 1:
        raise BriefDoesNotFit(
            "what may never be left out does not fit one page",
            where="brief",
            remedy="Shorten the stated reason in determination.yaml to the sentences that decide, or prepare one service "
            "at a time.",
        )
    assert isinstance(pdf, bytes)
    texts = [section_items(section) for section in brief.sections]
    omitted = tuple(
        Omission(brief.sections[number].key, texts[number][place][0]) for number, place in order[: int(fit["cut"])]
    )
    boxes = inputs["case"].count(BOX)
    told = (f"{boxes} characters cannot be drawn by the page's font and stand as {BOX}.",) if boxes else ()
    return pdf, replace(brief, omitted=omitted, warnings=(*brief.warnings, *told))
