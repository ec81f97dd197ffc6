"""Ink on the page that no recognised word accounts for: handwriting, signatures, stamps, pictures."""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image, ImageDraw

from peercall.adapters.documents.recognition.tesseract import Box

#: gray below this is ink, once grain is blurred away
_INK = 140
#: side of the squares in which ink is counted, at 200 dots an inch
_SQUARE = 40
#: share of a square that writing covers at least
_COVERED = 0.05
#: so many squares (about three quarters of a square inch) are more than a mark or a speck
_SQUARES = 18
_MARGIN = 2
_AROUND = 7
THIRDS = ("upper", "middle", "lower")


def unread_ink(soft: Image.Image, *, words: Iterable[Box], rules: Iterable[Box]) -> tuple[str, ...]:
    """Those thirds of the page (upper, middle, lower) that hold ink beside its words and drawn lines.

    soft: the upright picture with its grain blurred away. Paper edges are not looked at.
    """
    ink = soft.point(lambda value: 255 if value < _INK else 0)
    brush = ImageDraw.Draw(ink)
    for left, top, right, bottom in (*words, *rules):
        brush.rectangle((left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND), fill=0)
    wide, high = ink.width // _SQUARE, ink.height // _SQUARE
    if wide <= 2 * _MARGIN or high <= 2 * _MARGIN:
        return ()
    squares = ink.resize((wide, high), Image.Resampling.BOX).tobytes()
    counts = [0, 0, 0]
    for row in range(_MARGIN, high - _MARGIN):
        line = squares[row * wide + _MARGIN : (row + 1) * wide - _MARGIN]
        counts[3 * row // high] += sum(value >= 255 * _COVERED for value in line)
    return tuple(third for third, count in zip(THIRDS, counts, strict=True) if count >= _SQUARES)
