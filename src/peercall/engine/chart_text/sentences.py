"""Sentences of a stretch of prose, by their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?]+[\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9])")
_NUMBER = re.compile(r"\s*(?:\d{1,2}|[A-Za-z])[.)]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|vs|approx|No|St|Jr|Sr|Inc|fig|e\.g|i\.e|cf|al|dept|Rev|Hosp|resp|pt|Pt|ca|mos|wks|yrs)"
    r"|(?<![A-Za-z\d/])[A-HJKM-UW-Z]|(?<![A-Za-z\d/])(?<!\d\s)L|\b[ap]\.m|\bb\.i\.d|\bt\.i\.d|\bq\.d|\bq\.w)\.$"
)


def sentence_spans(text: str, *, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence between two places of the text, without surrounding white space.

    A full stop after a title, an initial or a Latin abbreviation ends no sentence; an opening bracket continues one.
    """
    stop = len(text) if end is None else end
    at = start
    for match in _END.finditer(text, start, stop):
        if match.start() < at:
            continue
        if match.group().startswith(".") and _ABBREVIATION.search(text, max(at, match.start() - 12), match.start() + 1):
            continue
        if _NUMBER.fullmatch(text, at, match.end()):
            continue
        following = text[match.end() : match.end() + 3].lstrip()
        if following.startswith("("):
            continue
        yield from _trimmed(text, at, match.end())
        at = match.end()
    yield from _trimmed(text, at, stop)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
