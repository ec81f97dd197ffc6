"""Which characters the shipped fonts can draw, read from their character maps: what they cannot is shown as a box."""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
BOX = "\u2610"
#: faces that values are set in; the italic carries only words of our own
VALUE_FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
_FORMAT_SEGMENTS, _FORMAT_GROUPS = 4, 12
_UNICODE_PLATFORMS = frozenset({0, 3})


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError("the font has no such table")


def _segments(table: bytes) -> set[int]:
    """Characters of a format 4 map. A segment's glyph may still be 0; such characters are left out."""
    (double,) = struct.unpack_from(">H", table, 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + double)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 2 * double)
    offsets_at = 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    found: set[int] = set()
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for char in range(start, min(end, 0xFFFE) + 1):
            if offset == 0:
                glyph = (char + delta) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(">H", table, offsets_at + 2 * number + offset + 2 * (char - start))
            if glyph:
                found.add(char)
    return found


def _groups(table: bytes) -> set[int]:
    """Characters of a format 12 map."""
    (count,) = struct.unpack_from(">I", table, 12)
    found: set[int] = set()
    for number in range(count):
        start, end, _ = struct.unpack_from(">III", table, 16 + 12 * number)
        found.update(range(start, end + 1))
    return found


def characters_of(font: bytes) -> frozenset[int]:
    """Code points a TrueType font has glyphs for."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: set[int] = set()
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        (form,) = struct.unpack_from(">H", cmap, offset)
        if platform in _UNICODE_PLATFORMS and form == _FORMAT_SEGMENTS:
            found |= _segments(cmap[offset:])
        elif platform in _UNICODE_PLATFORMS and form == _FORMAT_GROUPS:
            found |= _groups(cmap[offset:])
    return frozenset(found)


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that every face in which values are set can draw."""
    return frozenset.intersection(*(characters_of((FONTS / name).read_bytes()) for name in VALUE_FACES))


def printable(text: str) -> str:
    """The text as the page can show it: composed, without control characters, the undrawable as a box."""
    if text.isascii() and text.isprintable():
        return text
    known = drawable()
    out = []
    for char in unicodedata.normalize("NFC", text):
        if char.isspace():
            out.append(" ")
        elif ord(char) in known:
            out.append(char)
        elif unicodedata.category(char) not in {"Cc", "Cf"}:
            plain = unicodedata.normalize("NFKC", char)
            out.append(plain if all(ord(part) in known for part in plain) else BOX)
    return "".join(out)
