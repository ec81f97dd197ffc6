"""The sentences of one chart in an SQLite full-text index (FTS5) that lives in memory only."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from peercall.domain.passages import ChartSentence, ScoredSentence, SearchTerm

_TABLE = (
    "CREATE VIRTUAL TABLE sentence USING fts5(words, content='', tokenize='porter unicode61 remove_diacritics 2',"
    " detail=full)"
)
_SEARCH = "SELECT rowid, bm25(sentence) FROM sentence WHERE sentence MATCH ? ORDER BY 2, 1 LIMIT ?"
_WORD = re.compile(r"\w+")
_LONG = 5


class FullTextIndex:
    """Words are compared by their stems (Porter), without accents. Nothing is written to disk."""

    def __init__(self, sentences: Sequence[ChartSentence]) -> None:
        self._sentences = tuple(sentences)
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._connection.execute(_TABLE)
        rows = ((number, sentence.source.quote) for number, sentence in enumerate(self._sentences, start=1))
        self._connection.executemany("INSERT INTO sentence (rowid, words) VALUES (?, ?)", rows)

        self._begin = _begin_with(sentence.source.quote for sentence in self._sentences)

    def search(self, terms: Sequence[SearchTerm], *, limit: int) -> Sequence[ScoredSentence]:
        """See application/ports.PassageIndex."""
        query = " OR ".join(dict.fromkeys(self._expressions(terms)))
        if not query:
            return ()
        found = self._connection.execute(_SEARCH, (query, limit)).fetchall()
        return tuple(ScoredSentence(self._sentences[number - 1], -score) for number, score in found)

    def _expressions(self, terms: Iterable[SearchTerm]) -> Iterator[str]:
        """Expressions of the terms whose words may stand in the chart at all: most of a long list of drugs do not."""
        for term in terms:
            if (expression := _expression(term)) and _beginnings(term) <= self._begin:
                yield expression


@lru_cache(maxsize=16_384)
def _expression(term: SearchTerm) -> str:
    """A term in FTS5's language. Every word is quoted, so that nothing in it is read as an operator."""
    words = [part for word in term.words if (part := _quoted(word))]
    if term.apart and len(words) > 1:
        return f"NEAR({' '.join(words)}, {term.apart})"
    return " + ".join(words)


def _quoted(word: str) -> str:
    """`"sleep"`, or `"sleep" *` for a word that ends in a star; parts of a hyphenated word stand side by side."""
    parts = _WORD.findall(word)
    if not parts:
        return ""
    joined = " + ".join(f'"{part}"' for part in parts)
    return f"{joined} *" if word.endswith("*") else joined


@lru_cache(maxsize=16_384)
def _beginnings(term: SearchTerm) -> frozenset[str]:
    """How the words of a term begin. Stemming changes endings only: four letters stay in a word longer than five."""
    words = (word for part in term.words for word in _WORD.findall(_plain(part)))
    return frozenset(word[:4] if len(word) > _LONG else word[:3] for word in words)


def _begin_with(texts: Iterable[str]) -> frozenset[str]:
    words = set(_WORD.findall(_plain("\n".join(texts))))
    return frozenset(word[:size] for word in words for size in (3, 4))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    low = text.lower()
    return (
        low if low.isascii() else "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    )
