"""Who someone is, from credentials and specialty as charts write them."""

from __future__ import annotations

from peercall.domain.phrases import PhraseBook
from peercall.engine.phrase_entries import flag, terms, texts
from peercall.engine.phrasing import PhraseIndex


class RoleWords:
    """The entries of kind `roles` made ready."""

    def __init__(self, phrases: PhraseBook) -> None:
        entries = phrases.roles
        self._specialties: PhraseIndex[str] = PhraseIndex(
            (term, key) for key, entry in entries.items() for term in terms(entry)
        )
        self._credentials: dict[str, str] = {
            _plain(credential): key for key, entry in entries.items() for credential in terms(entry, "credentials")
        }
        self._implies = {key: texts(entry.get("implies")) for key, entry in entries.items()}
        self._excludes = {key: frozenset(texts(entry.get("excludes"))) for key, entry in entries.items()}
        self._physician_only = frozenset(key for key, entry in entries.items() if flag(entry, "physician_only"))

    def of(self, text: str) -> tuple[str, ...]:
        """Role keys, the person's own first, then the wider ones they imply."""
        own = dict.fromkeys(
            self._credentials[word]
            for piece in text.replace(",", " ").split()
            if (word := _plain(piece)) in self._credentials
        )
        named = dict.fromkeys(mention.what for mention in self._specialties.find(text))
        if own and "physician" not in own:
            named = {key: None for key in named if key not in self._physician_only}
        held = dict.fromkeys((*own, *named))
        implied: dict[str, None] = {}
        for key in held:
            implied.update(dict.fromkeys(self._implies.get(key, ())))
        excluded = frozenset[str]().union(*(self._excludes.get(key, frozenset()) for key in held))
        return tuple(key for key in (*held, *(k for k in implied if k not in held)) if key not in excluded)

    def is_credential(self, word: str) -> bool:
        """True for "MD", "APRN" and the like, with the capitals they are written in."""
        return _plain(word) in self._credentials


def _plain(word: str) -> str:
    return word.strip(" .,;:()").replace(".", "")
