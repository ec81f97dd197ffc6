"""The one-page brief, composed from a confirmed determination, its clocks and triage, the criteria and the chart."""

from peercall.engine.brief.compose import compose_brief
from peercall.engine.brief.dossier import gather

__all__ = ["compose_brief", "gather"]
