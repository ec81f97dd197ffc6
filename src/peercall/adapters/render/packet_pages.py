"""Pages of a packet that the product writes itself, as PDF with the places its citations lead to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from peercall.adapters.render.glyphs import FONTS, printable

TEMPLATE = Path(__file__).parent / "templates" / "packet.typ"
#: scheme of a link that leads to a page of the packet
LINK = "peercall:"
_FONT, _MONO = ("Source Sans Pro",), ("DejaVu Sans Mono",)


@dataclass(frozen=True, slots=True)
class WrittenPages:
    """A PDF, how many pages it has, and on which of them (from 1) each key stands."""

    pdf: bytes
    length: int
    anchors: Mapping[str, int]


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def write_pages(title: str, blocks: Sequence[Mapping[str, Any]], *, as_of: datetime) -> WrittenPages:
    """Headed pages of blocks (application.packet_parts says which kinds there are)."""
    return _compile({"shape": "blocks", "title": title, "blocks": list(blocks)}, as_of=as_of)


def write_text_pages(title: str, pages: Sequence[tuple[str, str, str]], *, as_of: datetime) -> WrittenPages:
    """Pages of text, each from (key, caption, text) on a page of its own, in a fixed-width face: columns stay columns."""
    rows = [{"key": key, "caption": caption, "lines": text.expandtabs(4).split("\n")} for key, caption, text in pages]
    return _compile({"shape": "verbatim", "title": title, "pages": rows}, as_of=as_of)


def _compile(part: dict[str, Any], *, as_of: datetime) -> WrittenPages:
    inputs = {"part": json.dumps(_printable({**part, "font": list(_FONT), "mono": list(_MONO)}), ensure_ascii=False)}
    compiler = _compiler()
    pdf = compiler.compile(sys_inputs=inputs, format="pdf", timestamp=int(as_of.timestamp()))
    assert isinstance(pdf, bytes)
    anchors = {found["value"]["key"]: int(found["value"]["page"]) for found in _query(compiler, "<anchor>")}
    (pages,) = _query(compiler, "<pages>")
    return WrittenPages(pdf, int(pages["value"]), anchors)


def _query(compiler: typst.Compiler, label: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(compiler.query(label))
    return found


def _printable(value: Any) -> Any:
    """The same data with every text as the fonts can show it; spaces within lines stay."""
    if isinstance(value, str):
        return (
            "".join(printable(char) if not char.isspace() else " " for char in value)
            if not value.isascii()
            else "".join(char if char.isprintable() else " " for char in value)
        )
    if isinstance(value, Mapping):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(one) for one in value]
    return value
