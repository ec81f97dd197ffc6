"""The words of data/letters made ready: labels looked up as printed or as badly printed, terms as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from peercall.domain.letter_words import MEANINGS, LetterWords
from peercall.engine.phrasing import pattern_source

#: words a label has at most
LONGEST_LABEL = 9
#: whose number or name a label gives, before a label that is known without it: `Child's birthday`, `Your ID`
_WHOSE = re.compile(
    r"^(?:(?:your\s+)?(?:child|patient|member|enrollee|beneficiary|recipient|participant|insured|customer|client|claimant|worker"
    r"|injured worker|employee|person|covered person|dependent|subscriber)(?:'s|s')|your(?:\s+child's)?)\s+"
)
_WHOSE_FIELDS = frozenset(
    {
        "member_name",
        "member_id",
        "member_dob",
        "group_number",
        "provider_name",
        "provider_npi",
        "plan_name",
        "diagnosis_codes",
    }
)
#: `Re: Member` before the name
_ABOUT = re.compile(r"^(?:re|regarding|about)\s?[:-]\s+")
_TWICE = re.compile(r"\b(?P<who>\w{3,})s?[- ]to[- ](?P=who)s?\b", re.IGNORECASE)
_ITEM = re.compile(r"^(?:\d{1,2}[.)]|[a-z][.)]|[-*•])\s+")
_ORDINAL_TAIL = re.compile(r"\s+#?\d{1,2}$")
_TAIL = re.compile(r"\s*\((?:s|es|if [\w ]+|mm/dd/y+|m/d/y+|name|required|optional)\)$")
#: shapes that a scanner's reading takes for one another, made one
_ALIKE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "6": "b", "9": "g", "q": "g"}
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
#: squashed labels at least this long may differ in one letter
_ONE_OFF = 7


class Vocabulary:
    """What the readers of a letter look words up in. Made once for a rulebook."""

    def __init__(self, words: LetterWords) -> None:
        self._words = words
        self._terms: dict[tuple[str, ...], re.Pattern[str]] = {}
        self._sources: dict[tuple[str, ...], str] = {}

    def label(self, text: str, *, is_recognised: bool = False) -> str | None:
        """The label that the text is, as the files write it; None when it is none.

        is_recognised: the text came from a picture, so that letters of a label may be misread. A value never is mended.
        """
        labels = self._words.labels
        key = label_key(text)
        for form in _forms(key):
            if form in labels:
                return form
        about = _ABOUT.sub("", key)
        if about != key and about in labels:
            return about
        bare = _WHOSE.sub("", key)
        if bare != key and labels.get(bare) in _WHOSE_FIELDS:
            return bare
        return self._misread(squashed(key)) if is_recognised else None

    def _misread(self, key: str) -> str | None:
        """The label that differs from a squashed text in no more than one letter."""
        if len(key) < 2:
            return None
        nears = [key[:at] + key[at + 1 :] for at in range(len(key))] if len(key) >= _ONE_OFF else []
        return next((label for near in (key, *nears) if (label := self._loose.get(near)) is not None), None)

    def label_for(self, field: str) -> str:
        """A label that names the field."""
        return next(label for label, named in self._words.labels.items() if named == field)

    def field_of(self, label: str) -> str:
        """The field a label names."""
        return self._words.labels[label]

    def needs_mark(self, label: str) -> bool:
        """True for a label that alone is as often a value."""
        return label in self._words.marked

    @cached_property
    def _loose(self) -> Mapping[str, str]:
        """Squashed labels and their spellings with one letter lost, changed or added; none that can mean two fields."""
        out: dict[str, str | None] = {}
        fields = self._words.labels

        def put(key: str, label: str) -> None:
            before = out.setdefault(key, label)
            if before is not None and fields[before] != fields[label]:
                out[key] = None

        exact = {squashed(label): label for label in fields if len(label) > 2}
        for label in fields:
            if len(label) > 2:
                put(squashed(label), label)
        for key, label in exact.items():
            if len(key) >= _ONE_OFF:
                for near in {key[:at] + key[at + 1 :] for at in range(len(key))}:
                    if near not in exact:
                        put(near, label)
        return {key: label for key, label in out.items() if label is not None}

    def terms(self, name: str) -> re.Pattern[str]:
        """Any term of a list of WORD_LISTS, longest first."""
        return self._pattern(self._words.words.get(name, ()))

    def source(self, name: str) -> str:
        """The same as the source of a pattern, to be built into another."""
        return self._source(self._words.words.get(name, ()))

    def listed(self, name: str) -> tuple[str, ...]:
        """The words of a list of WORD_LISTS as the files write them."""
        return self._words.words.get(name, ())

    def meanings(self, name: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        """Each value of a group of MEANINGS with its words, in the files' order."""
        for value, terms in self._words.meanings.get(name, {}).items():
            yield value, self._pattern(terms)

    def meaning(self, name: str, text: str) -> str | None:
        """The first value of the group one of whose words stands in the text."""
        return next((value for value, pattern in self.meanings(name) if pattern.search(text)), None)

    def opening(self, name: str, text: str) -> str | None:
        """The first value of the group one of whose words opens the text."""
        return next((value for value, pattern in self.meanings(name) if pattern.match(text)), None)

    def meaning_of(self, name: str, text: str) -> str | None:
        """The value of the group one of whose words is the text."""
        return next((value for value, pattern in self.meanings(name) if pattern.fullmatch(text.strip())), None)

    def key_word(self, group: str, text: str) -> str | None:
        """The field that a key word gives under a heading of the kind; empty when it gives none that is read."""
        name = f"keys_{group}"
        if name not in MEANINGS:
            return None
        field = self.meaning_of(name, text)
        return "" if field == "nothing" else field

    def call_name(self, text: str) -> re.Match[str] | None:
        """Where the text names the talk between the physicians: by a word of the list, or as `X-to-X`."""
        return next(self.call_names(text), None)

    def call_names(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where the text names it."""
        none = self.listed("same_word_twice_not_a_call")
        yield from self.terms("call_names").finditer(text)
        yield from (match for match in _TWICE.finditer(text) if match.group("who").lower() not in none)

    def meant(self, name: str) -> Mapping[str, str]:
        """Plain words in small letters -> the value of the group they mean."""
        return {term.lower(): value for value, terms in self._words.meanings.get(name, {}).items() for term in terms}

    def _pattern(self, terms: tuple[str, ...]) -> re.Pattern[str]:
        found = self._terms.get(terms)
        if found is None:
            found = self._terms[terms] = re.compile(self._source(terms), re.IGNORECASE)
        return found

    def _source(self, terms: tuple[str, ...]) -> str:
        source = self._sources.get(terms)
        if source is None:
            ordered = sorted(set(terms), key=lambda term: (-len(term), term))
            source = "(?:" + "|".join(pattern_source(term) for term in ordered) + ")" if ordered else r"(?!)"
            self._sources[terms] = source
        return source


@dataclass(slots=True)
class _Shelf:
    """The last words asked and their vocabulary; words never change, so identity is enough."""

    words: LetterWords | None = None
    vocabulary: Vocabulary | None = None


_shelf = _Shelf()


def vocabulary_of(words: LetterWords) -> Vocabulary:
    """The vocabulary of a rulebook's words."""
    if _shelf.vocabulary is None or _shelf.words is not words:
        _shelf.words, _shelf.vocabulary = words, Vocabulary(words)
    return _shelf.vocabulary


def label_key(text: str) -> str:
    """Text as labels are compared: small letters, even blanks, without an item's number or a mark at its end."""
    key = " ".join(text.lower().replace(" /", "/").replace("/ ", "/").split())
    return _ITEM.sub("", key).rstrip(" :;=").rstrip()


def _forms(key: str) -> Iterator[str]:
    yield key
    bare = key.rstrip(".")
    for form in (
        bare,
        key.replace(".", ""),
        _ORDINAL_TAIL.sub("", bare),
        key.replace("'", ""),
        _TAIL.sub("", bare),
        key.replace("(s)", "s"),
        bare.rstrip("# "),
    ):
        if form and form != key:
            yield form


def squashed(text: str) -> str:
    """Letters only, shapes that look alike made one: `Me mber 1D` and `Mernber ID` are the same."""
    out = text.lower().translate(_ALIKE)
    out = "".join(char for char in out if char.isalpha())
    for pair, one in _PAIRS:
        out = out.replace(pair, one)
    return out
