"""Phrases of the phrase files as patterns, and an index that finds all of them in one walk over the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_GAP = r"(?:[\s,:()/-]+[\w'’%-]+){0,6}?[\s,:()/-]+"
_TOKEN = re.compile(r"[a-zA-Z0-9]+")
_PIECE = re.compile(
    r"\([^()]*\)\?\s*|\((?:[^()|]*\|)+[^()|]*\)|\s*\.\.\.\s*|\s+|[-‐‑‒–]|'|’|\*|[^\s(*'’.‐‑‒–-]+|.", re.DOTALL
)
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
_GAPS = re.compile(r"([ -])")
_HYPHENS = frozenset("-‐‑‒–")
_FIRST = re.compile(r"[A-Za-z0-9]+")


def pattern_source(term: str) -> str:
    """Regular expression for one term: any white space, any ending at `*`, up to six words at `...`, either at `(a|b)`,
    either or neither at `(a|b)?`.

    Abbreviations of one or two capitals keep their case ("RA", "DO"); everything else is read without regard to it.
    """
    parts: list[str] = []
    for piece in _PIECE.findall(term.strip()):
        if piece.startswith("(") and piece.rstrip().endswith(")?"):
            inner = "|".join(_inner(part) for part in piece.rstrip()[1:-2].split("|"))
            parts.append(rf"(?:(?:{inner})\s+)?")
        elif piece.startswith("(") and "|" in piece:
            parts.append("(?:" + "|".join(_inner(part) for part in piece[1:-1].split("|")) + ")")
        elif piece.strip() == "...":
            parts.append(_GAP)
        elif piece.isspace():
            parts.append(r"\s+")
        else:
            parts.append(_atom(piece))
    source = "".join(parts)
    if re.fullmatch(r"[A-Z]{1,2}", term.strip()):
        source = f"(?-i:{source})"
    start = r"(?<!\w)" if re.match(r"\w|\(", term.strip()) else ""
    end = r"(?!\w)" if re.search(r"(?:\w|\))$", term.strip()) else ""
    return start + source + end


def _inner(text: str) -> str:
    return "".join(r"\s+" if p.isspace() else _atom(p) for p in _PIECE.findall(text.strip()))


def _atom(piece: str) -> str:
    if piece == "*":
        return r"\w*"
    if piece in "-‐‑‒–":
        return r"(?:[-‐‑‒–]\s?|\s+)"
    if piece in "'’":
        return "['’]"
    return re.escape(piece)


class Terms:
    """Any of several terms, longest first; the pattern is made when it is first asked."""

    __slots__ = ("_pattern", "_terms")

    def __init__(self, terms: tuple[str, ...]) -> None:
        self._terms = terms
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The terms as one pattern."""
        if self._pattern is None:
            ordered = sorted(set(self._terms), key=lambda term: (-len(term), term))
            self._pattern = re.compile("|".join(pattern_source(term) for term in ordered), re.IGNORECASE)
        return self._pattern

    def search(self, text: str) -> re.Match[str] | None:
        """The first of the terms anywhere in the text."""
        return self.pattern.search(text)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """One of the terms at a place of the text."""
        return self.pattern.match(text, at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """One of the terms as the whole text."""
        return self.pattern.fullmatch(text)


@lru_cache(maxsize=4096)
def pattern_of(terms: tuple[str, ...]) -> Terms | None:
    """Finds any of the terms; None without terms. The same terms keep the pattern that was made of them."""
    return Terms(terms) if terms else None


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """Where a term stands in a text, and what it stands for."""

    start: int
    end: int
    what: T


@dataclass(slots=True)
class _Term(Generic[T]):
    """A term under its first word. words, gaps: of a term of plain words, compared word by word; else a pattern, made
    when the first word is first met. kept_case: the term as written when its capitals matter."""

    lead: int
    term: str
    what: T
    words: tuple[str, ...] = ()
    gaps: str = ""
    kept_case: str | None = None
    pattern: re.Pattern[str] | None = None

    def end_at(self, text: str, tokens: Sequence[tuple[str, int, int]], at: int) -> int | None:
        """Where the term ends when it begins with the token `at`."""
        if self.words:
            last = at + len(self.words) - 1
            if last >= len(tokens):
                return None
            for step, word in enumerate(self.words):
                if tokens[at + step][0] != word:
                    return None
            for step, gap in enumerate(self.gaps):
                between = text[tokens[at + step][2] : tokens[at + step + 1][1]]
                if not (between.isspace() or (gap == "-" and between.strip() in _HYPHENS)):
                    return None
            start, end = tokens[at][1], tokens[last][2]
            return end if self.kept_case is None or text[start:end] == self.kept_case else None
        start = tokens[at][1] - self.lead
        if start < 0:
            return None
        if self.pattern is None:
            self.pattern = re.compile(pattern_source(self.term), re.IGNORECASE)
        hit = self.pattern.match(text, start)
        return hit.end() if hit is not None else None


class PhraseIndex(Generic[T]):
    """All terms of one or more phrase files, found by their first word."""

    def __init__(self, terms: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[_Term[T]]] = {}
        self._prefix: dict[str, list[_Term[T]]] = {}
        for term, what in terms:
            entry = _term(term, what)
            for first in _first_words(term):
                table = self._prefix if first.endswith("*") else self._exact
                key = first.rstrip("*").lower()
                table.setdefault(key[:3] if first.endswith("*") else key, []).append(entry)

    def find(self, text: str) -> list[Mention[T]]:
        """Every mention, in order of place; a longer mention hides a shorter one of the same meaning inside it."""
        found: list[Mention[T]] = []
        exact, prefix = self._exact, self._prefix
        lowered = text.lower()
        if len(lowered) != len(text):  # a few capitals outside English grow when lowered
            lowered = text
        tokens = [(token.group(), token.start(), token.end()) for token in _TOKEN.finditer(lowered)]
        for at, (word, start, _) in enumerate(tokens):
            for entries in (exact.get(word), prefix.get(word[:3])):
                if entries:
                    for entry in entries:
                        end = entry.end_at(text, tokens, at)
                        if end is not None:
                            found.append(Mention(start - entry.lead, end, entry.what))
        return outermost(found)


def _term(term: str, what: T) -> _Term[T]:
    stripped = " ".join(term.split())
    lead = 0 if stripped.startswith("(") else len(stripped) - len(_strip_lead(stripped))
    if _PLAIN.fullmatch(stripped):
        parts = _GAPS.split(stripped)
        kept = stripped if re.fullmatch(r"[A-Z]{1,2}", stripped) else None
        gaps = "".join(part for part in parts[1::2])
        return _Term(lead, term, what, tuple(part.lower() for part in parts[::2]), gaps, kept)
    return _Term(lead, term, what)


def outermost(mentions: Sequence[Mention[T]]) -> list[Mention[T]]:
    """Mentions without those that lie inside a longer one of the same meaning, and without doubles."""
    if len(mentions) < 2:
        return list(mentions)
    kept: list[Mention[T]] = []
    last: dict[T, int] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if last.get(mention.what, -1) >= mention.end:
            continue
        last[mention.what] = mention.end
        kept.append(mention)
    return kept


def outermost_of_any(mentions: Sequence[Mention[T]]) -> list[Mention[T]]:
    """Mentions without those strictly inside a longer one of whatever meaning ("valsartan" in "sacubitril-valsartan")."""
    kept: list[Mention[T]] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        length = mention.end - mention.start
        if not any(k.start <= mention.start and mention.end <= k.end and k.end - k.start > length for k in kept):
            kept.append(mention)
    return kept


def _strip_lead(term: str) -> str:
    stripped = term.strip()
    first = _FIRST.search(stripped)
    return stripped[first.start() :] if first else stripped


def _first_words(term: str) -> Iterator[str]:
    stripped = term.strip()
    if stripped.startswith("(") and "|" in stripped[: stripped.find(")")]:
        for part in stripped[1 : stripped.find(")")].split("|"):
            yield from _first_words(part)
        return
    first = _FIRST.search(stripped)
    if first is None:
        return
    ending = stripped[first.end() : first.end() + 1]
    yield first.group() + ("*" if ending == "*" else "")
