"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from peercall.domain.briefs import Brief, CallGuide, Lookup
from peercall.domain.clocks import Clocks
from peercall.domain.documents import Document
from peercall.domain.passages import ChartSentence, ScoredSentence, SearchTerm


class HolidayTables(Protocol):
    """Business holidays."""

    def __call__(self, *, state: str | None, first_year: int, last_year: int) -> Mapping[date, str]:
        """Holidays by day with their names, observed days included; federal, and a state's own when named."""
        ...


class Renderer(Protocol):
    """Paper and pages."""

    def brief(self, brief: Brief, *, as_of: datetime) -> tuple[bytes, Brief]:
        """The one-page PDF, and the brief with what did not fit. Raises BriefDoesNotFit."""
        ...

    def guide(self, guide: CallGuide, *, brief: Brief) -> str:
        """The call guide as one self-contained HTML page."""
        ...

    def sources(self, brief: Brief, *, documents: Sequence[Document], lookups: Sequence[Lookup] = ()) -> str:
        """Every source mark with its quote and place, and the passages to read for what is open, as one self-contained
        HTML page."""
        ...

    def calendar(self, clocks: Clocks, *, time_zone: str) -> bytes:
        """The practice's running clocks as an iCalendar file without patient values."""
        ...


class PassageIndex(Protocol):
    """The sentences of one chart, ready to be searched."""

    def search(self, terms: Sequence[SearchTerm], *, limit: int) -> Sequence[ScoredSentence]:
        """Sentences with at least one of the terms, best first; equal scores in the order of the chart."""
        ...


class PassageIndexer(Protocol):
    """Makes a chart's sentences searchable."""

    def __call__(self, sentences: Sequence[ChartSentence]) -> PassageIndex:
        """An index over the sentences, in memory."""
        ...
