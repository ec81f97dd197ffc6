"""Reading facts out of the words of a chart."""

from __future__ import annotations

from peercall.engine.chart_text.extraction import TextFacts, extract_facts

__all__ = ["TextFacts", "extract_facts"]
