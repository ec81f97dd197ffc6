"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from peercall.domain.briefs import Brief, CallGuide
from peercall.domain.clocks import Clocks
from peercall.domain.documents import Document


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

    def sources(self, brief: Brief, *, documents: Sequence[Document]) -> str:
        """Every source mark with its quote and place, as one self-contained HTML page."""
        ...

    def calendar(self, clocks: Clocks, *, time_zone: str) -> bytes:
        """The practice's running clocks as an iCalendar file without patient values."""
        ...
