"""Sentences of a chart as they are searched, and what a search gives back."""

from __future__ import annotations

from dataclasses import dataclass

from peercall.domain.dates import DayRange
from peercall.domain.provenance import SourceSpan


@dataclass(frozen=True, slots=True)
class ChartSentence:
    """A sentence or table row with its place. also_at: where the same words stand again (copied notes, a second print).

    section, on, author: of the note it stands in. template: boilerplate, or text carried forward. recognized: read from a
    picture.
    """

    source: SourceSpan
    section: str | None = None
    on: DayRange | None = None
    author: str | None = None
    template: bool = False
    recognized: bool = False
    also_at: tuple[SourceSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Words to look for, in this order and side by side; a word that ends in `*` stands for any ending.

    apart: up to so many other words may stand between them, in any order.
    """

    words: tuple[str, ...]
    apart: int = 0


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence found; a higher score is a better match (BM25: rare words weigh more, long sentences less)."""

    sentence: ChartSentence
    score: float
