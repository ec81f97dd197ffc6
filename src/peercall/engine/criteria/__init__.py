"""Criteria of a coverage policy against a chart."""

from __future__ import annotations

from peercall.engine.criteria.evaluation import evaluate_policy
from peercall.engine.criteria.vignettes import check_vignette, check_vignettes

__all__ = ["check_vignette", "check_vignettes", "evaluate_policy"]
