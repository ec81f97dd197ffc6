"""Boxes to tick: what stands beside an empty box was not chosen, and is no statement of the letter."""

from __future__ import annotations

from peercall.engine.letters.patterns import late
from peercall.engine.letters.text import LetterText

_EMPTY = r"(?:\[[ _]?\]|☐|□|❑|◻)"
_TICKED = r"(?:\[\s?[xX✓✔]\s?\]|☒|☑|■|✓|✔)"
_ANY = rf"(?:{_EMPTY}|{_TICKED})"
#: an empty box with its words: up to the next box, cell or line end
_NOT_CHOSEN = late(rf"{_EMPTY}[^\n\t|]*?(?=\s*(?:{_ANY}|[\n\t|]|$))")
_MARK = late(_TICKED)


def mask_boxes(letter: LetterText) -> None:
    """Masks the words beside empty boxes, and the marks of ticked ones so that their words read on."""
    for pattern in (_NOT_CHOSEN, _MARK):
        for match in tuple(pattern.finditer(letter.body)):
            letter.mask(match.start(), match.end())
