"""Passages for open criteria: are the sentences that decide a criterion among the three shown, and what does it cost?

On the complete practice cases every criterion whose deciding quotes are known is asked as if it were open; a hit is a
shown sentence that shares its words with one of the quotes. The index and a query are measured in processor seconds on
a chart of 300 pages, beside a bare insert of the same passages and a look-up of one term.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.practice_cases import cases, expected
from peercall.adapters.documents import read_document
from peercall.adapters.passages import FullTextIndex
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.rules import rules
from peercall.domain.charts import Passage
from peercall.domain.policies import CoveragePolicy, Node
from peercall.domain.results import Candidate
from peercall.engine.candidates import Queries, Ranker, chart_sentences
from peercall.engine.candidates.ranking import FOUND
from peercall.engine.chart_text import extract_facts
from peercall.engine.vocabulary import Vocabulary

INDEX_GOAL, QUERY_GOAL = 0.100, 0.003
PAGES = 300
#: shortest part of a quote that is compared by itself
_PIECE = 12
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary.of(rules())


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(" .")


def _covers(candidate: Candidate, wanted: dict[str, Any]) -> bool:
    """True when the candidate holds the wanted quote or a sentence of it, or lies inside it."""
    shown, quote = _plain(candidate.source.quote), _plain(str(wanted["quote"]))
    if shown in quote or quote in shown:
        return True
    pieces = [piece.strip(" .") for piece in quote.split(". ")]
    return any(len(piece) > _PIECE and (piece in shown or shown in piece) for piece in pieces)


def _policy_of(case: Path, key: Mapping[str, Any]) -> CoveragePolicy:
    local = LocalCase(case)
    own = [policy for policy in local.site_policies if policy.id == key["policy"]]
    return own[0] if own else rules().policies[key["policy"]][-1]


def judge(*, show: bool = True) -> Counter[str]:
    """Hit at 3 over every criterion with a deciding quote in a page that was read; counts by `hit`, `miss`, `empty`."""
    tally: Counter[str] = Counter()
    vocabulary, queries = _vocabulary(), Queries(rules(), vocabulary=_vocabulary())
    for case in cases():
        if not (case / "expected" / "criteria.yaml").is_file():
            continue
        key = expected(case, "criteria.yaml")
        policy = _policy_of(case, key)
        nodes: dict[str, Node] = {
            node.id: node for top in (policy.criteria, *policy.non_covered) for node in top.walk()
        }
        sentences = chart_sentences(LocalCase(case).chart.facts.passages())
        index = FullTextIndex(sentences)
        ranker = Ranker(vocabulary, as_of=date.fromisoformat(str(key["as_of"])))
        for row in [*key["criteria"], *key.get("non_covered", ())]:
            quotes = [e for e in row.get("evidence", ()) if e.get("quote") and not e.get("scanned")]
            if not quotes or row["id"] not in nodes or row["status"] == "not_applicable":
                continue
            query = queries.of(nodes[row["id"]], policy=policy)
            shown = ranker.candidates(query, found=index.search(query.terms(), limit=FOUND))
            verdict = "empty" if not shown else "hit" if any(_covers(c, q) for c in shown for q in quotes) else "miss"
            tally[verdict] += 1
            if show and verdict != "hit":
                print(f"  {case.name[:2]} {row['id']}: {verdict}; wanted {[q['quote'][:90] for q in quotes]}")
                for candidate in shown:
                    print(
                        f"       shown p. {candidate.source.page}: {candidate.source.quote[:110]!r} {candidate.found_by}"
                    )
    total = sum(tally.values())
    if total:
        print(f"deciding sentence among the three shown: {tally['hit']} of {total} ({tally['hit'] / total:.0%})")
    return tally


def _median(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return median(times)


def measure() -> bool:
    """Times of the index and of a query on a chart of 300 pages; True when both budgets are kept."""
    passages = _long_chart()
    sentences = chart_sentences(passages)
    policies = [versions[-1] for versions in rules().policies.values()]
    queries, ranker = Queries(rules(), vocabulary=_vocabulary()), Ranker(_vocabulary(), as_of=date(2026, 6, 1))
    asked = [queries.of(node, policy=policy) for policy in policies for node in policy.criteria.walk() if node.leaf]

    def index() -> FullTextIndex:
        return FullTextIndex(chart_sentences(passages))

    def bare() -> None:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
            connection.executemany("INSERT INTO t VALUES (?)", ((p.text,) for p in passages))
        connection.close()

    ready = index()
    indexing, floor = _median(index, 7), _median(bare, 7)
    searching, everything, one = [], [], []
    for query in asked:
        found = ready.search(query.terms(), limit=FOUND)
        searching.append(_median(lambda query=query: ready.search(query.terms(), limit=FOUND), 3))  # type: ignore[misc]
        ranking = _median(lambda query=query, found=found: ranker.candidates(query, found=found), 3)  # type: ignore[misc]
        everything.append(searching[-1] + ranking)
        one.append(_median(lambda query=query: ready.search(query.terms()[:1], limit=FOUND), 3))  # type: ignore[misc]
    everything.sort()
    p95 = everything[int(0.95 * len(everything))]
    print(
        f"chart: {PAGES} pages, {len(passages)} passages, {len(sentences)} distinct sentences; {len(asked)} criteria asked"
    )
    print(
        f"index {indexing * 1e3:.0f} ms = {indexing / floor:.1f} x a bare insert of the passages "
        f"({indexing / INDEX_GOAL:.2f} of the goal of {INDEX_GOAL * 1e3:.0f} ms)"
    )
    print(
        f"query with ranking: median {median(everything) * 1e3:.2f} ms = {median(everything) / median(one):.1f} x a look-up "
        f"of one term, 95 % within {p95 * 1e3:.2f} ms ({p95 / QUERY_GOAL:.2f} of the goal of {QUERY_GOAL * 1e3:.0f} ms); "
        f"search alone {median(searching) * 1e3:.2f} ms"
    )
    return indexing <= INDEX_GOAL and p95 <= QUERY_GOAL


def _long_chart() -> list[Passage]:
    """The pages of the shipped examples, one after the other until there are 300, each sentence made its own."""
    documents = [
        read_document(path, root=EXAMPLES)
        for path in sorted(EXAMPLES.glob("*/chart/*"))
        if path.suffix in {".pdf", ".txt"}
    ]
    facts = extract_facts(documents, vocabulary=_vocabulary(), patient=None, as_of=date(2026, 6, 1))
    pages: dict[tuple[str, int], list[Passage]] = {}
    for passage in facts.passages:
        pages.setdefault((passage.document, passage.page), []).append(passage)
    out = []
    for number, page in zip(range(1, PAGES + 1), cycle(pages.values()), strict=False):
        for passage in page:
            text = passage.text.replace(". ", f" no{number}. ") + f" no{number}"
            out.append(replace(passage, text=text, page=number, end=passage.start + len(text)))
    return out


def run() -> None:
    """Prints quality and cost."""
    judge()
    measure()


if __name__ == "__main__":
    run()
