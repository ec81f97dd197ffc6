"""Pages of a PDF that are only a picture: drawn, recognised, and put together with what text the page has of its own."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.picture_files import TOO_MANY, page_of
from peercall.adapters.documents.recognition import DPI, NO_TEXT, recognize, shifted, square_gray
from peercall.domain.documents import Page

__all__ = ["TOO_MANY", "recognized_page"]

_TOO_LARGE = "the picture of the page has more pixels than the limit allows"
_POINTS = 72
_NOT_WORD = re.compile(r"[\W_]+")
#: fewer letters than these beside the words of the text layer are misread parts of the stamp
_STAMP_LETTERS = 12


def recognized_page(page: Any, layer: str, number: int, *, limits: DocumentLimits) -> Page:
    """The page by text recognition, below those lines of its text `layer` that recognition did not see."""
    width, height = page.get_width(), page.get_height()
    scale = DPI / _POINTS
    if any(wide * high > limits.pixels for wide, high in _picture_sizes(page)):
        return Page(number, layer, unread=_TOO_LARGE)
    scale = min(scale, math.sqrt(limits.pixels / max(1.0, width * height)))
    drawn = page.render(scale=scale, grayscale=True).to_pil()
    dpi = scale * _POINTS
    read = page_of(recognize(square_gray(drawn, dpi=(dpi, dpi)), seconds=limits.recognition_seconds), number)
    stamp = _plain(layer)
    new = sum(len(plain) for word in read.text.split() if (plain := _plain(word)) not in stamp)
    if stamp and new < _STAMP_LETTERS:
        return Page(number, layer, unread=read.unread or NO_TEXT)
    seen = _plain(read.text)
    above = [line for line in layer.split("\n") if (plain := _plain(line)) and plain not in seen]
    if not above:
        return read
    head = "\n".join(above) + "\n\n"
    return replace(read, text=head + read.text, words=shifted(read.words, by=len(head)))


def _plain(text: str) -> str:
    return _NOT_WORD.sub("", text).lower()


def _picture_sizes(page: Any) -> list[tuple[int, int]]:
    return [picture.get_px_size() for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)]
