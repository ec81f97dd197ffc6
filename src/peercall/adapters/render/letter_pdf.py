"""A letter as PDF: US-Letter, PDF/UA-1, the same bytes for the same letter. Open brackets are boxed and told at the top."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from peercall.adapters.render.glyphs import FONTS, printable
from peercall.domain.correspondence import (
    BlockKind,
    LetterBlock,
    LetterDraft,
    LetterKind,
    Mark,
    Sentence,
    SourceKind,
    page_key,
    pieces,
)

TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
_WIDTHS = {2: (2, 3), 5: (3, 4, 3, 2, 5)}
#: letters whose readers look nothing up: the marks stay in their data
_UNMARKED = frozenset({LetterKind.PATIENT_COPY, LetterKind.CHART_NOTE, LetterKind.FAX_COVER})


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def render_letter(draft: LetterDraft, *, for_packet: bool = False) -> bytes:
    """The letter. for_packet: each mark of a page links to `peercall:KEY`, its place in the packet; else it is plain text."""
    draft = as_printed(draft)
    data = {
        "title": printable(draft.title),
        "author": printable(draft.sender[0]) if draft.sender else "",
        "sender": [printable(line) for line in draft.sender],
        "date": f"{draft.written_on:%B} {draft.written_on.day}, {draft.written_on.year}",
        "to": [_said(one, for_packet) for one in draft.to],
        "subject": _said(draft.subject, for_packet, marked=False),
        "about": [{"label": printable(label), **_said(text, for_packet)} for label, text in draft.about],
        "blocks": [_block(one, for_packet) for one in draft.blocks],
        "sources": [
            {"exhibit": letter, "name": printable(name), "marks": [_mark(one, for_packet) for one in labels]}
            for letter, name, labels in draft.cited_exhibits
        ],
        "draft": draft_notice(draft),
        "footer": legend(draft),
        "font": ["Source Sans Pro"],
    }
    at = datetime.combine(draft.written_on, time(12), tzinfo=UTC)
    made = _compiler().compile(
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def as_printed(draft: LetterDraft) -> LetterDraft:
    """The letter as its reader gets it: without marks where the reader has nothing to look up, and with the mark of the
    record once behind the sentences of a paragraph that tell one entry."""
    if draft.kind not in _UNMARKED:
        return replace(draft, blocks=tuple(_record_once(one) for one in draft.blocks))
    return replace(
        draft,
        to=tuple(Sentence(one.text) for one in draft.to),
        subject=Sentence(draft.subject.text),
        about=tuple((label, Sentence(one.text)) for label, one in draft.about),
        blocks=tuple(
            replace(one, sentences=tuple(Sentence(said.text) for said in one.sentences)) for one in draft.blocks
        ),
    )


def _record_once(block: LetterBlock) -> LetterBlock:
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    last: tuple[Mark, ...] = ()
    said = []
    for one in reversed(block.sentences):
        marks = printed_marks(one)
        repeats = marks == last and all(mark.kind is SourceKind.RECORD for mark in marks)
        said.append(Sentence(one.text) if repeats else one)
        last = marks
    return replace(block, sentences=tuple(reversed(said)))


def draft_notice(draft: LetterDraft) -> str | None:
    """The line at the top of a letter that must not go out yet; None when nothing is open."""
    if not (count := len(draft.open)):
        return None
    return f"Draft, not to be sent: fill in or strike the {count} place{'s' if count > 1 else ''} in brackets."


def legend(draft: LetterDraft) -> str:
    """What the marks of the letter mean, for the foot of its pages; empty when it has none."""
    if any(mark.kind is SourceKind.PAGE for one in draft.said for mark in one.sources):
        return "C14: exhibit C, page 14. B-2: entry 2 of exhibit B. A: the notice."
    return ""


def printed_marks(sentence: Sentence) -> tuple[Mark, ...]:
    """Marks printed behind a sentence: a law stands in its words, and what the practice entered needs none."""
    return tuple(one for one in sentence.sources if one.kind in (SourceKind.PAGE, SourceKind.RECORD))


def widths(block: LetterBlock) -> Sequence[int]:
    """Shares of the columns: the last one of two, and of what was tried, is the wider."""
    return _WIDTHS.get(len(block.columns), (1,) * len(block.columns))


def _block(block: LetterBlock, for_packet: bool) -> dict[str, Any]:
    return {
        "kind": block.kind.value,
        "sentences": [_said(one, for_packet) for one in block.sentences],
        "columns": [printable(one) for one in block.columns],
        "widths": list(widths(block)),
        "rows": [[_said(cell, for_packet) for cell in row] for row in block.rows],
    }


def _said(sentence: Sentence, for_packet: bool, *, marked: bool = True) -> dict[str, Any]:
    marks = [
        _mark(one.label, for_packet and one.kind is SourceKind.PAGE)
        for one in (printed_marks(sentence) if marked else ())
    ]
    return {
        "pieces": [{"text": _kept(text), "open": is_open} for text, is_open in pieces(sentence.text)],
        "marks": marks,
    }


def _mark(label: str, linked: bool) -> dict[str, Any]:
    return {"label": printable(label), "key": page_key(label) if linked else None}


def _kept(text: str) -> str:
    """Printable, with the space at its ends."""
    return printable(text)
