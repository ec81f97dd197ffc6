"""Figures of many cases: counts, shares with their intervals, small numbers left out."""

from peercall.engine.metrics.folding import fold
from peercall.engine.metrics.intervals import Interval, share
from peercall.engine.metrics.report import Breakdown, Report, Row, Spread, make_report

__all__ = ["Breakdown", "Interval", "Report", "Row", "Spread", "fold", "make_report", "share"]
