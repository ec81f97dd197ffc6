"""Section headings and table heads, from the phrase files."""

from __future__ import annotations

import re
from functools import lru_cache

from peercall.domain.phrases import PhraseBook
from peercall.engine.chart_text.flat_tables import dated_head, flat_head, is_dated_head
from peercall.engine.phrase_entries import flag, terms

_LEAD = re.compile(r"^(?:\d{1,2}[.)]\s*)?([A-Za-z](?:[A-Za-z /&()-]{1,45}?)?)\s*:\s+(\S)")
#: "*** Subjective ***", "## Plan", "== Labs =="
_ORNAMENT = re.compile(r"^(?:[*#=~_]+|-{2,})\s*|\s*(?:[*#=~_]+|-{2,})(?=:?$)")
_NUMBERED = re.compile(r"\s+#?\d{1,3}$")
_WORD = re.compile(r"[A-Za-z0-9-]+")


class Headings:
    """The entries of kind `sections` made ready."""

    def __init__(self, phrases: PhraseBook) -> None:
        self._keys = {_plain(term): key for key, entry in phrases.sections.items() for term in terms(entry)}
        self._template = frozenset(key for key, entry in phrases.sections.items() if flag(entry, "template"))
        self._carried = frozenset(key for key, entry in phrases.sections.items() if flag(entry, "carried_forward"))
        self._columns = frozenset(term for entry in phrases.sections.values() for term in terms(entry, "columns"))
        self._lines: dict[str, str | None] = {}

    @classmethod
    def of(cls, phrases: PhraseBook) -> Headings:
        """The headings of a phrase book, made once."""
        return _headings(_Held(phrases))

    def of_line(self, text: str) -> str | None:
        """Section key of a line that is a heading by itself."""
        if len(text) > 60:
            return None
        if text not in self._lines:
            plain = _plain(_NUMBERED.sub("", _ORNAMENT.sub("", text.strip()) if text[:1] in "*#=~_-" else text))
            # a lone letter ("S", "A") heads a part only with its colon
            found = self._keys.get(plain) if len(plain) > 1 or text.rstrip().endswith(":") else None
            marked = plain.endswith(("(template)", "(carried forward)")) and not any(
                c.isdigit() or c == "." for c in plain
            )
            if found is None and marked:
                bare = plain.replace("(template)", "").replace("(carried forward)", "").strip()
                if bare in self._keys or len(bare.split()) <= 4:
                    found = "template_text" if "(template)" in plain else "medications_carried_forward"
            if found is None and "," in plain:
                found = self._keys.get(plain.split(",")[0].strip())
            self._lines[text] = found
        return self._lines[text]

    def of_lead(self, text: str) -> str | None:
        """Section key of a heading with its text on the same line ("Plan: wean steroids")."""
        match = _LEAD.match(text)
        if match is None or (len(match[1]) == 1 and not (match[1].isupper() and match[2].isalpha())):
            return None
        return self._keys.get(_plain(match[1]))

    def is_template(self, section: str | None) -> bool:
        """True for sections of boilerplate."""
        return section in self._template

    def is_carried_forward(self, section: str | None) -> bool:
        """True for lists that are copied from note to note."""
        return section in self._carried

    def is_table_head(self, cells: tuple[str, ...]) -> bool:
        """True for the head of a table: names of columns and no values."""
        known = 0
        for cell in cells:
            words = _WORD.findall(cell.lower())
            if not words or any(word[0].isdigit() and "/" not in cell for word in words):
                return False
            known += any(word in self._columns for word in words)
        return known >= 2 or (known == len(cells) and known > 0)

    def is_dated_head(self, cells: tuple[str, ...]) -> bool:
        """True for a table's head of days ("Component", "4/14/2026", "1/6/2026"); a drug with its dates is none."""
        return is_dated_head(cells) and self._is_column(cells[0])

    def flat_head(self, text: str) -> tuple[str, ...]:
        """Column titles of a table's head whose gaps were lost."""
        dated = dated_head(text)
        return dated if dated and self._is_column(dated[0]) else flat_head(text, self._columns)

    def _is_column(self, title: str) -> bool:
        return any(word in self._columns for word in _WORD.findall(title.lower()))


class _Held:
    """A phrase book as a key: one book, one set of headings."""

    def __init__(self, phrases: PhraseBook) -> None:
        self.phrases = phrases

    def __hash__(self) -> int:
        return id(self.phrases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.phrases is self.phrases


@lru_cache(maxsize=4)
def _headings(held: _Held) -> Headings:
    return Headings(held.phrases)


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" :").split())
