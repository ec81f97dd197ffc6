"""The Renderer port answered by adapters/render."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peercall.adapters.render import render_brief, render_calendar, render_guide, render_sources
from peercall.domain.briefs import Brief, CallGuide, Lookup
from peercall.domain.clocks import Clocks
from peercall.domain.documents import Document


class PaperRenderer:
    """The Renderer port over adapters/render."""

    def brief(self, brief: Brief, *, as_of: datetime) -> tuple[bytes, Brief]:
        """See application.ports.Renderer."""
        return render_brief(brief, as_of=as_of)

    def guide(self, guide: CallGuide, *, brief: Brief) -> str:
        """See application.ports.Renderer."""
        return render_guide(guide, brief)

    def sources(self, brief: Brief, *, documents: Sequence[Document], lookups: Sequence[Lookup] = ()) -> str:
        """See application.ports.Renderer."""
        return render_sources(brief, documents, lookups)

    def calendar(self, clocks: Clocks, *, time_zone: str) -> bytes:
        """See application.ports.Renderer."""
        return render_calendar(clocks, time_zone=time_zone)
