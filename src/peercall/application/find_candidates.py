"""Use case: for each criterion that remains open, the passages of the chart that a person should read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from peercall.application.ports import PassageIndex, PassageIndexer
from peercall.domain.charts import Passage
from peercall.domain.policies import CoveragePolicy
from peercall.domain.results import PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.engine.candidates import Queries, Ranker, chart_sentences, open_criteria, with_candidates
from peercall.engine.candidates.ranking import FOUND
from peercall.engine.vocabulary import Vocabulary


class ChartSearch:
    """The sentences of one chart, made searchable when the first question is asked."""

    def __init__(self, passages: Callable[[], Iterable[Passage]], *, indexer: PassageIndexer) -> None:
        self._passages = passages
        self._indexer = indexer

    @cached_property
    def index(self) -> PassageIndex:
        """The index, made once."""
        return self._indexer(chart_sentences(self._passages()))


def find_candidates(
    result: PolicyResult,
    *,
    policy: CoveragePolicy,
    search: ChartSearch,
    rulebook: Rulebook,
    vocabulary: Vocabulary,
    as_of: date,
) -> PolicyResult:
    """The result with passages to read beside each open criterion. Statuses, evidence and explanations stay as they are.

    Nothing is indexed when no criterion is open. A criterion without candidates means that nothing in the chart looks
    like it.
    """
    wanted = open_criteria(policy, result=result)
    if not wanted:
        return result
    queries, ranker = Queries(rulebook, vocabulary=vocabulary), Ranker(vocabulary, as_of=as_of)
    found = {}
    for node, told in wanted:
        query = queries.of(node, policy=policy)
        found[node.id] = ranker.candidates(query, found=search.index.search(query.terms(), limit=FOUND), told=told)
    return with_candidates(result, found)
