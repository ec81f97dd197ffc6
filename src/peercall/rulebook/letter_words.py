"""How letters print and word things: letters/*.yaml. A later layer's words are added to those before.

Labels: `labels` count with or without a colon behind them, `marked` only with one. `numbers` name an identifier, each also
with `number`, `no.`, `#`, `ID` behind it; `numbered` only with such a word, because alone they are a person or a paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peercall.domain.letter_words import LABELLED_FIELDS, MEANINGS, WORD_LISTS, LetterWords
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

Words = tuple[str, ...]
_NUMBER = (
    " number", " no.", " no", " #", "#", " num", " id", " id number", " id no.", " id #", " identification number",
    " identification no.", " identification",
)  # fmt: skip
_TERM = re.compile(r"(?=.*\w)(?:[^(){}\[\]\\^$+?]|\([^()]*\)\??)+")
_ALTERNATIVES = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)(\?)?|\(([^()|]*)\)\?")


def read_letter_words(files: Iterable[RuleFile]) -> LetterWords:
    """The files of every layer as one. Raises RuleFileInvalid with file and line."""
    labels: dict[str, str] = {}
    marked: set[str] = set()
    words: dict[str, Words] = {}
    meanings: dict[str, dict[str, Words]] = {}
    for file in files:
        if file.subject != "letters":
            continue
        table = file.table()
        for name, group in _groups(table, "labels", LABELLED_FIELDS):
            _read_labels(group, name, labels, marked)
        lists = table.maybe_table("words")
        for name in tuple(lists.names()) if lists is not None else ():
            assert lists is not None
            if name not in WORD_LISTS:
                raise lists.refuse(f"no list is named `{name}`", key=name, remedy=f"Known: {', '.join(WORD_LISTS)}.")
            words[name] = _added(words.get(name, ()), _terms(lists, name))
        for name, group in _groups(table, "meanings", MEANINGS):
            before = meanings.setdefault(name, {})
            for value in tuple(group.names()):
                before[value] = _added(before.get(value, ()), _terms(group, value))
        table.done()
    return LetterWords(labels=labels, marked=frozenset(marked), words=words, meanings=meanings)


def _groups(table: Table, key: str, known: Iterable[str]) -> Iterator[tuple[str, Table]]:
    group = table.maybe_table(key)
    for name in tuple(group.names()) if group is not None else ():
        assert group is not None
        if name not in known:
            raise group.refuse(f"nothing is named `{name}`", key=name, remedy=f"Known: {', '.join(sorted(known))}.")
        yield name, group.table(name)


def _added(before: Words, more: Words) -> Words:
    return tuple(dict.fromkeys((*before, *more)))


def _terms(table: Table, key: str) -> Words:
    terms = table.texts(key, required=True)
    for term in terms:
        if _TERM.fullmatch(term) is None:
            raise table.refuse(
                f"`{term}` is no term", key=key, remedy="Write words, with `*`, `...`, `(a|b)` and `(a|b)?` only."
            )
    return terms


def _read_labels(table: Table, name: str, labels: dict[str, str], marked: set[str]) -> None:
    """Adds the labels of one field; one that already names another field is refused: nobody could say which is meant."""
    for key in ("labels", "marked", "numbers", "numbered"):
        for label in table.texts(key):
            if "*" in label or "..." in label:
                raise table.refuse(f"the label `{label}` is not written out", key=key, remedy="Write it in full.")
            for full in _written_out(" ".join(label.lower().split())):
                ends = {"numbers": ("", *_NUMBER), "numbered": _NUMBER}.get(key, ("",))
                for end in ends:
                    _add(table, key, full + end, name, labels)
                    if end and key != "labels":
                        _add(table, key, f"{full}'s{end}", name, labels)
                if key == "marked":
                    marked.add(full)
    table.done()


def _add(table: Table, key: str, label: str, name: str, labels: dict[str, str]) -> None:
    other = labels.setdefault(label, name)
    if other != name:
        raise table.refuse(f"the label `{label}` names `{other}` too", key=key, remedy="Keep it in one place.")


def _written_out(label: str) -> Iterator[str]:
    """`(ordering|treating) physician`, `(prior)? authorization`: every label meant. Other brackets stand for themselves."""
    match = _ALTERNATIVES.search(label)
    if match is None:
        yield " ".join(label.split())
        return
    choices = (match.group(1) if match.group(1) is not None else match.group(3)).split("|")
    if match.group(2) or match.group(3) is not None:
        choices = [*choices, ""]
    for choice in choices:
        yield from _written_out(label[: match.start()] + choice + label[match.end() :])
