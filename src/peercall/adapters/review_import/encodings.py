"""Bytes of a table to text: UTF-8, UTF-16, or the Windows code page that spreadsheets still save."""

from __future__ import annotations

import codecs

from peercall.domain.errors import DocumentUnreadable

_REMEDY = "Save the table as CSV and send that file."
_KINDS = (
    (b"PK\x03\x04", "a spreadsheet or an archive, not a CSV table"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document, not a CSV table"),
    (b"%PDF", "a PDF, not a CSV table"),
    (b"{\\rtf", "a text document, not a CSV table"),
    (b"\x1f\x8b", "an archive, not a CSV table"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 4096


def decode_table(data: bytes, *, where: str) -> tuple[str, str]:
    """The text, and a note where its encoding is not UTF-8; empty where it is.

    Raises DocumentUnreadable for a file of another kind, and for bytes that are no text.
    """
    for start, kind in _KINDS:
        if data.startswith(start):
            raise DocumentUnreadable(f"this is {kind}", where=where, remedy=_REMEDY)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, where=where), ""
    if unmarked := _without_mark(data):
        return _decoded(data, unmarked, where=where), ""
    if b"\0" in data:
        raise DocumentUnreadable("this is no text", where=where, remedy=_REMEDY)
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        note = "The file is not in UTF-8 and was read in the code page of Windows: look at names with accents."
        return _decoded(data, "cp1252", where=where), note


def _decoded(data: bytes, encoding: str, *, where: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise DocumentUnreadable(
            "the text is in an encoding that is not known", where=where, remedy="Save it as CSV in UTF-8."
        ) from None
    if "\0" in text:
        raise DocumentUnreadable("this is no text", where=where, remedy=_REMEDY)
    return text


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: in English every second byte is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else None
