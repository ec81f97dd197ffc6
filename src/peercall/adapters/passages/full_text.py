"""The sentences of one chart in an SQLite full-text index (FTS5) that lives in memory only."""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections.abc import Iterable, Sequence

from peercall.domain.passages import ChartSentence, ScoredSentence, SearchTerm

_TABLE = (
    "CREATE VIRTUAL TABLE sentence USING fts5(words, content='', tokenize='porter unicode61 remove_diacritics 2',"
    " detail=full)"
)
_SEARCH = "SELECT rowid, bm25(sentence) FROM sentence WHERE sentence MATCH ? ORDER BY 2, 1 LIMIT ?"
_WORD = re.compile(r"\w+")


class FullTextIndex:
    """Words are compared by their stems (Porter), without accents. Nothing is written to disk."""

    def __init__(self, sentences: Sequence[ChartSentence]) -> None:
        self._sentences = tuple(sentences)
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._connection.execute(_TABLE)
        rows = ((number, sentence.source.quote) for number, sentence in enumerate(self._sentences, start=1))
        self._connection.executemany("INSERT INTO sentence (rowid, words) VALUES (?, ?)", rows)

    def search(self, terms: Sequence[SearchTerm], *, limit: int) -> Sequence[ScoredSentence]:
        """See application/ports.PassageIndex."""
        query = " OR ".join(dict.fromkeys(_expressions(terms)))
        if not query:
            return ()
        found = self._connection.execute(_SEARCH, (query, limit)).fetchall()
        return tuple(ScoredSentence(self._sentences[number - 1], -score) for number, score in found)


def _expressions(terms: Iterable[SearchTerm]) -> Iterable[str]:
    """FTS5 expressions. Every word is quoted, so that nothing in a term is read as an operator."""
    for term in terms:
        words = [part for word in term.words if (part := _quoted(word))]
        if not words:
            continue
        if term.apart and len(words) > 1:
            yield f"NEAR({' '.join(words)}, {term.apart})"
        else:
            yield " + ".join(words)


def _quoted(word: str) -> str:
    """`"sleep"`, or `"sleep" *` for a word that ends in a star; parts of a hyphenated word stand side by side."""
    parts = _WORD.findall(word)
    if not parts:
        return ""
    joined = " + ".join(f'"{part}"' for part in parts)
    return f"{joined} *" if word.endswith("*") else joined
