"""review_intake.yaml: how clients write the columns and values of the files they send for review."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from peercall.domain.review_intake import FileField, IntakeWords, plain_words
from peercall.domain.reviews import CallbackNumber, CallDemand, ReviewProgram
from peercall.domain.terms import Funding
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

Value = TypeVar("Value")
EnumT = TypeVar("EnumT", bound=StrEnum)
_STATE = re.compile(r"[A-Z]{2}\Z")


def read_intake_words(files: Iterable[RuleFile]) -> IntakeWords:
    """The words of every layer; a later layer's meaning of a word replaces the one before.

    Raises RuleFileInvalid for a word with two meanings in one file, and for what the schema does not know.
    """
    out = IntakeWords()
    for file in files:
        if file.subject == "review-intake":
            out = _read(file.table(), out)
    return out


def _read(table: Table, before: IntakeWords) -> IntakeWords:
    out = IntakeWords(
        columns=_first(_words(table, "columns", _member(FileField)), before.columns),
        programs={**before.programs, **_words(table, "programs", _member(ReviewProgram))},
        fundings={**before.fundings, **_words(table, "fundings", _member(Funding))},
        calls={**before.calls, **_words(table, "calls", _member(CallDemand))},
        callbacks={**before.callbacks, **_words(table, "callbacks", _member(CallbackNumber))},
        states={**before.states, **_words(table, "states", lambda key: key if _STATE.match(key) else None)},
    )
    table.done()
    return out


def _first(own: dict[str, FileField], before: Mapping[str, FileField]) -> dict[str, FileField]:
    """A layer's own headings stand before those of the layers below: of two columns that say one thing the first counts."""
    return {**own, **{word: field for word, field in before.items() if word not in own}}


def _member(kind: type[EnumT]) -> Callable[[str], EnumT | None]:
    known = {one.value: one for one in kind}
    return known.get


def _words(table: Table, key: str, meaning_of: Callable[[str], Value | None]) -> dict[str, Value]:
    group = table.maybe_table(key)
    out: dict[str, Value] = {}
    for name in tuple(group.names()) if group is not None else ():
        assert group is not None
        meaning = meaning_of(name)
        if meaning is None:
            raise group.refuse(f"`{key}` does not know `{name}`", key=name)
        for word in group.texts(name, required=True):
            plain = plain_words(word)
            if out.setdefault(plain, meaning) != meaning or not plain:
                raise group.refuse(f"`{word}` has two meanings in `{key}`", key=name, remedy="Keep one of them.")
    if group is not None:
        group.done()
    return out
