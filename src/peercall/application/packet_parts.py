"""What the packet's own pages say: index, record of the call, policy, guidelines, coded data. Blocks for the renderer.

A block is a mapping with `kind`: heading, text, lines, facts, contents, criteria, entries. A line carries `text` and
`marks`, each with `label` and `key`: the place in the packet it leads to (`C/14`, `B-2`), None when it is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from peercall.application.site.after_texts import AboutCase, chart_note
from peercall.domain.correspondence import page_key
from peercall.domain.packets import ChosenPages, PacketPart, PartKind, SensitivePage, Volume
from peercall.domain.records import RecordEntry
from peercall.engine.packet.plan import NOT_CITED
from peercall.engine.paper_words import days_in_words, for_the_plan
from peercall.engine.record_view import disposition_state, standing_calls

Block = Mapping[str, Any]
_MODEL = "model"
_SILENT = "nothing in the chart searched speaks against it"
#: sections of the brief that a plan should read; what is advice to the speaker stays at home
_INSIDE = "Notes:"
_LONGEST_LABEL = 40


def exhibit_key(letter: str, page: int) -> str:
    """The key of a page of an exhibit."""
    return f"{letter}/{page}"


def _line(line: Mapping[str, Any], known: Callable[[str], bool]) -> dict[str, Any]:
    marks = [
        {"label": label, "key": page_key(label) if known(page_key(label)) else None} for label in line.get("marks", ())
    ]
    return {"text": line.get("text", ""), "marks": marks, "status": line.get("status")}


def _section(brief: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return next((one for one in brief.get("sections", ()) if one["key"] == key), {})


def policy_blocks(brief: Mapping[str, Any], *, known: Callable[[str], bool]) -> list[Block]:
    """The policy applied and each criterion that the chart shows; empty when there is none. A model policy of the rulebook
    is not named: it is no text of the plan.

    known: whether a key leads somewhere in this packet.
    """
    section = _section(brief, "criteria")
    rows = [
        {"text": row["text"], "fact": _line({**row["fact"], "text": _shown(row["fact"].get("text", ""))}, known)}
        for row in section.get("criteria", ())
        if row["status"] == "met" and "not needed:" not in row["fact"].get("text", "")
    ]
    if not rows:
        return []
    return [
        {
            "kind": "lines",
            "lines": [
                _line({**line, "text": days_in_words(line.get("text", ""))}, known)
                for line in section.get("lines", ())
                if not str(line.get("status") or "").startswith(_MODEL)
            ],
        },
        {"kind": "text", "text": "The criteria that the enclosed pages show:"},
        {"kind": "criteria", "rows": rows},
    ]


def _shown(text: str) -> str:
    said, is_presumed = for_the_plan(text)
    told = "; ".join(filter(None, (said, _SILENT if is_presumed else "")))
    return told[:1].upper() + told[1:]


def guideline_blocks(brief: Mapping[str, Any], *, known: Callable[[str], bool]) -> list[Block]:
    """The guidelines the brief names, each with its status where it is not verified."""
    lines = [_line(line, known) for line in _section(brief, "guidelines").get("lines", ())]
    return [{"kind": "lines", "lines": lines}] if lines else []


def record_blocks(entries: Sequence[RecordEntry], *, about: AboutCase) -> list[Block]:
    """Each call of the record as it stands, without the notes a person made for the own house."""
    state = disposition_state(entries)
    blocks: list[Block] = []
    for call in standing_calls(entries):
        rows: list[dict[str, Any]] = []
        inside = False
        for line in chart_note(call, state=state, about=about).splitlines()[1:]:
            if line.startswith("  - "):
                if not inside:
                    rows[-1]["text"] = "; ".join(filter(None, (rows[-1]["text"], line[4:])))
                continue
            label, colon, text = line.partition(":")
            inside = line.strip() == _INSIDE
            if not inside and colon and len(label) <= _LONGEST_LABEL:
                rows.append({"label": label, "text": text.strip()})
            elif not inside:
                rows.append({"label": "Record", "text": line})
        blocks += [{"kind": "heading", "text": f"Call {len(blocks) // 2 + 1}"}, {"kind": "facts", "rows": rows}]
    return blocks


def entry_blocks(chosen: ChosenPages) -> list[Block]:
    """Coded data and statements of an exhibit without pages, as recorded."""
    source = chosen.source
    rows = [{"key": label, "label": label, "text": text} for label, text in source.entries.items()]
    return [
        {
            "kind": "text",
            "text": f"Entries of {source.document} that are cited. SHA-256 of the file: {source.sha256 or 'none'}.",
        },
        {"kind": "entries", "rows": rows},
    ]


def index_blocks(
    parts: Sequence[PacketPart],
    *,
    header: Sequence[tuple[str, str]],
    chosen: Sequence[ChosenPages],
    volumes: Sequence[Volume],
    total: int,
) -> list[Block]:
    """The first pages: what this is, what lies in it and where, what stayed at home, how it is sent."""
    by_letter = {one.source.letter: one for one in chosen}
    rows = []
    for part in parts:
        if part.kind is PartKind.INDEX:
            continue
        one = by_letter.get(part.exhibit or "")
        pages = f"{part.start} to {part.end}" if part.length > 1 else str(part.start)
        rows.append(
            {
                "exhibit": part.exhibit or "",
                "title": part.title,
                "key": f"part/{part.start}",
                "note": _which(one) if one is not None else None,
                "pages": str(part.length),
                "page": pages,
            }
        )
    blocks: list[Block] = [
        {"kind": "facts", "rows": [{"label": label, "text": text} for label, text in header]},
        {"kind": "heading", "text": f"Contents, {total} pages"},
        {"kind": "contents", "rows": rows},
    ]
    if len(volumes) > 1:
        said = [
            {"text": f"Volume {one.number} of {len(volumes)}: pages {one.first} to {one.last}", "marks": []}
            for one in volumes
        ]
        blocks += [{"kind": "heading", "text": "Sent in volumes"}, {"kind": "lines", "lines": said}]
    blocks.append(
        {
            "kind": "text",
            "text": "A mark such as C14 stands for page 14 of exhibit C, by that document's own numbering; the strip below "
            "each page names it. Pages of a chart that nothing here cites were not sent unless the contents say so.",
        }
    )
    return blocks


def _which(chosen: ChosenPages) -> str | None:
    source = chosen.source
    if not source.pages:
        return f"{len(source.entries)} entries cited"
    if len(chosen.pages) == len(source.pages):
        return f"all {len(source.pages)} pages" if len(source.pages) > 1 else None
    return f"pages {_runs(chosen.pages)} of {len(source.pages)}"


def _runs(pages: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs)


def places(pages: Sequence[SensitivePage]) -> list[str]:
    """Where they are, each once: `C14`, or the exhibit alone for an entry of coded data."""
    return list(dict.fromkeys(f"{one.exhibit}{one.page}" if one.page else one.exhibit for one in pages))


def agreed(pages: Sequence[SensitivePage]) -> list[dict[str, Any]]:
    """The protected matters that a person agreed to send, with their pages."""
    categories = dict.fromkeys(one.category for one in pages)
    return [{"category": one, "pages": places([page for page in pages if page.category == one])} for one in categories]


def left_out(chosen: Sequence[ChosenPages]) -> list[str]:
    """Pages that stay at home for another reason than not being cited, for the sender's eyes."""
    said = []
    for one in chosen:
        reasons: dict[str, list[int]] = {}
        for page, reason in one.left_out.items():
            if reason != NOT_CITED:
                reasons.setdefault(reason, []).append(page)
        said += [
            f"Exhibit {one.source.letter} ({one.source.document}), page {_runs(pages)}: {reason}."
            for reason, pages in reasons.items()
        ]
    return said
