"""Words of policies and charts, compared by their roots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from peercall.domain.passages import SearchTerm
from peercall.domain.phrases import PhraseBook
from peercall.engine.phrase_entries import flag, terms

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_PIECE = re.compile(r"\([^()]*\)\??|\.\.\.|[\w'’%*-]+")
_ENDINGS = ("ations", "ation", "ating", "ative", "ated", "ates", "ate", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ers", "ed", "es", "er", "ly", "al", "s", "y", "e")  # fmt: skip
#: shortest root that is left when an ending is taken off, and how much of a long one is compared
_SHORTEST, _COMPARED = 4, 8
#: shortest word that is searched for, unless it is written in capitals
_SHORT_WORD = 4
#: other words that may stand in for `...` in a term
_APART = 6


@lru_cache(maxsize=16_384)
def root(word: str) -> str:
    """The word without its ending: `teaching` and `teach` are one, and so are `obstruction` and `obstructive`."""
    low = word.lower()
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
            low = low[: -len(ending)]
            break
    return low[:_COMPARED]


def roots_in(text: str) -> frozenset[str]:
    """Roots of all words of a text."""
    return frozenset(root(word) for word in _WORD.findall(text))


def search_terms(term: str) -> list[SearchTerm]:
    """A term of the phrase files as what to search for; each choice it leaves open is a term of its own."""
    variants: list[list[str]] = [[]]
    apart = 0
    for piece in _PIECE.findall(term):
        if piece == "...":
            apart = _APART
        elif piece.startswith("("):
            choices = piece.strip("()?").rstrip(")").split("|")
            choices += [""] if piece.endswith("?") else []
            variants = [[*words, *choice.split()] for words in variants for choice in choices]
        else:
            variants = [[*words, piece] for words in variants]
    return [SearchTerm(tuple(words), apart) for words in variants if words]


class Synonyms:
    """Which words a search takes for one another, and which words of a policy say nothing of the patient.

    lasting: words for how long something has been there.
    """

    def __init__(self, phrases: PhraseBook) -> None:
        entries = phrases.search_words
        self._left_out = frozenset(
            root(word) for entry in entries.values() if flag(entry, "left_out") for word in terms(entry)
        )
        groups: dict[str, dict[str, None]] = {}
        names: set[str] = set()
        for entry in entries.values():
            if flag(entry, "left_out"):
                continue
            listed = terms(entry)
            for term in listed:
                if " " not in term:
                    groups.setdefault(root(term), {}).update(dict.fromkeys(listed))
                    if flag(entry, "names"):
                        names.add(root(term))
        self._alternatives: Mapping[str, tuple[str, ...]] = {key: tuple(words) for key, words in groups.items()}
        self._names = frozenset(names)
        self.lasting = terms(entries.get("duration", {}))

    def is_name(self, key: str) -> bool:
        """True when the word of this root, and each word that means the same, speaks of the thing by itself."""
        return key in self._names

    def content_words(self, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Words that say what is asked, by root, each with the words that mean the same."""
        found: dict[str, tuple[str, ...]] = {}
        for text in texts:
            for word in _WORD.findall(text.replace("_", " ").replace("-", " ")):
                if len(word) < _SHORT_WORD and not (word.isupper() and len(word) > 1):
                    continue
                key = root(word)
                if key not in self._left_out and key not in found:
                    found[key] = tuple(dict.fromkeys((word.lower(), *self._alternatives.get(key, ()))))
        return found
