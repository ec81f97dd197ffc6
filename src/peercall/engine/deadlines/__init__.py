"""Clocks of a confirmed determination."""

from __future__ import annotations

from peercall.engine.deadlines.compute import compute_clocks

__all__ = ["compute_clocks"]
