"""Delimiters of an interchange, read from its ISA segment, and its text brought to one form."""

from __future__ import annotations

import re
from dataclasses import dataclass

ISA_ELEMENTS = 16
"""Elements of ISA; the last is the component separator, and the character after it ends a segment."""

_REPETITION_FROM = b"00402"
_LONGEST_ISA = 300
_BLANKS = b" \t\r\n\x00\x1a"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The separators of one interchange. repetition: None in versions that know none."""

    element: str
    component: str
    repetition: str | None
    segment: str

    @property
    def end(self) -> bytes:
        """The byte that ends a segment."""
        return self.segment.encode("latin-1")

    def tag(self, name: str) -> bytes:
        """How a segment of that name begins in the normal form: the end of the one before it, name, separator."""
        return f"{self.segment}{name}{self.element}".encode("latin-1")


def find_delimiters(head: bytes) -> Delimiters | None:
    """The delimiters told by the ISA segment that `head` begins with; None when it is no usable ISA.

    Elements of ISA have fixed widths; files that do not keep them are read as well.
    """
    if not head.startswith(b"ISA") or len(head) < ISA_ELEMENTS:
        return None
    element = head[3:4]
    parts = head[:_LONGEST_ISA].split(element, ISA_ELEMENTS)
    if len(parts) <= ISA_ELEMENTS or len(parts[ISA_ELEMENTS]) < len(b":~"):
        return None
    component, segment = parts[ISA_ELEMENTS][:1], parts[ISA_ELEMENTS][1:2]
    repetition = parts[11] if parts[12] >= _REPETITION_FROM and len(parts[11]) == 1 else None
    used = [element, component, segment]
    if len(set(used)) != len(used) or any(_is_word(one) for one in used) or segment in b" \t":
        return None
    if repetition is not None and (repetition in used or _is_word(repetition)):
        repetition = None
    return Delimiters(
        element=element.decode("latin-1"),
        component=component.decode("latin-1"),
        repetition=repetition.decode("latin-1") if repetition else None,
        segment=segment.decode("latin-1"),
    )


def _is_word(one: bytes) -> bool:
    return one.isalnum() or one >= b"\x80"


def normal_form(raw: bytes, delimiters: Delimiters, *, indented: bool) -> bytes:
    """Whole segments without line breaks and blanks between them."""
    end = delimiters.end
    breaks = bytes(set(b"\r\n") - set(end))
    if any(one in raw for one in (b"\n", b"\r") if one != end):
        raw = raw.translate(None, breaks)
    if indented:
        raw = _indents(end).sub(end, raw)
    return raw.lstrip(_BLANKS.replace(end, b""))


def is_indented(raw: bytes, delimiters: Delimiters) -> bool:
    """True when a segment of this text begins with blanks."""
    end = re.escape(delimiters.end)
    return re.search(end + rb"[\r\n]*[ \t]", raw) is not None


def _indents(end: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(end) + rb"[ \t]+")
