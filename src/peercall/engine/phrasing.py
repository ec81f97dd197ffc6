"""Phrases of the phrase files as patterns, and an index that finds all of them in one walk over the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_GAP = r"(?:[\s,:()/-]+[\w'’%-]+){0,6}?[\s,:()/-]+"
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_PIECE = re.compile(
    r"\([^()]*\)\?\s*|\((?:[^()|]*\|)+[^()|]*\)|\s*\.\.\.\s*|\s+|[-‐‑‒–]|'|’|\*|[^\s(*'’.‐‑‒–-]+|.", re.DOTALL
)
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


@lru_cache(maxsize=4096)
def pattern_of(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that finds any of the terms, longest first; None without terms."""
    if not terms:
        return None
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return re.compile("|".join(pattern_source(term) for term in ordered), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """Where a term stands in a text, and what it stands for."""

    start: int
    end: int
    what: T


@dataclass(slots=True)
class _Term(Generic[T]):
    """A term under its first word; its pattern is made when that word is first met."""

    lead: int
    term: str
    what: T
    pattern: re.Pattern[str] | None = None


class PhraseIndex(Generic[T]):
    """All terms of one or more phrase files, found by their first word."""

    def __init__(self, terms: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[_Term[T]]] = {}
        self._prefix: dict[str, list[_Term[T]]] = {}
        for term, what in terms:
            stripped = term.strip()
            lead = 0 if stripped.startswith("(") else len(stripped) - len(_strip_lead(term))
            entry = _Term(lead, term, what)
            for first in _first_words(term):
                table = self._prefix if first.endswith("*") else self._exact
                key = first.rstrip("*").lower()
                table.setdefault(key[:3] if first.endswith("*") else key, []).append(entry)

    def find(self, text: str) -> list[Mention[T]]:
        """Every mention, in order of place; a longer mention hides a shorter one of the same meaning inside it."""
        found: list[Mention[T]] = []
        exact, prefix = self._exact, self._prefix
        for token in _TOKEN.finditer(text):
            word = token.group().lower()
            for entries in (exact.get(word), prefix.get(word[:3])):
                if entries:
                    at = token.start()
                    for entry in entries:
                        if at < entry.lead:
                            continue
                        pattern = entry.pattern
                        if pattern is None:
                            pattern = entry.pattern = re.compile(pattern_source(entry.term), re.IGNORECASE)
                        hit = pattern.match(text, at - entry.lead)
                        if hit is not None:
                            found.append(Mention(hit.start(), hit.end(), entry.what))
        return outermost(found)


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
