"""Paper and pages: the one-page PDF, the call guide, the list of sources, the calendar."""

from peercall.adapters.render.brief_pdf import render_brief
from peercall.adapters.render.calendar_ics import render_calendar
from peercall.adapters.render.guide_html import render_guide
from peercall.adapters.render.sources_html import render_sources

__all__ = ["render_brief", "render_calendar", "render_guide", "render_sources"]
