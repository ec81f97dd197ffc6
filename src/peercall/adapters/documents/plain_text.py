"""Plain text as pages, and what all readers of text share: decoding and cleaning."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_UTF16_SHARE = 0.3


def decode(data: bytes) -> str:
    """The text of these bytes: by byte order mark, else UTF-8, else Windows-1252 with unknown bytes marked."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if (wide := unmarked_utf16(data)) is not None:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def unmarked_utf16(data: bytes) -> str | None:
    """The UTF-16 of a text without its byte order mark, told by where the zero bytes stand; None for any other text."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = _UTF16_SHARE * (len(sample) // 2)
    if odd and odd >= enough and not even:
        return "utf-16-le"
    if even and even >= enough and not odd:
        return "utf-16-be"
    return None


def clean(text: str) -> str:
    """Text with one kind of line end, ligatures spelled out and characters nobody sees taken away."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() and _HALVES.search(text):  # RTF writes a letter past the first 65,536 as two
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.translate(_TABLE) if not text.isascii() or "\x00" in text or "\x02" in text else text


_HALVES = re.compile("[\ud800-\udfff]")
_TABLE: dict[int, str | None] = {
    0x00: None,
    0x02: "-",  # PDFium's mark for a hyphen at a line end
    0x00AD: None,
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x2060: None,
    0xFEFF: None,
    0xFFFE: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0x2028: "\n",
    0x2029: "\n",
}


def text_pages(data: bytes) -> list[str]:
    """Pages of a plain text; a form feed ends a page."""
    return clean(decode(data)).split("\f")
