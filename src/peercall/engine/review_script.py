"""The reviewer's words for the line, filled from the file. What is not known is left out, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_PART = re.compile(r"\[([^\[\]]*)\]")
_WORD = re.compile(r"\{([a-z_]+)\}")


def script_lines(lines: Sequence[str], *, known: Mapping[str, str]) -> tuple[str, ...]:
    """The lines that can be said. known: the words in braces; an empty one is not known.

    A part in brackets is left out alone where one of its words is not known, a line otherwise as a whole.
    """
    filled = (_filled(line, known) for line in lines)
    return tuple(line for line in filled if line is not None)


def _filled(line: str, known: Mapping[str, str]) -> str | None:
    kept = _PART.sub(lambda part: part[1] if _all_known(part[1], known) else "", line)
    return _WORD.sub(lambda word: known[word[1]], kept) if _all_known(kept, known) else None


def _all_known(text: str, known: Mapping[str, str]) -> bool:
    return all(known.get(word) for word in _WORD.findall(text))


def credentials_beside(name: str, credentials: str) -> str:
    """The credentials without those that the name ends with: "Lena Brandt, MD" is no "MD, MD"."""
    said = {part.strip().casefold() for part in name.split(",")[1:]}
    return ", ".join(part for text in credentials.split(",") if (part := text.strip()) and part.casefold() not in said)
