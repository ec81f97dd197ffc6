"""Passages that may bear on an open criterion: what to look for, which sentences to show, never an answer."""

from __future__ import annotations

from peercall.engine.candidates.queries import CriterionQuery, Queries
from peercall.engine.candidates.ranking import Ranker
from peercall.engine.candidates.results import open_criteria, with_candidates
from peercall.engine.candidates.sentences import chart_sentences

__all__ = ["CriterionQuery", "Queries", "Ranker", "chart_sentences", "open_criteria", "with_candidates"]
