"""The wording file of the call becomes CallPhrases."""

from __future__ import annotations

from collections.abc import Iterable

from peercall.domain.call_phrases import CallPhrases
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

SUBJECT = "call-phrases"


def _text(table: Table, key: str) -> str:
    return table.text(key)


def _interruption(table: Table) -> tuple[str, str]:
    pair = (table.text("when"), table.text("say"))
    table.done()
    return pair


def _words(table: Table, key: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in table.texts(key, required=True))


def load_call_phrases(files: Iterable[RuleFile]) -> CallPhrases:
    """The wording of the call; a later layer's file replaces the whole. Raises RuleFileInvalid with file and line."""
    phrases = CallPhrases()
    for file in files:
        if file.subject == SUBJECT:
            phrases = _read(file.table())
    return phrases


def _read(top: Table) -> CallPhrases:
    phrases = CallPhrases(
        questions_first=top.texts("questions_first", required=True),
        interruptions=tuple(_interruption(table) for table in top.tables("interruptions", required=True)),
        closing=top.texts("closing", required=True),
        topics=top.table("topics").each(_words),
        harm_words=tuple(word.lower() for word in top.texts("harm_words", required=True)),
        measure_names=top.table("measure_names").each(_text),
        circumstances=top.table("circumstances").each(_text),
    )
    top.done()
    return phrases
